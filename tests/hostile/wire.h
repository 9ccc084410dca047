/*
 * wire -- one connection that says exactly the bytes it is given.
 *
 * Use:       wire_open(), wire_send() what no decent client would, then
 *            wire_answer() until it is false, wire_close().
 * Ownership: an answer's slices belong to the wire and hold until the next
 *            call of it.
 * Errors:    no connection, silence for WIRE_PATIENCE_MS and bytes that are no
 *            HTTP/1.1 answer fail the running test. Being hung up on does not:
 *            wire_send() and wire_answer() then say false.
 * Blocking:  on the peer, WIRE_PATIENCE_MS at most. What comes in while bytes
 *            go out is kept, so no two sides wait for each other.
 */
#ifndef TESTS_HOSTILE_WIRE_H
#define TESTS_HOSTILE_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "chassis/buffer.h"

enum { WIRE_PATIENCE_MS = 10000 };

/* Where to knock. */
struct door {
    const char *name;
    struct sockaddr_storage address;
    socklen_t address_bytes;
};

/* "http://127.0.0.1:8080" or the path of a Unix socket. */
bool door_read(struct door *out, const char *name, const char *text);

struct wire {
    int fd;
    struct buffer in; /* came and was not taken yet */
    struct buffer shown;
    bool closed; /* by the peer */
};

struct answer {
    int status;
    struct slice head; /* all lines, the status line first */
    struct slice body;
};

void wire_open(struct wire *wire, const struct door *door);
/* false: the peer hung up before it had all */
bool wire_send(struct wire *wire, const void *bytes, size_t length);
/* Gives up once nothing moved for that long; reads nothing. How much went. */
size_t wire_push(struct wire *wire, const void *bytes, size_t length,
                 int patience_ms);
/* No more will be sent; answers are still read. */
void wire_end(struct wire *wire);
/* One read into `in`; false: closed, or nothing came within that time. */
bool wire_read(struct wire *wire, int patience_ms);
/* false: closed, and no more than nothing came. */
bool wire_answer(struct wire *wire, struct answer *out);
/* Waits for the peer to close; false: it says something or stays. */
bool wire_is_over(struct wire *wire);
void wire_close(struct wire *wire);
int64_t wire_now_ms(void);

#endif
