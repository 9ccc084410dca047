/*
 * patterns_explain -- what each parameter of a family means.
 *
 * The meanings stand with the tutor (text_parameters.h); bounds, defaults and
 * units with the processes, because a pattern's own table is the one place for
 * them. So the processes are asked where some run, and the meanings stand
 * alone where none does: reading about a breaker needs no shop.
 */
#include <stdio.h>
#include <string.h>

#include "chassis/json.h"
#include "tutor/commands/parameters.h"
#include "tutor/commands/patterns.h"
#include "tutor/commands/suggest.h"
#include "tutor/commands/text.h"

struct lists {
    const Control__SettingList *all[PROCESSES_MOST];
    size_t count;
};

static void collect(struct session *session, struct lists *out)
{
    struct process_list processes = {.count = 0};
    Control__SettingRequest in = CONTROL__SETTING_REQUEST__INIT;
    out->count = 0;
    if (process_each(session, "", &processes))
        processes.count = 0;
    for (size_t i = 0; i < processes.count; i++) {
        const ProtobufCMessage *answer = NULL;
        if (!pattern_ask(session, processes.processes[i], "ListSettings", &in,
                         &answer))
            out->all[out->count++] = (const Control__SettingList *)answer;
    }
    error_forget(); /* who does not answer is not needed */
}

/* The first setting that the row is about, or NULL. */
static const Control__Setting *setting_of(const struct lists *lists,
                                          const struct parameter_text *row)
{
    for (size_t i = 0; i < lists->count; i++)
        for (size_t s = 0; s < lists->all[i]->n_settings; s++)
            if (parameter_of(lists->all[i]->settings[s]->name) == row)
                return lists->all[i]->settings[s];
    return NULL;
}

static bool in_family(const struct family *family, const char *prefix)
{
    for (size_t i = 0; i < PREFIXES && family->prefixes[i]; i++)
        if (strcmp(family->prefixes[i], prefix) == 0)
            return true;
    return false;
}

/* "failure-rate", or "hedge.delay-ms" of whatever family. */
static bool is_named(const struct family *family,
                     const struct parameter_text *row, const char *name)
{
    char full[2 * LIMIT_NAME_BYTES];
    snprintf(full, sizeof full, "%s.%s", row->family, row->name);
    if (!name)
        return in_family(family, row->family);
    return strcmp(full, name) == 0 ||
           (in_family(family, row->family) && strcmp(row->name, name) == 0);
}

static enum error unknown(struct session *session, const struct family *family,
                          const char *name)
{
    char typed[2 * LIMIT_NAME_BYTES];
    struct suggest suggest;
    const struct parameter_text *row;
    suggest_begin(&suggest, name);
    for (size_t i = 0; (row = parameter_row(i)); i++)
        if (pattern_typed(family, row, typed, sizeof typed)) {
            const char *kept = arena_string(&session->arena, typed);
            suggest_try(&suggest, kept ? kept : row->name);
        }
    if (suggest.best)
        return explain(ERROR_USAGE, EXPLAIN_MEANT, name, suggest.best);
    return explain(ERROR_USAGE, EXPLAIN_NO_NAME, name, family->command);
}

/* ---- for people ---- */

/* The meaning and, of a choice, the words that may be typed. */
static void note(struct session *session, struct grid *grid,
                 const struct parameter_text *row)
{
    struct buffer text;
    const char *word;
    buffer_init(&text, 1024);
    buffer_format(&text, "%s", row->meaning[text_korean()]);
    for (size_t i = 0; (word = parameter_choice(row, i)); i++)
        buffer_format(&text, "%s%s", i ? ", " : " [", word);
    if (parameter_choice(row, 0))
        buffer_format(&text, "]");
    grid_note(grid, arena_format(&session->arena, "%.*s", (int)text.length,
                                 text.data ? text.data : ""));
    buffer_release(&text);
}

static void print_row(struct session *session, struct grid *grid,
                      const struct parameter_text *row,
                      const Control__Setting *setting)
{
    grid_cell(grid, "%s.%s", row->family, row->name);
    if (grid->columns > 1 && setting) {
        pattern_number_cell(grid, setting->name, setting->fallback);
        pattern_bounds_cell(grid, setting);
        pattern_unit_cell(grid, setting);
    } else if (grid->columns > 1) {
        grid_cell(grid, "-");
        grid_cell(grid, "-");
        grid_cell(grid, "%s", "");
    }
    note(session, grid, row);
}

static void print_table(struct session *session, const struct family *family,
                        const char *name, const struct lists *lists)
{
    struct grid grid;
    const struct parameter_text *row;
    grid_init(&grid, &session->arena, lists->count ? "lrll" : "l");
    grid_cell(&grid, "%s", text(TEXT_PATTERN_NAME));
    if (lists->count) {
        grid_cell(&grid, "%s", text(TEXT_PATTERN_FALLBACK));
        grid_cell(&grid, "%s", text(TEXT_PATTERN_BOUNDS));
        grid_cell(&grid, "%s", text(TEXT_PATTERN_UNIT));
    } else {
        say(&session->screen, EXPLAIN_ALONE);
    }
    for (size_t i = 0; (row = parameter_row(i)); i++)
        if (is_named(family, row, name))
            print_row(session, &grid, row, setting_of(lists, row));
    grid_print(&grid, &session->screen);
}

/* ---- for programs ---- */

static void json_row(struct json_writer *json, const struct parameter_text *row,
                     const Control__Setting *setting)
{
    const char *word;
    json_object_open(json);
    json_key_text(json, "family", row->family);
    json_key_text(json, "name", row->name);
    if (setting) {
        json_key_int(json, "default", setting->fallback);
        json_key_int(json, "least", setting->least);
        json_key_int(json, "most", setting->most);
        json_key_text(json, "unit", setting->unit);
    }
    if (parameter_choice(row, 0)) {
        json_key(json, "words");
        json_array_open(json);
        for (size_t i = 0; (word = parameter_choice(row, i)); i++)
            json_text(json, word);
        json_array_close(json);
    }
    json_key_text(json, "meaning", row->meaning[text_korean()]);
    json_object_close(json);
}

static enum error print_json(struct session *session,
                             const struct family *family, const char *name,
                             const struct lists *lists)
{
    struct buffer out;
    struct json_writer json;
    const struct parameter_text *row;
    buffer_init(&out, LIMIT_BODY_BYTES);
    json_begin(&json, &out);
    json_array_open(&json);
    for (size_t i = 0; (row = parameter_row(i)); i++)
        if (is_named(family, row, name))
            json_row(&json, row, setting_of(lists, row));
    json_array_close(&json);
    enum error error = buffer_error(&out);
    if (!error)
        screen_json(&session->screen, &out);
    buffer_release(&out);
    return error;
}

enum error pattern_explain(struct session *session, const struct family *family,
                           const char *name)
{
    struct lists lists;
    const struct parameter_text *row;
    bool known = false;
    for (size_t i = 0; !known && (row = parameter_row(i)); i++)
        known = is_named(family, row, name);
    if (!known)
        return unknown(session, family, name);
    collect(session, &lists);
    if (session->json)
        return print_json(session, family, name, &lists);
    print_table(session, family, name, &lists);
    return ERROR_OK;
}
