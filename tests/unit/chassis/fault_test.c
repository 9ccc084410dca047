/*
 * fault_test -- the table of faults: bounds, expiry, heal, repeatable chance.
 */
#include "chassis/fault.h"

#include <string.h>

#include "tests/support/cmocka_all.h"

enum { EVERYTHING = (1 << FAULT_FAMILY_COUNT) - 1 };

static struct faults table(void)
{
    struct faults faults;
    faults_init(&faults, EVERYTHING);
    return faults;
}

static enum error add(struct faults *faults, enum fault_kind kind,
                      int64_t now_ms, struct fault *out)
{
    struct fault wanted = fault_default(kind);
    return fault_add(faults, &wanted, now_ms, out);
}

static void every_kind_can_be_found_by_its_name(void **state)
{
    (void)state;
    for (int i = 0; i < FAULT_KIND_COUNT; i++) {
        enum fault_kind kind = FAULT_KIND_COUNT;
        assert_int_equal(fault_kind_named(fault_about[i].slug, &kind),
                         ERROR_OK);
        assert_int_equal(kind, i);
    }
    enum fault_kind kind;
    assert_int_equal(fault_kind_named("latenzy", &kind), ERROR_NOT_FOUND);
}

static void every_kind_accepts_its_own_fallbacks(void **state)
{
    (void)state;
    for (int i = 0; i < FAULT_KIND_COUNT; i++) {
        struct fault fault = fault_default((enum fault_kind)i);
        assert_int_equal(fault_check(&fault), ERROR_OK);
    }
}

static void every_value_out_of_bounds_is_refused(void **state)
{
    (void)state;
    for (int i = 0; i < FAULT_KIND_COUNT; i++)
        for (int p = 0; p < FAULT_VALUES; p++) {
            struct fault fault = fault_default((enum fault_kind)i);
            if (!fault_about[i].parameters[p].name)
                continue;
            fault.values[p] = fault_about[i].parameters[p].most + 1;
            assert_int_equal(fault_check(&fault), ERROR_UNPROCESSABLE);
            fault.values[p] = fault_about[i].parameters[p].least - 1;
            assert_int_equal(fault_check(&fault), ERROR_UNPROCESSABLE);
        }
}

static void what_a_kind_does_not_take_is_refused(void **state)
{
    (void)state;
    struct fault fault = fault_default(FAULT_SLOW_SYNC);
    fault.customer = 7;
    assert_int_equal(fault_check(&fault), ERROR_UNPROCESSABLE);
    assert_non_null(
        strstr(error_detail(ERROR_UNPROCESSABLE), "takes no customer"));
    fault = fault_default(FAULT_FREEZE);
    fault.percentage = 5000;
    assert_int_equal(fault_check(&fault), ERROR_UNPROCESSABLE);
    fault = fault_default(FAULT_ABORT);
    fault.direction = FAULT_TO;
    assert_int_equal(fault_check(&fault), ERROR_UNPROCESSABLE);
    fault = fault_default(FAULT_ABORT);
    fault.values[0] = 200;
    assert_int_equal(fault_check(&fault), ERROR_UNPROCESSABLE);
    fault.values[0] = 14;
    assert_int_equal(fault_check(&fault), ERROR_OK);
}

static void a_family_the_process_cannot_do_is_refused(void **state)
{
    (void)state;
    struct faults faults;
    faults_init(&faults, FAULT_IN(DISK) | FAULT_IN(PROCESS));
    assert_int_equal(add(&faults, FAULT_LATENCY, 0, NULL), ERROR_UNIMPLEMENTED);
    assert_int_equal(add(&faults, FAULT_KILL, 0, NULL), ERROR_UNIMPLEMENTED);
    assert_int_equal(add(&faults, FAULT_FULL, 0, NULL), ERROR_OK);
    assert_int_equal(faults.count, 1);
}

static void a_fault_is_over_at_its_time_even_before_it_is_taken_away(void **s)
{
    (void)s;
    struct faults faults = table();
    struct fault wanted = fault_default(FAULT_FULL);
    wanted.duration_ms = 500;
    assert_int_equal(fault_add(&faults, &wanted, 1000, NULL), ERROR_OK);
    assert_int_equal(fault_next_ms(&faults), 1500);
    assert_non_null(fault_find(&faults, FAULT_FULL, 1499));
    assert_null(fault_find(&faults, FAULT_FULL, 1500));
    assert_int_equal(fault_expire(&faults, 1499), 0);
    assert_int_equal(fault_expire(&faults, 1500), 1);
    assert_int_equal(faults.count, 0);
    assert_true(fault_next_ms(&faults) == INT64_MAX);
}

static void nothing_lasts_longer_than_the_bound(void **state)
{
    (void)state;
    struct faults faults = table();
    struct fault added, wanted = fault_default(FAULT_FULL);
    wanted.duration_ms = FAULT_LONGEST_MS + 1;
    assert_int_equal(fault_add(&faults, &wanted, 0, NULL), ERROR_UNPROCESSABLE);
    wanted.duration_ms = 0;
    assert_int_equal(fault_add(&faults, &wanted, 0, &added), ERROR_OK);
    assert_int_equal(added.until_ms, FAULT_DEFAULT_MS);
}

