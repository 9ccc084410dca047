/*
 * telemetry_record -- spans and log lines as messages.
 *
 * The problem: a value may be long, or bytes that are no text, and one bad
 * value must not cost the whole datagram at the other end.
 *
 * The idea: every text passes telemetry_text(), which cuts it at a character
 * and gives nothing for what is not UTF-8. All else is a struct on the stack:
 * nothing is allocated for a record.
 */
#include <string.h>

#include "chassis/clock.h"
#include "chassis/json.h"
#include "chassis/telemetry_private.h"

enum { LOG_FIELDS = 12 };

char *telemetry_text(const char *text, char room[TELEMETRY_TEXT_BYTES])
{
    size_t length = text ? strnlen(text, TELEMETRY_TEXT_BYTES) : 0;
    if (length == TELEMETRY_TEXT_BYTES) {
        length--;
        while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80)
            length--;
    }
    if (!length || !utf8_valid(text, length))
        length = 0;
    if (length > 0)
        memcpy(room, text, length);
    room[length] = '\0';
    return room;
}

/* ---- attributes ---- */

struct attributes {
    Telemetry__Attribute all[TELEMETRY_ATTRIBUTES];
    Telemetry__Attribute *list[TELEMETRY_ATTRIBUTES];
    char text[TELEMETRY_ATTRIBUTES][TELEMETRY_TEXT_BYTES];
    size_t count;
};

static void fill_attributes(struct attributes *to,
                            const struct log_field *fields, size_t count)
{
    to->count = count < TELEMETRY_ATTRIBUTES ? count : TELEMETRY_ATTRIBUTES;
    for (size_t i = 0; i < to->count; i++) {
        Telemetry__Attribute *one = to->list[i] = &to->all[i];
        telemetry__attribute__init(one);
        one->key = (char *)fields[i].key;
        if (fields[i].text) {
            one->text = telemetry_text(fields[i].text, to->text[i]);
        } else {
            one->is_number = true;
            one->number = fields[i].number;
        }
    }
}

static ProtobufCBinaryData bytes_of(const uint8_t *bytes, size_t length)
{
    return (ProtobufCBinaryData){length, (uint8_t *)bytes};
}

/* ---- spans ---- */

void telemetry_note(struct telemetry_span *span, struct log_field attribute)
{
    if (span->attribute_count < TELEMETRY_ATTRIBUTES)
        span->attributes[span->attribute_count++] = attribute;
}

static uint64_t unix_nano(int64_t monotonic_us)
{
    int64_t at = monotonic_us * 1000 + telemetry_offset_ns();
    return at > 0 ? (uint64_t)at : 0;
}

void telemetry_span(const struct telemetry_span *span)
{
    if (!telemetry_wants(&span->trace, span->error != ERROR_OK))
        return;
    struct attributes attributes;
    char name[TELEMETRY_TEXT_BYTES], detail[TELEMETRY_TEXT_BYTES];
    Telemetry__Span out = TELEMETRY__SPAN__INIT;
    fill_attributes(&attributes, span->attributes, span->attribute_count);
    out.trace_id = bytes_of(span->trace.trace_id, 16);
    out.span_id = bytes_of(span->trace.span_id, 8);
    if (!trace_is_root(&span->trace))
        out.parent_span_id = bytes_of(span->trace.parent_id, 8);
    out.name = telemetry_text(span->name, name);
    out.kind = (Telemetry__Kind)span->kind;
    out.start_time_unix_nano = unix_nano(span->start_us);
    out.end_time_unix_nano = unix_nano(span->end_us);
    if (span->error) {
        out.status = TELEMETRY__STATUS__ERROR;
        out.status_message = telemetry_text(
            span->detail ? span->detail : error_title(span->error, false),
            detail);
    }
    out.n_attributes = attributes.count;
    out.attributes = attributes.list;
    telemetry_add(TELEMETRY_FIELD_SPAN, &out.base);
}

/* ---- log lines ---- */

/* OpenTelemetry's numbers: the first of each range of four. */
static const struct {
    int number;
    const char *text;
} severities[] = {[LOG_DEBUG] = {5, "DEBUG"},
                  [LOG_INFO] = {9, "INFO"},
                  [LOG_WARN] = {13, "WARN"},
                  [LOG_ERROR] = {17, "ERROR"}};

/* A field that is the sentence of the line. */
static bool is_body(const struct log_field *field)
{
    return field->text && (strcmp(field->key, "detail") == 0 ||
                           strcmp(field->key, "text") == 0);
}

void telemetry_log(enum log_level level, const char *event,
                   const struct trace *trace, const struct log_field *fields,
                   size_t count)
{
    if (level >= LOG_OFF || !telemetry_wants_log())
        return;
    struct log_field others[LOG_FIELDS];
    struct attributes attributes;
    char body[TELEMETRY_TEXT_BYTES] = "", name[TELEMETRY_TEXT_BYTES];
    size_t kept = 0;
    Telemetry__LogRecord out = TELEMETRY__LOG_RECORD__INIT;
    for (size_t i = 0; i < count; i++) {
        if (!body[0] && is_body(&fields[i]))
            telemetry_text(fields[i].text, body);
        else if (kept < LOG_FIELDS)
            others[kept++] = fields[i];
    }
    fill_attributes(&attributes, others, kept);
    out.time_unix_nano = unix_nano(telemetry_now_us());
    out.severity_number = severities[level].number;
    out.severity_text = (char *)severities[level].text;
    out.event_name = telemetry_text(event, name);
    out.body = body;
    if (trace) {
        out.trace_id = bytes_of(trace->trace_id, 16);
        out.span_id = bytes_of(trace->span_id, 8);
    }
    out.n_attributes = attributes.count;
    out.attributes = attributes.list;
    telemetry_add(TELEMETRY_FIELD_LOG, &out.base);
}
