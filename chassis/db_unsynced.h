/*
 * db_unsynced -- what was written to one file and not synced yet, in memory.
 *
 * Use:       by chassis/db_fault.c only: unsynced_write() and unsynced_read()
 *            instead of the file's own, unsynced_write_back() before its sync.
 * Units:     bytes from the file's begin.
 * Ownership: new/free. The file stays the caller's, and is read where nothing
 *            was written. After a truncation a new store is needed.
 * Errors:    results of SQLite; new gives NULL without memory. A store that is
 *            full writes back by itself, as a kernel does.
 * Blocking:  on the file.
 * Source:    LazyFS, which keeps a page cache of its own to lose it at will.
 */
#ifndef CHASSIS_DB_UNSYNCED_H
#define CHASSIS_DB_UNSYNCED_H

#include <sqlite3.h>

struct unsynced;

struct unsynced *unsynced_new(void);
void unsynced_free(struct unsynced *unsynced); /* NULL is ignored */

int unsynced_read(struct unsynced *unsynced, sqlite3_file *file, void *out,
                  int bytes, sqlite3_int64 at);
int unsynced_write(struct unsynced *unsynced, sqlite3_file *file,
                   const void *bytes, int count, sqlite3_int64 at);
/* Into the file, where it is not synced either; the store is empty then. */
int unsynced_write_back(struct unsynced *unsynced, sqlite3_file *file);
/* How long the file seems, when it is `size` long. */
sqlite3_int64 unsynced_size(const struct unsynced *unsynced,
                            sqlite3_int64 size);

#endif
