/*
 * message_test -- what protobuf-c would let through, and what it would cost.
 */
#include "chassis/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/json.h"
#include "chassis/limits.h"
#include "domain/api/shop.pb-c.h"
#include "domain/payments/payments.pb-c.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/odd.h"
#include "tests/support/rules.h"

static struct arena arena;
static struct buffer packed;

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, LIMIT_ARENA_BYTES);
    buffer_init(&packed, LIMIT_MESSAGE_BYTES);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&arena);
    buffer_release(&packed);
    return 0;
}

/* The bytes stand in memory of their exact size: ASan sees one too many. */
static enum error unpack(const ProtobufCMessageDescriptor *type,
                         const void *bytes, size_t length,
                         ProtobufCMessage **out)
{
    char *exact = malloc(length ? length : 1);
    assert_non_null(exact);
    memcpy(exact, bytes, length);
    enum error error = message_unpack(type, exact, length, &arena, out);
    free(exact);
    return error;
}

static enum error unpack_order(const void *bytes, size_t length)
{
    ProtobufCMessage *out = NULL;
    return unpack(&shop__place_order_request__descriptor, bytes, length, &out);
}

static void pack_request(void)
{
    Shop__LineRequest mug = SHOP__LINE_REQUEST__INIT;
    Shop__LineRequest pen = SHOP__LINE_REQUEST__INIT;
    Shop__LineRequest *lines[] = {&mug, &pen};
    Shop__PlaceOrderRequest order = SHOP__PLACE_ORDER_REQUEST__INIT;
    mug.sku = (char *)"MUG";
    mug.quantity = 2;
    pen.sku = (char *)"\xed\x8e\x9c"; /* a Korean pen */
    pen.quantity = -1;
    order.customer_id = 7;
    order.lines = lines;
    order.n_lines = 2;
    assert_int_equal(message_pack(&order.base, &packed), ERROR_OK);
}

/* ---- round trips ---- */

static void what_was_packed_is_unpacked(void **state)
{
    ProtobufCMessage *out = NULL;
    (void)state;
    pack_request();
    assert_int_equal(unpack(&shop__place_order_request__descriptor, packed.data,
                            packed.length, &out),
                     ERROR_OK);
    const Shop__PlaceOrderRequest *order = (const Shop__PlaceOrderRequest *)out;
    assert_int_equal(order->customer_id, 7);
    assert_int_equal(order->n_lines, 2);
    assert_string_equal(order->lines[0]->sku, "MUG");
    assert_int_equal(order->lines[1]->quantity, -1);
}

static void no_bytes_are_the_message_of_defaults(void **state)
{
    ProtobufCMessage *out = NULL;
    (void)state;
    assert_int_equal(
        message_unpack(&shop__order__descriptor, NULL, 0, &arena, &out),
        ERROR_OK);
    assert_string_equal(((Shop__Order *)out)->id, "");
}

static void a_copy_outlives_its_source(void **state)
{
    struct arena other;
    ProtobufCMessage *out = NULL, *copy = NULL;
    (void)state;
    arena_init(&other, LIMIT_ARENA_BYTES);
    pack_request();
    assert_int_equal(message_unpack(&shop__place_order_request__descriptor,
                                    packed.data, packed.length, &other, &out),
                     ERROR_OK);
    assert_int_equal(message_copy(out, &arena, &copy), ERROR_OK);
    arena_release(&other);
    assert_string_equal(((Shop__PlaceOrderRequest *)copy)->lines[0]->sku,
                        "MUG");
}

static void a_large_message_is_packed_too(void **state)
{
    Shop__ProductRequest request = SHOP__PRODUCT_REQUEST__INIT;
    ProtobufCMessage *out = NULL;
    char sku[5001];
    (void)state;
    memset(sku, 's', sizeof sku - 1);
    sku[sizeof sku - 1] = '\0';
    request.sku = sku;
    assert_int_equal(message_pack(&request.base, &packed), ERROR_OK);
    assert_int_equal(
        unpack(request.base.descriptor, packed.data, packed.length, &out),
        ERROR_OK);
    assert_string_equal(((Shop__ProductRequest *)out)->sku, sku);
}

