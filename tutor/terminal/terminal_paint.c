/*
 * terminal_paint -- a canvas becomes one write to the terminal.
 *
 * ncurses knows which cells have changed and how to move there cheaply, but it
 * writes a frame in as many pieces as it has lines, and between two of them
 * the cursor stands anywhere: an input method draws a half-typed syllable at
 * the cursor. So descriptor 1 is memory while ncurses updates, and what it
 * said leaves in one write, between the marks of synchronized output.
 *
 * Colours belong to roles. Each palette is one column of the table; a role
 * that has none keeps the terminal's own colours, and no meaning is told by
 * colour alone.
 */
#include "tutor/terminal/terminal_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

enum { OWN = -1 };
static const char begin_frame[] = "\033[?2026h", end_frame[] = "\033[?2026l";

struct paint {
    short dark, light, eight; /* of the letters */
    attr_t attributes;        /* with and without colour */
};

static const struct paint paints[ROLE_COUNT] = {
    [ROLE_TEXT] = {OWN, OWN, OWN, 0},
    [ROLE_DIM] = {245, 242, OWN, A_DIM},
    [ROLE_TITLE] = {81, 25, COLOR_CYAN, A_BOLD},
    [ROLE_HEADING] = {81, 25, COLOR_CYAN, A_BOLD},
    [ROLE_FRAME] = {240, 246, OWN, 0},
    [ROLE_FOCUS] = {81, 25, COLOR_CYAN, A_BOLD},
    [ROLE_GOOD] = {114, 22, COLOR_GREEN, 0},
    [ROLE_BAD] = {210, 124, COLOR_RED, A_BOLD},
    [ROLE_WARN] = {221, 94, COLOR_YELLOW, A_BOLD},
    [ROLE_INFO] = {117, 25, COLOR_BLUE, 0},
    [ROLE_STRONG] = {OWN, OWN, OWN, A_BOLD},
    [ROLE_EMPHASIS] = {OWN, OWN, OWN, A_UNDERLINE},
    [ROLE_LINK] = {117, 25, COLOR_BLUE, A_UNDERLINE},
    [ROLE_LINK_CHOSEN] = {117, 25, COLOR_BLUE, A_REVERSE},
    [ROLE_CODE] = {180, 94, COLOR_YELLOW, 0},
    [ROLE_CODE_KEYWORD] = {176, 90, COLOR_MAGENTA, A_BOLD},
    [ROLE_CODE_STRING] = {114, 22, COLOR_GREEN, 0},
    [ROLE_CODE_NUMBER] = {117, 25, COLOR_BLUE, 0},
    [ROLE_CODE_COMMENT] = {245, 242, OWN, A_DIM},
    [ROLE_QUOTE] = {245, 242, OWN, 0},
    [ROLE_KEY] = {OWN, OWN, OWN, A_BOLD},
    [ROLE_KEY_TEXT] = {OWN, OWN, OWN, A_REVERSE},
    [ROLE_SELECTED] = {OWN, OWN, OWN, A_REVERSE},
    [ROLE_PROMPT] = {81, 25, COLOR_CYAN, A_BOLD},
    [ROLE_INPUT] = {OWN, OWN, OWN, 0},
    [ROLE_MARK] = {221, 94, COLOR_YELLOW, A_BOLD},
    [ROLE_SERIES_1] = {180, 94, COLOR_YELLOW, 0},
    [ROLE_SERIES_2] = {81, 25, COLOR_CYAN, 0},
    [ROLE_SERIES_3] = {176, 90, COLOR_MAGENTA, 0},
    [ROLE_SERIES_4] = {114, 22, COLOR_GREEN, 0},
};

/* COLORFGBG ends in the background's number where a terminal says it. */
static bool light_background(void)
{
    const char *word = getenv("COLORFGBG");
    const char *last = word ? strrchr(word, ';') : NULL;
    return last && (strcmp(last, ";15") == 0 || strcmp(last, ";7") == 0);
}

void terminal_palette(struct terminal *terminal)
{
    const char *no_colour = getenv("NO_COLOR");
    bool light = light_background();
    (void)terminal;
    if ((no_colour && *no_colour) || !has_colors())
        return;
    start_color();
    use_default_colors();
    for (int role = 0; role < ROLE_COUNT; role++) {
        const struct paint *paint = &paints[role];
        short colour = light ? paint->light : paint->dark;
        init_pair((short)(role + 1), COLORS >= 256 ? colour : paint->eight,
                  OWN);
    }
}

static attr_t attributes(uint16_t style, short *pair)
{
    unsigned role = style & STYLED_ROLE;
    attr_t attr = role < ROLE_COUNT ? paints[role].attributes : 0;
    const char *no_colour = getenv("NO_COLOR");
    bool colour = has_colors() && !(no_colour && *no_colour);
    *pair = colour && role < ROLE_COUNT ? (short)(role + 1) : 0;
    if (style & STYLED_BOLD)
        attr |= A_BOLD;
    if (style & (STYLED_UNDERLINE | STYLED_ITALIC))
        attr |= A_UNDERLINE;
    if (style & STYLED_REVERSE)
        attr |= A_REVERSE;
    return attr;
}

