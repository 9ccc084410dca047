/*
 * lines -- a ring of log lines by their sequence.
 *
 * A line is found by its number: line n stands at n % LINES_MOST. So a reader
 * that remembers the last number it saw needs nothing else to go on, and a
 * reader that was too slow sees from the numbers how much it has missed.
 */
#include "split/platform/collector/lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct lines {
    size_t limit_bytes, bytes;
    uint64_t oldest, next; /* oldest <= kept < next */
    uint64_t lost;
    struct line_kept *ring[LINES_MOST];
};

struct lines *lines_new(size_t limit_bytes)
{
    struct lines *lines = calloc(1, sizeof *lines);
    if (!lines)
        return NULL;
    lines->limit_bytes = limit_bytes;
    lines->oldest = lines->next = 1;
    return lines;
}

static void drop_oldest(struct lines *lines)
{
    struct line_kept **at = &lines->ring[lines->oldest++ % LINES_MOST];
    lines->bytes -= sizeof **at + (*at)->bytes;
    free(*at);
    *at = NULL;
}

void lines_free(struct lines *lines)
{
    while (lines && lines->oldest < lines->next)
        drop_oldest(lines);
    free(lines);
}

static bool is_possible(const Telemetry__LogRecord *record)
{
    return (record->trace_id.len == 0 || record->trace_id.len == 16) &&
           (record->span_id.len == 0 || record->span_id.len == 8) &&
           record->event_name[0] && record->severity_number > 0 &&
           record->severity_number <= 24 &&
           record->n_attributes <= LINES_ATTRIBUTES;
}

static struct line_kept *pack(uint64_t sequence, const Telemetry__Batch *sender,
                              const Telemetry__LogRecord *record)
{
    Collector__LogLine line = COLLECTOR__LOG_LINE__INIT;
    line.sequence = sequence;
    line.service_name = sender->service_name;
    line.service_instance = sender->service_instance;
    line.record = (Telemetry__LogRecord *)record;
    size_t bytes = collector__log_line__get_packed_size(&line);
    struct line_kept *kept = malloc(sizeof *kept + bytes);
    if (!kept)
        return NULL;
    *kept = (struct line_kept){.sequence = sequence,
                               .severity = record->severity_number,
                               .instance = sender->service_instance,
                               .bytes = bytes};
    snprintf(kept->service, sizeof kept->service, "%.63s",
             sender->service_name);
    if (record->trace_id.len > 0)
        memcpy(kept->trace_id, record->trace_id.data, sizeof kept->trace_id);
    collector__log_line__pack(&line, kept->packed);
    return kept;
}

bool lines_add(struct lines *lines, const Telemetry__Batch *sender,
               const Telemetry__LogRecord *record)
{
    struct line_kept *kept =
        is_possible(record) ? pack(lines->next, sender, record) : NULL;
    if (!kept)
        return false;
    if (lines->next - lines->oldest == LINES_MOST)
        drop_oldest(lines);
    lines->ring[lines->next++ % LINES_MOST] = kept;
    lines->bytes += sizeof *kept + kept->bytes;
    while (lines->bytes > lines->limit_bytes && lines->next - lines->oldest > 1)
        drop_oldest(lines);
    return true;
}

const struct line_kept *lines_after(const struct lines *lines,
                                    uint64_t sequence)
{
    uint64_t at = sequence + 1 > lines->oldest ? sequence + 1 : lines->oldest;
    return at < lines->next ? lines->ring[at % LINES_MOST] : NULL;
}

uint64_t lines_newest(const struct lines *lines)
{
    return lines->next - 1;
}

size_t lines_bytes(const struct lines *lines)
{
    return lines->bytes;
}

void lines_lose(struct lines *lines, uint64_t count)
{
    uint64_t room = UINT64_MAX - lines->lost; /* a sender may say anything */
    lines->lost += count < room ? count : room;
}

uint64_t lines_lost(const struct lines *lines)
{
    return lines->lost;
}
