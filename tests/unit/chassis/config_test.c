/*
 * config_test -- defaults, arguments, and what is refused.
 */
#include "chassis/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/log.h"
#include "tests/support/cmocka_all.h"

/* The arguments end with NULL. */
static enum error read_words(struct config *config, const char *const *words)
{
    char *argv[80] = {(char *)"cleave-payments"};
    int argc = 1;
    for (; *words; words++)
        argv[argc++] = (char *)*words;
    return config_read(config, "payments", argc, argv);
}

#define READ(config, ...) \
    read_words((config), (const char *const[]){__VA_ARGS__, NULL})

static void is_refused(enum error error, const char *because)
{
    assert_int_equal(error, ERROR_USAGE);
    if (!strstr(error_detail(ERROR_USAGE), because))
        fail_msg("%s", error_detail(ERROR_USAGE));
}

static void without_arguments_the_defaults_hold(void **state)
{
    (void)state;
    struct config config;
    assert_int_equal(read_words(&config, (const char *const[]){NULL}),
                     ERROR_OK);
    assert_string_equal(config.name, "payments");
    assert_int_equal(config.instance, 1);
    assert_string_equal(config.version, "1");
    assert_int_equal(config.listen_count, 1);
    assert_string_equal(config.listen[0].host, "/tmp/h1/run/payments-1.sock");
    assert_string_equal(config.database, "");
    assert_int_equal(config.log_level, LOG_INFO);
    assert_int_equal(config.lifeline_fd, -1);
    assert_int_equal(config.deadline_ms, 2000);
}

static void an_inherited_socket_belongs_to_the_listen_before_it(void **state)
{
    (void)state;
    struct config config;
    assert_int_equal(READ(&config, "--listen", "tcp:127.0.0.1:0", "--listen-fd",
                          "5", "--listen", "unix:/tmp/a.sock"),
                     ERROR_OK);
    assert_int_equal(config.listen[0].kind, ADDRESS_UNIX);
    assert_int_equal(config.listen_fd[0], -1);
    assert_int_equal(config.listen_fd[1], 5);
    assert_int_equal(
        READ(&config, "--listen", "unix:/tmp/a.sock", "--listen-fd", "4"),
        ERROR_OK);
    assert_int_equal(config.listen_fd[0], 4);
    assert_int_equal(READ(&config, "--name", "wallet"), ERROR_OK);
    assert_int_equal(config.listen_fd[0], -1);
    is_refused(READ(&config, "--listen-fd", "4"), "follows the --listen");
}

static void every_argument_is_taken(void **state)
{
    (void)state;
    struct config config;
    assert_int_equal(READ(&config, "--name", "wallet", "--instance", "3",
                          "--version", "2.1-beta", "--listen",
                          "tcp:127.0.0.1:0", "--database", "/tmp/x.db",
                          "--log-level", "debug", "--lifeline", "3",
                          "--deadline-ms", "500", "--database-owner", "shop"),
                     ERROR_OK);
    assert_string_equal(config.database_owner, "shop");
    assert_string_equal(config.name, "wallet");
    assert_string_equal(config.version, "2.1-beta");
    assert_int_equal(config.listen_count, 2);
    assert_string_equal(config.listen[0].host, "/tmp/h1/run/wallet-3.sock");
    assert_int_equal(config.listen[1].kind, ADDRESS_TCP);
    assert_string_equal(config.database, "/tmp/x.db");
    assert_int_equal(config.log_level, LOG_DEBUG);
    assert_int_equal(config.lifeline_fd, 3);
    assert_int_equal(config.deadline_ms, 500);
}

