/*
 * load_live -- what a load has measured in each second of its run.
 *
 * The report at the end says how it was on the whole; whoever breaks something
 * meanwhile wants to see the second in which it broke. A second holds the
 * arrivals whose fate became known in it. Those that still wait are in none
 * yet: that they are missing is the first thing that is seen of a stall.
 */
#include "tutor/lab/load_live.h"

#include "chassis/json.h"
#include "chassis/limits.h"
#include "tutor/commands/text.h"
#include "tutor/figures.h"

void load_live_init(struct load_live *live, const enum shape *shapes,
                    size_t count)
{
    *live = (struct load_live){.shapes = shapes, .count = count};
    for (size_t i = 0; i < count; i++)
        histogram_init(&live->latency_us[i]);
}

static void count(struct load_live_counts *counts, int status)
{
    if (status < 0)
        counts->dropped++;
    else if (status == 0)
        counts->lost++;
    else if (status / 100 == 2)
        counts->ok++;
    else if (status / 100 == 4)
        counts->refused++;
    else
        counts->failed++;
}

void load_live_take(void *arg, const struct load_sample *sample)
{
    struct load_live *live = arg;
    if (sample->target >= live->count)
        return;
    count(&live->now[sample->target], sample->status);
    count(&live->total[sample->target], sample->status);
    if (sample->status / 100 == 2)
        histogram_record(&live->latency_us[sample->target],
                         sample->took_ns / 1000);
}

static void next_second(struct load_live *live)
{
    for (size_t i = 0; i < live->count; i++) {
        live->now[i] = (struct load_live_counts){0};
        histogram_init(&live->latency_us[i]);
    }
}

static uint64_t bad(const struct load_live_counts *counts)
{
    return counts->failed + counts->lost + counts->dropped;
}

bool load_live_waits(const struct load_live *live)
{
    for (size_t i = 0; i < live->count; i++)
        if (live->now[i].ok + live->now[i].refused + bad(&live->now[i]) > 0)
            return true;
    return false;
}

void load_live_line(struct load_live *live, struct screen *screen)
{
    char p50[FIGURES_BYTES], p99[FIGURES_BYTES];
    live->second++;
    say(screen, LOAD_LIVE_SECOND, live->second);
    for (size_t i = 0; i < live->count; i++) {
        const struct histogram *times = &live->latency_us[i];
        say(screen, LOAD_LIVE_SHAPE, shape_name(live->shapes[i]),
            (unsigned long long)live->now[i].ok,
            (unsigned long long)live->now[i].refused,
            (unsigned long long)bad(&live->now[i]),
            times->count ? figures_ms(p50, histogram_quantile(times, 0.5))
                         : "-",
            times->count ? figures_ms(p99, histogram_quantile(times, 0.99))
                         : "-");
    }
    screen_print(screen, "\n");
    screen_flush(screen);
    next_second(live);
}

static void json_counts(struct json_writer *json,
                        const struct load_live_counts *counts)
{
    json_object_open(json);
    json_key_int(json, "ok", (int64_t)counts->ok);
    json_key_int(json, "refused", (int64_t)counts->refused);
    json_key_int(json, "failed", (int64_t)counts->failed);
    json_key_int(json, "lost", (int64_t)counts->lost);
    json_key_int(json, "dropped", (int64_t)counts->dropped);
    json_object_close(json);
}

void load_live_json(struct load_live *live, struct screen *screen)
{
    struct buffer out;
    struct json_writer json;
    buffer_init(&out, LIMIT_BODY_BYTES);
    json_begin(&json, &out);
    json_object_open(&json);
    json_key_int(&json, "second", ++live->second);
    for (size_t i = 0; i < live->count; i++) {
        const struct histogram *times = &live->latency_us[i];
        json_key(&json, shape_name(live->shapes[i]));
        json_object_open(&json);
        json_key(&json, "now");
        json_counts(&json, &live->now[i]);
        json_key(&json, "total");
        json_counts(&json, &live->total[i]);
        json_key_int(&json, "p50_us", histogram_quantile(times, 0.5));
        json_key_int(&json, "p99_us", histogram_quantile(times, 0.99));
        json_object_close(&json);
    }
    json_object_close(&json);
    screen_json(screen, &out);
    screen_flush(screen);
    buffer_release(&out);
    next_second(live);
}
