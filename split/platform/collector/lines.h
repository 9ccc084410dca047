/*
 * lines -- the newest log lines of all processes, in bounded memory.
 *
 * Use:       lines_add() each record that arrives; lines_after() to walk them.
 * Ownership: records are copied, packed; what lines_after() gives holds until
 *            the next lines_add().
 * Bounds:    LINES_BYTES and LINES_MOST; beyond either the oldest goes.
 * Errors:    lines_add() is false for a record that is impossible, and where
 *            there is no memory.
 * Blocking:  never.
 */
#ifndef SPLIT_PLATFORM_COLLECTOR_LINES_H
#define SPLIT_PLATFORM_COLLECTOR_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chassis/contracts/collector.pb-c.h"
#include "chassis/limits.h"

enum {
    LINES_BYTES = 2 * 1024 * 1024, /* about 7,500 lines of the usual length */
    LINES_MOST = 32768,
    LINES_ATTRIBUTES = 32
};

struct line_kept {
    uint64_t sequence; /* 1, 2, ... */
    int severity;
    uint8_t trace_id[16]; /* all zero: none */
    char service[LIMIT_NAME_BYTES];
    int instance;
    size_t bytes;
    uint8_t packed[]; /* a collector.LogLine */
};

struct lines;

struct lines *lines_new(size_t limit_bytes); /* NULL: no memory */
void lines_free(struct lines *lines);
bool lines_add(struct lines *lines, const Telemetry__Batch *sender,
               const Telemetry__LogRecord *record);
/* The oldest with a higher sequence; NULL: none. */
const struct line_kept *lines_after(const struct lines *lines,
                                    uint64_t sequence);
/* The newest sequence; 0: there is no line. */
uint64_t lines_newest(const struct lines *lines);
size_t lines_bytes(const struct lines *lines);
/* That many never came; what all senders have said of it. */
void lines_lose(struct lines *lines, uint64_t count);
uint64_t lines_lost(const struct lines *lines);

#endif
