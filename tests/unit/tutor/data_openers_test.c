/*
 * data_openers_test -- a real child that has a real file open is found, by its
 * program, and gone when it is gone.
 */
#include "tutor/data_openers.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/cmocka_all.h"

/* A child that has `path` open and says so through a pipe; it ends when the
 * other pipe is closed. */
static pid_t hold(const char *path, int *stop)
{
    int ready[2], ends[2];
    char byte = 0;
    assert_int_equal(pipe(ready), 0);
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[1]);
        int fd = open(path, O_RDONLY);
        if (fd < 0 || write(ready[1], "", 1) != 1)
            _exit(1);
        _exit(read(ends[0], &byte, 1) == 0 ? 0 : 1);
    }
    assert_true(pid > 0);
    close(ready[1]);
    close(ends[0]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    *stop = ends[1];
    return pid;
}

static void who_has_a_file_open_is_named(void **state)
{
    (void)state;
    char path[] = "/tmp/cleave-openers-XXXXXX",
         link[] = "/tmp/cleave-link-XXXXXX";
    int own = mkstemp(path), stop = -1, status = 1;
    assert_true(own >= 0);
    int name = mkstemp(link);
    close(name);
    unlink(link);
    assert_int_equal(symlink(path, link), 0);
    struct data_openers files[2] = {{.path = link}, {.path = "/tmp/no such"}};
    data_openers(files, 2);
    assert_int_equal(files[0].count, 0); /* we ourselves do not count */
    pid_t pid = hold(path, &stop);
    data_openers(files, 2);
    assert_int_equal(files[0].count, 1);
    assert_int_equal(files[0].openers[0].pid, pid);
    assert_string_equal(files[0].openers[0].program, "data_openers_test");
    assert_int_equal(files[1].count, 0);
    close(stop);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    data_openers(files, 2);
    assert_int_equal(files[0].count, 0);
    close(own);
    unlink(link);
    unlink(path);
}

static void more_than_fit_are_left_out(void **state)
{
    (void)state;
    char path[] = "/tmp/cleave-openers-XXXXXX";
    int own = mkstemp(path), stops[DATA_OPENERS + 2];
    pid_t pids[DATA_OPENERS + 2];
    struct data_openers file = {.path = path};
    for (int i = 0; i < DATA_OPENERS + 2; i++)
        pids[i] = hold(path, &stops[i]);
    data_openers(&file, 1);
    assert_int_equal(file.count, DATA_OPENERS);
    for (int i = 0; i < DATA_OPENERS + 2; i++)
        kill(pids[i], SIGKILL);
    for (int i = 0; i < DATA_OPENERS + 2; i++) {
        waitpid(pids[i], NULL, 0);
        close(stops[i]);
    }
    close(own);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_has_a_file_open_is_named),
        cmocka_unit_test(more_than_fit_are_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
