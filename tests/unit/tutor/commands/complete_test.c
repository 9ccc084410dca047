/*
 * complete_test -- what is offered for a target: the services, and the
 * instances of which the supervisor has told.
 */
#include "tutor/commands/complete.h"

#include <stdio.h>
#include <string.h>

#include "tests/support/cmocka_all.h"

static struct session session;
static char offered[256];

static void see(void *arg, const char *word)
{
    size_t length = strlen(offered);
    (void)arg;
    snprintf(offered + length, sizeof offered - length, " %s", word);
}

static const char *complete(const char *command, const char *beginning)
{
    const char *const words[] = {command};
    offered[0] = '\0';
    complete_words(&session, words, 1, beginning, see, NULL);
    return offered;
}

static int begin(void **state)
{
    (void)state;
    session.instance_count = 2;
    snprintf(session.instances[0], sizeof session.instances[0], "payments-2");
    snprintf(session.instances[1], sizeof session.instances[1], "orders-3");
    return 0;
}

static void instances_that_run_are_offered_as_targets(void **state)
{
    (void)state;
    assert_string_equal(complete("kill", "pay"), " payments payments-2");
    assert_string_equal(complete("pause", "orders-"), " orders-3");
    assert_string_equal(complete("kill", "reg"), " registry");
}

static void only_services_are_scaled_and_deployed(void **state)
{
    (void)state;
    assert_string_equal(complete("scale", "pay"), " payments");
    assert_string_equal(complete("deploy", "orders"), " orders");
    assert_string_equal(complete("deploy", "reg"), "");
}

static const char *complete_third(const char *command, const char *what,
                                  const char *peer, const char *beginning)
{
    const char *const words[] = {command, what, peer};
    offered[0] = '\0';
    complete_words(&session, words, peer ? 3 : 2, beginning, see, NULL);
    return offered;
}

static void parameters_are_offered_as_they_are_typed(void **state)
{
    (void)state;
    assert_string_equal(complete_third("breaker", "set", "payments", "fail"),
                        " failure-rate failures");
    assert_string_equal(complete_third("retry", "set", "payments", "hedge.d"),
                        " hedge.delay-ms");
    assert_string_equal(complete_third("breaker", "explain", NULL, "fail"),
                        " failure-rate failures");
    assert_string_equal(complete_third("breaker", "show", NULL, "pay"),
                        " payments payments-2");
    assert_string_equal(complete_third("breaker", "show", "payments", "f"), "");
    assert_string_equal(complete_third("breaker", "explain", "mode", ""), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(instances_that_run_are_offered_as_targets),
        cmocka_unit_test(only_services_are_scaled_and_deployed),
        cmocka_unit_test(parameters_are_offered_as_they_are_typed),
    };
    return cmocka_run_group_tests(tests, begin, NULL);
}
