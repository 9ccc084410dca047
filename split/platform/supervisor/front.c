/*
 * front -- one listening socket, several gateways behind it.
 *
 * The problem: the address of the front door is what people have written
 * down, and a deployment replaces the process that made it.
 *
 * The idea: the process does not make it. Each gateway inherits the same
 * socket and accepts what it can; who ends closes his end only, and the
 * callers in the queue are another's.
 *
 * Rejected: SO_REUSEPORT. There each process has a queue of its own, and what
 * waits in it when the process ends is lost.
 */
#include "split/platform/supervisor/front.h"

#include "split/platform/supervisor/fleet.h"

static struct doorbell *doors[PLAN_COUNT];

/* Nobody watches it: whoever inherits it does. */
static void on_ring(void *arg)
{
    (void)arg;
}

enum error front_give(void *arg, const struct plan_entry *entry,
                      struct address *address, int *fd)
{
    struct doorbell **door = &doors[entry - plan];
    enum error error = ERROR_OK;
    (void)arg;
    if (!*door)
        error =
            doorbell_open(door, supervisor_get()->loop, address, on_ring, NULL);
    if (error)
        return error;
    *address = doorbell_address(*door);
    *fd = doorbell_fd(*door);
    return ERROR_OK;
}

static bool served(const struct plan_entry *entry)
{
    for (struct child *child = fleet_next(entry, NULL); child;
         child = fleet_next(entry, child))
        if (child->process || child->state == CHILD_CRASHED)
            return true;
    return false;
}

void front_look(void)
{
    for (size_t i = 0; i < PLAN_COUNT; i++) {
        if (!doors[i] || served(&plan[i]))
            continue;
        doorbell_close(doors[i]);
        doors[i] = NULL;
    }
}
