/*
 * essay_test -- a rubric is taken apart, and own figures begin the answer.
 *
 * Runs on the real essays of this tree and a home of its own.
 */
#include "tutor/study/essay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/cmocka_all.h"
#include "tests/support/folder.h"
#include "tutor/commands/text.h"

static struct folder home;
static struct places places;
static struct content content;
static struct content_list list;
static struct progress *progress;
static struct arena arena;

static int setup(void **state)
{
    (void)state;
    const char *root = getenv("CLEAVE_CONTENT");
    text_set_korean(false);
    arena_init(&arena, (size_t)16 * 1024 * 1024);
    folder_open(&home);
    assert_int_equal(setenv("CLEAVE_HOME", home.path, 1), 0);
    assert_int_equal(places_find(&places), ERROR_OK);
    assert_int_equal(content_open(&content, root ? root : "."), ERROR_OK);
    assert_int_equal(content_list(&content, CONTENT_ESSAY, &arena, &list),
                     ERROR_OK);
    assert_int_equal(progress_open(&progress, &places), ERROR_OK);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    progress_close(progress);
    arena_release(&arena);
    folder_close(&home);
    return 0;
}

static struct essay essay_of(const char *word, bool korean)
{
    const struct content_item *item = NULL;
    struct essay essay;
    assert_int_equal(content_pick(&list, word, &item), ERROR_OK);
    assert_int_equal(
        essay_read(&content, progress, item, korean, &arena, &essay), ERROR_OK);
    return essay;
}

static void every_rubric_is_taken_apart(void **state)
{
    (void)state;
    for (size_t i = 0; i < list.count * 2; i++) {
        struct essay essay;
        int sum = 0;
        assert_int_equal(essay_read(&content, progress, &list.items[i / 2],
                                    i % 2 == 1, &arena, &essay),
                         ERROR_OK);
        assert_int_equal(essay.mark_count, 6);
        for (size_t j = 0; j < essay.mark_count; j++) {
            sum += essay.marks[j].points;
            assert_true(*essay.marks[j].category && *essay.marks[j].wants);
        }
        assert_int_equal(sum, ESSAY_POINTS);
        assert_true(essay.minutes > 0);
        assert_non_null(strstr(essay.task, essay.topic));
        assert_null(strstr(essay.task, essay.marks[0].wants));
    }
}

static void read_file(const char *path, char *out, size_t size)
{
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    size_t got = fread(out, 1, size - 1, file);
    out[got] = '\0';
    fclose(file);
}

static void own_figures_begin_a_new_answer(void **state)
{
    (void)state;
    char bytes[8192];
    const char *path = NULL;
    struct run run = {
        .experiment = "breaker",
        .at_ms = 1000,
        .complete = true,
        .measures = {{.name = "saved", .value = 98.5, .unit = "percent"}},
        .measure_count = 1};
    assert_string_equal(essay_of("3", false).figures, "");
    assert_int_equal(progress_record_run(progress, &run), ERROR_OK);
    struct essay essay = essay_of("3", false);
    assert_non_null(strstr(essay.figures, "breaker: saved 98.5%"));
    assert_int_equal(essay_prepare(&places, &essay, &arena, &path), ERROR_OK);
    read_file(path, bytes, sizeof bytes);
    assert_int_equal(strncmp(bytes, "# Explain how a failure", 23), 0);
    assert_non_null(strstr(bytes, "saved 98.5%"));
}

static void what_was_written_stays(void **state)
{
    (void)state;
    char bytes[8192];
    const char *path = NULL;
    struct essay essay = essay_of("3", false);
    assert_int_equal(essay_prepare(&places, &essay, &arena, &path), ERROR_OK);
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_true(fputs("mine\n", file) >= 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(essay_prepare(&places, &essay, &arena, &path), ERROR_OK);
    read_file(path, bytes, sizeof bytes);
    assert_string_equal(bytes, "mine\n");
}

static void points_are_kept_and_the_last_ones_count(void **state)
{
    (void)state;
    struct essay essay = essay_of("3", false);
    struct essay_last last;
    int points[ESSAY_MARKS] = {4, 3, 2, 1, 0, 4};
    assert_int_equal(essay_last(progress, essay.name, &arena, &last),
                     ERROR_NOT_FOUND);
    assert_int_equal(essay_record(progress, &essay, points, 60000, 1000),
                     ERROR_OK);
    assert_int_equal(essay_last(progress, essay.name, &arena, &last), ERROR_OK);
    assert_int_equal(last.points, 14);
    assert_int_equal(last.took_ms, 60000);
    assert_int_equal(essay_record(progress, &essay, NULL, 70000, 2000),
                     ERROR_OK);
    assert_int_equal(essay_last(progress, essay.name, &arena, &last), ERROR_OK);
    assert_int_equal(last.points, -1);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(every_rubric_is_taken_apart),
        EACH(own_figures_begin_a_new_answer),
        EACH(what_was_written_stays),
        EACH(points_are_kept_and_the_last_ones_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
