/*
 * schedule_test -- answers come back when they should, from the log alone.
 */
#include "tutor/study/schedule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/cmocka_all.h"
#include "tests/support/folder.h"

static const int64_t day = 86400000;

struct desk {
    struct folder folder;
    char path[FOLDER_PATH_BYTES];
    struct progress *progress;
    struct arena arena;
};

static int setup(void **state)
{
    static struct desk desk;
    setenv("TZ", "UTC", 1);
    folder_open(&desk.folder);
    folder_path(&desk.folder, "progress.db", desk.path);
    assert_int_equal(progress_open_file(&desk.progress, desk.path), ERROR_OK);
    arena_init(&desk.arena, 64 * 1024 * 1024);
    *state = &desk;
    return 0;
}

static int teardown(void **state)
{
    struct desk *desk = *state;
    progress_close(desk->progress);
    arena_release(&desk->arena);
    folder_close(&desk->folder);
    return 0;
}

static void answer(struct desk *desk, const char *question, int64_t at_day,
                   enum fsrs_grade grade, enum confidence confidence)
{
    struct review review = {.question = question,
                            .at_ms = at_day * day + 1000,
                            .correct = grade > FSRS_AGAIN,
                            .grade = grade,
                            .confidence = confidence};
    assert_int_equal(schedule_record(desk->progress, &review), ERROR_OK);
}

static struct card card_at(struct desk *desk, const char *question,
                           int64_t today)
{
    struct schedule schedule;
    assert_int_equal(schedule_load(desk->progress, &desk->arena,
                                   today * day + 2000, &schedule),
                     ERROR_OK);
    const struct card *card = schedule_card(&schedule, question);
    return card ? *card : (struct card){0};
}

static void known_answers_come_back_later_each_time(void **state)
{
    struct desk *desk = *state;
    static const int gaps[] = {2, 11, 46, 163};
    int64_t today = 20000;
    for (int i = 0; i < 4; i++) {
        answer(desk, "08-a", today, FSRS_GOOD, CONFIDENCE_SURE);
        assert_int_equal(card_at(desk, "08-a", today).due_day, today + gaps[i]);
        today += gaps[i];
    }
}

static void sure_and_wrong_comes_back_within_two_days(void **state)
{
    struct desk *desk = *state;
    int64_t today = 20000;
    for (int i = 0; i < 5; i++) {
        answer(desk, "08-a", today, FSRS_GOOD, CONFIDENCE_SURE);
        answer(desk, "08-b", today, FSRS_GOOD, CONFIDENCE_SURE);
        today = card_at(desk, "08-a", today).due_day;
    }
    answer(desk, "08-a", today, FSRS_AGAIN, CONFIDENCE_SURE);
    answer(desk, "08-b", today, FSRS_AGAIN, CONFIDENCE_GUESS);
    assert_true(card_at(desk, "08-a", today).due_day <= today + 2);
    assert_true(card_at(desk, "08-b", today).due_day > today + 2);
}

static void nothing_is_due_behind_the_examination(void **state)
{
    struct desk *desk = *state;
    int64_t today = 20000;
    assert_int_equal(progress_append(desk->progress, 1, PROGRESS_SETTING,
                                     "exam-date", "{\"day\":20030}", NULL),
                     ERROR_OK);
    for (int i = 0; i < 4 && today < 20030; i++) {
        answer(desk, "08-a", today, FSRS_GOOD, CONFIDENCE_SURE);
        today = card_at(desk, "08-a", today).due_day;
        assert_true(today <= 20030);
    }
    /* 1, 3, 8 days at a retention of 0.95; the fourth is capped. */
    assert_int_equal(today, 20030);
}

static void an_answer_taken_back_was_never_given(void **state)
{
    struct desk *desk = *state;
    const char *question = NULL;
    answer(desk, "08-a", 20000, FSRS_GOOD, CONFIDENCE_SURE);
    answer(desk, "08-b", 20001, FSRS_AGAIN, CONFIDENCE_SURE);
    assert_int_equal(schedule_undo(desk->progress, 20001 * day + 3000,
                                   &desk->arena, &question),
                     ERROR_OK);
    assert_string_equal(question, "08-b");
    assert_int_equal(card_at(desk, "08-b", 20001).answers, 0);
    assert_int_equal(card_at(desk, "08-a", 20001).answers, 1);
    assert_int_equal(schedule_undo(desk->progress, 20001 * day + 3001,
                                   &desk->arena, &question),
                     ERROR_OK);
    assert_int_equal(schedule_undo(desk->progress, 20001 * day + 3002,
                                   &desk->arena, &question),
                     ERROR_NOT_FOUND);
}

static void who_fails_again_and_again_is_a_leech(void **state)
{
    struct desk *desk = *state;
    for (int i = 0; i <= SCHEDULE_LEECH; i++) {
        assert_false(card_at(desk, "08-a", 20000 + i).leech);
        answer(desk, "08-a", 20000 + i, FSRS_AGAIN, CONFIDENCE_GUESS);
    }
    assert_true(card_at(desk, "08-a", 20010).leech);
}

static void grades_are_derived(void **state)
{
    (void)state;
    assert_int_equal(schedule_grade(false, false, 0, 10), FSRS_AGAIN);
    assert_int_equal(schedule_grade(true, true, 0, 10), FSRS_HARD);
    assert_int_equal(schedule_grade(true, false, 60000, 100), FSRS_HARD);
    assert_int_equal(schedule_grade(true, false, 20000, 100), FSRS_GOOD);
}

#define case_of(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        case_of(known_answers_come_back_later_each_time),
        case_of(sure_and_wrong_comes_back_within_two_days),
        case_of(nothing_is_due_behind_the_examination),
        case_of(an_answer_taken_back_was_never_given),
        case_of(who_fails_again_and_again_is_a_leech),
        cmocka_unit_test(grades_are_derived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
