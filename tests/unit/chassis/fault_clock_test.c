/*
 * fault_clock_test -- offset, jump, freeze and strobe, and what an id makes of
 * them.
 */
#include "chassis/fault_clock.h"

#include <string.h>

#include "chassis/clock.h"
#include "chassis/id.h"
#include "chassis/random.h"
#include "tests/support/cmocka_all.h"

static const int64_t noon = 1769860800000; /* wall, when monotonic was 5000 */

static struct faults with(enum fault_kind kind, int64_t by, int64_t period)
{
    struct faults faults;
    struct fault wanted = fault_default(kind);
    faults_init(&faults, FAULT_IN(CLOCK));
    if (kind != FAULT_FREEZE)
        wanted.values[0] = by;
    if (period)
        wanted.values[1] = period;
    assert_int_equal(fault_add(&faults, &wanted, 5000, NULL), ERROR_OK);
    return faults;
}

/* What it shows when so long has passed since the fault began. */
static int64_t shown(struct faults *faults, int64_t later)
{
    return fault_clock_ms(faults, noon + later, 5000 + later) - noon;
}

static void an_offset_is_constant_and_ends(void **state)
{
    (void)state;
    struct faults faults = with(FAULT_OFFSET, -3600000, 0);
    assert_int_equal(shown(&faults, 0), -3600000);
    assert_int_equal(shown(&faults, 1000), -3599000);
    assert_int_equal(shown(&faults, FAULT_DEFAULT_MS), FAULT_DEFAULT_MS);
}

static void a_jump_comes_back(void **state)
{
    (void)state;
    struct faults faults = with(FAULT_JUMP, -60000, 300);
    assert_int_equal(shown(&faults, 299), -60000 + 299);
    assert_int_equal(shown(&faults, 300), 300);
}

static void a_frozen_clock_stands(void **state)
{
    (void)state;
    struct faults faults = with(FAULT_FREEZE, 0, 0);
    assert_int_equal(shown(&faults, 0), 0);
    assert_int_equal(shown(&faults, 1), 0);
    assert_int_equal(shown(&faults, 59999), 0);
    assert_int_equal(shown(&faults, 60000), 60000);
}

/* The two clocks turn their milliseconds at different moments. */
static void a_frozen_clock_does_not_tremble(void **state)
{
    (void)state;
    struct faults faults = with(FAULT_FREEZE, 0, 0);
    assert_int_equal(fault_clock_ms(&faults, noon + 7, 5007), noon);
    assert_int_equal(fault_clock_ms(&faults, noon + 8, 5007), noon);
    assert_int_equal(fault_clock_ms(&faults, noon + 8, 5009), noon);
    /* Another freeze is another moment. */
    assert_int_equal(fault_heal(&faults, 0), ERROR_OK);
    struct fault again = fault_default(FAULT_FREEZE);
    assert_int_equal(fault_add(&faults, &again, 5020, NULL), ERROR_OK);
    assert_int_equal(fault_clock_ms(&faults, noon + 30, 5030), noon + 20);
}

static void a_strobe_goes_to_and_fro(void **state)
{
    (void)state;
    struct faults faults = with(FAULT_STROBE, 5000, 100);
    assert_int_equal(shown(&faults, 0), 5000);
    assert_int_equal(shown(&faults, 99), 5099);
    assert_int_equal(shown(&faults, 100), 100);
    assert_int_equal(shown(&faults, 200), 5200);
}

static void several_faults_add_up(void **state)
{
    (void)state;
    struct faults faults = with(FAULT_OFFSET, 1000, 0);
    struct fault freeze = fault_default(FAULT_FREEZE);
    assert_int_equal(fault_add(&faults, &freeze, 5000, NULL), ERROR_OK);
    assert_int_equal(shown(&faults, 700), 1000);
}

static void the_process_sees_it_on_its_wall_clock_only(void **state)
{
    (void)state;
    struct faults faults;
    struct fault wanted = fault_default(FAULT_OFFSET);
    faults_init(&faults, FAULT_IN(CLOCK));
    fault_clock_use(&faults);
    int64_t before = clock_wall_ms(), passed = clock_monotonic_ms();
    assert_int_equal(fault_add(&faults, &wanted, clock_monotonic_ms(), NULL),
                     ERROR_OK);
    assert_true(clock_wall_ms() - before >= 3600000);
    assert_true(clock_monotonic_ms() - passed < 60000);
    assert_int_equal(fault_heal(&faults, 0), ERROR_OK);
    assert_true(clock_wall_ms() - before < 60000);
    fault_clock_use(NULL);
}

/* Whatever the wall clock does: never the same id, never a smaller one. */
static void ids_stay_unique_and_rising_on_every_wrong_clock(void **state)
{
    (void)state;
    static const enum fault_kind kinds[] = {FAULT_OFFSET, FAULT_JUMP,
                                            FAULT_FREEZE, FAULT_STROBE};
    struct id_source source = {0};
    struct random random;
    struct id last = {0};
    random_seed(&random, 11);
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        for (int sign = -1; sign <= 1; sign += 2) {
            struct faults faults = with(kinds[k], sign * 40000, 0);
            for (int64_t later = 0; later < 70000; later += 7) {
                int64_t wall =
                    fault_clock_ms(&faults, noon + later, 5000 + later);
                uint64_t high = random_next(&random);
                struct id id =
                    id_make(&source, wall, high, random_next(&random));
                assert_true(strcmp(last.text, id.text) < 0);
                last = id;
            }
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_offset_is_constant_and_ends),
        cmocka_unit_test(a_jump_comes_back),
        cmocka_unit_test(a_frozen_clock_stands),
        cmocka_unit_test(a_frozen_clock_does_not_tremble),
        cmocka_unit_test(a_strobe_goes_to_and_fro),
        cmocka_unit_test(several_faults_add_up),
        cmocka_unit_test(the_process_sees_it_on_its_wall_clock_only),
        cmocka_unit_test(ids_stay_unique_and_rising_on_every_wrong_clock)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
