/*
 * patterns_show -- the gauges, settings and last events of a family.
 *
 * For people three tables, each only where it has a row: states and figures;
 * parameters, once a peer is named; the last transitions with the figures that
 * caused them. For programs one object, a member for each caller.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/json.h"
#include "tutor/commands/parameters.h"
#include "tutor/commands/patterns.h"
#include "tutor/commands/text.h"
#include "tutor/grid.h"

bool pattern_belongs(const struct family *family, const char *name,
                     const char *peer)
{
    for (size_t i = 0; i < PREFIXES && family->prefixes[i]; i++) {
        size_t length = strlen(family->prefixes[i]);
        if (strncmp(name, family->prefixes[i], length) != 0 ||
            name[length] != '.')
            continue;
        const char *rest = name + length + 1;
        size_t peer_length = peer ? strlen(peer) : 0;
        return !peer || (strncmp(rest, peer, peer_length) == 0 &&
                         (rest[peer_length] == '.' || !rest[peer_length]));
    }
    return false;
}

enum error pattern_ask(struct session *session,
                       const Supervisor__Process *process, const char *method,
                       Control__SettingRequest *in,
                       const ProtobufCMessage **out)
{
    return process_call(session, process, &control__control__descriptor, method,
                        &in->base, out);
}

/* ---- show, for people ---- */

struct view {
    struct session *session;
    const struct family *family;
    const char *peer; /* or NULL */
    struct grid grid;
    size_t rows;
};

static void gauge_row(struct view *view, const char *caller,
                      const Control__Gauge *gauge)
{
    struct buffer text;
    bool korean = text_korean();
    buffer_init(&text, 1024);
    for (size_t i = 0; i < gauge->n_figures; i++)
        buffer_format(&text, "%s%s %" PRId64 "%s%s", i ? ", " : "",
                      figure_word(gauge->figures[i]->name, korean),
                      gauge->figures[i]->value,
                      gauge->figures[i]->unit[0] ? " " : "",
                      figure_word(gauge->figures[i]->unit, korean));
    grid_cell(&view->grid, "%s", caller);
    grid_cell(&view->grid, "%s", gauge->name);
    grid_cell(&view->grid, "%s", figure_word(gauge->state, korean));
    grid_cell(&view->grid, "%.*s", (int)text.length,
              text.data ? text.data : "");
    view->rows++;
    buffer_release(&text);
}

void pattern_number_cell(struct grid *grid, const char *setting, int64_t value)
{
    const char *word = parameter_word(setting, value);
    if (word)
        grid_cell(grid, "%s", word);
    else
        grid_cell(grid, "%" PRId64, value);
}

void pattern_bounds_cell(struct grid *grid, const Control__Setting *setting)
{
    grid_cell(grid, "%" PRId64 "%s%" PRId64, setting->least,
              setting->least < 0 ? ".." : "-", setting->most);
}

void pattern_unit_cell(struct grid *grid, const Control__Setting *setting)
{
    char unit[64];
    unit_word(setting->unit, text_korean(), unit, sizeof unit);
    if (parameter_word(setting->name, setting->most))
        grid_cell(grid, "%s", text(TEXT_EXPLAIN_CHOICE));
    else
        grid_cell(grid, "%s", unit);
}

/* The peer is said above the table; without it a row fits 80 columns. */
static void name_cell(struct view *view, const char *name)
{
    const char *dot = strchr(name, '.');
    const char *last = strrchr(name, '.');
    if (view->peer && dot && last > dot)
        grid_cell(&view->grid, "%.*s%s", (int)(dot - name), name, last);
    else
        grid_cell(&view->grid, "%s", name);
}

static void setting_row(struct view *view, const char *caller,
                        const Control__Setting *setting)
{
    grid_cell(&view->grid, "%s", caller);
    name_cell(view, setting->name);
    pattern_number_cell(&view->grid, setting->name, setting->value);
    pattern_bounds_cell(&view->grid, setting);
    pattern_number_cell(&view->grid, setting->name, setting->fallback);
    pattern_unit_cell(&view->grid, setting);
    view->rows++;
}

