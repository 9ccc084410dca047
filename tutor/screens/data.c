/*
 * data -- what stands in the databases, from the files down to one value.
 *
 * Four levels: the databases of a shape, the tables of one, the rows of a
 * table, one row. Each is asked of a child `cleave data ... --json`, which
 * opens the file read-only, runs its query and is gone: between two looks
 * nobody of ours has a database open, and a file that is locked, missing or
 * replaced costs an answer and not the screen.
 *
 * While the newest row is chosen the page is asked for again and again, so that
 * orders are seen to arrive; whoever moves down reads a page that holds still.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tutor/commands/table.h"
#include "tutor/screens/data_private.h"

enum {
    REST_MS = 1000,
    REST_TIMES = 4 /* as long as the answer took: counting takes its time */
};

const struct data_answer_book *data_chosen_book(const struct data *data)
{
    return data->book < data->books.count ? &data->books.books[data->book]
                                          : NULL;
}

bool data_follows(const struct data *data)
{
    return data->at.level < DATA_AT_ROWS ||
           (data->at.level == DATA_AT_ROWS && data->at.offset == 0 &&
            data->at.row == 0);
}

/* ---- asking ---- */

static void answered(struct app *app, void *arg, int status, const char *output,
                     size_t length);

static void ask(struct app *app, struct data *data)
{
    char limit[24], offset[24];
    const struct data_place *at = &data->at;
    snprintf(limit, sizeof limit, "%d", DATA_PAGE_ROWS);
    snprintf(offset, sizeof offset, "%lld", (long long)at->offset);
    const char *books[] = {"data", shape_name(data->shape), "--json", NULL};
    const char *rows[] = {"data",      shape_name(data->shape),
                          at->service, at->table,
                          "--json",    "--limit",
                          limit,       "--offset",
                          offset,      *at->order ? "--order" : NULL,
                          at->order,   NULL};
    data->asked = true;
    data->asked_ms = app_now_ms(app);
    if (app_job(app, at->level >= DATA_AT_ROWS ? rows : books, answered,
                data)) {
        snprintf(data->why, sizeof data->why, "%s", error_detail(ERROR_SYSTEM));
        data->asked = false;
        data->next_ms = app_now_ms(app) + REST_MS;
    }
}

static bool tick_data(struct app *app, void *state, int64_t now_ms)
{
    struct data *data = state;
    if (!data->asked && now_ms >= data->next_ms &&
        (data_follows(data) || *data->why))
        ask(app, data);
    return false;
}

/* ---- going in and out ---- */

static void look_at(struct app *app, struct data *data, struct data_place place)
{
    data->enters = false;
    data->at = place;
    data->have_page = place.level == DATA_AT_ROW;
    data->first_column = 0;
    data->scroll.first = 0;
    if (place.level != DATA_AT_ROW)
        ask(app, data);
}

static void look_at_table(struct app *app, struct data *data)
{
    const struct data_answer_book *book = data_chosen_book(data);
    struct data_place place = {.level = DATA_AT_ROWS};
    if (!book || data->table >= book->table_count)
        return;
    snprintf(place.service, sizeof place.service, "%s", book->service);
    snprintf(place.table, sizeof place.table, "%s",
             book->tables[data->table].name);
    look_at(app, data, place);
}

static void go_in(struct app *app, struct data *data)
{
    const struct data_answer_book *book = data_chosen_book(data);
    struct data_place place = data->at;
    data->enters = place.level == DATA_AT_BOOKS  ? !book
                   : place.level == DATA_AT_ROWS ? !data->have_page
                                                 : false;
    if (place.level == DATA_AT_BOOKS && book && book->table_count > 0) {
        place.level = DATA_AT_TABLES;
        data->table = 0;
        look_at(app, data, place);
    } else if (place.level == DATA_AT_TABLES) {
        look_at_table(app, data);
    } else if (place.level == DATA_AT_ROWS && data->page.row_count > 0 &&
               data->have_page) {
        place.level = DATA_AT_ROW;
        look_at(app, data, place);
    }
}

