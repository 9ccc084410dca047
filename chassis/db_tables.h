/*
 * db_tables -- which tables a transaction has written.
 *
 * Use:       db_tables_watch() once for a connection; db.c asks
 *            db_tables_prepared() about each new statement, and adds its mask
 *            to db->written when it has run. db_tables_written() names them.
 * Bounds:    DB_TABLES different tables for a connection; more are not named.
 * Ownership: all of it lies in struct db.
 * Errors:    cannot fail.
 * Blocking:  never; costs nothing where nothing is prepared.
 * Source:    SQLite's authorizer, which hears each table that a statement is
 *            compiled to touch.
 */
#ifndef CHASSIS_DB_TABLES_H
#define CHASSIS_DB_TABLES_H

#include "chassis/db_private.h"

void db_tables_watch(struct db *db);
/* The tables that the statement compiled just now can write, one bit each. */
uint32_t db_tables_prepared(struct db *db);

#endif
