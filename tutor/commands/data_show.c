/*
 * data_show -- tables and rows of the databases, for people and for programs.
 *
 * A page is a grid where it is no wider than the screen; else each row is a
 * record, a column a line, so that nothing has to be broken in the middle of a
 * value. Values come from outside: each goes through plain_text() before it is
 * laid out, so that a line feed in one cannot make two rows of it.
 */
#include "tutor/commands/data_show.h"

#include <stdio.h>
#include <string.h>

#include "chassis/plain.h"
#include "tutor/figures.h"
#include "tutor/grid.h"
#include "tutor/width.h"

static const struct {
    const char *table;
    const char *services; /* that keep it; "": the monolith alone */
    enum text keeps;
} meanings[] = {
    {"orders", "orders", TEXT_KEEPS_ORDERS},
    {"order_lines", "orders", TEXT_KEEPS_LINES},
    {"order_events", "orders", TEXT_KEEPS_EVENTS},
    {"idempotency_keys", "orders", TEXT_KEEPS_KEYS},
    {"sagas", "orders", TEXT_KEEPS_SAGAS},
    {"saga_log", "orders", TEXT_KEEPS_SAGA_LOG},
    {"outbox", "orders", TEXT_KEEPS_OUTBOX},
    {"outbox_cursors", "orders", TEXT_KEEPS_CURSORS},
    {"inbox", "inventory customers", TEXT_KEEPS_INBOX},
    {"crew", "orders", TEXT_KEEPS_CREW},
    {"accounts", "payments", TEXT_KEEPS_ACCOUNTS},
    {"charges", "payments", TEXT_KEEPS_CHARGES},
    {"products", "inventory", TEXT_KEEPS_PRODUCTS},
    {"reservations", "inventory", TEXT_KEEPS_RESERVATIONS},
    {"reservation_lines", "inventory", TEXT_KEEPS_RESERVED},
    {"addresses", "shipping", TEXT_KEEPS_ADDRESSES},
    {"parcels", "shipping", TEXT_KEEPS_PARCELS},
    {"customers", "customers", TEXT_KEEPS_CUSTOMERS},
    {"migration", "", TEXT_KEEPS_PLACEMENT},
    {"migration_places", "", TEXT_KEEPS_PLACEMENT},
};

bool data_keeps(const char *table, enum text *out)
{
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        if (strcmp(meanings[i].table, table) == 0) {
            *out = meanings[i].keeps;
            return true;
        }
    return false;
}

const char *data_known_table(size_t n)
{
    return n < sizeof meanings / sizeof *meanings ? meanings[n].table : NULL;
}

bool data_known_in(const char *table, const char *service)
{
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        if (strcmp(meanings[i].table, table) == 0)
            return strstr(meanings[i].services, service) ||
                   strcmp(service, "monolith") == 0;
    return false;
}

const char *data_opened_by(struct session *session,
                           const struct data_openers *openers)
{
    const char *all = "";
    if (openers->count == 0)
        return text(TEXT_DATA_NOBODY);
    for (size_t i = 0; i < openers->count && all; i++)
        all =
            arena_format(&session->arena, "%s%s%s %d", all, *all ? ", " : "",
                         openers->openers[i].program, openers->openers[i].pid);
    return all ? all : "";
}

static int64_t rows_of(const struct data_book *book)
{
    int64_t rows = 0;
    for (size_t i = 0; i < book->list.count; i++)
        rows += book->list.tables[i].rows;
    return rows;
}

/* Every file that is open at all is open in one program only. */
static bool each_for_itself(const struct data_book *books, size_t count,
                            bool *open)
{
    bool alone = true;
    *open = false;
    for (size_t i = 0; i < count; i++) {
        const struct data_openers *openers = &books[i].openers;
        *open |= openers->count > 0;
        for (size_t j = 1; j < openers->count; j++)
            alone &= strcmp(openers->openers[j].program,
                            openers->openers[0].program) == 0;
    }
    return alone;
}

