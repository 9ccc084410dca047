/*
 * verdict_picture -- what a run looked like: lines over time, or bars.
 *
 * Use:       verdict_picture_take() puts the loads of a result into a run, as
 *            good answers a second, and what was done meanwhile as marks;
 *            verdict_picture_draw() draws such a run on a canvas, or, where no
 *            load ran, its measures of both shapes as bars.
 * Units:     seconds and answers a second; cells.
 * Ownership: texts live in the arena; the canvas is the caller's.
 * Errors:    cannot fail; what has no room is left out.
 * Blocking:  never.
 */
#ifndef TUTOR_VERDICT_PICTURE_H
#define TUTOR_VERDICT_PICTURE_H

#include "chassis/arena.h"
#include "tutor/lab/runner.h"
#include "tutor/study/progress.h"
#include "tutor/widgets/canvas.h"

void verdict_picture_take(const struct lab_file *file,
                          const struct runner_result *result,
                          struct arena *arena, struct run *out);
/* Rows that it takes; 0: there is nothing to draw. */
int verdict_picture_rows(const struct run *run);
void verdict_picture_draw(struct area area, const struct run *run);
/* The same as lines of text, `columns` wide. */
void verdict_picture_text(const struct run *run, int columns,
                          struct buffer *out);

#endif