static bool full(const struct view *view, int columns)
{
    return view->grid.count + columns > GRID_CELLS;
}

static enum error show_gauges(struct view *view,
                              const struct process_list *callers)
{
    Control__SettingRequest in = CONTROL__SETTING_REQUEST__INIT;
    grid_init(&view->grid, &view->session->arena, "llll");
    grid_cell(&view->grid, "%s", text(TEXT_PATTERN_CALLER));
    grid_cell(&view->grid, "%s", text(TEXT_PATTERN_NAME));
    grid_cell(&view->grid, "%s", text(TEXT_PATTERN_STATE));
    grid_cell(&view->grid, "%s", text(TEXT_PATTERN_FIGURES));
    for (size_t i = 0; i < callers->count; i++) {
        const ProtobufCMessage *out = NULL;
        enum error error = pattern_ask(view->session, callers->processes[i],
                                       "ListGauges", &in, &out);
        if (error)
            return error;
        const Control__GaugeList *list = (const Control__GaugeList *)out;
        for (size_t g = 0; g < list->n_gauges && !full(view, 4); g++)
            if (pattern_belongs(view->family, list->gauges[g]->name,
                                view->peer))
                gauge_row(view,
                          process_title(view->session, callers->processes[i]),
                          list->gauges[g]);
    }
    if (view->rows)
        grid_print(&view->grid, &view->session->screen);
    return ERROR_OK;
}

static enum error show_settings(struct view *view,
                                const struct process_list *callers)
{
    Control__SettingRequest in = CONTROL__SETTING_REQUEST__INIT;
    size_t before = view->rows;
    grid_init(&view->grid, &view->session->arena, "llrlrl");
    grid_cell(&view->grid, "%s", text(TEXT_PATTERN_CALLER));
    grid_cell(&view->grid, "%s", text(TEXT_PATTERN_NAME));
    grid_cell(&view->grid, "%s", text(TEXT_PATTERN_VALUE));
    grid_cell(&view->grid, "%s", text(TEXT_PATTERN_BOUNDS));
    grid_cell(&view->grid, "%s", text(TEXT_PATTERN_FALLBACK));
    grid_cell(&view->grid, "%s", text(TEXT_PATTERN_UNIT));
    for (size_t i = 0; i < callers->count; i++) {
        const ProtobufCMessage *out = NULL;
        enum error error = pattern_ask(view->session, callers->processes[i],
                                       "ListSettings", &in, &out);
        if (error)
            return error;
        const Control__SettingList *list = (const Control__SettingList *)out;
        for (size_t s = 0; s < list->n_settings && !full(view, 6); s++)
            if (pattern_belongs(view->family, list->settings[s]->name,
                                view->peer))
                setting_row(view,
                            process_title(view->session, callers->processes[i]),
                            list->settings[s]);
    }
    if (view->rows > before) {
        screen_print(&view->session->screen, "\n");
        grid_print(&view->grid, &view->session->screen);
    }
    return ERROR_OK;
}

static enum error show_events(struct view *view,
                              const struct process_list *callers)
{
    Control__SettingRequest in = CONTROL__SETTING_REQUEST__INIT;
    struct screen *screen = &view->session->screen;
    bool headed = false;
    for (size_t i = 0; i < callers->count; i++) {
        const ProtobufCMessage *out = NULL;
        enum error error = pattern_ask(view->session, callers->processes[i],
                                       "ListGauges", &in, &out);
        if (error)
            return error;
        const Control__GaugeList *list = (const Control__GaugeList *)out;
        for (size_t e = 0; e < list->n_events; e++) {
            if (!pattern_belongs(view->family, list->events[e]->name,
                                 view->peer))
                continue;
            if (!headed)
                screen_print(screen, "\n%s\n", text(TEXT_PATTERN_LAST));
            headed = true;
            char sentence[512];
            event_sentence(list->events[e]->name, list->events[e]->text,
                           text_korean(), sentence, sizeof sentence);
            screen_print(screen, "  %s  %s  %s\n",
                         process_title(view->session, callers->processes[i]),
                         list->events[e]->name, sentence);
        }
    }
    return ERROR_OK;
}

