/*
 * data_private -- the state of the screen `data`, for its own two files.
 */
#ifndef TUTOR_DATA_PRIVATE_H
#define TUTOR_DATA_PRIVATE_H

#include "chassis/id.h"
#include "tutor/screens/app_private.h"
#include "tutor/screens/data_answer.h"
#include "tutor/shape.h"
#include "tutor/widgets/scroll.h"

enum { DATA_PAGE_ROWS = 50, DATA_WHY_BYTES = 200 };

/* From the outside inwards. */
enum data_level { DATA_AT_BOOKS, DATA_AT_TABLES, DATA_AT_ROWS, DATA_AT_ROW };

/* What is looked at; kept to come back to. */
struct data_place {
    enum data_level level;
    char service[LIMIT_NAME_BYTES], table[LIMIT_NAME_BYTES];
    char order[ID_TEXT_BYTES]; /* "": all rows */
    int64_t offset;
    int row; /* of the page */
};

struct data {
    enum shape shape;
    struct data_place at;
    struct data_place from; /* before F7 went to an order's events */
    bool came;              /* `from` is such a place */
    int book, table;        /* selected ones */
    int first_column;
    bool more_columns; /* some lie to the right of those that were drawn */
    struct data_books books;
    struct data_answer_page page;
    bool have_page;           /* it is the page of `at` */
    char why[DATA_WHY_BYTES]; /* the last answer was none; else "" */
    bool asked;
    bool enters; /* Enter was pressed before there was anything to open */
    int64_t asked_ms, next_ms, tick_ms;
    struct scroll scroll;
    char cell[64];
};

const struct data_answer_book *data_chosen_book(const struct data *data);
/* New rows are shown as they come: the newest is on top and chosen. */
bool data_follows(const struct data *data);
/* data_draw.c */
void data_draw(struct data *data, struct area area);

#endif
