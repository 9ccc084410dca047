/*
 * screen -- where everything goes that a learner reads.
 *
 * Use:       say(screen, ID, ...) of tutor/commands/text.h for a sentence in
 *            the learner's language; screen_print() for figures and tables.
 * Safety:    every line printed passes plain_text(): whatever the shop, a
 *            file or another user wrote, no control character reaches the
 *            terminal. Styles are switched by screen_style() alone.
 * Korean:    "{을/를}" in a text becomes the particle that fits the value
 *            before it (tutor/widgets/particle.h).
 * Ownership: the FILE stays the caller's.
 * Errors:    a line over SCREEN_PRINT_BYTES is cut.
 * Blocking:  on the terminal.
 */
#ifndef TUTOR_SCREEN_H
#define TUTOR_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "chassis/buffer.h"

enum { SCREEN_PRINT_BYTES = 256 * 1024, SCREEN_COLUMNS = 80 };

enum screen_style { STYLE_NONE, STYLE_BOLD, STYLE_GOOD, STYLE_BAD, STYLE_DIM };

struct screen {
    FILE *file;
    bool terminal; /* somebody reads it there */
    bool colour;
    int columns; /* of the layout */
};

/* Looks whether `file` is a terminal, how wide it is, and at NO_COLOR. No
 * terminal is as wide as $CLEAVE_COLUMNS says, else SCREEN_COLUMNS. */
void screen_init(struct screen *screen, FILE *file);
void screen_print(struct screen *screen, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void screen_write(struct screen *screen, const char *text, size_t length);
/* Raw bytes for programs, unless a person looks at them. */
void screen_json(struct screen *screen, const struct buffer *json);
void screen_style(struct screen *screen, enum screen_style style);
void screen_flush(struct screen *screen);

#endif
