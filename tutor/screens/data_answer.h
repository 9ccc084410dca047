/*
 * data_answer -- what `data --json` said, laid out for drawing.
 *
 * Use:       data_books_take() and data_page_take() with the output of a
 *            command that ended; *_release() at the end.
 * Units:     rows, bytes, microseconds.
 * Ownership: an answer owns its texts until the next one is taken.
 * Errors:    false when the output is no such answer: the one before stays,
 *            and data_answer_why() tells what the output says instead.
 * Blocking:  never; pure.
 */
#ifndef TUTOR_DATA_ANSWER_H
#define TUTOR_DATA_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

#include "chassis/arena.h"
#include "chassis/json.h"

enum {
    DATA_ANSWER_BOOKS = 8,
    DATA_ANSWER_TABLES = 32,
    DATA_ANSWER_COLUMNS = 16
};

struct data_answer_table {
    const char *name;
    int64_t rows;
};

struct data_answer_book {
    const char *service;
    const char *why;     /* it could not be read; "" */
    const char *openers; /* "cleave-orders 4711, ..."; "": nobody */
    bool missing;
    bool alone; /* no second program has it open */
    int64_t bytes, log_bytes, rows;
    struct data_answer_table tables[DATA_ANSWER_TABLES];
    int table_count;
};

struct data_books {
    struct arena arena;
    struct data_answer_book books[DATA_ANSWER_BOOKS];
    int count;
};

struct data_answer_column {
    const char *name;
    bool key, hidden, number;
};

struct data_answer_page {
    struct arena arena;
    const char *service, *table, *order; /* order: "" for all */
    int64_t total, offset, took_us;
    struct data_answer_column columns[DATA_ANSWER_COLUMNS];
    int column_count;
    int row_count;
    const char **cells; /* row by row; NULL is NULL */
};

bool data_books_take(struct data_books *books, const char *output,
                     size_t length);
void data_books_release(struct data_books *books);
bool data_page_take(struct data_answer_page *page, const char *output,
                    size_t length);
void data_page_release(struct data_answer_page *page);
/* "" for NULL; the value in that row and column. */
const char *data_page_cell(const struct data_answer_page *page, int row,
                           int column);
/* The id of the order that the row is about, or "": 26 letters. */
void data_page_order(const struct data_answer_page *page, int row,
                     char out[27]);
/* The sentence in it, or its first line. */
void data_answer_why(const char *output, size_t length, char *out,
                     size_t bytes);

#endif
