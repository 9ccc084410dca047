/*
 * grid -- a table of texts with straight columns, Korean or not.
 *
 * Use:       grid_init(), grid_cell() from left to right, row after row,
 *            grid_print(). grid_note() behind a row that needs a sentence.
 * Bounds:    GRID_COLUMNS columns and GRID_CELLS cells; more is our mistake.
 * Ownership: cells are copied into the caller's arena.
 * Errors:    cannot fail; a cell that found no memory stays empty.
 */
#ifndef TUTOR_GRID_H
#define TUTOR_GRID_H

#include "chassis/arena.h"
#include "tutor/screen.h"

enum { GRID_COLUMNS = 10, GRID_CELLS = 640 };

struct grid {
    struct arena *arena;
    int columns;
    bool right[GRID_COLUMNS]; /* figures stand at the right edge */
    int count;
    const char *cells[GRID_CELLS];
    const char *notes[GRID_CELLS]; /* below the row that ends there, or NULL */
};

/* `align` has an 'l' or an 'r' for each column. */
void grid_init(struct grid *grid, struct arena *arena, const char *align);
void grid_cell(struct grid *grid, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A sentence below the row that was just finished, broken at spaces where it
 * is wider than the screen. */
void grid_note(struct grid *grid, const char *text);
/* The first row is the heading. */
void grid_print(const struct grid *grid, struct screen *screen);

#endif
