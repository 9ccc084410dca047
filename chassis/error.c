/*
 * error -- names, statuses and the one sentence that goes with an error.
 *
 * A code travels through return values; the sentence that a person needs
 * cannot. So the place that knows what was wrong leaves one sentence in a
 * buffer of its thread, and the place that answers picks it up. Between the
 * two there is only passing on.
 *
 * What holds: a sentence is given out only together with the code it was
 * written for. A function that returns another code and explains nothing gets
 * the plain title of its own code, never the sentence of an older failure.
 *
 * Everything else here is a lookup in tables made from ERROR_LIST, so a new
 * error is one line in the header.
 */
#include "chassis/error.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct error_facts {
    const char *slug;
    int grpc;
    int http;
    bool retryable;
    const char *english;
    const char *korean;
};

static const struct error_facts all_facts[ERROR_COUNT] = {
#define ERROR_FACTS(name, slug, grpc, http, retryable, en, ko) \
    [ERROR_##name] = {slug, grpc, http, retryable, en, ko},
    ERROR_LIST(ERROR_FACTS)
#undef ERROR_FACTS
};

/* Index: the gRPC status. What a peer that is not ours most nearly means. */
static const uint8_t from_grpc[] = {
    [0] = ERROR_OK,
    [1] = ERROR_CANCELLED,
    [2] = ERROR_INTERNAL,
    [3] = ERROR_MALFORMED,
    [4] = ERROR_DEADLINE,
    [5] = ERROR_NOT_FOUND,
    [6] = ERROR_CONFLICT,
    [7] = ERROR_FORBIDDEN,
    [8] = ERROR_OVERLOADED,
    [9] = ERROR_CONFLICT,
    [10] = ERROR_CONFLICT,
    [11] = ERROR_UNPROCESSABLE,
    [12] = ERROR_UNIMPLEMENTED,
    [13] = ERROR_INTERNAL,
    [14] = ERROR_UNAVAILABLE,
    [15] = ERROR_STORAGE,
    [16] = ERROR_UNAUTHENTICATED,
};

static _Thread_local struct {
    enum error code;
    char text[ERROR_DETAIL_BYTES];
} said;

static const struct error_facts *facts_of(enum error code)
{
    assert((unsigned)code < ERROR_COUNT);
    return &all_facts[code];
}

/* A cut must not leave half a character: JSON and terminals get this text. */
static void drop_half_character(char *text)
{
    size_t end = strlen(text);
    size_t start = end;
    while (start > 0 && ((unsigned char)text[start - 1] & 0xC0) == 0x80)
        start--;
    if (start == 0)
        return;
    unsigned char lead = (unsigned char)text[start - 1];
    size_t wanted = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    if (end - start < wanted)
        text[start - 1] = '\0';
}

#undef error_explain
enum error error_explain(enum error code, const char *format, ...)
{
    /* Made aside first: error_detail() may be among the arguments. */
    char text[ERROR_DETAIL_BYTES];
    va_list list;
    va_start(list, format);
    int wanted = vsnprintf(text, sizeof text, format, list);
    va_end(list);
    if (wanted < 0)
        text[0] = '\0';
    else if ((size_t)wanted >= sizeof text)
        drop_half_character(text);
    memcpy(said.text, text, sizeof text);
    said.code = code;
    return code;
}

const char *error_detail(enum error code)
{
    const struct error_facts *facts = facts_of(code);
    bool fits = said.code == code && said.text[0];
    return fits ? said.text : facts->english;
}

void error_forget(void)
{
    said.code = ERROR_OK;
    said.text[0] = '\0';
}

const char *error_slug(enum error code)
{
    return facts_of(code)->slug;
}

const char *error_title(enum error code, bool korean)
{
    return korean ? facts_of(code)->korean : facts_of(code)->english;
}

int error_grpc(enum error code)
{
    return facts_of(code)->grpc;
}

int error_http(enum error code)
{
    return facts_of(code)->http;
}

bool error_retryable(enum error code)
{
    return facts_of(code)->retryable;
}

enum error error_from_wire(const char *slug, int grpc_status)
{
    enum error nearest = ERROR_INTERNAL;
    if (grpc_status >= 0 &&
        (size_t)grpc_status < sizeof from_grpc / sizeof *from_grpc)
        nearest = (enum error)from_grpc[grpc_status];
    if (!slug || nearest == ERROR_OK)
        return nearest;
    for (int code = ERROR_OK + 1; code < ERROR_COUNT; code++)
        if (strcmp(all_facts[code].slug, slug) == 0)
            return (enum error)code;
    return nearest;
}
