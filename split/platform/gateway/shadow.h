/*
 * shadow -- the services are asked what the monolith has answered, and the two
 *           answers are compared; nobody waits for it.
 *
 * Use:       shadow_begin() with the monolith's answer. The question runs as a
 *            request of our own runtime, whose handler shadow_is() tells from
 *            a client's.
 * Rules:     equal is equal packed bytes, or the same error. Answers that
 *            differ may be from different moments: the monolith is asked
 *            again, and only when it repeats its answer, several times, while
 *            the services keep another one, they count as different.
 * Ownership: copies what it needs; bounded in number, the rest is skipped.
 * Errors:    none; they are counted.
 * Blocking:  never.
 * Source:    GitHub's "Scientist": run both, compare, answer with the old one.
 */
#ifndef SPLIT_PLATFORM_GATEWAY_SHADOW_H
#define SPLIT_PLATFORM_GATEWAY_SHADOW_H

#include "chassis/runtime.h"

struct shadow_counts {
    int64_t same, different;
    int64_t moving;     /* the answer changed each time it was asked for */
    int64_t unanswered; /* by the services, or by the monolith asked again */
};

/* The comparison is dropped when *way is no longer WAY_SHADOW. */
void shadow_begin(const struct request *rq, const struct answer *monolith,
                  struct shadow_counts *counts, const int64_t *way);
bool shadow_is(const struct request *rq);
/* Before the runtime begins, and when it has ended. */
void shadow_forget_all(void);

/* One round of a comparison, from the facts alone. */
enum shadow_verdict {
    SHADOW_SAME,
    SHADOW_AGAIN, /* not to be told yet */
    SHADOW_DIFFERENT,
    SHADOW_MOVING
};
struct shadow_facts {
    bool same_as_first, same_as_second; /* services against the monolith */
    bool monolith_moved;                /* between its two answers */
    int rounds;                         /* done, with this one */
};
enum { SHADOW_ROUNDS = 6 };
enum shadow_verdict shadow_judge(const struct shadow_facts *facts);

#endif
