/*
 * world -- the real services of the split, joined in the simulator, and
 *          clients that behave as careful clients do.
 *
 * Use:       world_open() once (it makes each database once); world_run() for
 *            each seed; world_close().
 * Ownership: the report is the caller's.
 * Errors:    what does not hold is counted and told in report->sentences.
 */
#ifndef TESTS_SIM_WORLD_H
#define TESTS_SIM_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "chassis/buffer.h"
#include "chassis/sim.h"

enum { WORLD_ORDERS_MAX = 500 };

struct world_report {
    uint64_t seed;
    uint64_t hash; /* of the event log */
    int confirmed, refused, cancelled, unanswered;
    int broken;              /* how many things do not hold */
    struct buffer sentences; /* a line for each of the first few */
    struct sim_totals totals;
    int64_t virtual_ms;
};

void world_open(void);
void world_close(void);
/* `twins`: orders, payments and inventory have two processes each. `log` may be
 * NULL. Release report->sentences after use. */
void world_run(uint64_t seed, int orders, bool twins, struct buffer *log,
               struct world_report *report);

#endif
