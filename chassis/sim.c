/*
 * sim -- many runtimes, one thread, one virtual clock.
 *
 * The problem: the bugs of a distributed system live in orders of events that
 * a real machine shows once a month and never twice.
 *
 * The idea: all that a service can learn of the world comes from its runtime's
 * driver, so this driver lies. Time jumps from event to event; each message
 * draws its delay, its loss and its double from one seeded generator; a turn
 * may end in death before its commit, after it, or between two messages. The
 * databases are real SQLite databases in memory, which keep what was committed
 * and nothing else, as a disk would.
 *
 * The invariant: nothing here depends on anything but the seed and the calls
 * made, so a run repeats byte for byte; events of the same millisecond keep
 * the order in which they were scheduled.
 *
 * sim_message.c carries the messages, sim_twin.c has what befalls those that
 * share a database; this file has the clock and the nodes.
 */
#include "chassis/sim_private.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Any moment will do; ids and logs want one that looks like today. */
static const int64_t wall_start_ms = 1735689600000; /* 2025-01-01 */

/* ---- the log ---- */

void sim_note(struct sim *sim, const char *what, const char *who, uint64_t n)
{
    sim->hash = (sim->hash ^ (uint64_t)sim->now_ms) * 0x100000001b3u;
    for (const char *c = what; *c; c++)
        sim->hash = (sim->hash ^ (uint8_t)*c) * 0x100000001b3u;
    for (const char *c = who; *c; c++)
        sim->hash = (sim->hash ^ (uint8_t)*c) * 0x100000001b3u;
    sim->hash = (sim->hash ^ n) * 0x100000001b3u;
    if (sim->log)
        buffer_format(sim->log, "%8" PRId64 " %-12s %-40s %" PRIu64 "\n",
                      sim->now_ms, what, who, n);
}

/* ---- the calendar: a binary heap of events ---- */

static bool before(const struct sim_event *a, const struct sim_event *b)
{
    return a->at_ms != b->at_ms ? a->at_ms < b->at_ms : a->order < b->order;
}

void sim_schedule(struct sim *sim, struct sim_event event)
{
    if (sim->event_count == sim->event_capacity) {
        sim->event_capacity =
            sim->event_capacity ? sim->event_capacity * 2 : 64;
        sim->events =
            realloc(sim->events, sim->event_capacity * sizeof *sim->events);
        assert(sim->events);
    }
    event.order = sim->order++;
    size_t at = sim->event_count++;
    while (at > 0 && before(&event, &sim->events[(at - 1) / 2])) {
        sim->events[at] = sim->events[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    sim->events[at] = event;
}

static struct sim_event take_event(struct sim *sim)
{
    struct sim_event first = sim->events[0];
    struct sim_event last = sim->events[--sim->event_count];
    size_t at = 0;
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= sim->event_count)
            break;
        if (child + 1 < sim->event_count &&
            before(&sim->events[child + 1], &sim->events[child]))
            child++;
        if (!before(&sim->events[child], &last))
            break;
        sim->events[at] = sim->events[child];
        at = child;
    }
    sim->events[at] = last;
    return first;
}

/* ---- the driver of one node ---- */

static int64_t driver_now_ms(void *driver)
{
    const struct sim_node *node = driver;
    return node->sim->now_ms;
}

static int64_t driver_wall_ms(void *driver)
{
    const struct sim_node *node = driver;
    return wall_start_ms + node->sim->now_ms;
}

static uint64_t driver_random(void *driver)
{
    struct sim_node *node = driver;
    return random_next(&node->sim->random);
}

static void driver_send(void *driver, const struct outgoing *call)
{
    sim_send(driver, call);
}

static void driver_forget(void *driver, uint64_t call_id)
{
    (void)driver;
    (void)call_id; /* its answer will find nobody */
}

