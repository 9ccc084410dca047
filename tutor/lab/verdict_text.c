/*
 * verdict_text -- the figures of a run as people and programs read them.
 *
 * First what was measured, one row a measure and one column a shape, with the
 * prediction beside it; then each expectation with the two figures that were
 * compared; at last what it means. Before all of it stands a picture of the
 * run, drawn by the same widgets as on a screen.
 */
#include "tutor/lab/verdict_text.h"

#include <math.h>
#include <string.h>

#include "tutor/commands/text.h"
#include "tutor/grid.h"
#include "tutor/lab/verdict_picture.h"
#include "tutor/study/schedule.h"
#include "tutor/width.h"

enum { PICTURE_BYTES = 64 * 1024 };

const char *verdict_value(const struct lab_value *value, const char *unit,
                          struct arena *arena)
{
    const char *out = NULL;
    if (!value->known)
        return value->why ? value->why : "";
    if (value->text)
        return value->text;
    double size = fabs(value->number);
    const char *space = *unit && *unit != '%' && *unit != '/' ? " " : "";
    if (value->number == floor(value->number) && size < 1e12)
        out = arena_format(arena, "%.0f%s%s", value->number, space, unit);
    else
        out = arena_format(arena, size >= 100 ? "%.0f%s%s" : "%.2f%s%s",
                           value->number, space, unit);
    return out ? out : "";
}

const char *verdict_figure_name(const struct lab_figure *figure,
                                struct arena *arena)
{
    const char *out =
        figure->shaped ? arena_format(arena, "%s.%s", shape_name(figure->shape),
                                      figure->name)
                       : figure->name;
    return out ? out : "";
}

static const char *const signs[] = {
    [LAB_LESS] = "<",      [LAB_AT_MOST] = "<=", [LAB_MORE] = ">",
    [LAB_AT_LEAST] = ">=", [LAB_EQUAL] = "==",   [LAB_UNEQUAL] = "!=",
    [LAB_HAS] = "has"};

const char *verdict_figures(const struct lab_facts *facts,
                            const struct lab_expression *condition,
                            enum shape shape, struct arena *arena)
{
    const char *out = NULL;
    if (condition->kind == LAB_AND) {
        const char *left =
            verdict_figures(facts, condition->left, shape, arena);
        const char *right =
            verdict_figures(facts, condition->right, shape, arena);
        out = arena_format(arena, "%s and %s", left, right);
        return out ? out : "";
    }
    struct lab_value left = lab_evaluate(facts, condition->left, shape, arena);
    struct lab_value right =
        lab_evaluate(facts, condition->right, shape, arena);
    out =
        arena_format(arena, "%s %s %s", verdict_value(&left, "", arena),
                     signs[condition->kind], verdict_value(&right, "", arena));
    return out ? out : "";
}

/* ---- for people ---- */

static void print_picture(const struct verdict *verdict,
                          struct session *session)
{
    struct buffer out;
    struct run *run = arena_alloc(&session->arena, sizeof *run);
    if (!run)
        return;
    verdict_run(verdict, &session->arena, run);
    buffer_init(&out, PICTURE_BYTES);
    verdict_picture_text(run, SCREEN_COLUMNS - 2, &out);
    screen_write(&session->screen, out.data ? out.data : "", out.length);
    buffer_release(&out);
}

static const struct lab_figure *figure_of(const struct lab_facts *facts,
                                          const char *name, int shape)
{
    for (size_t i = 0; i < facts->figure_count; i++) {
        const struct lab_figure *figure = &facts->figures[i];
        if (strcmp(figure->name, name) == 0 &&
            (shape < 0 ? !figure->shaped
                       : figure->shaped && (int)figure->shape == shape))
            return figure;
    }
    return NULL;
}

static void cell_of(struct grid *grid, const struct lab_facts *facts,
                    const char *name, int shape, struct arena *arena)
{
    const struct lab_figure *figure = figure_of(facts, name, shape);
    grid_cell(grid, "%s",
              figure ? verdict_value(&figure->value, figure->unit, arena) : "");
}

static void print_measures(const struct verdict *verdict,
                           struct session *session)
{
    struct grid grid;
    const struct lab_facts *facts = &verdict->result->facts;
    struct arena *arena = &session->arena;
    grid_init(&grid, arena, "lrrr");
    grid_cell(&grid, "%s", text(TEXT_LAB_MEASURE));
    grid_cell(&grid, "%s", shape_name(SHAPE_MONOLITH));
    grid_cell(&grid, "%s", shape_name(SHAPE_SPLIT));
    grid_cell(&grid, "%s", text(TEXT_LAB_ALONE));
    for (size_t i = 0; i < facts->figure_count; i++) {
        const char *name = facts->figures[i].name;
        bool seen = false;
        for (size_t j = 0; j < i; j++)
            seen |= strcmp(facts->figures[j].name, name) == 0;
        if (seen)
            continue;
        grid_cell(&grid, "%s", name);
        cell_of(&grid, facts, name, SHAPE_MONOLITH, arena);
        cell_of(&grid, facts, name, SHAPE_SPLIT, arena);
        cell_of(&grid, facts, name, -1, arena);
    }
    grid_print(&grid, &session->screen);
}

