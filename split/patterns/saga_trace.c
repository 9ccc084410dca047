/*
 * saga_trace -- one span for each step of a saga, forwards and back.
 *
 * A step lasts from the first time it is asked for until its outcome is known,
 * over all the attempts that it takes; those are calls and hang below it. The
 * span says where the saga stands after it, so that a trace tells whether its
 * saga is over, and who went on with one whose process had died.
 *
 * Where nothing is told (in a simulation) a step has no identity of its own,
 * and its calls hang below the work that began the saga.
 */
#include <stdio.h>
#include <string.h>

#include "chassis/telemetry.h"
#include "split/patterns/saga_private.h"

enum { NAME_BYTES = 2 * LIMIT_NAME_BYTES };

void saga_trace_begin(struct saga *saga)
{
    struct saga_span *span = &saga->span;
    span->told = telemetry_wants(&saga->trace, false);
    span->trace = saga->trace;
    span->attempts = 0;
    if (!span->told)
        return;
    telemetry_child(&span->trace, &saga->trace);
    span->start_us = telemetry_now_us();
}

void saga_trace_ended(struct saga *saga, struct saga_position before,
                      enum error outcome)
{
    char name[NAME_BYTES];
    bool back = before.state == SAGA_COMPENSATING;
    const char *step = saga->all->plan->steps[before.step].name;
    struct telemetry_span span = {.trace = saga->span.trace,
                                  .kind = TELEMETRY_INTERNAL,
                                  .name = name,
                                  .start_us = saga->span.start_us};
    if (!saga->span.told)
        return;
    span.end_us = telemetry_now_us();
    snprintf(name, sizeof name, "%s %s", back ? "undo" : "step", step);
    telemetry_note(&span, LOG_TEXT("cleave.saga.step", step));
    telemetry_note(
        &span, LOG_TEXT("cleave.saga.action", back ? "compensate" : "forward"));
    telemetry_note(&span,
                   LOG_TEXT("cleave.saga.outcome", outcome ? "refused" : "ok"));
    telemetry_note(
        &span, LOG_TEXT("cleave.saga.state", saga_state_name(saga->at.state)));
    telemetry_note(&span, LOG_INT("cleave.saga.attempts", saga->span.attempts));
    if (saga->span.resumed)
        telemetry_note(&span, LOG_INT("cleave.saga.resumed", 1));
    if (outcome)
        telemetry_note(&span, LOG_TEXT("error.type", error_slug(outcome)));
    telemetry_note(&span, LOG_TEXT("order.id", saga->id.text));
    telemetry_span(&span);
    saga->span.resumed = false;
}