void data_print_books(struct session *session, const struct data_book *books,
                      size_t count)
{
    struct grid grid;
    struct screen *screen = &session->screen;
    char figure[FIGURES_BYTES];
    bool open = false;
    grid_init(&grid, &session->arena, "lrrrl");
    grid_cell(&grid, "%s", shape_name(books->shape));
    grid_cell(&grid, "%s", text(TEXT_DATA_BYTES));
    grid_cell(&grid, "%s", text(TEXT_DATA_LOG));
    grid_cell(&grid, "%s", text(TEXT_DATA_ROWS));
    grid_cell(&grid, "%s", text(TEXT_DATA_OPENERS));
    for (size_t i = 0; i < count; i++) {
        const struct data_book *book = &books[i];
        grid_cell(&grid, "%s", book->service);
        grid_cell(&grid, "%s",
                  book->missing ? text(TEXT_DATA_MISSING)
                                : figures_won(figure, book->bytes));
        grid_cell(&grid, "%s", figures_won(figure, book->log_bytes));
        grid_cell(&grid, "%s",
                  book->why ? "-" : figures_won(figure, rows_of(book)));
        grid_cell(&grid, "%s", data_opened_by(session, &book->openers));
        if (book->why && !book->missing)
            grid_note(&grid, book->why);
    }
    grid_print(&grid, screen);
    bool alone = each_for_itself(books, count, &open);
    if (books->shape == SHAPE_MONOLITH)
        say(screen, DATA_ONE_FILE);
    else if (!alone)
        say(screen, DATA_SHARED_FILES);
    else if (open)
        say(screen, DATA_OWN_FILES);
    if (books->shape == SHAPE_MONOLITH || open)
        screen_print(screen, "\n");
    screen_print(screen, "\n");
}

void data_print_tables(struct session *session, const struct data_book *book)
{
    struct grid grid;
    char figure[FIGURES_BYTES];
    grid_init(&grid, &session->arena, "lrl");
    grid_cell(&grid, "%s", book->service);
    grid_cell(&grid, "%s", text(TEXT_DATA_ROWS));
    grid_cell(&grid, "%s", text(TEXT_DATA_WHAT));
    for (size_t i = 0; i < book->list.count; i++) {
        enum text keeps;
        const struct data_table *table = &book->list.tables[i];
        grid_cell(&grid, "%s", table->name);
        grid_cell(&grid, "%s", figures_won(figure, table->rows));
        grid_cell(&grid, "%s",
                  data_keeps(table->name, &keeps) ? text(keeps) : "");
    }
    grid_print(&grid, &session->screen);
}

/* ---- a page ---- */

/* The cell without anything that could move a cursor. */
static const char *plain_cell(struct session *session, const char *cell)
{
    struct buffer out;
    const char *copy = NULL;
    if (!cell)
        return "-";
    buffer_init(&out, LIMIT_BODY_BYTES);
    plain_text(&out, cell, strlen(cell));
    if (!buffer_error(&out))
        copy =
            arena_copy(&session->arena, out.data ? out.data : "", out.length);
    buffer_release(&out);
    return copy ? copy : "";
}

static const char *const *plain_cells(struct session *session,
                                      const struct data_page *page)
{
    size_t count = page->rows.count * (size_t)page->table->column_count;
    const char **cells =
        arena_alloc(&session->arena, (count + 1) * sizeof *cells);
    for (size_t i = 0; cells && i < count; i++)
        cells[i] = plain_cell(session, page->rows.cells[i]);
    return cells;
}

static bool fits(const struct session *session, const struct data_page *page,
                 const char *const *cells)
{
    int columns = page->table->column_count, total = 0;
    if (columns > GRID_COLUMNS)
        return false;
    for (int column = 0; column < columns; column++) {
        int most = width_of(page->table->columns[column].name);
        for (size_t row = 0; row < page->rows.count; row++) {
            int width = width_of(cells[row * (size_t)columns + (size_t)column]);
            most = width > most ? width : most;
        }
        total += most + 2;
    }
    return total <= session->screen.columns;
}

static void print_grid(struct session *session, const struct data_page *page,
                       const char *const *cells)
{
    struct grid grid;
    size_t columns = (size_t)page->table->column_count;
    size_t most = (GRID_CELLS - columns) / columns; /* rows of one grid */
    for (size_t from = 0; from < page->rows.count; from += most) {
        char align[GRID_COLUMNS + 1] = "";
        for (size_t i = 0; i < columns; i++)
            align[i] = strcmp(page->table->columns[i].type, "INTEGER") == 0
                           ? 'r'
                           : 'l';
        grid_init(&grid, &session->arena, align);
        for (size_t i = 0; i < columns; i++)
            grid_cell(&grid, "%s", page->table->columns[i].name);
        for (size_t row = from; row < page->rows.count && row < from + most;
             row++)
            for (size_t i = 0; i < columns; i++)
                grid_cell(&grid, "%s", cells[row * columns + i]);
        grid_print(&grid, &session->screen);
    }
}

