/*
 * grid -- the cells of a screen as a value: taken, written, read.
 *
 * A file is made for people first: a line that names the size and the cursor,
 * the characters, a line of dashes, the letters, a line of dashes, and what
 * the letters stand for. A wide character has two letters below it, so both
 * layers stand in the same columns on a terminal.
 */
#include "tests/screens/grid.h"

#include <locale.h>
#include <string.h>
#include <wchar.h>

enum { LINE_BYTES = GRID_COLUMNS * EMULATOR_CELL_BYTES + 8 };
static const char dashes[] = "----";

/* ---- taken from the emulator ---- */

static void say_colour(const VTermColor *colour, const char *what, bool own,
                       char *out, size_t bytes)
{
    size_t used = strlen(out);
    if (own)
        return;
    if (VTERM_COLOR_IS_INDEXED(colour))
        snprintf(out + used, bytes - used, " %s %d", what, colour->indexed.idx);
    else
        snprintf(out + used, bytes - used, " %s #%02x%02x%02x", what,
                 colour->rgb.red, colour->rgb.green, colour->rgb.blue);
}

static void say_look(const VTermScreenCell *cell, char *out, size_t bytes)
{
    snprintf(out, bytes, "%s%s%s%s%s", cell->attrs.bold ? " bold" : "",
             cell->attrs.underline ? " underline" : "",
             cell->attrs.italic ? " italic" : "",
             cell->attrs.blink ? " blink" : "",
             cell->attrs.reverse ? " reverse" : "");
    say_colour(&cell->fg, "ink", VTERM_COLOR_IS_DEFAULT_FG(&cell->fg), out,
               bytes);
    say_colour(&cell->bg, "paper", VTERM_COLOR_IS_DEFAULT_BG(&cell->bg), out,
               bytes);
}

static char letter_of(struct grid *grid, const char *look)
{
    int i = 0;
    if (!*look)
        return '.';
    while (i < grid->look_count && strcmp(grid->looks[i], look + 1) != 0)
        i++;
    if (i == GRID_LOOKS)
        return '?';
    if (i == grid->look_count)
        snprintf(grid->looks[grid->look_count++], GRID_LOOK_BYTES, "%s",
                 look + 1);
    return (char)(i < 26 ? 'a' + i : 'A' + i - 26);
}

static void take_cell(struct grid *grid, const struct emulator *emulator,
                      int row, int column)
{
    VTermScreenCell cell;
    char look[GRID_LOOK_BYTES];
    char *text = grid->cells[row][column];
    if (!vterm_screen_get_cell(emulator->screen, (VTermPos){row, column},
                               &cell))
        return;
    if (cell.chars[0] == (uint32_t)-1) { /* the right half of a wide one */
        *text = '\0';
        grid->letters[row][column] = grid->letters[row][column - 1];
        return;
    }
    emulator_cell(&cell, text);
    say_look(&cell, look, sizeof look);
    grid->letters[row][column] = letter_of(grid, look);
}

void grid_take(struct grid *grid, const struct emulator *emulator)
{
    memset(grid, 0, sizeof *grid);
    grid->rows = emulator->rows < GRID_ROWS ? emulator->rows : (int)GRID_ROWS;
    grid->columns = emulator->columns < GRID_COLUMNS ? emulator->columns
                                                     : (int)GRID_COLUMNS;
    grid->cursor_row = emulator->cursor.row;
    grid->cursor_column = emulator->cursor.col;
    grid->cursor_shown = emulator->cursor_shown;
    for (int row = 0; row < grid->rows; row++)
        for (int column = 0; column < grid->columns; column++)
            take_cell(grid, emulator, row, column);
}

/* ---- masks ---- */

/* The column of the cell that holds the byte `at` of its row. */
static int column_of(const struct grid *grid, int row, size_t at)
{
    size_t length = 0;
    int column = 0;
    for (; column < grid->columns; column++) {
        length += strlen(grid->cells[row][column]);
        if (length > at)
            break;
    }
    return column;
}

static void row_text(const struct grid *grid, int row, char *out)
{
    size_t length = 0, solid = 0;
    for (int column = 0; column < grid->columns; column++) {
        const char *text = grid->cells[row][column];
        size_t bytes = strlen(text);
        memcpy(out + length, text, bytes);
        length += bytes;
        if (strcmp(text, " ") != 0 && *text)
            solid = length;
    }
    out[solid] = '\0';
}

