/*
 * progress_move_test -- what is exported comes back, once, or not at all.
 */
#include "tutor/study/progress_move.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/cmocka_all.h"
#include "tests/support/folder.h"
#include "tutor/commands/text.h"

struct desk {
    struct folder folder;
    struct progress *one, *two;
    char file[FOLDER_PATH_BYTES];
};

static void open_in(struct desk *desk, const char *name, struct progress **out)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s.db", desk->folder.path, name);
    assert_int_equal(progress_open_file(out, path), ERROR_OK);
}

static int setup(void **state)
{
    static struct desk desk;
    text_set_korean(false);
    folder_open(&desk.folder);
    folder_path(&desk.folder, "export", desk.file);
    open_in(&desk, "one", &desk.one);
    open_in(&desk, "two", &desk.two);
    *state = &desk;
    return 0;
}

static int teardown(void **state)
{
    struct desk *desk = *state;
    progress_close(desk->one);
    progress_close(desk->two);
    folder_close(&desk->folder);
    return 0;
}

static void write_export(struct desk *desk, const char *tail)
{
    FILE *file = fopen(desk->file, "we");
    assert_non_null(file);
    assert_int_equal(progress_export(desk->one, file), ERROR_OK);
    assert_true(fputs(tail, file) >= 0);
    fclose(file);
}

static enum error count_entry(void *arg, const struct progress_entry *entry)
{
    int *count = arg;
    *count += strcmp(entry->body, "{\"a\":\"\\\"\"}") == 0;
    return ERROR_OK;
}

static int count_of(struct progress *progress)
{
    int count = 0;
    assert_int_equal(
        progress_each(progress, PROGRESS_KIND_COUNT, NULL, count_entry, &count),
        ERROR_OK);
    return count;
}

static void fill(struct desk *desk)
{
    for (int i = 1; i <= 3; i++)
        assert_int_equal(progress_append(desk->one, i, PROGRESS_REVIEW, "08-a",
                                         "{\"a\":\"\\\"\"}", NULL),
                         ERROR_OK);
}

static void twice_imported_is_there_once(void **state)
{
    struct desk *desk = *state;
    int64_t added = -1;
    fill(desk);
    write_export(desk, "");
    assert_int_equal(progress_import(desk->two, desk->file, &added), ERROR_OK);
    assert_int_equal(added, 3);
    assert_int_equal(progress_import(desk->two, desk->file, &added), ERROR_OK);
    assert_int_equal(added, 0);
    assert_int_equal(count_of(desk->two), 3);
}

static void a_broken_line_is_named_and_nothing_is_taken(void **state)
{
    struct desk *desk = *state;
    static const char *const tails[] = {
        "cheese\n", "{\"id\":\"x\"}\n", "{\"id\":", "[]\n",
        "{\"id\":\"01JDH2Q0000000000000000000\",\"at_ms\":1,\"kind\":\"review\""
        ",\"subject\":\"a\",\"body\":\"[1]\"}\n"};
    int64_t added = -1;
    fill(desk);
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        write_export(desk, tails[i]);
        assert_int_equal(progress_import(desk->two, desk->file, &added),
                         ERROR_MALFORMED);
        assert_non_null(strstr(error_detail(ERROR_MALFORMED), "export:5:"));
        assert_int_equal(count_of(desk->two), 0);
    }
    assert_int_equal(added, -1);
}

static void a_file_of_something_else_is_refused(void **state)
{
    struct desk *desk = *state;
    int64_t added = -1;
    FILE *file = fopen(desk->file, "we");
    assert_non_null(file);
    fclose(file);
    assert_int_equal(progress_import(desk->two, desk->file, &added),
                     ERROR_MALFORMED);
    assert_int_equal(progress_import(desk->two, "/nowhere", &added),
                     ERROR_NOT_FOUND);
}

static void cleared_is_empty(void **state)
{
    struct desk *desk = *state;
    fill(desk);
    assert_int_equal(count_of(desk->one), 3);
    assert_int_equal(progress_clear(desk->one), ERROR_OK);
    assert_int_equal(count_of(desk->one), 0);
}

#define case_of(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        case_of(twice_imported_is_there_once),
        case_of(a_broken_line_is_named_and_nothing_is_taken),
        case_of(a_file_of_something_else_is_refused),
        case_of(cleared_is_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
