/*
 * db_fault -- a disk that fails on purpose, below SQLite.
 *
 * The problem: what a service promises about a full, slow, lying or suddenly
 * dead disk can only be shown with such a disk, and nobody has one at hand.
 *
 * The idea: SQLite reaches the disk through a table of functions. The shim
 * stands before the usual table for the database and its log, looks whether a
 * fault is active, and passes on. lost-unsynced and torn-write hold what was
 * written in memory until it is synced; SIGKILL then loses exactly that.
 *
 * The invariant: without an active fault a read costs one test more than it
 * did, a write the note of its range. Whatever was synced is in the file.
 *
 * After a failed sync the kernel may have dropped the bytes and still show
 * them (fsyncgate). SQLite itself overwrites them at its next commit; but a
 * process that restarts before would find a whole commit in its log, build on
 * it, and lose everything with the next power cut. So the range is overwritten
 * with zeros at once. In WAL mode with synchronous=FULL nothing in that range
 * was ever acknowledged.
 *
 * Locks and shared memory are passed on: the faults are the disk's.
 */
#include "chassis/db_fault.h"

#include <assert.h>
#include <sqlite3.h>
#include <string.h>

#include "chassis/clock.h"
#include "chassis/db.h"
#include "chassis/db_unsynced.h"

enum { HANDLES = 8, ZEROS = 4096 };

/* SQLite's file: ours first, the usual one behind it in the same memory. */
struct file {
    sqlite3_file base;
    sqlite3_file *real;
    bool log;                  /* the write-ahead log */
    bool broken;               /* it lost what was to be written back */
    sqlite3_int64 from, to;    /* written since the last sync; from == to:
                                  nothing */
    struct unsynced *unsynced; /* NULL: writes go to the real file */
    struct file *next;
};

static struct {
    struct faults *faults;
    bool active;        /* a disk fault is */
    bool holding;       /* lost-unsynced or torn-write is */
    int64_t torn_bytes; /* of each write that reach the disk at once */
    uint32_t full_id;
    int64_t full_written;
    struct file *files; /* open ones */
    sqlite3 *handles[HANDLES];
    sqlite3_vfs *usual;
    struct db_disk done; /* for db_disk(): one count for all databases */
} disk;

static sqlite3_file *real_of(sqlite3_file *base)
{
    return ((struct file *)base)->real;
}

static struct fault *find(enum fault_kind kind)
{
    return fault_find(disk.faults, kind, clock_monotonic_ms());
}

static bool strikes(enum fault_kind kind)
{
    struct fault *fault = find(kind);
    return fault && fault_strikes(fault);
}

static int write_back(struct file *file)
{
    return file->unsynced ? unsynced_write_back(file->unsynced, file->real)
                          : SQLITE_OK;
}

static int write_through(struct file *file, const void *bytes, int count,
                         sqlite3_int64 at)
{
    const sqlite3_io_methods *real = file->real->pMethods;
    if (disk.holding && !file->unsynced)
        file->unsynced = unsynced_new(); /* NULL: nothing can be lost */
    if (!file->unsynced)
        return real->xWrite(file->real, bytes, count, at);
    int result = unsynced_write(file->unsynced, file->real, bytes, count, at);
    int torn = disk.torn_bytes < count ? (int)disk.torn_bytes : count;
    if (result == SQLITE_OK && torn)
        result = real->xWrite(file->real, bytes, torn, at);
    return result;
}

/* ---- the functions that a fault may touch ---- */

static int fault_read(sqlite3_file *base, void *out, int bytes,
                      sqlite3_int64 at)
{
    struct file *file = (struct file *)base;
    if (!disk.active)
        return file->real->pMethods->xRead(file->real, out, bytes, at);
    if (strikes(FAULT_READ_ERROR))
        return SQLITE_IOERR_READ;
    if (file->unsynced)
        return unsynced_read(file->unsynced, file->real, out, bytes, at);
    return file->real->pMethods->xRead(file->real, out, bytes, at);
}

static bool is_full(int count)
{
    struct fault *full = find(FAULT_FULL);
    if (!full)
        return false;
    if (full->id != disk.full_id)
        disk.full_written = 0;
    disk.full_id = full->id;
    if (disk.full_written + count <= full->values[0]) {
        disk.full_written += count;
        return false;
    }
    return fault_strikes(full);
}

