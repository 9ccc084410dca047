/*
 * exam_test -- an exam is mixed, ends in time, and outlives its process.
 *
 * Runs on the real quizzes of this tree and a progress file of its own.
 */
#include "tutor/study/exam.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/cmocka_all.h"
#include "tests/support/folder.h"

enum { MINUTE = 60000 };

struct desk {
    struct folder folder;
    char path[FOLDER_PATH_BYTES];
    struct progress *progress;
    struct session_quiz quiz;
    struct exam exam;
    struct arena arena;
};

static struct desk desk;

static int setup(void **state)
{
    (void)state;
    struct content content;
    struct session_wish all = {.choice = SESSION_ALL, .wall_ms = 1000};
    const char *root = getenv("CLEAVE_CONTENT");
    folder_open(&desk.folder);
    folder_path(&desk.folder, "progress.db", desk.path);
    assert_int_equal(progress_open_file(&desk.progress, desk.path), ERROR_OK);
    arena_init(&desk.arena, (size_t)256 * 1024 * 1024);
    assert_int_equal(content_open(&content, root ? root : "."), ERROR_OK);
    assert_int_equal(session_quiz_open(&desk.quiz, &content, desk.progress,
                                       &all, &desk.arena),
                     ERROR_OK);
    assert_int_equal(desk.quiz.count, desk.quiz.total);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    progress_close(desk.progress);
    arena_release(&desk.arena);
    folder_close(&desk.folder);
    return 0;
}

static void begin_exam(int64_t now_ms, size_t questions)
{
    struct exam_wish wish = {.questions = questions,
                             .minutes = 10,
                             .seed = 42,
                             .wall_ms = 2000 + now_ms,
                             .now_ms = now_ms};
    assert_int_equal(exam_load(&desk.exam, &desk.quiz, &desk.arena), ERROR_OK);
    assert_int_equal(exam_begin(&desk.exam, &wish, &desk.arena), ERROR_OK);
    assert_true(desk.exam.open);
}

/* The number under which a choice is shown. */
static int shown_as(const int *order, int option)
{
    for (int i = 0; i < QUESTION_OPTIONS; i++)
        if (order[i] == option)
            return i + 1;
    return 0;
}

/* Numbers of choices that are right, or of some that are not. */
static void numbers_for(const struct question *question, bool right,
                        char line[EXAM_LINE_BYTES])
{
    int order[QUESTION_OPTIONS];
    size_t at = 0;
    bool several =
        question->kind == QUESTION_MANY || question->kind == QUESTION_ORDER;
    quiz_shuffle(question, desk.exam.seed, order);
    for (size_t i = 0; i < question->option_count; i++) {
        const struct option *option = &question->options[i];
        int number = shown_as(order, (int)i);
        bool wanted =
            question->kind == QUESTION_ORDER || option->right == right;
        if (question->kind == QUESTION_LINE)
            number = option->line;
        if (question->kind == QUESTION_ORDER && !right)
            number = (int)i + 1; /* as it is shown, which is never right */
        if (wanted && number > 0 && (several || at == 0))
            at += (size_t)snprintf(line + at, EXAM_LINE_BYTES - at, "%d ",
                                   number);
    }
}

/* An answer as a learner types it. */
static void line_for(const struct question *question, bool right,
                     char line[EXAM_LINE_BYTES])
{
    size_t at = 0;
    line[0] = '\0';
    numbers_for(question, right, line);
    for (size_t i = 0; i < question->gap_count; i++)
        at += (size_t)snprintf(
            line + at, EXAM_LINE_BYTES - at, "%s%s", i > 0 ? "|" : "",
            right ? question->gaps[i].accepted[0] : "no such word");
    if (question->kind == QUESTION_NUMBER)
        snprintf(line, EXAM_LINE_BYTES, "%.6f",
                 question->number + (right ? 0 : 1e6));
}

static enum error give(size_t index, bool right, int64_t now_ms)
{
    char line[EXAM_LINE_BYTES];
    line_for(desk.exam.items[index].question, right, line);
    struct exam_given given = {.line = line,
                               .wall_ms = 2000 + now_ms,
                               .now_ms = now_ms,
                               .took_ms = 1000};
    return exam_answer(&desk.exam, index, &given, &desk.arena);
}

