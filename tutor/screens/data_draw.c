/*
 * data_draw -- databases, tables, rows and values as the screen shows them.
 *
 * A page is as wide as its columns: as many are drawn as fit, from the chosen
 * one on, each no wider than a value can be read; what lies further right is
 * announced. No figure is cut. Values need no escaping here: no control
 * character reaches a cell of the canvas.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/clock.h"
#include "tutor/commands/data_show.h"
#include "tutor/figures.h"
#include "tutor/screens/data_private.h"
#include "tutor/widgets/frame.h"
#include "tutor/widgets/sheet.h"
#include "tutor/widgets/wrap.h"

enum { WIDEST = 36, GAP = 2, MARGIN = 4 };

/* ---- databases ---- */

enum book_column {
    BOOK_SERVICE,
    BOOK_BYTES,
    BOOK_LOG,
    BOOK_ROWS,
    BOOK_OPENERS,
    BOOK_COLUMNS
};

static const char *book_cell(void *context, int row, int column,
                             unsigned *style)
{
    struct data *data = context;
    if (row >= data->books.count)
        return "";
    const struct data_answer_book *book = &data->books.books[row];
    if (*book->why)
        *style = ROLE_WARN;
    switch (column) {
    case BOOK_SERVICE:
        return book->service;
    case BOOK_BYTES:
        return book->missing ? text(TEXT_DATA_MISSING)
                             : figures_won(data->cell, book->bytes);
    case BOOK_LOG:
        return figures_won(data->cell, book->log_bytes);
    case BOOK_ROWS:
        return *book->why ? "-" : figures_won(data->cell, book->rows);
    default:
        *style =
            *book->openers ? (book->alone ? ROLE_GOOD : ROLE_WARN) : ROLE_DIM;
        return *book->openers ? book->openers : text(TEXT_DATA_NOBODY);
    }
}

static enum text about_books(const struct data *data)
{
    bool alone = true, open = false;
    for (int i = 0; i < data->books.count; i++) {
        alone &= data->books.books[i].alone;
        open |= *data->books.books[i].openers != '\0';
    }
    return data->shape == SHAPE_MONOLITH ? TEXT_DATA_ONE_FILE
           : !alone                      ? TEXT_DATA_SHARED_FILES
           : open                        ? TEXT_DATA_OWN_FILES
                                         : TEXT_DATA_READ_ONLY;
}

static void draw_books(struct data *data, struct area area)
{
    struct sheet_column columns[BOOK_COLUMNS] = {
        {text(TEXT_DATA_DATABASE), ALIGN_LEFT, 9, 0},
        {text(TEXT_DATA_BYTES), ALIGN_RIGHT, 9, 2},
        {text(TEXT_DATA_LOG), ALIGN_RIGHT, 9, 3},
        {text(TEXT_DATA_ROWS), ALIGN_RIGHT, 7, 1},
        {text(TEXT_DATA_OPENERS), ALIGN_LEFT, 12, 0}};
    struct sheet sheet = {columns,   BOOK_COLUMNS, data->books.count,
                          book_cell, data,         data->book};
    const struct data_answer_book *book = data_chosen_book(data);
    if (data->books.count == 0 && !*data->why) {
        area_put(area, 0, 0, ROLE_DIM, text(TEXT_DATA_READING));
        return;
    }
    sheet_draw(area_take_top(&area, data->books.count + 1), &sheet, NULL);
    int row = 1;
    if (book && *book->why)
        row = wrap_put(area, row, ROLE_WARN, book->why) + 1;
    row = wrap_put(area, row, ROLE_TEXT, text(about_books(data)));
    if (about_books(data) != TEXT_DATA_READ_ONLY)
        wrap_put(area, row, ROLE_DIM, text(TEXT_DATA_READ_ONLY));
}

/* ---- tables ---- */

