/*
 * transcode_test -- JSON in, JSON out, and what is said about what is wrong.
 */
#include "chassis/transcode.h"

#include <string.h>

#include "chassis/contracts/events.pb-c.h"
#include "chassis/limits.h"
#include "domain/api/shop.pb-c.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/odd.h"

static struct arena arena;
static struct buffer text;

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, LIMIT_ARENA_BYTES);
    buffer_init(&text, LIMIT_BODY_BYTES);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&arena);
    buffer_release(&text);
    return 0;
}

static void *read_as(const ProtobufCMessageDescriptor *type, const char *json)
{
    ProtobufCMessage *out = NULL;
    enum error error = transcode_parse(type, slice_of(json), &arena, &out);
    if (error)
        fail_msg("%s: %s", json, error_detail(error));
    return out;
}

static void is_refused(const ProtobufCMessageDescriptor *type, const char *json,
                       enum error wanted, const char *sentence)
{
    ProtobufCMessage *out = NULL;
    enum error error = transcode_parse(type, slice_of(json), &arena, &out);
    assert_null(out);
    if (error != wanted)
        fail_msg("%s gave %s", json, error_slug(error));
    if (strcmp(error_detail(error), sentence) != 0)
        fail_msg("%s: \"%s\"", json, error_detail(error));
}

static void order_is_refused(const char *json, enum error wanted,
                             const char *sentence)
{
    is_refused(&shop__place_order_request__descriptor, json, wanted, sentence);
}

static const char *print(const ProtobufCMessage *message)
{
    struct json_writer json;
    buffer_reset(&text);
    json_begin(&json, &text);
    transcode_print(&json, message);
    return text.data;
}

/* ---- in ---- */

static void an_order_is_read(void **state)
{
    (void)state;
    const Shop__PlaceOrderRequest *order =
        read_as(&shop__place_order_request__descriptor,
                "{\"customer_id\":7,\"lines\":[{\"sku\":\"MUG\","
                "\"quantity\":2},{\"quantity\":1.0,\"sku\":\"PEN\"}]}");
    assert_int_equal(order->customer_id, 7);
    assert_int_equal(order->n_lines, 2);
    assert_string_equal(order->lines[0]->sku, "MUG");
    assert_int_equal(order->lines[0]->quantity, 2);
    assert_int_equal(order->lines[1]->quantity, 1);
}

static void what_is_not_said_is_the_default(void **state)
{
    (void)state;
    const Shop__PlaceOrderRequest *order =
        read_as(&shop__place_order_request__descriptor, "{\"lines\":[{}]}");
    assert_int_equal(order->customer_id, 0);
    assert_string_equal(order->lines[0]->sku, "");
    order = read_as(&shop__place_order_request__descriptor, "{\"lines\":[]}");
    assert_int_equal(order->n_lines, 0);
}

static void a_wrong_kind_is_named_by_its_path(void **state)
{
    (void)state;
    order_is_refused("{\"lines\":[{\"sku\":\"A\",\"quantity\":\"2\"}]}",
                     ERROR_MALFORMED,
                     "lines[0].quantity must be a whole number, not a string");
    order_is_refused("{\"lines\":[{},{\"sku\":null}]}", ERROR_MALFORMED,
                     "lines[1].sku must be a string, not null");
    order_is_refused("{\"lines\":{}}", ERROR_MALFORMED,
                     "lines must be an array, not an object");
    order_is_refused("{\"lines\":[[]]}", ERROR_MALFORMED,
                     "lines[0] must be a JSON object, not an array");
    order_is_refused("{\"customer_id\":true}", ERROR_MALFORMED,
                     "customer_id must be a whole number, not a boolean");
    order_is_refused("[]", ERROR_MALFORMED,
                     "the body must be a JSON object, not an array");
    order_is_refused("7", ERROR_MALFORMED,
                     "the body must be a JSON object, not a number");
}

static void a_fraction_is_no_whole_number(void **state)
{
    (void)state;
    order_is_refused("{\"lines\":[{\"quantity\":1.5}]}", ERROR_MALFORMED,
                     "lines[0].quantity must be a whole number; it is 1.5");
}

