/*
 * crash -- the armed point, and the death at it.
 *
 * The worst moments of a transaction last microseconds; no kill from outside
 * hits them on purpose. So these moments have names in the code, and one of
 * them can be armed. The process then ends itself there by the signal that
 * nothing can catch: no buffer is flushed, no handler tidies up, as when the
 * power fails.
 *
 * Unarmed, a point costs one look at a pointer, which is why the points are in
 * every build: what is tested is what runs.
 */
#include "chassis/crash.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

const char *crash_armed;
static unsigned armed_count;
static const char *const *lists[2]; /* the chassis's, the service's */

void crash_reached(const char *name)
{
    if (strcmp(name, crash_armed) == 0 && --armed_count == 0)
        kill(getpid(), SIGKILL);
}

void crash_lists(const char *const *chassis_points,
                 const char *const *service_points)
{
    lists[0] = chassis_points;
    lists[1] = service_points;
}

const char *crash_name(size_t n)
{
    for (size_t i = 0; i < 2; i++)
        for (const char *const *name = lists[i]; name && *name; name++)
            if (n-- == 0)
                return *name;
    return NULL;
}

enum error crash_arm(const char *name, unsigned count)
{
    const char *known;
    for (size_t n = 0; (known = crash_name(n)); n++) {
        if (strcmp(known, name) == 0) {
            armed_count = count ? count : 1;
            crash_armed = known;
            return ERROR_OK;
        }
    }
    return error_explain(ERROR_NOT_FOUND,
                         "there is no crash point \"%.64s\" here; `cleave "
                         "rpc SERVICE.Status` lists the names",
                         name);
}
