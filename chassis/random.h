/*
 * random -- a seeded generator, and the one call for real secrets.
 *
 * Use:       random_seed() once, then random_next(). The same seed gives the
 *            same numbers on every machine.
 * Ownership: a plain value of the caller's.
 * Errors:    random_secret() fails where the operating system refuses.
 * Source:    xoshiro256** and splitmix64 by Blackman and Vigna.
 */
#ifndef CHASSIS_RANDOM_H
#define CHASSIS_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chassis/error.h"

struct random {
    uint64_t state[4];
};

void random_seed(struct random *random, uint64_t seed);
uint64_t random_next(struct random *random);
/* Evenly in [0, below); below must be positive. */
uint64_t random_below(struct random *random, uint64_t below);
/* True with probability `percent` / 100. */
bool random_percent(struct random *random, double percent);
/* Bytes that nobody can guess (getrandom). */
enum error random_secret(void *out, size_t bytes);

#endif
