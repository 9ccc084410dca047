/*
 * sheet -- a table on the screen: straight columns, a row selected.
 *
 * Widths are measured over all rows, not over those that are seen, so that
 * columns stay where they are while the learner scrolls. Where they do not
 * fit, columns that the caller can do without leave first, then the widest
 * shrinks; a figure cut in half would be a lie, so `least` protects it.
 */
#include "tutor/widgets/sheet.h"

#include <assert.h>

enum { GAP = 2, LEAST_CELLS = 4, POINTER = 2 };

struct widths {
    int cells[SHEET_COLUMNS];
    bool shown[SHEET_COLUMNS];
};

static void measure(const struct sheet *sheet, struct widths *widths)
{
    for (int column = 0; column < sheet->column_count; column++) {
        int most = glyph_cells_of(sheet->columns[column].title);
        for (int row = 0; row < sheet->row_count; row++) {
            unsigned style = ROLE_TEXT;
            const char *text = sheet->cell(sheet->context, row, column, &style);
            int cells = glyph_cells_of(text ? text : "");
            most = cells > most ? cells : most;
        }
        widths->cells[column] = most;
        widths->shown[column] = true;
    }
}

static int total(const struct sheet *sheet, const struct widths *widths)
{
    int cells = -GAP;
    for (int i = 0; i < sheet->column_count; i++)
        if (widths->shown[i])
            cells += widths->cells[i] + GAP;
    return cells;
}

static int least_of(const struct sheet *sheet, int column)
{
    int least = sheet->columns[column].least;
    return least > 0 ? least : LEAST_CELLS;
}

/* Makes the widest column a cell narrower; false when none can be. */
static bool shrink_one(const struct sheet *sheet, struct widths *widths)
{
    int widest = -1;
    for (int i = 0; i < sheet->column_count; i++)
        if (widths->shown[i] && widths->cells[i] > least_of(sheet, i) &&
            (widest < 0 || widths->cells[i] > widths->cells[widest]))
            widest = i;
    if (widest >= 0)
        widths->cells[widest]--;
    return widest >= 0;
}

/* Leaves out the column that matters least; false when all matter. */
static bool drop_one(const struct sheet *sheet, struct widths *widths)
{
    int first = -1;
    for (int i = 0; i < sheet->column_count; i++)
        if (widths->shown[i] && sheet->columns[i].drop > 0 &&
            (first < 0 || sheet->columns[i].drop > sheet->columns[first].drop))
            first = i;
    if (first >= 0)
        widths->shown[first] = false;
    return first >= 0;
}

static void fit(const struct sheet *sheet, struct widths *widths, int columns)
{
    while (total(sheet, widths) > columns)
        if (!shrink_one(sheet, widths) && !drop_one(sheet, widths))
            return;
}

/* SHEET_NO_ROW draws the heading. */
static void draw_row(struct area area, const struct sheet *sheet,
                     const struct widths *widths, int row)
{
    int at = 0;
    bool selected = row != SHEET_NO_ROW && row == sheet->selected;
    for (int i = 0; i < sheet->column_count; i++) {
        unsigned style = row == SHEET_NO_ROW ? ROLE_HEADING : ROLE_TEXT;
        const char *text = sheet->columns[i].title;
        if (row != SHEET_NO_ROW)
            text = sheet->cell(sheet->context, row, i, &style);
        if (!widths->shown[i])
            continue;
        area_line(area_part(area, 0, at, 1, widths->cells[i]),
                  sheet->columns[i].align, style, text ? text : "");
        at += widths->cells[i] + GAP;
    }
    if (selected)
        area_restyle(area, ROLE_SELECTED);
}

void sheet_draw(struct area area, const struct sheet *sheet,
                struct scroll *scroll)
{
    struct widths widths = {0};
    struct scroll from_top = {0};
    assert(sheet->column_count <= SHEET_COLUMNS);
    scroll = scroll ? scroll : &from_top;
    scroll_resize(scroll, area.rows - 1, sheet->row_count);
    if (sheet->selected >= 0)
        scroll_show(scroll, sheet->selected);
    area_fill(area, ROLE_TEXT);
    struct area inside = area;
    if (scroll_needed(scroll)) {
        scroll_draw(scroll, area_part(area, 1, 0, area.rows - 1, area.columns));
        area_take_right(&inside, POINTER);
    }
    struct area pointers = {0};
    if (sheet->selected >= 0)
        pointers = area_take_left(&inside, POINTER);
    measure(sheet, &widths);
    fit(sheet, &widths, inside.columns);
    draw_row(area_take_top(&inside, 1), sheet, &widths, SHEET_NO_ROW);
    for (int i = 0; i < inside.rows; i++) {
        int row = scroll->first + i;
        if (row >= sheet->row_count)
            break;
        draw_row(area_part(inside, i, 0, 1, inside.columns), sheet, &widths,
                 row);
        if (row == sheet->selected)
            area_glyph(pointers, i + 1, 0, ROLE_SELECTED, GLYPH_POINTER);
    }
}
