/*
 * control_settings -- the live settings of a process, told and changed.
 *
 * A list is built in the request's arena and is bounded: what does not fit is
 * left out, which no list of ours comes near.
 */
#include "chassis/control_settings.h"

#include <inttypes.h>
#include <string.h>

#include "chassis/contracts/control.pb-c.h"
#include "chassis/setting.h"

enum { LISTED = 512 };

static bool wanted(const char *name, const char *prefix)
{
    return strncmp(name, prefix, strlen(prefix)) == 0;
}

static void add_setting(struct arena *arena, Control__SettingList *list,
                        const struct setting *setting)
{
    Control__Setting *out = arena_alloc(arena, sizeof *out);
    char *name = arena_string(arena, setting->name);
    if (!out || !name || list->n_settings == LISTED)
        return;
    control__setting__init(out);
    out->name = name;
    out->unit = (char *)setting->unit;
    out->value = setting->value;
    out->least = setting->least;
    out->most = setting->most;
    out->fallback = setting->fallback;
    list->settings[list->n_settings++] = out;
}

/* Those whose name begins with `prefix`, or is it, when `exact`. */
static enum error reply_settings(struct request *rq, const char *name,
                                 bool exact)
{
    struct setting setting;
    Control__SettingList *list = arena_alloc(&rq->arena, sizeof *list);
    if (!list)
        return error_explain(ERROR_OVERLOADED, "no memory for the answer");
    control__setting_list__init(list);
    list->settings = arena_alloc(&rq->arena, LISTED * sizeof *list->settings);
    for (size_t i = 0; list->settings && setting_at(i, &setting); i++)
        if (exact ? strcmp(setting.name, name) == 0
                  : wanted(setting.name, name))
            add_setting(&rq->arena, list, &setting);
    request_reply(rq, &list->base);
    return ERROR_OK;
}

enum error control_list_settings(struct request *rq, const ProtobufCMessage *in)
{
    return reply_settings(rq, ((const Control__SettingRequest *)in)->prefix,
                          false);
}

enum error control_set_setting(struct request *rq, const ProtobufCMessage *in)
{
    const Control__SettingRequest *asked = (const Control__SettingRequest *)in;
    enum error error = setting_put(asked->name, asked->value, asked->fall_back);
    if (error)
        return error;
    if (asked->fall_back)
        setting_happened(asked->name, "set to its default");
    else
        setting_happened(asked->name, "set to %" PRId64, asked->value);
    return reply_settings(rq, asked->name, true);
}

/* ---- gauges and events ---- */

static void add_gauge(struct arena *arena, Control__GaugeList *list,
                      const struct gauge *gauge)
{
    Control__Gauge *out = arena_alloc(arena, sizeof *out);
    size_t count = gauge->figure_count;
    if (!out || list->n_gauges == LISTED)
        return;
    control__gauge__init(out);
    out->name = arena_string(arena, gauge->name);
    out->state = (char *)gauge->state;
    out->figures = arena_alloc(arena, (count + 1) * sizeof *out->figures);
    for (size_t i = 0; out->figures && i < count; i++) {
        Control__Figure *figure = arena_alloc(arena, sizeof *figure);
        if (!figure)
            break;
        control__figure__init(figure);
        figure->name = (char *)gauge->figures[i].name;
        figure->unit = (char *)gauge->figures[i].unit;
        figure->value = gauge->figures[i].value;
        out->figures[out->n_figures++] = figure;
    }
    if (out->name)
        list->gauges[list->n_gauges++] = out;
}

static void add_events(struct arena *arena, Control__GaugeList *list,
                       const char *prefix)
{
    const struct setting_event *event;
    uint64_t after = 0;
    list->events = arena_alloc(arena, SETTING_EVENTS * sizeof *list->events);
    while (list->events && list->n_events < SETTING_EVENTS &&
           (event = setting_event_after(after)) != NULL) {
        after = event->sequence;
        Control__Event *out = arena_alloc(arena, sizeof *out);
        if (!out || !wanted(event->name, prefix))
            continue;
        control__event__init(out);
        out->sequence = (int64_t)event->sequence;
        out->at_ms = event->at_ms;
        out->name = arena_string(arena, event->name);
        out->text = arena_string(arena, event->text);
        if (out->name && out->text)
            list->events[list->n_events++] = out;
    }
}

enum error control_list_gauges(struct request *rq, const ProtobufCMessage *in)
{
    const char *prefix = ((const Control__SettingRequest *)in)->prefix;
    struct gauge gauge;
    Control__GaugeList *list = arena_alloc(&rq->arena, sizeof *list);
    if (!list)
        return error_explain(ERROR_OVERLOADED, "no memory for the answer");
    control__gauge_list__init(list);
    list->gauges = arena_alloc(&rq->arena, LISTED * sizeof *list->gauges);
    for (size_t i = 0; list->gauges && gauge_at(i, &gauge); i++)
        if (wanted(gauge.name, prefix))
            add_gauge(&rq->arena, list, &gauge);
    add_events(&rq->arena, list, prefix);
    request_reply(rq, &list->base);
    return ERROR_OK;
}
