/*
 * order_lines -- "MUG×2" as a learner types it, to the lines of an order.
 *
 * Use:       order_lines_parse() on each word, order_body() for the request.
 * Ownership: order_body() gives a text in the caller's arena.
 * Errors:    USAGE naming the word; whether the SKU exists is the shop's to
 *            say, and how many are too many as well.
 */
#ifndef TUTOR_ORDER_LINES_H
#define TUTOR_ORDER_LINES_H

#include <stdint.h>

#include "chassis/arena.h"
#include "chassis/error.h"
#include "chassis/limits.h"

enum { ORDER_LINES = 32 };

struct order_line {
    char sku[LIMIT_NAME_BYTES];
    int64_t quantity;
};

/* SKU×N, SKUxN, SKU*N, SKU:N; SKU alone means one. */
enum error order_line_parse(const char *word, struct order_line *out);
/* The JSON of POST /api/orders; NULL when memory is out. */
const char *order_body(struct arena *arena, int64_t customer,
                       const struct order_line *lines, size_t count);

#endif
