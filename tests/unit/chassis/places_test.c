/*
 * places_test -- where the directories are, and which are refused.
 */
#include "chassis/places.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/cmocka_all.h"

static char home[32];

static int enter_home(void **state)
{
    (void)state;
    snprintf(home, sizeof home, "/tmp/h1-XXXXXX");
    if (!mkdtemp(home))
        return -1;
    unsetenv("XDG_RUNTIME_DIR");
    unsetenv("XDG_STATE_HOME");
    return setenv("CLEAVE_HOME", home, 1);
}

static const char *in_home(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", home, name);
    return path;
}

static int leave_home(void **state)
{
    (void)state;
    static const char *const files[] = {"run", "state/secret"};
    static const char *const directories[] = {"run", "state", "try/run",
                                              "try/state", "try"};
    for (size_t i = 0; i < 2; i++)
        unlink(in_home(files[i]));
    for (size_t i = 0; i < 5; i++)
        rmdir(in_home(directories[i]));
    return rmdir(home);
}

static struct places made(void)
{
    struct places places;
    assert_int_equal(places_find(&places), ERROR_OK);
    assert_int_equal(places_make(&places), ERROR_OK);
    return places;
}

static void explains(enum error error, const char *because)
{
    assert_int_not_equal(error, ERROR_OK);
    if (!strstr(error_detail(error), because))
        fail_msg("%s", error_detail(error));
}

static void cleave_home_holds_both_directories(void **state)
{
    (void)state;
    struct places places = made();
    struct stat found;
    assert_string_equal(places.run, in_home("run"));
    assert_string_equal(places.state, in_home("state"));
    assert_int_equal(stat(places.run, &found), 0);
    assert_int_equal(found.st_mode & 07777, 0700);
    assert_int_equal(places_make(&places), ERROR_OK);
}

static void a_relative_home_is_taken_from_where_we_stand(void **state)
{
    (void)state;
    char before[256];
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(home), 0);
    setenv("CLEAVE_HOME", "try", 1);
    struct places places = made();
    assert_string_equal(places.state, in_home("try/state"));
    assert_int_equal(chdir(before), 0);
}

static void without_it_the_desktop_s_rules_hold(void **state)
{
    (void)state;
    struct places places;
    unsetenv("CLEAVE_HOME");
    setenv("HOME", "/home/kim", 1);
    assert_int_equal(places_find(&places), ERROR_OK);
    assert_string_equal(places.state, "/home/kim/.local/state/cleave");
    assert_string_equal(places.run, "/home/kim/.local/state/cleave/run");
    setenv("XDG_RUNTIME_DIR", "/run/user/7", 1);
    setenv("XDG_STATE_HOME", "/home/kim/state", 1);
    assert_int_equal(places_find(&places), ERROR_OK);
    assert_string_equal(places.state, "/home/kim/state/cleave");
    assert_string_equal(places.run, "/run/user/7/cleave");
    setenv("XDG_RUNTIME_DIR", "relative", 1);
    assert_int_equal(places_find(&places), ERROR_OK);
    assert_string_equal(places.run, "/home/kim/state/cleave/run");
}

static void without_any_home_it_says_what_to_set(void **state)
{
    (void)state;
    struct places places;
    char before[256];
    snprintf(before, sizeof before, "%s", getenv("HOME"));
    unsetenv("CLEAVE_HOME");
    unsetenv("HOME");
    explains(places_find(&places), "CLEAVE_HOME");
    setenv("HOME", before, 1);
}

static void a_home_too_long_for_sockets_is_refused_at_once(void **state)
{
    (void)state;
    struct places places;
    char path[600];
    memset(path, 'a', sizeof path);
    path[0] = '/';
    path[107 - strlen("/run/customers-999.sock")] = '\0';
    setenv("CLEAVE_HOME", path, 1);
    assert_int_equal(places_find(&places), ERROR_OK);
    path[strlen(path)] = 'a';
    path[107 - strlen("/run/customers-999.sock") + 1] = '\0';
    setenv("CLEAVE_HOME", path, 1);
    explains(places_find(&places), "too long for sockets by 1 bytes");
    memset(path, 'a', sizeof path);
    path[0] = '/';
    path[sizeof path - 1] = '\0';
    setenv("CLEAVE_HOME", path, 1);
    explains(places_find(&places), "too long");
}

static void a_file_in_the_way_is_named(void **state)
{
    (void)state;
    struct places places;
    assert_int_equal(places_find(&places), ERROR_OK);
    FILE *file = fopen(places.run, "w");
    assert_non_null(file);
    fclose(file);
    explains(places_make(&places), "not a directory");
    snprintf(places.run + strlen(places.run), 8, "/deeper");
    explains(places_make(&places), "part of the path is a file");
}

static void a_directory_that_others_may_write_is_refused(void **state)
{
    (void)state;
    struct places places = made();
    assert_int_equal(chmod(places.run, 0770), 0);
    explains(places_make(&places), "chmod go-w");
    assert_int_equal(chmod(places.run, 0702), 0);
    explains(places_make(&places), "chmod go-w");
}

