/*
 * rows -- what the bench measures; each function prints its lines.
 *
 * Use:       one after another on the same shops; see bench.c.
 * Errors:    through shops_die(). After an interrupt a row ends early and
 *            prints nothing.
 * Source:    the design's table of goals: a timing is shown beside its goal
 *            and never decides the exit status.
 */
#ifndef TESTS_BENCH_ROWS_H
#define TESTS_BENCH_ROWS_H

#include <stdbool.h>

#include "tests/bench/shops.h"

struct rows {
    struct shops shops;
    int rounds;       /* of each comparison */
    int64_t round_ms; /* of orders under load */
    int hops;         /* exchanges a round */
    bool build;       /* also build the project from nothing */
};

void rows_hop(struct rows *rows);       /* one exchange on one processor */
void rows_monolith(struct rows *rows);  /* orders/s against bare SQLite */
void rows_split(struct rows *rows);     /* the same, and against the monolith */
void rows_cost(struct rows *rows);      /* commits, processor, system calls */
void rows_patterns(struct rows *rows);  /* the client and its patterns */
void rows_telemetry(struct rows *rows); /* with it against without it */
void rows_start(struct rows *rows);     /* `cleave up both` */
void rows_tutor(struct rows *rows);     /* a key until it is painted */
void rows_weight(struct rows *rows);    /* memory; with `build` its duration */

#endif
