/*
 * db_test -- statements, savepoints, the lock, and files that are not ours.
 */
#include "chassis/db.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/cmocka_all.h"

static const char insert_sql[] = "INSERT INTO t VALUES (?1, ?2)";
static const char count_sql[] = "SELECT count(*) FROM t";

struct place {
    char directory[64];
    char path[96];
};

static struct place make_place(void)
{
    struct place place = {.directory = "/tmp/cleave-db-XXXXXX"};
    assert_non_null(mkdtemp(place.directory));
    snprintf(place.path, sizeof place.path, "%s/t.db", place.directory);
    return place;
}

static void remove_place(const struct place *place)
{
    static const char *const tails[] = {"", "-wal", "-shm", ".lock"};
    char name[128];
    for (size_t i = 0; i < 4; i++) {
        snprintf(name, sizeof name, "%s%s", place->path, tails[i]);
        unlink(name);
    }
    rmdir(place->directory);
}

static struct db *memory(void)
{
    struct db *db = NULL;
    assert_int_equal(db_open(&db, "", DB_MEMORY), ERROR_OK);
    assert_int_equal(
        db_script(db, "CREATE TABLE t (k TEXT PRIMARY KEY, n INTEGER) STRICT"),
        ERROR_OK);
    return db;
}

static int64_t rows(struct db *db)
{
    int64_t count = -1;
    assert_int_equal(db_get_int(db, count_sql, NO_VALUES, &count), ERROR_OK);
    return count;
}

static void values_come_back_as_they_went(void **state)
{
    (void)state;
    struct db *db = memory();
    assert_int_equal(db_exec(db, insert_sql, VALUES(TEXT("컵"), INT(-7))), 0);
    struct cursor c;
    db_query(&c, db, "SELECT k, n FROM t WHERE k = ?1", VALUES(TEXT("컵")));
    assert_true(db_next(&c));
    assert_string_equal(db_text(&c, 0), "컵");
    assert_int_equal(db_int(&c, 1), -7);
    assert_false(db_next(&c));
    assert_int_equal(db_end(&c), ERROR_OK);
    db_close(db);
}

static void a_broken_constraint_is_a_conflict(void **state)
{
    (void)state;
    struct db *db = memory();
    assert_int_equal(db_exec(db, insert_sql, VALUES(TEXT("a"), INT(1))), 0);
    assert_int_equal(db_exec(db, insert_sql, VALUES(TEXT("a"), INT(2))),
                     ERROR_CONFLICT);
    assert_int_equal(rows(db), 1);
    db_close(db);
}

static void exec_one_refuses_a_row_that_is_not_there(void **state)
{
    (void)state;
    struct db *db = memory();
    assert_int_equal(
        db_exec_one(db, "UPDATE t SET n = 1 WHERE k = 'x'", NO_VALUES),
        ERROR_CONFLICT);
    db_close(db);
}

static void a_savepoint_takes_back_only_itself(void **state)
{
    (void)state;
    struct db *db = memory();
    assert_int_equal(db_begin(db), 0);
    assert_false(db_dirty(db));
    assert_int_equal(db_exec(db, insert_sql, VALUES(TEXT("a"), INT(1))), 0);
    assert_true(db_dirty(db));
    assert_int_equal(db_savepoint(db), 0);
    assert_int_equal(db_exec(db, insert_sql, VALUES(TEXT("b"), INT(1))), 0);
    assert_int_equal(db_savepoint(db), 0);
    assert_int_equal(db_exec(db, insert_sql, VALUES(TEXT("c"), INT(1))), 0);
    assert_int_equal(db_release(db), 0);
    assert_int_equal(rows(db), 3);
    assert_int_equal(db_rollback_to(db), 0);
    assert_int_equal(db_commit(db), 0);
    assert_int_equal(rows(db), 1);
    db_close(db);
}

static void a_clone_is_its_own_database(void **state)
{
    (void)state;
    struct db *db = memory(), *copy = NULL;
    assert_int_equal(db_exec(db, insert_sql, VALUES(TEXT("a"), INT(1))), 0);
    assert_int_equal(db_clone(&copy, db), 0);
    assert_int_equal(db_exec(copy, insert_sql, VALUES(TEXT("b"), INT(1))), 0);
    assert_int_equal(rows(db), 1);
    assert_int_equal(rows(copy), 2);
    db_close(copy);
    db_close(db);
}

static void a_second_writer_is_refused_with_a_sentence(void **state)
{
    (void)state;
    struct place place = make_place();
    struct db *first = NULL, *second = NULL;
    assert_int_equal(db_open(&first, place.path, DB_WRITER), 0);
    assert_int_equal(db_open(&second, place.path, DB_WRITER), ERROR_STORAGE);
    assert_non_null(strstr(error_detail(ERROR_STORAGE), "another process"));
    assert_null(second);
    db_close(first);
    assert_int_equal(db_open(&second, place.path, DB_WRITER), 0);
    db_close(second);
    remove_place(&place);
}

