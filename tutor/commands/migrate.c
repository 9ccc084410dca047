/*
 * migrate -- `status`, `next`, `back` and `reset`.
 *
 * What a step does is in tutor/lab/migrate.c; here it is said. A step prints
 * one line with its figures, so that a learner can watch the price of each:
 * how long new requests had to wait, and how many rows changed hands.
 */
#include <string.h>

#include "chassis/contracts/control.pb-c.h"
#include "chassis/json.h"
#include "tutor/commands/table.h"
#include "tutor/lab/migrate.h"
#include "tutor/process_call.h"
#include "tutor/supervision.h"

static const enum text descriptions[STAGE_COUNT] = {
    [STAGE_FACADE] = TEXT_STAGE_FACADE,
    [STAGE_SHADOW] = TEXT_STAGE_SHADOW,
    [STAGE_SEAMS] = TEXT_STAGE_SEAMS,
    [STAGE_PAYMENTS] = TEXT_STAGE_PAYMENTS,
    [STAGE_INVENTORY] = TEXT_STAGE_INVENTORY,
    [STAGE_SHIPPING] = TEXT_STAGE_SHIPPING,
    [STAGE_ORDERS] = TEXT_STAGE_ORDERS};

/* ---- the comparison, as the gateways count it ---- */

enum { COMPARED = 4 };
static const char *const compared_names[COMPARED] = {"same", "different",
                                                     "moving", "unanswered"};

struct comparison {
    const char *method, *way;
    int64_t figures[COMPARED];
};

enum { METHODS = 16 };

struct comparisons {
    struct comparison of[METHODS];
    size_t count;
};

static struct comparison *find(struct comparisons *all, const char *method)
{
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->of[i].method, method) == 0)
            return &all->of[i];
    if (all->count == METHODS)
        return NULL;
    all->of[all->count] = (struct comparison){.method = method};
    return &all->of[all->count++];
}

static void add_gauge(struct comparisons *all, const Control__Gauge *gauge)
{
    const char *dot = strchr(gauge->name, '.');
    struct comparison *one = dot ? find(all, dot + 1) : NULL;
    if (!one)
        return;
    one->way = gauge->state;
    for (size_t f = 0; f < gauge->n_figures; f++)
        for (int i = 0; i < COMPARED; i++)
            if (strcmp(gauge->figures[f]->name, compared_names[i]) == 0)
                one->figures[i] += gauge->figures[f]->value;
}

/* Nothing where no gateway answers. */
static void read_comparisons(struct session *session, struct comparisons *all)
{
    struct process_list gateways;
    if (process_each(session, "gateway", &gateways))
        return;
    for (size_t i = 0; i < gateways.count; i++) {
        Control__SettingRequest in = CONTROL__SETTING_REQUEST__INIT;
        const ProtobufCMessage *out = NULL;
        in.prefix = (char *)"route.";
        if (process_call(session, gateways.processes[i],
                         &control__control__descriptor, "ListGauges", &in.base,
                         &out))
            continue;
        const Control__GaugeList *list = (const Control__GaugeList *)out;
        for (size_t g = 0; g < list->n_gauges; g++)
            add_gauge(all, list->gauges[g]);
    }
}

/* ---- status ---- */

static void print_places(struct screen *screen, int stage)
{
    if (stage == STAGE_NONE)
        return;
    say(screen, MIGRATE_PLACES);
    for (int i = 0; i < MIGRATION_SERVICES; i++) {
        const struct placement place =
            migration_place(stage, migration_services[i]);
        if (place.runs)
            screen_print(screen, "  %-10s %s.db\n", migration_services[i],
                         place.database);
        else
            say(screen, MIGRATE_PLACE_DOWN, migration_services[i]);
    }
}

static void print_status(struct session *session, int stage,
                         const struct comparisons *all)
{
    struct screen *screen = &session->screen;
    if (stage == STAGE_NONE)
        say(screen, MIGRATE_NONE_YET);
    for (int i = 0; i < STAGE_COUNT; i++) {
        screen_style(screen, i == stage ? STYLE_BOLD : STYLE_NONE);
        screen_print(screen, "%s %-10s %s\n", i == stage ? "->" : "  ",
                     migration_stage_name(i), text(descriptions[i]));
        screen_style(screen, STYLE_NONE);
    }
    print_places(screen, stage);
    bool any = false;
    for (size_t i = 0; i < all->count; i++) {
        const struct comparison *one = &all->of[i];
        if (strcmp(one->way, "shadow") != 0)
            continue;
        if (!any)
            say(screen, MIGRATE_COMPARED);
        any = true;
        say(screen, MIGRATE_COMPARED_ROW, one->method, one->way,
            (long long)one->figures[0], (long long)one->figures[1],
            (long long)one->figures[2], (long long)one->figures[3]);
    }
}

