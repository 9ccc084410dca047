/*
 * Bodies that are no JSON, or JSON that no two readers read alike.
 *
 * What holds: I-JSON and nothing else (RFC 7493): UTF-8, no key twice, no lone
 * surrogate, no NUL, 32 deep. 400, and the sentence says where.
 */
#include <string.h>

#include "tests/hostile/suites.h"

#define LINES "\"lines\":[{\"sku\":\"MUG\",\"quantity\":1}]"

static void refuses(struct stage *stage, struct slice body, int status,
                    const char *word)
{
    stage_refuses(stage, stage_order(stage, body), status, word);
}

static void bodies_that_are_no_json_are_refused(void **state)
{
    static const struct slice all[] = {
        SLICE(" "),
        SLICE("{"),
        SLICE("}"),
        SLICE("{\"customer_id\":63," LINES),
        SLICE("{\"customer_id\":63," LINES "}}"),
        SLICE("{\"customer_id\":63," LINES "}{}"),
        SLICE("{\"customer_id\":63," LINES "} x"),
        SLICE("{\"customer_id\":63," LINES "}\0"),
        SLICE("{\"customer_id\":63," LINES ",}"),
        SLICE("{,\"customer_id\":63," LINES "}"),
        SLICE("{\"customer_id\" 63," LINES "}"),
        SLICE("{customer_id:63," LINES "}"),
        SLICE("{'customer_id':63," LINES "}"),
        SLICE("{\"customer_id\":63,/**/" LINES "}"),
        SLICE("{\"customer_id\":63," LINES "}//"),
        SLICE("\xef\xbb\xbf{\"customer_id\":63," LINES "}"),
        SLICE("{\"customer_id\":63,\"lines\":[{\"sku\":\"MUG\n\","
              "\"quantity\":1}]}"),
        SLICE("{\"customer_id\":63,\"lines\":[{\"sku\":\"M\\xUG\","
              "\"quantity\":1}]}"),
        SLICE("[]"),
        SLICE("null"),
        SLICE("\"order\""),
        SLICE("63"),
        SLICE("customer_id=63&sku=MUG"),
        SLICE("<order customer=\"63\"/>"),
        SLICE("\xff\xfe{\0}\0"),
    };

    for (size_t i = 0; i < COUNT(all); i++)
        refuses(*state, all[i], 400, "");
}

static void bytes_that_are_not_utf8_are_refused(void **state)
{
    static const struct slice all[] = {
        SLICE("\xff"),
        SLICE("\x80"),
        SLICE("\xc3"),
        SLICE("\xc0\xaf"),
        SLICE("\xc1\xbf"),
        SLICE("\xe0\x80\xaf"),
        SLICE("\xed\xa0\x80"),
        SLICE("\xed\xbf\xbf"),
        SLICE("\xf0\x80\x80\xaf"),
        SLICE("\xf4\x90\x80\x80"),
        SLICE("\xf8\x88\x80\x80\x80"),
        SLICE("MUG\xe2\x82"),
        SLICE("\\ud800"),
        SLICE("\\udc00"),
        SLICE("\\ud800\\ud800"),
        SLICE("\\udc00\\ud800"),
        SLICE("\\ud83d"),
        SLICE("\\u0000"),
        SLICE("\\u12"),
        SLICE("\\uzzzz"),
        SLICE("a\0b"),
    };
    struct stage *stage = *state;

    for (size_t i = 0; i < COUNT(all); i++) {
        static const char head[] =
            "{\"customer_id\":63,\"lines\":[{\"quantity\":1,\"sku\":\"";
        size_t bytes = sizeof(head) - 1;
        char *body = arena_alloc(&stage->arena, bytes + all[i].length + 4);

        memcpy(body, head, bytes);
        memcpy(body + bytes, all[i].data, all[i].length);
        memcpy(body + bytes + all[i].length, "\"}]}", 4);
        refuses(stage, (struct slice){body, bytes + all[i].length + 4}, 400,
                "");
    }
}