static void the_log_is_long_before_the_first_commit(void **state)
{
    (void)state;
    struct place place = make_place();
    char name[128];
    struct stat facts;
    struct db *db = NULL;
    snprintf(name, sizeof name, "%s-wal", place.path);
    assert_int_equal(db_open(&db, place.path, DB_WRITER), 0);
    assert_int_equal(stat(name, &facts), 0);
    assert_true(facts.st_size >= 5 * 1024 * 1024);
    assert_int_equal(db_script(db, "CREATE TABLE t (k TEXT, n INTEGER)"), 0);
    assert_int_equal(db_exec(db, insert_sql, VALUES(TEXT("a"), INT(1))), 0);
    db_close(db);
    assert_int_equal(stat(name, &facts), 0);
    assert_true(facts.st_size >= 5 * 1024 * 1024);
    /* and what was committed is there for the next one */
    assert_int_equal(db_open(&db, place.path, DB_WRITER), 0);
    assert_int_equal(rows(db), 1);
    db_close(db);
    remove_place(&place);
}

static void a_reader_sees_what_a_writer_committed(void **state)
{
    (void)state;
    struct place place = make_place();
    struct db *writer = NULL, *reader = NULL;
    assert_int_equal(db_open(&writer, place.path, DB_WRITER), 0);
    assert_int_equal(db_script(writer, "CREATE TABLE t (k TEXT, n INTEGER)"),
                     0);
    assert_int_equal(db_open(&reader, place.path, DB_READER), 0);
    assert_int_equal(db_exec(writer, insert_sql, VALUES(TEXT("a"), INT(1))), 0);
    assert_int_equal(rows(reader), 1);
    assert_int_not_equal(db_exec(reader, insert_sql, VALUES(TEXT("b"), INT(1))),
                         ERROR_OK);
    db_close(reader);
    db_close(writer);
    remove_place(&place);
}

static void a_file_that_is_no_database_is_left_alone(void **state)
{
    (void)state;
    struct place place = make_place();
    static const char letter[] = "Dear Sir or Madam, this is not a database, "
                                 "it only looks long enough to be one.....";
    FILE *file = fopen(place.path, "w");
    assert_non_null(file);
    for (int i = 0; i < 20; i++)
        fputs(letter, file);
    fclose(file);
    struct db *db = NULL;
    assert_int_equal(db_open(&db, place.path, DB_WRITER), ERROR_STORAGE);
    assert_non_null(strstr(error_detail(ERROR_STORAGE), "move it away"));
    struct stat facts;
    assert_int_equal(stat(place.path, &facts), 0);
    assert_int_equal(facts.st_size, 20 * (int)(sizeof letter - 1));
    remove_place(&place);
}

/* Somebody with another tool looks whether the lock of writers is free. */
static bool writers_are_locked_out(const struct place *place)
{
    sqlite3 *other = NULL;
    assert_int_equal(sqlite3_open(place->path, &other), SQLITE_OK);
    int result = sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    sqlite3_close(other);
    return result == SQLITE_BUSY;
}

static void a_transaction_that_only_reads_takes_no_lock_of_writers(void **state)
{
    (void)state;
    struct place place = make_place();
    struct db *db = NULL;
    assert_int_equal(db_open(&db, place.path, DB_WRITER), ERROR_OK);
    assert_int_equal(
        db_script(db, "CREATE TABLE t (k TEXT PRIMARY KEY, n INTEGER) STRICT"),
        ERROR_OK);
    assert_int_equal(db_begin(db), ERROR_OK);
    assert_int_equal(rows(db), 0);
    assert_false(writers_are_locked_out(&place));
    assert_int_equal(db_exec(db, insert_sql, VALUES(TEXT("a"), INT(1))), 0);
    assert_true(writers_are_locked_out(&place));
    assert_int_equal(db_commit(db), ERROR_OK);
    assert_false(writers_are_locked_out(&place));
    db_close(db);
    remove_place(&place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_come_back_as_they_went),
        cmocka_unit_test(a_broken_constraint_is_a_conflict),
        cmocka_unit_test(exec_one_refuses_a_row_that_is_not_there),
        cmocka_unit_test(a_savepoint_takes_back_only_itself),
        cmocka_unit_test(a_clone_is_its_own_database),
        cmocka_unit_test(a_second_writer_is_refused_with_a_sentence),
        cmocka_unit_test(the_log_is_long_before_the_first_commit),
        cmocka_unit_test(a_reader_sees_what_a_writer_committed),
        cmocka_unit_test(a_file_that_is_no_database_is_left_alone),
        cmocka_unit_test(
            a_transaction_that_only_reads_takes_no_lock_of_writers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
