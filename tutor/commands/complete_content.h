/*
 * complete_content -- the names of lessons, quizzes, essays and experiments.
 *
 * Use:       complete_content() with what is typed of the word so far.
 * Ownership: candidates live until `found` returns.
 * Errors:    cannot fail; where no content is found there is no candidate.
 * Blocking:  reads one directory of the content.
 */
#ifndef TUTOR_COMPLETE_CONTENT_H
#define TUTOR_COMPLETE_CONTENT_H

#include "tutor/commands/complete.h"
#include "tutor/study/content.h"

void complete_content(enum content_kind kind, const char *beginning,
                      complete_found *found, void *arg);

#endif
