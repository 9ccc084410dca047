/*
 * db_share_test -- several processes on one database: who may, whose turn it
 * is, and what stays when one of them closes or dies.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "chassis/db.h"
#include "tests/support/cmocka_all.h"

enum { CHILDREN = 3, ROUNDS = 10, RACE_MS = 400, PATIENCE_MS = 5000 };

static const char owner[] = "payments of /here";
static const char schema[] =
    "CREATE TABLE IF NOT EXISTS t (k INTEGER PRIMARY KEY, n INTEGER) STRICT";
static const char seed_sql[] = "INSERT OR IGNORE INTO t VALUES (1, 0)";
static const char add_sql[] = "UPDATE t SET n = n + 1 WHERE k = 1";
static const char read_sql[] = "SELECT n FROM t WHERE k = 1";

struct place {
    char directory[64];
    char path[96];
};

static struct place make_place(void)
{
    struct place place = {.directory = "/tmp/cleave-share-XXXXXX"};
    assert_non_null(mkdtemp(place.directory));
    snprintf(place.path, sizeof place.path, "%s/t.db", place.directory);
    return place;
}

static void remove_place(const struct place *place)
{
    static const char *const tails[] = {"", "-wal", "-shm", ".lock", ".queue"};
    char name[128];
    for (size_t i = 0; i < 5; i++) {
        snprintf(name, sizeof name, "%s%s", place->path, tails[i]);
        unlink(name);
    }
    assert_int_equal(rmdir(place->directory), 0);
}

static enum error make_rows(struct db *db)
{
    enum error error = db_begin_write(db, PATIENCE_MS);
    if (!error)
        error = db_script(db, schema);
    if (!error)
        error = db_exec(db, seed_sql, NO_VALUES);
    return error ? error : db_commit(db);
}

static struct db *open_one(const struct place *place)
{
    struct db *db = NULL;
    assert_int_equal(db_open_shared(&db, place->path, owner), ERROR_OK);
    assert_int_equal(make_rows(db), ERROR_OK);
    return db;
}

static int64_t count_of(struct db *db)
{
    int64_t n = -1;
    assert_int_equal(db_get_int(db, read_sql, NO_VALUES, &n), ERROR_OK);
    return n;
}

static enum error add_one(struct db *db)
{
    enum error error = db_begin_write(db, PATIENCE_MS);
    if (!error)
        error = db_exec(db, add_sql, NO_VALUES);
    return error ? error : db_commit(db);
}

/* ---- who may ---- */

static void two_of_one_owner_share_and_another_is_refused(void **state)
{
    (void)state;
    struct place place = make_place();
    struct db *a = open_one(&place), *b = open_one(&place), *c = NULL;
    assert_true(db_is_shared(a));
    assert_int_equal(db_open_shared(&c, place.path, "payments of /there"),
                     ERROR_STORAGE);
    assert_non_null(strstr(error_detail(ERROR_STORAGE), "payments of /here"));
    assert_int_equal(add_one(a), ERROR_OK);
    assert_int_equal(add_one(b), ERROR_OK);
    assert_int_equal(count_of(a), 2);
    db_close(a);
    assert_int_equal(db_open_shared(&c, place.path, "payments of /there"),
                     ERROR_STORAGE);
    db_close(b);
    /* Nobody holds it: the next owner may. */
    assert_int_equal(db_open_shared(&c, place.path, "payments of /there"), 0);
    db_close(c);
    remove_place(&place);
}

static void one_who_is_alone_stays_alone(void **state)
{
    (void)state;
    struct place place = make_place();
    struct db *alone = NULL, *other = NULL;
    assert_int_equal(db_open(&alone, place.path, DB_WRITER), ERROR_OK);
    assert_false(db_is_shared(alone));
    assert_int_equal(db_open_shared(&other, place.path, owner), ERROR_STORAGE);
    db_close(alone);
    other = open_one(&place);
    assert_int_equal(db_open(&alone, place.path, DB_WRITER), ERROR_STORAGE);
    db_close(other);
    remove_place(&place);
}

/* ---- whose turn it is ---- */

