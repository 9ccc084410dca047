/*
 * content_test -- files are found, listed, picked and read, with real files.
 */
#include "tutor/study/content.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/cmocka_all.h"
#include "tutor/commands/text.h"

struct shelf {
    char root[64];
    struct content content;
    struct arena arena;
};

static void put(const char *root, const char *path, const char *text)
{
    char whole[256];
    snprintf(whole, sizeof whole, "%s/%s", root, path);
    for (char *at = whole + strlen(root) + 1; (at = strchr(at, '/')); at++) {
        *at = '\0';
        mkdir(whole, 0700);
        *at = '/';
    }
    FILE *file = fopen(whole, "we");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static int setup(void **state)
{
    static struct shelf shelf;
    snprintf(shelf.root, sizeof shelf.root, "/tmp/cleave-content-XXXXXX");
    assert_non_null(mkdtemp(shelf.root));
    put(shelf.root, "docs/claims.md", "# Claims\n");
    put(shelf.root, "docs/ko/lessons/08-resilience.md", "# 8. 한국어\n");
    put(shelf.root, "docs/en/lessons/08-resilience.md", "# 8. English\n");
    put(shelf.root, "docs/en/lessons/02-monolith.md", "# 2. Only English\n");
    put(shelf.root, "docs/en/lessons/README.md", "no lesson\n");
    put(shelf.root, "docs/en/quiz/08-bad.md", "\xff\xfe");
    put(shelf.root, "tutor/lab/experiments/breaker.lab", "on both\n");
    arena_init(&shelf.arena, 16 * 1024 * 1024);
    assert_int_equal(content_open(&shelf.content, shelf.root), ERROR_OK);
    *state = &shelf;
    return 0;
}

static int teardown(void **state)
{
    static const char *const files[] = {"docs/claims.md",
                                        "docs/ko/lessons/08-resilience.md",
                                        "docs/en/lessons/08-resilience.md",
                                        "docs/en/lessons/02-monolith.md",
                                        "docs/en/lessons/README.md",
                                        "docs/en/quiz/08-bad.md",
                                        "tutor/lab/experiments/breaker.lab",
                                        "docs/ko/lessons",
                                        "docs/ko",
                                        "docs/en/lessons",
                                        "docs/en/quiz",
                                        "docs/en",
                                        "docs",
                                        "tutor/lab/experiments",
                                        "tutor/lab",
                                        "tutor"};
    struct shelf *shelf = *state;
    char path[256];
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(path, sizeof path, "%s/%s", shelf->root, files[i]);
        remove(path);
    }
    rmdir(shelf->root);
    arena_release(&shelf->arena);
    return 0;
}

static void lists_are_sorted_and_know_their_languages(void **state)
{
    struct shelf *shelf = *state;
    struct content_list list;
    assert_int_equal(
        content_list(&shelf->content, CONTENT_LESSON, &shelf->arena, &list),
        ERROR_OK);
    assert_int_equal(list.count, 2);
    assert_string_equal(list.items[0].name, "02-monolith");
    assert_false(list.items[0].korean);
    assert_true(list.items[0].english);
    assert_int_equal(list.items[1].number, 8);
    assert_true(list.items[1].korean);
    assert_int_equal(
        content_list(&shelf->content, CONTENT_EXPERIMENT, &shelf->arena, &list),
        ERROR_OK);
    assert_int_equal(list.count, 1);
    assert_string_equal(list.items[0].name, "breaker");
}

static void a_lesson_is_named_in_three_ways(void **state)
{
    struct shelf *shelf = *state;
    static const char *const words[] = {"8", "08", "08-resilience",
                                        "resilience"};
    struct content_list list;
    const struct content_item *item = NULL;
    assert_int_equal(
        content_list(&shelf->content, CONTENT_LESSON, &shelf->arena, &list),
        ERROR_OK);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        assert_int_equal(content_pick(&list, words[i], &item), ERROR_OK);
        assert_string_equal(item->name, "08-resilience");
    }
    text_set_korean(false);
    assert_int_equal(content_pick(&list, "9", &item), ERROR_NOT_FOUND);
    assert_non_null(strstr(error_detail(ERROR_NOT_FOUND), "02-monolith"));
}

static void the_other_language_is_given_and_said(void **state)
{
    struct shelf *shelf = *state;
    struct content_list list;
    struct content_text text = {0};
    assert_int_equal(
        content_list(&shelf->content, CONTENT_LESSON, &shelf->arena, &list),
        ERROR_OK);
    assert_int_equal(content_read(&shelf->content, CONTENT_LESSON,
                                  &list.items[0], true, &shelf->arena, &text),
                     ERROR_OK);
    assert_true(text.other_language);
    assert_false(text.korean);
    assert_string_equal(text.path, "docs/en/lessons/02-monolith.md");
    assert_int_equal(content_read(&shelf->content, CONTENT_LESSON,
                                  &list.items[1], true, &shelf->arena, &text),
                     ERROR_OK);
    assert_false(text.other_language);
    assert_string_equal(text.text, "# 8. 한국어\n");
}

static void bytes_that_are_no_text_are_named(void **state)
{
    struct shelf *shelf = *state;
    struct content_list list;
    struct content_text text = {0};
    text_set_korean(false);
    assert_int_equal(
        content_list(&shelf->content, CONTENT_QUIZ, &shelf->arena, &list),
        ERROR_OK);
    assert_int_equal(content_read(&shelf->content, CONTENT_QUIZ, &list.items[0],
                                  false, &shelf->arena, &text),
                     ERROR_MALFORMED);
    assert_non_null(strstr(error_detail(ERROR_MALFORMED), "08-bad.md"));
}

static void a_root_without_claims_is_refused(void **state)
{
    (void)state;
    struct content content;
    assert_int_equal(content_open(&content, "/tmp"), ERROR_NOT_FOUND);
    assert_int_equal(content_open(&content, ""), ERROR_NOT_FOUND);
    setenv("CLEAVE_CONTENT", "/nowhere/at/all", 1);
    assert_int_equal(content_find(&content), ERROR_NOT_FOUND);
    unsetenv("CLEAVE_CONTENT");
}

static void lines_are_counted_from_one(void **state)
{
    (void)state;
    struct content_lines lines;
    struct content_line line;
    content_lines_begin(&lines, "x.md",
                        "\xef\xbb\xbf"
                        "a\r\n\n  b  ");
    assert_true(content_lines_next(&lines, &line));
    assert_int_equal(line.length, 1);
    assert_true(content_lines_next(&lines, &line));
    assert_int_equal(line.length, 0);
    assert_true(content_lines_next(&lines, &line));
    assert_int_equal(line.number, 3);
    line = content_line_trim(line);
    assert_int_equal(line.length, 1);
    assert_true(content_line_begins(line, "b"));
    assert_false(content_lines_next(&lines, &line));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_are_sorted_and_know_their_languages),
        cmocka_unit_test(a_lesson_is_named_in_three_ways),
        cmocka_unit_test(the_other_language_is_given_and_said),
        cmocka_unit_test(bytes_that_are_no_text_are_named),
        cmocka_unit_test(a_root_without_claims_is_refused),
        cmocka_unit_test(lines_are_counted_from_one),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
