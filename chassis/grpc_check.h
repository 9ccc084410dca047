/*
 * grpc_check -- does a call, or its answer, arrive as it was sent?
 *
 * Use:       a client of ours shows "cleave-check" with each call: the check
 *            of what its server believes (path, key, trace, who calls) and,
 *            unless the call streams, that of its message. The server
 *            compares before anything else, and answers with a check of its
 *            own, which begins with the one that was shown: so the answer to
 *            another call does not fit. Each message of a stream ends with a
 *            field that no message type has (grpc_check_seal()).
 * Strangers: who shows neither a check nor an identity is let in as it is,
 *            and gets no check in its answer.
 * Not held:  grpc-timeout, which a proxy may shorten, and HTTP/2's own frames.
 * Ownership: texts are the caller's.
 * Errors:    cannot fail; what does not fit is "no".
 * Blocking:  never.
 * Source:    the end-to-end argument of Saltzer, Reed and Clark, 1984; see
 *            docs/decisions/0023-checked-calls.md.
 */
#ifndef CHASSIS_GRPC_CHECK_H
#define CHASSIS_GRPC_CHECK_H

#include "chassis/http.h"

#define GRPC_CHECK_METADATA "cleave-check"
/* In an answer: what came had been changed, and nothing was done with it. */
#define GRPC_CHECK_UNDONE "cleave-undone"

enum {
    GRPC_CHECK_PART_BYTES = 8,                             /* hex digits */
    GRPC_CHECK_TEXT_BYTES = 2 * GRPC_CHECK_PART_BYTES + 1, /* with a NUL */
    GRPC_CHECK_SEAL_BYTES = 9 /* behind each message of a stream */
};

/* Adds one field of a head, where it is one that counts; both ends add theirs
 * in the order in which they travel. `told` begins with 0. */
uint32_t grpc_check_tell(uint32_t told, struct slice name, struct slice value);

/* ---- a call ---- */

/* "HEADBODY", or "HEAD" where messages follow one by one: then the data of
 * `body`, which is all framed bytes, is NULL. */
void grpc_check_call(uint32_t told, struct slice body,
                     char out[GRPC_CHECK_TEXT_BYTES]);
enum grpc_check_finding {
    GRPC_CHECK_STRANGER, /* nothing is shown */
    GRPC_CHECK_FITS,
    GRPC_CHECK_CHANGED
};
/* What a server finds, before it does anything. */
enum grpc_check_finding grpc_check_request(const struct http_request *http);
/* What somebody in between finds, who has told each field of the head, and has
 * no message yet. `identity` is what the head shows as one. */
enum grpc_check_finding grpc_check_head(struct slice shown, uint32_t told,
                                        struct slice identity);
/* The call has shown a check of its head only: all its messages are sealed,
 * both ways. */
bool grpc_check_streams(struct slice shown);

/* ---- its answer ---- */

/* `shown` is the check of the call, and says by its length whether that
 * streams: then the number of its messages counts instead of the body, which
 * is all framed bytes. */
void grpc_check_answer(struct slice shown, struct slice body, uint32_t messages,
                       uint32_t told, char out[GRPC_CHECK_TEXT_BYTES]);
/* Adds the check of this answer to its trailers, unless `shown` is empty;
 * `text` holds it. */
void grpc_check_respond(struct slice shown, uint32_t messages,
                        struct http_response *response,
                        char text[GRPC_CHECK_TEXT_BYTES]);

/* ---- the messages of a stream ---- */

/* The bytes to be sent behind message `number` (the first is 0). */
void grpc_check_seal(struct slice shown, uint32_t number, struct slice message,
                     unsigned char out[GRPC_CHECK_SEAL_BYTES]);
/* Takes the seal off; false: there is none, or it does not fit. */
bool grpc_check_unseal(struct slice shown, uint32_t number,
                       struct slice *message);

#endif
