/*
 * canvas_stage -- a canvas to draw on, and what then stands on it, as text.
 *
 * Use:       canvas_stage_open() and canvas_stage_close() around a test;
 *            canvas_stage() gives an empty area of that size, then one of the
 *            others says what was drawn.
 * Ownership: one a process; a text lives until the next question.
 * Errors:    what should not happen fails the running test.
 */
#ifndef TESTS_SUPPORT_CANVAS_STAGE_H
#define TESTS_SUPPORT_CANVAS_STAGE_H

#include "tutor/widgets/canvas.h"

/* Fixtures of cmocka. */
int canvas_stage_open(void **state);
int canvas_stage_close(void **state);
struct area canvas_stage(int rows, int columns, enum glyph_tier tier);
const char *canvas_stage_text(void); /* without blanks at a row's end */
const char *canvas_stage_all(void);  /* with them */
const char *canvas_stage_roles(void);

#endif
