/*
 * observe -- questions to the collector, for the commands that look.
 *
 * Use:       observe_ask() for one answer; `trace`, `logs` and `metrics` are
 *            made of these.
 * Ownership: answers live in the session's arena.
 * Errors:    UNAVAILABLE with a sentence when no collector runs; else what it
 *            said.
 * Blocking:  until the answer or OBSERVE_MS.
 */
#ifndef TUTOR_OBSERVE_H
#define TUTOR_OBSERVE_H

#include "chassis/contracts/collector.pb-c.h"
#include "tutor/session.h"

enum { OBSERVE_MS = 3000, OBSERVE_TITLE_BYTES = LIMIT_NAME_BYTES + 16 };

enum error observe_ask(struct session *session, const char *method,
                       const ProtobufCMessage *in,
                       const ProtobufCMessage **out);
/* The trace of an order, when nothing more arrives; NOT_FOUND: none is kept. */
enum error observe_trace(struct session *session, char *order,
                         const ProtobufCMessage **out);
/* The whole answer as JSON. */
void observe_json(struct session *session, const ProtobufCMessage *message);
/* "payments", "payments-2" */
const char *observe_title(char room[OBSERVE_TITLE_BYTES], const char *name,
                          int instance);

#endif
