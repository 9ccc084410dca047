/*
 * control -- every process answers control.Control: status, crash points, log
 *            level.
 *
 * Use:       host.c hangs control_face behind the service's own faces and says
 *            with control_tell() what only a process knows of itself.
 * Ownership: the facts stay the caller's and must outlive the runtime. They
 *            are one a process, as its pid and its crash points are.
 * Errors:    an unknown crash point is NOT_FOUND, an unknown log level
 *            UNPROCESSABLE.
 * Blocking:  Status reads /proc/self/statm.
 */
#ifndef CHASSIS_CONTROL_H
#define CHASSIS_CONTROL_H

#include "chassis/config.h"
#include "chassis/runtime.h"

struct control_facts {
    const struct config *config;
    const struct address *addresses; /* really taken */
    size_t address_count;
    int64_t started_ms; /* monotonic */
    bool ready; /* listening, not draining, and not said to be not ready */
};

extern const struct face control_face;

void control_tell(const struct control_facts *facts);
/* For whoever passes it on: health, the registry. True where no host has told
 * anything: then nothing says otherwise. */
bool control_ready(void);

#endif
