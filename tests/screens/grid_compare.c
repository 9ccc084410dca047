/*
 * grid_compare -- where two screens differ, and how to show it.
 *
 * The first difference is named by row and column with what was there and what
 * is; then each row that differs is printed twice, one below the other, and
 * marks below them point at the columns. A difference in looks alone shows the
 * letters instead of the characters.
 */
#include <string.h>

#include "tests/screens/grid.h"

static const char *look_of(const struct grid *grid, char letter)
{
    int i = letter >= 'a'   ? letter - 'a'
            : letter >= 'A' ? letter - 'A' + 26
                            : GRID_LOOKS;
    return i < grid->look_count ? grid->looks[i] : "plain";
}

static bool text_differs(const struct grid *was, const struct grid *is, int row,
                         int column)
{
    return strcmp(was->cells[row][column], is->cells[row][column]) != 0;
}

static bool look_differs(const struct grid *was, const struct grid *is, int row,
                         int column)
{
    return strcmp(look_of(was, was->letters[row][column]),
                  look_of(is, is->letters[row][column])) != 0;
}

static bool cursor_differs(const struct grid *was, const struct grid *is)
{
    return was->cursor_shown != is->cursor_shown ||
           (is->cursor_shown && (was->cursor_row != is->cursor_row ||
                                 was->cursor_column != is->cursor_column));
}

bool grid_differs(const struct grid *was, const struct grid *is,
                  struct grid_place *at)
{
    *at = (struct grid_place){is->cursor_row, is->cursor_column, "", "",
                              "no cursor",    "the cursor"};
    if (was->rows != is->rows || was->columns != is->columns) {
        at->was_look = at->is_look = "another size";
        return true;
    }
    for (int row = 0; row < is->rows; row++)
        for (int column = 0; column < is->columns; column++)
            if (text_differs(was, is, row, column) ||
                look_differs(was, is, row, column)) {
                *at =
                    (struct grid_place){row,
                                        column,
                                        was->cells[row][column],
                                        is->cells[row][column],
                                        look_of(was, was->letters[row][column]),
                                        look_of(is, is->letters[row][column])};
                return true;
            }
    return cursor_differs(was, is);
}

bool grid_same(const struct grid *one, const struct grid *other)
{
    struct grid_place at;
    return !grid_differs(one, other, &at);
}

/* ---- for people ---- */

static void print_cells(const struct grid *grid, int row, FILE *to)
{
    for (int column = 0; column < grid->columns; column++)
        fputs(grid->cells[row][column], to);
    fputc('\n', to);
}

static void print_marks(const struct grid *was, const struct grid *is, int row,
                        bool looks, FILE *to)
{
    int last = is->columns - 1;
    while (last > 0 &&
           !(looks ? look_differs : text_differs)(was, is, row, last))
        last--;
    fputs("          ", to);
    for (int column = 0; column <= last; column++)
        fputc((looks ? look_differs : text_differs)(was, is, row, column) ? '^'
                                                                          : ' ',
              to);
    fputc('\n', to);
}

static void show_row(const struct grid *was, const struct grid *is, int row,
                     FILE *to)
{
    bool text = false, looks = false;
    for (int column = 0; column < is->columns; column++) {
        text = text || text_differs(was, is, row, column);
        looks = looks || look_differs(was, is, row, column);
    }
    if (text) {
        fprintf(to, "%3d   was ", row);
        print_cells(was, row, to);
        fprintf(to, "      is  ");
        print_cells(is, row, to);
        print_marks(was, is, row, false, to);
    } else if (looks) {
        fprintf(to, "%3d       ", row);
        print_cells(is, row, to);
        fprintf(to, "      was %.*s\n", was->columns, was->letters[row]);
        fprintf(to, "      is  %.*s\n", is->columns, is->letters[row]);
        print_marks(was, is, row, true, to);
    }
}

void grid_show(const struct grid *was, const struct grid *is, const char *name,
               FILE *to)
{
    fprintf(to, "---- %s, where it differs ----\n", name);
    if (was->rows != is->rows || was->columns != is->columns) {
        fprintf(to, "it was of another size\n");
        return;
    }
    for (int row = 0; row < is->rows; row++)
        show_row(was, is, row, to);
    for (int i = 0; i < was->look_count || i < is->look_count; i++)
        fprintf(to, "%c  was %-28s is %s\n",
                (char)(i < 26 ? 'a' + i : 'A' + i - 26), was->looks[i],
                is->looks[i]);
    if (cursor_differs(was, is))
        fprintf(to, "the cursor was at %d %d, is at %d %d\n", was->cursor_row,
                was->cursor_column, is->cursor_row, is->cursor_column);
}
