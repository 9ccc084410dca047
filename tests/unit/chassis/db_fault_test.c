/*
 * db_fault_test -- a disk that is full, slow, lying or suddenly dead: what was
 * acknowledged stays, and what was refused does not come back.
 */
#include "chassis/db_fault.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "chassis/db.h"
#include "chassis/random.h"
#include "tests/support/cmocka_all.h"

static const char insert_sql[] = "INSERT INTO t VALUES (?1, ?2)";
static const char count_sql[] = "SELECT count(*) FROM t";
static const char filler[] = "INSERT INTO t VALUES (?1, zeroblob(9000))";

struct place {
    char directory[64];
    char path[96];
    struct db *db;
    struct faults faults;
};

static void name_of(const struct place *place, const char *tail, char out[128])
{
    snprintf(out, 128, "%s%s", place->path, tail);
}

static int set_up(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    snprintf(place->directory, sizeof place->directory,
             "/tmp/cleave-disk-XXXXXX");
    assert_non_null(mkdtemp(place->directory));
    snprintf(place->path, sizeof place->path, "%s/t.db", place->directory);
    faults_init(&place->faults, FAULT_IN(DISK));
    db_fault_use(&place->faults);
    assert_int_equal(db_open(&place->db, place->path, DB_WRITER), ERROR_OK);
    assert_int_equal(db_script(place->db, "CREATE TABLE t (k INTEGER PRIMARY "
                                          "KEY, v BLOB) STRICT"),
                     ERROR_OK);
    *state = place;
    return 0;
}

static int tear_down(void **state)
{
    static const char *const tails[] = {"", "-wal", "-shm", ".lock", ".queue"};
    struct place *place = *state;
    char name[128];
    db_fault_use(NULL);
    db_close(place->db);
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        name_of(place, tails[i], name);
        unlink(name);
        snprintf(name, sizeof name, "%s/copy.db%s", place->directory, tails[i]);
        unlink(name);
    }
    rmdir(place->directory);
    free(place);
    return 0;
}

static void inject(struct place *place, enum fault_kind kind, int64_t value)
{
    struct fault wanted = fault_default(kind);
    wanted.values[0] = value;
    assert_int_equal(
        fault_add(&place->faults, &wanted, clock_monotonic_ms(), NULL),
        ERROR_OK);
    db_fault_changed(NULL);
}

static void heal(struct place *place)
{
    assert_int_equal(fault_heal(&place->faults, 0), ERROR_OK);
    db_fault_changed(NULL);
}

static int64_t rows(struct db *db)
{
    int64_t count = -1;
    assert_int_equal(db_get_int(db, count_sql, NO_VALUES, &count), ERROR_OK);
    return count;
}

/* One transaction, as a turn makes it. */
static enum error commit_row(struct db *db, int64_t key)
{
    enum error error = db_begin(db);
    if (!error)
        error = db_exec(db, insert_sql, VALUES(INT(key), BLOB("x", 1)));
    if (!error)
        error = db_commit(db);
    if (error)
        db_rollback(db);
    return error;
}

static void assert_whole(struct db *db)
{
    struct cursor c;
    db_query(&c, db, "PRAGMA integrity_check", NO_VALUES);
    assert_true(db_next(&c));
    assert_string_equal(db_text(&c, 0), "ok");
    assert_int_equal(db_end(&c), ERROR_OK);
}

static void reopen(struct place *place)
{
    db_close(place->db);
    place->db = NULL;
    assert_int_equal(db_open(&place->db, place->path, DB_WRITER), ERROR_OK);
}

/* ---- without a crash ---- */

static void a_full_disk_refuses_and_recovers_when_it_is_healed(void **state)
{
    struct place *place = *state;
    assert_int_equal(commit_row(place->db, 1), ERROR_OK);
    inject(place, FAULT_FULL, 0);
    assert_int_equal(commit_row(place->db, 2), ERROR_STORAGE_FULL);
    assert_int_equal(commit_row(place->db, 3), ERROR_STORAGE_FULL);
    assert_int_equal(rows(place->db), 1); /* reading goes on */
    heal(place);
    assert_int_equal(commit_row(place->db, 4), ERROR_OK);
    assert_int_equal(rows(place->db), 2);
    assert_whole(place->db);
}

