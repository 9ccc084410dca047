/*
 * parameters_test -- every setting that a process really offers is explained,
 * in both languages; choices, figures and events have their words.
 */
#include "tutor/commands/parameters.h"

#include <stdio.h>
#include <string.h>

#include "chassis/setting.h"
#include "split/patterns/breaker.h"
#include "split/patterns/client.h"
#include "split/patterns/registrar.h"
#include "split/platform/gateway/quota.h"
#include "split/platform/gateway/route.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/pay_bench.h"

enum { MEANING_CHARACTERS = 100 };

static void *way;    /* a real client */
static void *member; /* a real registrar */

static int set_up(void **state)
{
    static const char *const peers[] = {"payments", NULL};
    pay_bench_set_up(state);
    struct pay_bench *bench = *state;
    struct config_peer *peer = &bench->config.peers[0];
    snprintf(peer->name, sizeof peer->name, "payments");
    peer->address = bench->local;
    bench->config.peer_count = 1;
    const struct outbound_options options = {bench->loop, &bench->config,
                                             peers};
    assert_int_equal(client_outbound.open(&way, &options), ERROR_OK);
    member =
        registrar_membership.join(bench->loop, &bench->config, &bench->local);
    assert_non_null(member);
    quota_open(1, 0);
    route_open(NULL, NULL);
    return 0;
}

static int tear_down(void **state)
{
    registrar_membership.release(member);
    client_outbound.close(way);
    return pay_bench_tear_down(state);
}

static size_t characters(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += (*text & 0xC0) != 0x80;
    return count;
}

static bool has_hangul(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text >= 0xEA && (unsigned char)*text <= 0xED)
            return true;
    return false;
}

static void every_setting_is_explained_in_both_languages(void **state)
{
    (void)state;
    struct setting setting;
    size_t count = 0;
    for (; setting_at(count, &setting); count++)
        if (!parameter_of(setting.name))
            fail_msg("%s has no row in text_parameters.h", setting.name);
    assert_true(count > 60); /* the client, the gateway and the registrar */
}

static void every_row_is_a_line_in_each_language(void **state)
{
    (void)state;
    const struct parameter_text *row;
    for (size_t i = 0; (row = parameter_row(i)); i++) {
        assert_true(characters(row->meaning[0]) <= MEANING_CHARACTERS);
        assert_true(characters(row->meaning[1]) <= MEANING_CHARACTERS);
        assert_false(has_hangul(row->meaning[0]));
        if (!has_hangul(row->meaning[1]))
            fail_msg("%s.%s is not in Korean", row->family, row->name);
    }
}

/* The supervisor's are offered in a process of its own. */
static void every_row_is_about_a_setting_that_is_offered(void **state)
{
    (void)state;
    const struct parameter_text *row;
    for (size_t i = 0; (row = parameter_row(i)); i++) {
        struct setting setting;
        bool found = strcmp(row->family, "supervisor") == 0;
        for (size_t s = 0; !found && setting_at(s, &setting); s++)
            found = parameter_of(setting.name) == row;
        if (!found)
            fail_msg("nobody offers %s.%s", row->family, row->name);
    }
}

static void every_value_of_a_choice_has_a_word_that_leads_back(void **state)
{
    (void)state;
    struct setting setting;
    size_t choices = 0;
    for (size_t i = 0; setting_at(i, &setting); i++) {
        const struct parameter_text *row = parameter_of(setting.name);
        if (!row || !parameter_choice(row, 0))
            continue;
        choices++;
        for (int64_t v = setting.least; v <= setting.most; v++) {
            int64_t back = -2;
            const char *word = parameter_word(setting.name, v);
            assert_non_null(word);
            assert_true(parameter_number(setting.name, word, &back));
            assert_int_equal(back, v);
        }
        assert_null(parameter_word(setting.name, setting.most + 1));
    }
    assert_true(choices >= 8);
}

static void the_same_name_means_something_else_in_another_family(void **state)
{
    (void)state;
    int64_t value = -2;
    assert_string_equal(parameter_word("breaker.payments.mode", 1),
                        "forced-open");
    assert_string_equal(parameter_word("discovery.payments.mode", 1), "server");
    assert_string_equal(parameter_word("discovery.mode", 0), "client");
    assert_false(parameter_number("discovery.mode", "forced-open", &value));
    assert_int_equal(value, -2);
    assert_null(parameter_of("breaker"));
    assert_null(parameter_of("retry-budget.payments.attempts"));
}

