/*
 * json_scan -- is this JSON, and a JSON that we take?
 *
 * Parsers differ in what they let pass (01, a plus sign, a tab in a string, a
 * key twice), and where a gateway and a service differ, one can be told
 * something that the other does not see. So RFC 8259 is checked here to the
 * letter before the tree is built, and with it what RFC 7493 asks for: no lone
 * surrogates, no NUL. cJSON, which builds the tree, then never meets a text
 * that it could read in its own way.
 *
 * The scanner follows the grammar, one function a rule. It calls itself for
 * nested values, LIMIT_JSON_DEPTH times at most: the depth is counted before
 * the call, so a million brackets cost one message and no stack.
 *
 * Left to json_read.c: keys that stand twice, numbers out of range.
 */
#include "chassis/json_private.h"

#include <string.h>

#include "chassis/limits.h"

struct scan {
    const char *bytes;
    size_t length;
    size_t at;
    unsigned depth;
};

static enum error scan_value(struct scan *scan);

static enum error complain(const struct scan *scan, const char *what)
{
    return error_explain(ERROR_MALFORMED, "the JSON breaks at byte %zu: %s",
                         scan->at + 1, what);
}

/* -1 at the end. */
static int peek(const struct scan *scan)
{
    if (scan->at == scan->length)
        return -1;
    return (unsigned char)scan->bytes[scan->at];
}

static bool accept(struct scan *scan, char wanted)
{
    if (peek(scan) != (unsigned char)wanted)
        return false;
    scan->at++;
    return true;
}

static void skip_space(struct scan *scan)
{
    int c = peek(scan);
    while (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        scan->at++;
        c = peek(scan);
    }
}

/* ---- strings ---- */

/* Four hexadecimal digits, or -1. */
static long hex4(struct scan *scan)
{
    long value = 0;
    for (int i = 0; i < 4; i++) {
        int c = peek(scan);
        int lower = c | 0x20;
        if (c >= '0' && c <= '9')
            value = value * 16 + c - '0';
        else if (lower >= 'a' && lower <= 'f')
            value = value * 16 + lower - 'a' + 10;
        else
            return -1;
        scan->at++;
    }
    return value;
}

/* Behind "\u". */
static enum error scan_unicode(struct scan *scan)
{
    long first = hex4(scan);
    if (first < 0)
        return complain(scan, "\\u needs four hexadecimal digits");
    if (first == 0)
        return complain(scan, "\\u0000 is not taken in texts");
    if (first < 0xD800 || first > 0xDFFF)
        return ERROR_OK;
    if (first > 0xDBFF || !accept(scan, '\\') || !accept(scan, 'u'))
        return complain(scan, "half of a surrogate pair stands alone");
    long second = hex4(scan);
    if (second < 0xDC00 || second > 0xDFFF)
        return complain(scan, "half of a surrogate pair stands alone");
    return ERROR_OK;
}

static enum error scan_escape(struct scan *scan)
{
    int c = peek(scan);
    if (c < 0)
        return complain(scan, "it ends inside a text");
    if (c == 'u') {
        scan->at++;
        return scan_unicode(scan);
    }
    if (c == 0 || !strchr("\"\\/bfnrt", c))
        return complain(scan, "there is no such escape");
    scan->at++;
    return ERROR_OK;
}

/* Behind the opening quote. */
static enum error scan_string(struct scan *scan)
{
    for (;;) {
        int c = peek(scan);
        if (c < 0)
            return complain(scan, "it ends inside a text");
        if (c < 0x20)
            return complain(scan, "control characters must be escaped");
        size_t step =
            utf8_length(scan->bytes + scan->at, scan->length - scan->at);
        if (step == 0)
            return complain(scan, "this is not UTF-8");
        scan->at += step;
        if (c == '"')
            return ERROR_OK;
        enum error error = c == '\\' ? scan_escape(scan) : ERROR_OK;
        if (error)
            return error;
    }
}

/* ---- numbers and words ---- */

static size_t skip_digits(struct scan *scan)
{
    size_t start = scan->at;
    while (peek(scan) >= '0' && peek(scan) <= '9')
        scan->at++;
    return scan->at - start;
}

