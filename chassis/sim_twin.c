/*
 * sim_twin -- several simulated processes on one database.
 *
 * The problem: of two processes that share their work, one may be dead, or be
 * taken for dead while it only stands still, or while it is quite well.
 *
 * The idea: all three are drawn. A twin's turn is put off for a while, as that
 * of a process stopped by a signal is; and who asks whether another one lives
 * is sometimes told a lie. Whatever is written on it must hold nevertheless.
 *
 * The invariant: twins have one connection to one database in memory; as turns
 * never overlap, that is what the lock of writers gives to real ones.
 */
#include <assert.h>
#include <string.h>

#include "chassis/life.h"
#include "chassis/sim_private.h"

int64_t sim_life(void *driver)
{
    const struct sim_node *node = driver;
    return (int64_t)(node->life * SIM_NODES) + (node - node->sim->nodes);
}

/* Dead, silent for long, or wrongly taken for one of these. */
bool sim_life_is_over(void *driver, int64_t life)
{
    struct sim *sim = ((struct sim_node *)driver)->sim;
    const struct sim_node *node = &sim->nodes[life % SIM_NODES];
    if (!node->runtime || (int64_t)node->life != life / SIM_NODES)
        return true;
    if (node->paused_until_ms > sim->now_ms &&
        sim->now_ms - node->paused_at_ms > LIFE_SILENT_MS)
        return true;
    if (!sim->faulty ||
        !random_percent(&sim->random, sim->faults.suspect_percent))
        return false;
    sim->totals.suspicions++;
    return true;
}

/* Stopped by a signal: what arrives meanwhile waits in the runtime. */
bool sim_pauses(struct sim_node *node)
{
    struct sim *sim = node->sim;
    if (node->shares && sim->faulty && node->paused_until_ms <= sim->now_ms &&
        random_percent(&sim->random, sim->faults.pause_percent)) {
        sim->totals.pauses++;
        node->paused_at_ms = sim->now_ms;
        node->paused_until_ms =
            sim->now_ms + sim_between(sim, 1, sim->faults.pause_max_ms);
        sim_note(sim, "pauses", node->service->name, node->life);
    }
    return node->paused_until_ms > sim->now_ms;
}

/* ---- nodes ---- */

struct sim_node *sim_pick(struct sim *sim, const char *name)
{
    struct sim_node *of_it[SIM_NODES];
    size_t count = 0;
    for (size_t i = 0; i < sim->node_count; i++)
        if (strcmp(sim->nodes[i].service->name, name) == 0)
            of_it[count++] = &sim->nodes[i];
    if (count < 2)
        return count ? of_it[0] : NULL;
    return of_it[random_below(&sim->random, count)];
}

void sim_add_twin(struct sim *sim, const char *service)
{
    struct sim_node *first = sim_find(sim, service);
    assert(first && sim->node_count < SIM_NODES);
    first->shares = true;
    sim->nodes[sim->node_count++] =
        (struct sim_node){.sim = sim,
                          .service = first->service,
                          .settings = first->settings,
                          .db = first->db,
                          .twin_of = first,
                          .shares = true};
}
