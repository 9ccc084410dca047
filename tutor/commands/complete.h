/*
 * complete -- what may stand next in a line that is being typed.
 *
 * Use:       complete_words() with the words before the cursor and the
 *            beginning of the one at it; each candidate is handed to `found`.
 * Ownership: candidates live until `found` returns.
 * Errors:    cannot fail; no candidate is an answer.
 * Blocking:  never: goods and order ids are what the session has seen.
 */
#ifndef TUTOR_COMPLETE_H
#define TUTOR_COMPLETE_H

#include "tutor/session.h"

typedef void complete_found(void *arg, const char *candidate);

void complete_words(const struct session *session, const char *const *words,
                    size_t count, const char *beginning, complete_found *found,
                    void *arg);

#endif
