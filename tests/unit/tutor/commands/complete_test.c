/*
 * complete_test -- what is offered for a target: the services, and the
 * instances of which the supervisor has told.
 */
#include "tutor/commands/complete.h"

#include <stdio.h>
#include <stdlib.h>
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
    setenv("CLEAVE_CONTENT", ".", 1);
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

static void a_lesson_is_completed_by_each_of_its_names(void **state)
{
    (void)state;
    assert_string_equal(complete("lesson", "8"), " 8");
    assert_string_equal(complete("lesson", "08"), " 08-resilience");
    assert_string_equal(complete("lesson", "resil"), " resilience");
    assert_string_equal(complete("quiz", "d"), " discovery due");
    assert_string_equal(complete("essay", "no-such"), "");
    assert_non_null(strstr(complete_third("lab", "run", NULL, "one"), "one-"));
}

static void names_of_screens_are_commands_on_the_screen_alone(void **state)
{
    (void)state;
    assert_string_equal(complete("tutor", "syst"), " system");
    offered[0] = '\0';
    complete_words(&session, NULL, 0, "syst", see, NULL);
    assert_string_equal(offered, "");
    session.tutor = true;
    complete_words(&session, NULL, 0, "syst", see, NULL);
    assert_string_equal(offered, " system");
    offered[0] = '\0'; /* a command too, and offered once */
    complete_words(&session, NULL, 0, "quiz", see, NULL);
    assert_string_equal(offered, " quiz");
    session.tutor = false;
}

static void traces_and_goods_are_those_that_were_seen(void **state)
{
    static const char goods[] =
        "{\"products\":[{\"sku\":\"MUG\"},{\"sku\":7},{\"sku\":\"PEN\"}]}";
    const char *const words[] = {"order", "both", "--line"};
    (void)state;
    assert_string_equal(complete("trace", "4bf9"), "");
    session_saw_trace(&session, "4bf92f3577b34da6a3ce929d0e0e4736");
    assert_string_equal(complete("trace", "4bf9"),
                        " 4bf92f3577b34da6a3ce929d0e0e4736");
    session_forget_traces(&session);
    assert_string_equal(complete("trace", "4bf9"), "");
    assert_string_equal(complete("trace", "l"), " last list");
    session_saw_goods(&session, goods, sizeof goods - 1);
    offered[0] = '\0';
    complete_words(&session, words, 3, "", see, NULL);
    assert_string_equal(offered, " MUG PEN");
    session_saw_goods(
        &session, "{\"split\":{\"body\":{\"products\":[{\"sku\":\"CUP\"}]}}}",
        47);
    assert_int_equal(session.sku_count, 1);
    session_saw_goods(&session, goods, sizeof goods - 1);
    session_saw_goods(&session, "no json", 7);
    assert_int_equal(session.sku_count, 2);
}

static const char *complete_data(const char *shape, const char *service,
                                 const char *beginning)
{
    const char *const words[] = {"data", shape, service};
    offered[0] = '\0';
    complete_words(&session, words, service ? 3 : 2, beginning, see, NULL);
    return offered;
}

static void databases_offer_their_own_tables(void **state)
{
    (void)state;
    assert_string_equal(complete_data("split", NULL, "p"), " payments");
    assert_string_equal(complete_data("monolith", NULL, ""), " monolith");
    assert_string_equal(complete_data("split", "payments", ""),
                        " accounts charges");
    assert_string_equal(complete_data("split", "customers", ""),
                        " inbox customers");
    assert_string_equal(complete_data("monolith", "monolith", "char"),
                        " charges");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(instances_that_run_are_offered_as_targets),
        cmocka_unit_test(only_services_are_scaled_and_deployed),
        cmocka_unit_test(parameters_are_offered_as_they_are_typed),
        cmocka_unit_test(a_lesson_is_completed_by_each_of_its_names),
        cmocka_unit_test(names_of_screens_are_commands_on_the_screen_alone),
        cmocka_unit_test(traces_and_goods_are_those_that_were_seen),
        cmocka_unit_test(databases_offer_their_own_tables),
    };
    return cmocka_run_group_tests(tests, begin, NULL);
}
