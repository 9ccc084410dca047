/*
 * breaker_histories -- random lives of one breaker against a model of it.
 *
 * breaker_histories [--histories N] [--seed S] [--bug NAME] [--tell]
 *
 * A history is some hundred steps in virtual time: calls that succeed, fail,
 * are refused, slow, cancelled, answered late or never; a clock that stands
 * still, leaps or steps back; parameters and states changed by hand. After each
 * step the breaker must have done what the model says: nothing passes while it
 * is open, never more probes than permits, no late answer moves it, each change
 * of state is told once and with the figures of that moment. At the end the
 * peer is well, and within a bound of time the breaker must be closed.
 *
 * History i has the seed S + i; one that fails is printed with the command
 * that repeats it. With --bug (only in MODE=planted) the run must fail.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/clock.h"
#include "chassis/planted.h"
#include "chassis/random.h"
#include "tests/sim/breaker_model.h"

enum { OUT_MAX = 24, STEPS_LEAST = 40, STEPS_MORE = 160, CAUSES = 9 };

struct options {
    uint64_t seed, histories;
    const char *bug;
    bool tell;
};

static struct {
    uint64_t steps, calls, rejected, late, moves, hung;
    uint64_t seen[BREAKER_STATES][BREAKER_STATES][CAUSES];
} totals;

struct history {
    struct random random;
    struct breaker breaker;
    struct model model;
    int64_t now_ms;  /* the caller's clock: it may step back */
    int64_t seen_ms; /* as the breaker last saw it */
    struct {
        struct breaker_ticket ticket;
        int call;
        int64_t start_ms;
    } out[OUT_MAX];
    size_t out_count;
    unsigned sick; /* percent of calls that fail */
    bool tell;
};

static struct history history; /* one at a time, and too big for a stack */

#define TELL(h, ...)                                                   \
    do {                                                               \
        if ((h)->tell) {                                               \
            printf("%8" PRId64 " ms  ", (h)->model.now_ms);            \
            printf(__VA_ARGS__);                                       \
            printf(" (%s)\n", breaker_state_name((h)->breaker.state)); \
        }                                                              \
    } while (0)

static int64_t below(struct history *h, int64_t most)
{
    return (int64_t)random_below(&h->random, (uint64_t)most);
}

static int64_t between(struct history *h, int64_t least, int64_t most)
{
    return least + below(h, most - least + 1);
}

static bool chance(struct history *h, int percent)
{
    return below(h, 100) < percent;
}

static void told(void *arg, const struct breaker_event *event)
{
    struct history *h = arg;

    totals.moves++;
    totals.seen[event->from][event->to][event->cause]++;
    TELL(h, "told %s to %s by %s: %" PRId64 " of %" PRId64,
         breaker_state_name(event->from), breaker_state_name(event->to),
         breaker_cause_name(event->cause), event->rate, event->threshold);
    if (event->at_ms != h->now_ms)
        snprintf(h->model.broken, sizeof h->model.broken,
                 "an event was told with another time");
    model_told(&h->model, event);
}

/* ---- parameters ---- */

/* The most that a history tries of each row of breaker_parameters: small
 * numbers, so that every border is met. */
static const int64_t tries[BREAKER_PARAMETERS] = {
    100, 100,  40,  6, 8, 1,   12, 2000, 10,  400,
    300, 3000, 100, 1, 4, 300, 4,  3,    2500};

static int64_t some_value(struct history *h, size_t row)
{
    int64_t least = breaker_parameters[row].least;

    return chance(h, 15) ? least : between(h, least, tries[row]);
}

static struct breaker_params some_params(struct history *h)
{
    struct breaker_params params;

    for (size_t i = 0; i < BREAKER_PARAMETERS; i++) {
        int64_t value = some_value(h, i);
        memcpy((char *)&params + breaker_parameters[i].offset, &value,
               sizeof value);
    }
    return params;
}

