/*
 * data -- `data`: what stands in each database, read-only.
 *
 * From the outside inwards: the databases of a shape with the processes that
 * have them open, the tables of one, the rows of a table. With --order it goes
 * the other way: through all databases, to show what each of them knows of one
 * order -- which is how one sees that no single one knows all of it.
 *
 * The files are read by this process itself, not asked of the services, so a
 * service that is down or paused hides nothing and serves nobody's curiosity.
 */
#include <string.h>
#include <sys/stat.h>

#include "chassis/clock.h"
#include "tutor/commands/data_show.h"
#include "tutor/commands/suggest.h"
#include "tutor/commands/table.h"
#include "tutor/last_order.h"

enum { ROWS_USUAL = 20, SERVICES = 8 };

/* What the words and options ask for. */
struct wish {
    enum shape_set shapes;
    enum shape shape; /* where a service or an order is named */
    const char *service, *table;
    struct id id;
    struct data_query query;
};

/* ---- one database ---- */

static int64_t size_of(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0 ? (int64_t)facts.st_size : -1;
}

/* Reads it as far as that goes; what went wrong is kept in it. */
static void read_book(struct session *session, enum shape shape,
                      const char *service, struct data_book *book)
{
    char log[LIMIT_PATH_BYTES + 8];
    struct db *db = NULL;
    *book = (struct data_book){.shape = shape, .service = service};
    enum error error = data_path(&session->places, service, book->path);
    if (!error) {
        snprintf(log, sizeof log, "%s-wal", book->path);
        book->bytes = size_of(book->path);
        book->log_bytes = size_of(log);
        book->missing = book->bytes < 0;
        error = data_open(&session->places, service, &db);
    }
    if (!error)
        error = data_list(db, &session->arena, &book->list);
    if (error)
        book->why = arena_string(&session->arena, error_detail(error));
    book->bytes = book->bytes < 0 ? 0 : book->bytes;
    book->log_bytes = book->log_bytes < 0 ? 0 : book->log_bytes;
    db_close(db);
    error_forget();
}

static void find_openers(struct data_book *books, size_t count)
{
    struct data_openers files[SERVICES];
    for (size_t i = 0; i < count; i++)
        files[i].path = books[i].path;
    data_openers(files, count);
    for (size_t i = 0; i < count; i++)
        books[i].openers = files[i];
}

/* All of a shape, or the one that was named. */
static size_t read_books(struct session *session, enum shape shape,
                         const char *only, struct data_book *books)
{
    size_t count = 0;
    const char *service;
    for (size_t n = 0; (service = data_service(shape, n)) && count < SERVICES;
         n++)
        if (!only || strcmp(only, service) == 0)
            read_book(session, shape, service, &books[count++]);
    find_openers(books, count);
    return count;
}

static enum error show_books(struct session *session, const struct wish *wish,
                             struct json_writer *json)
{
    struct data_book *books =
        arena_alloc(&session->arena, SERVICES * sizeof *books);
    if (!books)
        return error_explain(ERROR_SYSTEM, "out of memory");
    json_object_open(json);
    json_key(json, "databases");
    json_array_open(json);
    for (int shape = 0; shape < SHAPE_COUNT; shape++) {
        if (!shape_in(wish->shapes, (enum shape)shape))
            continue;
        size_t count =
            read_books(session, (enum shape)shape, wish->service, books);
        for (size_t i = 0; i < count; i++)
            data_json_book(json, &books[i]);
        if (session->json)
            continue;
        data_print_books(session, books, count);
        if (wish->service && !books->why)
            data_print_tables(session, books);
    }
    json_array_close(json);
    json_object_close(json);
    return ERROR_OK;
}

/* ---- rows ---- */

static enum error show_page(struct session *session, struct db *db,
                            const struct wish *wish, const char *service,
                            const struct data_table *table,
                            struct json_writer *json)
{
    int64_t begun_ns = clock_monotonic_ns();
    struct data_page page = {.shape = wish->shape,
                             .service = service,
                             .table = table,
                             .query = wish->query};
    enum error error =
        data_rows(db, table, &wish->query, &session->arena, &page.rows);
    if (error)
        return error;
    page.took_us = (clock_monotonic_ns() - begun_ns) / 1000;
    data_json_page(json, &page);
    if (!session->json &&
        (!wish->query.order || page.rows.count > 0 || wish->table))
        data_print_page(session, &page);
    return ERROR_OK;
}

static enum error no_such_table(struct session *session,
                                const struct wish *wish,
                                const struct data_list *list)
{
    const char *all = "";
    for (size_t i = 0; i < list->count && all; i++)
        all = arena_format(&session->arena, "%s%s%s", all, *all ? ", " : "",
                           list->tables[i].name);
    return explain(ERROR_NOT_FOUND, DATA_TABLE, wish->service, wish->table,
                   all ? all : "");
}

