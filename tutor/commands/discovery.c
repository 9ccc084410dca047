/*
 * discovery -- what the registry knows, what each caller makes of it, and who
 * chooses the instance.
 *
 * Two tables on purpose. The registry's is the truth as far as leases go; the
 * callers' is what calls are sent by, and it may be older. That they can
 * differ, and for how long, is what there is to learn.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/contracts/registry.pb-c.h"
#include "chassis/json.h"
#include "tutor/commands/patterns.h"
#include "tutor/commands/table.h"
#include "tutor/grid.h"

static const struct family family = {.command = "discovery",
                                     .prefixes = {"discovery"}};
/* Who is listed is decided by the registrar's too. */
static const struct family explained = {.command = "discovery",
                                        .prefixes = {"discovery", "registrar"}};

/* ---- asking ---- */

/* NULL in `out`: it does not answer. */
static enum error ask_registry(struct session *session, const char *service,
                               const Registry__View **out)
{
    struct process_list list;
    const ProtobufCMessage *answer = NULL;
    Registry__WatchRequest in = REGISTRY__WATCH_REQUEST__INIT;
    enum error error = process_each(session, "", &list);
    *out = NULL;
    in.service = (char *)(service ? service : "");
    for (size_t i = 0; i < list.count && !error; i++)
        if (strcmp(list.processes[i]->name, "registry") == 0 &&
            !process_call(session, list.processes[i],
                          &registry__registry__descriptor, "List", &in.base,
                          &answer))
            *out = (const Registry__View *)answer;
    return error;
}

/* Every process that answers; one that is stuck is left out. */
static void each_belief(struct session *session,
                        const struct process_list *callers, const char *service,
                        void (*each)(void *arg, const char *caller,
                                     const Control__Gauge *gauge),
                        void *arg)
{
    Control__SettingRequest in = CONTROL__SETTING_REQUEST__INIT;
    for (size_t i = 0; i < callers->count; i++) {
        const ProtobufCMessage *out = NULL;
        if (pattern_ask(session, callers->processes[i], "ListGauges", &in,
                        &out))
            continue;
        const Control__GaugeList *list = (const Control__GaugeList *)out;
        for (size_t g = 0; g < list->n_gauges; g++)
            if (pattern_belongs(&family, list->gauges[g]->name, service))
                each(arg, process_title(session, callers->processes[i]),
                     list->gauges[g]);
    }
}

static int64_t figure_of(const Control__Gauge *gauge, const char *name,
                         int64_t otherwise)
{
    for (size_t i = 0; i < gauge->n_figures; i++)
        if (strcmp(gauge->figures[i]->name, name) == 0)
            return gauge->figures[i]->value;
    return otherwise;
}

/* ---- show, for people ---- */

/* "payments-1.sock" of a path; people know the directory. */
static const char *short_address(const char *address)
{
    const char *slash = strrchr(address, '/');
    return slash ? slash + 1 : address;
}

static void show_instances(struct session *session, const Registry__View *view)
{
    enum { COLUMNS = 8 };
    struct grid grid;
    grid_init(&grid, &session->arena, "lllrrrll");
    grid_cell(&grid, "%s", text(TEXT_DISCOVERY_INSTANCE));
    grid_cell(&grid, "%s", text(TEXT_DISCOVERY_VERSION));
    grid_cell(&grid, "%s", text(TEXT_DISCOVERY_STATE));
    grid_cell(&grid, "%s", text(TEXT_DISCOVERY_LEFT));
    grid_cell(&grid, "%s", text(TEXT_DISCOVERY_WEIGHT));
    grid_cell(&grid, "%s", text(TEXT_DISCOVERY_EPOCH));
    grid_cell(&grid, "%s", text(TEXT_DISCOVERY_ADDRESS));
    grid_cell(&grid, "%s", text(TEXT_DISCOVERY_SIDECAR));
    for (size_t i = 0;
         i < view->n_instances && grid.count + COLUMNS <= GRID_CELLS; i++) {
        const Registry__Instance *one = view->instances[i];
        grid_cell(&grid, "%s-%d", one->service, one->instance);
        grid_cell(&grid, "%s", one->version);
        grid_cell(&grid, "%s", one->state);
        grid_cell(&grid, "%" PRId64, one->expires_in_ms);
        grid_cell(&grid, "%d", one->weight);
        grid_cell(&grid, "%" PRId64, one->epoch);
        grid_cell(&grid, "%s", short_address(one->address));
        grid_cell(&grid, "%s",
                  one->sidecar[0] ? short_address(one->sidecar) : "-");
    }
    grid_print(&grid, &session->screen);
}

