/*
 * live_test -- a model of a shop that is not there says so, and can be closed.
 */
#include "tutor/live/live.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "tests/support/cmocka_all.h"

enum { PATIENCE_MS = 5000 };

static void count(void *arg)
{
    ++*(int *)arg;
}

static void what_is_not_there_is_said_to_be_silent(void **state)
{
    char home[] = "/tmp/cleave-live-XXXXXX";
    struct places places = {{0}, {0}};
    struct loop *loop;
    struct live *live;
    int news = 0;
    (void)state;
    assert_non_null(mkdtemp(home));
    snprintf(places.run, sizeof places.run, "%s", home);
    snprintf(places.state, sizeof places.state, "%s", home);
    assert_int_equal(loop_new(&loop), ERROR_OK);
    assert_int_equal(live_open(&live, loop, &places, count, &news), ERROR_OK);
    const struct live_view *view = live_view(live);
    int64_t end_ms = clock_monotonic_ms() + PATIENCE_MS;
    while ((!view->supervisor.why[0] || !view->collector.why[0]) &&
           clock_monotonic_ms() < end_ms)
        loop_once(loop, true);
    assert_true(view->supervisor.why[0] && view->collector.why[0]);
    assert_false(view->supervisor.connected);
    assert_int_equal(view->process_count, 0);
    assert_int_equal(live_silent_s(view->collector.heard_ms, 1000), -1);
    assert_true(news > 0);
    live_close(live);
    loop_free(loop);
    rmdir(home);
}

static void silence_is_counted_in_whole_seconds(void **state)
{
    (void)state;
    assert_int_equal(live_silent_s(0, 5000), -1);
    assert_int_equal(live_silent_s(1000, 1000), 0);
    assert_int_equal(live_silent_s(1000, 3999), 2);
    assert_int_equal(live_silent_s(5000, 1000), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_there_is_said_to_be_silent),
        cmocka_unit_test(silence_is_counted_in_whole_seconds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
