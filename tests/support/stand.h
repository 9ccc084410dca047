/*
 * stand -- one service on a test bench: its runtime, a clock that moves when
 *          told, and no peers but the test itself.
 *
 * Use:       stand_new(), stand_ask() as a client, stand_sent() to see what it
 *            wants from others, stand_answer() in their place, stand_free().
 * Units:     milliseconds; the clock starts at STAND_START_MS and stands still
 *            until stand_pass().
 * Ownership: replies and sent calls belong to the stand.
 * Errors:    what should not happen fails the running test.
 */
#ifndef TESTS_SUPPORT_STAND_H
#define TESTS_SUPPORT_STAND_H

#include "chassis/random.h"
#include "chassis/runtime.h"

enum { STAND_CALLS = 64, STAND_START_MS = 1000 };

struct stand_call {
    uint64_t id;
    const char *peer;
    const char *method;
    const char *key; /* "" when there was none */
    struct caller caller;
    int64_t timeout_ms;
    const ProtobufCMessage *in;
};

struct stand_reply {
    bool done;
    enum error error;
    const char *detail;
    const char *instance;
    const ProtobufCMessage *out; /* NULL unless OK */
};

struct stand {
    struct runtime *runtime;
    struct db *db; /* in memory; NULL where the service keeps nothing */
    bool lent;     /* the database is another stand's */
    int64_t life;  /* of one that shares its database; 0: alone */
    bool takes_others_for_dead;
    struct arena arena;
    struct random random;
    int64_t now_ms;
    struct stand_call sent[STAND_CALLS];
    size_t sent_count;
};

void stand_new(struct stand *stand, const struct service *service,
               const struct token_keys *keys, uint64_t seed);
/* A process that shares its database: the first one's (NULL: this is it). Free
 * the first last. */
void stand_new_sharing(struct stand *stand, const struct service *service,
                       struct stand *first, uint64_t seed);
void stand_free(struct stand *stand);
/* The process dies between two turns and another starts on its database:
 * open requests are never answered, calls that are out stay in the list. */
void stand_restart(struct stand *stand);

/* `method` of the first contract of the service's that has it; one turn is
 * run. */
struct stand_reply *stand_ask(struct stand *stand, const char *method,
                              const ProtobufCMessage *in,
                              const struct caller *caller, const char *key);
/* Submits without a turn, so that several share one. */
struct stand_reply *stand_submit(struct stand *stand, const char *method,
                                 const ProtobufCMessage *in,
                                 const struct caller *caller, const char *key);
void stand_turn(struct stand *stand);
/* Moves the clock, then runs a turn. */
void stand_pass(struct stand *stand, int64_t ms);

/* The newest call of that method to that peer; NULL: none. */
const struct stand_call *stand_sent(struct stand *stand, const char *peer,
                                    const char *method);
/* In the peer's place; a message, an error, or an error about something. */
void stand_answer(struct stand *stand, const struct stand_call *call,
                  const struct answer *answer);

#endif