static void a_number_that_does_not_fit_is_not_cut(void **state)
{
    (void)state;
    order_is_refused("{\"customer_id\":2147483648}", ERROR_UNPROCESSABLE,
                     "customer_id must be between -2147483648 and 2147483647; "
                     "it is 2147483648");
    order_is_refused("{\"customer_id\":4294967297}", ERROR_UNPROCESSABLE,
                     "customer_id must be between -2147483648 and 2147483647; "
                     "it is 4294967297");
    order_is_refused("{\"customer_id\":1e300}", ERROR_UNPROCESSABLE,
                     "customer_id must be between -2147483648 and 2147483647; "
                     "it is 1.0000000000000001e+300");
    const Shop__PlaceOrderRequest *least =
        read_as(&shop__place_order_request__descriptor,
                "{\"customer_id\":-2147483648}");
    assert_int_equal(least->customer_id, INT32_MIN);
}

static void sixty_four_bits_are_exact(void **state)
{
    (void)state;
    const Shop__Payment *payment =
        read_as(&shop__payment__descriptor, "{\"amount\":9223372036854775807}");
    assert_true(payment->amount == INT64_MAX);
    payment = read_as(&shop__payment__descriptor,
                      "{\"amount\":9007199254740993}"); /* 2^53 + 1 */
    assert_true(payment->amount == INT64_C(9007199254740993));
    is_refused(&shop__payment__descriptor, "{\"amount\":9223372036854775808}",
               ERROR_UNPROCESSABLE,
               "amount must be between -9223372036854775808 and "
               "9223372036854775807; it is 9.2233720368547758e+18");
}

static void a_name_that_nobody_knows_is_said(void **state)
{
    (void)state;
    order_is_refused("{\"customer\":7}", ERROR_MALFORMED,
                     "customer is not known here; known are: customer_id, "
                     "lines");
    order_is_refused("{\"lines\":[{\"price\":1}]}", ERROR_MALFORMED,
                     "lines[0].price is not known here; known are: sku, "
                     "quantity");
    order_is_refused("{\"base\":1}", ERROR_MALFORMED,
                     "base is not known here; known are: customer_id, lines");
}

static void a_name_twice_is_refused(void **state)
{
    ProtobufCMessage *out = NULL;
    (void)state;
    assert_int_equal(
        transcode_parse(&shop__place_order_request__descriptor,
                        SLICE("{\"customer_id\":7,\"customer_id\":8}"), &arena,
                        &out),
        ERROR_MALFORMED);
}

static void an_enum_is_one_of_its_names(void **state)
{
    (void)state;
    const Shop__Order *order =
        read_as(&shop__order__descriptor, "{\"status\":\"CONFIRMED\"}");
    assert_int_equal(order->status, SHOP__ORDER_STATUS__CONFIRMED);
    is_refused(&shop__order__descriptor, "{\"status\":\"LOST\"}",
               ERROR_UNPROCESSABLE,
               "status must be one of PENDING, PAID, RESERVED, CONFIRMED, "
               "REJECTED, CANCELLED; it is LOST");
    is_refused(&shop__order__descriptor, "{\"status\":3}", ERROR_MALFORMED,
               "status must be a string, not a number");
}

static void bytes_are_base64_with_one_spelling(void **state)
{
    const ProtobufCMessageDescriptor *type = &events__event__descriptor;
    const char *sentence = "payload must be base64 with padding";
    (void)state;
    const Events__Event *event = read_as(type, "{\"payload\":\"AP+/\"}");
    assert_int_equal(event->payload.len, 3);
    assert_memory_equal(event->payload.data, "\x00\xff\xbf", 3);
    event = read_as(type, "{\"payload\":\"TQ==\"}");
    assert_int_equal(event->payload.len, 1);
    event = read_as(type, "{\"payload\":\"\"}");
    assert_int_equal(event->payload.len, 0);
    is_refused(type, "{\"payload\":\"TQ\"}", ERROR_MALFORMED, sentence);
    is_refused(type, "{\"payload\":\"TR==\"}", ERROR_MALFORMED, sentence);
    is_refused(type, "{\"payload\":\"T===\"}", ERROR_MALFORMED, sentence);
    is_refused(type, "{\"payload\":\"T-==\"}", ERROR_MALFORMED, sentence);
    is_refused(type, "{\"payload\":\"TQ==TQ==\"}", ERROR_MALFORMED, sentence);
}

