/*
 * crash_test -- arming, counting, and a death that nothing tidies up.
 */
#include "chassis/crash.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/cmocka_all.h"

static const char *const chassis_points[] = {"turn.before-commit",
                                             "turn.after-commit", NULL};
static const char *const service_points[] = {"saga.after-charge", NULL};

static int list(void **state)
{
    (void)state;
    crash_lists(chassis_points, service_points);
    return 0;
}

/* The status of a child that arms `name` and passes points in turn. */
static int status_of_child(const char *name, unsigned count)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (crash_arm(name, count) != ERROR_OK)
            _exit(9);
        crash_point("turn.before-commit");
        crash_point("turn.after-commit");
        crash_point("turn.after-commit");
        _exit(0);
    }
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void all_names_are_listed(void **state)
{
    (void)state;
    assert_string_equal(crash_name(0), "turn.before-commit");
    assert_string_equal(crash_name(1), "turn.after-commit");
    assert_string_equal(crash_name(2), "saga.after-charge");
    assert_null(crash_name(3));
    crash_lists(chassis_points, NULL);
    assert_null(crash_name(2));
}

static void an_unknown_name_is_refused(void **state)
{
    (void)state;
    assert_int_equal(crash_arm("turn.somewhere", 1), ERROR_NOT_FOUND);
    assert_non_null(strstr(error_detail(ERROR_NOT_FOUND), "turn.somewhere"));
    assert_null(crash_armed);
}

static void an_armed_point_kills(void **state)
{
    (void)state;
    int status = status_of_child("turn.after-commit", 1);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGKILL);
}

static void the_count_says_at_which_time(void **state)
{
    (void)state;
    assert_true(WIFSIGNALED(status_of_child("turn.after-commit", 2)));
    assert_int_equal(status_of_child("turn.after-commit", 3), 0);
}

static void another_point_passes(void **state)
{
    (void)state;
    assert_int_equal(status_of_child("saga.after-charge", 1), 0);
    crash_point("turn.after-commit"); /* nothing is armed in the parent */
}

#define LISTED(test) cmocka_unit_test_setup(test, list)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LISTED(all_names_are_listed), LISTED(an_unknown_name_is_refused),
        LISTED(an_armed_point_kills), LISTED(the_count_says_at_which_time),
        LISTED(another_point_passes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
