/*
 * frame -- borders with a title, and the pop-ups that wear them.
 *
 * The title stands in the upper border between blanks, the footer (such as
 * "34%") in the lower one at the right, as the eye finds it where the text
 * ends. Both are cut in cells: a border is a straight line whatever language
 * its title is in.
 */
#include "tutor/widgets/frame.h"

#include <string.h>

enum { CORNERS = 2, TITLE_FROM = 2, LABEL_ROOM = 4 };

/* " title " in a border; `right` puts it at the other end. */
static void label(struct area border, unsigned style, const char *text,
                  bool right)
{
    int room = border.columns - LABEL_ROOM - CORNERS;
    int cells = text ? glyph_cells_of(text) : 0;
    if (cells == 0 || room < 1)
        return;
    if (cells > room)
        cells = room;
    int from =
        right ? border.columns - TITLE_FROM - cells - CORNERS : TITLE_FROM;
    struct area place = area_part(border, 0, from, 1, cells + 2);
    area_fill(place, style);
    area_line(area_part(place, 0, 1, 1, cells), ALIGN_LEFT, style, text);
}

struct area frame_draw(struct area area, const struct frame *frame)
{
    unsigned style = frame->focused ? ROLE_FOCUS : ROLE_FRAME;
    int bottom = area.rows - 1;
    int right = area.columns - 1;
    if (bottom < 1 || right < 1)
        return area_part(area, 0, 0, 0, 0);
    area_fill(area_inset(area, 1, 1), ROLE_TEXT);
    area_horizontal(area, 0, 1, right - 1, style);
    area_horizontal(area, bottom, 1, right - 1, style);
    area_vertical(area, 1, 0, bottom - 1, style);
    area_vertical(area, 1, right, bottom - 1, style);
    area_glyph(area, 0, 0, style, GLYPH_TOP_LEFT);
    area_glyph(area, 0, right, style, GLYPH_TOP_RIGHT);
    area_glyph(area, bottom, 0, style, GLYPH_BOTTOM_LEFT);
    area_glyph(area, bottom, right, style, GLYPH_BOTTOM_RIGHT);
    unsigned title = ROLE_TITLE | (frame->focused ? STYLED_BOLD : 0U);
    label(area_part(area, 0, 0, 1, area.columns), title, frame->title, false);
    label(area_part(area, bottom, 0, 1, area.columns), style, frame->footer,
          true);
    return area_inset(area, 1, 1);
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

static int most(int a, int b)
{
    return a > b ? a : b;
}

struct area popup_open(struct area area, int rows, int columns,
                       const struct frame *frame)
{
    rows = least(least(rows, most(POPUP_ROWS, area.rows * 2 / 3)), area.rows);
    columns = least(least(columns, most(POPUP_COLUMNS, area.columns / 2)),
                    area.columns);
    struct area place = area_part(area, (area.rows - rows) / 2,
                                  (area.columns - columns) / 2, rows, columns);
    return area_inset(frame_draw(place, frame), 0, 1);
}
