/*
 * Who of those that may be asked is asked, by each policy.
 */
#include "split/patterns/balancer.h"

#include "tests/support/cmocka_all.h"
#include "tests/support/rules.h"

static void endpoints(struct balancer *balancer, int64_t policy,
                      const int64_t *weights, size_t count)
{
    struct balancer_endpoint list[BALANCER_ENDPOINTS];

    balancer_init(balancer, 0);
    balancer->rules.policy = policy;
    for (size_t i = 0; i < count; i++)
        list[i] = (struct balancer_endpoint){
            .id = i, .weight = weights[i], .version = (int64_t)i};
    assert_int_equal(balancer_update(balancer, list, count), ERROR_OK);
}

static const int64_t even[8] = {1, 1, 1, 1, 1, 1, 1, 1};

static struct balancer_pick pick(struct balancer *balancer, uint64_t chance,
                                 uint64_t tried)
{
    struct balancer_pick out;

    assert_int_equal(balancer_pick(balancer, 0, chance, tried, &out), ERROR_OK);
    return out;
}

/* A call that ends before the next begins. */
static uint64_t call(struct balancer *balancer, uint64_t chance)
{
    struct balancer_pick out = pick(balancer, chance, 0);

    balancer_done(balancer, 0, &out, BALANCER_SUCCESS, 10);
    return out.id;
}

static void round_robin_goes_round(void **state)
{
    struct balancer balancer;

    (void)state;
    endpoints(&balancer, BALANCER_ROUND_ROBIN, even, 3);
    for (uint64_t i = 0; i < 30; i++)
        assert_int_equal(call(&balancer, 0), i % 3);
}

static void weights_are_kept_exactly_and_spread_out(void **state)
{
    static const int64_t weights[] = {5, 1, 1};
    static const uint64_t order[] = {0, 0, 1, 0, 2, 0, 0};
    struct balancer balancer;

    (void)state;
    endpoints(&balancer, BALANCER_WEIGHTED, weights, 3);
    for (int i = 0; i < 70; i++)
        assert_int_equal(call(&balancer, 0), order[i % 7]);
}

static void a_weight_of_zero_gets_nothing(void **state)
{
    static const int64_t weights[] = {3, 0, 1};
    struct random random = rules_random();

    (void)state;
    for (int64_t policy = 0; policy < BALANCER_POLICY_COUNT; policy++) {
        struct balancer balancer;

        endpoints(&balancer, policy, weights, 3);
        for (int i = 0; i < 1000; i++)
            assert_int_not_equal(call(&balancer, random_next(&random)), 1);
    }
}

static void the_idle_one_is_asked(void **state)
{
    struct random random = rules_random();
    struct balancer balancer;
    struct balancer_pick held[8];

    (void)state;
    endpoints(&balancer, BALANCER_LEAST_OUTSTANDING, even, 8);
    for (int i = 0; i < 8; i++)
        held[i] = pick(&balancer, random_next(&random), 0);
    balancer_done(&balancer, 0, &held[5], BALANCER_SUCCESS, 10);
    for (int i = 0; i < 100; i++)
        assert_int_equal(call(&balancer, random_next(&random)), held[5].id);
}

static void ties_are_broken_by_chance(void **state)
{
    struct random random = rules_random();
    int64_t counts[4] = {0};
    struct balancer balancer;

    (void)state;
    endpoints(&balancer, BALANCER_LEAST_OUTSTANDING, even, 4);
    for (int i = 0; i < 40000; i++)
        counts[call(&balancer, random_next(&random))]++;
    /* Mean 10000, standard deviation 87: eight of them to either side. */
    for (int i = 0; i < 4; i++)
        assert_in_range(counts[i], 9300, 10700);
}

static void random_is_even(void **state)
{
    struct random random = rules_random();
    int64_t counts[5] = {0};
    struct balancer balancer;

    (void)state;
    endpoints(&balancer, BALANCER_RANDOM, even, 5);
    for (int i = 0; i < 50000; i++)
        counts[call(&balancer, random_next(&random))]++;
    for (int i = 0; i < 5; i++) /* standard deviation 89 */
        assert_in_range(counts[i], 9280, 10720);
}

static void two_choices_never_take_the_busiest(void **state)
{
    struct random random = rules_random();
    struct balancer balancer;
    struct balancer_pick out;

    (void)state;
    endpoints(&balancer, BALANCER_TWO_CHOICES, even, 3);
    balancer.slots[1].outstanding = 7;
    for (int i = 0; i < 10000; i++) {
        out = pick(&balancer, random_next(&random), 0);
        assert_int_not_equal(out.id, 1);
        balancer_done(&balancer, 0, &out, BALANCER_SUCCESS, 1);
    }
}

static void two_choices_are_even_when_nobody_is_busy(void **state)
{
    struct random random = rules_random();
    int64_t counts[5] = {0};
    struct balancer balancer;

    (void)state;
    endpoints(&balancer, BALANCER_TWO_CHOICES, even, 5);
    for (int i = 0; i < 50000; i++)
        counts[call(&balancer, random_next(&random))]++;
    for (int i = 0; i < 5; i++)
        assert_in_range(counts[i], 9280, 10720);
}

