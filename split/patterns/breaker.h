/*
 * breaker -- stop calling a peer that keeps failing or has become slow.
 *
 * Use:       breaker_allow() before a call, breaker_record() once for every
 *            call that was allowed, whatever became of it. breaker_tick() at
 *            breaker_wake_ms() moves it when nobody calls.
 * Time:      the caller passes now_ms (monotonic); no clock is read here. A
 *            step back counts as standing still.
 * Ownership: a plain value of the caller's of about 4 KiB; holds no memory
 *            and no descriptor, and may not be moved while tickets are out.
 * Errors:    cannot fail. An answer from before the last change of state is
 *            ignored, and the caller is told (BREAKER_LATE).
 * Blocking:  never. One breaker belongs to one loop.
 * Source:    the union of resilience4j, Hystrix, opossum, Polly, gobreaker,
 *            Linkerd and Envoy; docs/decisions says what comes from whom.
 */
#ifndef SPLIT_PATTERNS_BREAKER_H
#define SPLIT_PATTERNS_BREAKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chassis/random.h"
#include "split/patterns/breaker_window.h"
#include "split/patterns/parameter.h"

enum {
    BREAKER_PERMITS_MAX = 64,  /* probes at a time */
    BREAKER_NOBODY_KNOWS = -1, /* a retry-after without an answer */
};

enum breaker_state {
    BREAKER_CLOSED,      /* calls pass and are judged */
    BREAKER_OPEN,        /* none pass, for a while */
    BREAKER_HALF_OPEN,   /* a few pass, as probes */
    BREAKER_FORCED_OPEN, /* none pass until somebody says so */
    BREAKER_DISABLED,    /* all pass, nothing is counted */
    BREAKER_METRICS_ONLY /* all pass, counted, and told when it would open */
};
enum { BREAKER_STATES = BREAKER_METRICS_ONLY + 1 };

/* Why a state changed. */
enum breaker_cause {
    BREAKER_BY_FAILURE_RATE,
    BREAKER_BY_SLOW_RATE,
    BREAKER_BY_CONSECUTIVE,
    BREAKER_BY_TIME,      /* it has been open long enough */
    BREAKER_BY_SUCCESSES, /* enough probes came back well */
    BREAKER_BY_PROBE,     /* a probe failed, or came back too slow */
    BREAKER_BY_LEASE,     /* a probe did not come back within its lease */
    BREAKER_BY_WAIT,      /* half open for too long without a verdict */
    BREAKER_BY_HAND
};

/* All of them may be changed at any time, see breaker_params. */
struct breaker_params {
    int64_t failure_rate; /* percent of the window's calls; 0: not looked at */
    int64_t slow_rate;    /* the same, of calls that took slow_ms or longer */
    int64_t slow_ms;
    int64_t consecutive;   /* failures one after another; 0: not looked at */
    int64_t minimum_calls; /* fewer are no basis for a rate */
    int64_t time_window;   /* 0: the last window_calls; 1: the last window_ms */
    int64_t window_calls;
    int64_t window_ms;
    int64_t window_buckets; /* window_ms moves on in this many steps */
    int64_t open_ms;        /* the first time */
    int64_t open_growth;    /* percent of the last time, at each reopening */
    int64_t open_cap_ms;    /* never longer */
    int64_t open_jitter;    /* up to this many percent shorter, by chance */
    int64_t automatic;      /* 1: tick turns OPEN to HALF_OPEN; 0: a call */
    int64_t permits;        /* probes in flight at a time */
    int64_t lease_ms;       /* a probe that takes longer has failed */
    int64_t successes;      /* probes that must come back well to close */
    int64_t failures;       /* probes that must fail to open again */
    int64_t half_open_ms;   /* from the first probe to a verdict, at most */
};

/* The parameters as a table, for whoever lists, checks and sets them. */
enum { BREAKER_PARAMETERS = 19 };
extern const struct parameter breaker_parameters[BREAKER_PARAMETERS];

struct breaker_figures {
    enum breaker_state state;
    uint64_t generation; /* one more at each change of state */
    int64_t since_ms;    /* how long it is in this state */
    int64_t calls, failures, slow, consecutive; /* in the window */
    int64_t failure_percent, slow_percent;      /* of calls, rounded down */
    int64_t in_flight; /* allowed and not recorded, of all
                          generations */
    int64_t probing, probes_well, probes_failed; /* in HALF_OPEN */
    int64_t open_for_ms;                         /* in OPEN: how long in all */
    int64_t retry_after_ms; /* 0: now; BREAKER_NOBODY_KNOWS */
    int64_t reopened;       /* times in a row without closing */
    int64_t rejected, late; /* ever */
};

