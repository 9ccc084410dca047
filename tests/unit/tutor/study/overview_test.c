/*
 * overview_test -- what was done is counted where it belongs.
 *
 * Runs on the real course of this tree and a progress file of its own.
 */
#include "tutor/study/overview.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/cmocka_all.h"
#include "tests/support/folder.h"
#include "tutor/study/schedule.h"

static const int64_t day_ms = 86400000;
static struct folder folder;
static struct content content;
static struct progress *progress;
static struct arena arena;
static struct overview overview;

static int setup(void **state)
{
    (void)state;
    const char *root = getenv("CLEAVE_CONTENT");
    char path[FOLDER_PATH_BYTES];
    folder_open(&folder);
    folder_path(&folder, "progress.db", path);
    arena_init(&arena, OVERVIEW_ARENA);
    assert_int_equal(content_open(&content, root ? root : "."), ERROR_OK);
    assert_int_equal(progress_open_file(&progress, path), ERROR_OK);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    progress_close(progress);
    arena_release(&arena);
    folder_close(&folder);
    return 0;
}

static const struct overview_lesson *lesson_at(int64_t wall_ms,
                                               const char *name)
{
    arena_reset(&arena);
    assert_int_equal(
        overview_load(&content, progress, false, wall_ms, &arena, &overview),
        ERROR_OK);
    for (size_t i = 0; i < overview.count; i++)
        if (strcmp(overview.lessons[i].name, name) == 0)
            return &overview.lessons[i];
    fail_msg("there is no lesson %s", name);
    return NULL;
}

static void review(const char *question, bool right, int64_t at_ms)
{
    struct review one = {.question = question,
                         .at_ms = at_ms,
                         .correct = right,
                         .grade = right ? FSRS_GOOD : FSRS_AGAIN};
    assert_int_equal(schedule_record(progress, &one), ERROR_OK);
}

static void nothing_was_done_yet(void **state)
{
    (void)state;
    const struct overview_lesson *lesson =
        lesson_at(30 * day_ms, "08-resilience");
    assert_false(lesson->read);
    assert_true(lesson->questions > 0);
    assert_int_equal(lesson->right, 0);
    assert_int_equal(lesson->experiments, 4);
    assert_int_equal(lesson->run, 0);
    assert_int_equal(overview.exam_day, 0);
    for (int i = 0; i < OVERVIEW_DAYS; i++)
        assert_int_equal(overview.due[i], 0);
}

static void answers_count_for_their_lesson(void **state)
{
    (void)state;
    int64_t now = 30 * day_ms;
    review("08-open-call", true, now);
    review("08-what-it-does", false, now);
    const struct overview_lesson *lesson = lesson_at(now, "08-resilience");
    assert_int_equal(lesson->right, 1);
    assert_int_equal(overview.answers, 2);
    assert_int_equal((int)overview.cards, 2);
    assert_int_equal(lesson_at(now, "10-sagas")->right, 0);
}

/* Each card stands on one day: today, one of the next, or later. */
static void what_is_due_moves_to_today(void **state)
{
    (void)state;
    int64_t now = 30 * day_ms;
    review("08-open-call", false, now);
    assert_int_equal(lesson_at(now, "08-resilience")->due, 0);
    int next = 0;
    for (int i = 1; i < OVERVIEW_DAYS; i++)
        next += overview.due[i];
    assert_int_equal(next, 1);
    assert_int_equal(lesson_at(now + 30 * day_ms, "08-resilience")->due, 1);
    assert_int_equal(overview.due[0], 1);
}

static void a_prediction_counts_when_it_hit(void **state)
{
    (void)state;
    struct run run = {.experiment = "breaker",
                      .at_ms = 1000,
                      .complete = true,
                      .measures = {{.name = "a",
                                    .unit = "ms",
                                    .value = 1,
                                    .predicted = true,
                                    .prediction = 2,
                                    .hit = true},
                                   {.name = "b",
                                    .unit = "ms",
                                    .value = 1,
                                    .predicted = true,
                                    .prediction = 9},
                                   {.name = "c", .unit = "ms", .value = 1}},
                      .measure_count = 3};
    assert_int_equal(progress_record_run(progress, &run), ERROR_OK);
    const struct overview_lesson *lesson =
        lesson_at(30 * day_ms, "08-resilience");
    assert_int_equal(lesson->run, 1);
    assert_int_equal(lesson->predictions, 2);
    assert_int_equal(lesson->hits, 1);
    assert_int_equal(overview.runs, 1);
}

static void the_examination_has_a_day(void **state)
{
    (void)state;
    assert_int_equal(progress_append(progress, 1000, PROGRESS_SETTING,
                                     "exam-date", "{\"day\":45}", NULL),
                     ERROR_OK);
    (void)lesson_at(30 * day_ms, "08-resilience");
    assert_int_equal(overview.exam_day, 45);
    assert_int_equal(overview.today, schedule_day(30 * day_ms));
    assert_string_equal(overview_days(&overview, &arena), "0 0 0 0 0 0 0");
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(nothing_was_done_yet),       EACH(answers_count_for_their_lesson),
        EACH(what_is_due_moves_to_today), EACH(a_prediction_counts_when_it_hit),
        EACH(the_examination_has_a_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
