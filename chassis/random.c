/*
 * random -- a seeded generator, and the one call for real secrets.
 *
 * Chance in this program must be repeatable: a simulation that found a mistake
 * is worth nothing unless the same seed finds it again, on any machine. So
 * chance comes from xoshiro256** with a state of the caller's, filled from one
 * seed by splitmix64 (which never gives four zeros, the one state the
 * generator cannot leave).
 *
 * A repeatable generator can be guessed. Keys and secrets come from the
 * operating system instead, by random_secret().
 */
#include "chassis/random.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/random.h>

static uint64_t splitmix64(uint64_t *state)
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
}

static uint64_t rotate_left(uint64_t x, int bits)
{
    return (x << bits) | (x >> (64 - bits));
}

void random_seed(struct random *random, uint64_t seed)
{
    for (int i = 0; i < 4; i++)
        random->state[i] = splitmix64(&seed);
}

uint64_t random_next(struct random *random)
{
    uint64_t *s = random->state;
    uint64_t result = rotate_left(s[1] * 5, 7) * 9;
    uint64_t shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate_left(s[3], 45);
    return result;
}

uint64_t random_below(struct random *random, uint64_t below)
{
    assert(below > 0);
    /* 2^64 mod below numbers are too many; dropping them keeps it even. */
    uint64_t surplus = -below % below;
    uint64_t number;
    do {
        number = random_next(random);
    } while (number < surplus);
    return number % below;
}

bool random_percent(struct random *random, double percent)
{
    /* The upper 53 bits, as a double in [0, 1). */
    double chance = (double)(random_next(random) >> 11) * 0x1.0p-53;
    return chance * 100 < percent;
}

enum error random_secret(void *out, size_t bytes)
{
    unsigned char *at = out;
    while (bytes > 0) {
        ssize_t got = getrandom(at, bytes, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_explain(ERROR_SYSTEM,
                                 "the system gives no random bytes: %s",
                                 strerror(errno));
        at += got;
        bytes -= (size_t)got;
    }
    return ERROR_OK;
}