static void driver_wake(void *driver, int64_t at_ms)
{
    struct sim_node *node = driver;
    if (at_ms == INT64_MAX) {
        node->wake_ms = INT64_MAX;
        return;
    }
    if (at_ms < node->sim->now_ms)
        at_ms = node->sim->now_ms;
    if (node->wake_ms == at_ms)
        return;
    node->wake_ms = at_ms;
    sim_schedule(node->sim, (struct sim_event){.at_ms = at_ms,
                                               .kind = SIM_WAKE,
                                               .node = node,
                                               .life = node->life});
}

static bool driver_dies(void *driver, const char *point)
{
    struct sim_node *node = driver;
    struct sim *sim = node->sim;
    /* A turn has at least three such moments: share the chance out. */
    if (!sim->faulty ||
        !random_percent(&sim->random, sim->faults.crash_percent / 3))
        return false;
    sim_note(sim, "dies", point, node->life);
    return true;
}

static const struct runtime_driver sim_driver = {.now_ms = driver_now_ms,
                                                 .wall_ms = driver_wall_ms,
                                                 .random = driver_random,
                                                 .send = driver_send,
                                                 .forget = driver_forget,
                                                 .wake = driver_wake,
                                                 .dies = driver_dies};

static const struct runtime_driver sharing_driver = {.now_ms = driver_now_ms,
                                                     .wall_ms = driver_wall_ms,
                                                     .random = driver_random,
                                                     .send = driver_send,
                                                     .forget = driver_forget,
                                                     .wake = driver_wake,
                                                     .dies = driver_dies,
                                                     .life = sim_life,
                                                     .life_is_over =
                                                         sim_life_is_over};

/* ---- nodes ---- */

static void node_start(struct sim_node *node)
{
    struct sim *sim = node->sim;
    struct runtime_options options = {.service = node->service,
                                      .driver = node->shares ? &sharing_driver
                                                             : &sim_driver,
                                      .driver_arg = node,
                                      .db = node->db,
                                      .settings = node->settings};
    node->life++;
    node->wake_ms = INT64_MAX;
    enum error error = runtime_new(&node->runtime, &options);
    assert(!error);
    sim_note(sim, "starts", node->service->name, node->life);
}

int64_t sim_between(struct sim *sim, int64_t low, int64_t high)
{
    assert(low <= high);
    return low +
           (int64_t)random_below(&sim->random, (uint64_t)(high - low) + 1);
}

static void node_die(struct sim_node *node, int64_t down_ms)
{
    struct sim *sim = node->sim;
    runtime_drop(node->runtime);
    node->runtime = NULL;
    sim->totals.crashes++;
    node->paused_until_ms = 0;
    sim_note(sim, "down", node->service->name, node->life);
    sim_schedule(sim, (struct sim_event){.at_ms = sim->now_ms + down_ms,
                                         .kind = SIM_RESTART,
                                         .node = node,
                                         .life = node->life});
}

static void node_turn(struct sim_node *node)
{
    struct sim *sim = node->sim;
    node->wake_ms = INT64_MAX;
    if (sim_pauses(node)) {
        driver_wake(node, node->paused_until_ms);
        return;
    }
    sim->totals.turns++;
    sim_note(sim, "turn", node->service->name, node->life);
    if (!runtime_turn(node->runtime))
        node_die(node, sim_between(sim, sim->faults.restart_min_ms,
                                   sim->faults.restart_max_ms));
}

struct sim_node *sim_find(struct sim *sim, const char *name)
{
    for (size_t i = 0; i < sim->node_count; i++)
        if (strcmp(sim->nodes[i].service->name, name) == 0)
            return &sim->nodes[i];
    return NULL;
}

/* ---- the public face ---- */

struct sim *sim_new(uint64_t seed, const struct sim_faults *faults)
{
    struct sim *sim = calloc(1, sizeof *sim);
    assert(sim);
    sim->faults = *faults;
    sim->faulty = true;
    sim->hash = 0xcbf29ce484222325u;
    random_seed(&sim->random, seed);
    return sim;
}

