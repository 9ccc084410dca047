/*
 * nemesis -- the faults that only who keeps a process can do to it.
 *
 * The problem: a process cannot bring itself back after it was killed, nor
 * wake itself while it is stopped; and a fault must end by itself.
 *
 * The idea: the supervisor is a process like the others, with a table of
 * faults that expire. Whatever appears in the table is done to its target,
 * whatever has gone from it is undone: so the end of its time, `heal` and the
 * end of the supervisor are one and the same case.
 *
 * The invariant: `deeds` are exactly the faults of the table, after each
 * change of it.
 */
#include "split/platform/supervisor/nemesis.h"

#include <string.h>

#include "chassis/clock.h"
#include "chassis/fault_service.h"
#include "chassis/log.h"
#include "split/platform/supervisor/fleet.h"

enum { TICK_MS = 10 };

struct deed {
    uint32_t id;
    enum fault_kind kind;
    int64_t after_ms;
    char target[LIMIT_NAME_BYTES];
};

static struct {
    struct loop_timer *timer;
    struct deed deeds[FAULT_ACTIVE];
    size_t count;
} nemesis;

/* ---- to one child ---- */

static void signal_child(struct child *child, const char *name)
{
    if (child_signal(child, name))
        LOG(LOG_WARN, "fault_not_done", NULL, LOG_TEXT("child", child->label),
            LOG_TEXT("kind", name));
}

static void begin(const struct deed *deed, struct child *child)
{
    if (deed->kind == FAULT_KILL)
        signal_child(child, "kill");
    else if (deed->kind == FAULT_TERM)
        signal_child(child, "term");
    else if (deed->kind == FAULT_PAUSE)
        signal_child(child, "pause");
}

/* Only what the deed itself has done is undone; what was taken down meanwhile
 * by command stays down. */
static void end(const struct deed *deed, struct child *child)
{
    enum child_state state = child->state;
    bool ours = (deed->kind == FAULT_KILL && state == CHILD_KILLED) ||
                (deed->kind == FAULT_TERM &&
                 (state == CHILD_STOPPED || state == CHILD_STOPPING)) ||
                (deed->kind == FAULT_CRASH_LOOP &&
                 (state == CHILD_CRASHED || state == CHILD_FAILED));
    if (deed->kind == FAULT_PAUSE && state == CHILD_PAUSED)
        signal_child(child, "resume");
    else if (ours && fleet_desired(child->entry)->running)
        child_start(child);
}

/* Dies so long after each start; as a crash, so that it comes back. */
static void tick(const struct deed *deed, struct child *child)
{
    int64_t lived_ms = clock_monotonic_ms() - child->ready_ms;
    if (deed->kind == FAULT_CRASH_LOOP && child->state == CHILD_READY &&
        lived_ms >= deed->after_ms)
        child_give_up(child, "the fault crash-loop");
}

static void each_child(const struct deed *deed,
                       void (*act)(const struct deed *deed,
                                   struct child *child))
{
    struct selection chosen;
    if (fleet_select(deed->target, &chosen)) {
        LOG(LOG_WARN, "fault_not_done", NULL, LOG_TEXT("child", deed->target));
        return;
    }
    for (struct child *child = fleet_next(NULL, NULL); child;
         child = fleet_next(NULL, child))
        if (fleet_chosen(&chosen, child))
            act(deed, child);
}

/* ---- the table ---- */

static void on_tick(void *unused)
{
    (void)unused;
    bool looping = false;
    for (size_t i = 0; i < nemesis.count; i++) {
        if (nemesis.deeds[i].kind != FAULT_CRASH_LOOP)
            continue;
        looping = true;
        each_child(&nemesis.deeds[i], tick);
    }
    if (looping)
        loop_timer_set(nemesis.timer, TICK_MS);
}

static bool is_listed(uint32_t id)
{
    const struct faults *faults = fault_service_table();
    for (size_t i = 0; i < faults->count; i++)
        if (faults->list[i].id == id)
            return true;
    return false;
}

static bool is_done(uint32_t id)
{
    for (size_t i = 0; i < nemesis.count; i++)
        if (nemesis.deeds[i].id == id)
            return true;
    return false;
}

static void changed(void *unused)
{
    const struct faults *faults = fault_service_table();
    for (size_t i = nemesis.count; i-- > 0;) {
        struct deed deed = nemesis.deeds[i];
        if (is_listed(deed.id))
            continue;
        nemesis.count--;
        memmove(&nemesis.deeds[i], &nemesis.deeds[i + 1],
                (nemesis.count - i) * sizeof nemesis.deeds[0]);
        each_child(&deed, end);
    }
    for (size_t i = 0; i < faults->count; i++) {
        const struct fault *fault = &faults->list[i];
        if (is_done(fault->id))
            continue;
        struct deed *deed = &nemesis.deeds[nemesis.count++];
        *deed = (struct deed){
            .id = fault->id, .kind = fault->kind, .after_ms = fault->values[0]};
        memcpy(deed->target, fault->target, sizeof deed->target);
        each_child(deed, begin);
    }
    on_tick(unused);
}

void nemesis_begin(struct loop *loop)
{
    nemesis.timer = loop_timer_new(loop, on_tick, NULL);
    fault_service_watch(changed, NULL);
}
