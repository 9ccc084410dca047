/*
 * verdict -- the figures of a run, and whether it shows what it claims.
 *
 * A run that only ever says "held" proves nothing. So an experiment is judged
 * twice by the same rows: with its fault every `expect` must hold, and with the
 * fault left out every one of them must fail. What holds in both is marked
 * `steady`: it is what the fault must not have touched.
 */
#include "tutor/lab/verdict.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tutor/lab/verdict_picture.h"
#include "tutor/lab/verdict_text.h"
#include "tutor/study/prediction.h"
#include "tutor/study/schedule.h"

static void add_figure(struct verdict *verdict,
                       const struct lab_measure *measure, enum shape shape,
                       struct arena *arena)
{
    struct lab_facts *facts = &verdict->result->facts;
    if (facts->figure_count == LAB_FIGURES)
        return;
    struct lab_value value =
        lab_evaluate(facts, measure->expression, shape, arena);
    facts->figures[facts->figure_count++] =
        (struct lab_figure){.name = measure->name,
                            .shaped = measure->shaped,
                            .shape = shape,
                            .unit = lab_unit_of(measure->expression),
                            .value = value};
}

static void measure_all(struct verdict *verdict, struct arena *arena)
{
    const struct lab_file *file = verdict->file;
    for (size_t i = 0; i < file->measure_count; i++) {
        const struct lab_measure *measure = &file->measures[i];
        if (measure->one || !measure->shaped) {
            add_figure(verdict, measure, measure->shape, arena);
            continue;
        }
        for (int shape = 0; shape < SHAPE_COUNT; shape++)
            if (shape_in(file->on, (enum shape)shape))
                add_figure(verdict, measure, (enum shape)shape, arena);
    }
}

static void judge(struct verdict *verdict, const struct lab_expect *expect,
                  struct arena *arena)
{
    const struct lab_facts *facts = &verdict->result->facts;
    struct verdict_row *row = &verdict->rows[verdict->count++];
    *row = (struct verdict_row){.expect = expect, .held = true, .figures = ""};
    for (int shape = 0; shape < SHAPE_COUNT; shape++) {
        if (expect->shaped && !shape_in(facts->on, (enum shape)shape))
            continue;
        struct lab_value value =
            lab_evaluate(facts, expect->expression, (enum shape)shape, arena);
        const char *figures = verdict_figures(facts, expect->expression,
                                              (enum shape)shape, arena);
        row->held &= value.known && value.truth;
        row->figures = arena_format(arena, "%s%s%s", row->figures,
                                    *row->figures ? ", " : "", figures);
        if (!expect->shaped)
            break;
    }
    bool wanted = !verdict->without || expect->steady;
    verdict->good &= row->held == wanted;
}

void verdict_judge(struct verdict *verdict, struct arena *arena)
{
    const struct lab_file *file = verdict->file;
    const struct runner_result *result = verdict->result;
    verdict->good = !result->interrupted;
    verdict->audit_clean = true;
    for (size_t i = 0; i < result->mark_count; i++) {
        if (strncmp(result->marks[i].command, "audit", 5) != 0)
            continue;
        verdict->audited = true;
        verdict->audit_clean &= result->marks[i].status == 0;
    }
    verdict->good &= verdict->audit_clean;
    measure_all(verdict, arena);
    for (size_t i = 0; i < file->expect_count; i++)
        judge(verdict, &file->expects[i], arena);
}

/* ---- kept for the course ---- */

static const struct verdict_prediction *prediction_of(
    const struct verdict *verdict, const char *name)
{
    for (size_t i = 0; i < verdict->file->predict_count; i++)
        if (verdict->predictions[i].made &&
            strcmp(verdict->predictions[i].predict->name, name) == 0)
            return &verdict->predictions[i];
    return NULL;
}

bool verdict_hit(const struct verdict_prediction *said, double value)
{
    return fabs(value - said->value) <= said->predict->within;
}

static void add_measures(const struct verdict *verdict, struct run *run,
                         struct arena *arena)
{
    const struct lab_facts *facts = &verdict->result->facts;
    for (size_t i = 0; i < facts->figure_count; i++) {
        const struct lab_figure *figure = &facts->figures[i];
        if (!figure->value.known || figure->value.text ||
            run->measure_count == RUN_MEASURES)
            continue;
        struct run_measure *to = &run->measures[run->measure_count++];
        to->name = verdict_figure_name(figure, arena);
        to->value = figure->value.number;
        to->unit = strcmp(figure->unit, "%") == 0 ? "percent" : figure->unit;
        const struct verdict_prediction *said =
            prediction_of(verdict, to->name);
        to->predicted = said != NULL;
        to->prediction = said ? said->value : 0;
        to->hit = said && verdict_hit(said, to->value);
        to->confidence = said ? said->confidence : 0;
    }
}

void verdict_run(const struct verdict *verdict, struct arena *arena,
                 struct run *out)
{
    *out = (struct run){.experiment = verdict->file->name,
                        .seed = verdict->seed,
                        .at_ms = verdict->at_ms,
                        .took_ms = (int64_t)verdict->result->took_ms,
                        .complete = !verdict->result->interrupted,
                        .audit_clean = verdict->audit_clean};
    add_measures(verdict, out, arena);
    for (size_t i = 0; i < verdict->count; i++)
        out->verdicts[out->verdict_count++] = (struct run_verdict){
            verdict->rows[i].expect->source, verdict->rows[i].held,
            verdict->rows[i].figures};
    verdict_picture_take(verdict->file, verdict->result, arena, out);
}

/* What was sure and wrong; a run that was broken off says nothing. */
static enum error bring_back(struct verdict *verdict, struct run *run,
                             struct progress *progress,
                             const struct content *content, struct arena *arena)
{
    enum error error = ERROR_OK;
    for (size_t i = 0; i < verdict->file->predict_count && !error; i++) {
        struct verdict_prediction *said = &verdict->predictions[i];
        for (size_t j = 0; j < run->measure_count && !error; j++) {
            struct run_measure *measure = &run->measures[j];
            if (!said->made || said->confidence != CONFIDENCE_SURE ||
                strcmp(measure->name, said->predict->name) != 0 ||
                measure->hit || !run->complete)
                continue;
            error = prediction_missed(content, progress, run->experiment,
                                      measure->name, verdict->at_ms, arena,
                                      &said->comes_back);
            measure->comes_back = said->comes_back;
        }
    }
    return error;
}

enum error verdict_record(struct verdict *verdict, const struct places *places,
                          const struct content *content, struct arena *arena)
{
    struct progress *progress = NULL;
    struct run *run = arena_alloc(arena, sizeof *run);
    if (!run)
        return error_explain(ERROR_SYSTEM, "out of memory");
    enum error error = progress_open(&progress, places);
    if (error)
        return error;
    verdict_run(verdict, arena, run);
    error = bring_back(verdict, run, progress, content, arena);
    if (!error)
        error = progress_record_run(progress, run);
    progress_close(progress);
    return error;
}