static void note(struct file *file, int count, sqlite3_int64 at)
{
    if (file->from == file->to) {
        file->from = at;
        file->to = at + count;
    }
    if (at < file->from)
        file->from = at;
    if (at + count > file->to)
        file->to = at + count;
}

static int fault_write(sqlite3_file *base, const void *bytes, int count,
                       sqlite3_int64 at)
{
    struct file *file = (struct file *)base;
    note(file, count, at);
    disk.done.bytes += (uint64_t)count;
    if (!disk.active && !file->broken)
        return file->real->pMethods->xWrite(file->real, bytes, count, at);
    if (file->broken)
        return SQLITE_IOERR_WRITE;
    if (is_full(count))
        return SQLITE_FULL;
    return write_through(file, bytes, count, at);
}

struct db_disk db_disk(void)
{
    return disk.done;
}

/* Nothing of what the sync should have kept may be found again. */
static void forget_range(struct file *file)
{
    static const char zeros[ZEROS];
    while (file->log && file->from < file->to) {
        sqlite3_int64 rest = file->to - file->from;
        int count = rest < ZEROS ? (int)rest : ZEROS;
        if (write_through(file, zeros, count, file->from) != SQLITE_OK) {
            file->broken = true; /* nothing is written to it any more */
            return;
        }
        file->from += count;
    }
}

void db_fault_turn(void)
{
    for (struct file *file = disk.files; file; file = file->next)
        if (file->log)
            file->from = file->to;
}

static int fault_sync(sqlite3_file *base, int flags)
{
    struct file *file = (struct file *)base;
    int result = file->broken ? SQLITE_IOERR_FSYNC : SQLITE_OK;
    disk.done.syncs++;
    if (disk.active && find(FAULT_SLOW_SYNC) && strikes(FAULT_SLOW_SYNC))
        clock_sleep_ms(find(FAULT_SLOW_SYNC)->values[0]);
    if (disk.active && strikes(FAULT_SYNC_ERROR))
        result = SQLITE_IOERR_FSYNC;
    if (result == SQLITE_OK)
        result = write_back(file);
    if (result == SQLITE_OK)
        result = file->real->pMethods->xSync(file->real, flags);
    if (result == SQLITE_OK)
        file->from = file->to;
    else
        forget_range(file);
    return result;
}

static int fault_truncate(sqlite3_file *base, sqlite3_int64 size)
{
    struct file *file = (struct file *)base;
    int result = write_back(file);
    unsynced_free(file->unsynced); /* a new one begins at the new end */
    file->unsynced = NULL;
    return result == SQLITE_OK
               ? file->real->pMethods->xTruncate(file->real, size)
               : result;
}

static int fault_size(sqlite3_file *base, sqlite3_int64 *out)
{
    struct file *file = (struct file *)base;
    int result = file->real->pMethods->xFileSize(file->real, out);
    if (result == SQLITE_OK && file->unsynced)
        *out = unsynced_size(file->unsynced, *out);
    return result;
}

static int fault_close(sqlite3_file *base)
{
    struct file *file = (struct file *)base;
    (void)write_back(file); /* an orderly end is no power cut */
    unsynced_free(file->unsynced);
    file->unsynced = NULL;
    for (struct file **at = &disk.files; *at; at = &(*at)->next)
        if (*at == file) {
            *at = file->next;
            break;
        }
    return file->real->pMethods->xClose(file->real);
}

/* ---- the functions that are passed on ---- */

static int pass_lock(sqlite3_file *base, int lock)
{
    return real_of(base)->pMethods->xLock(real_of(base), lock);
}

static int pass_unlock(sqlite3_file *base, int lock)
{
    return real_of(base)->pMethods->xUnlock(real_of(base), lock);
}

static int pass_reserved(sqlite3_file *base, int *out)
{
    return real_of(base)->pMethods->xCheckReservedLock(real_of(base), out);
}

static int pass_control(sqlite3_file *base, int code, void *arg)
{
    return real_of(base)->pMethods->xFileControl(real_of(base), code, arg);
}

static int pass_sector(sqlite3_file *base)
{
    return real_of(base)->pMethods->xSectorSize(real_of(base));
}

static int pass_device(sqlite3_file *base)
{
    return real_of(base)->pMethods->xDeviceCharacteristics(real_of(base));
}

static int pass_map(sqlite3_file *base, int region, int bytes, int extend,
                    void volatile **out)
{
    return real_of(base)->pMethods->xShmMap(real_of(base), region, bytes,
                                            extend, out);
}

