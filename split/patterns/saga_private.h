/*
 * saga_private -- what saga.c (one step after another), saga_resume.c (what
 * others have left) and saga_trace.c (what is told of it) share.
 */
#ifndef SPLIT_PATTERNS_SAGA_PRIVATE_H
#define SPLIT_PATTERNS_SAGA_PRIVATE_H

#include "split/patterns/saga.h"

/* A new one in memory; OVERLOADED when there are LIMIT_REQUESTS. */
enum error saga_remember(struct sagas *sagas, const struct id *id,
                         const struct trace *trace, struct saga **out);
/* Asks for the step at which it stands. */
enum error saga_go(struct saga *saga);
enum error saga_count_log(struct saga *saga);
/* A step is asked for, for the first time. */
void saga_trace_begin(struct saga *saga);
/* Its outcome is known and saga->at has moved on from `before`. */
void saga_trace_ended(struct saga *saga, struct saga_position before,
                      enum error outcome);

#endif