/* ---- show, for programs ---- */

static void json_settings(struct json_writer *json, const struct view *view,
                          const Control__SettingList *list)
{
    json_key(json, "settings");
    json_object_open(json);
    for (size_t i = 0; i < list->n_settings; i++)
        if (pattern_belongs(view->family, list->settings[i]->name, view->peer))
            json_key_int(json, list->settings[i]->name,
                         list->settings[i]->value);
    json_object_close(json);
}

static void json_gauges(struct json_writer *json, const struct view *view,
                        const Control__GaugeList *list)
{
    json_key(json, "gauges");
    json_object_open(json);
    for (size_t i = 0; i < list->n_gauges; i++) {
        const Control__Gauge *gauge = list->gauges[i];
        if (!pattern_belongs(view->family, gauge->name, view->peer))
            continue;
        json_key(json, gauge->name);
        json_object_open(json);
        json_key_text(json, "state", gauge->state);
        for (size_t f = 0; f < gauge->n_figures; f++)
            json_key_int(json, gauge->figures[f]->name,
                         gauge->figures[f]->value);
        json_object_close(json);
    }
    json_object_close(json);
    json_key(json, "events");
    json_array_open(json);
    for (size_t i = 0; i < list->n_events; i++) {
        if (!pattern_belongs(view->family, list->events[i]->name, view->peer))
            continue;
        json_object_open(json);
        json_key_int(json, "at_ms", list->events[i]->at_ms);
        json_key_text(json, "name", list->events[i]->name);
        json_key_text(json, "text", list->events[i]->text);
        json_object_close(json);
    }
    json_array_close(json);
}

static enum error print_json(const struct view *view,
                             const struct process_list *callers)
{
    Control__SettingRequest in = CONTROL__SETTING_REQUEST__INIT;
    struct buffer out;
    struct json_writer json;
    enum error error = ERROR_OK;
    buffer_init(&out, LIMIT_BODY_BYTES);
    json_begin(&json, &out);
    json_object_open(&json);
    for (size_t i = 0; i < callers->count && !error; i++) {
        const Supervisor__Process *process = callers->processes[i];
        const ProtobufCMessage *settings = NULL, *gauges = NULL;
        error =
            pattern_ask(view->session, process, "ListSettings", &in, &settings);
        if (!error)
            error =
                pattern_ask(view->session, process, "ListGauges", &in, &gauges);
        if (error)
            break;
        json_key(&json, process_title(view->session, process));
        json_object_open(&json);
        json_settings(&json, view, (const Control__SettingList *)settings);
        json_gauges(&json, view, (const Control__GaugeList *)gauges);
        json_object_close(&json);
    }
    json_object_close(&json);
    if (!error)
        error = buffer_error(&out);
    if (!error)
        screen_json(&view->session->screen, &out);
    buffer_release(&out);
    return error;
}

enum error pattern_show(struct session *session, const struct family *family,
                        const char *peer, const char *caller)
{
    struct process_list callers;
    struct view view = {.session = session, .family = family, .peer = peer};
    enum error error = process_each(session, caller ? caller : "", &callers);
    if (error)
        return error;
    if (session->json)
        return print_json(&view, &callers);
    error = show_gauges(&view, &callers);
    if (!error && (peer || view.rows == 0))
        error = show_settings(&view, &callers);
    if (!error)
        error = show_events(&view, &callers);
    if (!error && view.rows == 0)
        say(&session->screen, PATTERN_NOTHING);
    return error;
}
