/*
 * saga -- a transaction over several services, as steps and compensations.
 *
 * Use:       a const table of steps; saga_start() in the turn that writes what
 *            the saga is about; saga_undo() to take a finished one back;
 *            saga_resume_all() from the service's resume().
 * Rules:     each step has one key for ever ("ID/step"). An answer that leaves
 *            the outcome unknown is asked for again with the same key until it
 *            is known. A refusal compensates all steps that were begun, the
 *            refused one included, in reverse, each until it is done.
 * Owners:    where several processes share the database, each saga carries the
 *            epoch of the one that runs it. saga_take_over() takes those whose
 *            owner is not aboard any more (split/patterns/crew.h).
 * Durable:   the state row moves in the turn that handles an answer, and the
 *            next call leaves after that turn's commit.
 * Ownership: the table is const; `context` is the owner's and is given back in
 *            plan->ended().
 * Errors:    of the database; the turn is then rolled back and the runtime
 *            recovers (chassis/runtime.h).
 * Blocking:  never.
 * Source:    Garcia-Molina and Salem, "Sagas", 1987; the orchestrated form.
 */
#ifndef SPLIT_PATTERNS_SAGA_H
#define SPLIT_PATTERNS_SAGA_H

#include "chassis/runtime.h"
#include "split/patterns/crew.h"

enum { SAGA_STEPS = 8, SAGA_KEY_BYTES = 64, SAGA_DETAIL_BYTES = 256 };

extern const char saga_schema[];

/* ---- pure: where a saga stands and where it goes ---- */

enum saga_state { SAGA_RUNNING, SAGA_COMPENSATING, SAGA_DONE, SAGA_UNDONE };
enum saga_outcome { SAGA_OK, SAGA_REFUSED, SAGA_UNKNOWN };

struct saga_position {
    enum saga_state state;
    int step;
    unsigned failures; /* unknown outcomes of this step, in a row */
};

/* What an answer means: refused for good, or unknown. */
enum saga_outcome saga_outcome_of(enum error error);
/* The position after an outcome, of a saga of `steps` steps. */
struct saga_position saga_advance(struct saga_position at,
                                  enum saga_outcome outcome, int steps);
bool saga_is_over(struct saga_position at);

/* ---- the engine ---- */

struct saga;

struct saga_step {
    const char *name; /* "pay" */
    const char *peer; /* "payments" */
    const ProtobufCServiceDescriptor *contract;
    const char *forward; /* method, "Charge" */
    const char *undo;    /* method, "Refund" */
    /* The messages, in `arena`; NULL: no room. `key` is this step's. */
    const ProtobufCMessage *(*ask)(const struct saga *saga, const char *key,
                                   struct arena *arena);
    const ProtobufCMessage *(*ask_undo)(const struct saga *saga,
                                        const char *key, struct arena *arena);
    /* The forward step is done; NULL: nothing to note. In the turn. */
    enum error (*done)(struct saga *saga);
};

struct saga_plan {
    const struct saga_step *steps;
    int count;
    int64_t timeout_ms; /* of one call */
    /* SAGA_DONE or SAGA_UNDONE, in the turn; the saga is freed afterwards. */
    enum error (*ended)(struct saga *saga);
    /* A saga found in the database: its owner makes its context anew. */
    enum error (*revive)(struct saga *saga);
    /* Forgets a context without ending anything (recovery, close). */
    void (*forget)(struct saga *saga);
    const char *const *crash_points; /* after a step, after a compensation */
};

/* What is told of the step that is under way. */
struct saga_span {
    struct trace trace; /* its calls hang below */
    int64_t start_us;
    int attempts;
    bool told;
    bool resumed; /* another process had begun it */
};

struct saga {
    struct runtime *rt;
    struct sagas *all;
    struct id id;
    struct saga_position at;
    enum error reason; /* why it compensates; OK: it was asked to */
    char detail[SAGA_DETAIL_BYTES];
    int logged; /* rows of its log */
    struct trace trace;
    struct saga_span span;
    void *context;
    bool runs; /* false: read from the database, not set going yet */
    struct saga *next;
};

/* All sagas of one service; hangs on its state. */
struct sagas {
    struct runtime *rt;
    const struct saga_plan *plan;
    const struct crew *crew; /* NULL: no other process runs sagas here */
    bool left; /* nobody's, and there was no room: take over again later */
    struct saga *slots[1024]; /* by id */
    size_t count;
};

void sagas_init(struct sagas *sagas, struct runtime *rt,
                const struct saga_plan *plan);
/* The column of owners, in a database that was made before there were any. */
enum error sagas_upgrade(struct db *db);
/* Forgets all of them in memory. */
void sagas_clear(struct sagas *sagas);
struct saga *sagas_find(struct sagas *sagas, const char *id);

enum error saga_start(struct sagas *sagas, const struct id *id,
                      const struct trace *trace, void *context,
                      struct saga **out);
/* Takes a saga that is done back, from its last step. */
enum error saga_undo(struct sagas *sagas, const struct id *id,
                     const struct trace *trace, void *context,
                     struct saga **out);
/* Continues every saga that is not over and is ours or nobody's. */
enum error saga_resume_all(struct sagas *sagas);
/* Continues those that are nobody's. */
enum error saga_take_over(struct sagas *sagas);

const char *saga_state_name(enum saga_state state);

#endif
