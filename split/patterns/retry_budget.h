/*
 * retry_budget -- a bound on retries as a share of the calls.
 *
 * Use:       one for each peer of a caller. retry_budget_call() for each first
 *            attempt, retry_budget_ended() for each attempt's end,
 *            retry_budget_has() before a retry is decided, and
 *            retry_budget_take() when it is: from that moment it counts, also
 *            while it still waits out its back-off.
 * Time:      the caller passes now_ms (monotonic); no clock is read here.
 * Rules:     BUDGET_SHARE: over the last ttl, retries <= share of the calls +
 *            least_per_s * ttl. BUDGET_TOKENS: a failure costs one token, a
 *            success earns a fraction; no retry at half of the tokens or less.
 * Ownership: a plain value of the caller's. `rules` may be changed at any time
 *            by parameter_set().
 * Errors:    cannot fail.
 * Blocking:  never. One budget belongs to one loop.
 * Source:    Finagle's and Linkerd's RetryBudget (share of a window); gRPC A6
 *            retryThrottling (tokens); docs/decisions has the comparison.
 */
#ifndef SPLIT_PATTERNS_RETRY_BUDGET_H
#define SPLIT_PATTERNS_RETRY_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

#include "split/patterns/parameter.h"

enum retry_budget_form { BUDGET_SHARE, BUDGET_TOKENS, BUDGET_NONE };

enum { RETRY_BUDGET_SLICES = 10 }; /* of the window */

struct retry_budget_rules {
    int64_t form; /* enum retry_budget_form */
    int64_t share_percent;
    int64_t least_per_s; /* retries that are always allowed */
    int64_t ttl_ms;
    int64_t most_tokens;
    int64_t token_ratio_thousandths; /* earned by a success */
};

enum { RETRY_BUDGET_PARAMETERS = 6 };
extern const struct parameter retry_budget_parameters[RETRY_BUDGET_PARAMETERS];

struct retry_budget {
    struct retry_budget_rules rules;
    /* The rest is the module's own. */
    int64_t slice_ms; /* of the window that the slices were counted in */
    int64_t newest;   /* number of the newest slice: now / slice_ms */
    struct retry_budget_slice {
        int64_t calls, retries;
    } slices[RETRY_BUDGET_SLICES];
    int64_t missing_thousandths; /* of tokens; 0: all are there */
    int64_t taken, refused;
};

struct retry_budget_figures {
    int64_t calls, retries; /* of the window */
    int64_t left;           /* retries that would be allowed now */
    int64_t tokens;         /* whole ones */
    int64_t taken, refused; /* since the start */
};

/* Sets the rules to their defaults. */
void retry_budget_init(struct retry_budget *budget, int64_t now_ms);
void retry_budget_call(struct retry_budget *budget, int64_t now_ms);
/* `failed`: with an error that a retry may cure, or a pushback to stop. */
void retry_budget_ended(struct retry_budget *budget, bool failed);
bool retry_budget_has(struct retry_budget *budget, int64_t now_ms);
void retry_budget_take(struct retry_budget *budget, int64_t now_ms);
/* Counts a retry that was wished for and not allowed. */
void retry_budget_refuse(struct retry_budget *budget);
struct retry_budget_figures retry_budget_figures(struct retry_budget *budget,
                                                 int64_t now_ms);

#endif