static const char *table_cell(void *context, int row, int column,
                              unsigned *style)
{
    enum text keeps;
    struct data *data = context;
    const struct data_answer_book *book = data_chosen_book(data);
    if (!book || row >= book->table_count)
        return "";
    if (column == 0)
        return book->tables[row].name;
    if (column == 1)
        return figures_won(data->cell, book->tables[row].rows);
    *style = ROLE_DIM;
    return data_keeps(book->tables[row].name, &keeps) ? text(keeps) : "";
}

static void draw_tables(struct data *data, struct area area)
{
    struct sheet_column columns[] = {{text(TEXT_DATA_NAME), ALIGN_LEFT, 17, 0},
                                     {text(TEXT_DATA_ROWS), ALIGN_RIGHT, 9, 0},
                                     {text(TEXT_DATA_WHAT), ALIGN_LEFT, 10, 1}};
    const struct data_answer_book *book = data_chosen_book(data);
    struct sheet sheet = {columns,    3,    book ? book->table_count : 0,
                          table_cell, data, data->table};
    sheet_draw(area, &sheet, &data->scroll);
}

/* ---- rows ---- */

static const char *row_cell(void *context, int row, int column, unsigned *style)
{
    struct data *data = context;
    int at = data->first_column + column;
    if (at < data->page.column_count && data->page.columns[at].hidden)
        *style = ROLE_DIM;
    else if (at < data->page.column_count && data->page.columns[at].key)
        *style = ROLE_CODE;
    return data_page_cell(&data->page, row, at);
}

static int width_of_column(const struct data_answer_page *page, int column)
{
    int most = glyph_cells_of(page->columns[column].name);
    for (int row = 0; row < page->row_count; row++) {
        int cells = glyph_cells_of(data_page_cell(page, row, column));
        most = cells > most ? cells : most;
    }
    return most < WIDEST ? most : WIDEST;
}

/* Describes those from the chosen one on that fit; how many. */
static int choose_columns(const struct data *data, int room,
                          struct sheet_column *columns)
{
    const struct data_answer_page *page = &data->page;
    int count = 0;
    for (int i = data->first_column;
         i < page->column_count && count < SHEET_COLUMNS; i++) {
        int width = width_of_column(page, i);
        room -= width + GAP;
        if (room < -GAP && count > 0)
            break;
        columns[count++] = (struct sheet_column){
            page->columns[i].name,
            page->columns[i].number ? ALIGN_RIGHT : ALIGN_LEFT, width, 0};
    }
    return count;
}

static void draw_rows(struct data *data, struct area area)
{
    struct sheet_column columns[SHEET_COLUMNS];
    if (!data->have_page) {
        area_put(area, 0, 0, ROLE_DIM, text(TEXT_DATA_READING));
        return;
    }
    int count = choose_columns(data, area.columns - MARGIN, columns);
    data->more_columns = data->first_column + count < data->page.column_count;
    if (count == 0) {
        data->first_column = 0;
        return;
    }
    struct sheet sheet = {columns,  count, data->page.row_count,
                          row_cell, data,  data->at.row};
    sheet_draw(area, &sheet, &data->scroll);
}

/* A value in full; what is a time is also given as people read it. */
static const char *full_value(const struct data *data, int column, char *out,
                              size_t bytes)
{
    char when[CLOCK_TEXT_BYTES];
    const struct data_answer_page *page = &data->page;
    const char *name = page->columns[column].name;
    const char *value = data_page_cell(page, data->at.row, column);
    size_t length = strlen(name);
    if (length < 4 || strcmp(name + length - 3, "_ms") != 0 ||
        !page->columns[column].number || !*value)
        return value;
    clock_format(strtoll(value, NULL, 10), when);
    snprintf(out, bytes, "%s  (%s)", value, when);
    return out;
}