static void a_disk_is_full_only_after_its_last_bytes(void **state)
{
    struct place *place = *state;
    int64_t key = 0;
    inject(place, FAULT_FULL, 100 * 1024);
    while (commit_row(place->db, key + 1) == ERROR_OK)
        assert_true(++key < 1000);
    /* A row costs at least one page of the log. */
    assert_true(key >= 5 && key <= 25);
    assert_int_equal(rows(place->db), key);
}

static void a_slow_sync_takes_its_time_and_loses_nothing(void **state)
{
    struct place *place = *state;
    inject(place, FAULT_SLOW_SYNC, 30);
    int64_t start = clock_monotonic_ms();
    assert_int_equal(commit_row(place->db, 1), ERROR_OK);
    assert_true(clock_monotonic_ms() - start >= 30);
    heal(place);
    assert_int_equal(rows(place->db), 1);
}

static void a_read_error_is_felt_although_pages_were_cached(void **state)
{
    struct place *place = *state;
    int64_t count;
    assert_int_equal(commit_row(place->db, 1), ERROR_OK);
    assert_int_equal(rows(place->db), 1);
    inject(place, FAULT_READ_ERROR, 0);
    assert_int_equal(db_get_int(place->db, count_sql, NO_VALUES, &count),
                     ERROR_STORAGE);
    heal(place);
    assert_int_equal(rows(place->db), 1);
    assert_whole(place->db);
}

static void a_failed_sync_is_a_failed_commit(void **state)
{
    struct place *place = *state;
    assert_int_equal(commit_row(place->db, 1), ERROR_OK);
    inject(place, FAULT_SYNC_ERROR, 0);
    assert_int_equal(commit_row(place->db, 2), ERROR_STORAGE);
    assert_int_equal(commit_row(place->db, 3), ERROR_STORAGE);
    heal(place);
    assert_int_equal(rows(place->db), 1);
    assert_int_equal(commit_row(place->db, 4), ERROR_OK);
    reopen(place);
    assert_int_equal(rows(place->db), 2);
    assert_whole(place->db);
}

static void copy_file(const char *from, const char *to)
{
    static char bytes[1 << 16];
    int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT, 0600);
    assert_true(in >= 0 && out >= 0);
    for (ssize_t got; (got = read(in, bytes, sizeof bytes)) > 0;)
        assert_int_equal(write(out, bytes, (size_t)got), got);
    close(in);
    close(out);
}

/* What a process that is killed now would find when it starts again: the files
 * as the page cache shows them. */
static int64_t rows_after_kill(struct place *place)
{
    char from[128], to[128];
    struct db *copy = NULL;
    snprintf(to, sizeof to, "%s/copy.db", place->directory);
    copy_file(place->path, to);
    name_of(place, "-wal", from);
    snprintf(to, sizeof to, "%s/copy.db-wal", place->directory);
    copy_file(from, to);
    snprintf(to, sizeof to, "%s/copy.db", place->directory);
    assert_int_equal(db_open(&copy, to, DB_WRITER), ERROR_OK);
    int64_t count = rows(copy);
    assert_whole(copy);
    db_close(copy);
    return count;
}

/* fsyncgate: the bytes are still in the page cache, whole and with valid sums,
 * but nobody will ever write them to the disk. */
static void a_commit_whose_sync_failed_does_not_come_back(void **state)
{
    struct place *place = *state;
    assert_int_equal(commit_row(place->db, 1), ERROR_OK);
    inject(place, FAULT_SYNC_ERROR, 0);
    assert_int_equal(commit_row(place->db, 2), ERROR_STORAGE);
    heal(place);
    assert_int_equal(rows_after_kill(place), 1);
}

