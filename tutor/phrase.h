/*
 * phrase -- what a process said in English, in the learner's language.
 *
 * Processes speak English: in logs, in answers, in what they decide. The shapes
 * that a learner meets stand in a table with their Korean; a sentence that fits
 * one is said again in it, with its figures, and any other stays as it is.
 *
 * Use:       phrase() on a sentence of a process, before it is printed for
 *            people; programs (--json) get the original.
 * Ownership: the sentence itself, or one in the arena.
 * Errors:    cannot fail; without memory the sentence stays as it is.
 * Blocking:  never.
 */
#ifndef TUTOR_PHRASE_H
#define TUTOR_PHRASE_H

#include <stdbool.h>

#include "chassis/arena.h"

const char *phrase(struct arena *arena, const char *sentence);
/* The same whatever the language is; for tests. */
const char *phrase_korean(struct arena *arena, const char *sentence);

#endif