static void a_writer_waits_no_longer_than_its_patience(void **state)
{
    (void)state;
    struct place place = make_place();
    struct db *a = open_one(&place), *b = open_one(&place);
    assert_int_equal(db_begin_write(a, PATIENCE_MS), ERROR_OK);
    int64_t start = clock_monotonic_ms();
    assert_int_equal(db_begin_write(b, 20), ERROR_OVERLOADED);
    int64_t took = clock_monotonic_ms() - start;
    assert_true(took >= 19 && took < 1000);
    assert_false(db_in_transaction(b));
    assert_int_equal(db_begin(b), ERROR_OK); /* who only reads does not wait */
    assert_int_equal(count_of(b), 0);
    assert_int_equal(db_commit(b), ERROR_OK);
    assert_int_equal(db_commit(a), ERROR_OK);
    assert_int_equal(add_one(b), ERROR_OK);
    db_close(a);
    db_close(b);
    remove_place(&place);
}

/* The trap that db_begin_write() is for: read, another one commits, write. */
static void what_was_read_before_a_write_is_not_out_of_date(void **state)
{
    (void)state;
    struct place place = make_place();
    struct db *a = open_one(&place), *b = open_one(&place);
    assert_int_equal(db_begin(a), ERROR_OK);
    assert_int_equal(count_of(a), 0);
    assert_int_equal(add_one(b), ERROR_OK);
    assert_int_equal(db_exec(a, add_sql, NO_VALUES), ERROR_OVERLOADED);
    db_rollback(a);
    assert_int_equal(db_begin_write(a, PATIENCE_MS), ERROR_OK);
    assert_int_equal(count_of(a), 1);
    assert_int_equal(db_begin_write(b, 5), ERROR_OVERLOADED);
    assert_int_equal(db_exec(a, add_sql, NO_VALUES), ERROR_OK);
    assert_int_equal(db_commit(a), ERROR_OK);
    assert_int_equal(count_of(b), 2);
    db_close(a);
    db_close(b);
    remove_place(&place);
}

static void it_is_known_when_another_one_has_written(void **state)
{
    (void)state;
    struct place place = make_place();
    struct db *a = open_one(&place), *b = open_one(&place);
    db_others_wrote(a);
    assert_false(db_others_wrote(a));
    assert_int_equal(add_one(a), ERROR_OK);
    assert_false(db_others_wrote(a)); /* that was itself */
    assert_int_equal(add_one(b), ERROR_OK);
    assert_true(db_others_wrote(a));
    assert_false(db_others_wrote(a));
    db_close(a);
    db_close(b);
    remove_place(&place);
}

/* ---- the end of one ---- */

static void closing_one_leaves_the_log_to_the_other(void **state)
{
    (void)state;
    struct place place = make_place();
    struct stat facts;
    char log[128];
    snprintf(log, sizeof log, "%s-wal", place.path);
    struct db *a = open_one(&place), *b = open_one(&place);
    assert_int_equal(add_one(a), ERROR_OK);
    assert_int_equal(add_one(b), ERROR_OK);
    db_close(a);
    assert_int_equal(stat(log, &facts), 0);
    assert_true(facts.st_size >= 5 * 1024 * 1024);
    assert_int_equal(count_of(b), 2);
    assert_int_equal(add_one(b), ERROR_OK);
    a = open_one(&place);
    assert_int_equal(count_of(a), 3);
    db_close(b);
    db_close(a);
    a = open_one(&place);
    assert_int_equal(count_of(a), 3);
    db_close(a);
    remove_place(&place);
}

/* ---- real processes ---- */

/* What a child counted comes back through a pipe; it never uses cmocka. */
static int start_child(const struct place *place,
                       void (*work)(const struct place *place, int out),
                       pid_t *pid)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    *pid = fork();
    assert_true(*pid >= 0);
    if (*pid == 0) {
        close(ends[0]);
        work(place, ends[1]);
        _exit(0);
    }
    close(ends[1]);
    return ends[0];
}

static long end_child(pid_t pid, int from)
{
    long said = -1;
    int status = 0;
    ssize_t length = read(from, &said, sizeof said);
    close(from);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return length == sizeof said ? said : -1;
}