static void json_status(struct json_writer *json, int stage,
                        const struct comparisons *all)
{
    json_key_text(json, "stage", migration_stage_name(stage));
    json_key(json, "places");
    json_object_open(json);
    for (int i = 0; i < MIGRATION_SERVICES; i++)
        json_key_text(json, migration_services[i],
                      migration_place(stage, migration_services[i]).database);
    json_object_close(json);
    json_key(json, "methods");
    json_object_open(json);
    for (size_t i = 0; i < all->count; i++) {
        json_key(json, all->of[i].method);
        json_object_open(json);
        json_key_text(json, "way", all->of[i].way);
        for (int f = 0; f < COMPARED; f++)
            json_key_int(json, compared_names[f], all->of[i].figures[f]);
        json_object_close(json);
    }
    json_object_close(json);
}

static enum error show_status(struct session *session)
{
    struct comparisons all = {.count = 0};
    struct json_writer json;
    struct buffer out;
    int stage = STAGE_NONE;
    enum error error = placement_stage(&session->places, &stage);
    if (error)
        return error;
    read_comparisons(session, &all);
    error_forget();
    if (!session->json) {
        print_status(session, stage, &all);
        return ERROR_OK;
    }
    buffer_init(&out, LIMIT_BODY_BYTES);
    json_begin(&json, &out);
    json_object_open(&json);
    json_status(&json, stage, &all);
    json_object_close(&json);
    screen_json(&session->screen, &out);
    buffer_release(&out);
    return ERROR_OK;
}

/* ---- next and back ---- */

enum { PORT_MAX = 65535 };

static void json_step(struct session *session,
                      const struct migrate_report *report)
{
    struct json_writer json;
    struct buffer out;
    buffer_init(&out, LIMIT_BODY_BYTES);
    json_begin(&json, &out);
    json_object_open(&json);
    json_key_text(&json, "from", migration_stage_name(report->from));
    json_key_text(&json, "stage", migration_stage_name(report->to));
    json_key_int(&json, "took_ms", report->took_ms);
    json_key_int(&json, "held_ms", report->held_ms);
    json_key_int(&json, "tables", report->moved.tables);
    json_key_int(&json, "rows", report->moved.rows);
    json_object_close(&json);
    screen_json(&session->screen, &out);
    buffer_release(&out);
}

static enum error step(struct session *session, const struct args *args,
                       int direction)
{
    struct migrate_report report = {.gateway_port = MIGRATE_SAME_PORT};
    struct screen *screen = &session->screen;
    const char *port = args_option(args, "gateway-port", 0);
    int64_t number = MIGRATE_SAME_PORT;
    enum error error = ERROR_OK;
    if (port)
        error = args_number(port, "gateway-port", 0, PORT_MAX, &number);
    report.gateway_port = (int)number;
    if (!error)
        error = migrate_step(session, direction, &report);
    if (error)
        return error;
    if (session->json) {
        json_step(session, &report);
        return ERROR_OK;
    }
    say(screen, MIGRATE_DONE, migration_stage_name(report.from),
        migration_stage_name(report.to), (long long)report.took_ms);
    if (report.held_ms)
        say(screen, MIGRATE_HELD, (long long)report.held_ms);
    screen_print(screen, "\n");
    return ERROR_OK;
}

static enum error reset(struct session *session)
{
    const Supervisor__StatusReply *status = NULL;
    int stage = STAGE_NONE;
    enum error error = placement_stage(&session->places, &stage);
    if (!error && stage != STAGE_NONE)
        error = explain(ERROR_CONFLICT, MIGRATE_IN_PROGRESS,
                        migration_stage_name(stage));
    if (error)
        return error;
    if (supervision_running(session)) {
        error = supervision_status(session, &status);
        if (!error && supervision_runs(status, SHAPE_SPLIT))
            error = explain(ERROR_CONFLICT, MIGRATE_SPLIT_RUNS);
    }
    if (!error)
        error = mover_set_aside(&session->places);
    if (!error && !session->json)
        say(&session->screen, MIGRATE_RESET_DONE);
    return error;
}

enum error command_migrate(struct session *session, const struct args *args)
{
    const char *word = args_word(args, 0);
    if (!word || strcmp(word, "status") == 0)
        return show_status(session);
    if (strcmp(word, "next") == 0)
        return step(session, args, 1);
    if (strcmp(word, "back") == 0)
        return step(session, args, -1);
    if (strcmp(word, "reset") == 0)
        return reset(session);
    return explain(ERROR_USAGE, MIGRATE_WORD, word);
}
