/*
 * live -- what both shapes are doing now, as they say themselves.
 *
 * One struct for all views: the processes of both shapes with their figures
 * and a minute of history, the newest events, log lines and traces. It is fed
 * by two streams on the caller's loop: the supervisor's Watch (who runs) and
 * the collector's (what they do). No value is made up in between: what is old
 * stays as it was, and says since when.
 *
 * Use:       live_open() on the loop of the front end, live_view() at each
 *            paint; `changed` is run after each news, at most once a turn of
 *            the loop. live_revision() rises with every change.
 * Units:     milliseconds (monotonic, as clock_monotonic_ms()), microseconds
 *            for durations of requests, rates in requests a second; at_ms of
 *            events and lines, and start_ms of traces, are wall clock.
 * Ownership: the view is the live's, const for everybody else; it holds until
 *            the loop turns again.
 * Errors:    either stream may be missing or die at any time: the line says
 *            so and is opened again by itself (LIVE_RETRY_MS). live_open()
 *            fails without memory only.
 * Blocking:  never.
 */
#ifndef TUTOR_LIVE_H
#define TUTOR_LIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "chassis/net.h"
#include "chassis/places.h"

enum {
    LIVE_PROCESSES = 64,
    LIVE_HISTORY = 60, /* seconds */
    LIVE_BREAKERS = 8, /* of one process */
    LIVE_EVENTS = 64,
    LIVE_LINES = 256,
    LIVE_TRACES = 64,
    LIVE_WORD_BYTES = 24,
    LIVE_TEXT_BYTES = 200,
    LIVE_RETRY_MS = 250
};

/* One of the two streams. */
struct live_line_state {
    bool connected;            /* it has said something since it was opened */
    int64_t heard_ms;          /* when it last said something; 0: never */
    char why[LIVE_TEXT_BYTES]; /* of not being connected; "" */
};

struct live_breaker {
    char peer[LIMIT_NAME_BYTES];
    char state[LIVE_WORD_BYTES]; /* "closed", "open", "half-open" ... */
};

/* One second. */
struct live_second {
    double rate, refused_rate, failed_rate;
    int64_t p50_us, p99_us; /* 0: no request */
    int64_t queue;          /* requests and calls in progress */
};

struct live_process {
    char title[LIMIT_NAME_BYTES]; /* "payments", "payments-2" */
    char name[LIMIT_NAME_BYTES];  /* "payments" */
    int instance;
    char shape[LIVE_WORD_BYTES]; /* "monolith", "split", "both" */

    /* From the supervisor. */
    char state[LIVE_WORD_BYTES]; /* "ready", "killed", ... */
    char why[LIVE_TEXT_BYTES];   /* of "failed"; else its last exit, or "" */
    char version[LIMIT_NAME_BYTES];
    int pid; /* 0: down */
    int restarts;
    int64_t started_ms; /* monotonic; 0: down */
    int sidecar_pid;    /* 0: none before it */

    /* From the collector. */
    int64_t heard_ms; /* when its last figures came; 0: never */
    struct live_second now;
    struct live_second history[LIVE_HISTORY]; /* oldest first */
    int history_count;
    int64_t resident_kb, turns, commits; /* commits, turns: a second */
    struct live_breaker breakers[LIVE_BREAKERS];
    int breaker_count;
    uint64_t dropped; /* records it could not send, ever */
};

/* Something changed: a process died, a breaker opened. */
struct live_event {
    uint64_t sequence; /* 1, 2, ... of this live */
    int64_t at_ms;
    char title[LIMIT_NAME_BYTES]; /* of the process */
    char text[LIVE_TEXT_BYTES];   /* "ready -> killed", "breaker ... open" */
};

struct live_log {
    uint64_t sequence; /* of the collector */
    int64_t at_ms;
    int severity; /* 5 debug, 9 info, 13 warn, 17 error */
    char title[LIMIT_NAME_BYTES];
    char event[LIMIT_NAME_BYTES];
    char body[LIVE_TEXT_BYTES]; /* the sentence and the fields */
    char trace_id[33];          /* "": none */
};

struct live_trace {
    char trace_id[33];
    char name[LIMIT_NAME_BYTES * 2]; /* of its root */
    char service[LIMIT_NAME_BYTES];  /* of its root */
    char order[LIMIT_NAME_BYTES];    /* "": none is known */
    int64_t start_ms, duration_us;
    int spans, errors, services;
    bool error; /* the root failed */
};

struct live_shape {
    bool up; /* every process ready */
    char url[LIVE_TEXT_BYTES];
};

struct live_view {
    uint64_t revision;
    struct live_line_state supervisor, collector;
    struct live_shape monolith, split;
    struct live_process processes[LIVE_PROCESSES]; /* in the plan's order */
    int process_count;
    struct live_event events[LIVE_EVENTS]; /* oldest first */
    int event_count;
    struct live_log lines[LIVE_LINES]; /* oldest first */
    int line_count;
    struct live_trace traces[LIVE_TRACES]; /* newest first */
    int trace_count;
};

struct live;

/* `changed` may be NULL. Copies `places`. */
enum error live_open(struct live **out, struct loop *loop,
                     const struct places *places, loop_hook *changed,
                     void *arg);
void live_close(struct live *live);
const struct live_view *live_view(const struct live *live);
uint64_t live_revision(const struct live *live);
/* "payments", "payments-2"; NULL: it is not known. */
const struct live_process *live_process(const struct live_view *view,
                                        const char *title);
/* Whole seconds since `heard_ms`; -1: never heard. For "not heard since". */
int64_t live_silent_s(int64_t heard_ms, int64_t now_ms);

#endif
