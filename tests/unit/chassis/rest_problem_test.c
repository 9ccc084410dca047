/*
 * rest_problem_test -- every error is a whole problem, in both languages.
 */
#include <string.h>

#include "chassis/json.h"
#include "chassis/limits.h"
#include "chassis/rest.h"
#include "tests/support/cmocka_all.h"

static struct arena arena;
static struct buffer text;

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, LIMIT_ARENA_BYTES);
    buffer_init(&text, LIMIT_BODY_BYTES);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&arena);
    buffer_release(&text);
    return 0;
}

static const struct json *problem(enum error error, const char *detail,
                                  const char *instance, bool korean)
{
    const struct json *json = NULL;
    buffer_reset(&text);
    rest_problem_body(&text, error, detail, instance, korean);
    assert_int_equal(json_parse(text.data, text.length, &arena, &json),
                     ERROR_OK);
    return json;
}

static void every_error_is_a_whole_problem(void **state)
{
    (void)state;
    for (int code = ERROR_OK + 1; code < ERROR_COUNT; code++)
        for (int korean = 0; korean < 2; korean++) {
            const struct json *json = problem(code, "why", NULL, korean);
            const char *type = json_member(json, "type")->text;
            assert_int_equal(strncmp(type, "/problems/", 10), 0);
            assert_string_equal(type + 10, error_slug(code));
            assert_string_equal(json_member(json, "title")->text,
                                error_title(code, korean));
            assert_int_equal(json_member(json, "status")->integer,
                             error_http(code));
            assert_string_equal(json_member(json, "detail")->text, "why");
            assert_int_equal(json->count, 4);
        }
}

static void without_a_sentence_the_title_is_one(void **state)
{
    (void)state;
    const struct json *json = problem(ERROR_DECLINED, NULL, NULL, true);
    assert_string_equal(json_member(json, "detail")->text,
                        error_title(ERROR_DECLINED, true));
    json = problem(ERROR_DECLINED, "", "/api/orders/01J", false);
    assert_string_equal(json_member(json, "detail")->text,
                        error_title(ERROR_DECLINED, false));
    assert_string_equal(json_member(json, "instance")->text, "/api/orders/01J");
}

static void what_a_client_wrote_cannot_break_out(void **state)
{
    const char *wild = "\"}\r\n\x1b[2J\xff";
    (void)state;
    const struct json *json = problem(ERROR_MALFORMED, wild, wild, false);
    assert_string_equal(json_member(json, "detail")->text,
                        "\"}\r\n\x1b[2J\xef\xbf\xbd");
    assert_null(memchr(text.data, '\n', text.length));
    assert_null(memchr(text.data, 0x1b, text.length));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_error_is_a_whole_problem),
        TEST(without_a_sentence_the_title_is_one),
        TEST(what_a_client_wrote_cannot_break_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
