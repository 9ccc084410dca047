/*
 * ledger_books_test -- what the ledger makes of the auditor's report, whole,
 * cut off, or no report at all.
 */
#include "tutor/screens/ledger_books.h"

#include <stdio.h>
#include <string.h>

#include "tests/support/cmocka_all.h"

#define RULE(slug, broken, way, left, right, who)                           \
    "{\"rule\":\"" slug "\",\"held\":false,\"figure\":3,\"broken\":" broken \
    ",\"under_way\":" way ",\"left\":" left ",\"right\":" right             \
    ",\"took_us\":40,\"offenders\":[" who "]}"

static const char good[] =
    "{\"split\":{\"held\":true,\"orders\":3,\"running\":0,\"at_ms\":7000,"
    "\"took_us\":900,\"looks\":1,\"rules\":[" RULE("money-conserved", "0",
                                                   "false", "5", "5", "") "]}}";
static const char waiting[] =
    "{\"split\":{\"held\":true,\"orders\":3,\"running\":2,\"oldest_ms\":6000,"
    "\"at_ms\":7000,\"took_us\":900,\"rules\":[" RULE(
        "money-conserved", "0", "false", "5", "5",
        "") "," RULE("terminal", "2", "true", "3", "1",
                     "{\"id\":\"A\",\"what\":\"still PAID\"}") "]}}";
static const char broken[] =
    "{\"split\":{\"held\":false,\"orders\":3,\"at_ms\":8000,\"took_us\":950,"
    "\"rules\":[" RULE(
        "charged-once", "1", "false", "4", "3",
        "{\"id\":\"B\",\"what\":\"2 times\"}") "," RULE("no-such", "1", "false",
                                                        "1", "0", "") "]}}";

static void take(struct ledger_books *books, const char *output)
{
    ledger_books_take(books, SHAPE_SPLIT, output, strlen(output));
}

static void a_report_is_read_with_both_sides(void **state)
{
    (void)state;
    struct ledger_books books = {0};
    take(&books, good);
    assert_true(books.known);
    assert_int_equal(books.audits, 1);
    assert_int_equal(books.report.facts.orders, 3);
    assert_int_equal(books.report.count, 1);
    assert_int_equal(books.report.findings[0].left, 5);
    assert_int_equal(books.report.took_us, 900);
    assert_int_equal(books.at_ms, 7000);
    assert_int_equal(ledger_books_count(&books, LEDGER_HOLD), 1);
    assert_int_equal(books.runs[0].verdict, LEDGER_HOLD);
}

static void work_under_way_is_no_breach(void **state)
{
    (void)state;
    struct ledger_books books = {0};
    take(&books, waiting);
    assert_int_equal(ledger_books_count(&books, LEDGER_HOLD), 1);
    assert_int_equal(ledger_books_count(&books, LEDGER_WAITS), 1);
    assert_int_equal(ledger_books_count(&books, LEDGER_BREACH), 0);
    assert_int_equal(books.runs[0].verdict, LEDGER_WAITS);
    assert_int_equal(books.report.facts.oldest_ms, 6000);
}

static void a_breach_names_its_order_and_unknown_rules_are_left_out(
    void **state)
{
    (void)state;
    struct ledger_books books = {0};
    take(&books, broken);
    assert_int_equal(books.report.count, 1);
    assert_int_equal(ledger_books_count(&books, LEDGER_BREACH), 1);
    assert_string_equal(books.report.findings[0].offenders[0].id, "B");
    assert_string_equal(books.report.findings[0].offenders[0].what, "2 times");
    assert_int_equal(books.runs[0].verdict, LEDGER_BREACH);
}

static void without_a_report_the_last_one_stays(void **state)
{
    (void)state;
    struct ledger_books books = {0};
    take(&books, good);
    take(&books, "{\"error\":\"storage\",\"detail\":\"the disk is full\"}");
    assert_string_equal(books.why, "the disk is full");
    assert_false(books.no_books);
    assert_true(books.known);
    assert_int_equal(books.audits, 1);
    assert_int_equal(books.run_count, 1);
    take(&books, "Segmentation fault\nand more");
    assert_string_equal(books.why, "Segmentation fault");
    take(&books, "");
    assert_string_equal(books.why, "?");
    take(&books, good);
    assert_string_equal(books.why, "");
}

static void a_shape_that_was_never_up_has_no_books(void **state)
{
    (void)state;
    struct ledger_books books = {0};
    take(&books, "{\"error\":\"not-found\",\"detail\":\"no books\"}");
    assert_true(books.no_books);
    assert_false(books.known);
    /* The other shape's report is none of this one. */
    take(&books, "{\"monolith\":{\"held\":true}}");
    assert_false(books.known);
}

static void a_report_cut_off_anywhere_changes_nothing(void **state)
{
    (void)state;
    for (size_t length = 0; length + 1 < sizeof broken - 1; length++) {
        struct ledger_books books = {0};
        ledger_books_take(&books, SHAPE_SPLIT, broken, length);
        assert_false(books.known);
    }
}

static void members_of_another_kind_are_not_believed(void **state)
{
    (void)state;
    struct ledger_books books = {0};
    take(&books, "{\"split\":{\"rules\":{\"a\":1},\"orders\":\"x\","
                 "\"held\":1}}");
    assert_true(books.known);
    assert_int_equal(books.report.count, 0);
    assert_int_equal(books.report.facts.orders, 0);
    take(&books, "{\"split\":{\"rules\":[1,{\"rule\":5},{\"rule\":\"terminal\","
                 "\"offenders\":[2,{\"id\":3}]}]}}");
    assert_int_equal(books.report.count, 1);
}

static void only_the_last_runs_are_kept(void **state)
{
    (void)state;
    struct ledger_books books = {0};
    take(&books, broken);
    for (int i = 0; i < LEDGER_RUNS; i++)
        take(&books, good);
    assert_int_equal(books.run_count, LEDGER_RUNS);
    assert_int_equal(books.audits, LEDGER_RUNS + 1);
    assert_int_equal(books.runs[0].verdict, LEDGER_HOLD);
    take(&books, broken);
    assert_int_equal(books.runs[LEDGER_RUNS - 1].verdict, LEDGER_BREACH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_report_is_read_with_both_sides),
        cmocka_unit_test(work_under_way_is_no_breach),
        cmocka_unit_test(
            a_breach_names_its_order_and_unknown_rules_are_left_out),
        cmocka_unit_test(without_a_report_the_last_one_stays),
        cmocka_unit_test(a_shape_that_was_never_up_has_no_books),
        cmocka_unit_test(a_report_cut_off_anywhere_changes_nothing),
        cmocka_unit_test(members_of_another_kind_are_not_believed),
        cmocka_unit_test(only_the_last_runs_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
