/*
 * probe -- one timer, one question to each instance that is due.
 *
 * The problem: a process that hangs does not die, so nobody restarts it, and
 * its callers wait for ever longer.
 *
 * The idea: ask. The trap is to kill too eagerly: a process under load answers
 * late, and a killed one makes the others slower still. So one missed answer
 * is nothing, only several in a row count, and the patience is longer than any
 * disk needs for a commit. Another trap is to ask for what others do: the
 * question is answered by the process alone, whatever state its peers are in.
 *
 * The same answers say when one that was woken by a caller may sleep again.
 */
#include "split/platform/supervisor/probe.h"

#include <stdio.h>
#include <string.h>

#include "chassis/contracts/control.pb-c.h"
#include "chassis/setting.h"
#include "split/platform/supervisor/deploy.h"
#include "split/platform/supervisor/fleet.h"
#include "split/platform/supervisor/mesh.h"
#include "split/platform/supervisor/rotation.h"

enum { TICK_MS = 100, CLOSE_MS = 200 };

static struct probe_rules rules = {
    .period_ms = 1000, .patience_ms = 2000, .threshold = 3};

/* ---- decisions ---- */

bool probe_due(const struct probe_rules *of, const struct child_health *health,
               int64_t now_ms)
{
    return !health->asked && now_ms - health->asked_ms >= of->period_ms;
}

enum probe_verdict probe_judge(const struct probe_rules *of,
                               struct child_health *health, bool answered,
                               bool ready)
{
    health->asked = false;
    if (answered) {
        health->failures = 0;
        health->not_ready = !ready;
        return PROBE_LIVES;
    }
    health->failures++;
    return health->failures >= of->threshold ? PROBE_DEAD : PROBE_WAITS;
}

bool probe_idle(const struct child_health *health, int64_t served, int64_t busy,
                int64_t now_ms, int64_t idle_ms)
{
    return busy == 0 && served == health->served &&
           now_ms - health->served_ms >= idle_ms;
}

/* ---- one question ---- */

/* Which life of the place was asked: an answer that comes after a restart
 * says nothing about the new one. */
struct question {
    struct child *child;
    int64_t spawned_ms;
};

static struct question questions[PLAN_SLOTS];

static void look_idle(struct child *child, const Control__StatusReply *said,
                      int64_t now_ms)
{
    const struct desired *desired = fleet_desired(child->entry);
    struct child_health *health = &child->health;
    int64_t served =
        said->requests_ok + said->requests_refused + said->requests_failed;
    bool may_sleep = desired->on_demand && desired->replicas[0] == 0;
    if (!health->served_ms || served != health->served) {
        health->served = served;
        health->served_ms = now_ms;
    } else if (may_sleep && probe_idle(health, served, said->busy, now_ms,
                                       desired->idle_ms)) {
        fleet_lull(child->entry);
    }
}

static void take_figures(struct child *child, const Control__StatusReply *said,
                         int64_t now_ms)
{
    deploy_observe(child, &(struct judge_figures){
                              .ok = said->requests_ok + said->requests_refused,
                              .failed = said->requests_failed,
                              .p50_us = said->p50_us,
                              .p99_us = said->p99_us});
    look_idle(child, said, now_ms);
}

static void give_up(struct child *child)
{
    char why[160];
    snprintf(why, sizeof why, "it did not answer %d times in a row",
             child->health.failures);
    setting_happened("supervisor.probe", "%s: %s; killed, to start again",
                     child->label, why);
    child_give_up(child, why);
}

static enum error on_said(struct runtime *rt, void *arg,
                          const struct answer *answer)
{
    struct question *question = arg;
    struct child *child = question->child;
    const Control__StatusReply *said =
        (const Control__StatusReply *)answer->message;
    if (child->spawned_ms != question->spawned_ms)
        return ERROR_OK;
    bool before = child->health.not_ready;
    enum probe_verdict verdict =
        probe_judge(&rules, &child->health, said != NULL, said && said->ready);
    if (child->state != CHILD_READY)
        return ERROR_OK;
    if (verdict == PROBE_DEAD)
        give_up(child);
    if (said)
        take_figures(child, said, runtime_now_ms(rt));
    if (before != child->health.not_ready)
        supervisor_look_soon(NULL);
    return ERROR_OK;
}

static void ask(struct runtime *rt, struct child *child)
{
    static const Control__Nothing nothing = CONTROL__NOTHING__INIT;
    struct question *question = &questions[child - supervisor_get()->children];
    *question = (struct question){child, child->spawned_ms};
    struct call call = {.peer = child->label,
                        .contract = &control__control__descriptor,
                        .method = "Status",
                        .in = &nothing.base,
                        .timeout_ms = rules.patience_ms,
                        .repeatable = true};
    child->health.asked_ms = runtime_now_ms(rt);
    child->health.asked = !runtime_call(rt, &call, on_said, question);
}

/* Whoever is being deployed is watched more closely. */
static bool due(const struct child *child, int64_t now_ms)
{
    struct probe_rules close = rules;
    if (deploy_active(child->entry) && close.period_ms > CLOSE_MS)
        close.period_ms = CLOSE_MS;
    return probe_due(&close, &child->health, now_ms);
}

static enum error tick(struct runtime *rt, void *arg)
{
    int64_t now = runtime_now_ms(rt);
    (void)arg;
    for (struct child *child = fleet_next(NULL, NULL); child;
         child = fleet_next(NULL, child)) {
        child_trim_log(child);
        if (child->state == CHILD_READY && !child->retiring && due(child, now))
            ask(rt, child);
    }
    rotation_stand_in(rt);
    mesh_look(rt);
    runtime_after(rt, TICK_MS, tick, NULL);
    return ERROR_OK;
}

/* ---- settings ---- */

static const struct {
    const char *name, *unit;
    int64_t *value, least, most, fallback;
} knobs[] = {
    {"supervisor.probe.period-ms", "ms", &rules.period_ms, 100, 60000, 1000},
    {"supervisor.probe.patience-ms", "ms", &rules.patience_ms, 50, 60000, 2000},
    {"supervisor.probe.threshold", "answers", &rules.threshold, 1, 100, 3}};

static bool setting_of(void *arg, size_t index, struct setting *out)
{
    (void)arg;
    if (index >= sizeof knobs / sizeof *knobs)
        return false;
    *out = (struct setting){.unit = knobs[index].unit,
                            .value = *knobs[index].value,
                            .least = knobs[index].least,
                            .most = knobs[index].most,
                            .fallback = knobs[index].fallback};
    snprintf(out->name, sizeof out->name, "%s", knobs[index].name);
    return true;
}

static enum error put(void *arg, size_t index, int64_t value)
{
    (void)arg;
    *knobs[index].value = value;
    return ERROR_OK;
}

void probe_begin(void)
{
    static const struct setting_source source = {.at = setting_of, .put = put};
    setting_offer(&source, &rules);
    runtime_after(supervisor_get()->rt, TICK_MS, tick, NULL);
}
