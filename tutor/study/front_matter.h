/*
 * front_matter -- the "key: value" lines between two --- in front of a text.
 *
 * Use:       front_matter() for one value, front_matter_body() for what comes
 *            behind; lessons and essays have one.
 * Ownership: values live in the caller's arena; the body is the text's own.
 * Errors:    cannot fail: no front matter, no such key, no memory give NULL.
 * Blocking:  never; pure.
 */
#ifndef TUTOR_STUDY_FRONT_MATTER_H
#define TUTOR_STUDY_FRONT_MATTER_H

#include "tutor/study/content.h"

/* Without spaces at both ends. */
const char *front_matter(const struct content_text *text, const char *key,
                         struct arena *arena);
const char *front_matter_body(const struct content_text *text);
/* Whether `word` is one of the words of a value; NULL has none. */
bool front_matter_has(const char *value, const char *word);

#endif
