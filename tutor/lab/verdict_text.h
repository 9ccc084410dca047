/*
 * verdict_text -- the figures of a run as people and programs read them.
 *
 * Use:       verdict_figures() for the two sides of a condition,
 *            verdict_figure_name() for "split.reads.ok".
 * Ownership: texts live in the arena.
 * Errors:    cannot fail; without memory a text is "".
 * Blocking:  never.
 */
#ifndef TUTOR_VERDICT_TEXT_H
#define TUTOR_VERDICT_TEXT_H

#include "tutor/lab/verdict.h"

const char *verdict_figures(const struct lab_facts *facts,
                            const struct lab_expression *condition,
                            enum shape shape, struct arena *arena);
const char *verdict_figure_name(const struct lab_figure *figure,
                                struct arena *arena);
const char *verdict_value(const struct lab_value *value, const char *unit,
                          struct arena *arena);

#endif
