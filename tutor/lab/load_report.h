/*
 * load_report -- what a load has measured, for people and for programs.
 *
 * Use:       load_report_print() or load_report_json() behind load_finish().
 * Ownership: points to what the caller has; cells are made in its arena.
 * Errors:    cannot fail.
 */
#ifndef TUTOR_LOAD_REPORT_H
#define TUTOR_LOAD_REPORT_H

#include "chassis/arena.h"
#include "tutor/lab/load.h"
#include "tutor/screen.h"
#include "tutor/shape.h"

struct load_report {
    const char *name;
    const struct load_plan *plan;
    const enum shape *shapes;
    const struct load_result *results;
    size_t count; /* of shapes */
    bool interrupted;
};

void load_report_print(const struct load_report *report, struct screen *screen,
                       struct arena *arena);
void load_report_json(const struct load_report *report, struct screen *screen);

#endif
