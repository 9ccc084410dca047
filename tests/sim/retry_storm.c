/*
 * retry_storm -- what retries at every hop do to the last one, in virtual time.
 *
 * retry_storm [--seeds N] [--first S] [--show]
 *
 * The shop's chain of callers is gateway, orders, payments, and a bank behind
 * them: three hops, each with three attempts. Nothing here sleeps or reads a
 * clock; a seed gives the same run each time. For each seed:
 *
 *   down       the bank refuses everything. Without a budget each call becomes
 *              27 at the bank. With a share of 20 % no hop sends more than
 *              1.2 times what reached it and 1 retry a second; with tokens no
 *              hop makes more than 5 retries (half of 10) in all.
 *   flaky      the bank fails 5 calls in 100: the budget stands in nobody's
 *              way, and no user sees an error.
 *   overload   the bank is away for five seconds and comes back. It can serve
 *              twice the usual load, and works on what its callers have
 *              given up too. Without a budget the retries keep it down for
 *              good; with one it recovers.
 *
 * Source: Bronson et al., "Metastable Failures in Distributed Systems" (2021).
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/random.h"
#include "split/patterns/deadline.h"
#include "split/patterns/retry.h"
#include "split/patterns/retry_budget.h"

enum {
    HOPS = 3,
    CALLS = 1 << 17,  /* in flight */
    EVENTS = 1 << 18, /* waiting */
    WIRE_MS = 1,
    TRY_MS = 100,     /* a caller of the overloaded bank waits so long */
    BACKLOG_MS = 2000 /* above that the bank refuses at once */
};

struct scenario {
    const char *name;
    int64_t form;         /* enum retry_budget_form */
    int users_per_s;      /* on average */
    int64_t length_ms;    /* of arrivals */
    int fail_percent;     /* of the bank's answers */
    int64_t away_from_ms; /* it refuses everything then ... */
    int64_t away_to_ms;
    int served_per_s; /* 0: as many as come */
};

enum kind { USER_COMES, BANK_OR_NEXT, ANSWERED, AGAIN };

struct event {
    int64_t at_ms;
    uint64_t order; /* of events of one moment */
    enum kind kind;
    int call;
    enum error error;
};

struct call {
    int hop, parent; /* parent -1: a user */
    int64_t attempts;
    int64_t deadline_ms;
    int next_free;
};

struct storm {
    const struct scenario *scenario;
    struct random random;
    struct event events[EVENTS];
    size_t event_count;
    uint64_t order;
    struct call calls[CALLS];
    int free_call;
    int64_t now_ms;
    int64_t bank_us; /* busy until */
    struct retry retry;
    struct deadline deadline;
    struct retry_budget budgets[HOPS];
    /* What is counted: calls that began at a hop, attempts it sent. */
    int64_t began[HOPS], sent[HOPS];
    int64_t users, failed, late_users, late_failed;
};

static struct storm storm;

/* ---- the queue of events: a heap by moment, then by order ---- */

static bool before(const struct event *a, const struct event *b)
{
    return a->at_ms != b->at_ms ? a->at_ms < b->at_ms : a->order < b->order;
}

static void post(int64_t after_ms, enum kind kind, int call, enum error error)
{
    struct event event = {.at_ms = storm.now_ms + after_ms,
                          .order = storm.order++,
                          .kind = kind,
                          .call = call,
                          .error = error};
    size_t at = storm.event_count++;

    if (storm.event_count > EVENTS)
        abort();
    for (; at > 0 && before(&event, &storm.events[(at - 1) / 2]);
         at = (at - 1) / 2)
        storm.events[at] = storm.events[(at - 1) / 2];
    storm.events[at] = event;
}

static struct event next_event(void)
{
    struct event first = storm.events[0];
    struct event last = storm.events[--storm.event_count];
    size_t at = 0;

    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= storm.event_count)
            break;
        if (child + 1 < storm.event_count &&
            before(&storm.events[child + 1], &storm.events[child]))
            child++;
        if (!before(&storm.events[child], &last))
            break;
        storm.events[at] = storm.events[child];
        at = child;
    }
    storm.events[at] = last;
    return first;
}

/* ---- a call at a hop ---- */

static void attempt(int index)
{
    struct call *call = &storm.calls[index];

    call->attempts++;
    storm.sent[call->hop]++;
    post(WIRE_MS, BANK_OR_NEXT, index, ERROR_OK);
}

static void begin(int hop, int parent, int64_t deadline_ms)
{
    int index = storm.free_call;

    if (index < 0)
        abort();
    storm.free_call = storm.calls[index].next_free;
    storm.calls[index] =
        (struct call){.hop = hop, .parent = parent, .deadline_ms = deadline_ms};
    storm.began[hop]++;
    retry_budget_call(&storm.budgets[hop], storm.now_ms);
    attempt(index);
}