static bool go_out(struct app *app, struct data *data)
{
    struct data_place place = data->at;
    if (place.level == DATA_AT_BOOKS)
        return false; /* the app goes back */
    place.level--;
    if (data->at.level == DATA_AT_ROWS && data->came) {
        data->came = false;
        place = data->from;
    }
    look_at(app, data, place);
    return true;
}

/* The events of the order that the chosen row is about. */
static void look_at_order(struct app *app, struct data *data)
{
    char order[ID_TEXT_BYTES];
    struct data_place place = {.level = DATA_AT_ROWS, .table = "order_events"};
    if (data->at.level < DATA_AT_ROWS || !data->have_page)
        return;
    data_page_order(&data->page, data->at.row, order);
    if (!*order) {
        app_say(app, text(TEXT_DATA_NO_ORDER));
        return;
    }
    if (!data->came) {
        data->from = data->at;
        data->from.level = DATA_AT_ROWS;
    }
    data->came = true;
    snprintf(place.order, sizeof place.order, "%s", order);
    snprintf(place.service, sizeof place.service, "%s",
             data->shape == SHAPE_MONOLITH ? "monolith" : "orders");
    look_at(app, data, place);
    data->first_column = 1; /* the id is the same in all rows */
}

/* The other shape, or the next table. */
static void go_aside(struct app *app, struct data *data, int step)
{
    const struct data_answer_book *book = data_chosen_book(data);
    if (data->at.level == DATA_AT_BOOKS) {
        data->shape = data->shape == SHAPE_SPLIT ? SHAPE_MONOLITH : SHAPE_SPLIT;
        data_books_release(&data->books);
        data->book = 0;
        look_at(app, data, data->at);
    } else if (data->at.level == DATA_AT_ROWS && book &&
               book->table_count > 0 && !data->came) {
        data->table =
            (data->table + step + book->table_count) % book->table_count;
        look_at_table(app, data);
    }
}

/* ---- the answer ---- */

static void answered(struct app *app, void *arg, int status, const char *output,
                     size_t length)
{
    struct data *data = arg;
    bool rows = data->at.level >= DATA_AT_ROWS;
    (void)status;
    data->asked = false;
    int64_t took_ms = app_now_ms(app) - data->asked_ms;
    data->next_ms =
        app_now_ms(app) +
        (took_ms * REST_TIMES > REST_MS ? took_ms * REST_TIMES : REST_MS);
    bool taken = rows ? data_page_take(&data->page, output, length)
                      : data_books_take(&data->books, output, length);
    *data->why = '\0';
    if (!taken)
        data_answer_why(output, length, data->why, sizeof data->why);
    else if (rows)
        data->have_page = true;
    if (data->at.row >= data->page.row_count)
        data->at.row = data->page.row_count > 0 ? data->page.row_count - 1 : 0;
    if (data->book >= data->books.count)
        data->book = 0;
    if (data->enters && taken)
        go_in(app, data);
}

/* ---- moving ---- */

static void turn_page(struct app *app, struct data *data, int64_t offset,
                      int row)
{
    struct data_place place = data->at;
    place.offset = offset < 0 ? 0 : offset;
    place.row = row;
    int column = data->first_column;
    look_at(app, data, place);
    data->first_column = column;
}

static void move_rows(struct app *app, struct data *data, int step)
{
    int64_t offset = data->at.offset;
    int to = data->at.row + step;
    if (!data->have_page)
        return;
    if (to >= data->page.row_count &&
        offset + data->page.row_count < data->page.total &&
        data->at.row == data->page.row_count - 1)
        turn_page(app, data, offset + DATA_PAGE_ROWS, 0);
    else if (to < 0 && offset > 0 && data->at.row == 0)
        turn_page(app, data, offset - DATA_PAGE_ROWS, DATA_PAGE_ROWS - 1);
    else {
        to = to >= data->page.row_count ? data->page.row_count - 1 : to;
        data->at.row = to < 0 ? 0 : to;
    }
}

