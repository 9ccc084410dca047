/*
 * last_words -- what a process wrote before it ended.
 *
 * Use:       last_words() after a child died before it was ready.
 * Ownership: written into the caller's buffer; "" when it said nothing.
 * Errors:    none: no log, no words.
 * Blocking:  reads the last few KiB of a file.
 */
#ifndef SPLIT_PLATFORM_SUPERVISOR_LAST_WORDS_H
#define SPLIT_PLATFORM_SUPERVISOR_LAST_WORDS_H

#include "split/platform/supervisor/child.h"

void last_words(const struct child *child, char *out, size_t bytes);

#endif
