/*
 * series -- totals become rates.
 *
 * A process tells totals since its start. What happened in a second is the
 * difference to what it told before; the differences stand in a ring, each
 * with the number of its second, so that silence is not mistaken for the past.
 *
 * The first sample of a process is no difference to anything: it may have run
 * for hours before we began. It only sets the mark. Another pid is another
 * life, whose totals began at zero.
 */
#include "split/platform/collector/series.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void series_init(struct series *series)
{
    memset(series, 0, sizeof *series);
}

static void forget_methods(struct series *series,
                           const struct series_process *process)
{
    size_t kept = 0;
    for (size_t i = 0; i < series->method_count; i++)
        if (series->methods[i]->process == process)
            free(series->methods[i]);
        else
            series->methods[kept++] = series->methods[i];
    series->method_count = kept;
}

void series_release(struct series *series)
{
    for (size_t i = 0; i < series->process_count; i++) {
        forget_methods(series, &series->processes[i]);
        free(series->processes[i].gauges);
    }
    series_init(series);
}

/* ---- processes ---- */

static struct series_process *find(struct series *series, const char *service,
                                   int instance)
{
    for (size_t i = 0; i < series->process_count; i++) {
        struct series_process *process = &series->processes[i];
        if (process->instance == instance &&
            strcmp(process->service, service) == 0)
            return process;
    }
    return NULL;
}

/* A free place, else that of the one that has been silent for longest. */
static struct series_process *take_place(struct series *series)
{
    if (series->process_count < SERIES_PROCESSES)
        return &series->processes[series->process_count++];
    struct series_process *oldest = &series->processes[0];
    for (size_t i = 1; i < series->process_count; i++)
        if (series->processes[i].heard_ms < oldest->heard_ms)
            oldest = &series->processes[i];
    forget_methods(series, oldest);
    free(oldest->gauges);
    return oldest;
}

static void begin_life(struct series *series, struct series_process *process,
                       const Telemetry__Batch *batch)
{
    forget_methods(series, process);
    free(process->gauges);
    *process = (struct series_process){.instance = batch->service_instance,
                                       .pid = batch->pid,
                                       .sequence = batch->sequence - 1};
    snprintf(process->service, sizeof process->service, "%.63s",
             batch->service_name);
    snprintf(process->version, sizeof process->version, "%.63s",
             batch->service_version);
}

struct series_process *series_sender(struct series *series,
                                     const Telemetry__Batch *batch,
                                     uint64_t *lost)
{
    struct series_process *process =
        find(series, batch->service_name, batch->service_instance);
    if (!process) {
        process = take_place(series);
        *process = (struct series_process){0};
    }
    if (process->pid != batch->pid || batch->sequence <= process->sequence)
        begin_life(series, process, batch);
    *lost = batch->sequence - process->sequence - 1;
    process->sequence = batch->sequence;
    process->dropped = batch->dropped;
    return process;
}

/* ---- counts ---- */

void series_sum(struct series_counts *into, const struct series_counts *from)
{
    into->ok += from->ok;
    into->refused += from->refused;
    into->failed += from->failed;
    for (size_t i = 0; i < EXPONENTIAL_BUCKETS; i++)
        into->buckets[i] += from->buckets[i];
}

/* What is less than before has not happened: a count only rises. */
static uint64_t gained(uint64_t now, uint64_t before)
{
    return now > before ? now - before : 0;
}

static struct series_counts difference(const struct series_counts *now,
                                       const struct series_counts *before)
{
    struct series_counts out = {gained(now->ok, before->ok),
                                gained(now->refused, before->refused),
                                gained(now->failed, before->failed),
                                {0}};
    for (size_t i = 0; i < EXPONENTIAL_BUCKETS; i++)
        out.buckets[i] = (uint32_t)gained(now->buckets[i], before->buckets[i]);
    return out;
}

static void read_counts(const Telemetry__MethodCount *count,
                        struct series_counts *out)
{
    *out =
        (struct series_counts){count->ok, count->refused, count->failed, {0}};
    for (size_t i = 0; i < count->n_bucket_counts; i++)
        out->buckets[count->bucket_offset + i] =
            (uint32_t)count->bucket_counts[i];
}

static bool is_possible(const Telemetry__Sample *sample)
{
    for (size_t i = 0; i < sample->n_methods; i++) {
        const Telemetry__MethodCount *count = sample->methods[i];
        if (!count->method[0] || strlen(count->method) >= SERIES_METHOD_BYTES ||
            count->bucket_offset > EXPONENTIAL_BUCKETS ||
            count->n_bucket_counts > EXPONENTIAL_BUCKETS - count->bucket_offset)
            return false;
    }
    return true;
}

