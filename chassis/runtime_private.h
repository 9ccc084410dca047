/*
 * runtime_private -- what the files of the runtime share: runtime.c (life),
 * runtime_turn.c (the turn), runtime_request.c, runtime_call.c and
 * runtime_timer.c (what a turn is made of).
 */
#ifndef CHASSIS_RUNTIME_PRIVATE_H
#define CHASSIS_RUNTIME_PRIVATE_H

#include "chassis/runtime.h"

/* ---- timers: a binary heap over a table of slots ---- */

struct timer {
    int64_t at_ms;
    uint64_t id;        /* generation and slot; 0: free */
    timer_handler *run; /* NULL: the deadline of a call */
    void *arg;
    uint64_t call_id;
    uint32_t heap_at;
};

struct timers {
    struct timer *slots;
    uint32_t *heap; /* slots, soonest first; ties by id, so runs repeat */
    uint32_t *free_slots;
    uint32_t count, free_count, slot_count, capacity;
    uint64_t generation;
};

void timers_init(struct timers *timers);
void timers_release(struct timers *timers);
/* Forgets all of them; their ids stay unused. */
void timers_clear(struct timers *timers);
/* 0 when LIMIT_TIMERS are set already. */
uint64_t timers_add(struct timers *timers, const struct timer *timer);
void timers_cancel(struct timers *timers, uint64_t id);
/* Takes the soonest one that is due. */
bool timers_take(struct timers *timers, int64_t now_ms, struct timer *out);
int64_t timers_next_ms(const struct timers *timers); /* INT64_MAX: none */

/* ---- outgoing calls ---- */

struct pending {
    uint64_t id; /* 0: free */
    answer_handler *then;
    void *arg;
    struct arena *arena;
    const ProtobufCMessageDescriptor *reply_type;
    uint64_t timer;
    bool sent;
};

struct outbox_entry { /* waits for the commit */
    struct outgoing call;
    struct outbox_entry *next;
};

/* ---- what waits for the next turn ---- */

struct arrived { /* an answer, copied into the arena of arrivals */
    uint64_t call_id;
    enum error error;
    const char *detail;
    const char *instance;
    struct slice message;
    struct arrived *next;
};

enum request_state {
    REQUEST_FREE,
    REQUEST_NEW, /* from runtime_request() to runtime_submit() */
    REQUEST_QUEUED,
    REQUEST_OPEN,  /* run, not answered yet */
    REQUEST_ENDED, /* answered, waits for the commit */
    REQUEST_TOLD   /* `done` was called */
};
enum { REQUEST_ABANDONED = 1 << 8 }; /* may join any state */

struct request_list {
    struct request *first, *last;
};
void list_append(struct request_list *list, struct request *rq);
void list_remove(struct request_list *list, struct request *rq);

struct runtime {
    const struct service *service;
    const struct runtime_driver *driver;
    void *driver_arg;
    struct db *db;
    const struct token_keys *keys;
    const struct runtime_setting *settings;
    void *state;
    struct random random; /* for spans only; ids ask the driver */
    struct id_source ids;

    struct timers timers;
    struct pending *calls;
    uint32_t *free_calls;
    uint32_t call_count, free_call_count;
    uint64_t call_generation;

    struct arena arrivals, turn_arena; /* swapped at each turn */
    struct arrived *arrived_first, *arrived_last;
    struct request_list queued, open, ended;
    struct outbox_entry *outbox_first, *outbox_last;
    struct request *spare; /* free requests, arenas kept */
    size_t request_count;

    bool in_turn, recover, dead;
    bool wrote; /* the last commit had something to make durable */
    unsigned recoveries; /* in a row, for the back-off */
    int64_t recover_at_ms;
    int64_t woken_ms;
    struct runtime_count *counts; /* all methods of all faces */
    struct runtime_totals totals;
};

/* runtime_turn.c: tells the driver when the next turn is wanted */
void runtime_ask_wake(struct runtime *rt);

/* runtime_request.c */
enum error request_run(struct runtime *rt, struct request *rq);
void request_end(struct request *rq, enum error error, const char *detail);
void request_tell(struct runtime *rt, struct request *rq);
/* Takes back the answers given since `mark` (the last of the list then). */
void request_unend(struct runtime *rt, struct request *mark);
void request_fail_all(struct runtime *rt, enum error error);

/* runtime_call.c */
enum error call_run(struct runtime *rt, const struct arrived *arrived);
void call_send_all(struct runtime *rt);
void call_drop_since(struct runtime *rt, struct outbox_entry *mark);
void call_forget_all(struct runtime *rt);
void call_expired(struct runtime *rt, uint64_t call_id);

#endif
