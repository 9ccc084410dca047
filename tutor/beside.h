/*
 * beside -- two texts next to each other, so that they can be compared.
 *
 * Use:       beside_print() with a heading and a text of lines for each side.
 * Units:     cells of the terminal.
 * Ownership: nothing is kept.
 * Errors:    cannot fail. A line that is too wide is broken, never lost.
 */
#ifndef TUTOR_BESIDE_H
#define TUTOR_BESIDE_H

#include "tutor/screen.h"

struct beside {
    const char *heading;
    const char *text; /* lines with '\n' between them */
};

/* One or two of them. They stand below each other where too many
 * broken lines would make the comparison unreadable. */
void beside_print(struct screen *screen, const struct beside *sides, int count);

#endif
