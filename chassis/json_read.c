/*
 * json_read -- bytes from outside as a tree in the caller's arena.
 *
 * Three steps: json_scan() refuses what is not JSON; cJSON, whose memory comes
 * from the same arena by its hooks, reads the values; and the tree is turned
 * into struct json, so that no other file ever sees cJSON.
 *
 * cJSON keeps every number as a double, which is exact up to 2^53 only. Money
 * and ids are 64-bit integers, so the number's own digits are read again: both
 * walks meet the numbers in the order of the text, and a cursor follows along.
 * Whole is what is whole by its digits (1.0, 1e3), never by rounding.
 *
 * What holds: every text is UTF-8 without a NUL, no object has a key twice, a
 * number that no double can hold is refused, the depth is bounded (the
 * recursion here relies on it).
 */
#include "chassis/json.h"

#include <cJSON.h>
#include <math.h>
#include <string.h>

#include "chassis/json_private.h"
#include "chassis/limits.h"

/* cJSON's hooks are global and take no argument; one parse at a time. */
static struct arena *hook_arena;

static void *hook_malloc(size_t bytes)
{
    return arena_alloc(hook_arena, bytes);
}

static void hook_free(void *piece)
{
    (void)piece; /* goes with the arena */
}

struct reading {
    const char *bytes;
    size_t at; /* behind the last number */
    struct arena *arena;
};

static enum error too_large(void)
{
    return error_explain(ERROR_TOO_LARGE,
                         "the JSON has more values than there is room for");
}

/* ---- numbers ---- */

/* The digits of a number without its point, and where the point stands. */
struct decimal {
    bool negative;
    char digits[JSON_NUMBER_BYTES];
    int count;
    int point; /* digits before it; may lie outside of them */
};

static int read_exponent(const char *text, const char *end)
{
    int exponent = 0;
    bool negative = *text == '-';
    if (*text == '-' || *text == '+')
        text++;
    for (; text < end; text++)
        if (exponent < 100000) /* far beyond any double already */
            exponent = exponent * 10 + (*text - '0');
    return negative ? -exponent : exponent;
}

static struct decimal read_decimal(struct slice text)
{
    struct decimal out = {0};
    const char *at = text.data;
    const char *end = at + text.length;
    bool behind_point = false;
    if (*at == '-') {
        out.negative = true;
        at++;
    }
    for (; at < end && *at != 'e' && *at != 'E'; at++) {
        if (*at == '.') {
            behind_point = true;
            continue;
        }
        out.digits[out.count++] = *at;
        out.point += !behind_point;
    }
    if (at < end)
        out.point += read_exponent(at + 1, end);
    while (out.count > 0 && out.digits[out.count - 1] == '0')
        out.count--;
    return out;
}

/* True when the number is whole and fits 64 bits. */
static bool whole_number(struct slice text, int64_t *out)
{
    struct decimal decimal = read_decimal(text);
    uint64_t most = (uint64_t)INT64_MAX + decimal.negative;
    uint64_t value = 0;
    if (decimal.count == 0) {
        *out = 0;
        return true;
    }
    if (decimal.point < decimal.count)
        return false;
    for (int i = 0; i < decimal.point; i++) {
        unsigned digit = i < decimal.count ? decimal.digits[i] - '0' : 0;
        if (value > (most - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *out = decimal.negative ? (int64_t)-value : (int64_t)value;
    return true;
}

static enum error read_number(struct reading *reading, const cJSON *from,
                              struct json *to)
{
    struct slice text = json_next_number(reading->bytes, &reading->at);
    if (!isfinite(from->valuedouble))
        return error_explain(ERROR_MALFORMED,
                             "the number %.*s in the JSON is too large",
                             (int)text.length, text.data);
    to->kind = JSON_NUMBER;
    to->number = from->valuedouble;
    to->is_integer = whole_number(text, &to->integer);
    return ERROR_OK;
}

/* ---- the tree ---- */

static enum error read_node(struct reading *reading, const cJSON *from,
                            struct json **out);

static enum error refuse_twins(const struct json *object)
{
    for (const struct json *a = object->first; a; a = a->next)
        for (const struct json *b = a->next; b; b = b->next)
            if (strcmp(a->key, b->key) == 0)
                return error_explain(ERROR_MALFORMED,
                                     "the JSON has the key \"%.64s\" twice in "
                                     "one object",
                                     a->key);
    return ERROR_OK;
}

static enum error read_children(struct reading *reading, const cJSON *from,
                                struct json *to)
{
    struct json **end = &to->first;
    for (const cJSON *child = from->child; child; child = child->next) {
        enum error error = read_node(reading, child, end);
        if (error)
            return error;
        end = &(*end)->next;
        to->count++;
    }
    to->kind = cJSON_IsArray(from) ? JSON_ARRAY : JSON_OBJECT;
    return to->kind == JSON_OBJECT ? refuse_twins(to) : ERROR_OK;
}

static enum error read_node(struct reading *reading, const cJSON *from,
                            struct json **out)
{
    struct json *to = arena_alloc(reading->arena, sizeof *to);
    if (!to)
        return too_large();
    *out = to;
    to->key = from->string;
    if (cJSON_IsArray(from) || cJSON_IsObject(from))
        return read_children(reading, from, to);
    if (cJSON_IsNumber(from))
        return read_number(reading, from, to);
    if (cJSON_IsString(from)) {
        to->kind = JSON_TEXT;
        to->text = from->valuestring;
        to->text_length = strlen(from->valuestring);
    } else if (cJSON_IsBool(from)) {
        to->kind = JSON_BOOL;
        to->boolean = cJSON_IsTrue(from);
    }
    return ERROR_OK;
}

static const cJSON *parse(const char *bytes, size_t length, struct arena *arena)
{
    cJSON_Hooks ours = {.malloc_fn = hook_malloc, .free_fn = hook_free};
    hook_arena = arena;
    cJSON_InitHooks(&ours);
    const cJSON *tree = cJSON_ParseWithLengthOpts(bytes, length, NULL, 0);
    cJSON_InitHooks(NULL);
    hook_arena = NULL;
    return tree;
}

enum error json_parse(const char *bytes, size_t length, struct arena *arena,
                      const struct json **out)
{
    enum error error = json_scan(bytes, length);
    if (error)
        return error;
    /* A copy, as the second look at the numbers wants a NUL at the end. */
    struct reading reading = {.arena = arena,
                              .bytes = arena_copy(arena, bytes, length)};
    if (!reading.bytes)
        return too_large();
    const cJSON *tree = parse(reading.bytes, length, arena);
    if (!tree)
        return too_large(); /* the scan left no other reason */
    struct json *made = NULL;
    error = read_node(&reading, tree, &made);
    if (!error)
        *out = made;
    return error;
}

const struct json *json_member(const struct json *object, const char *key)
{
    if (!object || object->kind != JSON_OBJECT)
        return NULL;
    for (const struct json *at = object->first; at; at = at->next)
        if (strcmp(at->key, key) == 0)
            return at;
    return NULL;
}

const char *json_text_member(const struct json *object, const char *key)
{
    const struct json *member = json_member(object, key);
    return member && member->kind == JSON_TEXT ? member->text : "";
}

int64_t json_number_member(const struct json *object, const char *key)
{
    const struct json *member = json_member(object, key);
    return member && member->kind == JSON_NUMBER ? member->integer : 0;
}