static void finish(int index, enum error error)
{
    struct call *call = &storm.calls[index];
    bool late = storm.now_ms >= storm.scenario->length_ms * 3 / 4;

    if (call->parent >= 0) {
        post(WIRE_MS, ANSWERED, call->parent, error);
    } else {
        storm.failed += error != ERROR_OK;
        storm.late_users += late;
        storm.late_failed += late && error != ERROR_OK;
    }
    call->next_free = storm.free_call;
    storm.free_call = index;
}

static void answered(int index, enum error error)
{
    struct call *call = &storm.calls[index];
    struct retry_budget *budget = &storm.budgets[call->hop];

    retry_budget_ended(budget, error != ERROR_OK);
    struct retry_facts facts = {
        .error = error,
        .attempts = call->attempts,
        .repeatable = true, /* all have a key */
        .sent = true,
        .left_ms = deadline_left_ms(call->deadline_ms, storm.now_ms),
        .budget = retry_budget_has(budget, storm.now_ms)};
    struct retry_decision decision =
        retry_decide(&storm.retry, &facts, random_next(&storm.random));
    if (!decision.retry) {
        finish(index, error);
        return;
    }
    retry_budget_take(budget, storm.now_ms);
    post(decision.after_ms, AGAIN, index, ERROR_OK);
}

/* ---- the bank ---- */

static bool is_away(void)
{
    return storm.now_ms >= storm.scenario->away_from_ms &&
           storm.now_ms < storm.scenario->away_to_ms;
}

static void bank(int index)
{
    const struct scenario *scenario = storm.scenario;
    bool fails = random_percent(&storm.random, scenario->fail_percent);

    if (is_away() || fails) {
        post(WIRE_MS, ANSWERED, index, ERROR_UNAVAILABLE);
        return;
    }
    if (scenario->served_per_s == 0) {
        post(WIRE_MS, ANSWERED, index, ERROR_OK);
        return;
    }
    int64_t now_us = storm.now_ms * 1000;
    if (storm.bank_us < now_us)
        storm.bank_us = now_us;
    if (storm.bank_us - now_us > BACKLOG_MS * 1000) {
        post(WIRE_MS, ANSWERED, index, ERROR_OVERLOADED);
        return;
    }
    storm.bank_us += 1000000 / scenario->served_per_s;
    int64_t wait_ms = (storm.bank_us - now_us) / 1000;
    if (wait_ms > TRY_MS) /* it works on, and nobody waits for it */
        post(TRY_MS, ANSWERED, index, ERROR_DEADLINE);
    else
        post(wait_ms + WIRE_MS, ANSWERED, index, ERROR_OK);
}

static void arrive(int index)
{
    const struct call *call = &storm.calls[index];

    if (call->hop == HOPS - 1) {
        bank(index);
        return;
    }
    int64_t left_ms =
        deadline_hop_ms(&storm.deadline, call->deadline_ms, storm.now_ms);
    begin(call->hop + 1, index, deadline_at_ms(storm.now_ms, left_ms));
}

/* ---- a run ---- */

static void user(void)
{
    const struct scenario *scenario = storm.scenario;
    uint64_t gap_ms = 2000 / (uint64_t)scenario->users_per_s;

    if (storm.now_ms >= scenario->length_ms)
        return;
    storm.users++;
    begin(0, -1,
          deadline_accept(&storm.deadline, storm.now_ms, DEADLINE_NOT_ASKED));
    post((int64_t)random_below(&storm.random, gap_ms + 1), USER_COMES, -1,
         ERROR_OK);
}

static void run(const struct scenario *scenario, uint64_t seed)
{
    memset(&storm, 0, sizeof storm);
    storm.scenario = scenario;
    random_seed(&storm.random, seed);
    for (int i = 0; i < CALLS; i++)
        storm.calls[i].next_free = i + 1 < CALLS ? i + 1 : -1;
    parameter_defaults(retry_parameters, RETRY_PARAMETERS, &storm.retry);
    parameter_defaults(deadline_parameters, DEADLINE_PARAMETERS,
                       &storm.deadline);
    for (int hop = 0; hop < HOPS; hop++) {
        retry_budget_init(&storm.budgets[hop], 0);
        storm.budgets[hop].rules.form = scenario->form;
    }
    post(0, USER_COMES, -1, ERROR_OK);
    while (storm.event_count > 0) {
        struct event event = next_event();
        storm.now_ms = event.at_ms;
        switch (event.kind) {
        case USER_COMES:
            user();
            break;
        case BANK_OR_NEXT:
            arrive(event.call);
            break;
        case ANSWERED:
            answered(event.call, event.error);
            break;
        case AGAIN:
            attempt(event.call);
            break;
        }
    }
}

