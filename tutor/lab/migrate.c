/*
 * migrate -- the conductor of a step.
 *
 * The problem: a step touches processes, files and the way of requests, in an
 * order that matters, and may be interrupted between any two of them.
 *
 * The idea: the ledger is the only truth, and it changes in one moment, in
 * mover_step(). All before that moment is preparation that costs nothing when
 * it is thrown away; all after it is settling: comparing what runs with what
 * the ledger wants, and changing what differs. A step begins with settling
 * too, so one that was interrupted is finished by the next.
 *
 *     settle  copy  HOLD  drain  stop  [rename + ledger]  start  route  GO
 *
 * The hold ends by itself after a few seconds, at the gateway, so nobody waits
 * for a conductor that died.
 */
#include "tutor/lab/migrate.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/clock.h"
#include "chassis/contracts/control.pb-c.h"
#include "tutor/commands/args.h"
#include "tutor/commands/text.h"
#include "tutor/ports.h"
#include "tutor/process_call.h"
#include "tutor/supervision.h"

enum {
    HOLD_MS = 8000,
    DRAIN_MS = 6000, /* below the hold */
    SEEN_MS = 1500,  /* for callers to see who has started */
    LOOK_AGAIN_MS = 10
};

/* ---- what runs ---- */

static enum error look(struct session *session,
                       const Supervisor__StatusReply **out)
{
    session->status = NULL;
    return supervision_status(session, out);
}

/* One process, against what the stage wants of it. */
static bool fits(const Supervisor__Process *process, int stage)
{
    const struct placement place = migration_place(stage, process->name);
    if (!place.runs)
        return process->pid == 0;
    if (process->pid == 0 || strcmp(process->state, "ready") != 0)
        return false;
    if (strcmp(process->name, "monolith") == 0) /* one file, always */
        return (process->url[0] != '\0') == place.door;
    return strcmp(process->database, place.database) == 0 &&
           process->database_shared == place.shared;
}

static bool is_migrated(const char *name)
{
    for (int i = 0; i < MIGRATION_SERVICES; i++)
        if (strcmp(migration_services[i], name) == 0)
            return true;
    return false;
}

/* Runs, or crashed and would come back where it was. */
static bool is_about(const Supervisor__Process *process)
{
    return process->pid != 0 || strncmp(process->state, "crash", 5) == 0;
}

/* Whether an instance before this one is ended already: with its service. */
static bool comes_first(const Supervisor__StatusReply *status, size_t index,
                        int stage)
{
    const char *name = status->processes[index]->name;
    for (size_t i = 0; i < index; i++)
        if (strcmp(status->processes[i]->name, name) == 0 &&
            is_about(status->processes[i]) &&
            !fits(status->processes[i], stage))
            return false;
    return true;
}

/* Ends all services that run otherwise than the stage wants. */
static enum error stop_others(struct session *session, int stage)
{
    const Supervisor__StatusReply *status = NULL, *ignored = NULL;
    enum error error = look(session, &status);
    for (size_t i = 0; !error && i < status->n_processes; i++) {
        const Supervisor__Process *process = status->processes[i];
        Supervisor__TargetRequest term = SUPERVISOR__TARGET_REQUEST__INIT;
        if (!is_migrated(process->name) || fits(process, stage) ||
            !is_about(process) || !comes_first(status, i, stage))
            continue;
        term.target = process->name; /* all instances of it */
        term.signal = (char *)"term";
        error = supervision_call(session, "Signal", &term.base,
                                 SUPERVISION_LONG_MS, &ignored);
    }
    return error;
}

static bool all_fit(const Supervisor__StatusReply *status, int stage)
{
    bool gateway = false;
    for (size_t i = 0; i < status->n_processes; i++) {
        const Supervisor__Process *process = status->processes[i];
        bool ready = strcmp(process->state, "ready") == 0;
        gateway |= strcmp(process->name, "gateway") == 0 && ready;
        if (is_migrated(process->name) && !fits(process, stage))
            return false;
    }
    return gateway;
}

