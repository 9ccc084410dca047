/*
 * json -- the writer: values in, text out, commas by itself.
 *
 * A comma stands before every value but the first of its list. The writer
 * remembers only whether one is due; an opened list or a key takes that away
 * again, so no stack is needed and nothing is allocated.
 *
 * What holds: whatever text is given, what comes out is valid JSON in valid
 * UTF-8 on one line. That is what keeps a client from forging a log line, and
 * it is why logs, replies and reports all go through here.
 *
 * Who opens must close: the writer does not check the nesting, since all its
 * callers are ours and their output is parsed by the tests.
 */
#include "chassis/json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/plain.h"

void json_begin(struct json_writer *json, struct buffer *out)
{
    *json = (struct json_writer){.out = out};
}

static void comma(struct json_writer *json)
{
    if (json->need_comma)
        buffer_byte(json->out, ',');
    json->need_comma = true;
}

static void open_list(struct json_writer *json, char bracket)
{
    comma(json);
    buffer_byte(json->out, bracket);
    json->need_comma = false;
}

static void close_list(struct json_writer *json, char bracket)
{
    buffer_byte(json->out, bracket);
    json->need_comma = true;
}

void json_object_open(struct json_writer *json)
{
    open_list(json, '{');
}

void json_object_close(struct json_writer *json)
{
    close_list(json, '}');
}

void json_array_open(struct json_writer *json)
{
    open_list(json, '[');
}

void json_array_close(struct json_writer *json)
{
    close_list(json, ']');
}

size_t utf8_length(const char *bytes, size_t left)
{
    const unsigned char *at = (const unsigned char *)bytes;
    if (left == 0)
        return 0;
    unsigned char c = at[0];
    if (c < 0x80)
        return 1;
    size_t length = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
    if (c < 0xc2 || c > 0xf4 || length > left)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((at[i] & 0xc0) != 0x80)
            return 0;
    if ((c == 0xe0 && at[1] < 0xa0) || (c == 0xed && at[1] > 0x9f) ||
        (c == 0xf0 && at[1] < 0x90) || (c == 0xf4 && at[1] > 0x8f))
        return 0;
    return length;
}

size_t utf8_character(const char *bytes, size_t left, uint32_t *out)
{
    static const unsigned char lead_mask[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    size_t length = utf8_length(bytes, left);
    *out = length ? (unsigned char)bytes[0] & lead_mask[length] : 0;
    for (size_t i = 1; i < length; i++)
        *out = *out << 6 | ((unsigned char)bytes[i] & 0x3f);
    return length;
}

bool utf8_valid(const char *bytes, size_t length)
{
    while (length > 0) {
        size_t step = utf8_length(bytes, length);
        if (!step)
            return false;
        bytes += step;
        length -= step;
    }
    return true;
}

/* What a terminal would obey or not show goes as \\uHHHH: the same text to who
 * reads JSON, and harmless to who only prints it. */
static void escape(struct buffer *out, uint32_t c)
{
    static const char letters[] = "\b\f\n\r\t\"\\";
    static const char names[] = "bfnrt\"\\";
    const char *found = c && c < 0x80 ? strchr(letters, (int)c) : NULL;
    if (found)
        buffer_format(out, "\\%c", names[found - letters]);
    else if (c < 0x10000)
        buffer_format(out, "\\u%04x", (unsigned)c);
    else
        buffer_format(out, "\\u%04x\\u%04x",
                      (unsigned)(0xd800 + ((c - 0x10000) >> 10)),
                      (unsigned)(0xdc00 + ((c - 0x10000) & 0x3ff)));
}

/* Bytes from `at` on that may stand in a string as they are. */
static size_t plain_run(const char *at, size_t length)
{
    size_t run = 0;
    while (run < length) {
        unsigned char c = (unsigned char)at[run];
        uint32_t character = c;
        size_t step = 1;
        if (c >= 0x80)
            step = utf8_character(at + run, length - run, &character);
        if (!step || c == '"' || c == '\\' || plain_hides(character))
            break;
        run += step;
    }
    return run;
}

void json_text_n(struct json_writer *json, const char *text, size_t length)
{
    struct buffer *out = json->out;
    comma(json);
    buffer_byte(out, '"');
    while (length > 0) {
        size_t run = plain_run(text, length);
        buffer_append(out, text, run);
        text += run;
        length -= run;
        if (length == 0)
            break;
        uint32_t character;
        size_t step = utf8_character(text, length, &character);
        if (step)
            escape(out, character);
        else
            buffer_text(out, "\xef\xbf\xbd");
        text += step ? step : 1;
        length -= step ? step : 1;
    }
    buffer_byte(out, '"');
}

void json_text(struct json_writer *json, const char *text)
{
    json_text_n(json, text ? text : "", text ? strlen(text) : 0);
}

void json_key(struct json_writer *json, const char *key)
{
    json_text(json, key);
    buffer_byte(json->out, ':');
    json->need_comma = false;
}

void json_uint(struct json_writer *json, uint64_t value)
{
    char digits[20];
    size_t at = sizeof digits;
    comma(json);
    do
        digits[--at] = (char)('0' + value % 10);
    while (value /= 10);
    buffer_append(json->out, digits + at, sizeof digits - at);
}

void json_int(struct json_writer *json, int64_t value)
{
    if (value >= 0) {
        json_uint(json, (uint64_t)value);
        return;
    }
    comma(json);
    buffer_byte(json->out, '-');
    json->need_comma = false;
    json_uint(json, -(uint64_t)value);
}

void json_double(struct json_writer *json, double value)
{
    char digits[32];
    if (!isfinite(value)) {
        json_null(json);
        return;
    }
    comma(json);
    /* The shorter form when it reads back as the same number. */
    snprintf(digits, sizeof digits, "%.15g", value);
    if (strtod(digits, NULL) != value)
        snprintf(digits, sizeof digits, "%.17g", value);
    char *point = strchr(digits, ','); /* a locale of a front end may do that */
    if (point)
        *point = '.';
    buffer_text(json->out, digits);
}

void json_bool(struct json_writer *json, bool value)
{
    comma(json);
    buffer_text(json->out, value ? "true" : "false");
}

void json_null(struct json_writer *json)
{
    comma(json);
    buffer_text(json->out, "null");
}

void json_key_int(struct json_writer *json, const char *key, int64_t value)
{
    json_key(json, key);
    json_int(json, value);
}

void json_key_text(struct json_writer *json, const char *key, const char *text)
{
    json_key(json, key);
    json_text(json, text);
}

void json_key_bool(struct json_writer *json, const char *key, bool value)
{
    json_key(json, key);
    json_bool(json, value);
}

void json_key_double(struct json_writer *json, const char *key, double value)
{
    json_key(json, key);
    json_double(json, value);
}
