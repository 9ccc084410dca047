/*
 * grid -- a table of texts with straight columns, Korean or not.
 *
 * All cells are kept until the table is printed, because the width of a column
 * is that of its widest cell, in cells of the terminal. A table is printed
 * whole, so a learner never sees columns move.
 */
#include "tutor/grid.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tutor/width.h"

enum { GAP_CELLS = 2, CELL_BYTES = 256, NOTE_INDENT = 4 };

void grid_init(struct grid *grid, struct arena *arena, const char *align)
{
    size_t columns = strlen(align);
    assert(columns > 0 && columns <= GRID_COLUMNS);
    *grid = (struct grid){.arena = arena, .columns = (int)columns};
    for (size_t i = 0; i < columns; i++)
        grid->right[i] = align[i] == 'r';
}

void grid_cell(struct grid *grid, const char *format, ...)
{
    char text[CELL_BYTES];
    va_list list;
    assert(grid->count < GRID_CELLS);
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    const char *copy = arena_string(grid->arena, text);
    grid->cells[grid->count++] = copy ? copy : "";
}

void grid_note(struct grid *grid, const char *text)
{
    assert(grid->count > 0 && grid->count % grid->columns == 0);
    const char *copy = arena_string(grid->arena, text);
    grid->notes[grid->count - 1] = copy ? copy : "";
}

static void measure(const struct grid *grid, int widths[GRID_COLUMNS])
{
    for (int i = 0; i < grid->count; i++) {
        int column = i % grid->columns;
        int width = width_of(grid->cells[i]);
        if (width > widths[column])
            widths[column] = width;
    }
}

static void print_cell(const struct grid *grid, struct screen *screen, int i,
                       int width)
{
    int column = i % grid->columns;
    bool last = column == grid->columns - 1;
    int pad = width - width_of(grid->cells[i]);
    if (grid->right[column])
        screen_print(screen, "%*s%s", pad, "", grid->cells[i]);
    else if (last)
        screen_print(screen, "%s", grid->cells[i]);
    else
        screen_print(screen, "%s%*s", grid->cells[i], pad, "");
    screen_print(screen, "%*s%s", last ? 0 : GAP_CELLS, "", last ? "\n" : "");
}

/* The bytes of the next line: what fits, up to its last space. */
static size_t line_of(const char *text, size_t length, int cells)
{
    size_t fit = width_fit(text, length, cells);
    size_t end = fit;
    if (fit == length)
        return fit;
    while (end > 0 && text[end] != ' ')
        end--;
    return end > 0 ? end : fit;
}

static void print_note(struct screen *screen, const char *text)
{
    for (size_t left = strlen(text); left > 0;) {
        size_t line = line_of(text, left, screen->columns - NOTE_INDENT);
        line = line > 0 ? line : left;
        screen_print(screen, "%*s%.*s\n", NOTE_INDENT, "", (int)line, text);
        while (line < left && text[line] == ' ')
            line++;
        text += line;
        left -= line;
    }
}

void grid_print(const struct grid *grid, struct screen *screen)
{
    int widths[GRID_COLUMNS] = {0};
    assert(grid->columns > 0);
    measure(grid, widths);
    for (int i = 0; i < grid->count; i++) {
        if (i == 0)
            screen_style(screen, STYLE_BOLD);
        if (i == grid->columns)
            screen_style(screen, STYLE_NONE);
        print_cell(grid, screen, i, widths[i % grid->columns]);
        if (grid->notes[i])
            print_note(screen, grid->notes[i]);
    }
    screen_style(screen, STYLE_NONE);
}
