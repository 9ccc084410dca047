/*
 * telemetry_sample -- once a second: what was counted, and how things stand.
 *
 * The idea: the runtime counts every request where requests end, and whoever
 * keeps a state offers it as a gauge; nothing is counted for this file's sake.
 * Counters are told as totals since the start: a sample that is lost costs
 * nothing but detail, since the next one holds it too.
 *
 * Methods that the platform calls itself (status, health, leases) are left
 * out: what is measured here is the shop.
 */
#include <stdio.h>
#include <string.h>

#include "chassis/arena.h"
#include "chassis/metrics.h"
#include "chassis/runtime_trace.h"
#include "chassis/setting.h"
#include "chassis/telemetry_private.h"

enum {
    METHODS = 64, /* that were called at least once */
    GAUGES = 32,
    ARENA_BYTES = 256 * 1024
};

struct sample {
    struct arena arena;
    Telemetry__Sample message;
    Telemetry__MethodCount *methods[METHODS];
    Telemetry__Gauge *gauges[GAUGES];
};

/* ---- methods ---- */

/* Only the buckets between the first and the last that hold anything. */
static void fill_buckets(struct sample *sample, Telemetry__MethodCount *out,
                         const struct runtime_count *count)
{
    size_t first = 0, last = EXPONENTIAL_BUCKETS;
    while (first < last && !count->fine[first])
        first++;
    while (last > first && !count->fine[last - 1])
        last--;
    out->bucket_counts =
        arena_alloc(&sample->arena, (last - first + 1) * sizeof(uint64_t));
    if (!out->bucket_counts)
        return;
    out->bucket_offset = (uint32_t)first;
    out->n_bucket_counts = last - first;
    for (size_t i = first; i < last; i++)
        out->bucket_counts[i - first] = count->fine[i];
}

static void add_method(struct sample *sample, const char *contract,
                       const char *method, const struct runtime_count *count)
{
    Telemetry__Sample *message = &sample->message;
    if (count->ok + count->refused + count->failed == 0 ||
        message->n_methods == METHODS)
        return;
    Telemetry__MethodCount *out = arena_alloc(&sample->arena, sizeof *out);
    if (!out)
        return;
    telemetry__method_count__init(out);
    out->method = arena_format(&sample->arena, "%s/%s", contract, method);
    if (!out->method)
        return;
    out->ok = count->ok;
    out->refused = count->refused;
    out->failed = count->failed;
    out->duration_us_sum = count->duration_us_sum;
    fill_buckets(sample, out, count);
    sample->methods[message->n_methods++] = out;
}

static void add_methods(struct sample *sample, struct runtime *rt)
{
    const struct service *service = runtime_service(rt);
    for (size_t i = 0; i < service->face_count; i++) {
        const struct face *face = &service->faces[i];
        if (runtime_housekeeping(face->contract->name))
            continue;
        for (size_t k = 0; k < face->method_count; k++)
            add_method(sample, face->contract->name, face->methods[k].name,
                       runtime_count(rt, i, k));
    }
}

/* ---- gauges ---- */

static Telemetry__Gauge *copy_gauge(struct arena *arena,
                                    const struct gauge *gauge)
{
    Telemetry__Gauge *out = arena_alloc(arena, sizeof *out);
    Telemetry__Figure *figures =
        arena_alloc(arena, SETTING_FIGURES * sizeof *figures);
    Telemetry__Figure **list =
        arena_alloc(arena, SETTING_FIGURES * sizeof *list);
    if (!out || !figures || !list)
        return NULL;
    telemetry__gauge__init(out);
    out->name = arena_string(arena, gauge->name);
    out->state = arena_string(arena, gauge->state ? gauge->state : "");
    out->figures = list;
    for (size_t i = 0; i < gauge->figure_count; i++) {
        list[i] = &figures[i];
        telemetry__figure__init(list[i]);
        list[i]->name = (char *)gauge->figures[i].name;
        list[i]->unit = (char *)gauge->figures[i].unit;
        list[i]->value = gauge->figures[i].value;
    }
    out->n_figures = gauge->figure_count;
    return out->name && out->state ? out : NULL;
}

static void add_gauge(struct sample *sample, const struct gauge *gauge)
{
    Telemetry__Gauge *copy = sample->message.n_gauges < GAUGES
                                 ? copy_gauge(&sample->arena, gauge)
                                 : NULL;
    if (copy)
        sample->gauges[sample->message.n_gauges++] = copy;
}

/* The process itself; turns and commits are those of the last second. */
static void add_process(struct sample *sample, struct runtime *rt)
{
    static struct runtime_totals before;
    struct runtime_totals totals = runtime_totals(rt);
    struct gauge gauge = {
        .name = "process",
        .state = "",
        .figures =
            {{"in-progress", "requests", (int64_t)runtime_busy(rt)},
             {"resident", "KiB", metrics_resident_bytes() / 1024},
             {"turns", "turns/s", (int64_t)(totals.turns - before.turns)},
             {"commits", "commits/s",
              (int64_t)(totals.commits - before.commits)},
             {"events", "events/s", (int64_t)(totals.events - before.events)},
             {"late-answers", "answers", (int64_t)totals.late_answers},
             {"failed-commits", "commits", (int64_t)totals.failed_commits}},
        .figure_count = 7};
    before = totals;
    add_gauge(sample, &gauge);
}

void telemetry_sample(struct runtime *rt)
{
    static struct sample sample; /* one a process; its arena is kept */
    static bool ready;
    struct gauge gauge;
    if (!ready)
        arena_init(&sample.arena, ARENA_BYTES);
    ready = true;
    arena_reset(&sample.arena);
    telemetry__sample__init(&sample.message);
    sample.message.methods = sample.methods;
    sample.message.gauges = sample.gauges;
    int64_t now_ns = telemetry_now_us() * 1000 + telemetry_offset_ns();
    sample.message.time_unix_nano = (uint64_t)now_ns;
    add_process(&sample, rt);
    for (size_t i = 0; gauge_at(i, &gauge); i++)
        add_gauge(&sample, &gauge);
    add_methods(&sample, rt);
    telemetry_add(TELEMETRY_FIELD_SAMPLE, &sample.message.base);
}
