/*
 * pair_load -- a load on both shapes that runs beside a screen, second by
 *              second.
 *
 * It is the command `load`, as a learner would type it, and its own words are
 * read: one object a second, and the report at its end, which is not needed
 * here. A line that is no such object is a sentence for people; the last of
 * them says why a load ended by itself.
 */
#include "tutor/screens/pair_load.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "chassis/clock.h"
#include "chassis/json.h"
#include "tutor/commands/args.h"

static struct pair_counts counts_of(const struct json *row)
{
    struct pair_counts counts = {0};
    if (!row)
        return counts;
    counts.ok = json_number_member(row, "ok");
    counts.refused = json_number_member(row, "refused");
    counts.bad = json_number_member(row, "failed") +
                 json_number_member(row, "lost") +
                 json_number_member(row, "dropped");
    return counts;
}

static void shift(double *values, int count, double last)
{
    if (count == PAIR_SECONDS)
        memmove(values, values + 1, (PAIR_SECONDS - 1) * sizeof *values);
    values[count < PAIR_SECONDS ? count : PAIR_SECONDS - 1] = last;
}

static void take_side(struct pair_load_side *side, int count,
                      const struct json *row)
{
    side->heard = row != NULL;
    side->now = counts_of(row ? json_member(row, "now") : NULL);
    if (row)
        side->total = counts_of(json_member(row, "total"));
    bool timed = side->now.ok > 0;
    side->p50_ms =
        timed ? (double)json_number_member(row, "p50_us") / 1000 : NAN;
    side->p99_ms =
        timed ? (double)json_number_member(row, "p99_us") / 1000 : NAN;
    shift(side->rates, count, row ? (double)side->now.ok : NAN);
    shift(side->p99s, count, side->p99_ms);
}

/* False: it is no second. */
static bool take_second(struct pair_load *load, const struct json *root)
{
    const struct json *second = json_member(root, "second");
    if (!second || second->kind != JSON_NUMBER)
        return false;
    for (int shape = 0; shape < SHAPE_COUNT; shape++) {
        const struct json *row =
            json_member(root, shape_name((enum shape)shape));
        bool object = row && row->kind == JSON_OBJECT;
        take_side(&load->of[shape], load->count, object ? row : NULL);
    }
    load->count += load->count < PAIR_SECONDS;
    return true;
}

void pair_load_take(struct pair_load *load, const char *line, size_t length,
                    int64_t now_ms)
{
    struct arena arena;
    const struct json *root = NULL;
    arena_init(&arena, LIMIT_ARENA_BYTES);
    bool object = json_parse(line, length, &arena, &root) == ERROR_OK &&
                  root->kind == JSON_OBJECT;
    if (object && take_second(load, root))
        load->heard_ms = now_ms;
    else if (object && *json_text_member(root, "detail"))
        snprintf(load->why, sizeof load->why, "%s",
                 json_text_member(root, "detail"));
    else if (!object)
        snprintf(load->why, sizeof load->why, "%.*s",
                 (int)(length < 160 ? length : 160), line);
    arena_release(&arena);
}

/* ---- the job ---- */

static void on_line(void *arg, const char *line, size_t length)
{
    pair_load_take(arg, line, length, clock_monotonic_ms());
}

static void on_end(void *arg, int status)
{
    struct pair_load *load = arg;
    load->job = NULL;
    if (status == 0)
        load->why[0] = '\0';
}

enum error pair_load_start(struct pair_load *load, struct loop *loop,
                           const char *words)
{
    static const struct job_events events = {.line = on_line, .ended = on_end};
    char line[128];
    char *split[JOB_WORDS + 1] = {NULL};
    size_t count = 0;
    struct arena arena;
    pair_load_stop(load);
    *load =
        (struct pair_load){.loop = loop, .started_ms = clock_monotonic_ms()};
    snprintf(line, sizeof line, "load %.64s for 60m --live --json", words);
    arena_init(&arena, LIMIT_ARENA_BYTES);
    enum error error = args_split(line, &arena, split, JOB_WORDS, &count);
    if (!error)
        error = job_start(&load->job, loop, (const char *const *)split, &events,
                          load);
    arena_release(&arena);
    return error;
}

void pair_load_stop(struct pair_load *load)
{
    if (load->job)
        job_stop(load->job);
    load->job = NULL;
}

bool pair_load_on(const struct pair_load *load)
{
    return load->job != NULL;
}