static void belief_row(void *arg, const char *caller,
                       const Control__Gauge *gauge)
{
    enum { COLUMNS = 7 };
    struct grid *grid = arg;
    if (grid->count + COLUMNS > GRID_CELLS)
        return;
    int64_t age = figure_of(gauge, "age", -1);
    grid_cell(grid, "%s", caller);
    grid_cell(grid, "%s", strchr(gauge->name, '.') + 1);
    grid_cell(grid, "%s", gauge->state);
    grid_cell(grid, "%" PRId64, figure_of(gauge, "endpoints", 0));
    grid_cell(grid, "%" PRId64, figure_of(gauge, "up", 0));
    grid_cell(grid, "%" PRId64, figure_of(gauge, "revision", 0));
    if (age < 0)
        grid_cell(grid, "-");
    else
        grid_cell(grid, "%" PRId64, age);
}

static void show_beliefs(struct session *session,
                         const struct process_list *callers,
                         const char *service)
{
    struct grid grid;
    grid_init(&grid, &session->arena, "lllrrrr");
    grid_cell(&grid, "%s", text(TEXT_DISCOVERY_CALLER));
    grid_cell(&grid, "%s", text(TEXT_DISCOVERY_SERVICE));
    grid_cell(&grid, "%s", text(TEXT_DISCOVERY_SOURCE));
    grid_cell(&grid, "%s", text(TEXT_DISCOVERY_ENDPOINTS));
    grid_cell(&grid, "%s", text(TEXT_DISCOVERY_UP));
    grid_cell(&grid, "%s", text(TEXT_DISCOVERY_REVISION));
    grid_cell(&grid, "%s", text(TEXT_DISCOVERY_AGE));
    int heading = grid.count;
    each_belief(session, callers, service, belief_row, &grid);
    if (grid.count == heading)
        return;
    screen_print(&session->screen, "\n%s\n", text(TEXT_DISCOVERY_BELIEVE));
    grid_print(&grid, &session->screen);
}

/* ---- show, for programs ---- */

static void json_instances(struct json_writer *json, const Registry__View *view)
{
    json_key_int(json, "life", view->life);
    json_key_int(json, "revision", view->revision);
    json_key(json, "instances");
    json_array_open(json);
    for (size_t i = 0; i < view->n_instances; i++) {
        const Registry__Instance *one = view->instances[i];
        json_object_open(json);
        json_key_text(json, "service", one->service);
        json_key_int(json, "instance", one->instance);
        json_key_text(json, "version", one->version);
        json_key_text(json, "state", one->state);
        json_key_int(json, "lease_left_ms", one->expires_in_ms);
        json_key_int(json, "lease_ms", one->lease_ms);
        json_key_int(json, "weight", one->weight);
        json_key_int(json, "epoch", one->epoch);
        json_key_text(json, "address", one->address);
        json_key_text(json, "sidecar", one->sidecar);
        json_object_close(json);
    }
    json_array_close(json);
}