static void a_failed_sync_of_a_checkpoint_keeps_the_log(void **state)
{
    struct place *place = *state;
    for (int64_t key = 1; key <= 50; key++)
        assert_int_equal(db_exec(place->db, filler, VALUES(INT(key))),
                         ERROR_OK);
    inject(place, FAULT_SYNC_ERROR, 0);
    assert_int_not_equal(
        db_script(place->db, "PRAGMA wal_checkpoint(TRUNCATE)"), ERROR_OK);
    heal(place);
    assert_int_equal(rows_after_kill(place), 50);
    assert_int_equal(rows(place->db), 50);
    assert_whole(place->db);
}

/* Another process commits rows and dies without closing anything. */
static void another_commits(struct place *place, int64_t first, int64_t last)
{
    int status;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct db *db = NULL;
        enum error error = db_open_shared(&db, place->path, "us");
        for (int64_t key = first; key <= last && !error; key++)
            error = db_exec(db, filler, VALUES(INT(key)));
        _exit(error != ERROR_OK);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

/* Frames that spilled and were rolled back lie where the other one's are now.
 */
static void a_failed_sync_spares_what_another_process_wrote(void **state)
{
    struct place *place = *state;
    db_close(place->db);
    place->db = NULL;
    assert_int_equal(db_open_shared(&place->db, place->path, "us"), ERROR_OK);
    assert_int_equal(db_script(place->db, "PRAGMA cache_size = 10"), ERROR_OK);
    assert_int_equal(db_begin_write(place->db, 1000), ERROR_OK);
    for (int64_t key = 1; key <= 100; key++)
        assert_int_equal(db_exec(place->db, filler, VALUES(INT(key))),
                         ERROR_OK);
    db_rollback(place->db);
    another_commits(place, 200, 219);
    assert_int_equal(rows(place->db), 20);
    inject(place, FAULT_SYNC_ERROR, 0);
    assert_int_not_equal(
        db_script(place->db, "PRAGMA wal_checkpoint(TRUNCATE)"), ERROR_OK);
    heal(place);
    assert_int_equal(rows_after_kill(place), 20);
    assert_int_equal(rows(place->db), 20);
    assert_whole(place->db);
}

/* ---- with a crash ---- */

/* A child works on the database and is killed; what it said to be durable came
 * through the pipe. */
static int64_t work_and_die(struct place *place, enum fault_kind kind,
                            int64_t value, uint64_t seed)
{
    int lines[2];
    int64_t acknowledged = 0, key;
    db_fault_use(NULL);
    db_close(place->db);
    place->db = NULL;
    assert_int_equal(pipe(lines), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct random random;
        random_seed(&random, seed);
        if (db_open(&place->db, place->path, DB_WRITER) != ERROR_OK)
            _exit(1);
        db_fault_use(&place->faults);
        inject(place, kind, value);
        int64_t last = 20 + (int64_t)random_below(&random, 400);
        for (key = 1000; key < 1000 + last; key++) {
            if (db_exec(place->db, filler, VALUES(INT(key))) != ERROR_OK)
                _exit(2);
            if (write(lines[1], &key, sizeof key) != sizeof key)
                _exit(3);
        }
        /* Written and not synced: what the crash may take. */
        (void)db_begin(place->db);
        for (; key < 1000 + last + 600; key++)
            (void)db_exec(place->db, filler, VALUES(INT(key)));
        kill(getpid(), SIGKILL);
    }
    close(lines[1]);
    while (read(lines[0], &key, sizeof key) == sizeof key)
        acknowledged++;
    close(lines[0]);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    assert_int_equal(db_open(&place->db, place->path, DB_WRITER), ERROR_OK);
    return acknowledged;
}

static void what_was_synced_survives(void **state, enum fault_kind kind,
                                     int64_t value)
{
    struct place *place = *state;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        assert_int_equal(db_script(place->db, "DELETE FROM t"), ERROR_OK);
        int64_t acknowledged = work_and_die(place, kind, value, seed);
        assert_true(acknowledged >= 20);
        assert_int_equal(rows(place->db), acknowledged);
        assert_whole(place->db);
    }
}

