/*
 * step -- how a step of an order's checkout is named in every table.
 *
 * Use:       step_key(key, order_id, STEP_RESERVE); the domains that keep the
 *            step check what they were given with step_check().
 * Why:       an answer may be lost, so every step may be asked for twice. The
 *            key says that it is the same step, and "one effect for one key"
 *            is a rule that one table alone can hold.
 * Ownership: the key is written into the caller's array.
 * Errors:    step_check() says UNPROCESSABLE and names the field.
 * Blocking:  never.
 * Source:    the idempotency keys of Stripe's API, and of the IETF draft
 *            "The Idempotency-Key HTTP Header Field".
 */
#ifndef DOMAIN_STEP_H
#define DOMAIN_STEP_H

#include <stdio.h>
#include <string.h>

#include "chassis/error.h"
#include "chassis/limits.h"

#define STEP_PAY "pay"
#define STEP_RESERVE "reserve"
#define STEP_SHIP "ship"

/* Of a key, with its NUL. */
enum { STEP_KEY_BYTES = LIMIT_IDEMPOTENCY_KEY_BYTES + 1 };

/* "01JABC.../pay" */
/* TOUR: step-key */
static inline void step_key(char out[STEP_KEY_BYTES], const char *order_id,
                            const char *step)
{
    snprintf(out, STEP_KEY_BYTES, "%.*s/%s", LIMIT_NAME_BYTES, order_id, step);
}

static inline enum error step_check(const char *key, const char *order_id)
{
    if (!*key || strlen(key) > LIMIT_IDEMPOTENCY_KEY_BYTES)
        return error_explain(ERROR_UNPROCESSABLE,
                             "key must have 1 to %d bytes; the caller makes "
                             "one for each step of an order",
                             LIMIT_IDEMPOTENCY_KEY_BYTES);
    if (!*order_id || strlen(order_id) > LIMIT_NAME_BYTES)
        return error_explain(ERROR_UNPROCESSABLE,
                             "order_id must have 1 to %d bytes",
                             LIMIT_NAME_BYTES);
    return ERROR_OK;
}

/* The key of one thing used for another: our caller's mistake. */
static inline enum error step_mismatch(const char *key)
{
    return error_explain(ERROR_CONFLICT,
                         "the key %s was used for another request before; "
                         "every step of every order needs a key of its own",
                         key);
}

#endif
