/*
 * load_report -- what a load has measured, for people and for programs.
 *
 * One column a shape, so that the eye compares along a row. The rows that add
 * up to the arrivals come first (answered well, refused, failed, no answer,
 * never sent), then the quantiles of the good answers, then what limits the
 * measurement itself: the connections used and the generator's own lateness. A
 * quantile is only worth as much as that last row is small beside it.
 */
#include "tutor/lab/load_report.h"

#include <stdio.h>

#include "chassis/json.h"
#include "chassis/limits.h"
#include "tutor/commands/text.h"
#include "tutor/figures.h"
#include "tutor/grid.h"

static void row(struct grid *grid, const struct load_report *report,
                enum text name, uint64_t (*value)(const struct load_result *))
{
    grid_cell(grid, "%s", text(name));
    for (size_t i = 0; i < report->count; i++)
        grid_cell(grid, "%llu", (unsigned long long)value(&report->results[i]));
}

static uint64_t due(const struct load_result *r)
{
    return r->due;
}
static uint64_t ok(const struct load_result *r)
{
    return r->ok;
}
static uint64_t refused(const struct load_result *r)
{
    return r->refused;
}
static uint64_t failed(const struct load_result *r)
{
    return r->failed;
}
static uint64_t lost(const struct load_result *r)
{
    return r->lost;
}
static uint64_t dropped(const struct load_result *r)
{
    return r->dropped;
}
static uint64_t used(const struct load_result *r)
{
    return r->connections;
}

static double per_second(const struct load_result *result)
{
    return result->elapsed_ns > 0
               ? (double)result->ok * 1e9 / (double)result->elapsed_ns
               : 0;
}

static const struct {
    const char *name;
    const char *member;
    double quantile;
} quantiles[] = {{"p50", "p50_us", 0.5},
                 {"p90", "p90_us", 0.9},
                 {"p99", "p99_us", 0.99},
                 {"p99.9", "p999_us", 0.999},
                 {"max", "max_us", 1}};
enum { QUANTILES = sizeof quantiles / sizeof *quantiles };

static void quantile_rows(struct grid *grid, const struct load_report *report)
{
    char ms[FIGURES_BYTES];
    for (size_t q = 0; q < QUANTILES; q++) {
        grid_cell(grid, "%s ms", quantiles[q].name);
        for (size_t i = 0; i < report->count; i++) {
            const struct histogram *times = &report->results[i].latency_us;
            if (times->count == 0)
                grid_cell(grid, "-");
            else
                grid_cell(grid, "%s",
                          figures_ms(ms, histogram_quantile(
                                             times, quantiles[q].quantile)));
        }
    }
}

static void lag_row(struct grid *grid, const struct load_report *report,
                    enum text name, double quantile)
{
    char ms[FIGURES_BYTES];
    grid_cell(grid, "%s", text(name));
    for (size_t i = 0; i < report->count; i++)
        grid_cell(grid, "%s",
                  figures_ms(ms, histogram_quantile(&report->results[i].lag_us,
                                                    quantile)));
}

static void print_table(const struct load_report *report, struct screen *screen,
                        struct arena *arena)
{
    struct grid grid;
    grid_init(&grid, arena, report->count == 2 ? "lrr" : "lr");
    grid_cell(&grid, "%s", report->name);
    for (size_t i = 0; i < report->count; i++)
        grid_cell(&grid, "%s", shape_name(report->shapes[i]));
    row(&grid, report, TEXT_LOAD_DUE, due);
    row(&grid, report, TEXT_LOAD_OK, ok);
    row(&grid, report, TEXT_LOAD_REFUSED, refused);
    row(&grid, report, TEXT_LOAD_FAILED, failed);
    row(&grid, report, TEXT_LOAD_LOST, lost);
    row(&grid, report, TEXT_LOAD_DROPPED, dropped);
    grid_cell(&grid, "%s", text(TEXT_LOAD_RATE));
    for (size_t i = 0; i < report->count; i++)
        grid_cell(&grid, "%.1f", per_second(&report->results[i]));
    quantile_rows(&grid, report);
    row(&grid, report, TEXT_LOAD_CONNECTIONS, used);
    lag_row(&grid, report, TEXT_LOAD_LAG_MEDIAN, 0.5);
    lag_row(&grid, report, TEXT_LOAD_LAG, 0.99);
    grid_print(&grid, screen);
}

static void print_statuses(const struct load_report *report,
                           struct screen *screen)
{
    for (size_t i = 0; i < report->count; i++) {
        screen_print(screen, "%-9s", shape_name(report->shapes[i]));
        for (int status = 0; status < LOAD_STATUSES; status++)
            if (report->results[i].statuses[status])
                screen_print(screen, "  HTTP %d: %u", status,
                             report->results[i].statuses[status]);
        screen_print(screen, "\n");
    }
}

static void json_result(struct json_writer *json,
                        const struct load_result *result)
{
    char status[16];
    json_object_open(json);
    json_key_int(json, "planned", (int64_t)result->planned);
    json_key_int(json, "due", (int64_t)result->due);
    json_key_int(json, "sent", (int64_t)result->sent);
    json_key_int(json, "ok", (int64_t)result->ok);
    json_key_int(json, "refused", (int64_t)result->refused);
    json_key_int(json, "failed", (int64_t)result->failed);
    json_key_int(json, "lost", (int64_t)result->lost);
    json_key_int(json, "dropped", (int64_t)result->dropped);
    json_key_double(json, "ok_per_second", per_second(result));
    for (size_t q = 0; q < QUANTILES; q++)
        json_key_int(
            json, quantiles[q].member,
            histogram_quantile(&result->latency_us, quantiles[q].quantile));
    json_key_int(json, "lag_p50_us", histogram_quantile(&result->lag_us, 0.5));
    json_key_int(json, "lag_p99_us", histogram_quantile(&result->lag_us, 0.99));
    json_key_int(json, "connections", (int64_t)result->connections);
    json_key(json, "statuses");
    json_object_open(json);
    for (int i = 0; i < LOAD_STATUSES; i++) {
        if (!result->statuses[i])
            continue;
        snprintf(status, sizeof status, "%d", i);
        json_key_int(json, status, result->statuses[i]);
    }
    json_object_close(json);
    json_object_close(json);
}

void load_report_json(const struct load_report *report, struct screen *screen)
{
    struct buffer out;
    struct json_writer json;
    buffer_init(&out, LIMIT_BODY_BYTES);
    json_begin(&json, &out);
    json_object_open(&json);
    json_key_text(&json, "name", report->name);
    json_key_text(&json, "mix", load_mix_name(report->plan->mix));
    json_key_double(&json, "rate_per_s", report->plan->rate_per_s);
    json_key_int(&json, "duration_ms", report->plan->duration_ms);
    json_key_bool(&json, "interrupted", report->interrupted);
    for (size_t i = 0; i < report->count; i++) {
        json_key(&json, shape_name(report->shapes[i]));
        json_result(&json, &report->results[i]);
    }
    json_object_close(&json);
    screen_json(screen, &out);
    buffer_release(&out);
}

void load_report_print(const struct load_report *report, struct screen *screen,
                       struct arena *arena)
{
    if (report->interrupted)
        say(screen, LOAD_INTERRUPTED);
    print_table(report, screen, arena);
    print_statuses(report, screen);
}