static void the_table_is_bounded_and_the_expired_make_room(void **state)
{
    (void)state;
    struct faults faults = table();
    for (int i = 0; i < FAULT_ACTIVE; i++)
        assert_int_equal(add(&faults, FAULT_FULL, 0, NULL), ERROR_OK);
    assert_int_equal(add(&faults, FAULT_FULL, 1, NULL), ERROR_OVERLOADED);
    assert_int_equal(add(&faults, FAULT_FULL, FAULT_DEFAULT_MS, NULL),
                     ERROR_OK);
    assert_int_equal(faults.count, 1);
}

static void heal_takes_the_one_that_is_meant(void **state)
{
    (void)state;
    struct faults faults = table();
    struct fault first, second, third;
    assert_int_equal(add(&faults, FAULT_FULL, 0, &first), ERROR_OK);
    assert_int_equal(add(&faults, FAULT_FREEZE, 0, &second), ERROR_OK);
    assert_int_equal(add(&faults, FAULT_LATENCY, 0, &third), ERROR_OK);
    assert_int_equal(fault_heal(&faults, second.id), ERROR_OK);
    assert_int_equal(faults.count, 2);
    assert_int_equal(faults.list[0].id, first.id);
    assert_int_equal(faults.list[1].id, third.id);
    assert_int_equal(fault_heal(&faults, second.id), ERROR_NOT_FOUND);
    assert_int_equal(fault_heal(&faults, 0), ERROR_OK);
    assert_int_equal(faults.count, 0);
    assert_int_equal(add(&faults, FAULT_FULL, 0, &first), ERROR_OK);
    assert_int_equal(first.id, 4); /* an id is never given twice */
}

static void the_same_seed_strikes_the_same_events(void **state)
{
    (void)state;
    struct fault one = fault_default(FAULT_ABORT);
    one.percentage = 3000;
    one.seed = 42;
    struct fault other = one;
    struct fault stranger = one;
    stranger.seed = 43;
    int differ = 0;
    for (uint64_t n = 0; n < 1000; n++) {
        bool struck = fault_strikes(&one);
        assert_int_equal(struck, fault_strikes(&other));
        assert_int_equal(struck, fault_draw(&one, n));
        differ += struck != fault_draw(&stranger, n);
    }
    assert_true(differ > 200);
    assert_int_equal(one.events, 1000);
}

static void a_percentage_is_kept_in_hundredths(void **state)
{
    (void)state;
    static const int percentages[] = {0, 1, 50, 1000, 5000, 9999, FAULT_ALWAYS};
    for (size_t i = 0; i < sizeof percentages / sizeof *percentages; i++) {
        struct fault fault = fault_default(FAULT_ABORT);
        fault.percentage = percentages[i];
        fault.seed = 7;
        for (int n = 0; n < 200000; n++)
            fault_strikes(&fault);
        double share = (double)fault.struck / 200000 * FAULT_ALWAYS;
        /* five standard deviations of a fair draw */
        double far = 5 * 0.5 / 447 * FAULT_ALWAYS;
        assert_true(share > percentages[i] - far &&
                    share < percentages[i] + far);
        if (percentages[i] == 0 || percentages[i] == FAULT_ALWAYS)
            assert_int_equal(share, percentages[i]);
    }
}

static void a_number_stays_below_its_bound_and_repeats(void **state)
{
    (void)state;
    struct fault fault = fault_default(FAULT_LATENCY);
    unsigned seen = 0;
    for (uint64_t n = 0; n < 1000; n++) {
        uint64_t number = fault_number(&fault, n, 1, 10);
        assert_true(number < 10);
        assert_int_equal(number, fault_number(&fault, n, 1, 10));
        seen |= 1U << number;
    }
    assert_int_equal(seen, 0x3ff);
}

static void an_aim_fits_only_what_it_names(void **state)
{
    (void)state;
    struct fault fault = fault_default(FAULT_ABORT);
    assert_true(fault_fits(&fault, NULL, NULL, 0, NULL));
    fault.customer = 7;
    assert_true(fault_fits(&fault, "orders", "Charge", 7, NULL));
    assert_false(fault_fits(&fault, "orders", "Charge", 8, NULL));
    strcpy(fault.method, "Charge");
    assert_false(fault_fits(&fault, "orders", "Refund", 7, NULL));
    assert_false(fault_fits(&fault, "orders", NULL, 7, NULL));
    strcpy(fault.caller, "orders");
    assert_true(fault_fits(&fault, "orders", "Charge", 7, "tea"));
    assert_false(fault_fits(&fault, "gateway", "Charge", 7, "tea"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_can_be_found_by_its_name),
        cmocka_unit_test(every_kind_accepts_its_own_fallbacks),
        cmocka_unit_test(every_value_out_of_bounds_is_refused),
        cmocka_unit_test(what_a_kind_does_not_take_is_refused),
        cmocka_unit_test(a_family_the_process_cannot_do_is_refused),
        cmocka_unit_test(
            a_fault_is_over_at_its_time_even_before_it_is_taken_away),
        cmocka_unit_test(nothing_lasts_longer_than_the_bound),
        cmocka_unit_test(the_table_is_bounded_and_the_expired_make_room),
        cmocka_unit_test(heal_takes_the_one_that_is_meant),
        cmocka_unit_test(the_same_seed_strikes_the_same_events),
        cmocka_unit_test(a_percentage_is_kept_in_hundredths),
        cmocka_unit_test(a_number_stays_below_its_bound_and_repeats),
        cmocka_unit_test(an_aim_fits_only_what_it_names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
