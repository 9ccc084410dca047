/*
 * keys -- what a learner pressed, from the bytes that a terminal sent.
 */
#include "tutor/terminal/keys.h"

#include <string.h>

#include "tests/support/cmocka_all.h"

static struct keys keys;

static int set_up(void **state)
{
    (void)state;
    keys_init(&keys);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    keys_release(&keys);
    return 0;
}

static void feed(const char *bytes)
{
    for (; *bytes; bytes++)
        keys_feed(&keys, (unsigned char)*bytes);
}

static struct keys_event next(void)
{
    struct keys_event event = {0};
    keys_next(&keys, &event);
    return event;
}

static void want_character(uint32_t character, bool alt)
{
    struct keys_event event = next();
    assert_int_equal(event.name, KEYS_CHARACTER);
    assert_int_equal(event.character, character);
    assert_int_equal(event.alt, alt);
}

static void hangul_split_at_each_byte_arrives_whole(void **state)
{
    (void)state;
    for (const char *at = "한"; *at; at++) {
        keys_feed(&keys, (unsigned char)*at);
        keys_pause(&keys);
    }
    want_character(0xD55C, false);
    assert_int_equal(next().name, KEYS_NONE);
}

static void broken_utf8_is_dropped_and_what_follows_is_not(void **state)
{
    (void)state;
    feed("\xED\x95"
         "a\xC0\xAF\xED\xA0\x80\xFF"
         "b\x80");
    keys_pause(&keys);
    want_character('a', false);
    want_character('b', false);
    assert_int_equal(next().name, KEYS_NONE);
}

static void lone_escape_is_known_at_the_pause(void **state)
{
    (void)state;
    feed("\033");
    assert_int_equal(next().name, KEYS_NONE);
    keys_pause(&keys);
    assert_int_equal(next().name, KEYS_ESCAPE);
}

static void escape_and_a_key_is_alt(void **state)
{
    (void)state;
    feed("\033"
         "3\033한");
    keys_pause(&keys);
    want_character('3', true);
    want_character(0xD55C, true);
    assert_int_equal(next().name, KEYS_NONE);
}

static void two_escapes_are_two(void **state)
{
    (void)state;
    feed("\033\033");
    keys_pause(&keys);
    assert_int_equal(next().name, KEYS_ESCAPE);
    assert_int_equal(next().name, KEYS_ESCAPE);
}

static void a_report_of_the_cursor_is_an_answer_and_no_key(void **state)
{
    (void)state;
    feed("a\033[2;5Rb");
    keys_pause(&keys);
    want_character('a', false);
    struct keys_event report = next();
    assert_int_equal(report.name, KEYS_REPORT);
    assert_int_equal(report.row, 1);
    assert_int_equal(report.column, 4);
    want_character('b', false);
    feed("\033[2;"); /* the rest comes with the next read */
    keys_pause(&keys);
    feed("41R\033[;R\033[2R\033[1;2;3Rc");
    keys_pause(&keys);
    report = next();
    assert_int_equal(report.name, KEYS_REPORT);
    assert_int_equal(report.column, 40);
    want_character('c', false);
    assert_int_equal(next().name, KEYS_NONE);
}

static void escape_and_an_arrow_are_two_keys(void **state)
{
    (void)state;
    keys_feed(&keys, 27);
    keys_feed(&keys, KEYS_NAMED + KEYS_UP);
    assert_int_equal(next().name, KEYS_ESCAPE);
    struct keys_event arrow = next();
    assert_int_equal(arrow.name, KEYS_UP);
    assert_false(arrow.alt);
    feed("\033\t");
    assert_int_equal(next().name, KEYS_ESCAPE);
    assert_int_equal(next().name, KEYS_TAB);
}

static void unknown_sequences_leave_no_letters(void **state)
{
    (void)state;
    feed("\033[27;5;9~a\033Oxb\033[12");
    keys_pause(&keys);
    feed("c");
    keys_pause(&keys);
    want_character('a', false);
    want_character('b', false);
    want_character('c', false);
    assert_int_equal(next().name, KEYS_NONE);
}

static void decomposed_hangul_is_composed(void **state)
{
    (void)state;
    feed("\u1112\u1161\u11AB\u1100\u1173\u11AF!");
    keys_pause(&keys);
    want_character(0xD55C, false); /* 한 */
    want_character(0xAE00, false); /* 글 */
    want_character('!', false);
}

