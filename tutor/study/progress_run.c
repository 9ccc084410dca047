/*
 * progress_run -- the results of experiments as entries of the progress.
 *
 * A run is kept whole, as one JSON object: what was measured in each shape,
 * what the learner had predicted, which expectation held. Lessons show single
 * measures of it, predict-questions are answered by it, the table of results
 * and the essays offer it; all of them read the last complete run.
 */
#include "tutor/study/progress.h"

#include <math.h>
#include <string.h>

#include "chassis/buffer.h"
#include "tutor/commands/text.h"

/* ---- writing ---- */

static void write_measures(struct json_writer *json, const struct run *run)
{
    json_key(json, "measures");
    json_array_open(json);
    for (size_t i = 0; i < run->measure_count; i++) {
        const struct run_measure *measure = &run->measures[i];
        json_object_open(json);
        json_key_text(json, "name", measure->name);
        json_key_double(json, "value", measure->value);
        json_key_text(json, "unit", measure->unit);
        if (measure->predicted) {
            json_key_double(json, "prediction", measure->prediction);
            json_key_bool(json, "hit", measure->hit);
            json_key_int(json, "confidence", measure->confidence);
            if (measure->comes_back)
                json_key_text(json, "comes_back", measure->comes_back);
        }
        json_object_close(json);
    }
    json_array_close(json);
}

static void write_verdicts(struct json_writer *json, const struct run *run)
{
    json_key(json, "verdicts");
    json_array_open(json);
    for (size_t i = 0; i < run->verdict_count; i++) {
        const struct run_verdict *verdict = &run->verdicts[i];
        json_object_open(json);
        json_key_text(json, "expect", verdict->expect);
        json_key_bool(json, "held", verdict->held);
        json_key_text(json, "figures", verdict->figures);
        json_object_close(json);
    }
    json_array_close(json);
}

static void write_series(struct json_writer *json,
                         const struct run_series *series)
{
    json_object_open(json);
    json_key_text(json, "name", series->name);
    json_key(json, "values");
    json_array_open(json);
    for (size_t i = 0; i < series->count; i++)
        if (isnan(series->values[i]))
            json_null(json);
        else
            json_double(json, series->values[i]);
    json_array_close(json);
    json_object_close(json);
}

static void write_picture(struct json_writer *json, const struct run *run)
{
    json_key_int(json, "step_ms", run->step_ms);
    json_key(json, "series");
    json_array_open(json);
    for (size_t i = 0; i < run->series_count; i++)
        write_series(json, &run->series[i]);
    json_array_close(json);
    json_key(json, "marks");
    json_array_open(json);
    for (size_t i = 0; i < run->mark_count; i++) {
        json_object_open(json);
        json_key_int(json, "at_ms", run->marks[i].at_ms);
        json_key_text(json, "text", run->marks[i].text);
        json_object_close(json);
    }
    json_array_close(json);
}

enum error progress_record_run(struct progress *progress, const struct run *run)
{
    struct buffer body;
    struct json_writer json;
    buffer_init(&body, PROGRESS_BODY_BYTES);
    json_begin(&json, &body);
    json_object_open(&json);
    json_key(&json, "seed");
    json_uint(&json, run->seed);
    json_key_int(&json, "took_ms", run->took_ms);
    json_key_bool(&json, "complete", run->complete);
    json_key_bool(&json, "audit_clean", run->audit_clean);
    write_measures(&json, run);
    write_verdicts(&json, run);
    write_picture(&json, run);
    json_object_close(&json);
    enum error error = buffer_error(&body);
    if (!error)
        error = progress_append(progress, run->at_ms, PROGRESS_RUN,
                                run->experiment, body.data, NULL);
    buffer_release(&body);
    return error;
}

bool run_held(const struct run *run)
{
    bool held = run->audit_clean;
    for (size_t i = 0; i < run->verdict_count; i++)
        held &= run->verdicts[i].held;
    return held;
}

/* ---- reading ---- */

static double number_of(const struct json *object, const char *key)
{
    const struct json *member = json_member(object, key);
    return member && member->kind == JSON_NUMBER ? member->number : 0;
}

static bool true_of(const struct json *object, const char *key)
{
    const struct json *member = json_member(object, key);
    return member && member->kind == JSON_BOOL && member->boolean;
}

static const char *text_of(const struct json *object, const char *key)
{
    const struct json *member = json_member(object, key);
    return member && member->kind == JSON_TEXT ? member->text : "";
}

static const struct json *first_of(const struct json *object, const char *key)
{
    const struct json *list = json_member(object, key);
    return list && list->kind == JSON_ARRAY ? list->first : NULL;
}

