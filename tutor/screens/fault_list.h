/*
 * fault_list -- the faults that are on, as `faults --json` has told them.
 *
 * Use:       fault_list_take() with its output; fault_list_left_ms() at each
 *            paint; fault_list_heal() is the line that undoes one.
 * Units:     milliseconds (monotonic), seconds.
 * Ownership: a plain value.
 * Errors:    what cannot be read leaves the list as it was.
 * Blocking:  never; pure.
 */
#ifndef TUTOR_FAULT_LIST_H
#define TUTOR_FAULT_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chassis/limits.h"

enum { FAULT_LIST_MOST = 32, FAULT_WHAT_BYTES = 160 };

struct fault_on {
    char title[LIMIT_NAME_BYTES + 16]; /* "payments (sidecar)" */
    char kind[LIMIT_NAME_BYTES];
    char what[FAULT_WHAT_BYTES]; /* "latency 200, jitter 50, 10 %" */
    int64_t left_ms, duration_ms, struck, events;
};

struct fault_list {
    bool known;
    int64_t told_ms; /* when left_ms was so */
    int count, chosen;
    struct fault_on of[FAULT_LIST_MOST];
};

bool fault_list_take(struct fault_list *list, const char *output, size_t length,
                     int64_t now_ms);
/* Those whose time is over leave; true when one did. */
bool fault_list_expire(struct fault_list *list, int64_t now_ms);
int64_t fault_list_left_ms(const struct fault_list *list, int index,
                           int64_t now_ms);
/* "heal payments slow-sync", of the chosen one. */
void fault_list_heal(const struct fault_list *list, char *out, size_t bytes);

#endif
