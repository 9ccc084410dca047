/*
 * options_test -- one argument list for two readers.
 */
#include "split/platform/sidecar/options.h"

#include <string.h>

#include "tests/support/cmocka_all.h"

static struct options options;

static enum error read_all(const char *const *words)
{
    char *argv[OPTIONS_ARGUMENTS] = {(char *)"cleave-sidecar"};
    int argc = 1;
    while (*words)
        argv[argc++] = (char *)*words++;
    return options_read(&options, argc, argv);
}

static const char *given_to_host(const char *name)
{
    for (int i = 1; i + 1 < options.host_argc; i += 2)
        if (strcmp(options.host_argv[i], name) == 0)
            return options.host_argv[i + 1];
    return "";
}

static void both_readers_get_their_own(void **state)
{
    (void)state;
    const char *words[] = {"--name",      "payments",
                           "--instance",  "2",
                           "--listen",    "unix:/r/payments-2.sidecar.sock",
                           "--upstream",  "unix:/r/payments-2.sock",
                           "--control",   "unix:/r/control.sock",
                           "--log-level", "warn",
                           "--lifeline",  "7",
                           NULL};
    assert_int_equal(read_all(words), ERROR_OK);
    assert_string_equal(options.listen.host, "/r/payments-2.sidecar.sock");
    assert_string_equal(options.upstream.host, "/r/payments-2.sock");
    assert_string_equal(options.name, "payments-2");
    assert_string_equal(given_to_host("--name"), "payments-sidecar");
    assert_string_equal(given_to_host("--instance"), "2");
    assert_string_equal(given_to_host("--listen"), "unix:/r/control.sock");
    assert_string_equal(given_to_host("--log-level"), "warn");
    assert_string_equal(given_to_host("--lifeline"), "7");
    assert_string_equal(given_to_host("--upstream"), "");
}

static void what_is_missing_doubled_or_no_place_is_explained(void **state)
{
    (void)state;
    const char *none[] = {NULL};
    const char *no_end[] = {"--name", "payments", "--listen", NULL};
    const char *twice[] = {"--name", "a", "--name", "b", NULL};
    const char *nowhere[] = {"--name",    "a",          "--listen",
                             "unix:/l",   "--upstream", "no address",
                             "--control", "unix:/c",    NULL};
    const char *open[] = {"--name",     "a",       "--listen",  "unix:/l",
                          "--upstream", "unix:/u", "--control", "tcp:0.0.0.0:1",
                          NULL};
    assert_int_equal(read_all(none), ERROR_USAGE);
    assert_int_equal(read_all(no_end), ERROR_USAGE);
    assert_int_equal(read_all(twice), ERROR_USAGE);
    assert_int_equal(read_all(nowhere), ERROR_USAGE);
    assert_int_equal(read_all(open), ERROR_USAGE);
    assert_non_null(strstr(error_detail(ERROR_USAGE), "do harm"));
}

static void routes_are_services_and_the_control_socket_is_the_host_s(
    void **state)
{
    (void)state;
    const char *words[] = {"--route",  "payments",       "--route", "orders",
                           "--listen", "unix:/r/c.sock", NULL};
    const char *both[] = {"--route", "payments", "--upstream", "unix:/u", NULL};
    assert_int_equal(read_all(words), ERROR_OK);
    assert_int_equal(options.route_count, 2);
    assert_string_equal(options.routes[1], "orders");
    assert_string_equal(given_to_host("--name"), "vip");
    assert_string_equal(given_to_host("--listen"), "unix:/r/c.sock");
    assert_int_equal(read_all(both), ERROR_USAGE);
}

static void called_cleave_vip_it_stands_for_all_services(void **state)
{
    (void)state;
    char *argv[] = {(char *)"/x/cleave-vip", NULL};
    assert_int_equal(options_read(&options, 1, argv), ERROR_OK);
    assert_int_equal(options.route_count, 6);
}

static void too_many_arguments_are_refused(void **state)
{
    (void)state;
    const char *words[OPTIONS_ARGUMENTS - 1];
    for (size_t i = 0; i < sizeof words / sizeof *words - 1; i++)
        words[i] = i % 2 ? "x" : "--peer";
    words[sizeof words / sizeof *words - 1] = NULL;
    words[0] = "--name";
    assert_int_equal(read_all(words), ERROR_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_readers_get_their_own),
        cmocka_unit_test(what_is_missing_doubled_or_no_place_is_explained),
        cmocka_unit_test(
            routes_are_services_and_the_control_socket_is_the_host_s),
        cmocka_unit_test(called_cleave_vip_it_stands_for_all_services),
        cmocka_unit_test(too_many_arguments_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
