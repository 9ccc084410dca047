/*
 * reflection -- grpc.reflection: a server tells strangers what it serves.
 *
 * Use:       host.c hangs reflection_face and reflection_old_face (v1alpha,
 *            which older clients ask) behind the service's own faces.
 * Answers:   the services of this process; the files of what is asked for, by
 *            name or by symbol, with all that they import.
 * Ownership: constants; answers live in the turn.
 * Errors:    what is not known is an answer that says NOT_FOUND; the stream
 *            goes on.
 * Blocking:  never.
 * Source:    grpc/doc/server-reflection.md.
 */
#ifndef CHASSIS_REFLECTION_H
#define CHASSIS_REFLECTION_H

#include "chassis/runtime.h"

extern const struct face reflection_face, reflection_old_face;

#endif