static void all_other_types_are_read_as_well(void **state)
{
    (void)state;
    const struct odd *odd =
        read_as(&odd_descriptor,
                "{\"inner\":{\"wide\":1},\"some\":0,\"narrow\":4294967295,"
                "\"wide\":9,\"real\":0.5,\"single\":2,\"truth\":true,"
                "\"list\":[-1,2]}");
    assert_true(odd->inner->wide == 1 && !odd->inner->has_some);
    assert_true(odd->has_some && odd->some == 0);
    assert_true(odd->narrow == UINT32_MAX && odd->wide == 9 && odd->truth);
    assert_true(odd->real == 0.5 && odd->single == 2.0f);
    assert_true(odd->n_list == 2 && odd->list[0] == -1 && odd->list[1] == 2);
    is_refused(&odd_descriptor, "{\"narrow\":-1}", ERROR_UNPROCESSABLE,
               "narrow must be between 0 and 4294967295; it is -1");
    is_refused(&odd_descriptor, "{\"inner\":{\"inner\":{\"list\":[1,[]]}}}",
               ERROR_MALFORMED,
               "inner.inner.list[1] must be a whole number, not an array");
    is_refused(&odd_descriptor, "{\"truth\":1}", ERROR_MALFORMED,
               "truth must be true or false, not a number");
    is_refused(&odd_descriptor, "{\"real\":\"1\"}", ERROR_MALFORMED,
               "real must be a number, not a string");
}

static void a_long_path_is_cut_and_not_overrun(void **state)
{
    struct buffer json;
    ProtobufCMessage *out = NULL;
    (void)state;
    buffer_init(&json, LIMIT_BODY_BYTES);
    for (int i = 0; i < LIMIT_JSON_DEPTH - 1; i++)
        buffer_text(&json, "{\"inner\":");
    buffer_text(&json, "{\"");
    for (int i = 0; i < 500; i++)
        buffer_byte(&json, 'x');
    buffer_text(&json, "\":1}");
    for (int i = 0; i < LIMIT_JSON_DEPTH - 1; i++)
        buffer_byte(&json, '}');
    assert_int_equal(transcode_parse(&odd_descriptor,
                                     (struct slice){json.data, json.length},
                                     &arena, &out),
                     ERROR_MALFORMED);
    assert_non_null(strstr(error_detail(ERROR_MALFORMED), "inner.inner."));
    buffer_release(&json);
}

static void a_full_arena_is_too_large(void **state)
{
    struct arena small;
    enum error error = ERROR_OK;
    (void)state;
    for (size_t limit = 0; limit < 2048 && (!limit || error); limit += 16) {
        ProtobufCMessage *out = NULL;
        arena_init(&small, limit);
        error = transcode_parse(
            &shop__place_order_request__descriptor,
            SLICE("{\"customer_id\":7,\"lines\":[{\"sku\":\"MUG\"}]}"), &small,
            &out);
        assert_true(!error || error == ERROR_TOO_LARGE);
        arena_release(&small);
    }
    assert_int_equal(error, ERROR_OK);
}

/* ---- out ---- */

