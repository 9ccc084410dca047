/*
 * design_test -- a record is read back as it was written, by hand or not.
 */
#include "tutor/study/design.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/cmocka_all.h"
#include "tests/support/folder.h"
#include "tutor/commands/text.h"
#include "tutor/study/content.h"

static struct arena arena;
static struct places places;
static struct folder home;

static int setup(void **state)
{
    (void)state;
    text_set_korean(false);
    arena_init(&arena, (size_t)16 * 1024 * 1024);
    folder_open(&home);
    assert_int_equal(setenv("CLEAVE_HOME", home.path, 1), 0);
    assert_int_equal(places_find(&places), ERROR_OK);
    assert_int_equal(places_make(&places), ERROR_OK);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_release(&arena);
    folder_close(&home);
    return 0;
}

static void a_section_has_a_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < DESIGN_SECTIONS; i++)
        assert_int_equal(design_section(design_id(i)), i);
    assert_int_equal(design_section("k7"), 6);
    assert_int_equal(design_section("K8"), DESIGN_SECTIONS);
    assert_int_equal(design_section(""), DESIGN_SECTIONS);
}

static void what_is_not_written_is_empty(void **state)
{
    (void)state;
    struct design_record record;
    assert_int_equal(design_load(&places, 0, &arena, &record), ERROR_OK);
    for (size_t i = 0; i < DESIGN_PARTS; i++)
        assert_string_equal(record.texts[i], "");
    assert_string_equal(record.head, "");
    assert_string_equal(record.rest, "");
}

/* Sections are found by their order, whatever language they were written in,
 * and the learner's own lines stay. */
static void hand_written_text_is_kept(void **state)
{
    (void)state;
    static const char text[] = "# Mine\n\nAccepted.\n\n## 배경\n\nold shop\n\n"
                               "two lines\n## 결정\none gateway\n\n"
                               "## 치르는 값\n## 버린 대안\n\nnone\n\n"
                               "## Later\n\n## Even later\nx\n";
    struct design_record record, again;
    struct buffer out;
    assert_int_equal(design_parse(text, &arena, &record), ERROR_OK);
    assert_string_equal(record.head, "# Mine\n\nAccepted.");
    assert_string_equal(record.texts[0], "old shop\n\ntwo lines");
    assert_string_equal(record.texts[1], "one gateway");
    assert_string_equal(record.texts[2], "");
    assert_string_equal(record.texts[3], "none");
    assert_string_equal(record.rest, "## Later\n\n## Even later\nx");
    buffer_init(&out, DESIGN_BYTES);
    assert_int_equal(design_write(0, &record, &out), ERROR_OK);
    buffer_byte(&out, '\0');
    assert_int_equal(design_parse(out.data, &arena, &again), ERROR_OK);
    assert_string_equal(again.head, record.head);
    for (size_t i = 0; i < DESIGN_PARTS; i++)
        assert_string_equal(again.texts[i], record.texts[i]);
    assert_string_equal(again.rest, record.rest);
    buffer_release(&out);
}

static enum error count(void *arg, const struct progress_entry *entry)
{
    int *entries = arg;
    assert_string_equal(entry->subject, "K2");
    ++*entries;
    return ERROR_OK;
}

static void a_record_is_saved_and_noted(void **state)
{
    (void)state;
    struct design_record record, again;
    struct progress *progress = NULL;
    struct content_text text = {0};
    int entries = 0;
    assert_int_equal(progress_open(&progress, &places), ERROR_OK);
    assert_int_equal(design_load(&places, 1, &arena, &record), ERROR_OK);
    record.texts[1] = "a gateway that keeps nothing";
    assert_int_equal(design_save(&places, progress, 1, &record, 1000, &arena),
                     ERROR_OK);
    assert_int_equal(design_load(&places, 1, &arena, &again), ERROR_OK);
    assert_string_equal(again.texts[1], record.texts[1]);
    assert_string_equal(again.texts[0], "");
    assert_int_equal(
        content_load(design_path(&places, 1, &arena), &arena, &text), ERROR_OK);
    assert_int_equal(strncmp(text.text, "# K2. ", 6), 0);
    assert_int_equal(
        progress_each(progress, PROGRESS_DESIGN, NULL, count, &entries),
        ERROR_OK);
    assert_int_equal(entries, 1);
    progress_close(progress);
}

/* Too much for a record: refused, and the old file is whole. */
static void what_cannot_be_written_changes_nothing(void **state)
{
    (void)state;
    struct design_record record, again;
    struct progress *progress = NULL;
    char *large = arena_alloc(&arena, DESIGN_BYTES + 2);
    assert_non_null(large);
    memset(large, 'x', DESIGN_BYTES + 1);
    large[DESIGN_BYTES + 1] = '\0';
    assert_int_equal(progress_open(&progress, &places), ERROR_OK);
    assert_int_equal(design_load(&places, 2, &arena, &record), ERROR_OK);
    record.texts[0] = "small";
    assert_int_equal(design_save(&places, progress, 2, &record, 1000, &arena),
                     ERROR_OK);
    record.texts[0] = large;
    assert_int_not_equal(
        design_save(&places, progress, 2, &record, 1000, &arena), ERROR_OK);
    assert_int_equal(design_load(&places, 2, &arena, &again), ERROR_OK);
    assert_string_equal(again.texts[0], "small");
    progress_close(progress);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(a_section_has_a_name),
        EACH(what_is_not_written_is_empty),
        EACH(hand_written_text_is_kept),
        EACH(a_record_is_saved_and_noted),
        EACH(what_cannot_be_written_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