enum error sim_add(struct sim *sim, const struct service *service,
                   const struct runtime_setting *settings, struct db *from)
{
    assert(sim->node_count < SIM_NODES);
    struct sim_node *node = &sim->nodes[sim->node_count];
    *node =
        (struct sim_node){.sim = sim, .service = service, .settings = settings};
    enum error error = ERROR_OK;
    if (service->schemas)
        error = from ? db_clone(&node->db, from)
                     : db_open(&node->db, "", DB_MEMORY);
    if (!error)
        sim->node_count++;
    return error;
}

void sim_start(struct sim *sim)
{
    for (size_t i = 0; i < sim->node_count; i++)
        node_start(&sim->nodes[i]);
}

void sim_free(struct sim *sim)
{
    for (size_t i = 0; i < sim->node_count; i++) {
        struct sim_node *node = &sim->nodes[i];
        if (node->runtime)
            runtime_drop(node->runtime);
    }
    for (size_t i = 0; i < sim->node_count; i++)
        if (!sim->nodes[i].twin_of)
            db_close(sim->nodes[i].db);
    while (sim->event_count)
        sim_message_free(sim->events[--sim->event_count].message);
    sim_transports_free(sim);
    free(sim->events);
    free(sim);
}

void sim_after(struct sim *sim, int64_t delay_ms, void (*then)(void *arg),
               void *arg)
{
    sim_schedule(sim, (struct sim_event){.at_ms = sim->now_ms + delay_ms,
                                         .kind = SIM_AFTER,
                                         .then = then,
                                         .arg = arg});
}

void sim_crash(struct sim *sim, const char *service, int64_t down_ms)
{
    struct sim_node *node = sim_find(sim, service);
    assert(node);
    if (node->runtime)
        node_die(node, down_ms);
}

static void run_event(struct sim *sim, const struct sim_event *event)
{
    struct sim_node *node = event->node;
    switch (event->kind) {
    case SIM_WAKE:
        if (node->runtime && node->life == event->life &&
            node->wake_ms == event->at_ms)
            node_turn(node);
        break;
    case SIM_MESSAGE:
        sim_deliver(sim, event->message);
        break;
    case SIM_RESTART:
        if (!node->runtime && node->life == event->life) {
            sim->totals.restarts++;
            node_start(node);
        }
        break;
    case SIM_AFTER:
        event->then(event->arg);
        break;
    }
}

void sim_run(struct sim *sim, int64_t until_ms)
{
    while (sim->event_count && sim->events[0].at_ms <= until_ms) {
        struct sim_event event = take_event(sim);
        assert(event.at_ms >= sim->now_ms);
        sim->now_ms = event.at_ms;
        run_event(sim, &event);
    }
    if (sim->event_count && sim->now_ms < until_ms)
        sim->now_ms = until_ms; /* what is left lies behind that time */
}

void sim_heal(struct sim *sim)
{
    sim->faulty = false;
    sim_note(sim, "heal", "", 0);
    for (size_t i = 0; i < sim->node_count; i++)
        if (!sim->nodes[i].runtime)
            node_start(&sim->nodes[i]);
}

int64_t sim_now_ms(const struct sim *sim)
{
    return sim->now_ms;
}

struct random *sim_random(struct sim *sim)
{
    return &sim->random;
}

bool sim_has_faults(const struct sim *sim)
{
    return sim->faulty;
}

struct db *sim_db(struct sim *sim, const char *service)
{
    struct sim_node *node = sim_find(sim, service);
    return node ? node->db : NULL;
}

void sim_log_to(struct sim *sim, struct buffer *log)
{
    sim->log = log;
}

uint64_t sim_log_hash(const struct sim *sim)
{
    return sim->hash;
}

struct sim_totals sim_totals(const struct sim *sim)
{
    return sim->totals;
}