static enum error scan_number(struct scan *scan)
{
    size_t start = scan->at;
    accept(scan, '-');
    bool zero = peek(scan) == '0';
    size_t digits = skip_digits(scan);
    if (digits == 0)
        return complain(scan, "a number needs a digit here");
    if (zero && digits > 1)
        return complain(scan, "a number does not begin with 0");
    if (accept(scan, '.') && skip_digits(scan) == 0)
        return complain(scan, "a number needs a digit behind its point");
    if (accept(scan, 'e') || accept(scan, 'E')) {
        if (!accept(scan, '+'))
            accept(scan, '-');
        if (skip_digits(scan) == 0)
            return complain(scan, "a number needs a digit in its exponent");
    }
    if (scan->at - start > JSON_NUMBER_BYTES)
        return complain(scan, "a number has 63 characters at most");
    return ERROR_OK;
}

static enum error scan_word(struct scan *scan, const char *word)
{
    size_t length = strlen(word);
    if (scan->length - scan->at < length ||
        memcmp(scan->bytes + scan->at, word, length) != 0)
        return complain(scan, "true, false and null are the only words");
    scan->at += length;
    return ERROR_OK;
}

/* ---- lists ---- */

static enum error scan_member(struct scan *scan)
{
    skip_space(scan);
    if (!accept(scan, '"'))
        return complain(scan, "a key in quotes is expected");
    enum error error = scan_string(scan);
    if (error)
        return error;
    skip_space(scan);
    if (!accept(scan, ':'))
        return complain(scan, "a colon is expected");
    return scan_value(scan);
}

/* Behind the opening bracket. */
static enum error scan_list(struct scan *scan, bool object)
{
    char end = object ? '}' : ']';
    size_t members = 0;
    skip_space(scan);
    if (accept(scan, end))
        return ERROR_OK;
    for (;;) {
        if (object && ++members > LIMIT_JSON_MEMBERS)
            return complain(scan, "an object has 256 members at most");
        enum error error = object ? scan_member(scan) : scan_value(scan);
        if (error)
            return error;
        skip_space(scan);
        if (accept(scan, end))
            return ERROR_OK;
        if (!accept(scan, ','))
            return complain(scan, object ? "a comma or } is expected"
                                         : "a comma or ] is expected");
    }
}

static enum error scan_nested(struct scan *scan, bool object)
{
    if (scan->depth == LIMIT_JSON_DEPTH)
        return complain(scan, "it is nested deeper than 32 levels");
    scan->depth++;
    scan->at++;
    enum error error = scan_list(scan, object);
    scan->depth--;
    return error;
}

static enum error scan_value(struct scan *scan)
{
    skip_space(scan);
    int c = peek(scan);
    if (c == '{' || c == '[')
        return scan_nested(scan, c == '{');
    if (accept(scan, '"'))
        return scan_string(scan);
    if (c == '-' || (c >= '0' && c <= '9'))
        return scan_number(scan);
    if (c == 't')
        return scan_word(scan, "true");
    if (c == 'f')
        return scan_word(scan, "false");
    if (c == 'n')
        return scan_word(scan, "null");
    return complain(scan, c < 0 ? "it ends where a value is expected"
                                : "a value is expected");
}

enum error json_scan(const char *bytes, size_t length)
{
    struct scan scan = {.bytes = bytes, .length = length};
    enum error error = scan_value(&scan);
    if (error)
        return error;
    skip_space(&scan);
    if (scan.at < length)
        return complain(&scan, "nothing may follow the value");
    return ERROR_OK;
}

/* Behind the closing quote of the string that opens at `at`. */
static size_t skip_string(const char *bytes, size_t at)
{
    at++;
    while (bytes[at] != '"')
        at += bytes[at] == '\\' ? 2 : 1;
    return at + 1;
}

struct slice json_next_number(const char *bytes, size_t *at)
{
    size_t start = *at;
    while (bytes[start] != '-' && (bytes[start] < '0' || bytes[start] > '9'))
        start = bytes[start] == '"' ? skip_string(bytes, start) : start + 1;
    size_t end = start + 1;
    while (bytes[end] && strchr("0123456789+-.eE", bytes[end]))
        end++;
    *at = end;
    return (struct slice){bytes + start, end - start};
}
