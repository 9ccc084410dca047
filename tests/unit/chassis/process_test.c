/*
 * process_test -- children of /bin/sh: what they say, how they end.
 */
#include "chassis/process.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "chassis/limits.h"
#include "tests/support/cmocka_all.h"

struct watch {
    struct loop *loop;
    char directory[64];
    char log[96];
    char lines[8][128];
    size_t line_count;
    bool exited;
    int status, signal;
    size_t lines_at_exit;
    struct process *process;
    struct loop_timer *patience;
};

static void on_line(void *arg, const char *line, size_t length)
{
    struct watch *watch = arg;
    assert_true(watch->line_count < 8);
    snprintf(watch->lines[watch->line_count++], sizeof watch->lines[0], "%.*s",
             (int)length, line);
}

static void on_exit_told(void *arg, int status, int signal)
{
    struct watch *watch = arg;
    assert_false(watch->exited);
    watch->exited = true;
    watch->status = status;
    watch->signal = signal;
    watch->lines_at_exit = watch->line_count;
}

static void out_of_patience(void *arg)
{
    (void)arg;
    fail_msg("nothing happened for ten seconds");
}

static int set_up(void **state)
{
    struct watch *watch = calloc(1, sizeof *watch);
    snprintf(watch->directory, sizeof watch->directory, "/tmp/process-XXXXXX");
    if (!mkdtemp(watch->directory))
        return -1;
    snprintf(watch->log, sizeof watch->log, "%s/log", watch->directory);
    if (loop_new(&watch->loop))
        return -1;
    watch->patience = loop_timer_new(watch->loop, out_of_patience, watch);
    loop_timer_set(watch->patience, 10000);
    *state = watch;
    return 0;
}

static int tear_down(void **state)
{
    struct watch *watch = *state;
    process_free(watch->process);
    loop_timer_free(watch->patience);
    loop_free(watch->loop);
    unlink(watch->log);
    rmdir(watch->directory);
    free(watch);
    return 0;
}

static void start(struct watch *watch, const char *script)
{
    const char *const argv[] = {"/bin/sh", "-c", script, NULL};
    const struct process_options options = {.argv = argv,
                                            .log_path = watch->log,
                                            .on_line = on_line,
                                            .on_exit = on_exit_told,
                                            .arg = watch};
    enum error error = process_start(&watch->process, watch->loop, &options);
    if (error)
        fail_msg("%s", error_detail(error));
}

static void wait_for_exit(struct watch *watch)
{
    while (!watch->exited)
        loop_once(watch->loop, true);
}

static void wait_for_line(struct watch *watch)
{
    while (watch->line_count == 0)
        loop_once(watch->loop, true);
}

static void read_log(struct watch *watch, char *out, size_t bytes)
{
    int fd = open(watch->log, O_RDONLY);
    assert_true(fd >= 0);
    ssize_t count = read(fd, out, bytes - 1);
    assert_true(count >= 0);
    out[count] = '\0';
    close(fd);
}

/* ---- what holds ---- */

static void lines_arrive_whole_and_before_the_exit(void **state)
{
    struct watch *watch = *state;
    start(watch, "printf 'one\\ntw' >&3; printf 'o\\nunfinished' >&3; exit 7");
    assert_true(process_pid(watch->process) > 0);
    wait_for_exit(watch);
    assert_int_equal(watch->lines_at_exit, 2);
    assert_string_equal(watch->lines[0], "one");
    assert_string_equal(watch->lines[1], "two");
    assert_int_equal(watch->status, 7);
    assert_int_equal(watch->signal, 0);
    assert_int_equal(process_pid(watch->process), 0);
}

static void both_outputs_go_to_the_log_which_is_private(void **state)
{
    struct watch *watch = *state;
    char text[64];
    struct stat facts;
    int fd = open(watch->log, O_CREAT | O_WRONLY, 0644);
    assert_int_equal(write(fd, "before\n", 7), 7);
    close(fd);
    start(watch, "echo out; echo err >&2");
    wait_for_exit(watch);
    read_log(watch, text, sizeof text);
    assert_string_equal(text, "before\nout\nerr\n");
    assert_int_equal(stat(watch->log, &facts), 0);
    assert_int_equal(facts.st_mode & 0777, 0600);
}

static void a_signal_ends_a_child_and_is_told(void **state)
{
    struct watch *watch = *state;
    start(watch, "echo up >&3; read -r never <&3");
    wait_for_line(watch);
    assert_int_equal(process_signal(watch->process, SIGTERM), ERROR_OK);
    wait_for_exit(watch);
    assert_int_equal(watch->signal, SIGTERM);
    assert_int_equal(process_signal(watch->process, SIGTERM), ERROR_NOT_FOUND);
}

static void a_child_may_close_its_lifeline_and_live_on(void **state)
{
    struct watch *watch = *state;
    start(watch, "echo up >&3; exec 3>&-; exit 3");
    wait_for_exit(watch);
    assert_int_equal(watch->lines_at_exit, 1);
    assert_int_equal(watch->status, 3);
}

static void an_overlong_line_is_dropped_and_the_next_is_heard(void **state)
{
    struct watch *watch = *state;
    char script[128];
    snprintf(script, sizeof script,
             "head -c %d /dev/zero >&3; echo >&3; "
             "echo next >&3",
             LIMIT_LIFELINE_BYTES + 1);
    start(watch, script);
    wait_for_exit(watch);
    assert_int_equal(watch->lines_at_exit, 1);
    assert_string_equal(watch->lines[0], "next");
}

static void a_program_that_is_not_there_is_an_error(void **state)
{
    struct watch *watch = *state;
    const char *const argv[] = {"/nowhere/cleave-payments", NULL};
    const struct process_options options = {.argv = argv,
                                            .log_path = watch->log,
                                            .on_exit = on_exit_told,
                                            .arg = watch};
    assert_int_equal(process_start(&watch->process, watch->loop, &options),
                     ERROR_SYSTEM);
    assert_non_null(strstr(error_detail(ERROR_SYSTEM),
                           "/nowhere/cleave-payments cannot be started"));
    assert_null(watch->process);
    loop_once(watch->loop, false);
    assert_false(watch->exited);
}

static void a_log_that_cannot_be_opened_starts_nothing(void **state)
{
    struct watch *watch = *state;
    const char *const argv[] = {"/bin/sh", "-c", "exit 0", NULL};
    const struct process_options options = {.argv = argv,
                                            .log_path = "/nowhere/log"};
    assert_int_equal(process_start(&watch->process, watch->loop, &options),
                     ERROR_SYSTEM);
    assert_null(watch->process);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(lines_arrive_whole_and_before_the_exit,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            both_outputs_go_to_the_log_which_is_private, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_signal_ends_a_child_and_is_told,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_child_may_close_its_lifeline_and_live_on, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            an_overlong_line_is_dropped_and_the_next_is_heard, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(a_program_that_is_not_there_is_an_error,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_log_that_cannot_be_opened_starts_nothing, set_up, tear_down)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
