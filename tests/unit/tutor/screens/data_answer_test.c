/*
 * data_answer_test -- answers of `data --json`: whole, cut off, of the wrong
 * kind.
 */
#include "tutor/screens/data_answer.h"

#include <string.h>

#include "tests/support/cmocka_all.h"

#define ID "01ARZ3NDEKTSV4RRFFQ69G5FA1"

static const char page_text[] =
    "{\"service\":\"orders\",\"table\":\"t\",\"order\":\"\",\"rows\":70,"
    "\"offset\":50,\"took_us\":9,\"columns\":[{\"name\":\"key\",\"type\":"
    "\"TEXT\",\"key\":true},{\"name\":\"n\",\"type\":\"INTEGER\"},{\"name\":"
    "\"pin\",\"hidden\":true}],\"cells\":[[\"" ID "/pay\",\"1\",null],"
    "[\"k\",\"2\"],[\"a\",\"b\",\"c\",\"d\"],7]}";

static const char books_text[] =
    "{\"databases\":[{\"service\":\"orders\",\"missing\":false,\"bytes\":5,"
    "\"openers\":[{\"program\":\"cleave-orders\",\"pid\":7},{\"program\":"
    "\"cleave-orders\",\"pid\":8}],\"tables\":[{\"name\":\"a\",\"rows\":3},"
    "{\"name\":\"b\",\"rows\":4},5]},{\"service\":\"payments\",\"missing\":"
    "true,"
    "\"why\":\"gone\",\"openers\":[{\"program\":\"x\",\"pid\":1},{\"program\":"
    "\"y\",\"pid\":2}]},6]}";

static void a_page_is_laid_out_row_by_row(void **state)
{
    (void)state;
    struct data_answer_page page = {0};
    assert_true(data_page_take(&page, page_text, strlen(page_text)));
    assert_int_equal(page.total, 70);
    assert_int_equal(page.offset, 50);
    assert_int_equal(page.column_count, 3);
    assert_int_equal(page.row_count, 4);
    assert_true(page.columns[0].key);
    assert_true(page.columns[1].number);
    assert_true(page.columns[2].hidden);
    assert_string_equal(data_page_cell(&page, 0, 1), "1");
    assert_string_equal(data_page_cell(&page, 0, 2), "");
    /* Short, long and impossible rows. */
    assert_string_equal(data_page_cell(&page, 1, 2), "");
    assert_string_equal(data_page_cell(&page, 2, 2), "c");
    assert_string_equal(data_page_cell(&page, 3, 0), "");
    assert_string_equal(data_page_cell(&page, 4, 0), "");
    assert_string_equal(data_page_cell(&page, 0, 3), "");
    assert_string_equal(data_page_cell(&page, -1, -1), "");
    data_page_release(&page);
}

static void the_order_of_a_row_is_found_in_its_key(void **state)
{
    (void)state;
    char order[27];
    struct data_answer_page page = {0};
    assert_true(data_page_take(&page, page_text, strlen(page_text)));
    data_page_order(&page, 0, order);
    assert_string_equal(order, ID);
    data_page_order(&page, 1, order);
    assert_string_equal(order, "");
    data_page_release(&page);
}

static void databases_know_their_owners(void **state)
{
    (void)state;
    struct data_books books = {0};
    assert_true(data_books_take(&books, books_text, strlen(books_text)));
    assert_int_equal(books.count, 2);
    assert_string_equal(books.books[0].openers,
                        "cleave-orders 7, cleave-orders 8");
    assert_true(books.books[0].alone); /* two processes of one service */
    assert_int_equal(books.books[0].rows, 7);
    assert_int_equal(books.books[0].table_count, 2);
    assert_false(books.books[1].alone);
    assert_true(books.books[1].missing);
    assert_string_equal(books.books[1].why, "gone");
    data_books_release(&books);
}

static void what_is_cut_off_changes_nothing(void **state)
{
    (void)state;
    struct data_answer_page page = {0};
    struct data_books books = {0};
    assert_true(data_page_take(&page, page_text, strlen(page_text)));
    assert_true(data_books_take(&books, books_text, strlen(books_text)));
    for (size_t i = 0; i < strlen(page_text); i++)
        assert_false(data_page_take(&page, page_text, i));
    for (size_t i = 0; i < strlen(books_text); i++)
        assert_false(data_books_take(&books, books_text, i));
    assert_false(data_page_take(&page, books_text, strlen(books_text)));
    assert_false(data_books_take(&books, page_text, strlen(page_text)));
    assert_int_equal(page.row_count, 4);
    assert_int_equal(books.count, 2);
    data_page_release(&page);
    data_books_release(&books);
}

static void members_of_another_kind_are_not_believed(void **state)
{
    (void)state;
    static const char odd[] =
        "{\"columns\":{\"name\":1},\"cells\":\"x\",\"rows\":\"y\"}";
    struct data_answer_page page = {0};
    assert_true(data_page_take(&page, odd, strlen(odd)));
    assert_int_equal(page.column_count, 0);
    assert_int_equal(page.row_count, 0);
    assert_int_equal(page.total, 0);
    data_page_release(&page);
}

static void an_answer_that_is_none_says_why(void **state)
{
    (void)state;
    char why[32];
    static const char error[] = "{\"error\":\"storage\",\"detail\":\"locked\"}";
    data_answer_why(error, strlen(error), why, sizeof why);
    assert_string_equal(why, "locked");
    data_answer_why("crash\nhere", 10, why, sizeof why);
    assert_string_equal(why, "crash");
    data_answer_why("", 0, why, sizeof why);
    assert_string_equal(why, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_is_laid_out_row_by_row),
        cmocka_unit_test(the_order_of_a_row_is_found_in_its_key),
        cmocka_unit_test(databases_know_their_owners),
        cmocka_unit_test(what_is_cut_off_changes_nothing),
        cmocka_unit_test(members_of_another_kind_are_not_believed),
        cmocka_unit_test(an_answer_that_is_none_says_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
