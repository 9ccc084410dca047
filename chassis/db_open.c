/*
 * db_open -- how a database comes into being and goes away.
 *
 * The problem: a file that two processes write at once, or that another
 * program made, must be refused with a sentence before a byte of it changes;
 * and the first commits must not pay for a file that still has to grow.
 *
 * The idea: a writer first takes a flock on PATH.lock (db_share.c), which the
 * kernel gives back however the process dies. Once SQLite has opened the
 * write-ahead log, the file is lengthened with zeros to its full size: SQLite
 * writes over them from the start, and an overwrite needs no new blocks at its
 * sync. The log is kept when the database is closed, so the next start finds
 * it long already.
 *
 * The invariant: one writer a file, or several of one owner; only the first of
 * them, while it still is alone, lengthens the log, for a zero that arrives
 * late would wipe out a frame of another. Everything acknowledged was synced
 * (synchronous=FULL). Closing is SQLite's affair: the last connection, and only
 * that, moves the log into the database.
 */
#include "chassis/db_private.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "chassis/db_fault.h"
#include "chassis/db_tables.h"
#include "chassis/limits.h"

/* SQLite checkpoints at 1000 pages of 4 KiB; a quarter more is slack. */
enum { WAL_WARM_BYTES = 5 * 1024 * 1024 };

/* The copies of old pages that a savepoint keeps: 255 of them in memory, in one
 * piece, before SQLite turns to a file. With temp_store=MEMORY there would be
 * no such bound, but pieces of 1 KiB: an order of the monolith then costs
 * 306,000 instructions instead of 266,000 (callgrind, 64 orders a commit). */
enum { UNDO_BYTES = 1024 * 1024 };

enum { RECOVERY_MS = 1000 };

static const char writer_settings[] = "PRAGMA journal_mode=WAL;"
                                      "PRAGMA synchronous=FULL;"
                                      "PRAGMA foreign_keys=ON;"
                                      "PRAGMA trusted_schema=OFF;";
static const char memory_settings[] = "PRAGMA journal_mode=MEMORY;"
                                      "PRAGMA synchronous=OFF;"
                                      "PRAGMA foreign_keys=ON;"
                                      "PRAGMA temp_store=MEMORY;";
static const char reader_settings[] = "PRAGMA query_only=ON;"
                                      "PRAGMA busy_timeout=2000;";

/* Lengthens the log with zeros up to its full size. SQLite never looks behind
 * the last frame that is its own, so this may be done beside it; it locks
 * other files than this one. */
static void warm_log(const char *path)
{
    static const char zeros[64 * 1024];
    char name[LIMIT_PATH_BYTES + 8];
    struct stat facts;
    snprintf(name, sizeof name, "%s-wal", path);
    int fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return;
    off_t at = fstat(fd, &facts) == 0 ? facts.st_size : WAL_WARM_BYTES;
    bool grown = at < WAL_WARM_BYTES;
    while (at < WAL_WARM_BYTES) {
        ssize_t wrote = pwrite(fd, zeros, sizeof zeros, at);
        if (wrote <= 0)
            break; /* no room: a cold log is slower, not wrong */
        at += wrote;
    }
    if (grown)
        fdatasync(fd);
    close(fd);
}

static enum error check_path(const char *path)
{
    struct stat facts;
    if (strlen(path) >= LIMIT_PATH_BYTES)
        return error_explain(ERROR_STORAGE, "the path %s is too long", path);
    if (lstat(path, &facts) != 0)
        return ERROR_OK; /* it will be made, or open() says why not */
    if (!S_ISREG(facts.st_mode))
        return error_explain(ERROR_STORAGE, "%s is not a plain file", path);
    if (facts.st_uid != geteuid())
        return error_explain(ERROR_STORAGE,
                             "%s belongs to another user; choose another "
                             "CLEAVE_HOME",
                             path);
    return ERROR_OK;
}