/* ---- methods ---- */

static struct series_method *find_method(struct series *series,
                                         const struct series_process *process,
                                         const char *name)
{
    for (size_t i = 0; i < series->method_count; i++) {
        struct series_method *method = series->methods[i];
        if (method->process == process && strcmp(method->name, name) == 0)
            return method;
    }
    if (series->method_count == SERIES_MOST)
        return NULL;
    struct series_method *method = calloc(1, sizeof *method);
    if (!method)
        return NULL;
    method->process = process;
    snprintf(method->name, sizeof method->name, "%s", name);
    series->methods[series->method_count++] = method;
    return method;
}

static uint64_t at_most(uint64_t sum, uint64_t most)
{
    return sum < most ? sum : most;
}

static void add_second(struct series_second *into,
                       const struct series_counts *from)
{
    into->ok =
        (uint32_t)at_most(into->ok + at_most(from->ok, UINT32_MAX), UINT32_MAX);
    into->refused = (uint32_t)at_most(
        into->refused + at_most(from->refused, UINT32_MAX), UINT32_MAX);
    into->failed = (uint32_t)at_most(
        into->failed + at_most(from->failed, UINT32_MAX), UINT32_MAX);
    for (size_t i = 0; i < EXPONENTIAL_BUCKETS; i++)
        into->buckets[i] = (uint16_t)at_most(
            (uint64_t)into->buckets[i] + from->buckets[i], UINT16_MAX);
}

static void sum_second(struct series_counts *into,
                       const struct series_second *from)
{
    into->ok += from->ok;
    into->refused += from->refused;
    into->failed += from->failed;
    for (size_t i = 0; i < EXPONENTIAL_BUCKETS; i++)
        into->buckets[i] += from->buckets[i];
}

static void note(struct series_method *method, int64_t now_ms,
                 const struct series_counts *counts)
{
    int64_t second = now_ms / 1000;
    size_t at = (size_t)(second % SERIES_SECONDS);
    if (method->seconds_at[at] != second)
        method->seconds[at] = (struct series_second){0};
    method->seconds_at[at] = second;
    add_second(&method->seconds[at], counts);
}

static void take_method(struct series *series, int64_t now_ms,
                        struct series_process *process,
                        const Telemetry__MethodCount *count)
{
    struct series_method *method = find_method(series, process, count->method);
    struct series_counts total;
    if (!method)
        return;
    read_counts(count, &total);
    if (process->heard_ms) {
        struct series_counts since = difference(&total, &method->total);
        note(method, now_ms, &since);
        series_sum(&process->last, &since);
    }
    method->total = total;
}

/* ---- a sample ---- */

static void keep_gauges(struct series_process *process,
                        const Telemetry__Sample *sample)
{
    Telemetry__Sample gauges = *sample;
    gauges.n_methods = 0;
    size_t bytes = telemetry__sample__get_packed_size(&gauges);
    uint8_t *packed = bytes <= SERIES_GAUGE_BYTES
                          ? realloc(process->gauges, bytes + 1)
                          : NULL;
    if (!packed)
        return; /* those of before stay */
    process->gauges = packed;
    process->gauge_bytes = telemetry__sample__pack(&gauges, packed);
}

bool series_take(struct series *series, int64_t now_ms,
                 struct series_process *process,
                 const Telemetry__Sample *sample)
{
    if (!is_possible(sample))
        return false;
    process->last = (struct series_counts){0};
    for (size_t i = 0; i < sample->n_methods; i++)
        take_method(series, now_ms, process, sample->methods[i]);
    process->took_ms = process->heard_ms ? now_ms - process->heard_ms : 0;
    process->heard_ms = now_ms;
    process->first_ms = process->first_ms ? process->first_ms : now_ms;
    keep_gauges(process, sample);
    return true;
}

/* Samples come once a second, each process's at its own moment of it: a second
 * of which the sample is still to come is not over. */
int series_rate(const struct series_method *method, int64_t now_ms,
                int window_s, struct series_counts *out)
{
    const struct series_process *process = method->process;
    int64_t newest = now_ms / 1000;
    if (process->heard_ms / 1000 == newest - 1)
        newest--;
    *out = (struct series_counts){0};
    for (size_t i = 0; i < SERIES_SECONDS; i++)
        if (method->seconds_at[i] > newest - window_s &&
            method->seconds_at[i] <= newest)
            sum_second(out, &method->seconds[i]);
    int64_t known_s = newest - process->first_ms / 1000;
    return known_s < 1 ? 1 : (int)(known_s < window_s ? known_s : window_s);
}