/* Another process: another boot even. */
static void lose_everything(void)
{
    progress_close(desk.progress);
    assert_int_equal(progress_open_file(&desk.progress, desk.path), ERROR_OK);
    desk.quiz.progress = desk.progress;
    assert_int_equal(exam_load(&desk.exam, &desk.quiz, &desk.arena), ERROR_OK);
}

static void lessons_and_kinds_are_mixed(void **state)
{
    (void)state;
    int lessons[100] = {0}, kinds[QUESTION_KIND_COUNT] = {0};
    size_t distinct = 0, kinds_seen = 0;
    begin_exam(0, 20);
    assert_int_equal(desk.exam.count, 20);
    for (size_t i = 0; i < 20; i++) {
        const struct question *question = desk.exam.items[i].question;
        assert_int_not_equal(question->kind, QUESTION_PREDICT);
        for (size_t j = 0; j < i; j++)
            assert_ptr_not_equal(question, desk.exam.items[j].question);
        distinct += lessons[strtol(question->id, NULL, 10)]++ == 0;
        kinds_seen += kinds[question->kind]++ == 0;
    }
    assert_true(distinct >= 9);
    assert_true(kinds_seen >= 5);
}

static void the_same_seed_asks_the_same(void **state)
{
    (void)state;
    const struct question *one[20], *two[20], *other[20];
    const struct question *const *all = desk.quiz.questions;
    assert_int_equal(exam_choose(all, desk.quiz.count, 20, 7, one), 20);
    assert_int_equal(exam_choose(all, desk.quiz.count, 20, 7, two), 20);
    assert_int_equal(exam_choose(all, desk.quiz.count, 20, 8, other), 20);
    assert_memory_equal(one, two, sizeof one);
    assert_memory_not_equal(one, other, sizeof one);
    assert_int_equal(exam_choose(all, 3, 20, 7, one), 3);
    assert_int_equal(exam_choose(all, 0, 20, 7, one), 0);
}

static void a_late_answer_does_not_count(void **state)
{
    (void)state;
    struct exam_result result;
    begin_exam(5000, 3);
    assert_int_equal(exam_left_ms(&desk.exam, 5000), 10 * MINUTE);
    assert_int_equal(give(0, true, 5000 + 10 * MINUTE - 1), ERROR_OK);
    assert_int_equal(exam_left_ms(&desk.exam, 5000 + 10 * MINUTE), 0);
    assert_int_equal(give(1, true, 5000 + 10 * MINUTE), ERROR_DEADLINE);
    exam_result(&desk.exam, &result);
    assert_int_equal(result.answered, 1);
    assert_int_equal(result.right, 1);
}

/* The clock begins at 0 again, and what was left still is. */
static void an_interrupted_exam_goes_on(void **state)
{
    (void)state;
    const struct question *asked[5];
    struct exam_result result;
    begin_exam(50 * MINUTE, 5);
    for (size_t i = 0; i < 5; i++)
        asked[i] = desk.exam.items[i].question;
    assert_int_equal(give(0, true, 51 * MINUTE), ERROR_OK);
    assert_int_equal(give(2, false, 54 * MINUTE), ERROR_OK);
    assert_int_equal(exam_mark(&desk.exam, 3, 2000 + 54 * MINUTE), ERROR_OK);
    lose_everything();
    assert_true(desk.exam.open);
    exam_resume(&desk.exam, 0);
    assert_int_equal(desk.exam.count, 5);
    for (size_t i = 0; i < 5; i++)
        assert_ptr_equal(asked[i], desk.exam.items[i].question);
    assert_int_equal(exam_left_ms(&desk.exam, 0), 6 * MINUTE);
    assert_true(desk.exam.items[3].marked);
    assert_string_not_equal(desk.exam.items[0].typed, "");
    exam_result(&desk.exam, &result);
    assert_int_equal(result.answered, 2);
    assert_int_equal(result.right, 1);
    /* the wall clock was set back, which changes nothing */
    assert_int_equal(exam_end(&desk.exam, 9000, &desk.arena), ERROR_OK);
    lose_everything();
    assert_false(desk.exam.open);
    assert_int_equal(desk.exam.count, 5);
    begin_exam(0, 4);
    assert_int_equal(desk.exam.count, 4);
}