static enum error open_handle(struct db *db, const char *path,
                              enum db_mode mode)
{
    int flags = SQLITE_OPEN_NOMUTEX;
    flags |= mode == DB_READER ? SQLITE_OPEN_READONLY
                               : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    /* Only what a writer promises can be broken by a fault of the disk. */
    int result =
        sqlite3_open_v2(mode == DB_MEMORY ? ":memory:" : path, &db->handle,
                        flags, mode == DB_WRITER ? db_fault_vfs() : NULL);
    if (result != SQLITE_OK)
        return db_explain(db, result, path);
    /* A reader that comes at the same moment may be recovering the log. */
    if (mode == DB_WRITER)
        sqlite3_busy_timeout(db->handle, RECOVERY_MS);
    const char *settings = mode == DB_WRITER   ? writer_settings
                           : mode == DB_READER ? reader_settings
                                               : memory_settings;
    result = sqlite3_exec(db->handle, settings, NULL, NULL, NULL);
    if (result != SQLITE_OK)
        return db_explain(db, result, path);
    int keep = 1;
    if (mode == DB_WRITER) {
        sqlite3_file_control(db->handle, "main", SQLITE_FCNTL_PERSIST_WAL,
                             &keep);
        db_fault_know(db->handle);
    }
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    if (mode != DB_READER)
        db_tables_watch(db);
    return ERROR_OK;
}

/* SQLite opens lazily: the first read tells whether this is a database. */
static enum error check_database(struct db *db, const char *path)
{
    int result = sqlite3_exec(db->handle, "SELECT count(*) FROM sqlite_schema",
                              NULL, NULL, NULL);
    return result == SQLITE_OK ? ERROR_OK : db_explain(db, result, path);
}

static struct db *db_new(void)
{
    static bool configured;
    if (!configured) {
        sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
        sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, UNDO_BYTES);
        configured = true;
    }
    struct db *db = calloc(1, sizeof *db);
    if (db)
        db->lock_fd = db->queue_fd = -1;
    return db;
}

/* The first of those who share, or the only one, prepares the log; until then
 * it is alone. */
static enum error open_writer(struct db *db, const char *path,
                              const char *owner)
{
    bool first = false;
    enum error error = db_share_lock(db, path, owner, &first);
    if (!error)
        error = open_handle(db, path, DB_WRITER);
    if (!error)
        error = check_database(db, path);
    if (error)
        return error;
    if (first)
        warm_log(path);
    return owner ? db_share_settle(db, path, owner) : ERROR_OK;
}

static enum error open_other(struct db *db, const char *path, enum db_mode mode)
{
    enum error error = open_handle(db, path, mode);
    return error ? error : check_database(db, path);
}

static enum error open_any(struct db **out, const char *path, enum db_mode mode,
                           const char *owner)
{
    struct db *db = db_new();
    enum error error = ERROR_OK;
    if (!db)
        return error_explain(ERROR_SYSTEM, "out of memory");
    if (mode != DB_MEMORY)
        error = check_path(path);
    if (!error)
        error = mode == DB_WRITER ? open_writer(db, path, owner)
                                  : open_other(db, path, mode);
    if (error)
        db_close(db);
    else
        *out = db;
    return error;
}

enum error db_open(struct db **out, const char *path, enum db_mode mode)
{
    return open_any(out, path, mode, NULL);
}

enum error db_open_shared(struct db **out, const char *path, const char *owner)
{
    return open_any(out, path, DB_WRITER, owner);
}

const char *db_path(const struct db *db)
{
    const char *path = sqlite3_db_filename(db->handle, "main");
    return path ? path : "";
}

void db_close(struct db *db)
{
    if (!db)
        return;
    db_finalize_all(db);
    db_fault_forget(db->handle);
    int result = sqlite3_close(db->handle);
    assert(result == SQLITE_OK); /* a cursor was left open otherwise */
    db_share_release(db);
    free(db);
}

/* Replaces the named schema of `db` by a copy of all that `from` holds. */
static enum error load_copy(struct db *db, const char *name, struct db *from)
{
    sqlite3_int64 size = 0;
    unsigned char *image = sqlite3_serialize(from->handle, "main", &size, 0);
    if (!image)
        return error_explain(ERROR_SYSTEM, "out of memory");
    int result = sqlite3_deserialize(/* the image is SQLite's from here on */
                                     db->handle, name, image, size, size,
                                     SQLITE_DESERIALIZE_FREEONCLOSE |
                                         SQLITE_DESERIALIZE_RESIZEABLE);
    return result == SQLITE_OK ? ERROR_OK
                               : db_explain(db, result, "a copy in memory");
}

enum error db_clone(struct db **out, struct db *from)
{
    struct db *db = NULL;
    enum error error = db_open(&db, "", DB_MEMORY);
    assert(error || db);
    if (!error)
        error = load_copy(db, "main", from);
    if (error)
        db_close(db);
    else
        *out = db;
    return error;
}

enum error db_attach_copy(struct db *db, const char *name, struct db *from)
{
    enum error error =
        db_exec(db, "ATTACH ':memory:' AS ?1", VALUES(TEXT(name)));
    return error ? error : load_copy(db, name, from);
}
