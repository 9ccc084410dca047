/*
 * handicap -- a deliberately bad version: slow, failing or short of life.
 *
 * Use:       handicap_parse() on "slow-ms=20,fail-percent=30"; host.c then
 *            hands the service's own face through handicap_face() before the
 *            runtime gets it, and calls handicap_begin() once it stands.
 * Values:    slow-ms (0..10000): each call takes the whole process so much
 *            longer, as slow code does; fail-percent (0..100): so many calls
 *            fail with UNAVAILABLE before anything is done;
 *            die-after-ms (0: never): the process kills itself that long
 *            after its start.
 * Ownership: one a process: static memory.
 * Errors:    USAGE, explained.
 * Blocking:  for slow-ms, on purpose.
 */
#ifndef CHASSIS_HANDICAP_H
#define CHASSIS_HANDICAP_H

#include "chassis/runtime.h"

struct handicap {
    int slow_ms, fail_percent, die_after_ms;
};

enum error handicap_parse(struct handicap *out, const char *text);
/* The face, whose methods limp from now on; the same one without a handicap. */
struct face handicap_face(const struct handicap *handicap,
                          const struct face *face);
void handicap_begin(const struct handicap *handicap, struct runtime *rt);

#endif