static size_t reviews(void)
{
    struct schedule schedule;
    size_t count = 0;
    assert_int_equal(schedule_load(desk.progress, &desk.arena, 3000, &schedule),
                     ERROR_OK);
    for (size_t i = 0; i < schedule.count; i++)
        count += (size_t)schedule.cards[i].answers;
    return count;
}

static void an_answer_may_be_changed_until_the_end(void **state)
{
    (void)state;
    struct exam_result result;
    begin_exam(0, 3);
    assert_int_equal(give(1, false, 1), ERROR_OK);
    assert_int_equal(give(1, true, 2), ERROR_OK);
    lose_everything();
    exam_result(&desk.exam, &result);
    assert_int_equal(result.answered, 1);
    assert_int_equal(result.right, 1);
    assert_int_equal(reviews(), 0);
    assert_int_equal(exam_end(&desk.exam, 3000, &desk.arena), ERROR_OK);
    assert_int_equal(reviews(), 1);
}

static void beginning_anew_hands_in_what_was_open(void **state)
{
    (void)state;
    char first[EXAM_ID_BYTES];
    begin_exam(0, 3);
    memcpy(first, desk.exam.id, sizeof first);
    assert_int_equal(give(0, true, 1), ERROR_OK);
    begin_exam(10, 4);
    assert_string_not_equal(first, desk.exam.id);
    assert_int_equal(reviews(), 1);
    lose_everything();
    assert_int_equal(desk.exam.count, 4);
    assert_true(desk.exam.open);
}

static void what_is_no_answer_is_not_kept(void **state)
{
    (void)state;
    struct exam_given given = {.line = "", .now_ms = 1, .wall_ms = 2001};
    begin_exam(0, 2);
    assert_int_equal(exam_answer(&desk.exam, 0, &given, &desk.arena),
                     ERROR_USAGE);
    assert_false(desk.exam.items[0].answered);
}

static void a_mix_asks_of_read_lessons_only(void **state)
{
    (void)state;
    struct exam_wish wish = {.questions = 5,
                             .minutes = 10,
                             .mix = EXAM_MIX_READ,
                             .seed = 1,
                             .wall_ms = 4000};
    assert_int_equal(exam_load(&desk.exam, &desk.quiz, &desk.arena), ERROR_OK);
    assert_int_equal(exam_begin(&desk.exam, &wish, &desk.arena),
                     ERROR_NOT_FOUND);
    assert_int_equal(progress_append(desk.progress, 3000, PROGRESS_LESSON,
                                     "08-resilience", "{}", NULL),
                     ERROR_OK);
    assert_int_equal(exam_begin(&desk.exam, &wish, &desk.arena), ERROR_OK);
    assert_int_equal(desk.exam.count, 5);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(exam_lesson(desk.exam.items[i].question), 8);
}

static void a_mix_of_what_is_weak_leaves_out_what_is_known(void **state)
{
    (void)state;
    const struct question *all[SESSION_QUESTIONS];
    size_t before = 0, after = 0;
    struct review review = {.question = desk.quiz.questions[0]->id,
                            .at_ms = 1000,
                            .correct = true,
                            .grade = FSRS_GOOD};
    assert_int_equal(
        exam_askable(&desk.quiz, EXAM_MIX_WEAK, &desk.arena, all, &before),
        ERROR_OK);
    assert_int_equal(schedule_record(desk.progress, &review), ERROR_OK);
    assert_int_equal(
        schedule_load(desk.progress, &desk.arena, 1000, &desk.quiz.schedule),
        ERROR_OK);
    assert_int_equal(
        exam_askable(&desk.quiz, EXAM_MIX_WEAK, &desk.arena, all, &after),
        ERROR_OK);
    assert_int_equal(after, before - 1);
}

