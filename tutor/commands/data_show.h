/*
 * data_show -- tables and rows of the databases, for people and for programs.
 *
 * Use:       the command `data` finds them, these print them.
 * Ownership: everything lives in the session's arena; JSON goes into the
 *            caller's writer.
 * Errors:    cannot fail.
 * Blocking:  on the terminal.
 */
#ifndef TUTOR_DATA_SHOW_H
#define TUTOR_DATA_SHOW_H

#include "chassis/json.h"
#include "tutor/commands/text.h"
#include "tutor/data_openers.h"
#include "tutor/data_tables.h"
#include "tutor/session.h"

/* One database, as far as it could be read. */
struct data_book {
    enum shape shape;
    const char *service;
    char path[LIMIT_PATH_BYTES];
    int64_t bytes, log_bytes; /* of the file, of its write-ahead log */
    bool missing;
    const char *why; /* it could not be read; else NULL */
    struct data_openers openers;
    struct data_list list;
};

/* A page of a table. */
struct data_page {
    enum shape shape;
    const char *service;
    const struct data_table *table;
    struct data_query query;
    struct data_rows rows;
    int64_t took_us;
};

/* What a table of that name keeps; false: nobody said. */
bool data_keeps(const char *table, enum text *out);
/* The n-th table that the project itself makes, or NULL; for completion, where
 * no file may be read. */
const char *data_known_table(size_t n);
/* Whether that service keeps it; the monolith keeps those of the shop. */
bool data_known_in(const char *table, const char *service);
/* Who has it open, "cleave-orders 4711", in the arena. */
const char *data_opened_by(struct session *session,
                           const struct data_openers *openers);
/* All databases of a shape, a row each. */
void data_print_books(struct session *session, const struct data_book *books,
                      size_t count);
void data_print_tables(struct session *session, const struct data_book *book);
void data_print_page(struct session *session, const struct data_page *page);
void data_json_book(struct json_writer *json, const struct data_book *book);
void data_json_page(struct json_writer *json, const struct data_page *page);

#endif
