/*
 * table_test -- the table is complete: every command has what the shell, the
 * help and the manual need, in both languages.
 */
#include "tutor/commands/table.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/cmocka_all.h"
#include "tutor/commands/complete.h"

static void every_row_is_complete(void **state)
{
    (void)state;
    for (size_t i = 0; i < command_count; i++) {
        const struct command *command = &commands[i];
        assert_non_null(command->name);
        assert_non_null(command->synopsis);
        assert_non_null(command->run);
        assert_true(command->least <= command->most);
        assert_true(command->most <= ARGS_WORDS);
        assert_null(command->options[COMMAND_OPTIONS - 1].name);
        assert_ptr_equal(command_find(command->name), command);
    }
    assert_null(command_find("cheese"));
}

static void names_are_distinct(void **state)
{
    (void)state;
    for (size_t i = 0; i < command_count; i++)
        for (size_t j = i + 1; j < command_count; j++)
            assert_string_not_equal(commands[i].name, commands[j].name);
}

static void every_option_stands_in_the_synopsis_or_the_help(void **state)
{
    (void)state;
    char word[64];
    for (size_t i = 0; i < command_count; i++) {
        const struct option_spec *spec = commands[i].options;
        for (; spec->name; spec++) {
            snprintf(word, sizeof word, "--%s", spec->name);
            if (strcmp(spec->name, "pin") == 0)
                continue; /* only for those who changed nothing */
            assert_true(strstr(commands[i].synopsis, word) ||
                        strstr(text_in(commands[i].more, false), word));
        }
    }
}

static bool has_hangul(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text >= 0xea && (unsigned char)*text <= 0xed)
            return true;
    return false;
}

/* Words that both languages write alike. */
static bool may_be_alike(enum text id)
{
    static const enum text alike[] = {
        TEXT_STATUS_PID,   TEXT_STATUS_P99,  TEXT_STATUS_RESIDENT,
        TEXT_HEALTH_DOWN,  TEXT_MORE_RESUME, TEXT_MORE_HELP,
        TEXT_MORE_VERSION, TEXT_SAGA_AFTER,  TEXT_BAR_LANGUAGE};
    for (size_t i = 0; i < sizeof alike / sizeof *alike; i++)
        if (alike[i] == id)
            return true;
    return false;
}

static void every_text_is_in_both_languages(void **state)
{
    (void)state;
    for (int id = 0; id < TEXT_COUNT; id++) {
        const char *english = text_in((enum text)id, false);
        const char *korean = text_in((enum text)id, true);
        assert_true(*english && *korean);
        /* The other language is offered in its own name. */
        if (has_hangul(english) && id != TEXT_BAR_LANGUAGE)
            fail_msg("text %d is not English: %s", id, english);
        if (!may_be_alike((enum text)id) && !has_hangul(korean))
            fail_msg("text %d has no Korean: %s", id, korean);
    }
}

static size_t count_of(const char *text, char byte)
{
    size_t count = 0;
    for (; *text; text++)
        count += *text == byte;
    return count;
}

static void both_languages_end_their_lines_alike(void **state)
{
    (void)state;
    for (int id = 0; id < TEXT_COUNT; id++) {
        const char *english = text_in((enum text)id, false);
        const char *korean = text_in((enum text)id, true);
        char last = english[strlen(english) - 1];
        if ((last == '\n') != (korean[strlen(korean) - 1] == '\n'))
            fail_msg("text %d ends in one language only: %s", id, english);
        assert_true((count_of(english, '\n') > 0) >=
                    (count_of(korean, '\n') > 0 && last == '\n'));
    }
}

/* ---- completion ---- */

struct seen {
    char text[4096];
};

static void see(void *arg, const char *candidate)
{
    struct seen *seen = arg;
    size_t length = strlen(seen->text);
    snprintf(seen->text + length, sizeof seen->text - length, "[%s]",
             candidate);
}

static const char *completed(struct session *session, const char *const *words,
                             size_t count, const char *beginning)
{
    static struct seen seen;
    seen.text[0] = '\0';
    complete_words(session, words, count, beginning, see, &seen);
    return seen.text;
}

static void places_complete_what_belongs_there(void **state)
{
    (void)state;
    static struct session session;
    snprintf(session.skus[0], LIMIT_NAME_BYTES, "MUG");
    session.sku_count = 1;
    session_saw_order(&session, SHAPE_SPLIT, "01ARZ3NDEKTSV4RRFFQ69G5FAV");
    const char *none[] = {NULL};
    const char *kill[] = {"kill"}, *kill_payments[] = {"kill", "payments"};
    const char *line[] = {"order", "both", "--line"};
    const char *get[] = {"get"}, *rpc[] = {"rpc"}, *order[] = {"order"};
    assert_string_equal(completed(&session, none, 0, "st"), "[status]");
    assert_string_equal(completed(&session, kill, 1, "pay"), "[payments]");
    assert_string_equal(completed(&session, kill_payments, 2, "b"), "[both]");
    assert_string_equal(completed(&session, line, 3, ""), "[MUG]");
    assert_string_equal(completed(&session, order, 1, "--cu"), "[--customer]");
    assert_non_null(strstr(completed(&session, get, 1, "/api/orders/"),
                           "[/api/orders/01ARZ3NDEKTSV4RRFFQ69G5FAV/events]"));
    assert_non_null(
        strstr(completed(&session, get, 1, "/api/p"), "[/api/products/MUG]"));
    assert_string_equal(completed(&session, rpc, 1, "payments.Wal"),
                        "[payments.Wallet]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_complete),
        cmocka_unit_test(names_are_distinct),
        cmocka_unit_test(every_option_stands_in_the_synopsis_or_the_help),
        cmocka_unit_test(every_text_is_in_both_languages),
        cmocka_unit_test(both_languages_end_their_lines_alike),
        cmocka_unit_test(places_complete_what_belongs_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
