/*
 * wrap_test -- where lines end, in Korean and in English.
 */
#include "tutor/widgets/wrap.h"

#include <locale.h>
#include <string.h>

#include "tests/support/cmocka_all.h"
#include "tutor/widgets/unicode.h"

/* Lines joined by '/'. */
static void breaks_as(const char *text, int cells, const char *wanted)
{
    struct arena arena;
    struct wrap wrap;
    struct slice line;
    struct buffer out;
    int lines = 0;
    arena_init(&arena, 1024 * 1024);
    buffer_init(&out, 4096);
    assert_int_equal(wrap_init(&wrap, &arena, slice_of(text)), ERROR_OK);
    for (; wrap_next(&wrap, cells, &line); lines++) {
        if (lines > 0)
            buffer_byte(&out, '/');
        buffer_append(&out, line.data, line.length);
    }
    assert_string_equal(out.data ? out.data : "", wanted);
    assert_int_equal(wrap_rows(text, cells), lines);
    buffer_release(&out);
    arena_release(&arena);
}

static void korean_words_stay_whole(void **state)
{
    (void)state;
    breaks_as("느린 서비스 하나의 장애", 12, "느린 서비스/하나의 장애");
    breaks_as("게이트웨이gateway를 부릅니다", 20,
              "게이트웨이gateway를/부릅니다");
    breaks_as("주문 3건을 처리", 8, "주문/3건을/처리");
}

static void a_name_of_capitals_stays_whole(void **state)
{
    (void)state;
    breaks_as("state HALF-OPEN now", 12, "state/HALF-OPEN/now");
    breaks_as("a well-known state", 8, "a well-/known/state");
}

static void a_word_too_wide_is_broken_between_characters(void **state)
{
    (void)state;
    breaks_as("가나다라마", 5, "가나/다라/마");
    breaks_as("abcdefghij", 4, "abcd/efgh/ij");
    breaks_as("가", 1, "가"); /* one character is always taken */
}

static void a_newline_ends_a_line(void **state)
{
    (void)state;
    breaks_as("a\n\nb", 10, "a//b");
    breaks_as("end\n", 10, "end");
    breaks_as("", 10, "");
    breaks_as("one  two", 3, "one/two");
    breaks_as("x\n  indented", 20, "x/  indented");
}

static void punctuation_stays_with_its_word(void **state)
{
    (void)state;
    breaks_as("끝났다. 정말이다!", 8, "끝났다./정말이/다!");
    breaks_as("(가나) 다라", 6, "(가나)/다라");
}

static void the_widest_word_is_known(void **state)
{
    struct arena arena;
    struct wrap wrap;
    (void)state;
    arena_init(&arena, 1024 * 1024);
    wrap_init(&wrap, &arena, slice_of("a 서킷브레이커가 열렸다"));
    assert_int_equal(wrap_widest_word(&wrap), 14);
    wrap_init(&wrap, &arena, slice_of(""));
    assert_int_equal(wrap_widest_word(&wrap), 0);
    arena_release(&arena);
}

static void jamo_are_composed(void **state)
{
    struct buffer out;
    (void)state;
    buffer_init(&out, 64);
    assert_int_equal(unicode_compose(&out, "\u1112\u1161\u11ab", 9), ERROR_OK);
    assert_string_equal(out.data, "한");
    assert_int_equal(unicode_compose(&out, "\xff", 1), ERROR_MALFORMED);
    buffer_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(korean_words_stay_whole),
        cmocka_unit_test(a_name_of_capitals_stays_whole),
        cmocka_unit_test(a_word_too_wide_is_broken_between_characters),
        cmocka_unit_test(a_newline_ends_a_line),
        cmocka_unit_test(punctuation_stays_with_its_word),
        cmocka_unit_test(the_widest_word_is_known),
        cmocka_unit_test(jamo_are_composed),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