static void order_is_that_of_the_bytes(void **state)
{
    (void)state;
    feed("\u1112\u1161\r");
    keys_feed(&keys, KEYS_NAMED + KEYS_UP);
    feed("x\003");
    keys_pause(&keys);
    want_character(0xD558, false);
    assert_int_equal(next().name, KEYS_ENTER);
    assert_int_equal(next().name, KEYS_UP);
    want_character('x', false);
    struct keys_event event = next();
    assert_int_equal(event.name, KEYS_CONTROL);
    assert_int_equal(event.character, 'c');
}

static void paste_is_one_line_without_controls(void **state)
{
    (void)state;
    keys_feed(&keys, KEYS_NAMED + KEYS_PASTE_BEGIN);
    feed("kill\r\n\tpay\033[Aments\xC2\x9B한");
    keys_pause(&keys);
    feed("\u1112\u1161\u11AB\n");
    keys_feed(&keys, KEYS_NAMED + KEYS_PASTE_END);
    struct keys_event event = next();
    assert_int_equal(event.name, KEYS_PASTE);
    const char *want = "kill pay [Aments 한한 ";
    assert_int_equal(event.length, strlen(want));
    assert_memory_equal(event.text, want, event.length);
    assert_int_equal(next().name, KEYS_NONE);
}

static void paste_is_bounded(void **state)
{
    (void)state;
    keys_feed(&keys, KEYS_NAMED + KEYS_PASTE_BEGIN);
    for (int i = 0; i < KEYS_PASTE_BYTES / 2; i++)
        feed("한");
    keys_feed(&keys, KEYS_NAMED + KEYS_PASTE_END);
    struct keys_event event = next();
    assert_int_equal(event.name, KEYS_PASTE);
    assert_true(event.length <= KEYS_PASTE_BYTES);
    assert_int_equal(event.length % 3, 0);
}

static void all_33_jamo_have_a_key(void **state)
{
    (void)state;
    static const char jamo[] = "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍ"
                               "ㅠㅜㅡㅃㅉㄸㄲㅆㅒㅖ";
    static const char letters[] = "qwertyuiopasdfghjklzxcvbnmQWERTOP";
    for (size_t i = 0; i < 33; i++) {
        for (int byte = 0; byte < 3; byte++)
            keys_feed(&keys, (unsigned char)jamo[3 * i + byte]);
        keys_pause(&keys);
        struct keys_event event = next();
        assert_int_equal(keys_letter(&event), letters[i]);
    }
    struct keys_event syllable = {.name = KEYS_CHARACTER, .character = 0xD55C};
    assert_int_equal(keys_letter(&syllable), 0);
}

static void keys_go_to_readline_as_a_terminal_sends_them(void **state)
{
    (void)state;
    char bytes[16];
    struct keys_event up = {.name = KEYS_UP};
    struct keys_event alt = {
        .name = KEYS_CHARACTER, .character = 'b', .alt = true};
    struct keys_event control = {.name = KEYS_CONTROL, .character = 'r'};
    struct keys_event click = {.name = KEYS_CLICK};
    assert_int_equal(keys_bytes(&up, bytes), 3);
    assert_memory_equal(bytes, "\033[A", 3);
    assert_int_equal(keys_bytes(&alt, bytes), 2);
    assert_memory_equal(bytes, "\033b", 2);
    assert_int_equal(keys_bytes(&control, bytes), 1);
    assert_int_equal(bytes[0], 'r' & 0x1F);
    assert_int_equal(keys_bytes(&click, bytes), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(hangul_split_at_each_byte_arrives_whole),
        TEST(broken_utf8_is_dropped_and_what_follows_is_not),
        TEST(lone_escape_is_known_at_the_pause),
        TEST(escape_and_a_key_is_alt),
        TEST(two_escapes_are_two),
        TEST(a_report_of_the_cursor_is_an_answer_and_no_key),
        TEST(escape_and_an_arrow_are_two_keys),
        TEST(unknown_sequences_leave_no_letters),
        TEST(decomposed_hangul_is_composed),
        TEST(order_is_that_of_the_bytes),
        TEST(paste_is_one_line_without_controls),
        TEST(paste_is_bounded),
        TEST(all_33_jamo_have_a_key),
        TEST(keys_go_to_readline_as_a_terminal_sends_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