/* The place of each choice stays, so what was typed means the same. */
static void the_language_changes_and_the_answers_stay(void **state)
{
    (void)state;
    struct content content;
    const char *root = getenv("CLEAVE_CONTENT");
    struct session_wish korean = {.korean = true, .wall_ms = 3000};
    const struct question *before[20];
    assert_int_equal(content_open(&content, root ? root : "."), ERROR_OK);
    begin_exam(0, 20);
    for (size_t i = 0; i < 20; i++) {
        before[i] = desk.exam.items[i].question;
        assert_int_equal(give(i, i % 3 == 0, (int64_t)i), ERROR_OK);
    }
    assert_int_equal(exam_translate(&desk.exam, &content, &korean, &desk.arena),
                     ERROR_OK);
    for (size_t i = 0; i < 20; i++) {
        const struct question *now = desk.exam.items[i].question;
        assert_ptr_not_equal(now, before[i]);
        assert_string_equal(now->id, before[i]->id);
        assert_string_not_equal(now->text, before[i]->text);
        for (size_t j = 0; j < now->option_count; j++)
            assert_int_equal(now->options[j].right,
                             before[i]->options[j].right);
    }
}

static void what_was_passed_over_comes_again(void **state)
{
    (void)state;
    begin_exam(0, 3);
    assert_int_equal(exam_next(&desk.exam, 3), 0);
    assert_int_equal(exam_next(&desk.exam, 0), 1);
    assert_int_equal(give(1, true, 1), ERROR_OK);
    assert_int_equal(exam_next(&desk.exam, 2), 0);
    assert_int_equal(exam_next(&desk.exam, 0), 2);
    assert_int_equal(give(0, true, 2), ERROR_OK);
    assert_int_equal(exam_next(&desk.exam, 2), 2);
    assert_int_equal(give(2, true, 3), ERROR_OK);
    assert_int_equal(exam_next(&desk.exam, 2), 3);
}

static void each_claim_has_its_figure(void **state)
{
    (void)state;
    struct exam_result result;
    int asked = 0, right = 0, wanted = 0, wanted_right = 0, in_lessons = 0;
    begin_exam(0, 20);
    for (size_t i = 0; i < 20; i++) {
        int claims = (int)desk.exam.items[i].question->claim_count;
        assert_int_equal(give(i, i % 2 == 0, (int64_t)i + 1), ERROR_OK);
        wanted += claims;
        wanted_right += i % 2 == 0 ? claims : 0;
    }
    exam_result(&desk.exam, &result);
    assert_int_equal(result.right, 10);
    assert_int_equal(result.answered, 20);
    for (int i = 0; i < EXAM_LESSONS; i++)
        in_lessons += result.lessons[i].asked;
    assert_int_equal(in_lessons, 20);
    for (size_t i = 0; i < result.claim_count; i++) {
        asked += result.claims[i].asked;
        right += result.claims[i].right;
    }
    assert_int_equal(asked, wanted);
    assert_int_equal(right, wanted_right);
}

static void an_answer_is_a_review_without_a_confidence(void **state)
{
    (void)state;
    struct schedule schedule;
    begin_exam(0, 2);
    assert_int_equal(give(0, false, 1), ERROR_OK);
    assert_int_equal(exam_end(&desk.exam, 2500, &desk.arena), ERROR_OK);
    assert_int_equal(schedule_load(desk.progress, &desk.arena, 3000, &schedule),
                     ERROR_OK);
    const struct card *card =
        schedule_card(&schedule, desk.exam.items[0].question->id);
    assert_non_null(card);
    assert_false(card->last_right);
    assert_false(card->sure_and_wrong);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(lessons_and_kinds_are_mixed),
        EACH(the_same_seed_asks_the_same),
        EACH(a_late_answer_does_not_count),
        EACH(an_interrupted_exam_goes_on),
        EACH(an_answer_may_be_changed_until_the_end),
        EACH(beginning_anew_hands_in_what_was_open),
        EACH(what_is_no_answer_is_not_kept),
        EACH(a_mix_asks_of_read_lessons_only),
        EACH(a_mix_of_what_is_weak_leaves_out_what_is_known),
        EACH(the_language_changes_and_the_answers_stay),
        EACH(what_was_passed_over_comes_again),
        EACH(each_claim_has_its_figure),
        EACH(an_answer_is_a_review_without_a_confidence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
