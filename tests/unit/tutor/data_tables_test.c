/*
 * data_tables_test -- tables and rows of real databases, read while a writer
 * holds them: nothing secret is read, nothing blocks.
 */
#include "tutor/data_tables.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/cmocka_all.h"

#define OLD "01ARZ3NDEKTSV4RRFFQ69G5FA1"
#define NEW "01ARZ3NDEKTSV4RRFFQ69G5FA2"

struct shop {
    char directory[64];
    struct places places;
    struct db *writer, *reader;
    struct arena arena;
    struct data_list list;
};

static const char *const schema =
    "CREATE TABLE orders (id TEXT PRIMARY KEY, total INTEGER NOT NULL)"
    " STRICT, WITHOUT ROWID;"
    "CREATE TABLE charges (key TEXT PRIMARY KEY, order_id TEXT, amount INTEGER)"
    " STRICT, WITHOUT ROWID;"
    "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, pin_digest BLOB,"
    " picture BLOB) STRICT;"
    "CREATE TABLE \"odd \"\"name\" (\"a \"\"b\" TEXT) STRICT;"
    "CREATE TABLE outbox (sequence INTEGER PRIMARY KEY, type TEXT NOT NULL)"
    " STRICT;"
    "CREATE TABLE outbox_cursors (subscriber TEXT PRIMARY KEY, upto INTEGER)"
    " STRICT;"
    "INSERT INTO orders VALUES ('" OLD "', 1000), ('" NEW "', 2000);"
    "INSERT INTO charges VALUES ('" OLD "/pay', '" OLD "', 1000),"
    " ('" NEW "/pay', '" NEW "', 2000);"
    "INSERT INTO people VALUES (1, 'a', x'00112233', x'ff00'),"
    " (2, char(27) || '[31m', x'44', zeroblob(1000)), (3, NULL, NULL, NULL);"
    "INSERT INTO \"odd \"\"name\" VALUES ('x');"
    "INSERT INTO outbox VALUES (1, 'A'), (2, 'B');"
    "INSERT INTO outbox_cursors VALUES ('inventory', 1), ('customers', 2);";

static void path_of(const struct shop *shop, char out[LIMIT_PATH_BYTES])
{
    assert_int_equal(data_path(&shop->places, "orders", out), ERROR_OK);
}

static void open_shop(struct shop *shop)
{
    char path[LIMIT_PATH_BYTES];
    *shop = (struct shop){.directory = "/tmp/cleave-data-XXXXXX"};
    assert_non_null(mkdtemp(shop->directory));
    snprintf(shop->places.run, LIMIT_PATH_BYTES, "%s/run", shop->directory);
    snprintf(shop->places.state, LIMIT_PATH_BYTES, "%s/state", shop->directory);
    assert_int_equal(places_make(&shop->places), ERROR_OK);
    arena_init(&shop->arena, LIMIT_ARENA_BYTES);
    path_of(shop, path);
    assert_int_equal(db_open(&shop->writer, path, DB_WRITER), ERROR_OK);
    assert_int_equal(db_script(shop->writer, schema), ERROR_OK);
    assert_int_equal(data_open(&shop->places, "orders", &shop->reader),
                     ERROR_OK);
    assert_int_equal(data_list(shop->reader, &shop->arena, &shop->list),
                     ERROR_OK);
}

static void close_shop(struct shop *shop)
{
    static const char *const tails[] = {"", "-wal", "-shm", ".lock"};
    char path[LIMIT_PATH_BYTES], file[LIMIT_PATH_BYTES + 8];
    path_of(shop, path);
    db_close(shop->reader);
    db_close(shop->writer);
    arena_release(&shop->arena);
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        snprintf(file, sizeof file, "%s%s", path, tails[i]);
        unlink(file);
    }
    rmdir(shop->places.state);
    rmdir(shop->places.run);
    rmdir(shop->directory);
}

/* One page; fails the test when it cannot be read. */
static struct data_rows read_rows(struct shop *shop, const char *table,
                                  struct data_query query)
{
    struct data_rows rows = {0};
    const struct data_table *found = data_find(&shop->list, table);
    assert_non_null(found);
    if (data_rows(shop->reader, found, &query, &shop->arena, &rows))
        fail_msg("%s", error_detail(ERROR_STORAGE));
    return rows;
}

