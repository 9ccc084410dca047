/*
 * Endpoints come, go, drain, fail and come back; who may not be asked is not.
 */
#include "split/patterns/balancer.h"

#include <string.h>

#include "tests/support/cmocka_all.h"
#include "tests/support/rules.h"

static struct balancer_endpoint ready(uint64_t id)
{
    return (struct balancer_endpoint){.id = id, .life = 1, .weight = 1};
}

static void with(struct balancer *balancer, size_t count)
{
    struct balancer_endpoint list[BALANCER_ENDPOINTS];

    balancer_init(balancer, 0);
    balancer->rules.policy = BALANCER_ROUND_ROBIN;
    for (size_t i = 0; i < count; i++)
        list[i] = ready(i);
    assert_int_equal(balancer_update(balancer, list, count), ERROR_OK);
}

static struct balancer_pick pick(struct balancer *balancer, int64_t now)
{
    struct balancer_pick out;

    assert_int_equal(balancer_pick(balancer, now, 0, 0, &out), ERROR_OK);
    return out;
}

/* Calls this endpoint, and only it, until it has failed so often. */
static enum balancer_change failing(struct balancer *balancer, int64_t now,
                                    unsigned slot, int times)
{
    enum balancer_change change = BALANCER_SAME;

    while (times-- > 0) {
        struct balancer_pick out;

        assert_int_equal(
            balancer_pick(balancer, now, 0, ~BALANCER_TRIED(slot), &out),
            ERROR_OK);
        assert_int_equal(out.slot, slot);
        change = balancer_done(balancer, now, &out, BALANCER_FAILURE, 10);
    }
    return change;
}

static bool is_picked(struct balancer *balancer, int64_t now, uint64_t id)
{
    for (int i = 0; i < 2 * BALANCER_ENDPOINTS; i++) {
        struct balancer_pick out = pick(balancer, now);

        balancer_done(balancer, now, &out, BALANCER_NEITHER, 0);
        if (out.id == id)
            return true;
    }
    return false;
}

static void nobody_there_is_unavailable(void **state)
{
    struct balancer balancer;
    struct balancer_pick out;

    (void)state;
    with(&balancer, 0);
    assert_int_equal(balancer_pick(&balancer, 0, 0, 0, &out),
                     ERROR_UNAVAILABLE);
}

static void a_draining_endpoint_gets_nothing_even_as_the_last(void **state)
{
    struct balancer balancer;
    struct balancer_pick out;
    struct balancer_endpoint list[2] = {ready(0), ready(1)};

    (void)state;
    with(&balancer, 2);
    list[0].health = BALANCER_DRAINING;
    balancer_update(&balancer, list, 2);
    assert_false(is_picked(&balancer, 0, 0));
    list[1].health = BALANCER_DRAINING;
    balancer_update(&balancer, list, 2);
    assert_int_equal(balancer_pick(&balancer, 0, 0, 0, &out),
                     ERROR_UNAVAILABLE);
}

static void an_unhealthy_endpoint_is_asked_only_when_all_are(void **state)
{
    struct balancer balancer;
    struct balancer_pick out;
    struct balancer_endpoint list[3] = {ready(0), ready(1), ready(2)};

    (void)state;
    with(&balancer, 3);
    list[0].health = list[1].health = BALANCER_UNHEALTHY;
    balancer_update(&balancer, list, 3);
    assert_false(is_picked(&balancer, 0, 0));
    assert_false(is_picked(&balancer, 0, 1));
    list[2].health = BALANCER_UNHEALTHY;
    balancer_update(&balancer, list, 3);
    assert_true(is_picked(&balancer, 0, 0));
    assert_true(pick(&balancer, 0).panic);
    balancer.rules.panic_percent = 0;
    assert_int_equal(balancer_pick(&balancer, 0, 0, 0, &out),
                     ERROR_UNAVAILABLE);
}

static void who_stays_keeps_its_figures(void **state)
{
    struct balancer balancer;
    struct balancer_figures figures;
    struct balancer_endpoint list[2] = {ready(7), ready(1)};

    (void)state;
    with(&balancer, 2);
    pick(&balancer, 0);
    struct balancer_pick out = pick(&balancer, 0);
    assert_int_equal(out.id, 1);
    balancer_update(&balancer, list, 2); /* 0 has left, 7 has come */
    for (size_t i = 0; balancer_at(&balancer, 0, i, &figures); i++)
        assert_int_equal(figures.outstanding, figures.endpoint.id == 1);
    balancer_done(&balancer, 0, &out, BALANCER_SUCCESS, 10);
    for (size_t i = 0; balancer_at(&balancer, 0, i, &figures); i++)
        assert_int_equal(figures.outstanding, 0);
}

