/*
 * lab_scan -- the words of a formula, one after another.
 *
 * Use:       lab_scan_init(), then lab_scan_next() until LAB_T_END. `token` is
 *            the one that stands before us.
 * Tokens:    names (a letter, then letters, digits, _ and -; "p99", "ok%"),
 *            numbers with their unit folded in (2s is 2000, 5% is 5),
 *            "texts", and signs of one or two characters.
 * Ownership: texts are copied into the caller's arena.
 * Errors:    UNPROCESSABLE, explained.
 * Blocking:  never.
 */
#ifndef TUTOR_LAB_SCAN_H
#define TUTOR_LAB_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "chassis/arena.h"
#include "chassis/error.h"

enum lab_token {
    LAB_T_END,
    LAB_T_NAME,
    LAB_T_NUMBER,
    LAB_T_STRING,
    LAB_T_SIGN
};

struct lab_scan {
    const char *at; /* what is still to be read */
    struct arena *arena;
    enum lab_token token;
    const char *start; /* of the token in the source */
    const char *text;  /* of a name, a text or a sign */
    double number;
    bool percent; /* it was written with % */
};

void lab_scan_init(struct lab_scan *scan, const char *text,
                   struct arena *arena);
enum error lab_scan_next(struct lab_scan *scan);
/* Whether that name or sign stands before us. */
bool lab_scan_is(const struct lab_scan *scan, const char *text);

#endif