/* ---- what must be so ---- */

static bool show;
static uint64_t seed_now;

static bool holds(bool so, const char *what)
{
    if (show || !so)
        printf("%-20s %5" PRId64 " calls, bank %6" PRId64
               " (%.2f for one), failed %5" PRId64 "; in the last quarter "
               "%" PRId64 " of %" PRId64 ": %s%s\n",
               storm.scenario->name, storm.users, storm.sent[HOPS - 1],
               (double)storm.sent[HOPS - 1] / (double)storm.users, storm.failed,
               storm.late_failed, storm.late_users, so ? "" : "NOT SO: ", what);
    if (!so)
        printf("repeat with: retry_storm --first %" PRIu64
               " --seeds 1 --show\n",
               seed_now);
    return so;
}

/* What a hop sends is at most 1 + share of what reached it, and the few that
 * are always allowed. */
static bool within_the_share(void)
{
    double bound = (double)storm.users;

    for (int hop = 0; hop < HOPS; hop++) {
        const struct retry_budget_rules *rules = &storm.budgets[hop].rules;
        double always = (double)rules->least_per_s *
                        ((double)storm.now_ms + 1.1 * (double)rules->ttl_ms) /
                        1000;
        double most = (1 + (double)rules->share_percent / 100);

        if ((double)storm.sent[hop] > (double)storm.began[hop] * most + always)
            return false;
        bound = bound * most + always;
    }
    return (double)storm.sent[HOPS - 1] <= bound;
}

static bool within_the_tokens(void)
{
    for (int hop = 0; hop < HOPS; hop++)
        if (storm.sent[hop] - storm.began[hop] >
            storm.budgets[hop].rules.most_tokens / 2)
            return false;
    return true;
}

static bool storms(uint64_t seed)
{
    struct scenario down = {
        .users_per_s = 100, .length_ms = 30000, .fail_percent = 100};
    struct scenario flaky = {
        .users_per_s = 100, .length_ms = 30000, .fail_percent = 5};
    struct scenario overload = {.users_per_s = 100,
                                .length_ms = 60000,
                                .away_from_ms = 10000,
                                .away_to_ms = 15000,
                                .served_per_s = 200};
    bool good = true;

    seed_now = seed;
    down.name = "down, no budget";
    down.form = BUDGET_NONE;
    run(&down, seed);
    good &= holds(storm.sent[HOPS - 1] == 27 * storm.users, "27 for one");
    down.name = "down, share";
    down.form = BUDGET_SHARE;
    run(&down, seed);
    good &= holds(within_the_share(), "1.2 a hop and 1/s");
    down.name = "down, tokens";
    down.form = BUDGET_TOKENS;
    run(&down, seed);
    good &= holds(within_the_tokens(), "5 retries a hop");

    flaky.name = "flaky, share";
    flaky.form = BUDGET_SHARE;
    run(&flaky, seed);
    good &= holds(storm.failed == 0 && within_the_share(), "nobody sees it");

    overload.name = "overload, no budget";
    overload.form = BUDGET_NONE;
    run(&overload, seed);
    good &= holds(storm.late_failed * 2 > storm.late_users, "stays down");
    overload.name = "overload, share";
    overload.form = BUDGET_SHARE;
    run(&overload, seed);
    good &= holds(storm.late_failed == 0 && within_the_share(), "recovers");
    overload.name = "overload, tokens";
    overload.form = BUDGET_TOKENS;
    run(&overload, seed);
    good &= holds(storm.late_failed == 0, "recovers");
    return good;
}

int main(int argc, char **argv)
{
    uint64_t first = 1, seeds = 10;

    for (int i = 1; i < argc; i++) {
        bool more = i + 1 < argc;
        if (strcmp(argv[i], "--show") == 0)
            show = true;
        else if (more && strcmp(argv[i], "--seeds") == 0)
            seeds = strtoull(argv[++i], NULL, 10);
        else if (more && strcmp(argv[i], "--first") == 0)
            first = strtoull(argv[++i], NULL, 10);
        else {
            fprintf(stderr,
                    "usage: retry_storm [--seeds N] [--first S] [--show]\n");
            return 2;
        }
    }
    for (uint64_t seed = first; seed < first + seeds; seed++)
        if (!storms(seed))
            return 1;
    printf("%" PRIu64 " seeds from %" PRIu64 ": every bound holds\n", seeds,
           first);
    return 0;
}
