/*
 * Timers: soonest first, equal ones as they were set, a stale id is nobody's,
 * and a slot that was freed serves again.
 */
#include "chassis/runtime_private.h"

#include <string.h>

#include "chassis/limits.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/rules.h"

static struct timers timers;

static int set_up(void **state)
{
    (void)state;
    timers_init(&timers);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    timers_release(&timers);
    return 0;
}

static uint64_t set(int64_t at_ms, uint64_t mark)
{
    const struct timer timer = {.at_ms = at_ms, .call_id = mark};
    uint64_t id = timers_add(&timers, &timer);

    assert_true(id != 0);
    return id;
}

/* The mark of the soonest timer that is due; 0: none is. */
static uint64_t take(int64_t now_ms)
{
    struct timer timer;

    if (!timers_take(&timers, now_ms, &timer))
        return 0;
    assert_true(timer.at_ms <= now_ms);
    return timer.call_id;
}

static void is_a_heap(void)
{
    for (uint32_t at = 0; at < timers.count; at++) {
        const struct timer *timer = &timers.slots[timers.heap[at]];
        const struct timer *above =
            &timers.slots[timers.heap[at ? (at - 1) / 2 : 0]];

        assert_int_equal(timer->heap_at, at);
        assert_true(timer->id != 0);
        if (at > 0)
            assert_true(above->at_ms <= timer->at_ms);
    }
    assert_int_equal(timers.count + timers.free_count, timers.slot_count);
}

/* ---- order ---- */

static void the_soonest_comes_first_however_they_were_set(void **state)
{
    static const int64_t at_ms[] = {50, 10, 40, 20, 30};

    (void)state;
    for (size_t i = 0; i < 5; i++)
        set(at_ms[i], (uint64_t)at_ms[i]);
    assert_int_equal(timers_next_ms(&timers), 10);
    for (uint64_t mark = 10; mark <= 50; mark += 10)
        assert_int_equal(take(1000), mark);
    assert_int_equal(take(1000), 0);
    assert_true(timers_next_ms(&timers) == INT64_MAX);
}

static void nothing_is_taken_before_it_is_due(void **state)
{
    (void)state;
    set(20, 1);
    assert_int_equal(take(19), 0);
    assert_int_equal(take(20), 1);
}

static void timers_of_one_moment_keep_the_order_they_were_set_in(void **state)
{
    (void)state;
    set(99, 1000);
    for (uint64_t mark = 1; mark <= 200; mark++)
        set(7, mark);
    for (uint64_t mark = 1; mark <= 200; mark++)
        assert_int_equal(take(7), mark);
    assert_int_equal(take(7), 0);
}

/* A freed slot has a lower number than a new one: only the id may decide. */
static void a_reused_slot_does_not_jump_the_queue(void **state)
{
    uint64_t first = set(5, 1);

    (void)state;
    set(9, 2);
    timers_cancel(&timers, first);
    set(9, 3); /* in the slot of the first */
    assert_int_equal(timers.slot_count, 2);
    assert_int_equal(take(9), 2);
    assert_int_equal(take(9), 3);
}

/* ---- cancelling ---- */

static void a_cancelled_timer_never_comes(void **state)
{
    uint64_t ids[9];

    (void)state;
    for (uint64_t i = 0; i < 9; i++)
        ids[i] = set((int64_t)(i * 10), i + 1);
    timers_cancel(&timers, ids[0]);
    timers_cancel(&timers, ids[4]);
    timers_cancel(&timers, ids[8]);
    is_a_heap();
    assert_int_equal(timers_next_ms(&timers), 10);
    for (uint64_t mark = 2; mark <= 8; mark++)
        if (mark != 5)
            assert_int_equal(take(1000), mark);
    assert_int_equal(take(1000), 0);
}

static void a_stale_id_finds_nobody(void **state)
{
    uint64_t old = set(10, 1), new;

    (void)state;
    timers_cancel(&timers, 0);
    assert_int_equal(take(10), 1);
    new = set(10, 2);
    assert_true(new != old);
    timers_cancel(&timers, old); /* the same slot, another generation */
    timers_cancel(&timers, old);
    timers_cancel(&timers, UINT64_MAX);
    assert_int_equal(timers.count, 1);
    assert_int_equal(take(10), 2);
}

