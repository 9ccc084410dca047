/*
 * grpc_check_test -- what was changed on its way is found, and strangers are
 * let in.
 */
#include "chassis/grpc_check.h"

#include <string.h>

#include "tests/support/cmocka_all.h"

enum { CHECK, TRACE, KEY, IDENTITY, FIELDS };

struct call {
    struct http_header fields[FIELDS];
    struct http_request http;
    char check[GRPC_CHECK_TEXT_BYTES];
};

static struct slice text(const char *words)
{
    return (struct slice){words, strlen(words)};
}

static void make(struct call *call)
{
    const struct http_header fields[FIELDS] = {
        [CHECK] = {text("cleave-check"), {NULL, 0}},
        [TRACE] = {text("traceparent"), text("00-1-2-01")},
        [KEY] = {text("idempotency-key"), text("order-7/charge")},
        [IDENTITY] = {text("cleave-identity"), text("orders.1.ab")}};
    memcpy(call->fields, fields, sizeof fields);
    call->http = (struct http_request){.method = text("POST"),
                                       .path = text("/p.P/Charge"),
                                       .headers = call->fields,
                                       .header_count = FIELDS,
                                       .body = text("12000 of customer 7"),
                                       .local = true};
    uint32_t told = grpc_check_tell(0, text(":path"), call->http.path);
    for (int i = TRACE; i < FIELDS; i++)
        told = grpc_check_tell(told, fields[i].name, fields[i].value);
    grpc_check_call(told, call->http.body, call->check);
    call->fields[CHECK].value = text(call->check);
}

static void a_call_that_came_as_it_was_sent_fits(void **state)
{
    struct call call;
    (void)state;
    make(&call);
    assert_int_equal(grpc_check_request(&call.http), GRPC_CHECK_FITS);
}

static void a_changed_call_is_found(void **state)
{
    struct call call;
    (void)state;
    make(&call);
    call.http.path = text("/p.P/Refund");
    assert_int_equal(grpc_check_request(&call.http), GRPC_CHECK_CHANGED);
    make(&call);
    call.http.body = text("12001 of customer 7");
    assert_int_equal(grpc_check_request(&call.http), GRPC_CHECK_CHANGED);
    make(&call);
    call.fields[KEY].value = text("order-8/charge");
    assert_int_equal(grpc_check_request(&call.http), GRPC_CHECK_CHANGED);
    make(&call);
    call.fields[KEY].name = text("idempotency-kex");
    assert_int_equal(grpc_check_request(&call.http), GRPC_CHECK_CHANGED);
    make(&call);
    call.check[3] ^= 1;
    assert_int_equal(grpc_check_request(&call.http), GRPC_CHECK_CHANGED);
}

static void an_identity_without_a_check_is_a_check_that_was_lost(void **state)
{
    struct call call;
    (void)state;
    make(&call);
    call.fields[CHECK].name = text("cleave-chexk");
    assert_int_equal(grpc_check_request(&call.http), GRPC_CHECK_CHANGED);
    call.http.local = false; /* from afar it is not believed anyway */
    assert_int_equal(grpc_check_request(&call.http), GRPC_CHECK_STRANGER);
}

static void a_stranger_shows_neither(void **state)
{
    struct call call;
    (void)state;
    make(&call);
    call.http.headers = &call.fields[TRACE];
    call.http.header_count = 2;
    assert_int_equal(grpc_check_request(&call.http), GRPC_CHECK_STRANGER);
}

static void an_answer_fits_its_own_call_and_nothing_else(void **state)
{
    char good[GRPC_CHECK_TEXT_BYTES], other[GRPC_CHECK_TEXT_BYTES];
    struct slice call = text("0123456789abcdef"), body = text("CHARGED");
    uint32_t ok = grpc_check_tell(0, text("grpc-status"), text("0"));
    (void)state;
    grpc_check_answer(call, body, 0, ok, good);
    grpc_check_answer(call, text("REFUSED"), 0, ok, other);
    assert_string_not_equal(good, other);
    grpc_check_answer(call, body, 0,
                      grpc_check_tell(0, text("grpc-status"), text("9")),
                      other);
    assert_string_not_equal(good, other);
    grpc_check_answer(text("0123456789abcdee"), body, 0, ok, other);
    assert_string_not_equal(good, other);
}

static void a_message_of_a_stream_has_its_place_and_its_bytes(void **state)
{
    struct slice call = text("01234567");
    char bytes[7 + GRPC_CHECK_SEAL_BYTES] = "stock=3";
    struct slice whole = {bytes, sizeof bytes}, message = {bytes, 7};
    (void)state;
    grpc_check_seal(call, 4, message, (unsigned char *)bytes + 7);
    message = whole;
    assert_false(grpc_check_unseal(call, 5, &message));
    assert_true(grpc_check_unseal(call, 4, &message));
    assert_int_equal(message.length, 7);
    assert_false(grpc_check_unseal(call, 4, &message)); /* has none now */
    message = whole;
    bytes[6] = '8';
    assert_false(grpc_check_unseal(call, 4, &message));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_that_came_as_it_was_sent_fits),
        cmocka_unit_test(a_changed_call_is_found),
        cmocka_unit_test(an_identity_without_a_check_is_a_check_that_was_lost),
        cmocka_unit_test(a_stranger_shows_neither),
        cmocka_unit_test(an_answer_fits_its_own_call_and_nothing_else),
        cmocka_unit_test(a_message_of_a_stream_has_its_place_and_its_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
