/*
 * Request heads that two programs might read differently, or that are meant
 * to fill a memory: each is refused, and nothing behind it is served.
 *
 * What holds: 400 and closed for what cannot be read, 414 and 431 for what is
 * too long. The sentence says which rule was broken.
 */
#include <string.h>

#include "tests/hostile/suites.h"

struct bad {
    struct slice bytes;
    int status;
    const char *word;
};

/* A GET that would be answered, but for its header lines. */
static void refuses_lines(struct stage *stage, struct slice lines, int status,
                          const char *word)
{
    static const char first[] = "GET /healthz HTTP/1.1\r\nHost: shop\r\n";
    size_t bytes = sizeof(first) - 1;
    char *all = arena_alloc(&stage->arena, bytes + lines.length + 2);

    memcpy(all, first, bytes);
    memcpy(all + bytes, lines.data, lines.length);
    memcpy(all + bytes + lines.length, "\r\n", 2);
    stage_refuses_for_good(stage, (struct slice){all, bytes + lines.length + 2},
                           status, word);
}

static void odd_header_lines_are_refused(void **state)
{
    static const struct bad all[] = {
        {SLICE("A: b\rc\r\n"), 400, "CR"},
        {SLICE("A: b\nC: d\r\n"), 400, "LF"},
        {SLICE("A: b\n\r\n"), 400, "LF"},
        {SLICE("A: b\r\r\n"), 400, "CR"},
        {SLICE("A: b\0c\r\n"), 400, "header"},
        {SLICE("A\0: b\r\n"), 400, "name"},
        {SLICE("A: b\x01\r\n"), 400, "header"},
        {SLICE("A: b\x7f\r\n"), 400, "header"},
        {SLICE("A: b\r\n c\r\n"), 400, "fold"},
        {SLICE("A: b\r\n\tc\r\n"), 400, "fold"},
        {SLICE(" A: b\r\n"), 400, "space"},
        {SLICE("A : b\r\n"), 400, "name"},
        {SLICE("A\t: b\r\n"), 400, "name"},
        {SLICE("A b: c\r\n"), 400, "name"},
        {SLICE("A\r\n"), 400, "colon"},
        {SLICE(": b\r\n"), 400, "name"},
        {SLICE("A(): b\r\n"), 400, "name"},
        {SLICE("A\xc3\xa9: b\r\n"), 400, "name"},
        {SLICE("Host: two\r\n"), 400, "Host"},
        {SLICE("host: shop\r\n"), 400, "Host"},
    };

    for (size_t i = 0; i < COUNT(all); i++)
        refuses_lines(*state, all[i].bytes, all[i].status, all[i].word);
}

static void odd_request_lines_are_refused(void **state)
{
    static const struct bad all[] = {
        {SLICE("GET /healthz HTTP/1.1\r\n\r\n"), 400, "Host"},
        {SLICE("GET /healthz HTTP/1.1\r\nHost: a b\r\n\r\n"), 400, "host"},
        {SLICE("GET /healthz HTTP/1.1\r\nHost: a,b\r\n\r\n"), 400, "host"},
        {SLICE("GET /healthz HTTP/1.1\r\nHost: a/b\r\n\r\n"), 400, "host"},
        {SLICE("GET /healthz HTTP/1.32\r\nHost: a\r\n\r\n"), 400, "version"},
        {SLICE("GET /healthz HTTP/0.9\r\nHost: a\r\n\r\n"), 400, "version"},
        {SLICE("GET /healthz HTTP/2.0\r\nHost: a\r\n\r\n"), 400, "version"},
        {SLICE("GET /healthz http/1.1\r\nHost: a\r\n\r\n"), 400, "version"},
        {SLICE("GET /healthz\r\n\r\n"), 400, "request line"},
        {SLICE("GET\r\n\r\n"), 400, "request line"},
        {SLICE("GET  /healthz HTTP/1.1\r\nHost: a\r\n\r\n"), 400, "line"},
        {SLICE("GET /healthz  HTTP/1.1\r\nHost: a\r\n\r\n"), 400, "version"},
        {SLICE("GET /health z HTTP/1.1\r\nHost: a\r\n\r\n"), 400, "version"},
        {SLICE(" GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"), 400, ""},
        {SLICE("GET\t/healthz HTTP/1.1\r\nHost: a\r\n\r\n"), 400, "line"},
        {SLICE("GET /\nHTTP/1.1\r\nHost: a\r\n\r\n"), 400, "LF"},
        {SLICE("G(T /healthz HTTP/1.1\r\nHost: a\r\n\r\n"), 400, "method"},
        {SLICE("G\0T /healthz HTTP/1.1\r\nHost: a\r\n\r\n"), 400, "method"},
        {SLICE("GET /heal\0thz HTTP/1.1\r\nHost: a\r\n\r\n"), 400, ""},
        {SLICE("GET healthz HTTP/1.1\r\nHost: a\r\n\r\n"), 400, ""},
        {SLICE("get /healthz HTTP/1.1\r\nHost: a\r\n\r\n"), 400, "method"},
        {SLICE("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"), 400,
         ""},
        {SLICE("\0\0\0\0\r\n\r\n"), 400, ""},
        {SLICE("\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"), 400, "LF"},
        {SLICE("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n"), 400, ""},
    };

    for (size_t i = 0; i < COUNT(all); i++)
        stage_refuses_for_good(*state, all[i].bytes, all[i].status,
                               all[i].word);
}