static void after_a_clear_no_old_id_is_valid(void **state)
{
    uint64_t ids[70];

    (void)state;
    for (uint64_t i = 0; i < 70; i++)
        ids[i] = set(5, i + 1);
    timers_clear(&timers);
    assert_int_equal(take(1000), 0);
    for (uint64_t i = 0; i < 3; i++)
        set(6, 100 + i);
    for (size_t i = 0; i < 70; i++)
        timers_cancel(&timers, ids[i]);
    for (uint64_t i = 0; i < 3; i++)
        assert_int_equal(take(6), 100 + i);
}

/* ---- room ---- */

static void slots_are_used_again(void **state)
{
    (void)state;
    for (uint64_t round = 1; round <= 10000; round++) {
        uint64_t id = set((int64_t)round, round);

        set((int64_t)round, round);
        timers_cancel(&timers, id);
        assert_int_equal(take((int64_t)round), round);
    }
    assert_int_equal(timers.slot_count, 2);
}

static void at_the_limit_no_more_are_taken_on(void **state)
{
    const struct timer timer = {.at_ms = 1};
    uint64_t id = 0;

    (void)state;
    for (int i = 0; i < LIMIT_TIMERS; i++)
        id = set(i, (uint64_t)i + 1);
    assert_int_equal(timers_add(&timers, &timer), 0);
    timers_cancel(&timers, id);
    assert_true(timers_add(&timers, &timer) != 0);
    assert_int_equal(timers.count, LIMIT_TIMERS);
}

/* ---- chance: a plain list says what must come ---- */

enum { SLOTS = 300 };

struct expected {
    uint64_t id;
    int64_t at_ms;
};

static size_t soonest(const struct expected *list, size_t count)
{
    size_t best = 0;

    for (size_t i = 1; i < count; i++)
        if (list[i].at_ms < list[best].at_ms ||
            (list[i].at_ms == list[best].at_ms && list[i].id < list[best].id))
            best = i;
    return best;
}

static void take_all_due(struct expected *list, size_t *count, int64_t now_ms)
{
    struct timer timer;

    while (timers_take(&timers, now_ms, &timer)) {
        size_t at = soonest(list, *count);

        assert_true(*count > 0 && timer.id == list[at].id);
        list[at] = list[--*count];
    }
    if (*count > 0)
        assert_true(list[soonest(list, *count)].at_ms > now_ms);
}

static void a_random_life_agrees_with_a_plain_list(void **state)
{
    struct random random = rules_random();
    struct expected list[SLOTS];
    size_t count = 0;
    int64_t now_ms = 0;

    (void)state;
    for (int step = 0; step < 20000; step++) {
        uint64_t what = random_below(&random, 10);

        if (what < 6 && count < SLOTS) {
            int64_t at_ms = now_ms + (int64_t)random_below(&random, 50);

            list[count++] = (struct expected){set(at_ms, 1), at_ms};
        } else if (what < 9 && count > 0) {
            size_t at = random_below(&random, count);

            timers_cancel(&timers, list[at].id);
            list[at] = list[--count];
        } else {
            now_ms += (int64_t)random_below(&random, 20);
            take_all_due(list, &count, now_ms);
        }
        assert_int_equal(timers.count, count);
        if (step % 100 == 0)
            is_a_heap();
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_soonest_comes_first_however_they_were_set),
        TEST(nothing_is_taken_before_it_is_due),
        TEST(timers_of_one_moment_keep_the_order_they_were_set_in),
        TEST(a_reused_slot_does_not_jump_the_queue),
        TEST(a_cancelled_timer_never_comes),
        TEST(a_stale_id_finds_nobody),
        TEST(after_a_clear_no_old_id_is_valid),
        TEST(slots_are_used_again),
        TEST(at_the_limit_no_more_are_taken_on),
        TEST(a_random_life_agrees_with_a_plain_list),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
