/*
 * load_mix -- the n-th request of a load.
 *
 * Use:       load_mix_request() for each arrival, load_mix_learn() with each
 *            good answer, so that a later `get` asks for an order that exists.
 * Ownership: requests live in the caller's struct.
 * Errors:    cannot fail; a request that would be too long is our mistake.
 */
#ifndef TUTOR_LOAD_MIX_H
#define TUTOR_LOAD_MIX_H

#include "chassis/buffer.h"
#include "chassis/id.h"
#include "chassis/limits.h"
#include "tutor/lab/load.h"

struct load_mix_state {
    struct id last_order; /* "" until one was placed */
    const struct load_customer *last_customer;
};

struct load_request {
    const char *method;
    char path[128];
    char headers[LIMIT_TOKEN_BYTES + 256];
    char body[256];
    bool is_order;
    const struct load_customer *customer;
};

void load_mix_request(const struct load_plan *plan,
                      const struct load_target *target,
                      const struct load_mix_state *state, uint64_t n,
                      struct load_request *out);
void load_mix_learn(struct load_mix_state *state, bool is_order,
                    const struct load_customer *customer, struct slice body);

#endif