static void tables_are_those_of_the_schema(void **state)
{
    (void)state;
    struct shop shop;
    open_shop(&shop);
    assert_int_equal(shop.list.count, 6);
    assert_string_equal(shop.list.tables[0].name, "orders");
    assert_int_equal(shop.list.tables[0].rows, 2);
    assert_true(shop.list.tables[0].columns[0].key);
    assert_null(data_find(&shop.list, "cheese"));
    assert_non_null(data_find(&shop.list, "odd \"name"));
    assert_string_equal(
        read_rows(&shop, "odd \"name", (struct data_query){.limit = 5})
            .cells[0],
        "x");
    close_shop(&shop);
}

static void the_newest_row_comes_first_and_pages_go_back(void **state)
{
    (void)state;
    struct shop shop;
    open_shop(&shop);
    struct data_rows rows =
        read_rows(&shop, "orders", (struct data_query){.limit = 1});
    assert_int_equal(rows.total, 2);
    assert_int_equal(rows.count, 1);
    assert_string_equal(rows.cells[0], NEW);
    assert_string_equal(rows.cells[1], "2000");
    rows = read_rows(&shop, "orders",
                     (struct data_query){.limit = 1, .offset = 1});
    assert_string_equal(rows.cells[0], OLD);
    rows = read_rows(&shop, "orders",
                     (struct data_query){.limit = 1, .offset = 2});
    assert_int_equal(rows.count, 0);
    close_shop(&shop);
}

static void rows_of_one_order_are_found_by_key_or_id(void **state)
{
    (void)state;
    struct shop shop;
    open_shop(&shop);
    struct data_query query = {.order = OLD, .limit = 10};
    struct data_rows rows = read_rows(&shop, "charges", query);
    assert_int_equal(rows.total, 1);
    assert_string_equal(rows.cells[0], OLD "/pay");
    rows = read_rows(&shop, "orders", query);
    assert_int_equal(rows.count, 1);
    assert_string_equal(rows.cells[0], OLD);
    const struct data_table *people = data_find(&shop.list, "people");
    assert_false(data_about_orders(people));
    assert_int_equal(data_rows(shop.reader, people, &query, &shop.arena, &rows),
                     ERROR_USAGE);
    close_shop(&shop);
}

static void a_secret_is_never_read(void **state)
{
    (void)state;
    struct shop shop;
    open_shop(&shop);
    const struct data_table *people = data_find(&shop.list, "people");
    assert_true(people->columns[2].hidden);
    assert_false(people->columns[3].hidden);
    struct data_rows rows =
        read_rows(&shop, "people", (struct data_query){.limit = 10});
    assert_null(rows.cells[2]); /* of row 3: nothing is there to hide */
    const char *hidden = rows.cells[2 * 4 + 2];
    assert_non_null(strstr(hidden, "4"));
    assert_null(strstr(hidden, "0011"));
    close_shop(&shop);
}

static void bytes_are_digits_and_long_values_are_cut(void **state)
{
    (void)state;
    struct shop shop;
    open_shop(&shop);
    assert_int_equal(db_script(shop.writer,
                               "UPDATE people SET name = hex(zeroblob(500))"
                               " WHERE id = 3"),
                     ERROR_OK);
    struct data_rows rows =
        read_rows(&shop, "people", (struct data_query){.limit = 10});
    assert_string_equal(rows.cells[2 * 4 + 3], "x'ff00'");
    const char *blob = rows.cells[1 * 4 + 3];
    assert_int_equal(strlen(blob), 2 * DATA_BLOB_BYTES + 3 + strlen("…"));
    assert_int_equal(strlen(rows.cells[1]), DATA_TEXT_CHARACTERS + strlen("…"));
    close_shop(&shop);
}

static void the_outbox_says_whom_each_event_waits_for(void **state)
{
    (void)state;
    struct shop shop;
    open_shop(&shop);
    struct data_rows rows =
        read_rows(&shop, "outbox", (struct data_query){.limit = 10});
    assert_string_equal(rows.cells[0], "2");
    assert_string_equal(rows.cells[2], "inventory");
    assert_null(rows.cells[5]); /* event 1 has been delivered to both */
    close_shop(&shop);
}

