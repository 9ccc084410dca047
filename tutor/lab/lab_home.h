/*
 * lab_home -- a place for one run of an experiment, gone when it is over.
 *
 * Use:       lab_home_make(), then the path; lab_home_remove().
 * Rules:     a directory of its own under $TMPDIR or /tmp, 0700, locked while
 *            its run lives. lab_home_make() first removes those whose run was
 *            killed: nobody holds their lock any more.
 * Ownership: a plain value; it holds a descriptor.
 * Errors:    SYSTEM, explained.
 * Blocking:  on the disk.
 */
#ifndef TUTOR_LAB_HOME_H
#define TUTOR_LAB_HOME_H

#include "chassis/error.h"

enum { LAB_HOME_BYTES = 80 };

struct lab_home {
    char path[LAB_HOME_BYTES]; /* "": none */
    int lock;
};

enum error lab_home_make(struct lab_home *out);
void lab_home_remove(struct lab_home *home);

#endif