static void every_figure_and_state_of_a_client_has_a_korean_word(void **state)
{
    (void)state;
    struct gauge gauge;
    for (size_t i = 0; gauge_at(i, &gauge); i++) {
        if (strncmp(gauge.name, "route", 5) == 0 ||
            strncmp(gauge.name, "discovery", 9) == 0 ||
            strncmp(gauge.name, "registrar", 9) == 0)
            continue; /* tables of their own show these */
        for (size_t f = 0; f < gauge.figure_count; f++)
            if (!has_hangul(figure_word(gauge.figures[f].name, true)))
                fail_msg("%s: %s", gauge.name, gauge.figures[f].name);
        if (strncmp(gauge.name, "balancer", 8) != 0) /* a policy is typed */
            assert_true(has_hangul(figure_word(gauge.state, true)));
    }
    for (int s = 0; s < BREAKER_STATES; s++)
        assert_true(has_hangul(
            figure_word(breaker_state_name((enum breaker_state)s), true)));
    for (int c = 0; c <= BREAKER_BY_HAND; c++)
        assert_true(has_hangul(
            figure_word(breaker_cause_name((enum breaker_cause)c), true)));
    assert_string_equal(figure_word("failed", false), "failed");
    assert_string_equal(figure_word("of tomorrow", true), "of tomorrow");
}

static void a_unit_loses_what_the_meaning_says(void **state)
{
    (void)state;
    char unit[32];
    unit_word("failures, 0 for never", false, unit, sizeof unit);
    assert_string_equal(unit, "failures");
    unit_word("failures, 0 for never", true, unit, sizeof unit);
    assert_string_equal(unit, "실패");
    unit_word("ms", true, unit, sizeof unit);
    assert_string_equal(unit, "ms");
}

/* The newest event of the process, in Korean. */
static const char *last_event(bool korean)
{
    static char sentence[512];
    const struct setting_event *event, *last = NULL;
    for (uint64_t after = 0; (event = setting_event_after(after));
         after = event->sequence)
        last = event;
    assert_non_null(last);
    event_sentence(last->name, last->text, korean, sentence, sizeof sentence);
    return sentence;
}

static void a_change_by_hand_is_told_in_korean(void **state)
{
    (void)state;
    assert_int_equal(setting_put("breaker.payments.mode", 1, false), ERROR_OK);
    assert_string_equal(last_event(true), "닫힘 -> 강제 열림(수동)");
    assert_string_equal(last_event(false), "closed -> forced-open by hand");
}

/* With real calls, so that the sentence is the client's own. */
static void an_opening_and_its_figures_are_told_in_korean(void **state)
{
    struct pay_bench *bench = *state;
    setting_put("retry.payments.attempts", 1, false);
    setting_put("breaker.payments.consecutive", 3, false);
    bench->failures = 3;
    for (uint64_t i = 1; i <= 3; i++) {
        struct outgoing call = {.id = i, .repeatable = true};
        struct pay_answer answer = {0};
        pay_send(&client_outbound, way, &call, "flaky", &answer);
        pay_wait(bench, &answer);
        assert_int_equal(answer.error, ERROR_UNAVAILABLE);
        pay_answer_clear(&answer);
    }
    assert_non_null(strstr(last_event(true),
                           "닫힘 -> 열림(원인: 연속 실패 3, 기준 3); 호출 3, "
                           "실패 3, 느림 0, 진행 중 0; "));
    assert_non_null(strstr(last_event(true), " ms 동안 열림"));
    assert_non_null(strstr(last_event(false), "closed -> open by consecutive"));
}

static void what_was_set_is_told_by_its_word(void **state)
{
    (void)state;
    char out[128];
    event_sentence("retry.payments.jitter", "set to 1", false, out, sizeof out);
    assert_string_equal(out, "set to equal");
    event_sentence("retry.payments.attempts", "set to 1", true, out,
                   sizeof out);
    assert_string_equal(out, "값을 1(으)로 바꿈");
    event_sentence("x", "a sentence of tomorrow", true, out, sizeof out);
    assert_string_equal(out, "a sentence of tomorrow");
    event_sentence("x", "set to its default", true, out, 8);
    assert_true(strlen(out) < 8);
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(every_setting_is_explained_in_both_languages),
        CASE(every_row_is_a_line_in_each_language),
        CASE(every_row_is_about_a_setting_that_is_offered),
        CASE(every_value_of_a_choice_has_a_word_that_leads_back),
        CASE(the_same_name_means_something_else_in_another_family),
        CASE(every_figure_and_state_of_a_client_has_a_korean_word),
        CASE(a_unit_loses_what_the_meaning_says),
        CASE(a_change_by_hand_is_told_in_korean),
        CASE(an_opening_and_its_figures_are_told_in_korean),
        CASE(what_was_set_is_told_by_its_word),
    };
#undef CASE
    return cmocka_run_group_tests(tests, NULL, NULL);
}