static void print_predictions(const struct verdict *verdict,
                              struct session *session)
{
    const struct lab_facts *facts = &verdict->result->facts;
    struct arena *arena = &session->arena;
    for (size_t i = 0; i < verdict->file->predict_count; i++) {
        const struct verdict_prediction *said = &verdict->predictions[i];
        if (!said->made)
            continue;
        for (size_t j = 0; j < facts->figure_count; j++) {
            const struct lab_figure *figure = &facts->figures[j];
            const char *name = verdict_figure_name(figure, arena);
            if (strcmp(name, said->predict->name) != 0)
                continue;
            bool hit =
                figure->value.known && verdict_hit(said, figure->value.number);
            say(&session->screen, LAB_PREDICTED, name, said->value,
                verdict_value(&figure->value, figure->unit, arena),
                text(hit ? TEXT_LAB_HIT : TEXT_LAB_MISSED));
        }
        if (said->comes_back)
            say(&session->screen, LAB_COMES_BACK, said->comes_back,
                SCHEDULE_SURE_DAYS);
    }
}

static void print_rows(const struct verdict *verdict, struct screen *screen)
{
    for (size_t i = 0; i < verdict->count; i++) {
        const struct verdict_row *row = &verdict->rows[i];
        bool wanted = !verdict->without || row->expect->steady;
        screen_style(screen, row->held == wanted ? STYLE_GOOD : STYLE_BAD);
        screen_print(screen, "  %s",
                     text(row->held ? TEXT_LAB_HELD : TEXT_LAB_FAILED));
        screen_style(screen, STYLE_NONE);
        screen_print(screen, "  %s\n          %s\n", row->expect->source,
                     row->figures);
    }
}

static void print_paragraphs(struct screen *screen, const char *words)
{
    while (*words) {
        const char *end = strchr(words, '\n');
        size_t length = end ? (size_t)(end - words) : strlen(words);
        while (length > 0) {
            size_t fit = width_fit(words, length, SCREEN_COLUMNS - 2);
            size_t cut = fit;
            while (fit < length && cut > 0 && words[cut] != ' ')
                cut--;
            cut = cut > 0 ? cut : fit;
            screen_print(screen, "%.*s\n", (int)cut, words);
            words += cut;
            length -= cut;
            while (length > 0 && *words == ' ')
                words++, length--;
        }
        words = end ? end + 1 : words + length;
    }
}

void verdict_print(const struct verdict *verdict, struct session *session)
{
    struct screen *screen = &session->screen;
    if (verdict->result->interrupted) {
        say(screen, LAB_STOPPED);
        return;
    }
    screen_print(screen, "\n");
    print_picture(verdict, session);
    screen_print(screen, "\n");
    print_measures(verdict, session);
    print_predictions(verdict, session);
    screen_print(screen, "\n");
    print_rows(verdict, screen);
    if (verdict->audited)
        say(screen, LAB_AUDIT,
            text(verdict->audit_clean ? TEXT_LAB_HELD : TEXT_LAB_FAILED));
    screen_print(screen, "\n");
    if (verdict->without)
        screen_print(
            screen, "%s\n",
            text(verdict->good ? TEXT_LAB_FAULT_MATTERS : TEXT_LAB_FAULT_IDLE));
    else
        print_paragraphs(screen, lab_file_text(&verdict->file->why));
}

/* ---- for programs ---- */

static void json_figures(const struct verdict *verdict,
                         struct json_writer *json, struct arena *arena)
{
    const struct lab_facts *facts = &verdict->result->facts;
    json_key(json, "measures");
    json_object_open(json);
    for (size_t i = 0; i < facts->figure_count; i++) {
        const struct lab_figure *figure = &facts->figures[i];
        json_key(json, verdict_figure_name(figure, arena));
        if (!figure->value.known)
            json_null(json);
        else if (figure->value.text)
            json_text(json, figure->value.text);
        else
            json_double(json, figure->value.number);
    }
    json_object_close(json);
}

static void json_predictions(const struct verdict *verdict,
                             struct json_writer *json)
{
    json_key(json, "predictions");
    json_array_open(json);
    for (size_t i = 0; i < verdict->file->predict_count; i++) {
        const struct verdict_prediction *said = &verdict->predictions[i];
        if (!said->made)
            continue;
        json_object_open(json);
        json_key_text(json, "name", said->predict->name);
        json_key_double(json, "value", said->value);
        json_key_int(json, "confidence", said->confidence);
        if (said->comes_back)
            json_key_text(json, "comes_back", said->comes_back);
        json_object_close(json);
    }
    json_array_close(json);
}

void verdict_json(const struct verdict *verdict, struct json_writer *json)
{
    struct arena arena;
    arena_init(&arena, LIMIT_ARENA_BYTES);
    json_object_open(json);
    json_key_text(json, "experiment", verdict->file->name);
    json_key_int(json, "seed", (int64_t)verdict->seed);
    json_key_bool(json, "without_fault", verdict->without);
    json_key_bool(json, "interrupted", verdict->result->interrupted);
    json_key_bool(json, "good", verdict->good);
    json_key_bool(json, "audited", verdict->audited);
    json_key_bool(json, "audit_clean", verdict->audit_clean);
    json_key_int(json, "took_ms", (int64_t)verdict->result->took_ms);
    json_figures(verdict, json, &arena);
    json_predictions(verdict, json);
    json_key(json, "verdicts");
    json_array_open(json);
    for (size_t i = 0; i < verdict->count; i++) {
        const struct verdict_row *row = &verdict->rows[i];
        json_object_open(json);
        json_key_text(json, "expect", row->expect->source);
        json_key_bool(json, "steady", row->expect->steady);
        json_key_bool(json, "held", row->held);
        json_key_text(json, "figures", row->figures);
        json_object_close(json);
    }
    json_array_close(json);
    json_object_close(json);
    arena_release(&arena);
}