/* A reader neither waits for a writer nor makes it wait, and holds no
 * snapshot: what is committed next is seen next. */
static void an_open_transaction_of_the_writer_is_no_obstacle(void **state)
{
    (void)state;
    struct shop shop;
    open_shop(&shop);
    assert_int_equal(db_begin_write(shop.writer, 0), ERROR_OK);
    assert_int_equal(
        db_script(shop.writer, "INSERT INTO orders VALUES ('02', 3)"),
        ERROR_OK);
    assert_int_equal(
        read_rows(&shop, "orders", (struct data_query){.limit = 9}).count, 2);
    assert_int_equal(db_commit(shop.writer), ERROR_OK);
    assert_int_equal(
        read_rows(&shop, "orders", (struct data_query){.limit = 9}).count, 3);
    int64_t busy = 1;
    assert_int_equal(db_get_int(shop.writer, "PRAGMA wal_checkpoint(TRUNCATE)",
                                NO_VALUES, &busy),
                     ERROR_OK);
    assert_int_equal(busy, 0); /* a reader that held on would be in its way */
    close_shop(&shop);
}

static void a_missing_file_and_a_file_that_is_none_are_explained(void **state)
{
    (void)state;
    struct shop shop;
    struct db *db = NULL;
    char path[LIMIT_PATH_BYTES];
    open_shop(&shop);
    assert_int_equal(data_open(&shop.places, "payments", &db), ERROR_NOT_FOUND);
    assert_non_null(strstr(error_detail(ERROR_NOT_FOUND), "payments.db"));
    assert_int_equal(data_path(&shop.places, "payments", path), ERROR_OK);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    for (int i = 0; i < 1000; i++)
        fputs("this is no database ", file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(data_open(&shop.places, "payments", &db), ERROR_STORAGE);
    assert_null(db);
    unlink(path);
    close_shop(&shop);
}

/* Waits for the lock as long as it may, and says so. */
static void a_database_kept_locked_is_an_error_and_no_wait_for_ever(
    void **state)
{
    (void)state;
    struct shop shop;
    struct db *db = NULL;
    open_shop(&shop);
    db_close(shop.reader);
    shop.reader = NULL;
    assert_int_equal(db_script(shop.writer,
                               "PRAGMA locking_mode=EXCLUSIVE;"
                               "INSERT INTO orders VALUES ('03', 3)"),
                     ERROR_OK);
    assert_int_equal(data_open(&shop.places, "orders", &db), ERROR_OVERLOADED);
    assert_null(db);
    assert_int_equal(db_script(shop.writer,
                               "PRAGMA locking_mode=NORMAL;"
                               "INSERT INTO orders VALUES ('04', 4)"),
                     ERROR_OK);
    assert_int_equal(data_open(&shop.places, "orders", &shop.reader), ERROR_OK);
    close_shop(&shop);
}

static void each_shape_has_its_services(void **state)
{
    (void)state;
    assert_string_equal(data_service(SHAPE_MONOLITH, 0), "monolith");
    assert_null(data_service(SHAPE_MONOLITH, 1));
    assert_string_equal(data_service(SHAPE_SPLIT, 4), "customers");
    assert_null(data_service(SHAPE_SPLIT, 5));
    assert_null(data_service(SHAPE_SPLIT, 99));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_those_of_the_schema),
        cmocka_unit_test(the_newest_row_comes_first_and_pages_go_back),
        cmocka_unit_test(rows_of_one_order_are_found_by_key_or_id),
        cmocka_unit_test(a_secret_is_never_read),
        cmocka_unit_test(bytes_are_digits_and_long_values_are_cut),
        cmocka_unit_test(the_outbox_says_whom_each_event_waits_for),
        cmocka_unit_test(an_open_transaction_of_the_writer_is_no_obstacle),
        cmocka_unit_test(a_missing_file_and_a_file_that_is_none_are_explained),
        cmocka_unit_test(
            a_database_kept_locked_is_an_error_and_no_wait_for_ever),
        cmocka_unit_test(each_shape_has_its_services),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
