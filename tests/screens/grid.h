/*
 * grid -- the cells of a screen as a value: written, read, compared.
 *
 * Use:       grid_take() from an emulator or grid_read() from a file, then
 *            grid_differs(); grid_show() for people.
 * Units:     rows and columns from 0.
 * Ownership: a plain value, about a megabyte: static memory.
 * Errors:    grid_read() is false where there is no such file or it is none.
 * Blocking:  never.
 */
#ifndef TESTS_SCREENS_GRID_H
#define TESTS_SCREENS_GRID_H

#include <regex.h>
#include <stdio.h>

#include "tests/screens/emulator.h"

enum {
    GRID_ROWS = 64,
    GRID_COLUMNS = 208,
    GRID_LOOKS = 52, /* a-z, A-Z */
    GRID_LOOK_BYTES = 64
};

struct grid {
    int rows, columns, cursor_row, cursor_column;
    bool cursor_shown;
    char cells[GRID_ROWS][GRID_COLUMNS]
              [EMULATOR_CELL_BYTES];         /* "": right half */
    char letters[GRID_ROWS][GRID_COLUMNS];   /* '.': plain */
    char looks[GRID_LOOKS][GRID_LOOK_BYTES]; /* what the letters stand for */
    int look_count;
};

struct grid_place {
    int row, column;
    const char *was, *is, *was_look, *is_look;
};

void grid_take(struct grid *grid, const struct emulator *emulator);
/* Group 1 of each match becomes a # and blanks, and looks as its first cell
 * does. */
void grid_mask(struct grid *grid, const regex_t *mask);
void grid_write(const struct grid *grid, FILE *to);
bool grid_read(struct grid *grid, const char *path);
bool grid_same(const struct grid *one, const struct grid *other);
/* The first place, where they are not the same. */
bool grid_differs(const struct grid *was, const struct grid *is,
                  struct grid_place *at);
void grid_show(const struct grid *was, const struct grid *is, const char *name,
               FILE *to);

#endif
