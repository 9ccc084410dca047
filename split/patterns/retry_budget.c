/*
 * retry_budget -- a bound on retries as a share of the calls.
 *
 * The problem: three attempts at each of three hops are 27 calls for one, and
 * they all arrive at the peer that is failing because it has too much to do.
 * A count for each call cannot help: it is the sum that hurts.
 *
 * The idea: retries are a share of all calls of the last seconds. While few
 * calls fail, each may be retried; when all fail, only the share is, and three
 * hops multiply 1.2 by 1.2 by 1.2. A few a second are always allowed, for a
 * quiet caller that has no share to speak of.
 *
 * What holds: the window is made of slices. In each ten slices that follow
 * each other from any one on, retries <= share * calls + least * ttl, counted
 * from the moment that a retry is decided. So over any time T, which is at
 * most T / ttl + 1.1 such windows, in all:
 * retries <= share * calls + least * (T + 1.1 ttl).
 *
 * The other form (gRPC's) counts what fails instead: after half of the tokens
 * is lost nobody is retried, until successes have earned them back. It is
 * kept up beside the first, so that the form can be changed at any time.
 */
#include "split/patterns/retry_budget.h"

#include <string.h>

#define MEMBER(member) offsetof(struct retry_budget_rules, member)

const struct parameter retry_budget_parameters[RETRY_BUDGET_PARAMETERS] = {
    {"form", "0 share, 1 tokens, 2 no budget", BUDGET_SHARE, BUDGET_NONE,
     BUDGET_SHARE, MEMBER(form)},
    {"share-percent", "%", 0, 1000, 20, MEMBER(share_percent)},
    {"least-per-s", "retries/s", 0, 1000, 1, MEMBER(least_per_s)},
    {"ttl-ms", "ms", 100, 600000, 10000, MEMBER(ttl_ms)},
    {"most-tokens", "tokens", 1, 1000, 10, MEMBER(most_tokens)},
    {"token-ratio-thousandths", "1/1000 token", 1, 1000000, 100,
     MEMBER(token_ratio_thousandths)},
};

void retry_budget_init(struct retry_budget *budget, int64_t now_ms)
{
    memset(budget, 0, sizeof *budget);
    parameter_defaults(retry_budget_parameters, RETRY_BUDGET_PARAMETERS,
                       &budget->rules);
    budget->slice_ms = budget->rules.ttl_ms / RETRY_BUDGET_SLICES;
    budget->newest = now_ms / budget->slice_ms;
}

/* The slice of this moment; those that left the window are emptied. A window
 * of another length starts empty: the old slices say nothing about it. */
static struct retry_budget_slice *slice_at(struct retry_budget *budget,
                                           int64_t now_ms)
{
    int64_t slice_ms = budget->rules.ttl_ms / RETRY_BUDGET_SLICES;
    int64_t number = now_ms / slice_ms;

    if (slice_ms != budget->slice_ms ||
        number - budget->newest >= RETRY_BUDGET_SLICES) {
        memset(budget->slices, 0, sizeof budget->slices);
        budget->slice_ms = slice_ms;
        budget->newest = number;
    }
    while (budget->newest < number) {
        budget->newest++;
        budget->slices[budget->newest % RETRY_BUDGET_SLICES] =
            (struct retry_budget_slice){0};
    }
    return &budget->slices[budget->newest % RETRY_BUDGET_SLICES];
}

static struct retry_budget_slice window(struct retry_budget *budget,
                                        int64_t now_ms)
{
    struct retry_budget_slice sum = {0};

    slice_at(budget, now_ms);
    for (int i = 0; i < RETRY_BUDGET_SLICES; i++) {
        sum.calls += budget->slices[i].calls;
        sum.retries += budget->slices[i].retries;
    }
    return sum;
}

/* TOUR: retry-budget */
static int64_t left_of_share(struct retry_budget *budget, int64_t now_ms)
{
    const struct retry_budget_rules *rules = &budget->rules;
    struct retry_budget_slice sum = window(budget, now_ms);
    int64_t left = (rules->share_percent * sum.calls +
                    rules->least_per_s * rules->ttl_ms / 10) /
                       100 -
                   sum.retries;

    return left > 0 ? left : 0;
}

/* What is over half of the tokens, in thousandths of one. */
static int64_t over_half(const struct retry_budget *budget)
{
    int64_t over =
        budget->rules.most_tokens * 500 - budget->missing_thousandths;

    return over > 0 ? over : 0;
}

static int64_t left(struct retry_budget *budget, int64_t now_ms)
{
    switch ((enum retry_budget_form)budget->rules.form) {
    case BUDGET_SHARE:
        return left_of_share(budget, now_ms);
    case BUDGET_TOKENS: /* each retry that fails costs one, the next has none */
        return (over_half(budget) + 999) / 1000;
    case BUDGET_NONE:
        break;
    }
    return INT64_MAX;
}

void retry_budget_call(struct retry_budget *budget, int64_t now_ms)
{
    slice_at(budget, now_ms)->calls++;
}

void retry_budget_ended(struct retry_budget *budget, bool failed)
{
    int64_t most = budget->rules.most_tokens * 1000;
    int64_t missing = budget->missing_thousandths;

    missing += failed ? 1000 : -budget->rules.token_ratio_thousandths;
    if (missing > most)
        missing = most;
    budget->missing_thousandths = missing > 0 ? missing : 0;
}

bool retry_budget_has(struct retry_budget *budget, int64_t now_ms)
{
    return left(budget, now_ms) > 0;
}

void retry_budget_take(struct retry_budget *budget, int64_t now_ms)
{
    slice_at(budget, now_ms)->retries++;
    budget->taken++;
}

void retry_budget_refuse(struct retry_budget *budget)
{
    budget->refused++;
}

struct retry_budget_figures retry_budget_figures(struct retry_budget *budget,
                                                 int64_t now_ms)
{
    struct retry_budget_slice sum = window(budget, now_ms);
    int64_t tokens =
        budget->rules.most_tokens - (budget->missing_thousandths + 999) / 1000;

    return (struct retry_budget_figures){
        .calls = sum.calls,
        .retries = sum.retries,
        .left = left(budget, now_ms),
        .tokens = tokens > 0 ? tokens : 0,
        .taken = budget->taken,
        .refused = budget->refused,
    };
}
