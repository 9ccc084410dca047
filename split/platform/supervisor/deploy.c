/*
 * deploy -- the driver of rollouts.
 *
 * Each tick gathers the facts (who serves, who is in rotation, how calls of
 * each version end), lets the pure rollout decide, and writes what it wants
 * into the service's desired state; reconciliation does the rest.
 *
 * Figures are sums of differences: an instance that is gone takes its counters
 * with it, but not what was already counted.
 */
#include "split/platform/supervisor/deploy.h"

#include <stdio.h>
#include <string.h>

#include "chassis/setting.h"
#include "split/platform/supervisor/rotation.h"

enum { TICK_MS = 50 };

static struct deployment deployments[PLAN_COUNT];
static bool ticking;

/* What each place had answered when it was last asked, and in which life. */
static struct seen {
    int64_t spawned_ms, ok, failed;
} seen[PLAN_SLOTS];

static const char *const strategy_names[] = {[ROLLOUT_ROLLING] = "rolling",
                                             [ROLLOUT_BLUE_GREEN] =
                                                 "blue-green",
                                             [ROLLOUT_CANARY] = "canary"};

const char *deploy_strategy_name(enum rollout_strategy strategy)
{
    return strategy_names[strategy];
}

bool deploy_strategy(const char *name, enum rollout_strategy *out)
{
    for (size_t i = 0; i < sizeof strategy_names / sizeof *strategy_names; i++)
        if (strcmp(name, strategy_names[i]) == 0) {
            *out = (enum rollout_strategy)i;
            return true;
        }
    return false;
}

const struct deployment *deploy_of(const struct plan_entry *entry)
{
    const struct deployment *deployment = &deployments[entry - plan];
    return deployment->rollout.state == ROLLOUT_NONE ? NULL : deployment;
}

bool deploy_active(const struct plan_entry *entry)
{
    return !rollout_over(&deployments[entry - plan].rollout);
}

struct rollout_rules deploy_usual_rules(void)
{
    return (struct rollout_rules){.step_ms = 3000,
                                  .hold_ms = 10000,
                                  .patience_ms = 30000,
                                  .judge = {.minimum_calls = 20,
                                            .error_points = 5,
                                            .slower_times = 3,
                                            .slower_ms = 10,
                                            .tail_ms = 50}};
}

/* ---- facts ---- */

static bool is_new(const struct deployment *deployment,
                   const struct child *child)
{
    return strcmp(child->version, deployment->to) == 0;
}

void deploy_observe(const struct child *child, const struct judge_figures *all)
{
    struct deployment *deployment = &deployments[child->entry - plan];
    struct seen *last = &seen[child - supervisor_get()->children];
    bool anew = last->spawned_ms != child->spawned_ms;
    int64_t more_ok = all->ok - (anew ? 0 : last->ok);
    int64_t more_failed = all->failed - (anew ? 0 : last->failed);
    *last = (struct seen){child->spawned_ms, all->ok, all->failed};
    if (!deploy_active(child->entry) ||
        (anew && child->spawned_ms < deployment->rollout.began_ms))
        return;
    struct judge_figures *figures =
        &deployment->figures[is_new(deployment, child)];
    figures->ok += more_ok;
    figures->failed += more_failed;
    figures->p50_us = all->p50_us;
    figures->p99_us = all->p99_us;
}

static const char *failure_of(const struct child *child)
{
    if (child->state == CHILD_FAILED)
        return child->why;
    if (child->state == CHILD_CRASHED && child->restarts > 0)
        return child->last_exit;
    return NULL;
}

static void gather(const struct plan_entry *entry,
                   const struct deployment *deployment,
                   struct rollout_facts *facts)
{
    for (struct child *child = fleet_next(entry, NULL); child;
         child = fleet_next(entry, child)) {
        int version = is_new(deployment, child);
        if (child->retiring) {
            facts->leaving++;
            continue;
        }
        facts->present[version]++;
        facts->serving[version] += fleet_serves(child) && rotation_has(child);
        if (version == 1 && failure_of(child))
            facts->failed = failure_of(child);
    }
    facts->figures[0] = deployment->figures[0];
    facts->figures[1] = deployment->figures[1];
}

/* ---- the end of one ---- */

static void name_version(struct desired *desired, int version, const char *name,
                         const char *handicap)
{
    snprintf(desired->version[version], sizeof desired->version[version], "%s",
             name);
    snprintf(desired->handicap[version], sizeof desired->handicap[version],
             "%s", handicap);
}

static void conclude(const struct plan_entry *entry,
                     struct deployment *deployment, int64_t now_ms)
{
    struct desired *desired = fleet_desired(entry);
    bool done = deployment->rollout.state == ROLLOUT_DONE;
    if (done)
        name_version(desired, 0, deployment->to, desired->handicap[1]);
    name_version(desired, 1, "", "");
    desired->replicas[0] = deployment->rollout.replicas;
    desired->replicas[1] = 0;
    deployment->ended_ms = now_ms;
    setting_happened("supervisor.deployment", "%s %s -> %s %s: %s", entry->name,
                     deployment->from, deployment->to,
                     done ? "done" : "rolled back", deployment->rollout.why);
}

