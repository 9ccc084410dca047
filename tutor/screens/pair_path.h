/*
 * pair_path -- whom an order passed, out of its trace.
 *
 * Use:       pair_path_read() with what `trace ORDER --json` printed.
 * Ownership: the caller's buffer.
 * Errors:    false for what is no trace; `out` is untouched then.
 * Blocking:  never; pure.
 */
#ifndef TUTOR_PAIR_PATH_H
#define TUTOR_PAIR_PATH_H

#include <stdbool.h>
#include <stddef.h>

/* "gateway > orders > payments": each process once, as it was first reached. */
bool pair_path_read(const char *output, size_t length, char *out, size_t bytes);

#endif
