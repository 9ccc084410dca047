/*
 * order_lines -- "MUG×2" as a learner types it, to the lines of an order.
 *
 * A keyboard has no multiplication sign, so x, * and : do as well. Only the
 * small x is one: SKUs are written in capitals, so BOX2 stays a SKU of its own,
 * and BOX2x3 is three of it. Only the last sign counts, and only when nothing
 * but digits follows it and something stands before it.
 */
#include "tutor/commands/order_lines.h"

#include <string.h>

#include "chassis/json.h"
#include "tutor/commands/args.h"
#include "tutor/commands/text.h"

static const char times_sign[] = "\xc3\x97"; /* × */

static bool is_separator(char byte)
{
    return byte == 'x' || byte == '*' || byte == ':';
}

/* Where the quantity's digits begin; the end of the word without any. */
static size_t digits_at(const char *word)
{
    size_t at = strlen(word);
    while (at > 0 && word[at - 1] >= '0' && word[at - 1] <= '9')
        at--;
    return at;
}

enum error order_line_parse(const char *word, struct order_line *out)
{
    size_t length = strlen(word), digits = digits_at(word), sku = length;
    int64_t quantity = 1;
    if (digits >= 2 && memcmp(word + digits - 2, times_sign, 2) == 0)
        sku = digits - 2;
    else if (digits >= 1 && digits < length && is_separator(word[digits - 1]))
        sku = digits - 1;
    if (sku == 0 || sku >= sizeof out->sku)
        return explain(ERROR_USAGE, BAD_LINE, word);
    if (sku < length) {
        enum error error =
            args_number(word + digits, "quantity", 0, 1000000000, &quantity);
        if (error)
            return explain(ERROR_USAGE, BAD_LINE, word);
    }
    memcpy(out->sku, word, sku);
    out->sku[sku] = '\0';
    out->quantity = quantity;
    return ERROR_OK;
}

const char *order_body(struct arena *arena, int64_t customer,
                       const struct order_line *lines, size_t count)
{
    struct buffer text;
    struct json_writer json;
    buffer_init(&text, LIMIT_BODY_BYTES);
    json_begin(&json, &text);
    json_object_open(&json);
    json_key_int(&json, "customer_id", customer);
    json_key(&json, "lines");
    json_array_open(&json);
    for (size_t i = 0; i < count; i++) {
        json_object_open(&json);
        json_key_text(&json, "sku", lines[i].sku);
        json_key_int(&json, "quantity", lines[i].quantity);
        json_object_close(&json);
    }
    json_array_close(&json);
    json_object_close(&json);
    const char *copy =
        buffer_error(&text) ? NULL : arena_copy(arena, text.data, text.length);
    buffer_release(&text);
    return copy;
}