static void a_late_result_of_a_former_life_moves_nothing(void **state)
{
    struct balancer balancer;
    struct balancer_pick old[5];
    struct balancer_figures figures;
    struct balancer_endpoint list[2] = {ready(0), ready(1)};

    (void)state;
    with(&balancer, 2);
    for (int i = 0; i < 5; i++)
        assert_int_equal(
            balancer_pick(&balancer, 0, 0, BALANCER_TRIED(1), &old[i]),
            ERROR_OK);
    list[0].life = 2; /* killed and started again */
    balancer_update(&balancer, list, 2);
    for (int i = 0; i < 5; i++)
        assert_int_equal(
            balancer_done(&balancer, 0, &old[i], BALANCER_FAILURE, 10),
            BALANCER_SAME);
    assert_true(balancer_at(&balancer, 0, 0, &figures));
    assert_int_equal(figures.outstanding, 0);
    assert_int_equal(figures.failed, 0);
    assert_int_equal(figures.back_in_ms, 0);
}

static void five_failures_in_a_row_put_out_and_time_lets_back_in(void **state)
{
    struct balancer balancer;

    (void)state;
    with(&balancer, 3);
    assert_int_equal(failing(&balancer, 100, 1, 4), BALANCER_SAME);
    assert_true(is_picked(&balancer, 100, 1));
    assert_int_equal(failing(&balancer, 100, 1, 1), BALANCER_EJECTED);
    assert_false(is_picked(&balancer, 100, 1));
    assert_false(is_picked(&balancer, 30099, 1));
    assert_true(is_picked(&balancer, 30100, 1));
}

static void a_health_check_lets_back_in_at_once(void **state)
{
    struct balancer balancer;
    struct balancer_endpoint list[3] = {ready(0), ready(1), ready(2)};

    (void)state;
    with(&balancer, 3);
    assert_int_equal(failing(&balancer, 100, 1, 5), BALANCER_EJECTED);
    balancer_update(&balancer, list, 3); /* ready all along: no news */
    assert_false(is_picked(&balancer, 200, 1));
    list[1].health = BALANCER_UNHEALTHY;
    balancer_update(&balancer, list, 3);
    assert_false(is_picked(&balancer, 200, 1));
    list[1].health = BALANCER_READY;
    balancer_update(&balancer, list, 3);
    assert_true(is_picked(&balancer, 200, 1));
    assert_int_equal(failing(&balancer, 200, 1, 4), BALANCER_SAME);
    assert_int_equal(failing(&balancer, 200, 1, 1), BALANCER_EJECTED);
    assert_false(is_picked(&balancer, 60199, 1)); /* its second time */
    assert_true(is_picked(&balancer, 60200, 1));
}

static void a_refusal_of_our_own_puts_nobody_out(void **state)
{
    struct balancer balancer;

    (void)state;
    with(&balancer, 3);
    for (int i = 0; i < 100; i++) {
        struct balancer_pick out = pick(&balancer, 0);

        assert_int_equal(balancer_done(&balancer, 0, &out, BALANCER_NEITHER, 0),
                         BALANCER_SAME);
    }
    for (uint64_t id = 0; id < 3; id++)
        assert_true(is_picked(&balancer, 0, id));
}

static void results_of_before_the_ejection_are_not_counted_after(void **state)
{
    struct balancer balancer;
    struct balancer_pick old[5];

    (void)state;
    with(&balancer, 3);
    for (int i = 0; i < 5; i++)
        balancer_pick(&balancer, 0, 0, ~BALANCER_TRIED(1), &old[i]);
    failing(&balancer, 0, 1, 5);
    for (int i = 0; i < 5; i++)
        assert_int_equal(
            balancer_done(&balancer, 31000, &old[i], BALANCER_FAILURE, 10),
            BALANCER_SAME);
    assert_true(is_picked(&balancer, 31000, 1));
}

static void the_cap_is_a_cap_and_the_last_one_stays(void **state)
{
    struct balancer balancer;

    (void)state;
    with(&balancer, 3);
    balancer.rules.outlier.ejected_percent = 10;
    assert_int_equal(failing(&balancer, 0, 0, 5), BALANCER_KEPT);
    assert_true(is_picked(&balancer, 0, 0));
    balancer.rules.outlier.ejected_percent = 100;
    balancer.rules.panic_percent = 0;
    assert_int_equal(failing(&balancer, 0, 0, 1), BALANCER_EJECTED);
    assert_int_equal(failing(&balancer, 0, 1, 5), BALANCER_EJECTED);
    assert_int_equal(failing(&balancer, 0, 2, 50), BALANCER_KEPT);
    assert_true(is_picked(&balancer, 0, 2));
}