static void print_records(struct session *session, const struct data_page *page,
                          const char *const *cells)
{
    int columns = page->table->column_count, widest = 0;
    for (int i = 0; i < columns; i++) {
        int width = width_of(page->table->columns[i].name);
        widest = width > widest ? width : widest;
    }
    for (size_t row = 0; row < page->rows.count; row++) {
        for (int i = 0; i < columns; i++)
            screen_print(&session->screen, "%s %-*s  %s\n", i == 0 ? "-" : " ",
                         widest, page->table->columns[i].name,
                         cells[row * (size_t)columns + (size_t)i]);
    }
}

void data_print_page(struct session *session, const struct data_page *page)
{
    struct screen *screen = &session->screen;
    char from[FIGURES_BYTES], to[FIGURES_BYTES], of[FIGURES_BYTES];
    const char *const *cells = plain_cells(session, page);
    screen_style(screen, STYLE_BOLD);
    if (page->rows.count == 0 || !cells) {
        say(screen, DATA_NO_ROWS, page->service, page->table->name);
        screen_style(screen, STYLE_NONE);
        return;
    }
    int64_t last = page->query.offset + (int64_t)page->rows.count;
    say(screen, DATA_PAGE, page->service, page->table->name,
        figures_won(from, page->query.offset + 1), figures_won(to, last),
        figures_won(of, page->rows.total));
    screen_style(screen, STYLE_NONE);
    if (fits(session, page, cells))
        print_grid(session, page, cells);
    else
        print_records(session, page, cells);
}

/* ---- the same for programs ---- */

static void json_openers(struct json_writer *json,
                         const struct data_openers *openers)
{
    json_key(json, "openers");
    json_array_open(json);
    for (size_t i = 0; i < openers->count; i++) {
        json_object_open(json);
        json_key_text(json, "program", openers->openers[i].program);
        json_key_int(json, "pid", openers->openers[i].pid);
        json_object_close(json);
    }
    json_array_close(json);
}

void data_json_book(struct json_writer *json, const struct data_book *book)
{
    json_object_open(json);
    json_key_text(json, "shape", shape_name(book->shape));
    json_key_text(json, "service", book->service);
    json_key_text(json, "file", book->path);
    json_key_bool(json, "missing", book->missing);
    json_key_text(json, "why", book->why);
    json_key_int(json, "bytes", book->bytes);
    json_key_int(json, "log_bytes", book->log_bytes);
    json_openers(json, &book->openers);
    json_key(json, "tables");
    json_array_open(json);
    for (size_t i = 0; i < book->list.count; i++) {
        json_object_open(json);
        json_key_text(json, "name", book->list.tables[i].name);
        json_key_int(json, "rows", book->list.tables[i].rows);
        json_object_close(json);
    }
    json_array_close(json);
    json_object_close(json);
}

static void json_columns(struct json_writer *json,
                         const struct data_table *table)
{
    json_key(json, "columns");
    json_array_open(json);
    for (int i = 0; i < table->column_count; i++) {
        json_object_open(json);
        json_key_text(json, "name", table->columns[i].name);
        json_key_text(json, "type", table->columns[i].type);
        json_key_bool(json, "key", table->columns[i].key);
        json_key_bool(json, "hidden", table->columns[i].hidden);
        json_object_close(json);
    }
    json_array_close(json);
}

void data_json_page(struct json_writer *json, const struct data_page *page)
{
    size_t columns = (size_t)page->table->column_count;
    json_object_open(json);
    json_key_text(json, "shape", shape_name(page->shape));
    json_key_text(json, "service", page->service);
    json_key_text(json, "table", page->table->name);
    json_key_text(json, "order", page->query.order);
    json_key_int(json, "rows", page->rows.total);
    json_key_int(json, "offset", page->query.offset);
    json_key_int(json, "took_us", page->took_us);
    json_columns(json, page->table);
    json_key(json, "cells");
    json_array_open(json);
    for (size_t row = 0; row < page->rows.count; row++) {
        json_array_open(json);
        for (size_t i = 0; i < columns; i++)
            if (page->rows.cells[row * columns + i])
                json_text(json, page->rows.cells[row * columns + i]);
            else
                json_null(json);
        json_array_close(json);
    }
    json_array_close(json);
    json_object_close(json);
}
