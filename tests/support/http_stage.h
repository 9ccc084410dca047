/*
 * http_stage -- a real server and raw peers in one process, for tests.
 *
 * Use:       stage_open(), stage_dial(), stage_send() raw bytes,
 *            stage_expect() what must come back; stage_close() at the end.
 * Paths:     /hello answers at once, /echo gives the body back, /inspect tells
 *            what the handler saw, /big?N gives N bytes, /later waits for
 *            stage_answer().
 * Errors:    fail the running cmocka test.
 * Blocking:  waits for events with a deadline, never for time to pass.
 */
#ifndef SUPPORT_HTTP_STAGE_H
#define SUPPORT_HTTP_STAGE_H

#include "chassis/http.h"

enum { STAGE_LATER = 512, STAGE_TEXT_BYTES = 256 * 1024 };

struct stage {
    struct loop *loop;
    struct http_server *server;
    char directory[64];
    struct address local, tcp;
    struct exchange *later[STAGE_LATER]; /* NULL: answered */
    size_t later_count;
    size_t handled, abandoned;
    char text[STAGE_TEXT_BYTES]; /* what stage_expect() has read */
    size_t text_bytes;
};

void stage_open(struct stage *stage);
void stage_close(struct stage *stage);
/* A raw socket, connected and non-blocking. */
int stage_dial(struct stage *stage);
int stage_dial_tcp(struct stage *stage);
void stage_send(struct stage *stage, int fd, const void *bytes, size_t length);
void stage_say(struct stage *stage, int fd, const char *text);
/* Reads until `wanted` stands in stage->text; fails when the peer closes or
 * the deadline passes first. The text begins anew with each call. */
void stage_expect(struct stage *stage, int fd, const char *wanted);
/* Reads what has come, or waits a moment; false when the peer has closed. */
bool stage_hear(struct stage *stage, int fd);
/* Reads until the peer closes; all of it is then in stage->text. */
void stage_expect_end(struct stage *stage, int fd);
/* Runs the loop until the number is reached. */
void stage_until(struct stage *stage, const size_t *number, size_t wanted);
/* Lets whatever is ready happen. */
void stage_settle(struct stage *stage);
/* Answers the `index`th /later with that body. */
void stage_answer(struct stage *stage, size_t index, const char *body);
/* How often `needle` stands in what was read. */
size_t stage_count(const struct stage *stage, const char *needle);

#endif
