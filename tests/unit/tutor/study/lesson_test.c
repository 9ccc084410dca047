/*
 * lesson_test -- a figure stands where the author asked for one, and nothing
 *                else of the text is touched.
 */
#include "tutor/study/lesson.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/cmocka_all.h"
#include "tutor/commands/text.h"

static void echo(void *arg, const char *experiment, const char *measure,
                 struct buffer *out)
{
    (void)arg;
    buffer_format(out, "<%s|%s>", experiment, measure);
}

static void expect_filled(const char *text, const char *filled)
{
    struct buffer out;
    buffer_init(&out, 4096);
    lesson_fill(text, echo, NULL, &out);
    assert_string_equal(out.data ? out.data : "", filled);
    buffer_release(&out);
}

static void figures_are_filled_in(void **state)
{
    (void)state;
    expect_filled("", "");
    expect_filled("no figure", "no figure");
    expect_filled("{{a:b.c}}", "<a|b.c>");
    expect_filled("x {{a:b}} y {{c:d}} z", "x <a|b> y <c|d> z");
}

static void other_braces_stay(void **state)
{
    (void)state;
    expect_filled("{{}}", "{{}}");
    expect_filled("{{a}}", "{{a}}");
    expect_filled("{{a:}} {{:b}}", "{{a:}} {{:b}}");
    expect_filled("{{a:b} {{c:d}}", "{{a:b} <c|d>");
    expect_filled("{{a:b", "{{a:b");
    expect_filled("{{", "{{");
    expect_filled("{{a:\nb}}", "{{a:\nb}}");
    expect_filled("{ {a:b}}", "{ {a:b}}");
}

/* The real lesson 1, before and after isolation was run. */
static void a_lesson_shows_the_last_run(void **state)
{
    (void)state;
    char directory[] = "/tmp/cleave-lesson-XXXXXX", path[96];
    struct content content;
    struct content_list lessons;
    struct progress *progress = NULL;
    struct arena arena;
    struct lesson lesson;
    bool read[CONTENT_FILES];
    struct run run = {.experiment = "isolation",
                      .at_ms = 1000,
                      .complete = true,
                      .measure_count = 1,
                      .measures = {{"split.reads", 98.25, "%", false, 0}}};
    text_set_korean(false);
    arena_init(&arena, (size_t)64 * 1024 * 1024);
    assert_non_null(mkdtemp(directory));
    snprintf(path, sizeof path, "%s/progress.db", directory);
    assert_int_equal(content_open(&content, "."), ERROR_OK);
    assert_int_equal(content_list(&content, CONTENT_LESSON, &arena, &lessons),
                     ERROR_OK);
    assert_int_equal(progress_open_file(&progress, path), ERROR_OK);
    const struct content_item *first = &lessons.items[0];
    assert_int_equal(
        lesson_read(&content, progress, first, false, &arena, &lesson),
        ERROR_OK);
    assert_non_null(strstr(lesson.text, "`lab run isolation`"));
    assert_null(strstr(lesson.text, "{{"));
    assert_int_equal(strncmp(lesson.title, "1. ", 3), 0);
    assert_int_equal(progress_record_run(progress, &run), ERROR_OK);
    assert_int_equal(
        lesson_read(&content, progress, first, false, &arena, &lesson),
        ERROR_OK);
    assert_non_null(strstr(lesson.text, "**98.2%**"));
    assert_int_equal(lesson_marks(progress, &lessons, read), ERROR_OK);
    assert_false(read[0]);
    assert_int_equal(lesson_mark(progress, &lesson, 2000), ERROR_OK);
    assert_int_equal(lesson_marks(progress, &lessons, read), ERROR_OK);
    assert_true(read[0]);
    assert_false(read[1]);
    progress_close(progress);
    arena_release(&arena);
    static const char *const tails[] = {"", "-wal", "-shm", ".lock"};
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        char file[128];
        snprintf(file, sizeof file, "%s%s", path, tails[i]);
        (void)unlink(file);
    }
    (void)rmdir(directory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_are_filled_in),
        cmocka_unit_test(other_braces_stay),
        cmocka_unit_test(a_lesson_shows_the_last_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
