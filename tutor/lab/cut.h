/*
 * cut -- recorded work replayed over a way to cut a shop into services.
 *
 * Use:       fill a cut_record with what the spans of one request tell: who
 *            called whom, and which tables each transaction wrote. cut_choose()
 *            by a word, cut_replay() gives the figures of that cut.
 * Model:     a table lives in one service, and so does its code; whatever a
 *            transaction writes elsewhere is one more call and makes it a
 *            distributed one. Reads are not recorded, so calls are the least
 *            that can be. Tables of the patterns (sagas, outbox) go with the
 *            service that uses them: another cut would have its own.
 * Proof:     over the cut that was recorded, the calls are those recorded.
 * Bounds:    CUT_*; more is not taken in, and `full` says so.
 * Ownership: plain values; names point into the caller's memory.
 * Errors:    cut_choose(): USAGE, explained.
 * Blocking:  never; no I/O.
 * Source:    Newman, Monolith to Microservices (2019), ch. 4; the metrics of
 *            coupling and cohesion as in Larman, Applying UML and Patterns.
 */
#ifndef TUTOR_LAB_CUT_H
#define TUTOR_LAB_CUT_H

#include <stdbool.h>
#include <stddef.h>

#include "chassis/arena.h"
#include "chassis/error.h"

enum {
    CUT_CALLS = 64,
    CUT_COMMITS = 64,
    CUT_TABLES = 16, /* of one transaction */
    CUT_PARTS = 32,  /* of a cut that somebody wrote down */
    CUT_PAIRS = 64,
    CUT_CHATTY = 2 /* calls of one pair for one request; more is chatty */
};

struct cut_call {
    const char *from, *to;
};

struct cut_commit {
    const char *service;
    const char *tables[CUT_TABLES];
    size_t count;
};

struct cut_record {
    struct cut_call calls[CUT_CALLS];
    size_t call_count;
    struct cut_commit commits[CUT_COMMITS];
    size_t commit_count;
    bool full;
};

enum cut_kind {
    CUT_ONE,      /* one process */
    CUT_BUSINESS, /* as it was recorded: a service for each context */
    CUT_TABLE,    /* a service for each table */
    CUT_LAYER,    /* rules in one service, data in another */
    CUT_OWN       /* as written: sales=orders,inventory money=payments */
};

struct cut {
    enum cut_kind kind;
    struct cut_part {
        const char *thing, *service; /* a table or a recorded service */
    } parts[CUT_PARTS];
    size_t count;
};

struct cut_result {
    struct cut_pair {
        const char *from, *to;
        int calls;
    } pairs[CUT_PAIRS];
    size_t pair_count;
    int services;    /* that the request needs, without the entrance */
    int calls;       /* between them */
    int commits;     /* of the shop's own tables */
    int whole;       /* that lie, code and tables, in one service */
    int distributed; /* that would write in several */
    int chatty;      /* calls of pairs that talk more than CUT_CHATTY times */
};

/* "accounts,charges" into a commit. */
enum error cut_record_commit(struct cut_record *record, const char *service,
                             const char *tables, struct arena *arena);
void cut_record_call(struct cut_record *record, const char *from,
                     const char *to);

const char *cut_name(enum cut_kind kind);
/* "business", "table", "layer", "one", or NAME=THING,THING ... */
enum error cut_choose(struct cut *out, const char *const *words, size_t count,
                      struct arena *arena);
void cut_replay(const struct cut *cut, const struct cut_record *record,
                struct cut_result *out);

#endif