/* The one it had; a supervisor that is new does not know it. */
static int monolith_port(void)
{
    const char *chosen = getenv(ports_variable(SHAPE_MONOLITH));
    int64_t port = MIGRATE_SAME_PORT;
    if (chosen && *chosen && args_number(chosen, "a port", 0, 65535, &port)) {
        error_forget();
        return MIGRATE_SAME_PORT;
    }
    return (int)port;
}

static enum error start_all(struct session *session, int gateway_port)
{
    const Supervisor__StatusReply *ignored = NULL;
    Supervisor__ShapeRequest both = SUPERVISOR__SHAPE_REQUEST__INIT;
    both.shape = (char *)"both";
    both.monolith_port = monolith_port();
    both.gateway_port = gateway_port;
    return supervision_call(session, "Up", &both.base, SUPERVISION_LONG_MS,
                            &ignored);
}

/* ---- the gateways ---- */

static enum error set_at_gateways(struct session *session, const char *name,
                                  int64_t value)
{
    struct process_list gateways;
    session->status = NULL;
    enum error error = process_each(session, "gateway", &gateways);
    for (size_t i = 0; !error && i < gateways.count; i++) {
        Control__SettingRequest in = CONTROL__SETTING_REQUEST__INIT;
        const ProtobufCMessage *out = NULL;
        in.name = (char *)name;
        in.value = value;
        error = process_call(session, gateways.processes[i],
                             &control__control__descriptor, "SetSetting",
                             &in.base, &out);
    }
    return error;
}

/* Sums a figure of the gauges that begin with `prefix`, over all gateways;
 * least: the smallest instead, INT64_MAX where there is none. */
static enum error read_gateways(struct session *session, const char *prefix,
                                const char *figure, bool least, int64_t *out)
{
    struct process_list gateways;
    enum error error = process_each(session, "gateway", &gateways);
    *out = least ? INT64_MAX : 0;
    for (size_t i = 0; !error && i < gateways.count; i++) {
        Control__SettingRequest in = CONTROL__SETTING_REQUEST__INIT;
        const ProtobufCMessage *message = NULL;
        in.prefix = (char *)prefix;
        error = process_call(session, gateways.processes[i],
                             &control__control__descriptor, "ListGauges",
                             &in.base, &message);
        const Control__GaugeList *list = (const Control__GaugeList *)message;
        for (size_t g = 0; !error && g < list->n_gauges; g++)
            for (size_t f = 0; f < list->gauges[g]->n_figures; f++) {
                const Control__Figure *one = list->gauges[g]->figures[f];
                if (strcmp(one->name, figure) != 0)
                    continue;
                if (!least)
                    *out += one->value;
                else if (one->value < *out)
                    *out = one->value;
            }
    }
    return error;
}

/* All that was sent on before the hold has been answered, and all that it
 * began has ended. */
static enum error drain(struct session *session, int stage)
{
    int64_t until = clock_monotonic_ms() + DRAIN_MS;
    int64_t out = 0, pending = 0;
    for (;;) {
        enum error error = read_gateways(session, "route", "out", false, &out);
        if (!error && out == 0)
            error = mover_pending(&session->places, stage, &pending);
        if (error || (out == 0 && pending == 0))
            return error;
        if (clock_monotonic_ms() > until)
            return explain(ERROR_CONFLICT, MIGRATE_NOT_DRAINED, (long long)out,
                           (long long)pending);
        poll(NULL, 0, LOOK_AGAIN_MS);
    }
}

/* Bounded: whoever is seen late is waited for by the retries of its callers. */
static enum error wait_until_seen(struct session *session, int stage)
{
    int64_t until = clock_monotonic_ms() + SEEN_MS;
    int64_t up = 0;
    enum error error = ERROR_OK;
    if (stage < STAGE_SEAMS)
        return ERROR_OK; /* some services are not there, and need not be */
    while (!error && clock_monotonic_ms() < until) {
        error = read_gateways(session, "discovery.", "up", true, &up);
        if (up > 0)
            break;
        poll(NULL, 0, LOOK_AGAIN_MS);
    }
    return error;
}

/* ---- settling ---- */

