/* prediction_test -- sure and wrong before an experiment: what comes back. */
#include "tutor/study/prediction.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/cmocka_all.h"
#include "tests/support/folder.h"
#include "tutor/study/schedule.h"

static const int64_t NOW = 1750000000000;

static struct arena arena;
static struct content content;
static struct progress *progress;
static struct folder folder;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 64 * 1024 * 1024);
    char path[FOLDER_PATH_BYTES];
    folder_open(&folder);
    folder_path(&folder, "p.db", path);
    assert_int_equal(progress_open_file(&progress, path), ERROR_OK);
    assert_int_equal(content_open(&content, "."), ERROR_OK);
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

static const char *missed(const char *experiment, const char *measure)
{
    const char *question = "";
    assert_int_equal(prediction_missed(&content, progress, experiment, measure,
                                       NOW, &arena, &question),
                     ERROR_OK);
    return question;
}

static const struct card *card_of(const char *question, int64_t wall_ms)
{
    struct schedule *schedule = arena_alloc(&arena, sizeof *schedule);
    assert_non_null(schedule);
    assert_int_equal(schedule_load(progress, &arena, wall_ms, schedule),
                     ERROR_OK);
    return schedule_card(schedule, question);
}

static void the_question_of_the_same_measure_comes_back_soon(void **state)
{
    (void)state;
    const char *question = missed("boundaries", "table.distributed");
    assert_string_equal(question, "04-predict-distributed");
    const struct card *card = card_of(question, NOW);
    assert_non_null(card);
    assert_true(card->sure_and_wrong);
    assert_true(card->due_day <= schedule_day(NOW) + SCHEDULE_SURE_DAYS);
}

static void without_one_a_question_of_the_experiment_does(void **state)
{
    (void)state;
    assert_string_equal(missed("boundaries", "table.calls"),
                        "04-predict-calls");
}

static void an_experiment_that_no_question_knows_brings_nothing(void **state)
{
    (void)state;
    assert_null(missed("no-such-thing", "a.b"));
    assert_null(card_of("no-such-thing", NOW));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(the_question_of_the_same_measure_comes_back_soon),
        TEST(without_one_a_question_of_the_experiment_does),
        TEST(an_experiment_that_no_question_knows_brings_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
