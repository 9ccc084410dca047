/*
 * ask -- one question to one service, on behalf of whoever asked us.
 *
 * Use:       ask_service() from a handler or an answer; ask_fail() when the
 *            answer is bad news, ask_pass_on() when it is the whole reply.
 * Rules:     caller, trace and idempotency key travel along; nobody waits
 *            longer than their own caller does.
 * Ownership: the answer's message is made in the request's arena.
 * Errors:    what the shop says (declined, not found, ...) is passed on with
 *            its sentence. What a service says about its own health becomes
 *            one UNAVAILABLE that names the service and hides its inside.
 * Blocking:  never.
 * Source:    "API gateway" in Richardson, Microservices Patterns, chapter 8.
 */
#ifndef SPLIT_PLATFORM_GATEWAY_ASK_H
#define SPLIT_PLATFORM_GATEWAY_ASK_H

#include <stdbool.h>

#include "chassis/runtime.h"

struct ask {
    const char *peer; /* "orders" */
    const ProtobufCServiceDescriptor *contract;
    const char *method;
    bool writes;          /* repeated only with a key */
    bool may_take_a_saga; /* waits for the order's end, not for one read */
};

enum error ask_service(struct request *rq, const struct ask *ask,
                       const ProtobufCMessage *in, answer_handler *then,
                       void *arg);
/* Questions that are out and not answered yet. */
int64_t ask_open(void);
/* Of a runtime that is gone: nothing is out. */
void ask_forget_all(void);
/* Ends the request with the answer, good or bad. */
void ask_pass_on(struct request *rq, const struct ask *ask,
                 const struct answer *answer);
/* Ends the request with the answer's error, in our own words where needed. */
void ask_fail(struct request *rq, const struct ask *ask,
              const struct answer *answer);

#endif