static void edit(struct history *h)
{
    size_t row = (size_t)below(h, BREAKER_PARAMETERS);
    int64_t value = some_value(h, row);
    int64_t bucket = h->breaker.window.bucket_ms;
    int64_t buckets = h->breaker.params.window_buckets;
    const struct breaker_params *params = &h->breaker.params;
    int64_t span;

    TELL(h, "set %s to %" PRId64, breaker_parameters[row].name, value);
    if (breaker_set(&h->breaker, breaker_parameters[row].name, value))
        snprintf(h->model.broken, sizeof h->model.broken, "set failed");
    span = params->window_ms / params->window_buckets;
    if (span != bucket || buckets != params->window_buckets)
        model_shaped(&h->model);
}

/* ---- steps ---- */

static void passes(struct history *h, int64_t ms)
{
    h->now_ms += ms;
}

/* Before the breaker looks at the clock, the model does. */
static void look(struct history *h)
{
    model_passes(&h->model, h->now_ms - h->seen_ms);
    h->seen_ms = h->now_ms;
}

static void some_time_passes(struct history *h)
{
    int64_t dice = below(h, 100);

    if (dice < 40)
        return;
    if (dice < 80)
        passes(h, between(h, 1, 30));
    else if (dice < 94)
        passes(h, between(h, 31, 600));
    else if (dice < 98)
        passes(h, between(h, 601, 5000));
    else if (dice < 99)
        passes(h, 86400000);
    else
        passes(h, -between(h, 1, 100000));
}

static void record(struct history *h, struct breaker_ticket *ticket, int call,
                   enum breaker_outcome outcome, int64_t ms)
{
    enum breaker_recorded answer;

    look(h);
    answer = breaker_record(&h->breaker, h->now_ms, ticket, outcome, ms);
    TELL(h, "call %d answered %d after %" PRId64 " ms: %d", call, outcome, ms,
         answer);
    totals.late += answer == BREAKER_LATE;
    model_record(&h->model, call, outcome, ms, answer);
    if (breaker_record(&h->breaker, h->now_ms, ticket, outcome, ms) !=
        BREAKER_NO_TICKET)
        snprintf(h->model.broken, sizeof h->model.broken,
                 "one ticket was taken twice");
}

static bool ask(struct history *h, struct breaker_ticket *ticket, int *call,
                int64_t *retry_after_ms)
{
    bool allowed;

    look(h);
    allowed = breaker_allow(&h->breaker, h->now_ms, ticket, retry_after_ms);
    totals.calls += allowed;
    totals.rejected += !allowed;
    model_allow(&h->model, allowed, ticket, *retry_after_ms, call);
    TELL(h, "call %d %s", allowed ? *call : -1,
         allowed ? "allowed" : "rejected");
    return allowed;
}

static enum breaker_outcome some_outcome(struct history *h)
{
    if (chance(h, (int)h->sick))
        return BREAKER_FAILURE;
    if (chance(h, 10))
        return BREAKER_CANCELLED;
    return chance(h, 20) ? BREAKER_REFUSAL : BREAKER_SUCCESS;
}

static void call(struct history *h)
{
    struct breaker_ticket ticket;
    int64_t retry_after_ms, ms;
    int index = -1;

    if (!ask(h, &ticket, &index, &retry_after_ms))
        return;
    if (chance(h, 45)) { /* it stays out for now */
        if (h->out_count == OUT_MAX || chance(h, 25)) {
            totals.hung++; /* or for ever */
            return;
        }
        h->out[h->out_count].ticket = ticket;
        h->out[h->out_count].call = index;
        h->out[h->out_count++].start_ms = h->model.now_ms;
        return;
    }
    ms = chance(h, 60) ? below(h, 8) : below(h, 60);
    passes(h, ms);
    record(h, &ticket, index, some_outcome(h), ms);
}

static void answer_one(struct history *h)
{
    size_t i;

    if (h->out_count == 0)
        return;
    i = (size_t)below(h, (int64_t)h->out_count);
    record(h, &h->out[i].ticket, h->out[i].call, some_outcome(h),
           h->model.now_ms - h->out[i].start_ms);
    h->out[i] = h->out[--h->out_count];
}

