/*
 * load_plan_test -- the schedule and the requests of a load.
 */
#include "tutor/lab/load_plan.h"

#include <string.h>

#include "tests/support/cmocka_all.h"
#include "tutor/lab/load_mix.h"

static const char *const skus[] = {"MUG", "PEN"};
static const struct load_customer customers[] = {{7, "Bearer seven"},
                                                 {8, "Bearer eight"}};
static const struct load_target target = {.customers = customers,
                                          .customer_count = 2};

static struct load_plan plan_of(enum load_mix mix, double rate, int64_t ms)
{
    return (struct load_plan){.mix = mix,
                              .rate_per_s = rate,
                              .duration_ms = ms,
                              .skus = skus,
                              .sku_count = 2,
                              .nonce = "run",
                              .seed = 1};
}

static void arrivals_are_evenly_spaced(void **state)
{
    (void)state;
    struct load_plan plan = plan_of(LOAD_READS, 200, 10000);
    assert_int_equal(load_plan_count(&plan), 2000);
    assert_int_equal(load_plan_due_ns(&plan, 0), 0);
    assert_int_equal(load_plan_due_ns(&plan, 1), 5000000);
    assert_int_equal(load_plan_due_ns(&plan, 1999), 9995000000);
}

static void a_schedule_does_not_drift(void **state)
{
    (void)state;
    struct load_plan plan = plan_of(LOAD_READS, 3, 3600 * 1000);
    assert_int_equal(load_plan_count(&plan), 10800);
    assert_int_equal(load_plan_due_ns(&plan, 10797), 3599000000000);
}

static void a_burst_is_due_at_once(void **state)
{
    (void)state;
    struct load_plan plan = plan_of(LOAD_BURST, 100, 1000);
    assert_int_equal(load_plan_count(&plan), 100);
    assert_int_equal(load_plan_due_ns(&plan, 99), 0);
}

static void a_load_has_at_least_one_arrival(void **state)
{
    (void)state;
    struct load_plan plan = plan_of(LOAD_READS, 0.1, 10);
    assert_int_equal(load_plan_count(&plan), 1);
}

static void mixes_have_names(void **state)
{
    (void)state;
    enum load_mix mix = LOAD_MIXES;
    for (int i = 0; i < LOAD_MIXES; i++) {
        assert_true(load_mix_parse(load_mix_name((enum load_mix)i), &mix));
        assert_int_equal(mix, i);
    }
    assert_false(load_mix_parse("cheese", &mix));
}

static void an_order_carries_a_token_and_a_key_of_its_own(void **state)
{
    (void)state;
    static struct load_request one, two;
    struct load_mix_state nothing = {0};
    struct load_plan plan = plan_of(LOAD_ORDERS, 1, 1000);
    load_mix_request(&plan, &target, &nothing, 0, &one);
    load_mix_request(&plan, &target, &nothing, 1, &two);
    assert_string_equal(one.method, "POST");
    assert_non_null(strstr(one.headers, "Authorization: Bearer "));
    assert_non_null(strstr(one.headers, "Idempotency-Key: run-0\r\n"));
    assert_non_null(strstr(two.headers, "Idempotency-Key: run-1\r\n"));
    assert_non_null(strstr(one.body, "\"customer_id\":"));
}

static void the_same_number_is_the_same_request(void **state)
{
    (void)state;
    static struct load_request one, two;
    struct load_mix_state nothing = {0};
    struct load_plan plan = plan_of(LOAD_ORDERS, 1, 1000);
    load_mix_request(&plan, &target, &nothing, 42, &one);
    load_mix_request(&plan, &target, &nothing, 42, &two);
    assert_string_equal(one.body, two.body);
    assert_string_equal(one.headers, two.headers);
}

static void a_checkout_lists_looks_orders_and_asks(void **state)
{
    (void)state;
    static struct load_request request;
    struct load_mix_state mix = {0};
    struct load_plan plan = plan_of(LOAD_CHECKOUT, 1, 1000);
    load_mix_request(&plan, &target, &mix, 0, &request);
    assert_string_equal(request.path, "/api/products");
    load_mix_request(&plan, &target, &mix, 1, &request);
    assert_int_equal(strncmp(request.path, "/api/products/", 14), 0);
    load_mix_request(&plan, &target, &mix, 2, &request);
    assert_string_equal(request.path, "/api/orders");
    load_mix_request(&plan, &target, &mix, 3, &request);
    assert_string_equal(request.path, "/api/products"); /* none to ask for */
    load_mix_learn(&mix, true, &customers[0],
                   SLICE("{\"id\":\"01ARZ3NDEKTSV4RRFFQ69G5FAV\"}"));
    load_mix_request(&plan, &target, &mix, 3, &request);
    assert_string_equal(request.path, "/api/orders/01ARZ3NDEKTSV4RRFFQ69G5FAV");
    assert_string_equal(request.headers, "Authorization: Bearer seven\r\n");
}

static void answers_without_an_id_teach_nothing(void **state)
{
    (void)state;
    struct load_mix_state mix = {0};
    load_mix_learn(&mix, true, customers, SLICE("{\"id\":\"short\"}"));
    load_mix_learn(&mix, true, customers, SLICE(""));
    load_mix_learn(&mix, true, customers,
                   SLICE("{\"id\":\"!!!!!!!!!!!!!!!!!!!!!!!!!!\"}"));
    assert_string_equal(mix.last_order.text, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arrivals_are_evenly_spaced),
        cmocka_unit_test(a_schedule_does_not_drift),
        cmocka_unit_test(a_burst_is_due_at_once),
        cmocka_unit_test(a_load_has_at_least_one_arrival),
        cmocka_unit_test(mixes_have_names),
        cmocka_unit_test(an_order_carries_a_token_and_a_key_of_its_own),
        cmocka_unit_test(the_same_number_is_the_same_request),
        cmocka_unit_test(a_checkout_lists_looks_orders_and_asks),
        cmocka_unit_test(answers_without_an_id_teach_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