/* Box lines of a terminal without UTF-8; 0: none of them. */
static chtype line_drawing(const char *text)
{
    const struct {
        const char *text;
        chtype glyph;
    } table[] = {
        {"─", ACS_HLINE},    {"│", ACS_VLINE},    {"┌", ACS_ULCORNER},
        {"┐", ACS_URCORNER}, {"└", ACS_LLCORNER}, {"┘", ACS_LRCORNER},
        {"├", ACS_LTEE},     {"┤", ACS_RTEE},     {"┬", ACS_TTEE},
        {"┴", ACS_BTEE},     {"┼", ACS_PLUS},     {"█", '#'},
        {"▒", '%'},          {"░", '.'},          {"→", '>'},
        {"←", '<'},          {"↑", '^'},          {"↓", 'v'},
        {"●", '*'},          {"•", '*'},          {"·", '-'},
        {"…", '~'},          {"▲", '^'},          {"☐", '_'},
        {"☑", 'x'},          {"✗", 'x'},          {"×", 'x'},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i].text, text) == 0)
            return table[i].glyph;
    return 0;
}

static void put_cell(const struct terminal *terminal, int row, int column,
                     const struct cell *cell)
{
    wchar_t wide[CCHARW_MAX + 1] = {0};
    cchar_t out;
    short pair;
    attr_t attr = attributes(cell->style, &pair);
    if (!terminal->utf8) {
        bool ascii = (unsigned char)cell->text[0] < 0x80;
        chtype glyph = ascii ? (chtype)cell->text[0] : line_drawing(cell->text);
        mvaddch(row, column,
                (glyph ? glyph : (chtype)'?') | attr |
                    (chtype)COLOR_PAIR(pair));
        if (cell->cells == 2)
            mvaddch(row, column + 1, ' ' | attr | (chtype)COLOR_PAIR(pair));
        return;
    }
    if (mbstowcs(wide, cell->text, CCHARW_MAX) == (size_t)-1 || !wide[0])
        wide[0] = L' ';
    if (setcchar(&out, wide, attr, pair, NULL) == OK)
        mvadd_wch(row, column, &out);
}

/* One write, however often the kernel takes a part of it. */
static void write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t sent = write(fd, bytes, length);
        if (sent < 0 && errno != EINTR && errno != EAGAIN)
            return;
        if (sent > 0) {
            bytes += sent;
            length -= (size_t)sent;
        }
    }
}

static void send_frame(struct terminal *terminal)
{
    size_t begin = sizeof begin_frame - 1, end = sizeof end_frame - 1;
    lseek(terminal->frame, terminal->begun, SEEK_SET);
    terminal->begun = 0;
    dup2(terminal->frame, STDOUT_FILENO);
    doupdate();
    off_t said = lseek(terminal->frame, 0, SEEK_CUR);
    dup2(terminal->tty, STDOUT_FILENO);
    if (said <= 0)
        return;
    size_t length = (size_t)said;
    if (terminal->room < length + begin + end) {
        free(terminal->bytes);
        terminal->room = 2 * (length + begin + end);
        terminal->bytes = malloc(terminal->room);
        if (!terminal->bytes) {
            terminal->room = 0;
            return;
        }
    }
    memcpy(terminal->bytes, begin_frame, begin);
    if (pread(terminal->frame, terminal->bytes + begin, length, 0) != said)
        return;
    memcpy(terminal->bytes + begin + length, end_frame, end);
    if (terminal->paste) /* as good a sign as there is of an xterm's kind */
        write_all(terminal->tty, terminal->bytes, begin + length + end);
    else
        write_all(terminal->tty, terminal->bytes + begin, length);
}

void terminal_forget(struct terminal *terminal)
{
    free(terminal->painted);
    terminal->painted = NULL;
}

/* Makes room to remember a frame of that size; false: there is none, or what
 * is remembered is another size. */
static bool remembers(struct terminal *terminal, const struct canvas *canvas)
{
    size_t count = (size_t)canvas->rows * (size_t)canvas->columns;
    if (terminal->painted && terminal->painted_rows == canvas->rows &&
        terminal->painted_columns == canvas->columns)
        return true;
    terminal_forget(terminal);
    terminal->painted = calloc(count ? count : 1, sizeof *terminal->painted);
    terminal->painted_rows = canvas->rows;
    terminal->painted_columns = canvas->columns;
    return false;
}

static void put_row(const struct terminal *terminal,
                    const struct canvas *canvas, int row)
{
    for (int column = 0; column < canvas->columns && column < COLS;) {
        const struct cell *cell = canvas_at(canvas, row, column);
        if (cell->cells > 0)
            put_cell(terminal, row, column, cell);
        column += cell->cells > 0 ? cell->cells : 1;
    }
}

/* A key mostly changes one row; ncurses need not be told of the others. */
void terminal_paint(struct terminal *terminal, const struct canvas *canvas,
                    int cursor_row, int cursor_column)
{
    if (terminal->away)
        return;
    bool known = remembers(terminal, canvas);
    size_t bytes = (size_t)canvas->columns * sizeof *canvas->cells;
    for (int row = 0; row < canvas->rows && row < LINES; row++) {
        const struct cell *cells =
            canvas->cells + (size_t)row * (size_t)canvas->columns;
        struct cell *old =
            terminal->painted
                ? terminal->painted + (size_t)row * (size_t)canvas->columns
                : NULL;
        if (known && old && memcmp(old, cells, bytes) == 0)
            continue;
        put_row(terminal, canvas, row);
        if (old)
            memcpy(old, cells, bytes);
    }
    move(cursor_row < LINES ? cursor_row : LINES - 1,
         cursor_column < COLS ? cursor_column : COLS - 1);
    wnoutrefresh(stdscr);
    send_frame(terminal);
}
