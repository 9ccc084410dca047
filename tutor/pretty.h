/*
 * pretty -- JSON with one member a line, for people.
 *
 * Use:       pretty_json() on the bytes of an answer.
 * Ownership: appends to the caller's buffer; parses in the caller's arena.
 * Errors:    bytes that are no JSON are appended as they are: a learner should
 *            see what came. Short objects and arrays stay on one line.
 */
#ifndef TUTOR_PRETTY_H
#define TUTOR_PRETTY_H

#include "chassis/arena.h"
#include "chassis/buffer.h"

void pretty_json(struct buffer *out, struct slice bytes, struct arena *arena);
/* As one value inside a document of ours: the same bytes when they are JSON,
 * else a text of them. */
struct json_writer;
void pretty_embed(struct json_writer *json, struct slice bytes,
                  struct arena *arena);

#endif
