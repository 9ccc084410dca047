/*
 * rest_door -- who stands before the door, and what they may ask.
 *
 * The headers that mean something are read in one pass into slots. A header
 * that came twice has two meanings, and the program before us may have read
 * the other one; so it is refused.
 *
 * The token is looked at only where a route has a scope. So the shelf can be
 * seen, and a new token be asked for, by somebody whose token has expired.
 *
 * What holds: the order is who (401), then what (403), then whether it can be
 * repeated safely (400). Nothing of the body is read for a stranger.
 */
#include "chassis/rest_private.h"

#include <string.h>
#include <strings.h>

#include "chassis/limits.h"

/* ---- headers ---- */

static const struct slice header_names[REST_HEADER_COUNT] = {
    [REST_CONTENT_TYPE] = {"content-type", 12},
    [REST_AUTHORIZATION] = {"authorization", 13},
    [REST_KEY] = {"idempotency-key", 15},
    [REST_TRACE] = {"traceparent", 11},
    [REST_LANGUAGE] = {"accept-language", 15}};

static enum error keep_value(struct rest_headers *headers,
                             enum rest_header name, struct slice value)
{
    struct slice *slot = &headers->values[name];
    if (!slot->data) {
        *slot = value;
        return ERROR_OK;
    }
    if (name == REST_TRACE)
        slot->length = 0;
    if (name == REST_TRACE || name == REST_LANGUAGE) /* a list; first wins */
        return ERROR_OK;
    return error_explain(ERROR_MALFORMED, "the header %s was sent twice",
                         header_names[name].data);
}

enum error rest_read_headers(const struct http_request *http,
                             struct rest_headers *out)
{
    enum error error = ERROR_OK;
    *out = (struct rest_headers){0};
    for (size_t i = 0; i < http->header_count && !error; i++)
        for (int name = 0; name < REST_HEADER_COUNT; name++)
            if (slice_equal(http->headers[i].name, header_names[name]))
                error = keep_value(out, name, http->headers[i].value);
    return error;
}

/* "application/json", with parameters or without. */
bool rest_is_json(struct slice content_type)
{
    const char *end = content_type.length > 0
                          ? memchr(content_type.data, ';', content_type.length)
                          : NULL;
    struct slice type = content_type;
    if (end)
        type.length = (size_t)(end - type.data);
    while (type.length > 0 && type.data[type.length - 1] == ' ')
        type.length--;
    return slice_is_nocase(type, "application/json");
}

/* The first language is the one that is liked best in what browsers send.
 * "kok" is Konkani. */
bool rest_prefers_korean(struct slice accept_language)
{
    const char *text = accept_language.data;
    size_t length = accept_language.length;
    return length >= 2 && strncasecmp(text, "ko", 2) == 0 &&
           (length == 2 || strchr("-;, ", text[2]));
}

/* ---- tokens ---- */

static enum error no_token(void)
{
    return error_explain(ERROR_UNAUTHENTICATED,
                         "send \"Authorization: Bearer TOKEN\"; POST "
                         "/api/tokens gives one");
}

static enum error read_token(const struct rest *rest, struct slice header,
                             struct caller *out)
{
    static const char scheme[] = "Bearer ";
    size_t skip = sizeof scheme - 1;
    if (header.length < skip || strncasecmp(header.data, scheme, skip) != 0)
        return no_token();
    while (skip < header.length && header.data[skip] == ' ')
        skip++;
    struct slice token = {header.data + skip, header.length - skip};
    return token_verify(rest->keys, token, runtime_wall_ms(rest->runtime), out);
}

enum error rest_establish_caller(const struct rest *rest,
                                 const struct route *route,
                                 const struct rest_headers *headers,
                                 struct caller *out)
{
    struct caller caller = {0};
    if (!rest->keys || !route->scope) {
        *out = caller; /* nobody in particular */
        return ERROR_OK;
    }
    enum error error =
        read_token(rest, headers->values[REST_AUTHORIZATION], &caller);
    if (error)
        return error;
    if (!caller_has_scope(&caller, route->scope))
        return error_explain(ERROR_FORBIDDEN,
                             "this needs the scope %s; the token has \"%s\"",
                             route->scope, caller.scope);
    *out = caller;
    return ERROR_OK;
}

/* ---- keys ---- */

static bool is_key(struct slice key, bool quoted)
{
    for (size_t i = 0; i < key.length; i++) {
        char c = key.data[i];
        if (c < 0x21 || c > 0x7e || (quoted && (c == '"' || c == '\\')))
            return false;
    }
    return key.length > 0;
}

/* The draft wants "a key" in quotes, most clients send it bare: the same key
 * in both forms is the same key. */
enum error rest_take_key(struct slice header, bool needed, struct arena *arena,
                         const char **out)
{
    struct slice key = header;
    *out = NULL;
    if (header.length == 0 && needed)
        return error_explain(ERROR_KEY_MISSING,
                             "send an Idempotency-Key header with a text of "
                             "your own choice, so that this can be repeated "
                             "safely");
    if (header.length == 0)
        return ERROR_OK;
    bool quoted = header.length >= 2 && header.data[0] == '"' &&
                  header.data[header.length - 1] == '"';
    if (quoted)
        key = (struct slice){header.data + 1, header.length - 2};
    if (key.length > LIMIT_IDEMPOTENCY_KEY_BYTES)
        return error_explain(ERROR_MALFORMED,
                             "the Idempotency-Key has %zu characters; at most "
                             "%d are taken",
                             key.length, LIMIT_IDEMPOTENCY_KEY_BYTES);
    if (!is_key(key, quoted))
        return error_explain(ERROR_MALFORMED,
                             "the Idempotency-Key must be visible ASCII "
                             "characters without spaces");
    *out = arena_copy(arena, key.data, key.length);
    return *out ? ERROR_OK
                : error_explain(ERROR_OVERLOADED, "no memory for the key");
}
