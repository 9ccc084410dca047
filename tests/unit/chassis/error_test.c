/*
 * error_test -- codes, statuses and sentences.
 */
#include "chassis/error.h"

#include <string.h>

#include "chassis/json.h"
#include "tests/support/cmocka_all.h"

static void a_code_without_a_sentence_gives_its_title(void **state)
{
    (void)state;
    error_forget();
    assert_string_equal(error_detail(ERROR_OUT_OF_STOCK), "Not enough stock");
}

static void a_sentence_comes_back_with_its_code(void **state)
{
    (void)state;
    assert_int_equal(error_explain(ERROR_OUT_OF_STOCK, "only %d left", 3),
                     ERROR_OUT_OF_STOCK);
    assert_string_equal(error_detail(ERROR_OUT_OF_STOCK), "only 3 left");
}

static void an_old_sentence_never_stands_beside_another_code(void **state)
{
    (void)state;
    error_explain(ERROR_STORAGE, "the disk broke");
    assert_string_equal(error_detail(ERROR_NOT_FOUND),
                        "There is no such thing");
    error_forget();
    assert_string_equal(error_detail(ERROR_STORAGE), "The database failed");
}

static void a_sentence_may_quote_the_one_before(void **state)
{
    (void)state;
    error_explain(ERROR_STORAGE, "no room");
    error_explain(ERROR_UNAVAILABLE, "payments: %s",
                  error_detail(ERROR_STORAGE));
    assert_string_equal(error_detail(ERROR_UNAVAILABLE), "payments: no room");
}

static void a_long_sentence_is_cut_between_characters(void **state)
{
    (void)state;
    char text[3 * ERROR_DETAIL_BYTES + 1];
    for (size_t i = 0; i < ERROR_DETAIL_BYTES; i++)
        memcpy(text + 3 * i, "\xea\xb0\x80", 3); /* a Hangul syllable */
    text[sizeof text - 1] = '\0';
    for (int shift = 0; shift < 3; shift++) {
        error_explain(ERROR_SYSTEM, "%.*s%s", shift, "abc", text);
        const char *kept = error_detail(ERROR_SYSTEM);
        assert_true(strlen(kept) < ERROR_DETAIL_BYTES);
        assert_true(strlen(kept) > ERROR_DETAIL_BYTES - 5);
        assert_true(utf8_valid(kept, strlen(kept)));
    }
}

static void every_code_has_both_titles_and_a_slug_of_its_own(void **state)
{
    (void)state;
    for (int a = 0; a < ERROR_COUNT; a++) {
        assert_true(strlen(error_title((enum error)a, true)) > 0);
        assert_true(strlen(error_title((enum error)a, false)) > 0);
        assert_in_range(error_grpc((enum error)a), 0, 16);
        assert_in_range(error_http((enum error)a), 200, 599);
        for (int b = 0; b < a; b++)
            assert_string_not_equal(error_slug((enum error)a),
                                    error_slug((enum error)b));
    }
}

static void every_slug_finds_its_code_again(void **state)
{
    (void)state;
    for (int i = 0; i < ERROR_COUNT; i++) {
        enum error code = (enum error)i;
        assert_int_equal(error_from_wire(error_slug(code), error_grpc(code)),
                         code);
    }
}

static void a_strange_peer_gives_the_nearest_code(void **state)
{
    (void)state;
    assert_int_equal(error_from_wire(NULL, 0), ERROR_OK);
    assert_int_equal(error_from_wire(NULL, 4), ERROR_DEADLINE);
    assert_int_equal(error_from_wire("of-somebody-else", 14),
                     ERROR_UNAVAILABLE);
    assert_int_equal(error_from_wire(NULL, 99), ERROR_INTERNAL);
    assert_int_equal(error_from_wire(NULL, -1), ERROR_INTERNAL);
}

static void a_failure_cannot_call_itself_ok(void **state)
{
    (void)state;
    assert_int_equal(error_from_wire("ok", 13), ERROR_INTERNAL);
    assert_int_equal(error_from_wire("storage", 0), ERROR_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_code_without_a_sentence_gives_its_title),
        cmocka_unit_test(a_sentence_comes_back_with_its_code),
        cmocka_unit_test(an_old_sentence_never_stands_beside_another_code),
        cmocka_unit_test(a_sentence_may_quote_the_one_before),
        cmocka_unit_test(a_long_sentence_is_cut_between_characters),
        cmocka_unit_test(every_code_has_both_titles_and_a_slug_of_its_own),
        cmocka_unit_test(every_slug_finds_its_code_again),
        cmocka_unit_test(a_strange_peer_gives_the_nearest_code),
        cmocka_unit_test(a_failure_cannot_call_itself_ok),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