static enum error show_table(struct session *session, const struct wish *wish,
                             struct json_writer *json)
{
    struct db *db = NULL;
    struct data_list *list = arena_alloc(&session->arena, sizeof *list);
    enum error error = data_open(&session->places, wish->service, &db);
    if (error || !list)
        return error ? error : error_explain(ERROR_SYSTEM, "out of memory");
    error = data_list(db, &session->arena, list);
    const struct data_table *table =
        error ? NULL : data_find(list, wish->table);
    if (table)
        error = show_page(session, db, wish, wish->service, table, json);
    else if (!error)
        error = no_such_table(session, wish, list);
    db_close(db);
    return error;
}

/* Every table of every database that can know of an order. */
static enum error show_order(struct session *session, const struct wish *wish,
                             struct json_writer *json)
{
    enum error error = ERROR_OK;
    const char *service;
    struct data_list *list = arena_alloc(&session->arena, sizeof *list);
    if (!list)
        return error_explain(ERROR_SYSTEM, "out of memory");
    json_array_open(json);
    for (size_t n = 0; !error && (service = data_service(wish->shape, n));
         n++) {
        struct db *db = NULL;
        if (wish->service && strcmp(wish->service, service) != 0)
            continue;
        error = data_open(&session->places, service, &db);
        if (!error)
            error = data_list(db, &session->arena, list);
        for (size_t i = 0; i < list->count && !error; i++)
            if (data_about_orders(&list->tables[i]))
                error = show_page(session, db, wish, service, &list->tables[i],
                                  json);
        db_close(db);
    }
    json_array_close(json);
    return error;
}

/* ---- words ---- */

static enum error no_such_service(struct session *session,
                                  const struct wish *wish)
{
    const char *all = "", *service;
    for (size_t n = 0; all && (service = data_service(wish->shape, n)); n++)
        all = arena_format(&session->arena, "%s%s%s", all, *all ? ", " : "",
                           service);
    return explain(ERROR_NOT_FOUND, DATA_SERVICE, shape_name(wish->shape),
                   wish->service, all ? all : "");
}

/* The monolith has one database, so its name may be left out. */
static enum error take_words(struct session *session, const struct args *args,
                             struct wish *wish)
{
    const char *service;
    size_t n = 0;
    wish->service = args_word(args, 1);
    wish->table = args_word(args, 2);
    wish->shape =
        wish->shapes == SHAPES_MONOLITH ? SHAPE_MONOLITH : SHAPE_SPLIT;
    if (!wish->service && !wish->query.order)
        return ERROR_OK;
    if (wish->shapes == SHAPES_BOTH && args_word(args, 0))
        return explain(ERROR_USAGE, DATA_ONE_SHAPE);
    if (!wish->service)
        return ERROR_OK;
    if (wish->shape == SHAPE_MONOLITH && !wish->table &&
        strcmp(wish->service, "monolith") != 0) {
        wish->table = wish->service;
        wish->service = "monolith";
    }
    while ((service = data_service(wish->shape, n++)))
        if (strcmp(service, wish->service) == 0)
            return ERROR_OK;
    return no_such_service(session, wish);
}

static enum error read_wish(struct session *session, const struct args *args,
                            struct wish *wish)
{
    const char *limit = args_option(args, "limit", 0);
    const char *offset = args_option(args, "offset", 0);
    enum error error = ERROR_OK;
    *wish =
        (struct wish){.shapes = SHAPES_BOTH, .query = {.limit = ROWS_USUAL}};
    wish->query.order = args_option(args, "order", 0);
    if (args_word(args, 0))
        error = command_shapes(session, args_word(args, 0), &wish->shapes);
    if (!error && limit)
        error = args_number(limit, "--limit", 1, DATA_ROWS, &wish->query.limit);
    if (!error && offset)
        error = args_number(offset, "--offset", 0, INT64_MAX / 2,
                            &wish->query.offset);
    if (!error)
        error = take_words(session, args, wish);
    if (!error && wish->query.order) {
        error =
            last_order_find(session, wish->shape, wish->query.order, &wish->id);
        wish->query.order = wish->id.text;
    }
    return error;
}

enum error command_data(struct session *session, const struct args *args)
{
    struct buffer out;
    struct json_writer json;
    struct wish wish;
    enum error error = read_wish(session, args, &wish);
    if (error)
        return error;
    buffer_init(&out, LIMIT_REPLY_BYTES);
    json_begin(&json, &out);
    if (wish.table)
        error = show_table(session, &wish, &json);
    else if (wish.query.order)
        error = show_order(session, &wish, &json);
    else
        error = show_books(session, &wish, &json);
    if (!error && session->json)
        screen_json(&session->screen, &out);
    buffer_release(&out);
    return error;
}
