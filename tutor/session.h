/*
 * session -- one learner at work: places, screen, loop, and the shop's doors.
 *
 * Use:       session_open() once a process; session_begin() before each
 *            command and session_end() behind it.
 * Ownership: the session owns its loop and its shops. Everything a command
 *            allocates lives in session->arena until session_end().
 * Errors:    places that cannot be used are explained (another user's
 *            directory, a path too long for a socket, a read-only one).
 * Blocking:  as its parts do; a front end may wait.
 */
#ifndef TUTOR_SESSION_H
#define TUTOR_SESSION_H

#include "chassis/arena.h"
#include "chassis/config.h"
#include "chassis/id.h"
#include "chassis/net.h"
#include "chassis/random.h"
#include "tutor/screen.h"
#include "tutor/shape.h"
#include "tutor/shop.h"

enum {
    SESSION_ORDERS_SEEN = 64,
    SESSION_SKUS = 64,
    SESSION_INSTANCES = 64, /* beyond the first of each service */
    SESSION_TRACES = 32,
    SESSION_TRACE_BYTES = 33 /* an id in hexadecimal */
};

struct Supervisor__StatusReply;

struct session {
    struct places places;
    struct screen screen;
    struct screen complaints; /* standard error */
    struct loop *loop;
    struct arena arena; /* of one command */
    struct random random;
    bool json;   /* answer with JSON */
    bool failed; /* the command has already said what the world refused */
    bool shell;  /* a person types one command after another */
    bool tutor;  /* on the whole screen */
    bool plain;  /* lines are wanted, whatever the terminal can show */
    const struct Supervisor__StatusReply *status; /* of this command */
    int supervisor_pid;                /* the one we started, 0: none */
    struct shop *shops[SHAPE_COUNT];   /* NULL until asked for */
    struct id last_order[SHAPE_COUNT]; /* "" until one was placed */
    struct id orders_seen[SESSION_ORDERS_SEEN]; /* a ring, for completion */
    size_t orders_seen_count;
    char skus[SESSION_SKUS][LIMIT_NAME_BYTES]; /* for completion */
    size_t sku_count;
    char instances[SESSION_INSTANCES][LIMIT_NAME_BYTES]; /* "payments-2" */
    size_t instance_count; /* as the supervisor last said, for completion */
    char traces[SESSION_TRACES][SESSION_TRACE_BYTES];
    size_t trace_count; /* as the collector last said, for completion */
};

enum error session_open(struct session *session);
void session_close(struct session *session);
void session_begin(struct session *session);
void session_end(struct session *session);

/* Serves the loop for so long. */
void session_wait(struct session *session, int64_t ms);

/* Keeps an order's id for completion, and as the shape's last one. */
void session_saw_order(struct session *session, enum shape shape,
                       const char *id);
/* Keeps the SKUs of a reply to GET /api/products for completion; bare, or as
 * `get --json` prints it. */
void session_saw_goods(struct session *session, const char *json,
                       size_t length);
/* Keeps the id of a trace for completion; the first after
 * session_forget_traces() is the newest. */
void session_saw_trace(struct session *session, const char *id);
void session_forget_traces(struct session *session);
/* The front door of that shape, its address fresh from the supervisor.
 * UNAVAILABLE with a sentence when the shape was never up. */
enum error session_shop(struct session *session, enum shape shape,
                        struct shop **out);
/* The shapes that run now; UNAVAILABLE with a sentence when none does. */
enum error session_running(struct session *session, enum shape_set *out);

/* Takes the learner's language from $CLEAVE_LANG, else STATE/lang, else the
 * locale; session_save_language() writes STATE/lang. */
void session_find_language(const struct places *places);
enum error session_save_language(const struct places *places, bool korean);

/* From now on Ctrl-C only sets a flag, until session_restore_interrupt() puts
 * back what was before. Not nested. */
void session_catch_interrupt(void);
void session_restore_interrupt(void);
bool session_interrupted(void); /* says so once */

#endif
