/*
 * harm -- what the request faults do to one call, and which connection faults
 *         strike one connection.
 *
 * Use:       harm_needs_message() before a call begins: somebody aims at what
 *            stands in its message; harm_message_in() says when it is there;
 *            harm_call() draws. harm_rules() for a connection whenever the
 *            faults have changed.
 * Errors:    none.
 * Blocking:  never.
 */
#ifndef SPLIT_PLATFORM_SIDECAR_HARM_H
#define SPLIT_PLATFORM_SIDECAR_HARM_H

#include <stdbool.h>

struct transit;
struct connection;

bool harm_needs_message(const struct transit *call);
bool harm_message_in(const struct transit *call);
/* False: the call was answered (aborted). */
bool harm_call(struct transit *call);
/* Draws new faults, and fills in all that the connection's faults say. */
void harm_rules(struct connection *connection);

#endif
