/*
 * db_fault -- a disk that fails on purpose, below SQLite.
 *
 * Use:       host.c says db_fault_use() once, with the process's faults, and
 *            lets db_fault_changed() be called after each change of them.
 *            db_open.c opens every writer on db_fault_vfs().
 * Kinds:     full, slow-sync, sync-error, read-error; lost-unsynced and
 *            torn-write keep in memory what was not synced, so that a kill
 *            loses it as a power cut would.
 * Truth:     after a sync that failed, on purpose or not, the bytes it should
 *            have kept are overwritten in the log: a commit that was reported
 *            as failed cannot come back from the page cache.
 * Ownership: the faults stay the caller's until db_fault_use(NULL).
 * Errors:    what SQLite makes of them: STORAGE, STORAGE_FULL.
 * Blocking:  slow-sync does, which is its point.
 * Source:    a VFS shim as SQLite's own test_vfs; fsyncgate, see
 *            https://wiki.postgresql.org/wiki/Fsync_Errors; LazyFS.
 */
#ifndef CHASSIS_DB_FAULT_H
#define CHASSIS_DB_FAULT_H

#include "chassis/fault.h"

struct sqlite3;

void db_fault_use(struct faults *faults);
/* Has the form of a loop_hook; the argument is ignored. */
void db_fault_changed(void *unused);

/* For db.c: a transaction begins or was rolled back. What was written to the
 * log before that and never synced is nobody's any more; where processes share
 * a database, another one may have its frames there by now. */
void db_fault_turn(void);
/* For db_open.c: the name of the shim, made at the first call, and the
 * connections whose caches a read fault must empty to be felt. */
const char *db_fault_vfs(void);
void db_fault_know(struct sqlite3 *handle);
void db_fault_forget(struct sqlite3 *handle);

#endif
