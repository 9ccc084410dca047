/*
 * patterns -- what the commands breaker, retry and limits share.
 *
 * Use:       patterns.c finds the family of a command and sets; its `show` is
 *            in patterns_show.c, its `explain` in patterns_explain.c.
 * Errors:    as process_call() says.
 * Blocking:  until the processes answered.
 */
#ifndef TUTOR_PATTERNS_H
#define TUTOR_PATTERNS_H

#include "chassis/contracts/control.pb-c.h"
#include "tutor/grid.h"
#include "tutor/process_call.h"

enum { PREFIXES = 6 };

struct family {
    const char *command;
    const char *prefixes[PREFIXES]; /* NULL ends; the first is the plain one */
    const char *example;
};

/* NULL for a command that has none. */
const struct family *pattern_family(const char *command);
/* The parameter as a learner types it to a command of that family,
 * "failure-rate" or "hedge.delay-ms"; false when it is of another. */
struct parameter_text;
bool pattern_typed(const struct family *family,
                   const struct parameter_text *row, char *out, size_t size);
/* "breaker.payments.x" is of the family, and of the peer when one is named. */
bool pattern_belongs(const struct family *family, const char *name,
                     const char *peer);
enum error pattern_ask(struct session *session,
                       const Supervisor__Process *process, const char *method,
                       Control__SettingRequest *in,
                       const ProtobufCMessage **out);
/* `peer` and `caller` may be NULL: all of them. */
enum error pattern_show(struct session *session, const struct family *family,
                        const char *peer, const char *caller);
/* What the parameters of the family mean; of one when `name` is not NULL. */
enum error pattern_explain(struct session *session, const struct family *family,
                           const char *name);

/* A value as its word where it is a choice; the unit to match. */
void pattern_number_cell(struct grid *grid, const char *setting, int64_t value);
void pattern_bounds_cell(struct grid *grid, const Control__Setting *setting);
void pattern_unit_cell(struct grid *grid, const Control__Setting *setting);

#endif
