/*
 * identity_test -- who may say that it is whom.
 */
#include "chassis/identity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/random.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/pay_bench.h"

static const unsigned char secret[IDENTITY_SECRET_BYTES] = "one shop's";
static const unsigned char other[IDENTITY_SECRET_BYTES] = "another shop's";

static void what_was_made_is_believed(void **state)
{
    (void)state;
    const char *names[] = {"orders", "a", "scale-to-zero_2"};
    for (size_t i = 0; i < 3; i++)
        for (int instance = 0; instance < 300; instance += 99) {
            char text[IDENTITY_TEXT_BYTES];
            struct identity found;
            identity_make(secret, names[i], instance, text);
            assert_int_equal(identity_check(secret, slice_of(text), &found),
                             ERROR_OK);
            assert_string_equal(found.service, names[i]);
            assert_int_equal(found.instance, instance);
        }
}

/* Computed with Python's hmac module. */
static void the_text_is_the_documented_one(void **state)
{
    (void)state;
    static const unsigned char zeroes[IDENTITY_SECRET_BYTES];
    char text[IDENTITY_TEXT_BYTES];
    identity_make(zeroes, "orders", 1, text);
    assert_string_equal(
        text,
        "orders.1."
        "3b733a9a95a079a470e124c02d5197d40125fe7e0a05a3ab3a19ea5d850fd6e0");
}

static void nothing_is_nobody(void **state)
{
    (void)state;
    struct identity found = {"x", 7};
    assert_int_equal(identity_check(secret, slice_of(""), &found), ERROR_OK);
    assert_string_equal(found.service, "");
    assert_int_equal(found.instance, 0);
}

static void a_longest_name_fits(void **state)
{
    (void)state;
    char name[LIMIT_NAME_BYTES], text[IDENTITY_TEXT_BYTES];
    struct identity found;
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    identity_make(secret, name, 999999999, text);
    assert_int_equal(identity_check(secret, slice_of(text), &found), ERROR_OK);
    assert_string_equal(found.service, name);
}

static void another_shop_s_word_is_worth_nothing(void **state)
{
    (void)state;
    char text[IDENTITY_TEXT_BYTES];
    struct identity found = {"untouched", 3};
    identity_make(other, "orders", 1, text);
    assert_int_equal(identity_check(secret, slice_of(text), &found),
                     ERROR_FORBIDDEN);
    assert_non_null(strstr(error_detail(ERROR_FORBIDDEN), "orders.1"));
    assert_string_equal(found.service, "untouched");
}

/* Every single-bit change, every shorter text, and random bytes. */
static void no_changed_text_is_believed(void **state)
{
    (void)state;
    char text[IDENTITY_TEXT_BYTES + 1] = {0};
    struct identity found;
    identity_make(secret, "orders", 12, text);
    size_t length = strlen(text);
    for (size_t i = 0; i < length * 8; i++) {
        text[i / 8] = (char)(text[i / 8] ^ 1 << i % 8);
        assert_int_equal(
            identity_check(secret, (struct slice){text, length}, &found),
            ERROR_FORBIDDEN);
        text[i / 8] = (char)(text[i / 8] ^ 1 << i % 8);
    }
    for (size_t i = 1; i < length; i++)
        assert_int_equal(
            identity_check(secret, (struct slice){text, i}, &found),
            ERROR_FORBIDDEN);
    text[length] = '0';
    assert_int_equal(
        identity_check(secret, (struct slice){text, length + 1}, &found),
        ERROR_FORBIDDEN);
}

static void forms_that_look_alike_are_refused(void **state)
{
    (void)state;
    char good[IDENTITY_TEXT_BYTES], text[2 * IDENTITY_TEXT_BYTES];
    struct identity found;
    identity_make(secret, "orders", 1, good);
    const char *hex = strrchr(good, '.') + 1;
    const char *heads[] = {
        "orders.01.", "orders.+1.",        "orders.-1.", "Orders.1.",
        "orders..",   "orders.1..",        ".1.",        "orders.1 .",
        "orders1.",   "orders.9999999999."};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        snprintf(text, sizeof text, "%s%s", heads[i], hex);
        assert_int_equal(identity_check(secret, slice_of(text), &found),
                         ERROR_FORBIDDEN);
    }
    snprintf(text, sizeof text, "%s", good);
    for (char *c = strrchr(text, '.'); *c; c++)
        if (*c >= 'a' && *c <= 'f') {
            *c = (char)(*c - 'a' + 'A');
            break;
        }
    assert_int_equal(identity_check(secret, slice_of(text), &found),
                     ERROR_FORBIDDEN);
}

static void random_bytes_are_refused(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 20);
    for (int round = 0; round < 100000; round++) {
        char bytes[IDENTITY_TEXT_BYTES + 8];
        size_t length = 1 + random_next(&random) % (sizeof bytes - 1);
        struct identity found;
        for (size_t i = 0; i < length; i++)
            bytes[i] = "orders.1af0\0\xff "[random_next(&random) % 14];
        assert_int_equal(
            identity_check(secret, (struct slice){bytes, length}, &found),
            ERROR_FORBIDDEN);
    }
}

static void one_s_own_comes_from_the_environment(void **state)
{
    (void)state;
    char text[IDENTITY_TEXT_BYTES], own[IDENTITY_TEXT_BYTES];
    identity_make(secret, "orders", 1, text);
    unsetenv(IDENTITY_VARIABLE);
    identity_own(own);
    assert_string_equal(own, "");
    setenv(IDENTITY_VARIABLE, text, 1);
    identity_own(own);
    assert_string_equal(own, text);
    setenv(IDENTITY_VARIABLE, "orders.1.\r\nx: y", 1);
    identity_own(own);
    assert_string_equal(own, "");
    unsetenv(IDENTITY_VARIABLE);
}

/* ---- on the wire ---- */

static void a_call_shows_who_makes_it(void **state)
{
    struct pay_bench *bench = *state;
    struct pay_answer named = {0}, nobody = {0};
    char text[IDENTITY_TEXT_BYTES];
    identity_make(secret, "orders", 1, text);
    setenv(IDENTITY_VARIABLE, text, 1);
    pay_start(bench->channel, 1, "identity", 0, &named);
    pay_wait(bench, &named);
    assert_int_equal(named.error, ERROR_OK);
    assert_string_equal(named.state, text);
    unsetenv(IDENTITY_VARIABLE);
    struct grpc_channel *channel = grpc_channel_new(bench->loop, &bench->local);
    pay_start(channel, 1, "identity", 0, &nobody);
    pay_wait(bench, &nobody);
    assert_string_equal(nobody.state, "");
    grpc_channel_free(channel);
    pay_answer_clear(&named);
    pay_answer_clear(&nobody);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_made_is_believed),
        cmocka_unit_test(the_text_is_the_documented_one),
        cmocka_unit_test(nothing_is_nobody),
        cmocka_unit_test(a_longest_name_fits),
        cmocka_unit_test(another_shop_s_word_is_worth_nothing),
        cmocka_unit_test(no_changed_text_is_believed),
        cmocka_unit_test(forms_that_look_alike_are_refused),
        cmocka_unit_test(random_bytes_are_refused),
        cmocka_unit_test(one_s_own_comes_from_the_environment),
        cmocka_unit_test_setup_teardown(a_call_shows_who_makes_it,
                                        pay_bench_set_up, pay_bench_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