static void one_alone_is_never_put_out(void **state)
{
    struct balancer balancer;

    (void)state;
    with(&balancer, 1);
    balancer.rules.outlier.ejected_percent = 100;
    assert_int_equal(failing(&balancer, 0, 0, 500), BALANCER_KEPT);
    assert_false(pick(&balancer, 0).panic);
}

/* Two of four are out, then the two good ones leave. */
static void when_too_few_are_left_all_are_asked(void **state)
{
    struct balancer balancer;
    struct balancer_pick out;
    struct balancer_endpoint list[4] = {ready(0), ready(1), ready(2), ready(3)};

    (void)state;
    with(&balancer, 4);
    assert_int_equal(failing(&balancer, 0, 0, 5), BALANCER_EJECTED);
    assert_int_equal(failing(&balancer, 0, 1, 5), BALANCER_EJECTED);
    assert_false(pick(&balancer, 0).panic);
    list[3].health = BALANCER_DRAINING; /* one of three: under half */
    balancer_update(&balancer, list, 4);
    assert_true(pick(&balancer, 0).panic);
    assert_true(is_picked(&balancer, 0, 0));
    assert_false(is_picked(&balancer, 0, 3));
    balancer_update(&balancer, list, 2); /* none of two */
    assert_true(pick(&balancer, 0).panic);
    balancer.rules.panic_percent = 0;
    assert_int_equal(balancer_pick(&balancer, 0, 0, 0, &out),
                     ERROR_UNAVAILABLE);
}

static void a_version_without_endpoints_leaves_its_share(void **state)
{
    static const struct balancer_share shares[] = {
        {.version = 1, .weight = 50}, {.version = 2, .weight = 50}};
    static const struct balancer_share none[] = {{.version = 1}};
    struct balancer balancer;
    struct balancer_pick out;
    struct balancer_endpoint list[3] = {ready(0), ready(1), ready(2)};

    (void)state;
    balancer_init(&balancer, 0);
    list[0].version = 1;
    list[1].version = 2;
    list[2].version = 3; /* has no share */
    balancer_update(&balancer, list, 3);
    assert_int_equal(balancer_split(&balancer, shares, 2), ERROR_OK);
    assert_true(is_picked(&balancer, 0, 0));
    assert_true(is_picked(&balancer, 0, 1));
    assert_false(is_picked(&balancer, 0, 2));
    list[1].health = BALANCER_DRAINING;
    balancer_update(&balancer, list, 3);
    for (int i = 0; i < 100; i++)
        assert_int_equal(pick(&balancer, 0).id, 0);
    balancer_update(&balancer, &list[2], 1);
    assert_int_equal(balancer_pick(&balancer, 0, 0, 0, &out),
                     ERROR_UNAVAILABLE);
    assert_int_equal(balancer_split(&balancer, none, 1), ERROR_UNPROCESSABLE);
    assert_int_equal(balancer_split(&balancer, NULL, 0), ERROR_OK);
    assert_int_equal(pick(&balancer, 0).id, 2);
}

static void too_many_endpoints_change_nothing(void **state)
{
    struct balancer balancer;
    struct balancer_endpoint list[BALANCER_ENDPOINTS + 1];

    (void)state;
    with(&balancer, 2);
    for (size_t i = 0; i <= BALANCER_ENDPOINTS; i++)
        list[i] = ready(100 + i);
    assert_int_equal(balancer_update(&balancer, list, BALANCER_ENDPOINTS + 1),
                     ERROR_OVERLOADED);
    assert_int_equal(pick(&balancer, 0).id, 0);
    assert_int_equal(balancer_update(&balancer, list, BALANCER_ENDPOINTS),
                     ERROR_OK);
    for (size_t i = 0; i < BALANCER_ENDPOINTS; i++)
        assert_true(is_picked(&balancer, 0, 100 + i));
}

/* ---- random histories ---- */

enum { IN_FLIGHT = 200, IDS = 12 };

struct history {
    struct random random;
    struct balancer balancer;
    struct balancer_endpoint list[IDS];
    size_t count;
    struct balancer_pick picks[IN_FLIGHT];
    size_t flying;
    int64_t now;
    int64_t life;
};

static void another_list(struct history *h)
{
    h->count = 0;
    for (uint64_t id = 0; id < IDS; id++) {
        if (random_percent(&h->random, 40))
            continue;
        h->list[h->count++] = (struct balancer_endpoint){
            .id = id,
            .life = random_below(&h->random, 2),
            .weight = (int64_t)random_below(&h->random, 4),
            .health = (enum balancer_health)random_below(&h->random, 3)};
    }
    assert_int_equal(balancer_update(&h->balancer, h->list, h->count),
                     ERROR_OK);
}

