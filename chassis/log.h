/*
 * log -- JSON lines about what happened, one process, one stream.
 *
 * Use:       log_open() in main, log_write() with an event in the past tense
 *            and fields, log_flush() once a turn.
 * Units:     time is wall milliseconds, printed in UTC.
 * Ownership: values are copied before log_write() returns.
 * Errors:    a log that cannot be written is not an error of the work: lines
 *            are counted as dropped (log_dropped()).
 * Blocking:  log_flush() writes to a file or a pipe.
 * Source:    the twelve-factor "logs as event streams"; field names follow
 *            OpenTelemetry's log data model where it has one.
 */
#ifndef CHASSIS_LOG_H
#define CHASSIS_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chassis/error.h"
#include "chassis/trace.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR, LOG_OFF };

struct log_field {
    const char *key;
    const char *text; /* NULL: the field is the number */
    int64_t number;
};

#define LOG_TEXT(k, v) ((struct log_field){.key = (k), .text = (v)})
#define LOG_INT(k, v) ((struct log_field){.key = (k), .number = (v)})

/* fd is not closed by the log. */
void log_open(const char *service, enum log_level level, int fd);
/* "debug" to "off"; false when it is none of them. */
bool log_level_named(const char *name, int *out);
void log_set_clock(int64_t (*wall_ms)(void));
void log_write(enum log_level level, const char *event,
               const struct trace *trace, const struct log_field *fields,
               size_t count);
/* LOG(LOG_INFO, "listening", NULL, LOG_TEXT("address", text)); */
#define LOG(level, event, trace, ...)                           \
    log_write((level), (event), (trace),                        \
              (const struct log_field[]){__VA_ARGS__},          \
              sizeof((const struct log_field[]){__VA_ARGS__}) / \
                  sizeof(struct log_field))
void log_flush(void);
uint64_t log_dropped(void);

#endif