static void keys_that_stand_twice_are_refused(void **state)
{
    static const struct slice all[] = {
        SLICE("{\"customer_id\":63,\"customer_id\":63," LINES "}"),
        SLICE("{\"customer_id\":63,\"customer_id\":100," LINES "}"),
        SLICE("{\"customer_id\":63,\"customer\\u005fid\":63," LINES "}"),
        SLICE("{\"customer_id\":63," LINES "," LINES "}"),
        SLICE("{\"customer_id\":63,\"lines\":[{\"sku\":\"MUG\",\"quantity\":1,"
              "\"quantity\":2}]}"),
    };

    for (size_t i = 0; i < COUNT(all); i++)
        refuses(*state, all[i], 400, "twice");
}

/* What the shop works out itself may not be said by the customer. */
static void members_that_are_not_the_customers_are_refused(void **state)
{
    static const struct slice all[] = {
        SLICE("{\"customer_id\":63,\"total\":1," LINES "}"),
        SLICE("{\"customer_id\":63,\"status\":\"CONFIRMED\"," LINES "}"),
        SLICE("{\"customer_id\":63,\"__proto__\":{}," LINES "}"),
        SLICE("{\"customer_id\":63,\"\":1," LINES "}"),
        SLICE("{\"customerId\":63," LINES "}"),
        SLICE("{\"customer_id\":63,\"lines\":[{\"sku\":\"MUG\",\"quantity\":1,"
              "\"unit_price\":1}]}"),
    };

    for (size_t i = 0; i < COUNT(all); i++)
        refuses(*state, all[i], 400, "");
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

static void a_hundred_thousand_levels_are_too_deep(void **state)
{
    refuses(*state, many(*state, "[", 100000), 400, "32");
    refuses(*state, many(*state, "{\"a\":", 100000), 400, "32");
    refuses(*state, many(*state, "[{\"\":", 100000), 400, "32");
}

static void a_wide_object_is_refused(void **state)
{
    struct stage *stage = *state;
    struct buffer body;

    buffer_init(&body, 1024 * 1024);
    buffer_text(&body, "{\"customer_id\":63");
    for (int i = 0; i < 50000; i++)
        buffer_format(&body, ",\"k%d\":0", i);
    buffer_text(&body, "}");
    refuses(stage, (struct slice){body.data, body.length}, 400, "");
    buffer_release(&body);
}

static void a_hundred_thousand_lines_are_refused(void **state)
{
    struct slice lines = many(*state, "{},", 100000);
    struct stage *stage = *state;

    refuses(stage,
            slice_of(arena_format(&stage->arena,
                                  "{\"customer_id\":63,\"lines\":[%.*s{}]}",
                                  (int)lines.length, lines.data)),
            413, "values");
}

static void a_long_text_is_refused(void **state)
{
    struct stage *stage = *state;
    struct slice text = many(stage, "M", 900 * 1024);

    refuses(stage,
            slice_of(arena_format(&stage->arena,
                                  "{\"customer_id\":63,\"lines\":[{\"sku\":"
                                  "\"%.*s\",\"quantity\":1}]}",
                                  (int)text.length, text.data)),
            422, "");
    text = many(stage, "M", 10 * 1024 * 1024);
    refuses(stage,
            slice_of(arena_format(&stage->arena,
                                  "{\"customer_id\":63,\"lines\":[{\"sku\":"
                                  "\"%.*s\",\"quantity\":1}]}",
                                  (int)text.length, text.data)),
            413, "1048576");
}

static void a_long_number_is_refused(void **state)
{
    struct stage *stage = *state;
    struct slice digits = many(stage, "9", 500 * 1024);

    refuses(
        stage,
        slice_of(arena_format(&stage->arena, "{\"customer_id\":%.*s," LINES "}",
                              (int)digits.length, digits.data)),
        400, "63");
}

static const struct CMUnitTest tests[] = {
    ATTACK(bodies_that_are_no_json_are_refused),
    ATTACK(bytes_that_are_not_utf8_are_refused),
    ATTACK(keys_that_stand_twice_are_refused),
    ATTACK(members_that_are_not_the_customers_are_refused),
    ATTACK(a_hundred_thousand_levels_are_too_deep),
    ATTACK(a_wide_object_is_refused),
    ATTACK(a_hundred_thousand_lines_are_refused),
    ATTACK(a_long_text_is_refused),
    ATTACK(a_long_number_is_refused),
};

const struct suite suite_json = SUITE("JSON", tests);
