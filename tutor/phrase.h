/*
 * phrase -- what a process said in English, in the learner's language.
 *
 * Processes speak English: in logs, in answers, in what they decide. The shapes
 * that a learner meets stand in a table with their Korean; a sentence that fits
 * one is said again in it, with its figures, and any other stays as it is.
 *
 * Use:       phrase() on a sentence of a process, before it is printed for
 *            people; programs (--json) get the original. Who has a table of
 *            his own uses phrase_fits() and phrase_fill().
 * Ownership: the sentence itself, or one in the arena.
 * Errors:    cannot fail; without memory the sentence stays as it is.
 * Blocking:  never.
 */
#ifndef TUTOR_PHRASE_H
#define TUTOR_PHRASE_H

#include <stdbool.h>

#include "chassis/arena.h"
#include "chassis/buffer.h"

enum { PHRASE_GAPS = 10 };

const char *phrase(struct arena *arena, const char *sentence);
/* The same whatever the language is; for tests. */
const char *phrase_korean(struct arena *arena, const char *sentence);

/* A shape has {0} to {9} where values stand. A gap takes at least one byte and
 * as little as it can. Gaps that the shape does not have are not touched. */
struct phrase_gap {
    const char *text; /* in the sentence */
    size_t length;
};
bool phrase_fits(const char *shape, const char *sentence,
                 struct phrase_gap gaps[PHRASE_GAPS]);
/* Appends one value in the words of the learner. */
typedef void phrase_value(void *arg, struct phrase_gap gap, struct buffer *out);
void phrase_fill(const char *shape, const struct phrase_gap gaps[PHRASE_GAPS],
                 phrase_value *value, void *arg, struct buffer *out);

#endif
