/*
 * waterfall_detail -- all that is known of one span.
 *
 * What a learner asks first stands first: whose it is, when, how it ended. The
 * attributes keep the names of OpenTelemetry's conventions, which products
 * show too. The log lines of this span come before those of the trace, and a
 * line of another span says whose it is.
 */
#include <string.h>

#include "tutor/figures.h"
#include "tutor/screens/waterfall_screen.h"

static const enum text kinds[] = {
    TEXT_TRACE_KIND_INTERNAL, TEXT_TRACE_KIND_INTERNAL,
    TEXT_TRACE_KIND_SERVER,   TEXT_TRACE_KIND_CLIENT,
    TEXT_TRACE_KIND_PRODUCER, TEXT_TRACE_KIND_CONSUMER};

static void write_line(struct page *page, unsigned style, const char *words)
{
    page_paragraph(page, style, words ? words : ""); /* NULL: no memory */
}

static void write_head(struct page *page, const struct trace_span *span,
                       struct arena *arena)
{
    const Telemetry__Span *told = span->of->span;
    char from[FIGURES_BYTES], took[FIGURES_BYTES];
    int kind = told->kind >= 0 && told->kind < 6 ? (int)told->kind : 1;
    figures_ms(from, span->start_us);
    figures_ms(took, span->end_us - span->start_us);
    write_line(page, ROLE_STRONG,
               arena_format(arena, "%s  %s   %s", span->process, told->name,
                            text(kinds[kind])));
    write_line(page, ROLE_TEXT,
               arena_format(arena, TEXT_FORMAT(TRACE_AT), from, took));
    if (span->failed)
        write_line(page, ROLE_BAD,
                   arena_format(arena, TEXT_FORMAT(TRACE_FAILED),
                                *told->status_message ? told->status_message
                                                      : span->error));
    else if (span->error)
        write_line(
            page, ROLE_WARN,
            arena_format(arena, TEXT_FORMAT(TRACE_REFUSED), span->error));
    if (span->lost_parent)
        write_line(page, ROLE_WARN, text(TEXT_TRACE_NO_PARENT));
}

static void write_attributes(struct page *page, const struct trace_span *span,
                             struct arena *arena)
{
    const Telemetry__Span *told = span->of->span;
    const char *all = "";
    for (size_t i = 0; i < told->n_attributes && all; i++) {
        const Telemetry__Attribute *one = told->attributes[i];
        all = one->is_number
                  ? arena_format(arena, "%s%s=%lld  ", all, one->key,
                                 (long long)one->number)
                  : arena_format(arena, "%s%s=%s  ", all, one->key, one->text);
    }
    write_line(page, ROLE_CODE,
               arena_format(arena, "%sservice.version=%s  process.pid=%d",
                            all ? all : "", span->of->service_version,
                            span->of->pid));
}

/* ---- log lines ---- */

static bool of_span(const Telemetry__LogRecord *record,
                    const struct trace_span *span)
{
    const ProtobufCBinaryData *id = &span->of->span->span_id;
    return record->span_id.len == id->len &&
           memcmp(record->span_id.data, id->data, id->len) == 0;
}

static void write_log(struct page *page, const struct trace_fetch *fetch,
                      const Collector__LogLine *line, struct arena *arena)
{
    const Telemetry__LogRecord *record = line->record;
    uint64_t start = fetch->tree.reply->summary->start_time_unix_nano;
    int64_t at_us = ((int64_t)record->time_unix_nano - (int64_t)start) / 1000;
    char ms[FIGURES_BYTES];
    const char *all =
        arena_format(arena, "%s +%s ms  %s %s  %s  %s", text(TEXT_TRACE_LOG_OF),
                     figures_ms(ms, at_us), line->service_name,
                     record->severity_text, record->event_name, record->body);
    for (size_t i = 0; i < record->n_attributes && all; i++) {
        const Telemetry__Attribute *one = record->attributes[i];
        all = one->is_number
                  ? arena_format(arena, "%s  %s=%lld", all, one->key,
                                 (long long)one->number)
                  : arena_format(arena, "%s  %s=%s", all, one->key, one->text);
    }
    write_line(page, record->severity_number >= 13 ? ROLE_WARN : ROLE_TEXT,
               all);
}

static void write_logs(struct page *page, const struct trace_fetch *fetch,
                       const struct trace_span *span, struct arena *arena)
{
    const Collector__LogsReply *lines = fetch->lines;
    for (int other = 0; lines && other < 2; other++)
        for (size_t i = 0; i < lines->n_lines; i++)
            if (lines->lines[i]->record &&
                of_span(lines->lines[i]->record, span) == !other)
                write_log(page, fetch, lines->lines[i], arena);
}

void waterfall_detail(struct page *page, const struct trace_fetch *fetch,
                      int span, struct arena *arena)
{
    const struct trace_span *one = &fetch->tree.spans[span];
    write_head(page, one, arena);
    write_attributes(page, one, arena);
    write_logs(page, fetch, one, arena);
}
