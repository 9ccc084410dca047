/*
 * live_test -- a model of a shop that is not there says so, and can be closed.
 */
#include "tutor/live/live.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "tests/support/cmocka_all.h"
#include "tutor/live/live_private.h"

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

/* The supervisor reports one process in that state. */
static void reports(struct live *live, const char *state, int pid,
                    const char *last_exit)
{
    Supervisor__StatusReply report = SUPERVISOR__STATUS_REPLY__INIT;
    Supervisor__Process process = SUPERVISOR__PROCESS__INIT;
    Supervisor__Process *list[] = {&process};
    process.name = (char *)"payments";
    process.instance = 1;
    process.shape = (char *)"split";
    process.state = (char *)state;
    process.pid = pid;
    process.last_exit = (char *)last_exit;
    report.processes = list;
    report.n_processes = 1;
    live_take_status(live, &report.base);
}

static void how_it_ended_is_told_of_an_end_only(void **state)
{
    static struct live live;
    const struct live_view *view = &live.view;
    (void)state;
    reports(&live, "ready", 7, "");
    assert_int_equal(view->event_count, 0);
    reports(&live, "crashed", 0, "killed by signal 9");
    assert_string_equal(view->events[0].text,
                        "ready -> crashed, killed by signal 9");
    reports(&live, "ready", 8, "killed by signal 9");
    assert_string_equal(view->events[1].text, "crashed -> ready");
    reports(&live, "paused", 8, "killed by signal 9");
    assert_string_equal(view->events[2].text, "ready -> paused");
    assert_string_equal(view->processes[0].why, "killed by signal 9");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_there_is_said_to_be_silent),
        cmocka_unit_test(silence_is_counted_in_whole_seconds),
        cmocka_unit_test(how_it_ended_is_told_of_an_end_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
