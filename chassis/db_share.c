/*
 * db_share -- who may hold a database, and whose turn it is to write.
 *
 * The problem: several processes of one service stand on one file. A process
 * of another service, or of another place, must still be refused. SQLite lets
 * one of them write at a time, but not in any order: whoever looks at the right
 * moment gets the lock, and a busy process that commits and begins again at
 * once keeps a patient one out for good.
 *
 * The idea: PATH.lock is flocked, exclusively by one who wants to be alone and
 * shared by the others; who they are is written in it while the first of them
 * is still alone. For the order there is a turnstile, PATH.queue: whoever wants
 * to write locks it first and the database second, and gives the turnstile
 * back as soon as it has the database. One who waits for the database stands in
 * the turnstile, so the process that has just committed cannot overtake it.
 * Both locks die with their process.
 *
 * Why BEGIN IMMEDIATE: a transaction that reads first and writes later finds
 * that its snapshot is out of date when another process has committed between
 * the two (SQLITE_BUSY_SNAPSHOT), and can only begin again from its first read.
 *
 * The invariant: nobody waits longer than the patience that was given; a caller
 * that must not block gives little and asks again.
 */
#include "chassis/db_private.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "chassis/limits.h"

enum {
    LOOK_AGAIN_NS = 50 * 1000, /* a commit takes some hundred microseconds */
    SETTLE_MS = 15000,         /* for another of us that is starting */
    STRANGER_MS = 300,
    ODD_BUSY_MS = 500, /* a recovery by another process, seldom */
    OWNER_BYTES = LIMIT_PATH_BYTES + LIMIT_NAME_BYTES
};

static void look_again_later(void)
{
    const struct timespec pause = {.tv_nsec = LOOK_AGAIN_NS};
    nanosleep(&pause, NULL);
}

/* SQLite asks whether to try again. */
static int on_busy(void *arg, int times)
{
    struct db *db = arg;
    int64_t now = clock_monotonic_ns();
    if (times == 0)
        db->odd_until_ns = now + (int64_t)ODD_BUSY_MS * 1000000;
    if (now >= (db->busy_until_ns ? db->busy_until_ns : db->odd_until_ns))
        return 0;
    look_again_later();
    return 1;
}

/* ---- who may hold it ---- */

static enum error open_beside(const char *path, const char *tail, int *out)
{
    char name[LIMIT_PATH_BYTES + 8];
    snprintf(name, sizeof name, "%s%s", path, tail);
    int fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return error_explain(ERROR_STORAGE,
                             "cannot make %s: %s; is the directory yours and "
                             "writable?",
                             name, strerror(errno));
    *out = fd;
    return ERROR_OK;
}

static enum error refuse(const char *path)
{
    return error_explain(ERROR_STORAGE,
                         "another process keeps the database %s; stop it first",
                         path);
}

static enum error check_owner(struct db *db, const char *path,
                              const char *owner)
{
    char held_by[OWNER_BYTES + 1] = "";
    ssize_t length = pread(db->lock_fd, held_by, OWNER_BYTES, 0);
    if (length >= 0 && strcmp(held_by, owner) == 0)
        return ERROR_OK;
    return error_explain(ERROR_STORAGE,
                         "another process keeps the database %s: \"%s\"; stop "
                         "it first",
                         path, held_by);
}

/* The next one on a full disk finds its name there already. */
static enum error write_owner(struct db *db, const char *path,
                              const char *owner)
{
    size_t length = strlen(owner);
    if (check_owner(db, path, owner) == ERROR_OK)
        return ERROR_OK;
    if (pwrite(db->lock_fd, owner, length, 0) == (ssize_t)length &&
        ftruncate(db->lock_fd, (off_t)length) == 0)
        return ERROR_OK;
    return error_explain(ERROR_STORAGE, "cannot write %s.lock: %s", path,
                         strerror(errno));
}

/* Waits for one of us that is just preparing the file, which may take long on a
 * busy disk; for anybody else no longer than it takes to write a name. */
static bool lock_shared(struct db *db, const char *path, const char *owner)
{
    int64_t start = clock_monotonic_ms();
    while (flock(db->lock_fd, LOCK_SH | LOCK_NB) != 0) {
        bool ours = check_owner(db, path, owner) == ERROR_OK;
        if (clock_monotonic_ms() - start > (ours ? SETTLE_MS : STRANGER_MS))
            return false;
        look_again_later();
    }
    return true;
}

static enum error join(struct db *db, const char *path, const char *owner,
                       bool *first)
{
    enum error error = open_beside(path, ".queue", &db->queue_fd);
    if (error)
        return error;
    assert(strlen(owner) < OWNER_BYTES);
    *first = flock(db->lock_fd, LOCK_EX | LOCK_NB) == 0;
    if (*first)
        return write_owner(db, path, owner);
    return lock_shared(db, path, owner) ? check_owner(db, path, owner)
                                        : refuse(path);
}

enum error db_share_lock(struct db *db, const char *path, const char *owner,
                         bool *first)
{
    enum error error = open_beside(path, ".lock", &db->lock_fd);
    if (error)
        return error;
    if (owner)
        return join(db, path, owner, first);
    *first = true;
    if (flock(db->lock_fd, LOCK_EX | LOCK_NB) != 0)
        return refuse(path);
    (void)write_owner(db, path, "a process that shares it with nobody");
    return ERROR_OK; /* the lock is what counts */
}

/* Lets the others in. Between the two locks the kernel may let another one in
 * that found nobody here, so it is looked at once more who that was. */
enum error db_share_settle(struct db *db, const char *path, const char *owner)
{
    sqlite3_busy_handler(db->handle, on_busy, db);
    return lock_shared(db, path, owner) ? check_owner(db, path, owner)
                                        : refuse(path);
}

void db_share_release(struct db *db)
{
    if (db->queue_fd >= 0)
        close(db->queue_fd);
    if (db->lock_fd >= 0)
        close(db->lock_fd);
}

bool db_is_shared(const struct db *db)
{
    return db->queue_fd >= 0;
}

/* ---- whose turn it is ---- */

static enum error enter_queue(const struct db *db)
{
    while (flock(db->queue_fd, LOCK_EX | LOCK_NB) != 0) {
        if (clock_monotonic_ns() >= db->busy_until_ns)
            return error_explain(ERROR_OVERLOADED,
                                 "other processes are waiting to write to this "
                                 "database; try again");
        look_again_later();
    }
    return ERROR_OK;
}

enum error db_begin_write(struct db *db, int64_t patience_ms)
{
    if (!db_is_shared(db))
        return db_begin(db);
    assert(!db_in_transaction(db));
    db->busy_until_ns = clock_monotonic_ns() + patience_ms * 1000000;
    enum error error = enter_queue(db);
    if (!error) {
        error = db_begin_immediate(db);
        flock(db->queue_fd, LOCK_UN);
    }
    db->busy_until_ns = 0;
    return error;
}

bool db_others_wrote(struct db *db)
{
    int64_t version = 0;
    enum error error =
        db_get_int(db, "PRAGMA data_version", NO_VALUES, &version);
    bool wrote = error || version != db->data_version;
    db->data_version = version;
    return wrote;
}
