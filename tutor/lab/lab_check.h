/*
 * lab_check -- what can be said about an experiment only as a whole.
 *
 * Use:       lab_check() behind the last line of a file.
 * Checks:    nothing needed is missing, no name is used twice, every name in a
 *            formula is known; and finds out which formulas hold for each
 *            shape.
 * Ownership: writes into the file it was given.
 * Errors:    UNPROCESSABLE, explained; *line says where, 0: nowhere special
 *            (then the sentence names the file itself).
 * Blocking:  never.
 */
#ifndef TUTOR_LAB_CHECK_H
#define TUTOR_LAB_CHECK_H

#include "tutor/lab/lab_file.h"

enum error lab_check(struct lab_file *file, struct arena *arena, int *line);

#endif