static void force(struct history *h, enum breaker_state state)
{
    bool moved;

    look(h);
    TELL(h, "forced to %s", breaker_state_name(state));
    moved = breaker_force(&h->breaker, h->now_ms, state);
    model_force(&h->model, state, moved);
}

static void tick(struct history *h)
{
    int64_t wake_ms = breaker_wake_ms(&h->breaker);

    if (wake_ms != INT64_MAX && wake_ms > h->now_ms && chance(h, 50))
        passes(h, wake_ms - h->now_ms);
    look(h);
    breaker_tick(&h->breaker, h->now_ms);
    model_tick(&h->model);
}

static void compare(struct history *h)
{
    struct breaker_figures figures;

    figures = breaker_figures(&h->breaker, h->seen_ms);
    model_compare(&h->model, &figures);
}

static void step(struct history *h)
{
    int64_t dice = below(h, 100);

    totals.steps++;
    some_time_passes(h);
    if (dice < 55)
        call(h);
    else if (dice < 77)
        answer_one(h);
    else if (dice < 87)
        tick(h);
    else if (dice < 95)
        edit(h);
    else if (dice < 97)
        force(h, (enum breaker_state)below(h, BREAKER_STATES));
    else
        h->sick = chance(h, 50) ? 90 : 5;
}

/* ---- never stuck ---- */

/* States set by hand hold, whatever the time; then a hand undoes them. */
static void undo_hand(struct history *h)
{
    enum breaker_state state = h->breaker.state;

    if (state != BREAKER_FORCED_OPEN && state != BREAKER_DISABLED &&
        state != BREAKER_METRICS_ONLY)
        return;
    passes(h, 86400000);
    tick(h);
    compare(h);
    force(h, chance(h, 50) ? BREAKER_OPEN : BREAKER_HALF_OPEN);
}

static void becomes_closed(struct history *h)
{
    const struct breaker_params *params = &h->breaker.params;
    int64_t start_ms, most_ms = params->lease_ms + params->half_open_ms +
                                2 * params->open_cap_ms + 1000;

    undo_hand(h);
    look(h);
    start_ms = h->model.now_ms;
    while (h->breaker.state != BREAKER_CLOSED && !h->model.broken[0]) {
        struct breaker_ticket ticket;
        int64_t retry_after_ms = 1;
        int index = -1;
        if (ask(h, &ticket, &index, &retry_after_ms))
            record(h, &ticket, index, BREAKER_SUCCESS, 0);
        passes(h, retry_after_ms > 1 ? retry_after_ms : 1);
        if (h->model.now_ms - start_ms > most_ms)
            snprintf(h->model.broken, sizeof h->model.broken,
                     "stuck in %s: a healthy peer for %" PRId64 " ms",
                     breaker_state_name(h->breaker.state), most_ms);
    }
}

static bool live(uint64_t seed, bool tell)
{
    struct history *h = &history;
    struct breaker_params params;
    int64_t steps;

    random_seed(&h->random, seed);
    h->tell = tell;
    h->now_ms = h->seen_ms = between(h, 0, 1000000);
    h->out_count = 0;
    h->sick = chance(h, 50) ? 90 : 5;
    params = some_params(h);
    breaker_init(&h->breaker, &params, h->now_ms, seed);
    breaker_observe(&h->breaker, told, h);
    model_init(&h->model, &h->breaker.params);
    steps = STEPS_LEAST + below(h, STEPS_MORE);
    for (int64_t i = 0; i < steps && !h->model.broken[0]; i++) {
        step(h);
        compare(h);
    }
    if (!h->model.broken[0])
        becomes_closed(h);
    if (!h->model.broken[0])
        compare(h);
    return h->model.broken[0] == '\0';
}

/* ---- the run ---- */