/* `count` times `unit`. */
static struct slice many(struct stage *stage, const char *unit, size_t count)
{
    size_t bytes = strlen(unit);
    char *all = arena_alloc(&stage->arena, bytes * count);

    for (size_t i = 0; i < count; i++)
        memcpy(all + i * bytes, unit, bytes);
    return (struct slice){all, bytes * count};
}

static void a_hundred_and_one_headers_are_too_many(void **state)
{
    refuses_lines(*state, many(*state, "A: b\r\n", 100), 431, "100");
}

static void a_megabyte_of_headers_is_too_much(void **state)
{
    static char value[8193];

    memset(value, 'v', sizeof(value) - 1);
    refuses_lines(
        *state,
        many(*state,
             arena_format(&((struct stage *)*state)->arena, "A: %s\r\n", value),
             128),
        431, "16384");
}

static void a_megabyte_in_one_header_is_too_much(void **state)
{
    struct slice value = many(*state, "vvvvvvvv", 128 * 1024);

    memcpy((char *)value.data, "A: ", 3);
    refuses_lines(*state, value, 431, "16384");
}

static void a_request_line_of_nine_kilobytes_is_too_long(void **state)
{
    struct stage *stage = *state;
    struct slice path = many(stage, "/aaaaaaa", 9 * 1024 / 8);

    stage_refuses_for_good(
        stage,
        slice_of(arena_format(&stage->arena,
                              "GET %.*s HTTP/1.1\r\nHost: a\r\n\r\n",
                              (int)path.length, path.data)),
        414, "8192");
    stage_refuses_for_good(stage, many(stage, "GET/////", 128 * 1024), 414,
                           "8192");
}

/* The same limits let through what is just within them. */
static void a_hundred_headers_are_served(void **state)
{
    struct stage *stage = *state;
    struct slice lines = many(stage, "A: b\r\n", 99);
    struct answer answer;
    struct wire wire;
    const char *request = arena_format(
        &stage->arena, "GET /healthz HTTP/1.1\r\nHost: a\r\n%.*s\r\n",
        (int)lines.length, lines.data);

    wire_open(&wire, stage->door);
    assert_true(wire_send(&wire, request, strlen(request)));
    assert_true(wire_answer(&wire, &answer));
    assert_int_equal(answer.status, 200);
    wire_close(&wire);
}

static const struct CMUnitTest tests[] = {
    ATTACK(odd_header_lines_are_refused),
    ATTACK(odd_request_lines_are_refused),
    ATTACK(a_hundred_and_one_headers_are_too_many),
    ATTACK(a_megabyte_of_headers_is_too_much),
    ATTACK(a_megabyte_in_one_header_is_too_much),
    ATTACK(a_request_line_of_nine_kilobytes_is_too_long),
    ATTACK(a_hundred_headers_are_served),
};

const struct suite suite_heads = SUITE("heads", tests);
