/*
 * front_matter_test -- values are found between the marks, and only there.
 */
#include "tutor/study/front_matter.h"

#include "tests/support/cmocka_all.h"

static struct arena arena;

static struct content_text of(const char *text)
{
    return (struct content_text){.path = "a.md", .text = text};
}

static void a_value_has_no_spaces_around_it(void **state)
{
    (void)state;
    struct content_text text =
        of("---\nlesson: 8\ntitle:  A: b \n---\n# Body\ntitle: no\n");
    assert_string_equal(front_matter(&text, "lesson", &arena), "8");
    assert_string_equal(front_matter(&text, "title", &arena), "A: b");
    assert_null(front_matter(&text, "less", &arena));
    assert_null(front_matter(&text, "minutes", &arena));
    assert_string_equal(front_matter_body(&text), "# Body\ntitle: no\n");
}

static void what_is_not_closed_is_none(void **state)
{
    (void)state;
    struct content_text open = of("---\nlesson: 8\n# Body\n");
    struct content_text late = of("# Body\n---\nlesson: 8\n---\n");
    struct content_text empty = of("");
    assert_null(front_matter(&open, "lesson", &arena));
    assert_null(front_matter(&late, "lesson", &arena));
    assert_null(front_matter(&empty, "lesson", &arena));
    assert_ptr_equal(front_matter_body(&open), open.text);
    assert_ptr_equal(front_matter_body(&late), late.text);
}

static void a_word_is_found_whole(void **state)
{
    (void)state;
    assert_true(front_matter_has("breaker retry-storm", "breaker"));
    assert_true(front_matter_has("breaker retry-storm", "retry-storm"));
    assert_true(front_matter_has("retry-storm-2 retry-storm", "retry-storm"));
    assert_false(front_matter_has("retry-storm", "retry"));
    assert_false(front_matter_has("retry-storm", "storm"));
    assert_false(front_matter_has("", "breaker"));
    assert_false(front_matter_has(NULL, "breaker"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_has_no_spaces_around_it),
        cmocka_unit_test(what_is_not_closed_is_none),
        cmocka_unit_test(a_word_is_found_whole),
    };
    arena_init(&arena, 1 << 20);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_release(&arena);
    return failed;
}