static void a_power_cut_takes_only_what_was_not_synced(void **state)
{
    what_was_synced_survives(state, FAULT_LOST_UNSYNCED, 0);
}

static void torn_writes_take_only_what_was_not_synced(void **state)
{
    what_was_synced_survives(state, FAULT_TORN_WRITE, 512);
    what_was_synced_survives(state, FAULT_TORN_WRITE, 1);
    what_was_synced_survives(state, FAULT_TORN_WRITE, 65536);
}

/* Proof that the fault bites: without syncs, a power cut takes everything. */
static void without_syncs_a_power_cut_takes_all(void **state)
{
    struct place *place = *state;
    int status;
    db_fault_use(NULL);
    db_close(place->db);
    place->db = NULL;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (db_open(&place->db, place->path, DB_WRITER) != ERROR_OK ||
            db_script(place->db, "PRAGMA synchronous=OFF") != ERROR_OK)
            _exit(1);
        db_fault_use(&place->faults);
        inject(place, FAULT_LOST_UNSYNCED, 0);
        for (int64_t key = 1; key <= 10; key++)
            if (commit_row(place->db, key) != ERROR_OK)
                _exit(2);
        if (rows(place->db) != 10) /* it reads what it has written */
            _exit(3);
        kill(getpid(), SIGKILL);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(db_open(&place->db, place->path, DB_WRITER), ERROR_OK);
    assert_int_equal(rows(place->db), 0);
    assert_whole(place->db);
}

static void healing_writes_back_what_was_held(void **state)
{
    struct place *place = *state;
    assert_int_equal(db_script(place->db, "PRAGMA synchronous=OFF"), ERROR_OK);
    inject(place, FAULT_LOST_UNSYNCED, 0);
    for (int64_t key = 1; key <= 10; key++)
        assert_int_equal(commit_row(place->db, key), ERROR_OK);
    heal(place);
    assert_int_equal(rows_after_kill(place), 10);
}

/* More than the store holds: it writes back early and goes on. */
static void a_store_that_is_full_loses_nothing(void **state)
{
    struct place *place = *state;
    inject(place, FAULT_LOST_UNSYNCED, 0);
    assert_int_equal(db_begin(place->db), ERROR_OK);
    for (int64_t key = 1; key <= 3000; key++)
        assert_int_equal(db_exec(place->db, filler, VALUES(INT(key))),
                         ERROR_OK);
    assert_int_equal(db_commit(place->db), ERROR_OK);
    assert_int_equal(rows(place->db), 3000);
    heal(place);
    reopen(place);
    assert_int_equal(rows(place->db), 3000);
    assert_whole(place->db);
}

#define WITH_PLACE(test) \
    cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_PLACE(a_full_disk_refuses_and_recovers_when_it_is_healed),
        WITH_PLACE(a_disk_is_full_only_after_its_last_bytes),
        WITH_PLACE(a_slow_sync_takes_its_time_and_loses_nothing),
        WITH_PLACE(a_read_error_is_felt_although_pages_were_cached),
        WITH_PLACE(a_failed_sync_is_a_failed_commit),
        WITH_PLACE(a_commit_whose_sync_failed_does_not_come_back),
        WITH_PLACE(a_failed_sync_spares_what_another_process_wrote),
        WITH_PLACE(a_failed_sync_of_a_checkpoint_keeps_the_log),
        WITH_PLACE(a_power_cut_takes_only_what_was_not_synced),
        WITH_PLACE(torn_writes_take_only_what_was_not_synced),
        WITH_PLACE(without_syncs_a_power_cut_takes_all),
        WITH_PLACE(healing_writes_back_what_was_held),
        WITH_PLACE(a_store_that_is_full_loses_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
