/*
 * answers -- the same question to the shapes, and their answers together.
 *
 * Use:       answers_ask() for a set of shapes, then answers_print() for
 *            people or answers_json() for programs.
 * Ownership: everything lives in the session's arena.
 * Errors:    a door that does not open is an answer too: it stands in its
 *            place with its sentence.
 * Blocking:  one shape after the other, so that neither disturbs the other's
 *            time.
 */
#ifndef TUTOR_ANSWERS_H
#define TUTOR_ANSWERS_H

#include <protobuf-c/protobuf-c.h>

#include "tutor/session.h"

struct answer_of {
    bool asked;
    enum error error;   /* OK: the reply holds */
    const char *detail; /* the sentence of the error */
    struct shop_reply reply;
};

struct answers {
    struct answer_of of[SHAPE_COUNT];
};

/* `request->key` "" means: a fresh random key for each shape. */
void answers_ask(struct session *session, enum shape_set set,
                 const struct shop_request *request, struct answers *out);
/* True when every shape that was asked said 2xx. */
bool answers_good(const struct answers *answers);

/* Writes what one answer means to people. */
typedef void answer_writer(struct session *session, enum shape shape,
                           const struct shop_reply *reply, struct buffer *out);
void answers_print(struct session *session, const struct answers *answers,
                   answer_writer *writer);
void answers_json(struct session *session, const struct answers *answers);
/* What a process has said, for programs. */
enum error answers_message(struct session *session,
                           const ProtobufCMessage *message);
/* The usual writer: the status and the JSON, one member a line. */
answer_writer answers_pretty;

#endif
