/*
 * crash -- named lines at which a process can be told to die.
 *
 * Use:       crash_point("turn.after-commit") where a crash would hurt most;
 *            crash_arm() from the control face. An armed point ends the
 *            process by SIGKILL: no handler runs, no buffer is flushed, the
 *            files stay as they are.
 * Ownership: one armed point a process.
 * Errors:    crash_arm() refuses a name that is on no list.
 * Source:    the named crash points of our own fault table; SQLite's
 *            sqlite3FaultSim() keeps such calls in every build too.
 */
#ifndef CHASSIS_CRASH_H
#define CHASSIS_CRASH_H

#include <stddef.h>

#include "chassis/error.h"

extern const char *crash_armed; /* NULL almost always */

void crash_reached(const char *name);
#define crash_point(name)        \
    do {                         \
        if (crash_armed)         \
            crash_reached(name); \
    } while (0)

/* The lists of names that crash_arm() accepts; NULL ends each. */
void crash_lists(const char *const *chassis_points,
                 const char *const *service_points);
/* The n-th known name, or NULL. */
const char *crash_name(size_t n);
/* Die at the `count`-th time (from 1) that `name` is reached. */
enum error crash_arm(const char *name, unsigned count);

#endif
