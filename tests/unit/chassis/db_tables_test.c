/* db_tables_test -- a transaction names the tables that it has written. */
#include "chassis/db.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/cmocka_all.h"

static struct db *db;

static int setup(void **state)
{
    (void)state;
    assert_int_equal(db_open(&db, "", DB_MEMORY), ERROR_OK);
    return db_script(db,
                     "CREATE TABLE a (k INTEGER PRIMARY KEY) STRICT;"
                     "CREATE TABLE b (k TEXT PRIMARY KEY, n INTEGER) STRICT,"
                     " WITHOUT ROWID;"
                     "CREATE TABLE c (k INTEGER PRIMARY KEY) STRICT");
}

static int teardown(void **state)
{
    (void)state;
    db_close(db);
    return 0;
}

static void run(const char *sql)
{
    assert_int_equal(db_exec(db, sql, NO_VALUES), ERROR_OK);
}

static const char put_a[] = "INSERT INTO a DEFAULT VALUES";
static const char put_b[] = "INSERT INTO b VALUES ('x', 1)";
static const char set_b[] = "UPDATE b SET n = n + 1 WHERE k = 'x'";
static const char none_c[] = "DELETE FROM c WHERE k = 99";

static void expect(const char *tables)
{
    char out[64];
    db_tables_written(db, out, sizeof out);
    assert_string_equal(out, tables);
}

static void what_was_written_is_named_once(void **state)
{
    (void)state;
    assert_int_equal(db_begin(db), ERROR_OK);
    expect("");
    run(put_a), run(put_a), run(put_b), run(set_b);
    expect("a,b");
    assert_int_equal(db_commit(db), ERROR_OK);
    expect("a,b");
    assert_int_equal(db_begin(db), ERROR_OK);
    run(set_b); /* from the cache of statements */
    expect("b");
    assert_int_equal(db_commit(db), ERROR_OK);
}

static void what_is_read_or_matches_nothing_is_not_named(void **state)
{
    (void)state;
    int64_t count = 0;
    assert_int_equal(db_begin(db), ERROR_OK);
    run(none_c);
    assert_int_equal(
        db_get_int(db, "SELECT count(*) FROM a", NO_VALUES, &count), ERROR_OK);
    expect("");
    assert_int_equal(db_commit(db), ERROR_OK);
}

static void an_insert_that_returns_a_row_counts(void **state)
{
    (void)state;
    int64_t key = 0;
    assert_int_equal(db_begin(db), ERROR_OK);
    assert_int_equal(db_get_int(db, "INSERT INTO c DEFAULT VALUES RETURNING k",
                                NO_VALUES, &key),
                     ERROR_OK);
    expect("c");
    assert_int_equal(db_commit(db), ERROR_OK);
}

static void a_savepoint_has_its_own_and_gives_them_on(void **state)
{
    (void)state;
    assert_int_equal(db_begin(db), ERROR_OK);
    run(put_a);
    assert_int_equal(db_savepoint(db), ERROR_OK);
    run(put_b);
    expect("b");
    assert_int_equal(db_release(db), ERROR_OK);
    expect("a,b");
    assert_int_equal(db_commit(db), ERROR_OK);
}

static void what_is_rolled_back_was_not_written(void **state)
{
    (void)state;
    assert_int_equal(db_begin(db), ERROR_OK);
    run(put_a);
    assert_int_equal(db_savepoint(db), ERROR_OK);
    run(put_b);
    assert_int_equal(db_rollback_to(db), ERROR_OK);
    expect("a");
    assert_int_equal(db_commit(db), ERROR_OK);
}

static void names_that_do_not_fit_are_left_out(void **state)
{
    (void)state;
    char out[3];
    assert_int_equal(db_begin(db), ERROR_OK);
    run(put_a), run(put_b);
    db_tables_written(db, out, sizeof out);
    assert_string_equal(out, "a");
    assert_int_equal(db_commit(db), ERROR_OK);
}

static void a_commit_is_one_sync_and_some_bytes(void **state)
{
    (void)state;
    char directory[] = "/tmp/cleave-tables-XXXXXX", path[96];
    static const char *const tails[] = {"", "-wal", "-shm", ".lock"};
    struct db *file = NULL;
    assert_non_null(mkdtemp(directory));
    snprintf(path, sizeof path, "%s/t.db", directory);
    assert_int_equal(db_open(&file, path, DB_WRITER), ERROR_OK);
    assert_int_equal(
        db_script(file, "CREATE TABLE a (k INTEGER PRIMARY KEY) STRICT"),
        ERROR_OK);
    struct db_disk before = db_disk();
    assert_int_equal(db_begin(file), ERROR_OK);
    assert_int_equal(db_exec(file, put_a, NO_VALUES), ERROR_OK);
    assert_int_equal(db_commit(file), ERROR_OK);
    assert_int_equal(db_disk().syncs - before.syncs, 1);
    assert_true(db_disk().bytes - before.bytes >= 4096);
    db_close(file);
    for (size_t i = 0; i < 4; i++) {
        snprintf(path, sizeof path, "%s/t.db%s", directory, tails[i]);
        unlink(path);
    }
    rmdir(directory);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(what_was_written_is_named_once),
        TEST(what_is_read_or_matches_nothing_is_not_named),
        TEST(an_insert_that_returns_a_row_counts),
        TEST(a_savepoint_has_its_own_and_gives_them_on),
        TEST(what_is_rolled_back_was_not_written),
        TEST(names_that_do_not_fit_are_left_out),
        TEST(a_commit_is_one_sync_and_some_bytes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