static void a_message_over_the_limit_is_not_packed(void **state)
{
    Shop__ProductRequest request = SHOP__PRODUCT_REQUEST__INIT;
    (void)state;
    request.sku = arena_alloc(&arena, LIMIT_MESSAGE_BYTES + 1);
    memset(request.sku, 's', LIMIT_MESSAGE_BYTES);
    assert_int_equal(message_pack(&request.base, &packed), ERROR_TOO_LARGE);
    assert_int_equal(packed.length, 0);
}

/* ---- text ---- */

static void a_nul_in_a_text_is_refused(void **state)
{
    static const char request[] = "\x0a\x05MU\0UG";
    ProtobufCMessage *out = NULL;
    (void)state;
    assert_int_equal(
        unpack(&shop__product_request__descriptor, request, 7, &out),
        ERROR_MALFORMED);
    assert_non_null(strstr(error_detail(ERROR_MALFORMED), "sku"));
    assert_null(out);
}

static void a_nul_inside_a_message_is_found_there(void **state)
{
    /* lines { sku: "M\0" } */
    (void)state;
    assert_int_equal(unpack_order("\x12\x04\x0a\x02M\0", 6), ERROR_MALFORMED);
    assert_int_equal(unpack_order("\x12\x04\x0a\x02MU", 6), ERROR_OK);
}

static void text_that_is_not_utf8_is_refused(void **state)
{
    (void)state;
    assert_int_equal(unpack_order("\x12\x04\x0a\x02\xc0\x80", 6),
                     ERROR_MALFORMED); /* NUL in two bytes */
    assert_int_equal(unpack_order("\x12\x05\x0a\x03\xed\xa0\x80", 7),
                     ERROR_MALFORMED); /* half a pair */
    assert_int_equal(unpack_order("\x12\x03\x0a\x01\xff", 5), ERROR_MALFORMED);
}

/* A length may be written with more bytes than it needs; the text behind it is
 * the same and so is the check. */
static void a_long_way_of_writing_hides_nothing(void **state)
{
    (void)state;
    assert_int_equal(unpack_order("\x12\x06\x8a\x00\x82\x00MU", 8), ERROR_OK);
    assert_int_equal(unpack_order("\x12\x06\x8a\x00\x82\x00M\0", 8),
                     ERROR_MALFORMED);
}

/* ---- forms ---- */