/* The longest queue after n calls to n endpoints, none of which ends. */
static int64_t longest(int64_t policy, struct random *random)
{
    static const int64_t weights[BALANCER_ENDPOINTS] = {
        [0 ... BALANCER_ENDPOINTS - 1] = 1};
    struct balancer balancer;
    int64_t most = 0;

    endpoints(&balancer, policy, weights, BALANCER_ENDPOINTS);
    for (int i = 0; i < BALANCER_ENDPOINTS; i++)
        pick(&balancer, random_next(random), 0);
    for (int i = 0; i < BALANCER_ENDPOINTS; i++)
        if (balancer.slots[i].outstanding > most)
            most = balancer.slots[i].outstanding;
    return most;
}

static void two_choices_leave_shorter_queues_than_one(void **state)
{
    struct random random = rules_random();
    int64_t one = 0, two = 0;
    enum { ROUNDS = 200 };

    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        one += longest(BALANCER_RANDOM, &random);
        two += longest(BALANCER_TWO_CHOICES, &random);
        assert_int_equal(longest(BALANCER_LEAST_OUTSTANDING, &random), 1);
    }
    /* Balls into 64 bins: the fullest has 4 to 5 of them with one choice and
     * 2 to 3 with two. */
    assert_true(one > two + ROUNDS);
    assert_true(two <= 3 * ROUNDS);
}

static void what_was_tried_is_avoided(void **state)
{
    struct random random = rules_random();

    (void)state;
    for (int64_t policy = 0; policy < BALANCER_POLICY_COUNT; policy++) {
        struct balancer balancer;
        uint64_t tried = 0, seen = 0;

        endpoints(&balancer, policy, even, 5);
        for (int i = 0; i < 5; i++) {
            struct balancer_pick out =
                pick(&balancer, random_next(&random), tried);

            assert_false(out.again);
            tried |= BALANCER_TRIED(out.slot);
            seen |= UINT64_C(1) << out.id;
        }
        assert_int_equal(seen, 31);
        assert_true(pick(&balancer, random_next(&random), tried).again);
    }
}

static void versions_get_their_share_by_every_policy(void **state)
{
    struct random random = rules_random();

    (void)state;
    for (int64_t policy = 0; policy < BALANCER_POLICY_COUNT; policy++) {
        static const struct balancer_share shares[] = {
            {.version = 1, .weight = 90}, {.version = 2, .weight = 10}};
        struct balancer_endpoint list[4];
        int64_t counts[4] = {0};
        struct balancer balancer;

        balancer_init(&balancer, 0);
        balancer.rules.policy = policy;
        for (uint64_t i = 0; i < 4; i++) /* one of version 1, three of 2 */
            list[i] = (struct balancer_endpoint){
                .id = i, .weight = 1, .version = i == 0 ? 1 : 2};
        balancer_update(&balancer, list, 4);
        assert_int_equal(balancer_split(&balancer, shares, 2), ERROR_OK);
        for (int i = 0; i < 3000; i++)
            counts[call(&balancer, random_next(&random))]++;
        assert_int_equal(counts[0], 2700);
        assert_int_equal(counts[1] + counts[2] + counts[3], 300);
        for (int i = 1; i < 4; i++) /* standard deviation 8 */
            assert_in_range(counts[i], 35, 165);
    }
}

/* Discovery tells the same again before each call. */
static void a_split_told_again_keeps_its_turns(void **state)
{
    static const struct balancer_share shares[] = {
        {.version = 0, .weight = 90}, {.version = 1, .weight = 10}};
    int64_t counts[2] = {0};
    struct balancer balancer;

    (void)state;
    endpoints(&balancer, BALANCER_TWO_CHOICES, even, 2);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(balancer_split(&balancer, shares, 2), ERROR_OK);
        counts[call(&balancer, 0)]++;
    }
    assert_int_equal(counts[0], 90);
    assert_int_equal(counts[1], 10);
}

static void every_policy_has_a_name(void **state)
{
    (void)state;
    assert_string_equal(balancer_policy_name(BALANCER_TWO_CHOICES),
                        "two-choices");
    for (int i = 0; i < BALANCER_POLICY_COUNT; i++)
        assert_true(balancer_policy_name((enum balancer_policy)i)[0] != 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_robin_goes_round),
        cmocka_unit_test(weights_are_kept_exactly_and_spread_out),
        cmocka_unit_test(a_weight_of_zero_gets_nothing),
        cmocka_unit_test(the_idle_one_is_asked),
        cmocka_unit_test(ties_are_broken_by_chance),
        cmocka_unit_test(random_is_even),
        cmocka_unit_test(two_choices_never_take_the_busiest),
        cmocka_unit_test(two_choices_are_even_when_nobody_is_busy),
        cmocka_unit_test(two_choices_leave_shorter_queues_than_one),
        cmocka_unit_test(what_was_tried_is_avoided),
        cmocka_unit_test(versions_get_their_share_by_every_policy),
        cmocka_unit_test(a_split_told_again_keeps_its_turns),
        cmocka_unit_test(every_policy_has_a_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