static int pass_shm_lock(sqlite3_file *base, int offset, int count, int flags)
{
    return real_of(base)->pMethods->xShmLock(real_of(base), offset, count,
                                             flags);
}

static void pass_barrier(sqlite3_file *base)
{
    real_of(base)->pMethods->xShmBarrier(real_of(base));
}

static int pass_unmap(sqlite3_file *base, int erase)
{
    return real_of(base)->pMethods->xShmUnmap(real_of(base), erase);
}

/* Version 2: without xFetch, so no page is read behind our back by mmap. */
static const sqlite3_io_methods methods = {.iVersion = 2,
                                           .xClose = fault_close,
                                           .xRead = fault_read,
                                           .xWrite = fault_write,
                                           .xTruncate = fault_truncate,
                                           .xSync = fault_sync,
                                           .xFileSize = fault_size,
                                           .xLock = pass_lock,
                                           .xUnlock = pass_unlock,
                                           .xCheckReservedLock = pass_reserved,
                                           .xFileControl = pass_control,
                                           .xSectorSize = pass_sector,
                                           .xDeviceCharacteristics =
                                               pass_device,
                                           .xShmMap = pass_map,
                                           .xShmLock = pass_shm_lock,
                                           .xShmBarrier = pass_barrier,
                                           .xShmUnmap = pass_unmap};

/* ---- the shim ---- */

/* Only the database and its log; what is temporary is nobody's promise. */
static int fault_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *base,
                      int flags, int *out_flags)
{
    (void)vfs;
    struct file *file = (struct file *)base;
    if (!(flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)))
        return disk.usual->xOpen(disk.usual, name, base, flags, out_flags);
    *file = (struct file){.real = (sqlite3_file *)(file + 1),
                          .log = (flags & SQLITE_OPEN_WAL) != 0};
    int result =
        disk.usual->xOpen(disk.usual, name, file->real, flags, out_flags);
    if (result != SQLITE_OK)
        return result;
    assert(file->real->pMethods->iVersion >= methods.iVersion);
    file->base.pMethods = &methods;
    file->next = disk.files;
    disk.files = file;
    return SQLITE_OK;
}

const char *db_fault_vfs(void)
{
    static sqlite3_vfs shim;
    if (disk.usual)
        return shim.zName;
    disk.usual = sqlite3_vfs_find(NULL);
    assert(disk.usual);
    shim = *disk.usual; /* all but open is the usual one's */
    shim.pNext = NULL;
    shim.zName = "cleave";
    shim.szOsFile = (int)sizeof(struct file) + disk.usual->szOsFile;
    shim.xOpen = fault_open;
    int result = sqlite3_vfs_register(&shim, 0);
    assert(result == SQLITE_OK);
    return shim.zName;
}

void db_fault_know(sqlite3 *handle)
{
    for (int i = 0; i < HANDLES; i++)
        if (!disk.handles[i]) {
            disk.handles[i] = handle;
            return;
        }
}

void db_fault_forget(sqlite3 *handle)
{
    for (int i = 0; i < HANDLES; i++)
        if (disk.handles[i] == handle)
            disk.handles[i] = NULL;
}

/* ---- the faults ---- */

void db_fault_changed(void *unused)
{
    (void)unused;
    struct fault *torn = NULL;
    disk.active = disk.holding = false;
    disk.torn_bytes = 0;
    for (size_t i = 0; disk.faults && i < disk.faults->count; i++)
        disk.active |=
            fault_about[disk.faults->list[i].kind].family == FAULT_FAMILY_DISK;
    if (disk.active) {
        torn = find(FAULT_TORN_WRITE);
        disk.holding = torn || find(FAULT_LOST_UNSYNCED);
        disk.torn_bytes = torn ? torn->values[0] : 0;
    }
    for (struct file *file = disk.files; file && !disk.holding;
         file = file->next) {
        if (write_back(file) != SQLITE_OK)
            file->broken = true;
        unsynced_free(file->unsynced);
        file->unsynced = NULL;
    }
    for (int i = 0; disk.active && i < HANDLES; i++)
        if (disk.handles[i] && find(FAULT_READ_ERROR))
            sqlite3_db_release_memory(disk.handles[i]);
}

void db_fault_use(struct faults *faults)
{
    disk.faults = faults;
    db_fault_changed(NULL);
}
