/*
 * parameter -- the named numbers of a pattern, in a table.
 *
 * Use:       a pattern keeps its numbers in a struct of int64_t members and
 *            describes them in a const table of struct parameter; commands and
 *            live settings then list, read, check and set them without
 *            knowing the pattern. parameter_defaults() fills the struct once.
 * Units:     each parameter names its own ("ms", "%", "calls", ...).
 * Ownership: tables are const; the object is the caller's.
 * Errors:    ERROR_NOT_FOUND for a name that the table lacks and
 *            ERROR_UNPROCESSABLE for a value outside least..most, both with a
 *            sentence that says what may be written. The object is untouched
 *            then.
 * Blocking:  never.
 * Source:    one table in place of three lists (help, check, assignment), as
 *            the configuration tables of Redis and nginx.
 */
#ifndef SPLIT_PATTERNS_PARAMETER_H
#define SPLIT_PATTERNS_PARAMETER_H

#include <stddef.h>
#include <stdint.h>

#include "chassis/error.h"

struct parameter {
    const char *name;
    const char *unit;
    int64_t least;
    int64_t most;
    int64_t fallback;
    size_t offset; /* of an int64_t member of the object */
};

/* NULL when the table has no such name. */
const struct parameter *parameter_find(const struct parameter *table,
                                       size_t count, const char *name);

enum error parameter_set(const struct parameter *table, size_t count,
                         void *object, const char *name, int64_t value);

/* The parameter must be one of the object's table. */
int64_t parameter_get(const struct parameter *parameter, const void *object);

/* Gives every parameter of the object its fallback. */
void parameter_defaults(const struct parameter *table, size_t count,
                        void *object);

#endif
