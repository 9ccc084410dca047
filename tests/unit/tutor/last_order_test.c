/*
 * last_order_test -- the last order: kept for the next process, and never
 * believed when torn.
 */
#include "tutor/last_order.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/cmocka_all.h"

#define FIRST "01M8960TPJWNH89F8X3HY4ZH2B"
#define SECOND "01M89611V170FGN9MM8KWWABE0"

static char directory[] = "/tmp/cleave-last-XXXXXX";

static struct session fresh(void)
{
    struct session session;
    memset(&session, 0, sizeof session);
    snprintf(session.places.state, sizeof session.places.state, "%s",
             directory);
    return session;
}

static void write_file(const char *text)
{
    char path[64];
    snprintf(path, sizeof path, "%s/last-orders", directory);
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static int make_directory(void **state)
{
    (void)state;
    return mkdtemp(directory) ? 0 : -1;
}

static int remove_directory(void **state)
{
    char path[64];
    (void)state;
    snprintf(path, sizeof path, "%s/last-orders", directory);
    unlink(path);
    return rmdir(directory);
}

static void another_process_knows_the_last_order(void **state)
{
    struct id id;
    struct session one = fresh(), other = fresh();
    (void)state;
    session_saw_order(&one, SHAPE_SPLIT, FIRST);
    last_order_keep(&one);
    assert_int_equal(last_order_find(&other, SHAPE_SPLIT, "last", &id),
                     ERROR_OK);
    assert_string_equal(id.text, FIRST);
    assert_int_equal(last_order_find(&other, SHAPE_SPLIT, NULL, &id), ERROR_OK);
    assert_string_equal(id.text, FIRST);
    assert_int_equal(last_order_find(&other, SHAPE_MONOLITH, "last", &id),
                     ERROR_NOT_FOUND);
}

static void an_order_on_one_shape_leaves_the_other_alone(void **state)
{
    struct id id;
    struct session one = fresh(), two = fresh(), other = fresh();
    (void)state;
    session_saw_order(&one, SHAPE_SPLIT, FIRST);
    last_order_keep(&one);
    session_saw_order(&two, SHAPE_MONOLITH, SECOND);
    last_order_keep(&two);
    assert_int_equal(last_order_find(&other, SHAPE_SPLIT, "last", &id),
                     ERROR_OK);
    assert_string_equal(id.text, FIRST);
    assert_int_equal(last_order_find(&other, SHAPE_MONOLITH, "last", &id),
                     ERROR_OK);
    assert_string_equal(id.text, SECOND);
}

static void a_word_that_is_no_id_is_refused(void **state)
{
    struct id id = {"untouched"};
    struct session session = fresh();
    (void)state;
    assert_int_equal(last_order_find(&session, SHAPE_SPLIT, "17", &id),
                     ERROR_USAGE);
    assert_string_equal(id.text, "untouched");
}

static void a_torn_line_counts_as_none(void **state)
{
    struct id id;
    struct session session = fresh();
    (void)state;
    write_file("split 01M8960TPJ\nmonolith\n\x1b[2J\nsplitter " FIRST "\n");
    assert_int_equal(last_order_find(&session, SHAPE_SPLIT, "last", &id),
                     ERROR_NOT_FOUND);
    assert_int_equal(last_order_find(&session, SHAPE_MONOLITH, "last", &id),
                     ERROR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_process_knows_the_last_order),
        cmocka_unit_test(an_order_on_one_shape_leaves_the_other_alone),
        cmocka_unit_test(a_word_that_is_no_id_is_refused),
        cmocka_unit_test(a_torn_line_counts_as_none),
    };
    return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
