/*
 * intake -- one datagram, read, judged and kept.
 *
 * The order: can it be read at all (a whole batch, its texts UTF-8); does its
 * sender have a name; then each record for itself. A bad record costs itself
 * only: its neighbours in the datagram are somebody's only trace.
 */
#include "split/platform/collector/intake.h"

#include <string.h>

#include "chassis/message.h"

/* A datagram of 64 KiB unpacks to a few times that. */
enum { ARENA_BYTES = 2 * 1024 * 1024 };

enum error intake_init(struct intake *intake)
{
    memset(intake, 0, sizeof *intake);
    arena_init(&intake->arena, ARENA_BYTES);
    series_init(&intake->series);
    intake->spans = spans_new(SPANS_BYTES);
    intake->lines = lines_new(LINES_BYTES);
    if (intake->spans && intake->lines)
        return ERROR_OK;
    intake_release(intake);
    return error_explain(ERROR_SYSTEM, "out of memory");
}

void intake_release(struct intake *intake)
{
    spans_free(intake->spans);
    lines_free(intake->lines);
    series_release(&intake->series);
    arena_release(&intake->arena);
    intake->spans = NULL;
    intake->lines = NULL;
}

static void take_span(struct intake *intake, int64_t now_ns,
                      const Telemetry__Batch *batch,
                      const Telemetry__Span *span)
{
    struct intake_figures *figures = &intake->figures;
    switch (spans_add(intake->spans, now_ns, batch, span)) {
    case SPAN_KEPT:
        figures->spans++;
        break;
    case SPAN_REFUSED:
        figures->refused++;
        break;
    case SPAN_DUPLICATE:
        figures->duplicates++;
        break;
    case SPAN_LATE:
        figures->late++;
        break;
    case SPAN_EARLY:
        figures->early++;
        break;
    }
}

static void take_batch(struct intake *intake, const Telemetry__Batch *batch,
                       int64_t now_ms, int64_t now_ns)
{
    struct intake_figures *figures = &intake->figures;
    uint64_t lost = 0;
    struct series_process *sender =
        series_sender(&intake->series, batch, &lost);
    figures->lost_batches += lost;
    lines_lose(intake->lines, batch->lost_logs);
    for (size_t i = 0; i < batch->n_spans; i++)
        take_span(intake, now_ns, batch, batch->spans[i]);
    for (size_t i = 0; i < batch->n_logs; i++)
        if (lines_add(intake->lines, batch, batch->logs[i]))
            figures->lines++;
        else
            figures->refused++;
    if (!batch->sample)
        return;
    if (series_take(&intake->series, now_ms, sender, batch->sample))
        figures->samples++;
    else
        figures->refused++;
}

static bool has_name(const Telemetry__Batch *batch)
{
    return batch->service_name[0] &&
           strlen(batch->service_name) < LIMIT_NAME_BYTES &&
           strlen(batch->service_version) < LIMIT_NAME_BYTES &&
           batch->service_instance >= 0 && batch->sequence > 0;
}

void intake_take(struct intake *intake, struct slice bytes, bool cut,
                 int64_t now_ms, int64_t now_ns)
{
    struct intake_figures *figures = &intake->figures;
    ProtobufCMessage *message = NULL;
    figures->datagrams++;
    figures->bytes += bytes.length;
    enum error error =
        cut ? ERROR_TOO_LARGE
            : message_unpack(&telemetry__batch__descriptor, bytes.data,
                             bytes.length, &intake->arena, &message);
    if (error || !has_name((const Telemetry__Batch *)message))
        figures->garbage++;
    else
        take_batch(intake, (const Telemetry__Batch *)message, now_ms, now_ns);
    arena_reset(&intake->arena);
}
