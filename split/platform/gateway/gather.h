/*
 * gather -- several questions asked at once, and one thing to do when all of
 *           them have been answered.
 *
 * Use:       gather_new(), fill `finish` and `base`, gather_ask() for each
 *            part, gather_wait(). `finish` runs once, when no part is open.
 * Ownership: lives in the request's arena; the request must not be ended
 *            before `finish`, since answers still point here.
 * Errors:    none to handle: a part that could not even be asked counts as
 *            one that did not answer.
 * Blocking:  never; the whole takes as long as its slowest part.
 * Source:    "API composition" in Richardson, Microservices Patterns, ch. 7.
 */
#ifndef SPLIT_PLATFORM_GATEWAY_GATHER_H
#define SPLIT_PLATFORM_GATEWAY_GATHER_H

#include "split/platform/gateway/ask.h"

enum { GATHER_PARTS = 2 };

struct gather;

struct gather_part {
    struct gather *gather;
    const struct ask *ask;
    struct answer answer; /* copied, with its sentences, into the arena */
};

struct gather {
    struct request *rq;
    void (*finish)(struct gather *gather);
    const ProtobufCMessage *base; /* what was known before, or NULL */
    size_t count, open;
    struct gather_part parts[GATHER_PARTS];
};

/* NULL when the arena is full. */
struct gather *gather_new(struct request *rq, void (*finish)(struct gather *));
void gather_ask(struct gather *gather, const struct ask *ask,
                const ProtobufCMessage *in);
/* After the last gather_ask(): finishes at once if nothing is open. */
void gather_wait(struct gather *gather);

/* The names of the peers that did not answer, as a repeated field takes them;
 * "there is no such thing" is an answer. NULL and 0 when all did. */
char **gather_silent(struct gather *gather, size_t *count);

#endif
