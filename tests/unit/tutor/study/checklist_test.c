/*
 * checklist_test -- evidence comes from what was done, ticks from the learner.
 */
#include "tutor/study/checklist.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/cmocka_all.h"
#include "tutor/study/schedule.h"

static const struct checklist_item *item(const struct checklist *list,
                                         const char *id)
{
    for (size_t i = 0; i < CHECKLIST_ITEMS; i++)
        if (strcmp(list->items[i].id, id) == 0)
            return &list->items[i];
    return NULL;
}

static void ticks_and_evidence(void **state)
{
    (void)state;
    char directory[] = "/tmp/cleave-checklist-XXXXXX", path[96];
    struct content content;
    struct progress *progress = NULL;
    struct arena arena;
    struct checklist list;
    struct review review = {.question = "08-open-call",
                            .at_ms = 1000,
                            .correct = true,
                            .grade = FSRS_GOOD};
    arena_init(&arena, 64 * 1024 * 1024);
    assert_non_null(mkdtemp(directory));
    snprintf(path, sizeof path, "%s/progress.db", directory);
    assert_int_equal(content_open(&content, "."), ERROR_OK);
    assert_int_equal(progress_open_file(&progress, path), ERROR_OK);
    assert_int_equal(checklist_load(&content, progress, 2000, &arena, &list),
                     ERROR_OK);
    assert_true(item(&list, "L2")->questions > 0);
    assert_int_equal(item(&list, "L2")->right, 0);
    assert_int_equal(schedule_record(progress, &review), ERROR_OK);
    assert_int_equal(checklist_tick(progress, &list, "L2", 2000), ERROR_OK);
    assert_int_equal(checklist_tick(progress, &list, "L9", 2000),
                     ERROR_NOT_FOUND);
    assert_int_equal(checklist_load(&content, progress, 3000, &arena, &list),
                     ERROR_OK);
    assert_int_equal(item(&list, "L2")->right, 1); /* P8 P9 */
    assert_true(item(&list, "L2")->ticked);
    assert_int_equal(item(&list, "L1")->right, 0);
    assert_int_equal(checklist_tick(progress, &list, "L2", 4000), ERROR_OK);
    assert_int_equal(checklist_load(&content, progress, 5000, &arena, &list),
                     ERROR_OK);
    assert_false(item(&list, "L2")->ticked);
    /* a record that was emptied again is no evidence */
    assert_int_equal(progress_append(progress, 6000, PROGRESS_DESIGN, "K2",
                                     "{\"bytes\":90,\"parts\":1}", NULL),
                     ERROR_OK);
    assert_int_equal(checklist_load(&content, progress, 7000, &arena, &list),
                     ERROR_OK);
    assert_int_equal(item(&list, "L4")->sections, 1);
    assert_int_equal(progress_append(progress, 8000, PROGRESS_DESIGN, "K2",
                                     "{\"bytes\":60,\"parts\":0}", NULL),
                     ERROR_OK);
    assert_int_equal(checklist_load(&content, progress, 9000, &arena, &list),
                     ERROR_OK);
    assert_int_equal(item(&list, "L4")->sections, 0);
    progress_close(progress);
    arena_release(&arena);
    static const char *const tails[] = {"", "-wal", "-shm", ".lock", ".queue"};
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        char file[128];
        snprintf(file, sizeof file, "%s%s", path, tails[i]);
        unlink(file);
    }
    rmdir(directory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(ticks_and_evidence)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