static void say(int out, long what)
{
    if (write(out, &what, sizeof what) != sizeof what)
        _exit(1);
}

static void begin_and_add(const struct place *place, int out)
{
    struct db *db = NULL;
    enum error error = db_open_shared(&db, place->path, owner);
    if (!error)
        error = make_rows(db);
    if (!error)
        error = add_one(db);
    db_close(db);
    say(out, error);
}

static void processes_that_start_together_make_one_database(void **state)
{
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        struct place place = make_place();
        pid_t pids[CHILDREN];
        int ends[CHILDREN];
        for (int i = 0; i < CHILDREN; i++)
            ends[i] = start_child(&place, begin_and_add, &pids[i]);
        for (int i = 0; i < CHILDREN; i++)
            assert_int_equal(end_child(pids[i], ends[i]), ERROR_OK);
        struct db *db = open_one(&place);
        assert_int_equal(count_of(db), CHILDREN);
        db_close(db);
        remove_place(&place);
    }
}

static void add_as_fast_as_possible(const struct place *place, int out)
{
    struct db *db = NULL;
    long count = 0;
    enum error error = db_open_shared(&db, place->path, owner);
    int64_t until = clock_monotonic_ms() + RACE_MS;
    while (!error && clock_monotonic_ms() < until) {
        error = add_one(db);
        count += !error;
    }
    db_close(db);
    say(out, error ? -1 : count);
}

static void a_busy_writer_does_not_keep_the_others_out(void **state)
{
    (void)state;
    struct place place = make_place();
    struct db *db = open_one(&place);
    pid_t pids[CHILDREN];
    int ends[CHILDREN];
    long least = INT32_MAX, most = 0, all = 0;
    db_close(db);
    for (int i = 0; i < CHILDREN; i++)
        ends[i] = start_child(&place, add_as_fast_as_possible, &pids[i]);
    for (int i = 0; i < CHILDREN; i++) {
        long count = end_child(pids[i], ends[i]);
        assert_true(count > 0);
        least = count < least ? count : least;
        most = count > most ? count : most;
        all += count;
    }
    print_message("%d writers: %ld to %ld commits each\n", CHILDREN, least,
                  most);
    assert_true(least * 4 >= most);
    db = open_one(&place);
    assert_int_equal(count_of(db), all); /* and none was lost */
    db_close(db);
    remove_place(&place);
}

static void hold_for_ever(const struct place *place, int out)
{
    struct db *db = NULL;
    if (db_open_shared(&db, place->path, owner) ||
        db_begin_write(db, PATIENCE_MS) || db_exec(db, add_sql, NO_VALUES))
        _exit(1);
    say(out, 7);
    for (;;)
        pause();
}

static void a_killed_writer_leaves_neither_its_lock_nor_its_rows(void **state)
{
    (void)state;
    struct place place = make_place();
    struct db *db = open_one(&place);
    pid_t pid;
    int from = start_child(&place, hold_for_ever, &pid);
    long said = 0;
    assert_int_equal(read(from, &said, sizeof said), sizeof said);
    assert_int_equal(said, 7);
    assert_int_equal(db_begin_write(db, 20), ERROR_OVERLOADED);
    assert_int_equal(kill(pid, SIGKILL), 0);
    end_child(pid, from);
    assert_int_equal(count_of(db), 0);
    assert_int_equal(add_one(db), ERROR_OK);
    assert_int_equal(count_of(db), 1);
    db_close(db);
    remove_place(&place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_of_one_owner_share_and_another_is_refused),
        cmocka_unit_test(one_who_is_alone_stays_alone),
        cmocka_unit_test(a_writer_waits_no_longer_than_its_patience),
        cmocka_unit_test(what_was_read_before_a_write_is_not_out_of_date),
        cmocka_unit_test(it_is_known_when_another_one_has_written),
        cmocka_unit_test(closing_one_leaves_the_log_to_the_other),
        cmocka_unit_test(processes_that_start_together_make_one_database),
        cmocka_unit_test(a_busy_writer_does_not_keep_the_others_out),
        cmocka_unit_test(a_killed_writer_leaves_neither_its_lock_nor_its_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