static int kinds_seen(void)
{
    int kinds = 0;

    for (int from = 0; from < BREAKER_STATES; from++)
        for (int to = 0; to < BREAKER_STATES; to++)
            for (int cause = 0; cause < CAUSES; cause++)
                kinds += totals.seen[from][to][cause] > 0;
    return kinds;
}

/* CLOSED opens for three reasons and METRICS_ONLY would; OPEN half-opens by
 * time; HALF_OPEN closes, or opens for three; and 30 pairs by hand. */
enum { KINDS = 3 + 3 + 1 + 1 + 3 + 30, ENOUGH_FOR_ALL = 20000 };

static bool plant(const char *name)
{
#ifdef PLANTED_BUGS
    static const struct {
        const char *name;
        enum planted_bug bug;
    } bugs[] = {{"no-generation", PLANTED_NO_GENERATION},
                {"no-permit-lease", PLANTED_NO_PERMIT_LEASE},
                {"permit-too-many", PLANTED_PERMIT_TOO_MANY}};
    for (size_t i = 0; i < sizeof bugs / sizeof *bugs; i++)
        if (strcmp(name, bugs[i].name) == 0) {
            planted_bug = bugs[i].bug;
            return true;
        }
#endif
    fprintf(stderr,
            "breaker_histories: no bug \"%s\" in this build (make "
            "MODE=planted; one of no-generation, no-permit-lease, "
            "permit-too-many)\n",
            name);
    return false;
}

static bool read_options(struct options *options, int argc, char **argv)
{
    *options = (struct options){.histories = 100000};
    if (random_secret(&options->seed, sizeof options->seed))
        return false;
    options->seed %= 1000000000;
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        if (strcmp(argv[i], "--tell") == 0) {
            options->tell = true;
            continue;
        }
        if (strcmp(argv[i], "--seed") == 0)
            options->seed = strtoull(value, NULL, 10);
        else if (strcmp(argv[i], "--histories") == 0)
            options->histories = strtoull(value, NULL, 10);
        else if (strcmp(argv[i], "--bug") == 0)
            options->bug = value;
        else
            return false;
        i++;
    }
    return options->histories > 0;
}

static void tell_failure(const struct options *options, const char *program,
                         uint64_t seed)
{
    printf("history %" PRIu64 " FAILED at %" PRId64 " ms: %s\n"
           "repeat it with: %s --histories 1 --seed %" PRIu64 "%s%s --tell\n",
           seed, history.model.now_ms, history.model.broken, program, seed,
           options->bug ? " --bug " : "", options->bug ? options->bug : "");
}

int main(int argc, char **argv)
{
    struct options options;
    uint64_t done = 0, failed = 0;
    int64_t start_ms = clock_monotonic_ms();

    if (!read_options(&options, argc, argv)) {
        fprintf(stderr, "usage: breaker_histories [--histories N] [--seed S] "
                        "[--bug NAME] [--tell]\n");
        return 2;
    }
    if (options.bug && !plant(options.bug))
        return 2;
    for (; done < options.histories && failed < 3; done++)
        if (!live(options.seed + done, options.tell)) {
            failed++;
            tell_failure(&options, argv[0], options.seed + done);
        }
    printf("breaker: seed %" PRIu64 ", %" PRIu64 " histories, %" PRIu64
           " failed; %" PRIu64 " steps, %" PRIu64 " calls, %" PRIu64
           " rejected, %" PRIu64 " late, %" PRIu64 " hung, %" PRIu64
           " changes of %d kinds; %" PRId64 " ms\n",
           options.seed, done, failed, totals.steps, totals.calls,
           totals.rejected, totals.late, totals.hung, totals.moves,
           kinds_seen(), clock_monotonic_ms() - start_ms);
    if (options.bug) {
        printf("breaker: the planted bug %s was %s\n", options.bug,
               failed ? "found" : "NOT found");
        return failed ? 0 : 1;
    }
    if (done >= ENOUGH_FOR_ALL && kinds_seen() != KINDS) {
        printf("breaker: %d kinds of changes should have been met\n", KINDS);
        return 1;
    }
    return failed ? 1 : 0;
}
