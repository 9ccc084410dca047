/*
 * inspect_test -- customers and SKUs found in packed messages, and nothing but
 * that in nonsense.
 */
#include "split/platform/sidecar/inspect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/random.h"
#include "domain/inventory/inventory.pb-c.h"
#include "domain/payments/payments.pb-c.h"
#include "tests/support/cmocka_all.h"

static void a_customer_is_found(void **state)
{
    Payments__ChargeRequest in = PAYMENTS__CHARGE_REQUEST__INIT;
    struct inspected found;
    uint8_t bytes[128];
    (void)state;
    in.key = (char *)"a key";
    in.order_id = (char *)"an order";
    in.customer_id = 77;
    in.amount = 4200;
    size_t length = protobuf_c_message_pack(&in.base, bytes);
    inspect_call(SLICE("/payments.Payments/Charge"),
                 (struct slice){(char *)bytes, length}, &found);
    assert_int_equal(found.customer, 77);
    assert_int_equal(found.sku_count, 0);
}

static void skus_are_found_in_nested_lines(void **state)
{
    Inventory__ReserveRequest in = INVENTORY__RESERVE_REQUEST__INIT;
    Shop__LineRequest lines[3], *list[3];
    struct inspected found;
    uint8_t bytes[256];
    (void)state;
    for (int i = 0; i < 3; i++) {
        shop__line_request__init(&lines[i]);
        lines[i].sku = (char *)(i == 0 ? "TEA" : i == 1 ? "CUP" : "POT");
        list[i] = &lines[i];
    }
    in.key = (char *)"k";
    in.lines = list;
    in.n_lines = 3;
    size_t length = protobuf_c_message_pack(&in.base, bytes);
    inspect_call(SLICE("/inventory.Inventory/Reserve"),
                 (struct slice){(char *)bytes, length}, &found);
    assert_int_equal(found.customer, 0);
    assert_int_equal(found.sku_count, 3);
    assert_string_equal(found.skus[2], "POT");
}

static void an_unknown_contract_has_neither(void **state)
{
    struct inspected found;
    (void)state;
    inspect_call(SLICE("/x.Y/Z"), SLICE("\x08\x01"), &found);
    assert_int_equal(found.customer, 0);
    inspect_call(SLICE(""), SLICE(""), &found);
    inspect_call(SLICE("/payments.Payments/"), SLICE("\x18\x05"), &found);
    assert_int_equal(found.customer, 0);
}

/* Exactly sized copies, so that the sanitizers see one byte too many. */
static void random_bytes_are_never_left(void **state)
{
    struct random random;
    uint64_t seed = getenv("SEED") ? strtoull(getenv("SEED"), NULL, 10) : 1;
    (void)state;
    printf("seed %llu\n", (unsigned long long)seed);
    random_seed(&random, seed);
    for (int round = 0; round < 100000; round++) {
        size_t length = random_below(&random, 40);
        char *bytes = malloc(length ? length : 1);
        struct inspected found;
        for (size_t i = 0; i < length; i++)
            bytes[i] = (char)random_below(&random, round % 2 ? 256 : 30);
        inspect_call(round % 3 ? SLICE("/inventory.Inventory/Reserve")
                               : SLICE("/shop.Shop/PlaceOrder"),
                     (struct slice){bytes, length}, &found);
        assert_true(found.sku_count <= INSPECT_SKUS);
        free(bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_customer_is_found),
        cmocka_unit_test(skus_are_found_in_nested_lines),
        cmocka_unit_test(an_unknown_contract_has_neither),
        cmocka_unit_test(random_bytes_are_never_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
