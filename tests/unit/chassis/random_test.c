/*
 * random_test -- the published numbers, evenness, and secrets.
 */
#include "chassis/random.h"

#include <string.h>

#include "tests/support/cmocka_all.h"

/* The numbers of the authors' own C code, seeded by splitmix64 from 0. */
static void the_generator_is_the_published_one(void **state)
{
    (void)state;
    static const uint64_t seeded[4] = {0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4,
                                       0x06C45D188009454F, 0xF88BB8A8724C81EC};
    static const uint64_t wanted[3] = {0x99EC5F36CB75F2B4, 0xBF6E1F784956452A,
                                       0x1A5F849D4933E6E0};
    struct random random;
    random_seed(&random, 0);
    assert_memory_equal(random.state, seeded, sizeof seeded);
    for (int i = 0; i < 3; i++)
        assert_true(random_next(&random) == wanted[i]);
}

static void the_same_seed_gives_the_same_numbers(void **state)
{
    (void)state;
    struct random a, b, c;
    random_seed(&a, 42);
    random_seed(&b, 42);
    random_seed(&c, 43);
    int different = 0;
    for (int i = 0; i < 100; i++) {
        uint64_t number = random_next(&a);
        assert_true(number == random_next(&b));
        different += number != random_next(&c);
    }
    assert_int_equal(different, 100);
}

static void every_number_below_the_bound_comes_about_as_often(void **state)
{
    (void)state;
    unsigned seen[7] = {0};
    struct random random;
    random_seed(&random, 7);
    for (int i = 0; i < 70000; i++)
        seen[random_below(&random, 7)]++;
    for (int i = 0; i < 7; i++)
        assert_in_range(seen[i], 9500, 10500);
    assert_int_equal(random_below(&random, 1), 0);
    assert_true(random_below(&random, UINT64_MAX) < UINT64_MAX);
}

static void percent_means_percent(void **state)
{
    (void)state;
    unsigned hits = 0;
    struct random random;
    random_seed(&random, 9);
    for (int i = 0; i < 100000; i++) {
        hits += random_percent(&random, 2.5);
        assert_false(random_percent(&random, 0));
        assert_true(random_percent(&random, 100));
    }
    assert_in_range(hits, 2300, 2700);
}

static void secrets_differ(void **state)
{
    (void)state;
    unsigned char a[1000] = {0};
    unsigned char b[1000] = {0};
    assert_int_equal(random_secret(a, sizeof a), ERROR_OK);
    assert_int_equal(random_secret(b, sizeof b), ERROR_OK);
    assert_int_not_equal(memcmp(a, b, sizeof a), 0);
    assert_int_equal(random_secret(a, 0), ERROR_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_generator_is_the_published_one),
        cmocka_unit_test(the_same_seed_gives_the_same_numbers),
        cmocka_unit_test(every_number_below_the_bound_comes_about_as_often),
        cmocka_unit_test(percent_means_percent),
        cmocka_unit_test(secrets_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
