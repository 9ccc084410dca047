/*
 * json -- an emitter of our own and a strict reader over cJSON.
 *
 * Use:       json_object_open(), json_key(), json_int() ... on a writer that
 *            appends to a buffer; commas are the writer's business.
 *            json_parse() for bytes from outside.
 * Units:     UTF-8. Integers up to 64 bits are printed exactly.
 * Ownership: the writer appends to the caller's buffer. json_parse() keeps
 *            its tree in the caller's arena; it goes with the arena.
 * Errors:    json_parse() explains where and what: not UTF-8, deeper than
 *            LIMIT_JSON_DEPTH, a key twice, a NUL, bytes after the end. The
 *            writer cannot fail but through its buffer.
 * Blocking:  never.
 * Source:    RFC 8259; RFC 7493 (I-JSON) for duplicates and surrogates.
 */
#ifndef CHASSIS_JSON_H
#define CHASSIS_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "chassis/arena.h"
#include "chassis/buffer.h"
#include "chassis/error.h"

struct json_writer {
    struct buffer *out;
    bool need_comma;
};

void json_begin(struct json_writer *json, struct buffer *out);
void json_object_open(struct json_writer *json);
void json_object_close(struct json_writer *json);
void json_array_open(struct json_writer *json);
void json_array_close(struct json_writer *json);
void json_key(struct json_writer *json, const char *key);
void json_int(struct json_writer *json, int64_t value);
void json_uint(struct json_writer *json, uint64_t value);
void json_double(struct json_writer *json,
                 double value); /* null if not finite */
void json_bool(struct json_writer *json, bool value);
void json_null(struct json_writer *json);
/* Text is escaped; bytes that are not UTF-8 become U+FFFD. NULL gives "". */
void json_text(struct json_writer *json, const char *text);
void json_text_n(struct json_writer *json, const char *text, size_t length);

/* key and value in one line. */
void json_key_int(struct json_writer *json, const char *key, int64_t value);
void json_key_text(struct json_writer *json, const char *key, const char *text);
void json_key_bool(struct json_writer *json, const char *key, bool value);
void json_key_double(struct json_writer *json, const char *key, double value);

enum json_kind {
    JSON_NULL,
    JSON_BOOL,
    JSON_NUMBER,
    JSON_TEXT,
    JSON_ARRAY,
    JSON_OBJECT
};

/* One value of a parsed tree. */
struct json {
    enum json_kind kind;
    const char *key; /* inside an object, else NULL */
    bool boolean;
    bool is_integer; /* a number with no fraction that fits 64 bits */
    int64_t integer;
    double number;
    const char *text; /* NUL-terminated UTF-8, no NUL inside */
    size_t text_length;
    struct json *first; /* children of arrays and objects */
    struct json *next;  /* sibling */
    size_t count;       /* children */
};

enum error json_parse(const char *bytes, size_t length, struct arena *arena,
                      const struct json **out);
/* The member of that name, or NULL. */
const struct json *json_member(const struct json *object, const char *key);
/* "" and 0 where there is no such member of that kind. */
const char *json_text_member(const struct json *object, const char *key);
int64_t json_number_member(const struct json *object, const char *key);

bool utf8_valid(const char *bytes, size_t length);
/* Bytes of the UTF-8 character at `bytes`, 0 when there is none. */
size_t utf8_length(const char *bytes, size_t left);
/* The same, and which character; 0 with 0. */
size_t utf8_character(const char *bytes, size_t left, uint32_t *out);

#endif
