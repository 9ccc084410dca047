/*
 * trace -- who caused this work: the W3C trace context.
 *
 * Use:       trace_accept() on what came in, trace_child() for each hop out,
 *            trace_format() into the `traceparent` header.
 * Ownership: plain values.
 * Errors:    a header that breaks the grammar starts a new trace; it is never
 *            an error of the request.
 * Source:    W3C Trace Context level 1; flags bit 0 is "sampled".
 */
#ifndef CHASSIS_TRACE_H
#define CHASSIS_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chassis/random.h"

enum { TRACE_TEXT_BYTES = 56 }; /* 55 characters and the NUL */

struct trace {
    uint8_t trace_id[16];
    uint8_t span_id[8];   /* this piece of work */
    uint8_t parent_id[8]; /* all zero at the root */
    uint8_t flags;
};

/* A new trace, sampled. */
void trace_start(struct trace *out, struct random *random);
/* From a header of a peer; `length` 0 or nonsense starts a new trace. */
void trace_accept(struct trace *out, const char *header, size_t length,
                  struct random *random);
/* The next hop: same trace, fresh span, its parent is ours. */
void trace_child(struct trace *out, const struct trace *parent,
                 struct random *random);
/* It has no parent: the trace begins with it. */
bool trace_is_root(const struct trace *trace);
void trace_format(const struct trace *trace, char out[TRACE_TEXT_BYTES]);
/* 32 hexadecimal digits and a NUL. */
void trace_id_text(const struct trace *trace, char out[33]);
/* 16 hexadecimal digits and a NUL. */
void trace_span_text(const struct trace *trace, char out[17]);

#endif