static const struct balancer_endpoint *listed(struct history *h, uint64_t id)
{
    for (size_t i = 0; i < h->count; i++)
        if (h->list[i].id == id)
            return &h->list[i];
    return NULL;
}

static bool is_out(struct history *h, uint64_t id)
{
    struct balancer_figures figures;

    for (size_t i = 0; balancer_at(&h->balancer, h->now, i, &figures); i++)
        if (figures.endpoint.id == id)
            return figures.back_in_ms > 0;
    return false;
}

static void begin(struct history *h)
{
    struct balancer_pick out;

    if (h->flying == IN_FLIGHT ||
        balancer_pick(&h->balancer, h->now, random_next(&h->random),
                      random_next(&h->random), &out))
        return;
    const struct balancer_endpoint *one = listed(h, out.id);
    assert_non_null(one);
    assert_true(one->weight > 0);
    assert_int_not_equal(one->health, BALANCER_DRAINING);
    if (!out.panic) {
        assert_false(is_out(h, out.id));
        assert_int_equal(one->health, BALANCER_READY);
    }
    h->picks[h->flying++] = out;
}

static void end(struct history *h)
{
    if (h->flying == 0)
        return;
    size_t which = random_below(&h->random, h->flying);
    struct balancer_pick out = h->picks[which];

    h->picks[which] = h->picks[--h->flying];
    enum balancer_change change = balancer_done(
        &h->balancer, h->now, &out,
        random_percent(&h->random, 70) ? BALANCER_FAILURE : BALANCER_SUCCESS,
        (int64_t)random_below(&h->random, 1000));
    if (change == BALANCER_EJECTED)
        assert_true(is_out(h, out.id));
}

/* Outstanding is what flies, and never negative. */
static void books_are_right(struct history *h)
{
    struct balancer_figures figures;
    int64_t sum = 0;

    for (size_t i = 0; balancer_at(&h->balancer, h->now, i, &figures); i++) {
        assert_true(figures.outstanding >= 0);
        sum += figures.outstanding;
    }
    assert_true(sum <= (int64_t)h->flying);
}

static void over_random_histories_the_rules_hold(void **state)
{
    struct random random = rules_random();

    (void)state;
    for (int history = 0; history < 200; history++) {
        struct history h = {.random = random, .now = 1000};

        random_next(&random);
        balancer_init(&h.balancer, h.now);
        h.balancer.rules.policy =
            (int64_t)random_below(&h.random, BALANCER_POLICY_COUNT);
        h.balancer.rules.panic_percent =
            (int64_t)random_below(&h.random, 3) * 40;
        h.balancer.rules.outlier.consecutive = 2;
        h.balancer.rules.outlier.success_rate = 1;
        h.balancer.rules.outlier.least_calls = 5;
        h.balancer.rules.outlier.least_hosts = 2;
        another_list(&h);
        for (int i = 0; i < 2000; i++) {
            h.now += (int64_t)random_below(&h.random, 100);
            if (random_percent(&h.random, 2))
                another_list(&h);
            if (random_percent(&h.random, 52))
                begin(&h);
            else
                end(&h);
            books_are_right(&h);
        }
        while (h.flying > 0)
            end(&h);
        struct balancer_figures figures;
        for (size_t i = 0; balancer_at(&h.balancer, h.now, i, &figures); i++)
            assert_int_equal(figures.outstanding, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_there_is_unavailable),
        cmocka_unit_test(a_draining_endpoint_gets_nothing_even_as_the_last),
        cmocka_unit_test(an_unhealthy_endpoint_is_asked_only_when_all_are),
        cmocka_unit_test(who_stays_keeps_its_figures),
        cmocka_unit_test(a_late_result_of_a_former_life_moves_nothing),
        cmocka_unit_test(five_failures_in_a_row_put_out_and_time_lets_back_in),
        cmocka_unit_test(a_health_check_lets_back_in_at_once),
        cmocka_unit_test(a_refusal_of_our_own_puts_nobody_out),
        cmocka_unit_test(results_of_before_the_ejection_are_not_counted_after),
        cmocka_unit_test(the_cap_is_a_cap_and_the_last_one_stays),
        cmocka_unit_test(one_alone_is_never_put_out),
        cmocka_unit_test(when_too_few_are_left_all_are_asked),
        cmocka_unit_test(a_version_without_endpoints_leaves_its_share),
        cmocka_unit_test(too_many_endpoints_change_nothing),
        cmocka_unit_test(over_random_histories_the_rules_hold),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
