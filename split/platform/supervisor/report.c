/*
 * report -- what runs, in its own words where it can be asked.
 *
 * The idea: our own facts (state, pid, address) are always there. Each ready
 * child is asked for its own at the same time, with a short patience: one
 * that is paused or stuck shows as not having answered, which is a fact too.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "chassis/contracts/control.pb-c.h"
#include "chassis/contracts/supervisor.pb-c.h"
#include "split/platform/supervisor/deploy.h"
#include "split/platform/supervisor/fleet.h"
#include "split/platform/supervisor/mesh.h"
#include "split/platform/supervisor/supervisor.h"

enum { ASK_MS = 300, LOOP_DEATHS = 3 };

/* One report in the making, in its request's arena. */
struct report {
    struct runtime *rt;
    struct arena *arena;
    struct request *rq; /* who waits for it; NULL: nobody is asked */
    Supervisor__StatusReply reply;
    Supervisor__Process rows[PLAN_SLOTS];
    Supervisor__Process *row_list[PLAN_SLOTS];
    Supervisor__ServiceStatus services[PLAN_COUNT];
    Supervisor__ServiceStatus *service_list[PLAN_COUNT];
    Supervisor__ShapeStatus shapes[2];
    Supervisor__ShapeStatus *shape_list[2];
    int waiting;
};

struct question {
    struct report *report;
    Supervisor__Process *row;
};

static char *text(struct report *report, const char *words)
{
    return arena_string(report->arena, words);
}

/* In rotation or not is part of how a process is; so is a third death in a
 * row. */
static const char *state_of(const struct child *child)
{
    if (child->state == CHILD_READY && child->health.not_ready)
        return "not-ready";
    if (child->state == CHILD_CRASHED && child->backoff.step >= LOOP_DEATHS)
        return "crash-loop";
    return child_state_name(child->state);
}

static void fill_row(struct report *report, const struct child *child,
                     Supervisor__Process *row)
{
    struct address socket;
    char sidecar[LIMIT_PATH_BYTES];
    int64_t now = runtime_now_ms(report->rt);
    supervisor__process__init(row);
    row->name = text(report, child->entry->name);
    row->instance = child->instance;
    row->shape = text(report, child->entry->shape);
    row->state = text(report, state_of(child));
    row->pid = child->process ? process_pid(child->process) : 0;
    row->version = text(report, child->version);
    if (!child_socket(child, &socket))
        row->socket = text(report, socket.host);
    row->url = text(report, child->url);
    row->restarts = child->restarts;
    row->last_exit = text(report, child->last_exit);
    row->sidecar_pid = mesh_of(child, sidecar);
    row->sidecar = text(report, sidecar);
    row->why = text(report, child->why);
    row->database = text(report, child->placement.database);
    row->database_shared = child->placement.shared;
    if (child->woken_ms && child->ready_ms > child->woken_ms)
        row->cold_start_ms = child->ready_ms - child->woken_ms;
    if (child->process)
        row->uptime_ms = now - child->spawned_ms;
    if (child->ready_ms)
        row->ready_after_ms = child->ready_ms - child->spawned_ms;
    if (child->state == CHILD_CRASHED && child->restart_at_ms > now)
        row->restart_in_ms = child->restart_at_ms - now;
}

static void fill_shape(struct report *report, const char *shape,
                       Supervisor__ShapeStatus *out)
{
    bool found = false, any = false, all = true;
    supervisor__shape_status__init(out);
    out->shape = text(report, shape);
    for (size_t i = 0; i < PLAN_COUNT; i++) {
        if (!plan_in_shape(&plan[i], shape) || plan[i].helper ||
            fleet_desired(&plan[i])->left_out)
            continue;
        any = true;
        all = all && fleet_settled(&plan[i]);
    }
    out->up = any && all;
    for (struct child *child = fleet_next(NULL, NULL); child;
         child = fleet_next(NULL, child))
        if (plan_in_shape(child->entry, shape) && child->url[0] &&
            (!out->url[0] || (child->state == CHILD_READY && !found))) {
            out->url = text(report, child->url);
            found = child->state == CHILD_READY;
        }
}

static const char *verdict_of(const struct rollout *rollout)
{
    if (rollout->state == ROLLOUT_DONE)
        return "succeeded";
    return rollout->state == ROLLOUT_ROLLED_BACK ? "rolled-back"
                                                 : "in-progress";
}

static const char *step_of(struct report *report, const struct rollout *rollout)
{
    char words[64] = "";
    if (rollout->state == ROLLOUT_RETURNING)
        snprintf(words, sizeof words, "going back");
    else if (rollout->state == ROLLOUT_RUNNING && rollout->wanted[0] == 0)
        snprintf(words, sizeof words, "ending the old version");
    else if (rollout->state == ROLLOUT_RUNNING && rollout->weight > 0)
        snprintf(words, sizeof words, "%d %% of the calls", rollout->weight);
    else if (rollout->state == ROLLOUT_RUNNING && rollout->wanted[1] > 0)
        snprintf(words, sizeof words, "starting %d of %d", rollout->wanted[1],
                 rollout->replicas);
    return text(report, words);
}