struct breaker_event {
    enum breaker_state from, to; /* the same: METRICS_ONLY would have opened */
    enum breaker_cause cause;
    int64_t at_ms;       /* the caller's clock */
    int64_t rate;        /* what was reached (percent, failures, probes, ms) */
    int64_t threshold;   /* and what it was held against, in the same unit */
    int64_t open_for_ms; /* when to is OPEN, else 0 */
    struct breaker_figures figures; /* as they were just before */
};

/* Called inside the function that moved the breaker, when it has moved. It may
 * look at the breaker and must not change it. */
typedef void breaker_observer(void *arg, const struct breaker_event *event);

struct breaker_ticket {
    uint64_t generation; /* 0: no ticket */
    uint64_t serial;     /* of a probe; 0: an ordinary call */
};

enum breaker_outcome {
    BREAKER_SUCCESS,
    BREAKER_FAILURE,  /* no answer in time, no connection, a broken peer */
    BREAKER_REFUSAL,  /* the peer works and says no: counts as a success */
    BREAKER_CANCELLED /* the caller gave up: not counted, unless slow by then */
};

enum breaker_recorded {
    BREAKER_COUNTED,
    BREAKER_NOT_COUNTED, /* cancelled, or the breaker is disabled */
    BREAKER_LATE,        /* allowed before the last change, or lease over */
    BREAKER_NO_TICKET    /* recorded already, or never allowed */
};

struct breaker_permit {
    uint64_t serial; /* 0: free */
    int64_t taken_ms;
};

struct breaker {
    struct breaker_params params;
    breaker_observer *observer; /* may be NULL */
    void *observer_arg;
    struct random random;
    int64_t seen_ms, elapsed_ms; /* the caller's clock; ours, never back */
    enum breaker_state state;
    uint64_t generation, serial;
    int64_t entered_ms; /* this state, in elapsed time; so are the others */
    struct breaker_window window;
    int64_t consecutive, in_flight, rejected, late;
    uint64_t chance;  /* drawn at each opening, for the jitter */
    int64_t reopened; /* in a row */
    bool warned;      /* METRICS_ONLY has told that it would open */
    struct breaker_permit permits[BREAKER_PERMITS_MAX];
    int64_t probing, probes_well, probes_failed;
    int64_t first_probe_ms; /* -1: none yet */
};

/* CLOSED, with these parameters (NULL: the defaults). */
void breaker_init(struct breaker *breaker, const struct breaker_params *params,
                  int64_t now_ms, uint64_t seed);
void breaker_observe(struct breaker *breaker, breaker_observer *observer,
                     void *arg);

/* Whether a call may go. If so *ticket is filled, if not *retry_after_ms says
 * when to ask again (or BREAKER_NOBODY_KNOWS). A rejected call is not a
 * failure, is not recorded, and should not be tried again at once. */
bool breaker_allow(struct breaker *breaker, int64_t now_ms,
                   struct breaker_ticket *ticket, int64_t *retry_after_ms);
/* What became of an allowed call, and how long it took. Clears *ticket. */
enum breaker_recorded breaker_record(struct breaker *breaker, int64_t now_ms,
                                     struct breaker_ticket *ticket,
                                     enum breaker_outcome outcome,
                                     int64_t duration_ms);

/* Whatever time alone brings about. */
void breaker_tick(struct breaker *breaker, int64_t now_ms);
/* When the next tick has something to do; INT64_MAX: not by time. */
int64_t breaker_wake_ms(const struct breaker *breaker);

/* By hand, from any state to any; false when it is there already. */
bool breaker_force(struct breaker *breaker, int64_t now_ms,
                   enum breaker_state state);
/* Changes a parameter while it runs; no state changes by that alone, the next
 * call, answer or tick goes by the new number. NOT_FOUND or UNPROCESSABLE:
 * nothing is changed. */
enum error breaker_set(struct breaker *breaker, const char *name,
                       int64_t value);

struct breaker_figures breaker_figures(const struct breaker *breaker,
                                       int64_t now_ms);
/* What an error says about the peer that answered with it. */
enum breaker_outcome breaker_outcome_of(enum error error);
const char *breaker_state_name(enum breaker_state state); /* "half-open" */
/* False: no state has that name. */
bool breaker_state_named(const char *name, enum breaker_state *out);
const char *breaker_cause_name(enum breaker_cause cause); /* "slow-rate" */

#endif