static void an_order_is_printed_whole(void **state)
{
    Shop__Line line = SHOP__LINE__INIT;
    Shop__Line *lines[] = {&line};
    Shop__Payment payment = SHOP__PAYMENT__INIT;
    Shop__Order order = SHOP__ORDER__INIT;
    (void)state;
    line.sku = (char *)"MUG";
    line.quantity = 2;
    line.unit_price = 9000;
    payment.state = (char *)"CHARGED";
    payment.amount = 18000;
    order.id = (char *)"01J";
    order.customer_id = 7;
    order.status = SHOP__ORDER_STATUS__CONFIRMED;
    order.total = 18000;
    order.lines = lines;
    order.n_lines = 1;
    order.payment = &payment;
    assert_string_equal(
        print(&order.base),
        "{\"id\":\"01J\",\"customer_id\":7,\"status\":\"CONFIRMED\","
        "\"reason\":\"\",\"total\":18000,\"lines\":[{\"sku\":\"MUG\","
        "\"quantity\":2,\"unit_price\":9000}],\"created_at_ms\":0,"
        "\"payment\":{\"state\":\"CHARGED\",\"amount\":18000},"
        "\"unavailable\":[]}");
}

static void an_enum_of_a_newer_peer_is_its_number(void **state)
{
    Shop__Order order = SHOP__ORDER__INIT;
    (void)state;
    order.status = (Shop__OrderStatus)42;
    assert_non_null(strstr(print(&order.base), "\"status\":42"));
}

static void all_other_types_are_printed_as_well(void **state)
{
    struct odd inner, odd;
    int64_t list[] = {INT64_MIN, 0};
    unsigned char raw[] = {0x00, 0xff, 0xbf, 'M'};
    (void)state;
    odd_descriptor.message_init(&inner.base);
    odd_descriptor.message_init(&odd.base);
    odd.inner = &inner;
    odd.has_some = 1;
    odd.some = -7;
    odd.narrow = UINT32_MAX;
    odd.wide = UINT64_MAX;
    odd.real = 0.5;
    odd.truth = 1;
    odd.list = list;
    odd.n_list = 2;
    odd.raw = (ProtobufCBinaryData){sizeof raw, raw};
    assert_string_equal(
        print(&odd.base),
        "{\"inner\":{\"narrow\":0,\"wide\":0,\"real\":0,\"single\":0,"
        "\"truth\":false,\"list\":[],\"raw\":\"\"},\"some\":-7,"
        "\"narrow\":4294967295,\"wide\":18446744073709551615,\"real\":0.5,"
        "\"single\":0,\"truth\":true,\"list\":[-9223372036854775808,0],"
        "\"raw\":\"AP+/TQ==\"}");
}

static void what_was_printed_is_read_again(void **state)
{
    (void)state;
    const char *json = "{\"inner\":{\"narrow\":0,\"wide\":3,\"real\":0,"
                       "\"single\":0,\"truth\":false,\"list\":[],\"raw\":\"\"},"
                       "\"narrow\":1,\"wide\":2,\"real\":1.5,\"single\":0.25,"
                       "\"truth\":true,\"list\":[1,2,3],\"raw\":\"TWE=\"}";
    const ProtobufCMessage *odd = read_as(&odd_descriptor, json);
    assert_string_equal(print(odd), json);
}

/* ---- fields from text ---- */

static enum error set(ProtobufCMessage *message, const char *name,
                      struct slice value)
{
    return transcode_field(message, name, value, &arena);
}

static void text_becomes_what_the_field_is(void **state)
{
    Shop__ListOrdersRequest request = SHOP__LIST_ORDERS_REQUEST__INIT;
    Shop__Order order = SHOP__ORDER__INIT;
    struct odd odd;
    (void)state;
    odd_descriptor.message_init(&odd.base);
    assert_int_equal(set(&request.base, "limit", SLICE("20")), ERROR_OK);
    assert_int_equal(set(&request.base, "customer_id", SLICE("-7")), ERROR_OK);
    assert_int_equal(set(&request.base, "after", SLICE("01J")), ERROR_OK);
    assert_int_equal(set(&order.base, "status", SLICE("PAID")), ERROR_OK);
    assert_int_equal(set(&odd.base, "truth", SLICE("true")), ERROR_OK);
    assert_int_equal(set(&odd.base, "some", SLICE("5")), ERROR_OK);
    assert_int_equal(request.limit, 20);
    assert_int_equal(request.customer_id, -7);
    assert_string_equal(request.after, "01J");
    assert_int_equal(order.status, SHOP__ORDER_STATUS__PAID);
    assert_true(odd.truth && odd.has_some && odd.some == 5);
}

