/*
 * progress_test -- what was done stays done, and a file that is not ours, not
 * whole or not yet known stays as it is.
 */
#include "tutor/study/progress.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "chassis/db.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/folder.h"
#include "tutor/commands/text.h"

struct place {
    struct folder folder;
    char path[FOLDER_PATH_BYTES];
};

static int setup(void **state)
{
    static struct place place;
    folder_open(&place.folder);
    folder_path(&place.folder, "progress.db", place.path);
    text_set_korean(false);
    *state = &place;
    return 0;
}

static int teardown(void **state)
{
    struct place *place = *state;
    folder_close(&place->folder);
    return 0;
}

static enum error count_entry(void *arg, const struct progress_entry *entry)
{
    size_t *count = arg;
    assert_true(strlen(entry->id) == 26);
    ++*count;
    return ERROR_OK;
}

static size_t count_of(struct progress *progress)
{
    size_t count = 0;
    assert_int_equal(
        progress_each(progress, PROGRESS_KIND_COUNT, NULL, count_entry, &count),
        ERROR_OK);
    return count;
}

static struct progress *opened(const struct place *place)
{
    struct progress *progress = NULL;
    enum error error = progress_open_file(&progress, place->path);
    if (error)
        fail_msg("%s", error_detail(error));
    return progress;
}

static void entries_outlive_their_process(void **state)
{
    struct place *place = *state;
    struct progress *progress = opened(place);
    struct id id;
    assert_int_equal(progress_append(progress, 1000, PROGRESS_LESSON,
                                     "08-resilience", "{}", &id),
                     ERROR_OK);
    progress_close(progress);
    progress = opened(place);
    assert_int_equal(count_of(progress), 1);
    progress_close(progress);
}

static void two_processes_of_a_learner_may_write(void **state)
{
    struct place *place = *state;
    struct progress *one = opened(place), *two = opened(place);
    assert_int_equal(progress_append(one, 1, PROGRESS_TICK, "L1", "{}", NULL),
                     ERROR_OK);
    (void)progress_changed(one);
    assert_false(progress_changed(one));
    assert_int_equal(progress_append(two, 2, PROGRESS_TICK, "L2", "{}", NULL),
                     ERROR_OK);
    assert_true(progress_changed(one));
    assert_int_equal(count_of(one), 2);
    progress_close(one);
    progress_close(two);
}

/* The child appends and says each that returned; the parent kills it, and
 * finds at least those. Random times; the seed is the run's. */
static void append_forever(const struct place *place, int said)
{
    struct progress *progress = NULL;
    if (progress_open_file(&progress, place->path) != ERROR_OK)
        _exit(3);
    for (int64_t i = 1;; i++) {
        if (progress_append(progress, i, PROGRESS_REVIEW, "08-a",
                            "{\"correct\":true}", NULL) != ERROR_OK)
            _exit(4);
        if (write(said, "x", 1) != 1)
            _exit(5);
    }
}

static void a_kill_at_any_moment_loses_nothing_said(void **state)
{
    struct place *place = *state;
    size_t said_before = 0;
    for (int round = 0; round < 25; round++) {
        int ends[2];
        char bytes[64];
        assert_int_equal(pipe(ends), 0);
        pid_t child = fork();
        if (child == 0)
            append_forever(place, ends[1]);
        close(ends[1]);
        /* From the very opening to some entries later. */
        size_t wanted = (size_t)(round * 7 % 12), said = 0;
        while (said < wanted) {
            ssize_t got = read(ends[0], bytes, wanted - said);
            assert_true(got > 0);
            said += (size_t)got;
        }
        kill(child, SIGKILL);
        assert_int_equal(waitpid(child, NULL, 0), child);
        for (ssize_t got; (got = read(ends[0], bytes, sizeof bytes)) > 0;)
            said += (size_t)got;
        close(ends[0]);
        struct progress *progress = opened(place);
        size_t found = count_of(progress);
        /* One more may be durable whose word was lost. */
        assert_in_range(found, said_before + said, said_before + said + 1);
        said_before = found;
        progress_close(progress);
    }
}

static size_t file_bytes(const char *path, unsigned char *out, size_t room)
{
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    size_t length = fread(out, 1, room, file);
    fclose(file);
    return length;
}

static void refused_and_untouched(const struct place *place, const char *word)
{
    static unsigned char before[256 * 1024], after[256 * 1024];
    struct progress *progress = NULL;
    size_t length = file_bytes(place->path, before, sizeof before);
    assert_int_equal(progress_open_file(&progress, place->path), ERROR_STORAGE);
    assert_non_null(strstr(error_detail(ERROR_STORAGE), place->path));
    assert_non_null(strstr(error_detail(ERROR_STORAGE), word));
    assert_int_equal(file_bytes(place->path, after, sizeof after), length);
    assert_memory_equal(before, after, length);
}

static void a_file_from_the_future_is_left_alone(void **state)
{
    struct place *place = *state;
    struct db *db = NULL;
    progress_close(opened(place));
    assert_int_equal(db_open_shared(&db, place->path, "cleave progress"),
                     ERROR_OK);
    assert_int_equal(db_script(db, "PRAGMA user_version = 2;"), ERROR_OK);
    db_close(db);
    refused_and_untouched(place, "newer");
}

static void a_file_of_another_program_is_left_alone(void **state)
{
    struct place *place = *state;
    struct db *db = NULL;
    assert_int_equal(db_open(&db, place->path, DB_WRITER), ERROR_OK);
    assert_int_equal(db_script(db, "CREATE TABLE goods (sku TEXT) STRICT;"),
                     ERROR_OK);
    db_close(db);
    refused_and_untouched(place, "not a progress file");
}

