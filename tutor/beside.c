/*
 * beside -- two texts next to each other, so that they can be compared.
 *
 * The problem: the same request answered by both shapes is only instructive
 * when the eye can jump across; but JSON has long lines and a terminal has 80
 * columns.
 *
 * The idea: each side gets half the screen less a gutter. A line that is too
 * wide goes on in the next row, indented. Both sides advance one row at a time
 * with a cursor of their own, so no text is measured or copied beforehand.
 */
#include "tutor/beside.h"

#include <string.h>

#include "tutor/width.h"

enum { GUTTER_CELLS = 3, INDENT_CELLS = 2 };
/* A width that breaks no line, and how many broken lines are still readable
 * beside the one in two that always are. */
enum { WIDE_CELLS = 1 << 20, BREAKS_ALLOWED = 3 };

/* Where one side has got to. */
struct side {
    const char *at;
    bool broken; /* the rest of a line that was too wide */
};

static size_t line_length(const char *at)
{
    return strcspn(at, "\n");
}

/* Where to break a line that does not fit: behind the last space, unless that
 * would leave more than half of the row empty. */
static size_t break_at(const char *text, size_t fit)
{
    size_t at = fit;
    while (at > fit / 2 && text[at - 1] != ' ')
        at--;
    return at > fit / 2 ? at : fit;
}

/* Prints one row of `cells` cells from that side and moves on. */
static void print_row(struct screen *screen, struct side *side, int cells,
                      bool pad)
{
    size_t length = line_length(side->at);
    int indent = side->broken ? INDENT_CELLS : 0;
    size_t fit = width_fit(side->at, length, cells - indent);
    if (fit == 0 && length > 0)
        fit = length; /* narrower than one character: let it stick out */
    if (fit < length)
        fit = break_at(side->at, fit);
    int used = indent + width_of_n(side->at, fit);
    screen_print(screen, "%*s", indent, "");
    screen_write(screen, side->at, fit);
    if (pad)
        screen_print(screen, "%*s", used < cells ? cells - used : 0, "");
    side->broken = fit < length;
    side->at += fit;
    if (!side->broken && *side->at == '\n')
        side->at++;
}

static int rows_of(const char *text, int cells)
{
    int rows = 0;
    while (*text) {
        size_t length = line_length(text);
        rows += 1 + (width_of_n(text, length) - 1) / cells;
        text += length + (text[length] == '\n');
    }
    return rows;
}

static void print_heading(struct screen *screen, const char *heading, int pad)
{
    screen_style(screen, STYLE_BOLD);
    screen_print(screen, "%s", heading);
    screen_style(screen, STYLE_NONE);
    screen_print(screen, "%*s", pad > 0 ? pad : 0, "");
}

static void print_below(struct screen *screen, const struct beside *side)
{
    struct side cursor = {.at = side->text};
    print_heading(screen, side->heading, 0);
    screen_print(screen, "\n");
    while (*cursor.at) {
        print_row(screen, &cursor, screen->columns, false);
        screen_print(screen, "\n");
    }
}

static void print_across(struct screen *screen, const struct beside *sides,
                         int cells)
{
    struct side left = {.at = sides[0].text}, right = {.at = sides[1].text};
    int pad = cells + GUTTER_CELLS - width_of(sides[0].heading);
    print_heading(screen, sides[0].heading, pad);
    print_heading(screen, sides[1].heading, 0);
    screen_print(screen, "\n");
    while (*left.at || *right.at) {
        print_row(screen, &left, cells, *right.at != '\0');
        if (*right.at) {
            screen_print(screen, " | ");
            print_row(screen, &right, cells, false);
        }
        screen_print(screen, "\n");
    }
}

void beside_print(struct screen *screen, const struct beside *sides, int count)
{
    int cells = (screen->columns - GUTTER_CELLS) / 2;
    bool readable = count == 2;
    for (int i = 0; i < count && readable; i++) {
        int whole = rows_of(sides[i].text, WIDE_CELLS);
        readable =
            rows_of(sides[i].text, cells) <= whole + whole / 2 + BREAKS_ALLOWED;
    }
    if (readable) {
        print_across(screen, sides, cells);
        return;
    }
    for (int i = 0; i < count; i++) {
        if (i > 0)
            screen_print(screen, "\n");
        print_below(screen, &sides[i]);
    }
}