void grid_mask(struct grid *grid, const regex_t *mask)
{
    static char line[LINE_BYTES];
    for (int row = 0; row < grid->rows; row++) {
        regmatch_t found[2];
        size_t from = 0;
        row_text(grid, row, line);
        while (regexec(mask, line + from, 2, found, from ? REG_NOTBOL : 0) ==
                   0 &&
               found[1].rm_eo > found[1].rm_so) {
            size_t begin = from + (size_t)found[1].rm_so;
            from += (size_t)found[1].rm_eo;
            int first = column_of(grid, row, begin);
            int end = column_of(grid, row, from - 1) + 1;
            for (int column = first; column < end; column++) {
                memcpy(grid->cells[row][column], column == first ? "#" : " ",
                       2);
                grid->letters[row][column] = grid->letters[row][first];
            }
        }
    }
}

/* ---- files ---- */

void grid_write(const struct grid *grid, FILE *to)
{
    static char line[LINE_BYTES];
    fprintf(to, "%d x %d, cursor ", grid->columns, grid->rows);
    if (grid->cursor_shown)
        fprintf(to, "%d %d\n", grid->cursor_row, grid->cursor_column);
    else
        fprintf(to, "hidden\n");
    for (int row = 0; row < grid->rows; row++) {
        row_text(grid, row, line);
        fprintf(to, "%s\n", line);
    }
    fprintf(to, "%s\n", dashes);
    for (int row = 0; row < grid->rows; row++)
        fprintf(to, "%.*s\n", grid->columns, grid->letters[row]);
    fprintf(to, "%s\n", dashes);
    for (int i = 0; i < grid->look_count; i++)
        fprintf(to, "%c %s\n", (char)(i < 26 ? 'a' + i : 'A' + i - 26),
                grid->looks[i]);
}

static bool read_line(FILE *from, char *line)
{
    if (!fgets(line, LINE_BYTES, from))
        return false;
    line[strcspn(line, "\n")] = '\0';
    return true;
}

/* Characters become cells again; one without a width joins the last. */
static void read_cells(struct grid *grid, int row, const char *line)
{
    int column = -1;
    mbstate_t state = {0};
    for (const char *at = line; *at;) {
        wchar_t c = 0;
        size_t length = mbrtowc(&c, at, MB_CUR_MAX, &state);
        if (length == (size_t)-1 || length == (size_t)-2)
            return;
        int width = wcwidth(c);
        if (width > 0 && ++column < GRID_COLUMNS)
            *grid->cells[row][column] = '\0';
        if (column < 0 || column >= GRID_COLUMNS)
            return;
        char *text = grid->cells[row][column];
        size_t used = strlen(text);
        if (used + length < EMULATOR_CELL_BYTES) {
            memcpy(text + used, at, length);
            text[used + length] = '\0';
        }
        if (width == 2 && ++column < GRID_COLUMNS)
            *grid->cells[row][column] = '\0';
        at += length;
    }
}

static bool read_grid(struct grid *grid, FILE *from)
{
    static char line[LINE_BYTES];
    if (!read_line(from, line) ||
        sscanf(line, "%d x %d, cursor %d %d", &grid->columns, &grid->rows,
               &grid->cursor_row, &grid->cursor_column) < 2 ||
        grid->rows > GRID_ROWS || grid->columns > GRID_COLUMNS)
        return false;
    grid->cursor_shown = strstr(line, "hidden") == NULL;
    for (int row = 0; row < grid->rows; row++) {
        for (int column = 0; column < grid->columns; column++)
            memcpy(grid->cells[row][column], " ", 2);
        if (!read_line(from, line))
            return false;
        read_cells(grid, row, line);
    }
    if (!read_line(from, line) || strcmp(line, dashes) != 0)
        return false;
    for (int row = 0; row < grid->rows; row++)
        if (!read_line(from, line) || strlen(line) != (size_t)grid->columns)
            return false;
        else
            memcpy(grid->letters[row], line, (size_t)grid->columns);
    if (!read_line(from, line) || strcmp(line, dashes) != 0)
        return false;
    while (grid->look_count < GRID_LOOKS && read_line(from, line) &&
           strlen(line) > 2)
        snprintf(grid->looks[grid->look_count++], GRID_LOOK_BYTES, "%.*s",
                 GRID_LOOK_BYTES - 1, line + 2);
    return true;
}

bool grid_read(struct grid *grid, const char *path)
{
    FILE *from = fopen(path, "re");
    memset(grid, 0, sizeof *grid);
    setlocale(LC_CTYPE, "C.UTF-8");
    bool good = from && read_grid(grid, from);
    if (from)
        fclose(from);
    return good;
}
