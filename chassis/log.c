/*
 * log -- one JSON line for each thing that happened.
 *
 * A log that blocks stops the shop, one that is lost says nothing, and one
 * that prints what a client sent can be forged by it. So lines are made in one
 * bounded buffer by the JSON writer, which escapes all there is, and leave it
 * once a turn in one write: a thousand requests of a turn cost one system
 * call.
 *
 * What holds: the buffer has whole lines only. A line that does not fit is
 * taken back and counted, and so are those that the system refuses to take;
 * the work itself never learns of it.
 */
#include "chassis/log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "chassis/buffer.h"
#include "chassis/clock.h"
#include "chassis/json.h"
#include "chassis/limits.h"
#include "chassis/telemetry.h"

static const char *const level_names[] = {[LOG_DEBUG] = "debug",
                                          [LOG_INFO] = "info",
                                          [LOG_WARN] = "warn",
                                          [LOG_ERROR] = "error",
                                          [LOG_OFF] = "off"};

static struct {
    char service[LIMIT_NAME_BYTES];
    enum log_level level;
    int fd;
    int64_t (*wall_ms)(void);
    struct buffer lines;
    uint64_t dropped;
} state = {.level = LOG_OFF,
           .fd = -1,
           .wall_ms = clock_wall_ms,
           .lines = {.limit = LIMIT_LOG_BYTES}};

void log_open(const char *service, enum log_level level, int fd)
{
    log_flush(); /* what is waiting belongs to the descriptor of before */
    snprintf(state.service, sizeof state.service, "%s", service);
    state.level = level;
    state.fd = fd;
}

bool log_level_named(const char *name, int *out)
{
    for (int level = LOG_DEBUG; level <= LOG_OFF; level++) {
        if (strcmp(level_names[level], name) == 0) {
            *out = level;
            return true;
        }
    }
    return false;
}

void log_set_clock(int64_t (*wall_ms)(void))
{
    state.wall_ms = wall_ms;
}

static void write_trace(struct json_writer *json, const struct trace *trace)
{
    char trace_id[33];
    char span_id[17];
    trace_id_text(trace, trace_id);
    trace_span_text(trace, span_id);
    json_key_text(json, "trace_id", trace_id);
    json_key_text(json, "span_id", span_id);
}

static void write_field(struct json_writer *json, const struct log_field *field)
{
    if (field->text)
        json_key_text(json, field->key, field->text);
    else
        json_key_int(json, field->key, field->number);
}

void log_write(enum log_level level, const char *event,
               const struct trace *trace, const struct log_field *fields,
               size_t count)
{
    if (level < state.level || level >= LOG_OFF || state.fd < 0)
        return;
    telemetry_log(level, event, trace, fields, count);
    char time[CLOCK_TEXT_BYTES];
    struct json_writer json;
    size_t start = state.lines.length;
    clock_format(state.wall_ms(), time);
    json_begin(&json, &state.lines);
    json_object_open(&json);
    json_key_text(&json, "time", time);
    json_key_text(&json, "level", level_names[level]);
    json_key_text(&json, "service", state.service);
    json_key_text(&json, "event", event);
    if (trace)
        write_trace(&json, trace);
    for (size_t i = 0; i < count; i++)
        write_field(&json, &fields[i]);
    json_object_close(&json);
    buffer_byte(&state.lines, '\n');
    if (state.lines.failed) {
        buffer_cut(&state.lines, start);
        state.dropped++;
    }
}

static uint64_t count_lines(const char *bytes, size_t length)
{
    uint64_t lines = 0;
    for (size_t i = 0; i < length; i++)
        lines += bytes[i] == '\n';
    return lines;
}

void log_flush(void)
{
    size_t done = 0;
    while (done < state.lines.length) {
        ssize_t wrote =
            write(state.fd, state.lines.data + done, state.lines.length - done);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            break;
        done += (size_t)wrote;
    }
    if (done < state.lines.length)
        state.dropped +=
            count_lines(state.lines.data + done, state.lines.length - done);
    buffer_reset(&state.lines);
}

uint64_t log_dropped(void)
{
    return state.dropped;
}
