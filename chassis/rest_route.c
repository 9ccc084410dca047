/*
 * rest_route -- which route a path means, and what path and query say.
 *
 * A path is taken apart before it is understood: first cut at '/', then each
 * part decoded once, then compared with the pattern part by part. In this
 * order an encoded slash can never become a border, and %252e never becomes a
 * dot; the classic ways around a check of paths are decoding twice or
 * comparing before decoding.
 *
 * What holds: a part that is "." or "..", that holds a slash, a NUL or bytes
 * that are not UTF-8 is refused rather than tidied up. No path of ours needs
 * one, and two programs that tidy up differently are a hole.
 *
 * Routes are a list that is walked: with ten of them a hash costs more than it
 * saves.
 */
#include "chassis/rest_private.h"

#include <stdio.h>
#include <string.h>

#include "chassis/json.h"
#include "chassis/limits.h"
#include "chassis/transcode.h"

/* ---- percent decoding ---- */

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* `in` begins behind a '%'. -1: no two hexadecimal digits follow. */
static int escaped_byte(struct slice in, size_t at)
{
    if (in.length - at < 2)
        return -1;
    int high = hex_value(in.data[at]), low = hex_value(in.data[at + 1]);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
}

static enum error bad_escape(int byte)
{
    if (byte == 0)
        return error_explain(ERROR_MALFORMED,
                             "%%00 is not taken in a path or a query");
    return error_explain(ERROR_MALFORMED, "%% must be followed by two "
                                          "hexadecimal digits, as in %%20");
}

static enum error decode_into(char *to, struct slice in, bool plus_is_space,
                              size_t *length)
{
    *length = 0;
    for (size_t i = 0; i < in.length; i++) {
        char c = in.data[i];
        if (c == '%') {
            int byte = escaped_byte(in, i + 1);
            if (byte <= 0)
                return bad_escape(byte);
            c = (char)byte;
            i += 2;
        } else if (c == '+' && plus_is_space) {
            c = ' ';
        }
        to[(*length)++] = c;
    }
    return ERROR_OK;
}

static bool is_plain(struct slice in, bool plus_is_space)
{
    return in.length == 0 ||
           (!memchr(in.data, '%', in.length) &&
            !(plus_is_space && memchr(in.data, '+', in.length)));
}

static enum error decode(struct slice in, bool plus_is_space,
                         struct arena *arena, struct slice *out)
{
    struct slice decoded = in;
    if (!is_plain(in, plus_is_space)) {
        char *to = arena_alloc(arena, in.length);
        if (!to)
            return error_explain(ERROR_OVERLOADED, "no memory for the path");
        enum error error = decode_into(to, in, plus_is_space, &decoded.length);
        if (error)
            return error;
        decoded.data = to;
    }
    if (!utf8_valid(decoded.data, decoded.length))
        return error_explain(ERROR_MALFORMED,
                             "the path and the query must be UTF-8");
    *out = decoded;
    return ERROR_OK;
}

/* ---- paths ---- */

static enum error no_such_path(void)
{
    return error_explain(ERROR_NOT_FOUND, "there is nothing at this path");
}

static enum error check_part(struct slice part)
{
    if (part.length == 0)
        return no_such_path();
    if (slice_is(part, ".") || slice_is(part, "..") ||
        memchr(part.data, '/', part.length))
        return error_explain(ERROR_MALFORMED,
                             "a part of the path may not be \".\" or \"..\", "
                             "and may not hold a slash");
    return ERROR_OK;
}

/* The first part of "/a/b" is "a"; what is left is "/b" or empty. */
static struct slice cut_part(struct slice *path)
{
    struct slice rest = {path->data + 1, path->length - 1};
    const char *slash =
        rest.length > 0 ? memchr(rest.data, '/', rest.length) : NULL;
    size_t length = slash ? (size_t)(slash - rest.data) : rest.length;
    *path = (struct slice){rest.data + length, rest.length - length};
    return (struct slice){rest.data, length};
}

enum error rest_path_read(struct slice path, struct arena *arena,
                          struct rest_path *out)
{
    enum error error = ERROR_OK;
    out->count = 0;
    if (path.length == 0 || path.data[0] != '/')
        return no_such_path();
    while (path.length > 0 && !error) {
        if (out->count == REST_PARTS)
            return no_such_path();
        struct slice *part = &out->parts[out->count++];
        error = decode(cut_part(&path), false, arena, part);
        if (!error)
            error = check_part(*part);
    }
    return error;
}

static bool is_parameter(struct slice part)
{
    return part.length > 2 && part.data[0] == '{';
}

/* "{id}" is "id". */
static struct slice parameter_name(struct slice part)
{
    return (struct slice){part.data + 1, part.length - 2};
}

bool rest_path_matches(const char *pattern, const struct rest_path *path)
{
    struct slice left = slice_of(pattern);
    for (size_t i = 0; i < path->count; i++) {
        if (left.length == 0)
            return false;
        struct slice part = cut_part(&left);
        if (!is_parameter(part) && !slice_equal(part, path->parts[i]))
            return false;
    }
    return left.length == 0;
}

