/*
 * help -- which rows of keys and commands a learner is looking for.
 *
 * Use:       help_matches() for each row with what was typed so far.
 * Rule:      a row is found by any part of its key or name, or of its sentence
 *            in either language; capitals do not matter, and several words
 *            must all be found, in any order.
 * Ownership: nothing is kept.
 * Errors:    cannot fail; nothing typed finds every row.
 * Blocking:  never; pure.
 */
#ifndef TUTOR_HELP_H
#define TUTOR_HELP_H

#include "tutor/commands/text.h"

bool help_matches(const char *typed, const char *name, enum text sentence);

#endif
