/*
 * front -- the front door of the split, kept while its servers come and go.
 *
 * Use:       front_give() as a child's `front`; front_look() at every change.
 * Rules:     the socket is opened for the first instance that starts and
 *            closed when none has a process: then callers are refused, as they
 *            are by any service that is down.
 * Ownership: the socket is ours; instances inherit it.
 * Errors:    front_give() as doorbell_open() says: a port that is taken.
 * Blocking:  never.
 */
#ifndef SPLIT_PLATFORM_SUPERVISOR_FRONT_H
#define SPLIT_PLATFORM_SUPERVISOR_FRONT_H

#include "split/platform/supervisor/child.h"

child_front front_give;
void front_look(void);

#endif
