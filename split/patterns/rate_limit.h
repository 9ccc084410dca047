/*
 * rate_limit -- how often each caller may ask.
 *
 * Use:       rate_limit_init() with the table's memory; rate_limit_take() for
 *            each request.
 * Units:     microseconds (monotonic), passed in; `rate` requests a period of
 *            `period_s` seconds, up to `burst` of them at once.
 * Rules:     a token bucket for each key, in whole numbers: within any t
 *            seconds at most burst + rate * t / period are allowed. A refused
 *            request costs nothing.
 *            The table never forgets a debt: a place is taken over only from a
 *            key whose bucket is full again. Who finds no place shares one
 *            bucket with all who found none, and keeps that bucket's debt when
 *            a place comes free. So no flood of invented keys gives anybody a
 *            fresh allowance, and who has a place and uses it notices nothing.
 * Ownership: the slots are the caller's and outlive the limiter. `rules` may
 *            be changed at any time by parameter_set(); what a caller has used
 *            up stays used up.
 * Errors:    cannot fail.
 * Blocking:  never. One limiter belongs to one loop.
 * Source:    the leaky bucket as a meter (ITU-T I.371, GCRA); figures for
 *            RateLimit and RateLimit-Policy of the IETF draft
 *            "RateLimit header fields for HTTP", Retry-After of RFC 9110.
 */
#ifndef SPLIT_PATTERNS_RATE_LIMIT_H
#define SPLIT_PATTERNS_RATE_LIMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "split/patterns/parameter.h"

struct rate_limit_rules {
    int64_t rate; /* requests in a period; 0: no limit */
    int64_t period_s;
    int64_t burst;
};

enum { RATE_LIMIT_PARAMETERS = 3 };
extern const struct parameter rate_limit_parameters[RATE_LIMIT_PARAMETERS];

/* What one key has used: in units of 1/(period in us) of a request, so that
 * `rate` units flow out each microsecond and nothing is ever rounded. */
struct rate_limit_bucket {
    int64_t used;
    int64_t at_us;
    int64_t period_us; /* of the units */
};

struct rate_limit_slot {
    uint64_t key;
    struct rate_limit_bucket bucket;
    uint32_t next;         /* of the same hash */
    uint32_t older, newer; /* by last use */
    uint32_t first;        /* of the chain of this slot's hash */
};

struct rate_limit {
    struct rate_limit_rules rules;
    /* The rest is the module's own. */
    struct rate_limit_slot *slots;
    size_t count, taken;
    uint32_t oldest, newest;
    uint64_t seed;
    struct rate_limit_bucket strangers; /* shared by those without a slot */
};

struct rate_limit_answer {
    bool allowed;
    bool shared;            /* by the strangers' bucket */
    int64_t limit;          /* burst; 0: no limit */
    int64_t remaining;      /* whole requests at once from now */
    int64_t window_s;       /* period */
    int64_t reset_s;        /* until all of the burst is there again */
    int64_t retry_after_us; /* until one request is; 0 when allowed */
    int64_t retry_after_s;  /* the same, rounded up */
};

/* Sets the rules to their defaults. `seed` is random: it keeps others from
 * choosing keys that fall into one chain. count: 1 .. 2^32 - 2. */
void rate_limit_init(struct rate_limit *limit, struct rate_limit_slot *slots,
                     size_t count, uint64_t seed, int64_t now_us);

/* `key` is whatever the caller counts by, as a number: a customer, or a keyed
 * digest of a name. */
struct rate_limit_answer rate_limit_take(struct rate_limit *limit, uint64_t key,
                                         int64_t now_us);

#endif
