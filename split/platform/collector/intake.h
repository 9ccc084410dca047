/*
 * intake -- datagrams become spans, lines and samples; or are counted.
 *
 * Use:       intake_take() each datagram.
 * Units:     now_ms monotonic, now_ns wall clock; passed in.
 * Ownership: an intake owns its three stores.
 * Errors:    none: what cannot be read or believed is counted in `figures`.
 * Blocking:  never.
 * Source:    everything from a socket is a stranger's, even inside the run
 *            directory.
 */
#ifndef SPLIT_PLATFORM_COLLECTOR_INTAKE_H
#define SPLIT_PLATFORM_COLLECTOR_INTAKE_H

#include "chassis/arena.h"
#include "chassis/buffer.h"
#include "split/platform/collector/lines.h"
#include "split/platform/collector/series.h"
#include "split/platform/collector/spans.h"

struct intake_figures {
    uint64_t datagrams, bytes;
    uint64_t spans, lines, samples; /* taken */
    uint64_t garbage;               /* datagrams */
    uint64_t refused, duplicates, late, early;
    uint64_t lost_batches;
};

struct intake {
    struct spans *spans;
    struct lines *lines;
    struct series series;
    struct arena arena; /* of one datagram */
    struct intake_figures figures;
};

enum error intake_init(struct intake *intake);
void intake_release(struct intake *intake);
void intake_take(struct intake *intake, struct slice bytes, bool cut,
                 int64_t now_ms, int64_t now_ns);

#endif
