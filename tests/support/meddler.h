/*
 * meddler -- stands between a client and a server and changes one byte.
 *
 * Use:       meddler_open(), then connect to meddler.front instead of to the
 *            server; meddler_aim() before each new connection,
 *            meddler_hang_up() behind it.
 * Units:     bytes, counted from the start of a connection, each way by
 *            itself.
 * Ownership: the caller's struct; it must stay where it is until
 *            meddler_close().
 * Errors:    what should not happen fails the running test.
 * Blocking:  connects to the server at once, which never waits on a Unix
 *            socket with room in its backlog.
 */
#ifndef TESTS_SUPPORT_MEDDLER_H
#define TESTS_SUPPORT_MEDDLER_H

#include "chassis/net.h"

enum {
    MEDDLER_LINES = 8,
    MEDDLER_WAYS = 2 /* 0: to the server, 1: back */
};

struct meddler {
    struct loop *loop;
    struct address front, back;
    struct listener *listener;
    int way;   /* of the byte that is changed; -1: none is */
    size_t at; /* where it is, on whatever connection gets so far first */
    unsigned char by; /* exclusive or; not 0 */
    bool struck;
    int quiet_turns;
    size_t passed[MEDDLER_WAYS]; /* bytes of all connections since the aim */
    struct meddler_line {
        struct meddler_end {
            struct meddler *meddler;
            struct meddler_line *line;
            struct stream *stream; /* NULL: no more */
            int way;               /* of what comes from it */
            size_t passed;
        } ends[MEDDLER_WAYS];
    } lines[MEDDLER_LINES];
};

/* `front` is where it listens, `back` where the server does; both Unix. */
void meddler_open(struct meddler *meddler, struct loop *loop,
                  const struct address *front, const struct address *back);
void meddler_aim(struct meddler *meddler, int way, size_t at, unsigned char by);
/* Turns the loop without waiting. Where nothing has passed for a while, because
 * a length was changed, it hangs up on everybody. */
void meddler_turn(struct meddler *meddler);
/* On everybody. */
void meddler_hang_up(struct meddler *meddler);
void meddler_close(struct meddler *meddler);

#endif
