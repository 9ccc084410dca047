/*
 * h2 -- HTTP/2 frames made by hand, right ones and wrong ones.
 *
 * Use:       h2_open(), frames into a buffer, wire_send(), h2_end() to learn
 *            how it went.
 * Ownership: buffers are the caller's.
 * Errors:    no answer at all fails the running test.
 * Source:    RFC 9113, sections 4 and 6; RFC 7541 for the header literals
 *            (without indexing, without Huffman codes).
 */
#ifndef TESTS_HOSTILE_H2_H
#define TESTS_HOSTILE_H2_H

#include "tests/hostile/wire.h"

enum {
    H2_DATA,
    H2_HEADERS,
    H2_PRIORITY,
    H2_RST_STREAM,
    H2_SETTINGS,
    H2_PUSH_PROMISE,
    H2_PING,
    H2_GOAWAY,
    H2_WINDOW_UPDATE,
    H2_CONTINUATION
};
enum {
    H2_END_STREAM = 1,
    H2_ACK = 1,
    H2_END_HEADERS = 4,
    H2_PADDED = 8,
    H2_HAS_PRIORITY = 0x20
};
enum { H2_ENHANCE_YOUR_CALM = 11 };

/* Opens, sends the preface and empty SETTINGS. */
void h2_open(struct wire *wire, const struct door *door);
void h2_frame(struct buffer *out, unsigned type, unsigned flags,
              uint32_t stream, struct slice payload);
/* Nine bytes of a frame whose length is a lie. */
void h2_frame_head(struct buffer *out, size_t length, unsigned type,
                   unsigned flags, uint32_t stream);
void h2_header(struct buffer *out, struct slice name, struct slice value);
/* The pseudo-headers of GET. */
void h2_get(struct buffer *out, const char *path);

struct h2_frame {
    unsigned type, flags;
    uint32_t stream;
    struct slice payload;
};
/* The next frame that came; false: closed. */
bool h2_next(struct wire *wire, struct h2_frame *out);

/* What ended the stream, or the connection. */
struct h2_end {
    bool goaway, reset, answered, closed;
    uint32_t code; /* of GOAWAY or RST_STREAM */
    int status;    /* as the body of a problem says; else 0 */
};
/* Reads on until GOAWAY, the end of the connection, or (stream not 0) the end
 * of that stream. */
struct h2_end h2_wait(struct wire *wire, uint32_t stream);

#endif