static void text_is_refused(ProtobufCMessage *message, const char *name,
                            struct slice value, enum error wanted,
                            const char *sentence)
{
    enum error error = set(message, name, value);
    if (error != wanted || strcmp(error_detail(error), sentence) != 0)
        fail_msg("%s=%s: %s: %s", name, value.data, error_slug(error),
                 error_detail(error));
}

static void text_that_is_no_number_is_refused(void **state)
{
    static const char *const words[] = {"",    "two", "1.0", "+1",
                                        " 1",  "1 ",  "0x1", "01",
                                        "--1", "-",   "1e3", "1_0"};
    Shop__ListOrdersRequest request = SHOP__LIST_ORDERS_REQUEST__INIT;
    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (set(&request.base, "limit", slice_of(words[i])) != ERROR_MALFORMED)
            fail_msg("\"%s\" was taken", words[i]);
    text_is_refused(&request.base, "limit", SLICE("two"), ERROR_MALFORMED,
                    "limit must be a whole number, not \"two\"");
    text_is_refused(&request.base, "limit", SLICE("2147483648"),
                    ERROR_UNPROCESSABLE,
                    "limit must be between -2147483648 and 2147483647; it is "
                    "2147483648");
    text_is_refused(&request.base, "limit", SLICE("99999999999999999999"),
                    ERROR_UNPROCESSABLE,
                    "limit must be between -2147483648 and 2147483647; it is "
                    "99999999999999999999");
}

static void other_texts_are_refused_with_a_reason(void **state)
{
    Shop__ListOrdersRequest request = SHOP__LIST_ORDERS_REQUEST__INIT;
    Shop__Order order = SHOP__ORDER__INIT;
    struct odd odd;
    (void)state;
    odd_descriptor.message_init(&odd.base);
    text_is_refused(&request.base, "colour", SLICE("red"), ERROR_MALFORMED,
                    "colour is not known here; known are: customer_id, status, "
                    "limit, after");
    text_is_refused(&request.base, "after", SLICE("\xff"), ERROR_MALFORMED,
                    "after must be UTF-8 text without a NUL");
    text_is_refused(&request.base, "after", SLICE("a\0b"), ERROR_MALFORMED,
                    "after must be UTF-8 text without a NUL");
    text_is_refused(&order.base, "lines", SLICE("1"), ERROR_MALFORMED,
                    "lines is a list; it cannot be given in a path or a query");
    text_is_refused(&order.base, "payment", SLICE("1"), ERROR_MALFORMED,
                    "payment cannot be given in a path or a query");
    text_is_refused(&odd.base, "truth", SLICE("yes"), ERROR_MALFORMED,
                    "truth must be true or false, not \"yes\"");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_order_is_read),
        TEST(what_is_not_said_is_the_default),
        TEST(a_wrong_kind_is_named_by_its_path),
        TEST(a_fraction_is_no_whole_number),
        TEST(a_number_that_does_not_fit_is_not_cut),
        TEST(sixty_four_bits_are_exact),
        TEST(a_name_that_nobody_knows_is_said),
        TEST(a_name_twice_is_refused),
        TEST(an_enum_is_one_of_its_names),
        TEST(bytes_are_base64_with_one_spelling),
        TEST(all_other_types_are_read_as_well),
        TEST(a_long_path_is_cut_and_not_overrun),
        TEST(a_full_arena_is_too_large),
        TEST(an_order_is_printed_whole),
        TEST(an_enum_of_a_newer_peer_is_its_number),
        TEST(all_other_types_are_printed_as_well),
        TEST(what_was_printed_is_read_again),
        TEST(text_becomes_what_the_field_is),
        TEST(text_that_is_no_number_is_refused),
        TEST(other_texts_are_refused_with_a_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
