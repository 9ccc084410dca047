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

enum { MINUTE = 60000 };

struct desk {
    char directory[64], path[96];
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
    snprintf(desk.directory, sizeof desk.directory, "/tmp/cleave-exam-XXXXXX");
    assert_non_null(mkdtemp(desk.directory));
    snprintf(desk.path, sizeof desk.path, "%s/progress.db", desk.directory);
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
    static const char *const tails[] = {"", "-wal", "-shm", ".lock", ".queue"};
    char path[128];
    progress_close(desk.progress);
    arena_release(&desk.arena);
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        snprintf(path, sizeof path, "%s%s", desk.path, tails[i]);
        unlink(path);
    }
    rmdir(desk.directory);
    return 0;
}

static void open_exam(int64_t now_ms, size_t questions)
{
    struct exam_wish wish = {.questions = questions,
                             .minutes = 10,
                             .seed = 42,
                             .wall_ms = 2000 + now_ms,
                             .now_ms = now_ms};
    assert_int_equal(exam_open(&desk.exam, &desk.quiz, &wish, &desk.arena),
                     ERROR_OK);
}

/* The right answer, or one that is wrong. */
static struct answer answer_to(const struct question *question, bool right)
{
    struct answer answer = {.number = question->number, .line = -1};
    if (!right)
        return (struct answer){.number = question->number + 1e9, .line = -1};
    for (size_t i = 0; i < question->option_count; i++)
        if (question->kind == QUESTION_ORDER || question->options[i].right)
            answer.chosen[answer.count++] = (int)i;
    for (size_t i = 0; i < question->option_count; i++)
        if (question->kind == QUESTION_LINE && question->options[i].right)
            answer.line = question->options[i].line;
    for (size_t i = 0; i < question->gap_count; i++)
        answer.texts[i] = question->gaps[i].accepted[0];
    return answer;
}

static enum error give(size_t index, bool right, int64_t now_ms)
{
    const struct question *question = desk.exam.items[index].question;
    struct answer answer = answer_to(question, right);
    for (size_t i = 0; !right && i < question->gap_count; i++)
        answer.texts[i] = "no such word";
    struct session_given given = {.answer = &answer,
                                  .confidence = CONFIDENCE_SURE,
                                  .wall_ms = 2000 + now_ms,
                                  .took_ms = 1000};
    return exam_answer(&desk.exam, index, &given, now_ms, &desk.arena);
}

static void lessons_and_kinds_are_mixed(void **state)
{
    (void)state;
    int lessons[100] = {0}, kinds[QUESTION_KIND_COUNT] = {0};
    size_t distinct = 0, kinds_seen = 0;
    open_exam(0, 20);
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
    open_exam(5000, 3);
    assert_int_equal(exam_left_ms(&desk.exam, 5000), 10 * MINUTE);
    assert_int_equal(give(0, true, 5000 + 10 * MINUTE - 1), ERROR_OK);
    assert_int_equal(exam_left_ms(&desk.exam, 5000 + 10 * MINUTE), 0);
    assert_int_equal(give(1, true, 5000 + 10 * MINUTE), ERROR_DEADLINE);
    exam_result(&desk.exam, &result);
    assert_int_equal(result.answered, 1);
    assert_int_equal(result.right, 1);
}

/* Another boot: the clock begins at 0 again, and what was left still is. */
static void an_interrupted_exam_goes_on(void **state)
{
    (void)state;
    const struct question *asked[5];
    struct exam_result result;
    open_exam(50 * MINUTE, 5);
    for (size_t i = 0; i < 5; i++)
        asked[i] = desk.exam.items[i].question;
    assert_int_equal(give(0, true, 51 * MINUTE), ERROR_OK);
    assert_int_equal(give(2, false, 54 * MINUTE), ERROR_OK);
    progress_close(desk.progress);
    assert_int_equal(progress_open_file(&desk.progress, desk.path), ERROR_OK);
    desk.quiz.progress = desk.progress;
    open_exam(0, 20);
    assert_true(desk.exam.resumed);
    assert_int_equal(desk.exam.count, 5);
    for (size_t i = 0; i < 5; i++)
        assert_ptr_equal(asked[i], desk.exam.items[i].question);
    assert_int_equal(exam_left_ms(&desk.exam, 0), 6 * MINUTE);
    exam_result(&desk.exam, &result);
    assert_int_equal(result.answered, 2);
    assert_int_equal(result.right, 1);
    /* the wall clock was set back, which changes nothing */
    assert_int_equal(exam_end(&desk.exam, 9000), ERROR_OK);
    open_exam(0, 4);
    assert_false(desk.exam.resumed);
    assert_int_equal(desk.exam.count, 4);
}

static void what_was_passed_over_comes_again(void **state)
{
    (void)state;
    open_exam(0, 3);
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
    int asked = 0, right = 0, wanted = 0, wanted_right = 0;
    open_exam(0, 20);
    for (size_t i = 0; i < 20; i++) {
        int claims = (int)desk.exam.items[i].question->claim_count;
        assert_int_equal(give(i, i % 2 == 0, (int64_t)i + 1), ERROR_OK);
        wanted += claims;
        wanted_right += i % 2 == 0 ? claims : 0;
    }
    exam_result(&desk.exam, &result);
    assert_int_equal(result.right, 10);
    assert_int_equal(result.answered, 20);
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
    open_exam(0, 2);
    assert_int_equal(give(0, false, 1), ERROR_OK);
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
        EACH(what_was_passed_over_comes_again),
        EACH(each_claim_has_its_figure),
        EACH(an_answer_is_a_review_without_a_confidence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