static void a_file_that_is_half_written_is_left_alone(void **state)
{
    struct place *place = *state;
    struct progress *progress = opened(place);
    struct stat facts;
    for (int i = 1; i <= 200; i++)
        assert_int_equal(
            progress_append(progress, i, PROGRESS_REVIEW, "08-a", "{}", NULL),
            ERROR_OK);
    progress_close(progress);
    /* With its log beside it, SQLite would make the file whole again. */
    char log[FOLDER_PATH_BYTES];
    folder_path(&place->folder, "progress.db-wal", log);
    assert_int_equal(unlink(log), 0);
    assert_int_equal(stat(place->path, &facts), 0);
    assert_true(facts.st_size > 8192);
    assert_int_equal(truncate(place->path, facts.st_size / 2), 0);
    refused_and_untouched(place, "damaged");
    assert_int_equal(truncate(place->path, 60), 0);
    refused_and_untouched(place, "damaged");
}

static void text_in_its_place_is_left_alone(void **state)
{
    struct place *place = *state;
    FILE *file = fopen(place->path, "we");
    assert_non_null(file);
    for (int i = 0; i < 200; i++)
        assert_true(fputs("my notes on sagas\n", file) >= 0);
    fclose(file);
    refused_and_untouched(place, "damaged");
}

/* ---- runs ---- */

static void the_last_complete_run_is_found(void **state)
{
    struct place *place = *state;
    struct progress *progress = opened(place);
    struct arena arena;
    struct run_measure measure;
    struct run run = {.experiment = "isolation",
                      .seed = 7,
                      .at_ms = 1000,
                      .took_ms = 8000,
                      .complete = true,
                      .audit_clean = true,
                      .measures = {{.name = "split.reads.ok",
                                    .value = 99.5,
                                    .unit = "percent",
                                    .predicted = true,
                                    .prediction = 50}},
                      .measure_count = 1,
                      .verdicts = {{.expect = "split.reads.ok >= 99%",
                                    .held = true,
                                    .figures = "99.5"}},
                      .verdict_count = 1};
    arena_init(&arena, 1024 * 1024);
    assert_int_equal(
        progress_last_run(progress, "isolation", &arena, &(struct run){0}),
        ERROR_NOT_FOUND);
    assert_int_equal(progress_record_run(progress, &run), ERROR_OK);
    run.at_ms = 2000;
    run.complete = false;
    run.measures[0].value = 1;
    assert_int_equal(progress_record_run(progress, &run), ERROR_OK);
    assert_int_equal(progress_last_run(progress, "isolation", &arena, &run),
                     ERROR_OK);
    assert_int_equal(run.seed, 7);
    assert_true(run.verdicts[0].held);
    assert_string_equal(run.verdicts[0].expect, "split.reads.ok >= 99%");
    assert_int_equal(progress_measure(progress, "isolation", "split.reads.ok",
                                      &arena, &measure),
                     ERROR_OK);
    assert_true(measure.value == 99.5 && measure.predicted &&
                measure.prediction == 50);
    assert_int_equal(
        progress_measure(progress, "isolation", "cheese", &arena, &measure),
        ERROR_NOT_FOUND);
    arena_release(&arena);
    progress_close(progress);
}

static void a_picture_and_a_confidence_are_kept(void **state)
{
    struct arena arena;
    static struct run run, found;
    struct progress *progress = opened(*state);
    arena_init(&arena, LIMIT_ARENA_BYTES);
    run = (struct run){.experiment = "isolation",
                       .at_ms = 1000,
                       .took_ms = 1000,
                       .complete = true,
                       .measure_count = 1,
                       .step_ms = 250,
                       .series_count = 1,
                       .mark_count = 1};
    run.measures[0] = (struct run_measure){.name = "split.reads",
                                           .unit = "percent",
                                           .predicted = true,
                                           .confidence = 3,
                                           .comes_back = "01-reads"};
    run.series[0] = (struct run_series){
        .name = "split reads", .values = {1.5, NAN, 2}, .count = 3};
    run.marks[0] = (struct run_mark){500, "kill payments"};
    assert_int_equal(progress_record_run(progress, &run), ERROR_OK);
    assert_int_equal(progress_last_run(progress, "isolation", &arena, &found),
                     ERROR_OK);
    assert_int_equal(found.measures[0].confidence, 3);
    assert_string_equal(found.measures[0].comes_back, "01-reads");
    assert_int_equal(found.step_ms, 250);
    assert_int_equal(found.series[0].count, 3);
    assert_true(found.series[0].values[0] == 1.5);
    assert_true(isnan(found.series[0].values[1]));
    assert_int_equal(found.marks[0].at_ms, 500);
    assert_string_equal(found.marks[0].text, "kill payments");
    arena_release(&arena);
    progress_close(progress);
}

#define case_of(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        case_of(entries_outlive_their_process),
        case_of(two_processes_of_a_learner_may_write),
        case_of(a_kill_at_any_moment_loses_nothing_said),
        case_of(a_file_from_the_future_is_left_alone),
        case_of(a_file_of_another_program_is_left_alone),
        case_of(a_file_that_is_half_written_is_left_alone),
        case_of(text_in_its_place_is_left_alone),
        case_of(the_last_complete_run_is_found),
        case_of(a_picture_and_a_confidence_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
