/*
 * data_openers -- which processes have a file open.
 *
 * Use:       data_openers() with the path of a database: in a split each is
 *            held by its own service and by nobody else.
 * Units:     process ids.
 * Ownership: a plain value of the caller's.
 * Errors:    cannot fail; processes of other users cannot be looked into and
 *            are not found.
 * Blocking:  reads /proc once for all paths.
 * Source:    proc(5), /proc/PID/fd; what lsof(8) and fuser(1) do.
 */
#ifndef TUTOR_DATA_OPENERS_H
#define TUTOR_DATA_OPENERS_H

#include <stddef.h>

#include "chassis/limits.h"

enum { DATA_OPENERS = 8 };

struct data_opener {
    int pid;
    char program[LIMIT_NAME_BYTES]; /* "cleave-orders" */
};

struct data_openers {
    const char *path;
    struct data_opener openers[DATA_OPENERS]; /* this process is left out */
    size_t count;
};

/* Fills in who has each `path` open. */
void data_openers(struct data_openers *files, size_t count);

#endif