static void a_given_unix_socket_takes_the_place_of_our_own(void **state)
{
    (void)state;
    struct config config;
    assert_int_equal(READ(&config, "--listen", "tcp:127.0.0.1:80", "--listen",
                          "tcp:127.0.0.2:80", "--listen", "unix:/tmp/own.sock",
                          "--listen", "unix:/tmp/second.sock"),
                     ERROR_OK);
    assert_int_equal(config.listen_count, 4);
    assert_string_equal(config.listen[0].host, "/tmp/own.sock");
    assert_string_equal(config.listen[1].host, "127.0.0.1");
    assert_string_equal(config.listen[2].host, "127.0.0.2");
    assert_string_equal(config.listen[3].host, "/tmp/second.sock");
}

static void peers_are_found_by_argument_or_by_name(void **state)
{
    (void)state;
    struct config config;
    struct address address;
    assert_int_equal(READ(&config, "--peer", "orders=tcp:10.0.0.1:9000"),
                     ERROR_OK);
    assert_int_equal(config_peer(&config, "orders", &address), ERROR_OK);
    assert_string_equal(address.host, "10.0.0.1");
    assert_int_equal(config_peer(&config, "shipping", &address), ERROR_OK);
    assert_string_equal(address.host, "/tmp/h1/run/shipping-1.sock");
}

static void refusals_name_the_word_and_what_was_meant(void **state)
{
    (void)state;
    struct config config;
    is_refused(READ(&config, "--colour", "red"), "--colour");
    is_refused(READ(&config, "--colour", "red"), "--log-level");
    is_refused(READ(&config, "--instance"), "needs a value");
    is_refused(READ(&config, "--instance", "0"), "from 1 to 999");
    is_refused(READ(&config, "--instance", "1000"), "from 1 to 999");
    is_refused(READ(&config, "--instance", "1x"), "1x");
    is_refused(READ(&config, "--instance", " 1"), "whole number");
    is_refused(READ(&config, "--deadline-ms", "99999999999999999999"),
               "whole number");
    is_refused(READ(&config, "--name", "../x"), "small letters");
    is_refused(READ(&config, "--name", ""), "1 to 63");
    is_refused(READ(&config, "--log-level", "loud"), "loud");
    is_refused(READ(&config, "--peer", "orders"), "NAME=ADDRESS");
    is_refused(READ(&config, "--peer", "=unix:/x"), "NAME=ADDRESS");
    is_refused(READ(&config, "--peer", "a=b"), "not an address");
    is_refused(READ(&config, "--listen", "dns:a:80"), "--listen");
}

static void too_many_of_a_kind_are_refused(void **state)
{
    (void)state;
    struct config config;
    is_refused(READ(&config, "--listen", "unix:/1", "--listen", "unix:/2",
                    "--listen", "unix:/3", "--listen", "unix:/4", "--listen",
                    "unix:/5"),
               "4 times");
    is_refused(READ(&config, "--listen", "tcp:127.0.0.1:1", "--listen",
                    "tcp:127.0.0.1:2", "--listen", "tcp:127.0.0.1:3",
                    "--listen", "tcp:127.0.0.1:4"),
               "unix:PATH");
    const char *words[2 * LIMIT_PEERS + 3] = {0};
    for (int i = 0; i <= LIMIT_PEERS; i++) {
        words[2 * i] = "--peer";
        words[2 * i + 1] = "a=unix:/x";
    }
    is_refused(read_words(&config, words), "32 times");
}

static int choose_home(void **state)
{
    (void)state;
    return setenv("CLEAVE_HOME", "/tmp/h1", 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_arguments_the_defaults_hold),
        cmocka_unit_test(an_inherited_socket_belongs_to_the_listen_before_it),
        cmocka_unit_test(every_argument_is_taken),
        cmocka_unit_test(a_given_unix_socket_takes_the_place_of_our_own),
        cmocka_unit_test(peers_are_found_by_argument_or_by_name),
        cmocka_unit_test(refusals_name_the_word_and_what_was_meant),
        cmocka_unit_test(too_many_of_a_kind_are_refused),
    };
    return cmocka_run_group_tests(tests, choose_home, NULL);
}
