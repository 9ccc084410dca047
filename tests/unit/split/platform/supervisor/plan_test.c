/*
 * plan_test -- what the names of processes mean.
 */
#include "split/platform/supervisor/plan.h"

#include "tests/support/cmocka_all.h"

static void a_plain_name_means_all_instances(void **state)
{
    int instance = -1;
    (void)state;
    assert_string_equal(plan_parse("payments", &instance)->name, "payments");
    assert_int_equal(instance, 0);
}

static void a_number_means_one(void **state)
{
    int instance = -1;
    (void)state;
    assert_string_equal(plan_parse("payments-2", &instance)->name, "payments");
    assert_int_equal(instance, 2);
    assert_non_null(plan_parse("gateway-16", &instance));
    assert_int_equal(instance, 16);
}

static void what_is_no_number_names_nothing(void **state)
{
    static const char *const words[] = {
        "payments-",   "payments-0",  "payments-17",
        "payments-2x", "payments--1", "payments-99999999999999999999",
        "paymentsx",   "payment",     "",
        "payments-02x"};
    int instance = -1;
    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        assert_null(plan_parse(words[i], &instance));
    assert_int_equal(instance, -1);
}

static void the_first_instance_has_the_plain_name(void **state)
{
    char label[32];
    int instance;
    (void)state;
    const struct plan_entry *entry = plan_parse("orders", &instance);
    plan_label(entry, 1, label, sizeof label);
    assert_string_equal(label, "orders");
    plan_label(entry, 3, label, sizeof label);
    assert_string_equal(label, "orders-3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_name_means_all_instances),
        cmocka_unit_test(a_number_means_one),
        cmocka_unit_test(what_is_no_number_names_nothing),
        cmocka_unit_test(the_first_instance_has_the_plain_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