static void step_one(struct runtime *rt, const struct plan_entry *entry)
{
    struct deployment *deployment = &deployments[entry - plan];
    struct rollout *rollout = &deployment->rollout;
    struct desired *desired = fleet_desired(entry);
    struct rollout_facts facts = {.now_ms = runtime_now_ms(rt)};
    gather(entry, deployment, &facts);
    facts.weight_set = rotation_split(rt, entry, deployment->from,
                                      deployment->to, rollout->weight);
    rollout_step(rollout, &facts);
    desired->replicas[0] = rollout->wanted[0];
    desired->replicas[1] = rollout->wanted[1];
    if (rollout_over(rollout))
        conclude(entry, deployment, facts.now_ms);
    supervisor_look_soon(NULL);
}

static enum error tick(struct runtime *rt, void *arg)
{
    (void)arg;
    ticking = false;
    rotation_refresh(rt);
    for (size_t i = 0; i < PLAN_COUNT; i++) {
        if (!deploy_active(&plan[i]) || supervisor_get()->stopping)
            continue;
        step_one(rt, &plan[i]);
        ticking = true;
    }
    if (ticking)
        runtime_after(rt, TICK_MS, tick, NULL);
    return ERROR_OK;
}

/* ---- begin ---- */

static void remember(const struct plan_entry *entry,
                     const struct deploy_wish *wish)
{
    struct deployment *deployment = &deployments[entry - plan];
    const struct desired *desired = fleet_desired(entry);
    *deployment = (struct deployment){{0}};
    snprintf(deployment->from, sizeof deployment->from, "%s",
             desired->version[0]);
    snprintf(deployment->from_handicap, sizeof deployment->from_handicap, "%s",
             desired->handicap[0]);
    snprintf(deployment->to, sizeof deployment->to, "%s", wish->version);
}

static enum error check_other(const struct plan_entry *entry,
                              const char *version)
{
    if (strcmp(fleet_desired(entry)->version[0], version) != 0)
        return ERROR_OK;
    return error_explain(ERROR_CONFLICT, "%s is at version %s already",
                         entry->name, version);
}

enum error deploy_replace(const struct plan_entry *entry,
                          const struct deploy_wish *wish)
{
    struct rollout *rollout = &deployments[entry - plan].rollout;
    int64_t now = runtime_now_ms(supervisor_get()->rt);
    enum error error = check_other(entry, wish->version);
    if (error)
        return error;
    remember(entry, wish);
    name_version(fleet_desired(entry), 0, wish->version, wish->handicap);
    rollout_begin(rollout, ROLLOUT_ROLLING, &wish->rules, 1, now);
    rollout->state = ROLLOUT_DONE;
    snprintf(rollout->why, sizeof rollout->why,
             "stopped and started: nothing can stand beside it");
    deployments[entry - plan].ended_ms = now;
    return ERROR_OK;
}

void deploy_rename(struct child *child)
{
    const struct desired *desired = fleet_desired(child->entry);
    snprintf(child->version, sizeof child->version, "%s", desired->version[0]);
    snprintf(child->handicap, sizeof child->handicap, "%s",
             desired->handicap[0]);
}

enum error deploy_start(const struct plan_entry *entry,
                        const struct deploy_wish *wish)
{
    struct deployment *deployment = &deployments[entry - plan];
    struct desired *desired = fleet_desired(entry);
    struct runtime *rt = supervisor_get()->rt;
    if (deploy_active(entry))
        return error_explain(ERROR_CONFLICT,
                             "%s is being deployed (%s to %s); `rollback %s` "
                             "turns that back",
                             entry->name, deployment->from, deployment->to,
                             entry->name);
    enum error error = check_other(entry, wish->version);
    if (error)
        return error;
    if (wish->strategy != ROLLOUT_ROLLING && !rotation_known())
        return error_explain(ERROR_CONFLICT,
                             "%s shares calls between versions, and only the "
                             "registry can tell callers; it does not run",
                             deploy_strategy_name(wish->strategy));
    remember(entry, wish);
    name_version(desired, 1, wish->version, wish->handicap);
    rollout_begin(&deployment->rollout, wish->strategy, &wish->rules,
                  desired->replicas[0], runtime_now_ms(rt));
    if (!ticking)
        runtime_after(rt, 0, tick, NULL);
    ticking = true;
    return ERROR_OK;
}

enum error deploy_back(const struct plan_entry *entry)
{
    struct deployment *deployment = &deployments[entry - plan];
    struct deploy_wish wish = {.strategy = ROLLOUT_ROLLING,
                               .rules = deploy_usual_rules()};
    char version[LIMIT_NAME_BYTES], handicap[128];
    if (deploy_active(entry)) {
        rollout_back(&deployment->rollout, runtime_now_ms(supervisor_get()->rt),
                     "asked to go back");
        return ERROR_OK;
    }
    if (deployment->rollout.state != ROLLOUT_DONE)
        return error_explain(ERROR_CONFLICT,
                             "%s has no version before this one to go back to",
                             entry->name);
    snprintf(version, sizeof version, "%s", deployment->from);
    snprintf(handicap, sizeof handicap, "%s", deployment->from_handicap);
    wish.version = version;
    wish.handicap = handicap;
    if (strcmp(entry->shape, "monolith") == 0)
        return deploy_replace(entry, &wish);
    return deploy_start(entry, &wish);
}