bool rest_path_names(const char *pattern, const char *field)
{
    struct slice left = slice_of(pattern);
    while (left.length > 0) {
        struct slice part = cut_part(&left);
        if (is_parameter(part) && slice_is(parameter_name(part), field))
            return true;
    }
    return false;
}

/* ---- routes ---- */

static void add_method(char *allow, const char *method)
{
    size_t used = strlen(allow);
    snprintf(allow + used, REST_ALLOW_BYTES - used, "%s%s%s",
             used > 0 ? ", " : "", method,
             strcmp(method, "GET") == 0 ? ", HEAD" : "");
}

enum error rest_find_route(const struct route_table *table,
                           const struct rest_path *path, struct slice method,
                           const struct route **out,
                           char allow[REST_ALLOW_BYTES])
{
    allow[0] = '\0';
    for (size_t i = 0; i < table->count; i++) {
        const struct route *route = &table->routes[i];
        if (!rest_path_matches(route->path, path))
            continue;
        if (slice_is(method, route->http_method)) {
            *out = route;
            return ERROR_OK;
        }
        add_method(allow, route->http_method);
    }
    if (!allow[0])
        return no_such_path();
    return error_explain(ERROR_METHOD_NOT_ALLOWED, "this path takes %s", allow);
}

const struct route *rest_route_of(const struct route_table *table,
                                  const char *rpc)
{
    for (size_t i = 0; i < table->count; i++)
        if (strcmp(table->routes[i].rpc, rpc) == 0)
            return &table->routes[i];
    return NULL;
}

/* ---- values into a message ---- */

static enum error fill(ProtobufCMessage *message, struct slice name,
                       struct slice value, struct arena *arena)
{
    char text[LIMIT_NAME_BYTES];
    if (name.length >= sizeof text)
        return error_explain(ERROR_MALFORMED,
                             "the name of a query parameter has %zu bytes; "
                             "none here has more than %zu",
                             name.length, sizeof text - 1);
    snprintf(text, sizeof text, "%.*s", (int)name.length, name.data);
    return transcode_field(message, text, value, arena);
}

enum error rest_fill_path(const char *pattern, const struct rest_path *path,
                          ProtobufCMessage *message, struct arena *arena)
{
    enum error error = ERROR_OK;
    struct slice left = slice_of(pattern);
    for (size_t i = 0; i < path->count && !error; i++) {
        struct slice part = cut_part(&left);
        if (is_parameter(part))
            error = fill(message, parameter_name(part), path->parts[i], arena);
    }
    return error;
}

/* "a=1&b=2" gives "a" and "1"; a name without '=' has the empty value. */
static void cut_parameter(struct slice *query, struct slice *name,
                          struct slice *value)
{
    const char *end = memchr(query->data, '&', query->length);
    size_t length = end ? (size_t)(end - query->data) : query->length;
    const char *equals = memchr(query->data, '=', length);
    size_t name_length = equals ? (size_t)(equals - query->data) : length;
    size_t skip = equals ? name_length + 1 : length;
    *name = (struct slice){query->data, name_length};
    *value = (struct slice){query->data + skip, length - skip};
    length += end != NULL;
    *query = (struct slice){query->data + length, query->length - length};
}

struct parameters {
    struct slice names[REST_PARAMETERS];
    size_t count;
};

/* One meaning a name: neither the path nor another parameter has given it. */
static enum error note_name(struct parameters *seen, const char *pattern,
                            struct slice name)
{
    char text[LIMIT_NAME_BYTES];
    if (name.length == 0)
        return error_explain(ERROR_MALFORMED,
                             "the query must be NAME=VALUE, joined by &");
    snprintf(text, sizeof text, "%.*s", (int)name.length, name.data);
    if (rest_path_names(pattern, text))
        return error_explain(ERROR_MALFORMED,
                             "%s stands in the path; leave it out of the query",
                             text);
    for (size_t i = 0; i < seen->count; i++)
        if (slice_equal(seen->names[i], name))
            return error_explain(ERROR_MALFORMED,
                                 "%s stands in the query twice", text);
    if (seen->count == REST_PARAMETERS)
        return error_explain(ERROR_MALFORMED,
                             "the query has more than %d parameters",
                             REST_PARAMETERS);
    seen->names[seen->count++] = name;
    return ERROR_OK;
}

enum error rest_fill_query(const char *pattern, struct slice query,
                           ProtobufCMessage *message, struct arena *arena,
                           struct slice *fields)
{
    enum error error = ERROR_OK;
    struct parameters seen = {.count = 0};
    while (query.length > 0 && !error) {
        struct slice name, value;
        cut_parameter(&query, &name, &value);
        error = decode(name, true, arena, &name);
        if (!error)
            error = decode(value, true, arena, &value);
        if (!error)
            error = note_name(&seen, pattern, name);
        if (!error && slice_is(name, "fields"))
            *fields = value;
        else if (!error)
            error = fill(message, name, value, arena);
    }
    return error;
}
