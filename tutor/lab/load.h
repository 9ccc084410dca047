/*
 * load -- an open-loop load generator for the front doors of both shapes.
 *
 * Use:       load_start() with a plan and a door for each shape; run the loop
 *            until load_over(), or load_stop() before; load_finish() gives the
 *            results and frees it.
 * Open loop: arrivals follow the plan and wait for no answer. When all
 *            connections are busy they wait in a queue while their clock runs:
 *            a latency is counted from the moment the arrival was due.
 * Units:     microseconds in histograms, nanoseconds in elapsed_ns.
 * Ownership: targets (addresses, tokens) must outlive the load.
 * Bounds:    LIMIT_LOAD_CONNECTIONS a shape, LIMIT_LOAD_WAITING arrivals in its
 *            queue; what finds no place is counted as dropped.
 * Errors:    load_start() when memory is out. All else is in the results.
 * Blocking:  never; load_finish() runs the loop until the load is over.
 * Source:    wrk2's constant rate, HdrHistogram's log-linear counts.
 */
#ifndef TUTOR_LOAD_H
#define TUTOR_LOAD_H

#include "chassis/histogram.h"
#include "chassis/net.h"
#include "tutor/lab/load_plan.h"

struct load;

struct load_customer {
    int id;
    const char *token; /* "Bearer ..." */
};

struct load_target {
    struct address address;
    const struct load_customer *customers;
    size_t customer_count; /* at least 1 where the mix needs tokens */
};

enum { LOAD_STATUSES = 600, LOAD_TARGETS = 2 };

struct load_result {
    uint64_t planned;
    uint64_t due;     /* arrivals until the end or the stop */
    uint64_t sent;    /* of them, on a connection */
    uint64_t ok;      /* 2xx */
    uint64_t refused; /* 4xx: the shop said no */
    uint64_t failed;  /* 5xx */
    uint64_t lost;    /* no answer: refused connection, time-out, hang-up */
    uint64_t dropped; /* never sent: the queue was full, or time was up */
    uint32_t statuses[LOAD_STATUSES];
    struct histogram latency_us; /* of 2xx, from the time they were due */
    struct histogram lag_us;     /* the generator's own lateness */
    int64_t elapsed_ns;          /* from the start to the last answer */
    size_t connections;          /* the most in use */
    size_t waiting;              /* the longest queue */
};

/* One arrival whose fate is known: when it was due, how long until its answer,
 * the status (0: no answer, -1: never sent). */
struct load_sample {
    size_t target;
    int64_t due_ns, took_ns;
    int status;
};
typedef void load_watcher(void *arg, const struct load_sample *sample);

enum error load_start(struct load **out, struct loop *loop,
                      const struct load_plan *plan,
                      const struct load_target *targets, size_t count);
/* Hears of each arrival; set at once behind load_start(). */
void load_watch(struct load *load, load_watcher *watcher, void *arg);
bool load_over(const struct load *load);
/* No more arrivals; what is on its way may still be answered. */
void load_stop(struct load *load);
/* `results` has one for each target, in their order. */
void load_finish(struct load *load, struct load_result *results);

#endif