static void move_within(int *at, int step, int count)
{
    int to = *at + step;
    to = to >= count ? count - 1 : to;
    *at = to < 0 ? 0 : to;
}

static void move(struct app *app, struct data *data, int step)
{
    const struct data_answer_book *book = data_chosen_book(data);
    if (data->at.level == DATA_AT_BOOKS)
        move_within(&data->book, step, data->books.count);
    else if (data->at.level == DATA_AT_TABLES)
        move_within(&data->table, step, book ? book->table_count : 0);
    else if (data->at.level == DATA_AT_ROWS)
        move_rows(app, data, step);
    else
        scroll_by(&data->scroll, step);
}

static bool key_data(struct app *app, void *state,
                     const struct keys_event *event)
{
    struct data *data = state;
    int page = data->scroll.shown > 2 ? data->scroll.shown - 1 : 1;
    switch (event->name) {
    case KEYS_UP:
    case KEYS_WHEEL_UP:
        move(app, data, -1);
        break;
    case KEYS_DOWN:
    case KEYS_WHEEL_DOWN:
        move(app, data, 1);
        break;
    case KEYS_PAGE_UP:
        move(app, data, -page);
        break;
    case KEYS_PAGE_DOWN:
        move(app, data, page);
        break;
    case KEYS_LEFT:
        data->first_column -= data->first_column > 0;
        break;
    case KEYS_RIGHT:
        data->first_column += data->more_columns;
        break;
    case KEYS_TAB:
    case KEYS_BACKTAB:
        go_aside(app, data, event->name == KEYS_TAB ? 1 : -1);
        break;
    case KEYS_ENTER:
        go_in(app, data);
        break;
    case KEYS_F7:
        look_at_order(app, data);
        break;
    case KEYS_ESCAPE:
        return go_out(app, data);
    default:
        return false;
    }
    return true;
}

/* ---- the class ---- */

static enum error open_data(struct app *app, const char *argument, void **state)
{
    struct data *data = calloc(1, sizeof *data);
    if (!data)
        return error_explain(ERROR_SYSTEM, "out of memory");
    data->shape = strcmp(argument, shape_name(SHAPE_MONOLITH)) == 0
                      ? SHAPE_MONOLITH
                      : SHAPE_SPLIT;
    ask(app, data);
    *state = data;
    return ERROR_OK;
}

static void close_data(struct app *app, void *state)
{
    struct data *data = state;
    (void)app;
    data_books_release(&data->books);
    data_page_release(&data->page);
    free(data);
}

static void draw(struct app *app, void *state, struct area *area)
{
    (void)app;
    data_draw(state, *area);
}

/* Words such as "(hidden)" come from the command, in its language. */
static void change_data(struct app *app, void *state)
{
    struct data *data = state;
    if (data->at.level < DATA_AT_ROW)
        ask(app, data);
}

static enum error plain_data(struct session *session, const char *argument)
{
    struct args args = {0};
    if (*argument)
        args.words[args.count++] = argument;
    return command_data(session, &args);
}

static const struct view_key keys[] = {
    {"Enter", TEXT_BAR_INTO}, {"← →", TEXT_BAR_COLUMN}, {"Tab", TEXT_BAR_OTHER},
    {"F7", TEXT_BAR_EVENTS},  {"Esc", TEXT_BAR_BACK},   {NULL, 0}};
extern const struct view_class view_data;
const struct view_class view_data = {.name = "data",
                                     .title = TEXT_VIEW_DATA,
                                     .help = TEXT_ABOUT_DATA,
                                     .keys = keys,
                                     .keys_first = true,
                                     .own_frame = true,
                                     .takes_word = true,
                                     .open = open_data,
                                     .close = close_data,
                                     .draw = draw,
                                     .key = key_data,
                                     .tick = tick_data,
                                     .change = change_data,
                                     .plain = plain_data};
