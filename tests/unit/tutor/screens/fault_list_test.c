/*
 * fault_list_test -- the faults that are on are those that were told, less the
 * time that has passed.
 */
#include "tutor/screens/fault_list.h"

#include <string.h>

#include "tests/support/cmocka_all.h"

static const char told[] =
    "[{\"target\":\"payments (sidecar)\",\"id\":1,\"kind\":\"latency\","
    "\"values\":{\"latency\":200,\"jitter\":0},"
    "\"percentage_hundredths\":1050,\"duration_ms\":60000,\"left_ms\":5000,"
    "\"events\":9,\"struck\":3},"
    "{\"target\":\"orders\",\"id\":1,\"kind\":\"slow-sync\","
    "\"values\":{\"delay\":100},\"percentage_hundredths\":10000,"
    "\"duration_ms\":60000,\"left_ms\":9000}]";

static void take(struct fault_list *list, const char *words, bool good)
{
    assert_int_equal(fault_list_take(list, words, strlen(words), 1000), good);
}

static void each_is_told_in_words(void **state)
{
    struct fault_list list = {0};
    char line[128];
    (void)state;
    take(&list, told, true);
    assert_int_equal(list.count, 2);
    assert_string_equal(list.of[0].what, "latency 200, 10.5 %");
    assert_string_equal(list.of[1].what, "slow-sync delay 100");
    fault_list_heal(&list, line, sizeof line);
    assert_string_equal(line, "heal payments latency");
    list.chosen = 1;
    fault_list_heal(&list, line, sizeof line);
    assert_string_equal(line, "heal orders slow-sync");
}

static void time_passes_and_they_leave(void **state)
{
    struct fault_list list = {0};
    (void)state;
    take(&list, told, true);
    list.chosen = 1;
    assert_int_equal(fault_list_left_ms(&list, 0, 2500), 3500);
    assert_false(fault_list_expire(&list, 5999));
    assert_true(fault_list_expire(&list, 6000));
    assert_int_equal(list.count, 1);
    assert_int_equal(list.chosen, 0);
    assert_string_equal(list.of[0].title, "orders");
    assert_true(fault_list_expire(&list, 60000));
    assert_int_equal(list.count, 0);
}

static void what_cannot_be_read_changes_nothing(void **state)
{
    struct fault_list list = {0};
    char line[128];
    (void)state;
    take(&list, "cleave: nothing is up", false);
    assert_false(list.known);
    take(&list, told, true);
    take(&list, "{\"error\":\"unavailable\"}", false);
    assert_int_equal(list.count, 2);
    take(&list, "[1,{}]", true);
    assert_int_equal(list.count, 1);
    take(&list, "[]", true);
    assert_true(list.known && list.count == 0);
    fault_list_heal(&list, line, sizeof line);
    assert_string_equal(line, "heal");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_told_in_words),
        cmocka_unit_test(time_passes_and_they_leave),
        cmocka_unit_test(what_cannot_be_read_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
