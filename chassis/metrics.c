/*
 * metrics -- the runtime's counters in Prometheus' words.
 *
 * The idea: the runtime counts every request it answers, by method, outcome
 * and duration, at the one place where requests end; no handler counts
 * anything. Here those counts are only printed: counters as totals, durations
 * as a cumulative histogram, whose last bucket (+Inf) equals its count.
 */
#include "chassis/metrics.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BUCKETS = sizeof runtime_bucket_us / sizeof runtime_bucket_us[0] };

struct labels {
    const char *service, *contract, *method;
};

static void head(struct buffer *out, const char *name, const char *type,
                 const char *help)
{
    buffer_format(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void labelled(struct buffer *out, const char *name,
                     const struct labels *labels, const char *more,
                     const char *value)
{
    buffer_format(out, "%s{service=\"%s\",method=\"%s/%s\"", name,
                  labels->service, labels->contract, labels->method);
    if (more)
        buffer_format(out, ",%s=\"%s\"", more, value);
    buffer_text(out, "} ");
}

/* ---- one method ---- */

static void print_requests(struct buffer *out, const struct labels *labels,
                           const struct runtime_count *count)
{
    const struct {
        const char *code;
        uint64_t value;
    } rows[] = {
        {"2xx", count->ok}, {"4xx", count->refused}, {"5xx", count->failed}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        labelled(out, "requests_total", labels, "code", rows[i].code);
        buffer_format(out, "%" PRIu64 "\n", rows[i].value);
    }
}

static void print_durations(struct buffer *out, const struct labels *labels,
                            const struct runtime_count *count)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < BUCKETS; i++) {
        char bound[24] = "+Inf";
        if (runtime_bucket_us[i] != INT64_MAX)
            snprintf(bound, sizeof bound, "%g",
                     (double)runtime_bucket_us[i] / 1e6);
        sum += count->duration_buckets[i];
        labelled(out, "request_duration_seconds_bucket", labels, "le", bound);
        buffer_format(out, "%" PRIu64 "\n", sum);
    }
    labelled(out, "request_duration_seconds_sum", labels, NULL, NULL);
    buffer_format(out, "%.6f\n", (double)count->duration_us_sum / 1e6);
    labelled(out, "request_duration_seconds_count", labels, NULL, NULL);
    buffer_format(out, "%" PRIu64 "\n", sum);
}

typedef void print_method(struct buffer *out, const struct labels *labels,
                          const struct runtime_count *count);

static void each_method(struct runtime *rt, struct buffer *out,
                        print_method *print)
{
    const struct service *service = runtime_service(rt);
    for (size_t i = 0; i < service->face_count; i++) {
        const struct face *face = &service->faces[i];
        for (size_t k = 0; k < face->method_count; k++) {
            const struct labels labels = {service->name, face->contract->name,
                                          face->methods[k].name};
            print(out, &labels, runtime_count(rt, i, k));
        }
    }
}

/* ---- the process ---- */

int64_t metrics_resident_bytes(void)
{
    char line[128] = ""; /* "SIZE RESIDENT SHARED ...", in pages */
    FILE *file = fopen("/proc/self/statm", "re");
    if (!file)
        return 0;
    if (!fgets(line, sizeof line, file))
        line[0] = '\0';
    fclose(file);
    char *behind_size = line;
    strtoll(line, &behind_size, 10);
    return strtoll(behind_size, NULL, 10) * sysconf(_SC_PAGESIZE);
}

static void print_process(struct runtime *rt, struct buffer *out)
{
    const struct runtime_totals totals = runtime_totals(rt);
    const struct {
        const char *name, *type, *help;
        uint64_t value;
    } rows[] = {{"turns_total", "counter",
                 "Turns of the runtime that did work.", totals.turns},
                {"commits_total", "counter",
                 "Transactions that wrote something.", totals.commits},
                {"events_total", "counter",
                 "Requests, answers and timers that were run.", totals.events},
                {"calls_total", "counter", "Calls sent to other services.",
                 totals.calls},
                {"late_answers_total", "counter",
                 "Answers that came after their deadline, or twice.",
                 totals.late_answers},
                {"failed_commits_total", "counter",
                 "Turns that were rolled back.", totals.failed_commits},
                {"in_progress", "gauge",
                 "Requests and calls without an answer.", runtime_busy(rt)},
                {"process_resident_memory_bytes", "gauge",
                 "Resident memory in bytes.",
                 (uint64_t)metrics_resident_bytes()}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        head(out, rows[i].name, rows[i].type, rows[i].help);
        buffer_format(out, "%s{service=\"%s\"} %" PRIu64 "\n", rows[i].name,
                      runtime_name(rt), rows[i].value);
    }
}

void metrics_print(struct runtime *rt, struct buffer *out)
{
    head(out, "requests_total", "counter",
         "Requests answered, by class of outcome.");
    each_method(rt, out, print_requests);
    head(out, "request_duration_seconds", "histogram",
         "From the request's arrival to its committed answer.");
    each_method(rt, out, print_durations);
    print_process(rt, out);
}

/* ---- the summary ---- */

static int64_t bucket_quantile(const uint64_t *buckets, double quantile)
{
    uint64_t all = 0, seen = 0;
    for (size_t i = 0; i < BUCKETS; i++)
        all += buckets[i];
    if (all == 0)
        return 0;
    for (size_t i = 0; i < BUCKETS - 1; i++) {
        seen += buckets[i];
        if ((double)seen >= quantile * (double)all)
            return runtime_bucket_us[i];
    }
    return runtime_bucket_us[BUCKETS - 2]; /* all that is known: beyond it */
}

struct metrics_summary metrics_summary(struct runtime *rt)
{
    const struct service *service = runtime_service(rt);
    struct metrics_summary summary = {0};
    uint64_t buckets[BUCKETS] = {0};
    for (size_t i = 0; i < service->face_count; i++) {
        const struct face *face = &service->faces[i];
        if (strncmp(face->contract->name, "control.", 8) == 0)
            continue;
        for (size_t k = 0; k < face->method_count; k++) {
            const struct runtime_count *count = runtime_count(rt, i, k);
            summary.ok += count->ok;
            summary.refused += count->refused;
            summary.failed += count->failed;
            for (size_t b = 0; b < BUCKETS; b++)
                buckets[b] += count->duration_buckets[b];
        }
    }
    summary.p50_us = bucket_quantile(buckets, 0.50);
    summary.p99_us = bucket_quantile(buckets, 0.99);
    return summary;
}
