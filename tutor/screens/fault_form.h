/*
 * fault_form -- a fault as fields, and the command line that they make.
 *
 * Use:       fault_form_init() once; fault_form_targets() whenever processes
 *            come or go; move, change and type on keys; fault_form_line() is
 *            what would be typed.
 * Units:     those of chassis/fault_list.h; seconds for the duration.
 * Ownership: a value of the caller's that holds its words itself; do not copy
 *            it, its fields point into it.
 * Errors:    cannot fail. A number that was typed may be out of bounds: the
 *            command says so, in its own sentence.
 * Blocking:  never; pure.
 */
#ifndef TUTOR_FAULT_FORM_H
#define TUTOR_FAULT_FORM_H

#include "chassis/fault.h"
#include "tutor/live/live.h"
#include "tutor/widgets/form.h"

enum fault_field {
    FAULT_FIELD_TARGET,
    FAULT_FIELD_SIDECAR, /* of faults on the way only */
    FAULT_FIELD_FAMILY,
    FAULT_FIELD_KIND,
    FAULT_FIELD_VALUE, /* and those behind it */
    FAULT_FIELD_PERCENT = FAULT_FIELD_VALUE + FAULT_VALUES,
    FAULT_FIELD_DIRECTION,
    FAULT_FIELD_DURATION,
    FAULT_FIELD_LOAD,
    FAULT_FIELDS
};

enum { FAULT_LINE_BYTES = 256, FAULT_LOADS = 4 };

struct fault_form {
    struct form form;
    struct form_field fields[FAULT_FIELDS];
    char targets[LIVE_PROCESSES][LIMIT_NAME_BYTES];
    char shown[LIMIT_NAME_BYTES + 32]; /* of the target: "payments  3/10" */
    int target_count, target;
    const char *kinds[FAULT_KIND_COUNT]; /* of the family */
    enum fault_kind kind_of[FAULT_KIND_COUNT];
    int typed; /* the field that digits go on in; -1: they begin anew */
};

extern const char *const fault_form_loads[FAULT_LOADS]; /* [0]: none */

void fault_form_init(struct fault_form *form);
/* In the language of now. */
void fault_form_label(struct fault_form *form);
/* The processes that there are; the chosen one stays chosen. */
void fault_form_targets(struct fault_form *form, const struct live_view *view);
void fault_form_choose(struct fault_form *form, const char *target);
/* To the next field; false: there is none in that direction. */
bool fault_form_move(struct fault_form *form, int fields);
void fault_form_change(struct fault_form *form, int steps);
/* A digit, '-' or '\b' for a number; false: the field takes none. */
bool fault_form_type(struct fault_form *form, char character);

/* "" when nothing runs. */
const char *fault_form_target(const struct fault_form *form);
enum fault_kind fault_form_kind(const struct fault_form *form);
/* Whether it strikes on the way, which needs a sidecar. */
bool fault_form_on_the_way(const struct fault_form *form);
/* "fault payments latency 200ms 50% for 30s" */
void fault_form_line(const struct fault_form *form, char out[FAULT_LINE_BYTES]);

#endif
