/*
 * parameters -- what a setting means, and the words around it, for learners.
 *
 * Use:       parameter_row() over all rows, parameter_of() for one setting by
 *            its full name ("breaker.payments.failure-rate"); parameter_word()
 *            and parameter_number() where a number is a choice; figure_word()
 *            and event_sentence() for what gauges and events say.
 * Ownership: constants. Sentences are written to the caller's bytes.
 * Errors:    cannot fail. What is not in the table (text_parameters.h) stays
 *            as it came: a word of a newer process is better than none.
 * Blocking:  never.
 */
#ifndef TUTOR_PARAMETERS_H
#define TUTOR_PARAMETERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct parameter_text {
    const char *family, *name;
    const char *meaning[2]; /* English, Korean */
};

/* NULL behind the last one. */
const struct parameter_text *parameter_row(size_t index);
/* NULL when no row is about it. */
const struct parameter_text *parameter_of(const char *setting);

/* The word for a number that is a choice, or NULL. */
const char *parameter_word(const char *setting, int64_t value);
/* The number behind "forced-open" and the like. */
bool parameter_number(const char *setting, const char *word, int64_t *out);
/* The choice-th word of that row, or NULL. */
const char *parameter_choice(const struct parameter_text *row, size_t choice);

/* A state, the name of a figure, a unit, or a cause, in that language. */
const char *figure_word(const char *english, bool korean);
/* "failures, 0 for never" without what the meaning says, in that language. */
void unit_word(const char *unit, bool korean, char *out, size_t size);
/* What an event of the setting or gauge `name` says, in that language. */
void event_sentence(const char *name, const char *english, bool korean,
                    char *out, size_t size);

#endif