static void draw_row(struct data *data, struct area area)
{
    char full[80];
    int widest = 0, row = 0;
    const struct data_answer_page *page = &data->page;
    for (int i = 0; i < page->column_count; i++) {
        int cells = glyph_cells_of(page->columns[i].name);
        widest = cells > widest ? cells : widest;
    }
    int room = area.columns - widest - GAP;
    if (room < 1)
        return;
    int total = 0;
    for (int i = 0; i < page->column_count; i++)
        total += wrap_rows(full_value(data, i, full, sizeof full), room);
    scroll_resize(&data->scroll, area.rows, total);
    for (int i = 0; i < page->column_count; i++) {
        const char *value = full_value(data, i, full, sizeof full);
        int rows = wrap_rows(value, room);
        int at = row - data->scroll.first;
        if (at >= 0 && at < area.rows) {
            area_put(area, at, 0, ROLE_HEADING, page->columns[i].name);
            wrap_put(area_part(area, at, widest + GAP, area.rows - at, room), 0,
                     page->columns[i].hidden ? ROLE_DIM : ROLE_TEXT, value);
        }
        row += rows > 0 ? rows : 1;
    }
    scroll_draw(&data->scroll, area);
}

/* ---- around them ---- */

/* split > orders > order_events, and whether columns lie beside these. */
static void draw_path(const struct data *data, struct area row)
{
    const struct data_answer_book *book = data_chosen_book(data);
    int at = area_put(row, 0, 0, ROLE_STRONG, shape_name(data->shape));
    if (data->at.level == DATA_AT_TABLES && book)
        at = area_print(row, 0, at, ROLE_STRONG, " > %s", book->service);
    if (data->at.level >= DATA_AT_ROWS)
        at = area_print(row, 0, at, ROLE_STRONG, " > %s > %s", data->at.service,
                        data->at.table);
    if (data->at.level >= DATA_AT_ROWS && *data->at.order)
        at = area_print(row, 0, at, ROLE_TEXT, "  %s", data->at.order);
    if (data->at.level != DATA_AT_ROWS || !data->have_page)
        return;
    bool left = data->first_column > 0;
    if (left || data->more_columns)
        area_print(row, 0, at + 2, ROLE_DIM, TEXT_FORMAT(DATA_COLUMNS_MORE),
                   left ? "<" : " ", data->more_columns ? ">" : " ");
}

static void write_footer(const struct data *data, char *out, size_t bytes)
{
    char from[FIGURES_BYTES], to[FIGURES_BYTES], of[FIGURES_BYTES];
    char ms[FIGURES_BYTES];
    const struct data_answer_page *page = &data->page;
    *out = '\0';
    if (data->at.level < DATA_AT_ROWS || !data->have_page)
        return;
    int first = data->at.level == DATA_AT_ROW ? data->at.row : 0;
    int last =
        data->at.level == DATA_AT_ROW ? data->at.row + 1 : page->row_count;
    snprintf(out, bytes, TEXT_FORMAT(DATA_FOOTER),
             figures_won(from, page->offset + first + (page->row_count > 0)),
             figures_won(to, page->offset + last), figures_won(of, page->total),
             figures_ms(ms, page->took_us),
             text(data_follows(data) ? TEXT_DATA_LIVE : TEXT_DATA_STILL));
}

void data_draw(struct data *data, struct area area)
{
    char footer[160];
    write_footer(data, footer, sizeof footer);
    struct frame frame = {.title = text(TEXT_VIEW_DATA),
                          .footer = *footer ? footer : NULL};
    struct area inside = area_inset(frame_draw(area, &frame), 0, 1);
    draw_path(data, area_take_top(&inside, 1));
    if (*data->why)
        area_line(area_take_top(&inside, 1), ALIGN_LEFT, ROLE_WARN, data->why);
    if (data->at.level == DATA_AT_BOOKS)
        draw_books(data, inside);
    else if (data->at.level == DATA_AT_TABLES)
        draw_tables(data, inside);
    else if (data->at.level == DATA_AT_ROWS)
        draw_rows(data, inside);
    else
        draw_row(data, inside);
}
