/*
 * runtime_private -- what the files of the runtime share: runtime.c (life),
 * runtime_begin.c and runtime_turn.c (the turn), runtime_request.c,
 * runtime_call.c and runtime_timer.c (what a turn is made of).
 */
#ifndef CHASSIS_RUNTIME_PRIVATE_H
#define CHASSIS_RUNTIME_PRIVATE_H

#include "chassis/life.h"
#include "chassis/runtime_stream.h"

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
    struct trace cause; /* flags 0: none */
    uint64_t timer;
    bool sent;
    /* Of a stream (runtime_open.c). */
    const struct stream_handlers *stream; /* NULL: a call */
    const ProtobufCMessageDescriptor *request_type;
    struct pending *next_stirred, *previous_stirred;
    size_t queued_bytes; /* sent in this turn */
    bool stirred, half_closed, cancelled;
    bool waits; /* for room */
};

enum outbox_kind {
    OUTBOX_CALL,
    OUTBOX_OPEN, /* this and the next three are of streams */
    OUTBOX_SEND,
    OUTBOX_HALF_CLOSE,
    OUTBOX_CANCEL
};

struct outbox_entry { /* waits for the commit */
    struct outgoing call;
    enum outbox_kind kind;
    struct outbox_entry *next;
};

/* ---- messages of served streams ---- */

struct sent { /* waits for the commit */
    struct request *rq;
    struct slice message;
    struct sent *next;
};

/* What a stream does next, as one event. */
enum stream_event {
    STREAM_NOTHING,
    STREAM_ABANDONED,
    STREAM_ROOM,
    STREAM_MESSAGE,
    STREAM_HALF_CLOSED,
    STREAM_UNREADABLE
};
struct stream_step {
    enum stream_event event;
    struct slice message;
    enum error error; /* UNREADABLE */
    const char *detail;
};

/* ---- who wrote in this turn (runtime_trace.c) ---- */

enum { TABLES_BYTES = 160 }; /* "orders,sagas" */

struct committing {
    struct trace cause;
    int64_t count; /* with those behind it */
    char tables[TABLES_BYTES];
    struct db_disk disk; /* before the commit */
    struct committing *next;
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
    struct sent *sent_first, *sent_last;
    struct request *stirred_first, *stirred_last;
    struct pending *stirred_call_first, *stirred_call_last;
    size_t open_streams;              /* of calls */
    bool ends_streams, ended_streams; /* the process drains */
    size_t flowed_bytes;              /* taken from streams in this turn */
    struct request *spare;            /* free requests, arenas kept */
    size_t request_count;

    struct committing *committing;

    bool in_turn, recover, dead;
    struct life life;
    bool may_write;        /* this turn */
    int64_t busy_since_ms; /* others keep the lock of writers; 0: no */
    bool wrote;            /* the last commit had something to make durable */
    unsigned recoveries;   /* in a row, for the back-off */
    int64_t recover_at_ms;
    int64_t woken_ms;
    struct runtime_count *counts; /* all methods of all faces */
    struct runtime_totals totals;
};

/* runtime_life.c: where the database is shared, takes a number */
enum error life_open(struct runtime *rt);

/* runtime_begin.c: is there anything to do; BEGIN, sets rt->may_write */
bool turn_ready(struct runtime *rt);
enum error turn_begin(struct runtime *rt);

/* tells the driver when the next turn is wanted */
void runtime_ask_wake(struct runtime *rt);

/* runtime_request.c */
enum error request_run(struct runtime *rt, struct request *rq);
void request_end(struct request *rq, enum error error, const char *detail);
void request_tell(struct runtime *rt, struct request *rq);
/* All that is queued and touches no database (ACCESS_BESIDE). */
void request_run_beside(struct runtime *rt);
/* Takes back the answers given since `mark` (the last of the list then). */
void request_unend(struct runtime *rt, struct request *mark);
void request_fail_all(struct runtime *rt, enum error error);
/* Those without an answer only. */
void request_fail_open(struct runtime *rt, enum error error);

/* runtime_stream.c */
enum error served_open(struct runtime *rt, struct request *rq);
/* False when nothing is to be done; else served_run() does it, as an event. */
bool served_next(struct request *rq, struct stream_step *step);
enum error served_run(struct request *rq, const struct stream_step *step);
void served_unstir(struct request *rq);
void served_stir_again(struct request *rq); /* behind all others */
/* The request is over and about to be told. */
void served_close(struct request *rq);
void served_end_all(struct runtime *rt);
/* After the commit. */
void served_push_all(struct runtime *rt);
void served_drop_since(struct runtime *rt, struct sent *mark);

/* runtime_open.c */
bool flow_next(struct runtime *rt, struct pending *pending,
               struct stream_step *step);
enum error flow_run(struct runtime *rt, struct pending *pending,
                    const struct stream_step *step);
void flow_stir(struct runtime *rt, struct pending *pending);
void flow_unstir(struct runtime *rt, struct pending *pending);
void flow_leave(struct runtime *rt, const struct outbox_entry *entry);
void flow_take_back(struct runtime *rt, const struct outbox_entry *entry);

/* runtime_call.c */
struct pending *call_find(const struct runtime *rt, uint64_t id);
/* NULL with error_detail() when there is no room. */
struct pending *call_begin(struct runtime *rt, const struct call *call,
                           enum outbox_kind kind);
void call_end(struct runtime *rt, struct pending *pending);
/* Into the turn's arena; false when it is too large or there is no room. */
bool call_pack(struct runtime *rt, const ProtobufCMessage *message,
               struct slice *out);
/* NULL when there is no room. */
struct outbox_entry *call_queue(struct runtime *rt, enum outbox_kind kind,
                                uint64_t id);
enum error call_run(struct runtime *rt, const struct arrived *arrived);
void call_send_all(struct runtime *rt);
void call_drop_since(struct runtime *rt, struct outbox_entry *mark);
void call_forget_all(struct runtime *rt);
void call_expired(struct runtime *rt, uint64_t call_id);

#endif