/* Runs of before there were pictures have none. */
static void read_picture(const struct json *root, struct run *out)
{
    const struct json *item = first_of(root, "series");
    out->step_ms = (int64_t)number_of(root, "step_ms");
    for (; item && out->series_count < RUN_SERIES; item = item->next) {
        struct run_series *series = &out->series[out->series_count++];
        const struct json *value = first_of(item, "values");
        series->name = text_of(item, "name");
        for (; value && series->count < RUN_POINTS; value = value->next)
            series->values[series->count++] =
                value->kind == JSON_NUMBER ? value->number : NAN;
    }
    item = first_of(root, "marks");
    for (; item && out->mark_count < RUN_MARKS; item = item->next)
        out->marks[out->mark_count++] =
            (struct run_mark){.at_ms = (int64_t)number_of(item, "at_ms"),
                              .text = text_of(item, "text")};
}

static enum error read_run(const struct progress_entry *entry,
                           struct arena *arena, struct run *out)
{
    const struct json *root = NULL;
    enum error error =
        json_parse(entry->body, strlen(entry->body), arena, &root);
    if (error)
        return error;
    const struct json *seed = json_member(root, "seed");
    *out = (struct run){
        .experiment = arena_string(arena, entry->subject),
        .at_ms = entry->at_ms,
        .seed = seed && seed->is_integer ? (uint64_t)seed->integer : 0,
        .took_ms = (int64_t)number_of(root, "took_ms"),
        .complete = true_of(root, "complete"),
        .audit_clean = true_of(root, "audit_clean")};
    if (!out->experiment)
        return error_explain(ERROR_SYSTEM, "out of memory");
    const struct json *item = first_of(root, "measures");
    for (; item && out->measure_count < RUN_MEASURES; item = item->next)
        out->measures[out->measure_count++] = (struct run_measure){
            .name = text_of(item, "name"),
            .value = number_of(item, "value"),
            .unit = text_of(item, "unit"),
            .predicted = json_member(item, "prediction") != NULL,
            .prediction = number_of(item, "prediction"),
            .hit = true_of(item, "hit"),
            .confidence = (int)number_of(item, "confidence"),
            .comes_back = text_of(item, "comes_back")};
    item = first_of(root, "verdicts");
    for (; item && out->verdict_count < RUN_VERDICTS; item = item->next)
        out->verdicts[out->verdict_count++] =
            (struct run_verdict){.expect = text_of(item, "expect"),
                                 .held = true_of(item, "held"),
                                 .figures = text_of(item, "figures")};
    read_picture(root, out);
    return ERROR_OK;
}

struct reading {
    struct arena *arena;
    struct run *last; /* or each is given to `seen` */
    progress_run_seen *seen;
    void *arg;
    bool found;
};

static enum error keep_last(void *arg, const struct progress_entry *entry)
{
    struct reading *reading = arg;
    struct run run;
    enum error error = read_run(entry, reading->arena, &run);
    if (error || !run.complete)
        return error;
    *reading->last = run;
    reading->found = true;
    return ERROR_OK;
}

enum error progress_last_run(struct progress *progress, const char *experiment,
                             struct arena *arena, struct run *out)
{
    struct reading reading = {.arena = arena, .last = out};
    enum error error =
        progress_each(progress, PROGRESS_RUN, experiment, keep_last, &reading);
    if (error)
        return error;
    if (!reading.found)
        return explain(ERROR_NOT_FOUND, PROGRESS_NO_RUN, experiment,
                       experiment);
    return ERROR_OK;
}

enum error progress_measure(struct progress *progress, const char *experiment,
                            const char *measure, struct arena *arena,
                            struct run_measure *out)
{
    struct run run;
    enum error error = progress_last_run(progress, experiment, arena, &run);
    if (error)
        return error;
    for (size_t i = 0; i < run.measure_count; i++)
        if (strcmp(run.measures[i].name, measure) == 0) {
            *out = run.measures[i];
            return ERROR_OK;
        }
    return explain(ERROR_NOT_FOUND, PROGRESS_NO_MEASURE, experiment, measure);
}

static enum error give_each(void *arg, const struct progress_entry *entry)
{
    struct reading *reading = arg;
    struct run run;
    enum error error = read_run(entry, reading->arena, &run);
    return error ? error : reading->seen(reading->arg, &run);
}

enum error progress_each_run(struct progress *progress, struct arena *arena,
                             progress_run_seen *seen, void *arg)
{
    struct reading reading = {.arena = arena, .seen = seen, .arg = arg};
    return progress_each(progress, PROGRESS_RUN, NULL, give_each, &reading);
}
