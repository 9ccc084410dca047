/*
 * load_words -- a load as it is typed: MIX RATE for DURATION [as NAME].
 *
 * Use:       load_words() on the words behind `load`.
 * Ownership: the name points into the words.
 * Errors:    USAGE, explained.
 * Blocking:  never.
 */
#ifndef TUTOR_LOAD_WORDS_H
#define TUTOR_LOAD_WORDS_H

#include "tutor/commands/args.h"
#include "tutor/lab/load_plan.h"

/* Fills in mix, rate, duration and seed (1 unless said). */
enum error load_words(const struct args *args, struct load_plan *plan,
                      const char **name);

#endif