static enum error settle_at(struct session *session, int stage,
                            int gateway_port)
{
    const Supervisor__StatusReply *status = NULL;
    if (stage == STAGE_NONE)
        return ERROR_OK;
    enum error error = look(session, &status);
    bool fit = !error && all_fit(status, stage);
    if (!error && !fit)
        error = stop_others(session, stage);
    if (!error) /* also tells the supervisor who has nothing to do now */
        error = start_all(session, gateway_port);
    if (!error && !fit)
        error = wait_until_seen(session, stage);
    if (!error)
        error = set_at_gateways(session, "route.stage", stage);
    if (!error)
        error = set_at_gateways(session, "route.hold", 0);
    return error;
}

enum error migrate_settle(struct session *session, int stage)
{
    return settle_at(session, stage, MIGRATE_SAME_PORT);
}

/* ---- a step ---- */

static enum error step_held(struct session *session,
                            struct migrate_report *report)
{
    int64_t began = clock_monotonic_ms();
    enum error error = set_at_gateways(session, "route.hold", HOLD_MS);
    if (!error)
        error = drain(session, report->from);
    if (!error && !session->json)
        say(&session->screen, MIGRATE_DRAINED,
            (long long)(clock_monotonic_ms() - began));
    if (!error)
        error = stop_others(session, report->to);
    if (!error)
        error = mover_step(&session->places, report->from, report->to,
                           &report->moved);
    if (!error && report->moved.rows && !session->json)
        say(&session->screen, MIGRATE_MOVED, (long long)report->moved.tables,
            (long long)report->moved.rows);
    if (!error)
        error = migrate_settle(session, report->to);
    report->held_ms = clock_monotonic_ms() - began;
    return error;
}

/* The facade appears before a monolith that runs, and goes again. */
static enum error step_facade(struct session *session,
                              struct migrate_report *report)
{
    const Supervisor__StatusReply *ignored = NULL;
    Supervisor__ShapeRequest split = SUPERVISOR__SHAPE_REQUEST__INIT;
    enum error error = ERROR_OK;
    split.shape = (char *)"split";
    if (report->to == STAGE_NONE)
        error = supervision_call(session, "Down", &split.base,
                                 SUPERVISION_LONG_MS, &ignored);
    if (!error)
        error = mover_step(&session->places, report->from, report->to,
                           &report->moved);
    return error ? error : settle_at(session, report->to, report->gateway_port);
}

static enum error check_start(struct session *session)
{
    const Supervisor__StatusReply *status = NULL;
    enum error error = look(session, &status);
    if (error)
        return error;
    if (supervision_runs(status, SHAPE_SPLIT))
        return explain(ERROR_CONFLICT, MIGRATE_SPLIT_RUNS);
    if (!supervision_runs(status, SHAPE_MONOLITH))
        return explain(ERROR_CONFLICT, MIGRATE_NO_MONOLITH);
    if (mover_split_has_books(&session->places))
        return explain(ERROR_CONFLICT, MIGRATE_SPLIT_HAS_BOOKS);
    return ERROR_OK;
}

enum error migrate_step(struct session *session, int direction,
                        struct migrate_report *report)
{
    int64_t began = clock_monotonic_ms();
    int stage = STAGE_NONE;
    enum error error = placement_stage(&session->places, &stage);
    report->from = stage;
    report->to = stage + direction;
    if (error)
        return error;
    if (report->to == STAGE_COUNT)
        return explain(ERROR_CONFLICT, MIGRATE_AT_END);
    if (report->to < STAGE_NONE)
        return explain(ERROR_CONFLICT, MIGRATE_AT_START);
    error = stage == STAGE_NONE ? check_start(session)
                                : migrate_settle(session, stage);
    if (!error && direction > 0)
        error = mover_copy(&session->places, report->to);
    if (error)
        return error;
    if (direction > 0 && migration_moves(report->to) && !session->json)
        say(&session->screen, MIGRATE_COPIED, migration_moves(report->to));
    if (stage == STAGE_NONE || report->to == STAGE_NONE) {
        error = step_facade(session, report);
    } else {
        error = step_held(session, report);
        if (error) { /* what the ledger says now holds */
            char why[ERROR_DETAIL_BYTES];
            snprintf(why, sizeof why, "%s", error_detail(error));
            if (!placement_stage(&session->places, &stage))
                (void)migrate_settle(session, stage);
            error = error_explain(error, "%s", why);
        }
    }
    report->took_ms = clock_monotonic_ms() - began;
    return error;
}
