/*
 * rotation_test -- a list of discovery in a balancer's hands.
 */
#include "split/patterns/rotation.h"

#include <stdio.h>

#include "tests/support/cmocka_all.h"

static struct balancer balancer;

static int set_up(void **state)
{
    (void)state;
    balancer_init(&balancer, 0);
    return 0;
}

static struct discovery_endpoint instance(int number, const char *version,
                                          int weight)
{
    struct discovery_endpoint one = {.instance = number, .weight = weight};
    snprintf(one.version, sizeof one.version, "%s", version);
    return one;
}

/* How many of so many picks fall on that instance. */
static int share_of(const struct discovery_endpoint *one, int picks)
{
    struct balancer_pick pick;
    int count = 0;
    for (int i = 0; i < picks; i++) {
        assert_int_equal(
            balancer_pick(&balancer, i, (uint64_t)i * 7919, 0, &pick),
            ERROR_OK);
        (void)balancer_done(&balancer, i, &pick, BALANCER_SUCCESS, 10);
        count += pick.id == rotation_id(one);
    }
    return count;
}

static void a_sidecar_makes_another_place_of_an_instance(void **state)
{
    struct discovery_endpoint bare = instance(1, "1", 100), other = bare;
    (void)state;
    other.sidecar = true;
    assert_true(rotation_id(&bare) != rotation_id(&other));
    other = instance(2, "1", 100);
    assert_true(rotation_id(&bare) != rotation_id(&other));
    assert_true(rotation_id(&bare) != 0);
    other.instance = 0; /* a virtual address */
    assert_true(rotation_id(&other) != 0);
}

static void who_drains_gets_nothing_and_who_is_not_ready_waits(void **state)
{
    struct discovery_endpoint list[] = {
        instance(1, "1", 100), instance(2, "1", 100), instance(3, "1", 100)};
    (void)state;
    list[1].state = DISCOVERY_DRAINING;
    list[2].state = DISCOVERY_NOT_READY;
    assert_int_equal(rotation_take(&balancer, list, 3), ERROR_OK);
    assert_int_equal(share_of(&list[0], 100), 100);
}

static void weights_are_those_of_versions(void **state)
{
    const struct discovery_endpoint list[] = {
        instance(1, "1", 90), instance(2, "1", 90), instance(3, "2", 10)};
    (void)state;
    assert_int_equal(rotation_take(&balancer, list, 3), ERROR_OK);
    assert_in_range(share_of(&list[2], 1000), 95, 105);
}

static void even_weights_make_versions_not_matter(void **state)
{
    const struct discovery_endpoint list[] = {
        instance(1, "1", 100), instance(2, "1", 100), instance(3, "2", 100)};
    (void)state;
    assert_int_equal(rotation_take(&balancer, list, 3), ERROR_OK);
    assert_in_range(share_of(&list[2], 3000), 800, 1200); /* a third */
}

static void an_empty_list_leaves_nobody(void **state)
{
    const struct discovery_endpoint one = instance(1, "1", 100);
    struct balancer_pick pick;
    (void)state;
    assert_int_equal(rotation_take(&balancer, &one, 1), ERROR_OK);
    assert_int_equal(rotation_take(&balancer, &one, 0), ERROR_OK);
    assert_int_equal(balancer_pick(&balancer, 0, 1, 0, &pick),
                     ERROR_UNAVAILABLE);
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_sidecar_makes_another_place_of_an_instance),
        TEST(who_drains_gets_nothing_and_who_is_not_ready_waits),
        TEST(weights_are_those_of_versions),
        TEST(even_weights_make_versions_not_matter),
        TEST(an_empty_list_leaves_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