static void bytes_that_are_no_message_are_refused(void **state)
{
    (void)state;
    assert_int_equal(unpack_order("\x08", 1), ERROR_MALFORMED); /* no value */
    assert_int_equal(unpack_order("\x12\x7f\x0a", 3), ERROR_MALFORMED);
    assert_int_equal(unpack_order("\x00\x01", 2),
                     ERROR_MALFORMED);                          /* field 0 */
    assert_int_equal(unpack_order("\x0b", 1), ERROR_MALFORMED); /* group */
    assert_int_equal(unpack_order("\xff\xff\xff\xff\xff\x01", 6),
                     ERROR_MALFORMED);
    assert_int_equal(
        unpack_order("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 11),
        ERROR_MALFORMED);
    assert_int_equal(unpack_order("\x92\x80\x80\x80\x10\x00", 6),
                     ERROR_MALFORMED); /* a tag of 33 bits */
    assert_int_equal(unpack_order("\x0d\1\2\3\4", 5), ERROR_MALFORMED);
}

static void a_field_that_nobody_knows_is_kept(void **state)
{
    ProtobufCMessage *out = NULL;
    (void)state;
    assert_int_equal(unpack(&shop__product_request__descriptor,
                            "\x0a\x03MUG\x98\x06\x05", 8, &out),
                     ERROR_OK);
    assert_int_equal(out->n_unknown_fields, 1);
    assert_int_equal(message_pack(out, &packed), ERROR_OK);
    assert_int_equal(packed.length, 8);
}

static void deep_nesting_is_refused_before_it_is_followed(void **state)
{
    char bytes[400];
    size_t at = sizeof bytes;
    ProtobufCMessage *out = NULL;
    (void)state;
    for (int depth = 1; depth <= 100; depth++) {
        size_t inner = sizeof bytes - at;
        if (inner >= 128)
            bytes[--at] = (char)(inner >> 7);
        bytes[--at] = (char)(inner >= 128 ? (inner & 0x7f) | 0x80 : inner);
        bytes[--at] = 0x0a;
        enum error wanted =
            depth <= LIMIT_JSON_DEPTH ? ERROR_OK : ERROR_MALFORMED;
        assert_int_equal(
            unpack(&odd_descriptor, bytes + at, sizeof bytes - at, &out),
            wanted);
    }
}

static void more_than_a_message_may_have_is_too_large(void **state)
{
    size_t length = LIMIT_MESSAGE_BYTES + 1;
    char *bytes = calloc(1, length);
    (void)state;
    assert_int_equal(unpack_order(bytes, length), ERROR_TOO_LARGE);
    free(bytes);
}

/* Two bytes on the wire, forty and more in memory. */
static void a_message_made_to_grow_is_too_large(void **state)
{
    size_t length = LIMIT_MESSAGE_BYTES;
    char *bytes = malloc(length);
    (void)state;
    for (size_t i = 0; i + 1 < length; i += 2)
        memcpy(bytes + i, "\x78\x01", 2); /* field 15, unknown */
    assert_int_equal(unpack_order(bytes, length), ERROR_TOO_LARGE);
    assert_true(arena.used_bytes <= LIMIT_ARENA_BYTES);
    free(bytes);
}

static void check_texts(const Shop__PlaceOrderRequest *order)
{
    for (size_t i = 0; i < order->n_lines; i++)
        assert_true(
            utf8_valid(order->lines[i]->sku, strlen(order->lines[i]->sku)));
}

/* What is accepted packs to no more than it was: nothing was cut or added but
 * the spelling of lengths. */
static void any_damage_is_refused_or_read_whole(void **state)
{
    struct random random = rules_random();
    struct buffer again;
    (void)state;
    pack_request();
    buffer_init(&again, LIMIT_MESSAGE_BYTES);
    for (int round = 0; round < 20000; round++) {
        char bytes[64];
        size_t length = random_below(&random, packed.length + 1);
        ProtobufCMessage *out = NULL;
        memcpy(bytes, packed.data, packed.length);
        for (uint64_t n = random_below(&random, 4); n > 0; n--)
            bytes[random_below(&random, packed.length)] =
                (char)random_next(&random);
        if (unpack(&shop__place_order_request__descriptor, bytes, length,
                   &out) == ERROR_OK) {
            check_texts((const Shop__PlaceOrderRequest *)out);
            assert_int_equal(message_pack(out, &again), ERROR_OK);
        }
        buffer_reset(&again);
        arena_reset(&arena);
    }
    buffer_release(&again);
}

/* ---- contracts ---- */

static void a_method_is_found_by_its_name(void **state)
{
    const ProtobufCServiceDescriptor *contract =
        &payments__payments__descriptor;
    (void)state;
    for (unsigned i = 0; i < contract->n_methods; i++)
        assert_int_equal(message_method(contract, contract->methods[i].name),
                         i);
    assert_int_equal(message_method(contract, "charge"), -1);
    assert_int_equal(message_method(contract, ""), -1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_was_packed_is_unpacked),
        TEST(no_bytes_are_the_message_of_defaults),
        TEST(a_copy_outlives_its_source),
        TEST(a_large_message_is_packed_too),
        TEST(a_message_over_the_limit_is_not_packed),
        TEST(a_nul_in_a_text_is_refused),
        TEST(a_nul_inside_a_message_is_found_there),
        TEST(text_that_is_not_utf8_is_refused),
        TEST(a_long_way_of_writing_hides_nothing),
        TEST(bytes_that_are_no_message_are_refused),
        TEST(a_field_that_nobody_knows_is_kept),
        TEST(deep_nesting_is_refused_before_it_is_followed),
        TEST(more_than_a_message_may_have_is_too_large),
        TEST(a_message_made_to_grow_is_too_large),
        TEST(any_damage_is_refused_or_read_whole),
        TEST(a_method_is_found_by_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
