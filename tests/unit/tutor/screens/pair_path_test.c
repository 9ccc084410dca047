/*
 * pair_path_test -- the path of an order is read from its trace.
 */
#include "tutor/screens/pair_path.h"

#include <string.h>

#include "tests/support/cmocka_all.h"

static void each_process_stands_once_in_order(void **state)
{
    char out[64] = "";
    static const char trace[] =
        "{\"summary\":{},\"spans\":[{\"service_name\":\"gateway\"},"
        "{\"service_name\":\"orders\"},{\"service_name\":\"gateway\"},7,"
        "{\"service_name\":\"payments\"},{\"service_name\":\"orders\"}]}";
    (void)state;
    assert_true(pair_path_read(trace, strlen(trace), out, sizeof out));
    assert_string_equal(out, "gateway > orders > payments");
    char small[12] = "";
    assert_true(pair_path_read(trace, strlen(trace), small, sizeof small));
    assert_string_equal(small, "gateway > o");
}

static void what_is_no_trace_leaves_it_as_it_was(void **state)
{
    char out[64] = "before";
    static const char *const others[] = {"", "cleave: no", "[]", "{}",
                                         "{\"spans\":3}"};
    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_false(
            pair_path_read(others[i], strlen(others[i]), out, sizeof out));
        assert_string_equal(out, "before");
    }
    assert_true(pair_path_read("{\"spans\":[]}", 12, out, sizeof out));
    assert_string_equal(out, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_process_stands_once_in_order),
        cmocka_unit_test(what_is_no_trace_leaves_it_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