static Supervisor__Deployment *describe(struct report *report,
                                        const struct plan_entry *entry,
                                        const struct deployment *deployment)
{
    const struct rollout *rollout = &deployment->rollout;
    int64_t now = runtime_now_ms(report->rt);
    Supervisor__Deployment *out = arena_alloc(report->arena, sizeof *out);
    if (!out)
        return NULL;
    supervisor__deployment__init(out);
    out->service = text(report, entry->name);
    out->from = text(report, deployment->from);
    out->to = text(report, deployment->to);
    out->strategy = (char *)deploy_strategy_name(rollout->strategy);
    out->step = (char *)step_of(report, rollout);
    out->weight = rollout->weight > 0 ? rollout->weight : 0;
    out->verdict = (char *)verdict_of(rollout);
    out->why = text(report, rollout->why);
    out->took_ms = (rollout_over(rollout) ? deployment->ended_ms : now) -
                   rollout->began_ms;
    return out;
}

static void fill_services(struct report *report)
{
    for (size_t i = 0; i < PLAN_COUNT; i++) {
        Supervisor__ServiceStatus *row = &report->services[i];
        const struct desired *desired = fleet_desired(&plan[i]);
        supervisor__service_status__init(row);
        row->service = text(report, plan[i].name);
        row->version = text(report, desired->version[0]);
        row->replicas = deploy_active(&plan[i])
                            ? deploy_of(&plan[i])->rollout.replicas
                            : desired->replicas[0];
        row->on_demand = desired->on_demand;
        if (deploy_of(&plan[i]))
            row->deployment = describe(report, &plan[i], deploy_of(&plan[i]));
        for (struct child *child = fleet_next(&plan[i], NULL); child;
             child = fleet_next(&plan[i], child))
            row->ready += fleet_serves(child);
        report->service_list[i] = row;
    }
    report->reply.n_services = PLAN_COUNT;
    report->reply.services = report->service_list;
}

static void send_report(struct report *report)
{
    request_reply(report->rq, &report->reply.base);
}

static enum error on_status(struct runtime *rt, void *arg,
                            const struct answer *answer)
{
    struct question *question = arg;
    const Control__StatusReply *said =
        (const Control__StatusReply *)answer->message;
    (void)rt;
    if (said) {
        Supervisor__Process *row = question->row;
        row->answered = true;
        row->busy = said->busy;
        row->requests_ok = said->requests_ok;
        row->requests_failed = said->requests_failed;
        row->p99_us = said->p99_us;
        row->resident_kb = said->resident_kb;
        row->version = text(question->report, said->version);
    }
    if (--question->report->waiting == 0)
        send_report(question->report);
    return ERROR_OK;
}

static void ask(struct report *report, const struct child *child,
                Supervisor__Process *row)
{
    static const Control__Nothing nothing = CONTROL__NOTHING__INIT;
    struct question *question =
        arena_alloc(&report->rq->arena, sizeof *question);
    if (!question)
        return;
    *question = (struct question){report, row};
    struct call call = {.peer = child->label,
                        .contract = &control__control__descriptor,
                        .method = "Status",
                        .in = &nothing.base,
                        .timeout_ms = ASK_MS,
                        .trace = &report->rq->trace,
                        .arena = &report->rq->arena};
    if (!runtime_call(report->rq->runtime, &call, on_status, question))
        report->waiting++;
}

static void fill_rows(struct report *report)
{
    size_t count = 0;
    for (struct child *child = fleet_next(NULL, NULL); child;
         child = fleet_next(NULL, child)) {
        Supervisor__Process *row = &report->rows[count];
        if (child->entry->helper && !fleet_has_program(child->entry))
            continue;
        report->row_list[count++] = row;
        fill_row(report, child, row);
        if (report->rq && child->state == CHILD_READY)
            ask(report, child, row);
    }
    report->reply.n_processes = count;
}

static struct report *make(struct runtime *rt, struct arena *arena,
                           struct request *rq)
{
    struct report *report = arena_alloc(arena, sizeof *report);
    if (!report)
        return NULL;
    report->rt = rt;
    report->arena = arena;
    report->rq = rq;
    supervisor__status_reply__init(&report->reply);
    report->reply.pid = getpid();
    report->reply.processes = report->row_list;
    report->reply.n_shapes = 2;
    report->reply.shapes = report->shape_list;
    for (size_t i = 0; i < 2; i++)
        report->shape_list[i] = &report->shapes[i];
    fill_shape(report, "monolith", &report->shapes[0]);
    fill_shape(report, "split", &report->shapes[1]);
    fill_services(report);
    fill_rows(report);
    return report;
}

const Supervisor__StatusReply *report_now(struct runtime *rt,
                                          struct arena *arena)
{
    const struct report *report = make(rt, arena, NULL);
    return report ? &report->reply : NULL;
}

enum error report_status(struct request *rq, int64_t took_ms,
                         const char *message)
{
    struct report *report = make(rq->runtime, &rq->arena, rq);
    if (!report)
        return error_explain(ERROR_OVERLOADED, "no memory for the report");
    report->reply.took_ms = took_ms;
    report->reply.message = text(report, message);
    if (report->waiting == 0)
        send_report(report);
    return ERROR_OK;
}