static void a_directory_of_somebody_else_is_refused(void **state)
{
    (void)state;
    struct places places = made();
    if (geteuid() != 0)
        skip();
    assert_int_equal(chown(places.run, 12345, 12345), 0);
    explains(places_make(&places), "belongs to somebody else");
}

static void a_home_that_cannot_be_written_is_refused(void **state)
{
    (void)state;
    struct places places;
    setenv("CLEAVE_HOME", "/proc/nothing", 1);
    assert_int_equal(places_find(&places), ERROR_OK);
    explains(places_make(&places), "cannot be made");
}

static void sockets_and_databases_are_named_after_their_service(void **state)
{
    (void)state;
    struct places places;
    struct address address;
    char path[LIMIT_PATH_BYTES];
    assert_int_equal(places_find(&places), ERROR_OK);
    assert_int_equal(places_socket(&places, "payments", 2, &address), ERROR_OK);
    assert_string_equal(address.host, in_home("run/payments-2.sock"));
    assert_int_equal(places_socket(&places, "supervisor", 0, &address),
                     ERROR_OK);
    assert_string_equal(address.host, in_home("run/supervisor.sock"));
    assert_int_equal(places_database(&places, "orders", path, sizeof path),
                     ERROR_OK);
    assert_string_equal(path, in_home("state/orders.db"));
    explains(places_database(&places, "orders", path, 10), "too long");
}

static void the_secret_is_made_once_and_kept(void **state)
{
    (void)state;
    struct places places = made();
    unsigned char first[32] = {0};
    unsigned char second[32] = {0};
    struct stat found;
    assert_int_equal(places_secret(&places, first), ERROR_OK);
    assert_int_equal(places_secret(&places, second), ERROR_OK);
    assert_memory_equal(first, second, 32);
    assert_memory_not_equal(first, ((unsigned char[32]){0}), 32);
    assert_int_equal(stat(in_home("state/secret"), &found), 0);
    assert_int_equal(found.st_mode & 07777, 0600);
}

/* Each child asks once all of them stand ready, and tells what it got. */
static void child_asks(const struct places *places, int start, int answer)
{
    unsigned char secret[32];
    char go;
    int failed = read(start, &go, 1) != 0 ||
                 places_secret(places, secret) != ERROR_OK ||
                 write(answer, secret, sizeof secret) != sizeof secret;
    _exit(failed);
}

static void processes_that_race_for_the_secret_agree(void **state)
{
    (void)state;
    enum { CHILDREN = 8 };
    struct places places = made();
    int start[2], answers[2];
    pid_t children[CHILDREN];
    assert_int_equal(pipe(start), 0);
    assert_int_equal(pipe(answers), 0);
    for (int i = 0; i < CHILDREN; i++) {
        children[i] = fork();
        assert_true(children[i] >= 0);
        if (children[i] == 0) {
            close(start[1]);
            child_asks(&places, start[0], answers[1]);
        }
    }
    close(start[0]);
    close(start[1]); /* end of file is the signal to go */
    unsigned char first[32], other[32];
    assert_int_equal(read(answers[0], first, 32), 32);
    for (int i = 1; i < CHILDREN; i++) {
        assert_int_equal(read(answers[0], other, 32), 32);
        assert_memory_equal(first, other, 32);
    }
    for (int i = 0; i < CHILDREN; i++) {
        int status;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    close(answers[0]);
    close(answers[1]);
}

static void write_secret(const char *bytes, mode_t mode)
{
    FILE *file = fopen(in_home("state/secret"), "w");
    assert_non_null(file);
    fputs(bytes, file);
    fclose(file);
    assert_int_equal(chmod(in_home("state/secret"), mode), 0);
}

static void a_secret_that_cannot_be_trusted_is_refused(void **state)
{
    (void)state;
    struct places places = made();
    unsigned char secret[32];
    write_secret("0123456789abcdef0123456789abcdef", 0600);
    assert_int_equal(places_secret(&places, secret), ERROR_OK);
    write_secret("0123456789abcdef0123456789abcdef", 0640);
    explains(places_secret(&places, secret), "read by others");
    write_secret("short", 0600);
    explains(places_secret(&places, secret), "32 bytes");
    unlink(in_home("state/secret"));
    assert_int_equal(symlink("/dev/zero", in_home("state/secret")), 0);
    explains(places_secret(&places, secret), "cannot be opened");
}

#define IN_HOME(test) \
    cmocka_unit_test_setup_teardown(test, enter_home, leave_home)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_HOME(cleave_home_holds_both_directories),
        IN_HOME(a_relative_home_is_taken_from_where_we_stand),
        IN_HOME(without_it_the_desktop_s_rules_hold),
        IN_HOME(without_any_home_it_says_what_to_set),
        IN_HOME(a_home_too_long_for_sockets_is_refused_at_once),
        IN_HOME(a_file_in_the_way_is_named),
        IN_HOME(a_directory_that_others_may_write_is_refused),
        IN_HOME(a_directory_of_somebody_else_is_refused),
        IN_HOME(a_home_that_cannot_be_written_is_refused),
        IN_HOME(sockets_and_databases_are_named_after_their_service),
        IN_HOME(the_secret_is_made_once_and_kept),
        IN_HOME(processes_that_race_for_the_secret_agree),
        IN_HOME(a_secret_that_cannot_be_trusted_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