static void belief_json(void *arg, const char *caller,
                        const Control__Gauge *gauge)
{
    struct json_writer *json = arg;
    json_object_open(json);
    json_key_text(json, "caller", caller);
    json_key_text(json, "service", strchr(gauge->name, '.') + 1);
    json_key_text(json, "from", gauge->state);
    for (size_t i = 0; i < gauge->n_figures; i++)
        json_key_int(json, gauge->figures[i]->name, gauge->figures[i]->value);
    json_object_close(json);
}

static void print_json(struct session *session,
                       const struct process_list *callers,
                       const Registry__View *view, const char *service)
{
    struct buffer out;
    struct json_writer json;
    buffer_init(&out, LIMIT_MESSAGE_BYTES);
    json_begin(&json, &out);
    json_object_open(&json);
    json_key_bool(&json, "registry", view != NULL);
    if (view)
        json_instances(&json, view);
    json_key(&json, "callers");
    json_array_open(&json);
    each_belief(session, callers, service, belief_json, &json);
    json_array_close(&json);
    json_object_close(&json);
    screen_json(&session->screen, &out);
    buffer_release(&out);
}

static enum error show(struct session *session, const char *service)
{
    struct process_list callers;
    const Registry__View *view = NULL;
    enum error error = process_each(session, "", &callers);
    if (!error)
        error = ask_registry(session, service, &view);
    if (error)
        return error;
    if (session->json) {
        print_json(session, &callers, view, service);
        return ERROR_OK;
    }
    if (!view)
        say(&session->screen, DISCOVERY_AWAY);
    else if (view->n_instances == 0)
        say(&session->screen, DISCOVERY_NOBODY);
    else
        show_instances(session, view);
    show_beliefs(session, &callers, service);
    return ERROR_OK;
}

/* ---- set ---- */

static bool read_mode(const char *word, Control__SettingRequest *out)
{
    out->fall_back = strcmp(word, "default") == 0;
    out->value = strcmp(word, "server") == 0;
    return out->fall_back || out->value || strcmp(word, "client") == 0;
}

static enum error set(struct session *session, const struct args *args)
{
    struct process_list callers;
    char name[2 * LIMIT_NAME_BYTES] = "discovery.mode";
    Control__SettingRequest in = CONTROL__SETTING_REQUEST__INIT;
    const char *what = args_word(args, 1), *mode = args_word(args, 2);
    const char *service = args_word(args, 3);
    int changed = 0;
    if (!what || !mode || strcmp(what, "mode") != 0 || !read_mode(mode, &in))
        return explain(ERROR_USAGE, DISCOVERY_SET_WORDS);
    if (service)
        snprintf(name, sizeof name, "discovery.%.60s.mode", service);
    in.name = name;
    enum error error = process_each(session, "", &callers);
    for (size_t i = 0; i < callers.count && !error; i++) {
        const ProtobufCMessage *out = NULL;
        error =
            pattern_ask(session, callers.processes[i], "SetSetting", &in, &out);
        if (error == ERROR_NOT_FOUND) {
            error = ERROR_OK; /* it does not call that service, or nobody */
            continue;
        }
        if (error)
            break;
        changed++;
        if (!session->json) {
            say(&session->screen, DISCOVERY_WAS_SET,
                process_title(session, callers.processes[i]), name, mode);
            screen_print(&session->screen, "\n");
        }
    }
    if (!error && changed == 0)
        error = explain(ERROR_NOT_FOUND, DISCOVERY_NO_CALLER,
                        service ? service : text(TEXT_DISCOVERY_ALL));
    if (!error && session->json)
        screen_print(&session->screen, "{\"changed\":%d}\n", changed);
    return error;
}

enum error command_discovery(struct session *session, const struct args *args)
{
    const char *word = args_word(args, 0);
    if (!word || strcmp(word, "show") == 0)
        return show(session, args_word(args, 1));
    if (strcmp(word, "set") == 0)
        return set(session, args);
    if (strcmp(word, "explain") == 0)
        return pattern_explain(session, &explained, args_word(args, 1));
    return explain(ERROR_USAGE, DISCOVERY_WORD, word);
}
