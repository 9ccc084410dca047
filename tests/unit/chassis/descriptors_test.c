/*
 * descriptors_test -- the built-in contracts, and that services keep them.
 */
#include <string.h>

#include "chassis/control.h"
#include "chassis/descriptors.h"
#include "chassis/fault_service.h"
#include "chassis/health.h"
#include "chassis/reflection.h"
#include "chassis/runtime_stream.h"
#include "split/services/customers/service.h"
#include "split/services/inventory/service.h"
#include "split/services/orders/service.h"
#include "split/services/payments/service.h"
#include "split/services/shipping/service.h"
#include "tests/support/cmocka_all.h"

static void a_file_is_found_by_its_name(void **state)
{
    struct descriptor_file file;
    (void)state;
    assert_true(descriptors_file(SLICE("domain/api/shop.proto"), &file));
    assert_true(slice_is(file.name, "domain/api/shop.proto"));
    assert_true(file.bytes.length > 100);
    assert_false(descriptors_file(SLICE("shop.proto"), &file));
    assert_false(descriptors_file(SLICE(""), &file));
}

static void a_file_is_found_by_what_it_declares(void **state)
{
    static const struct {
        const char *symbol, *file;
    } rows[] = {
        {"inventory.Inventory", "domain/inventory/inventory.proto"},
        {"inventory.Inventory.WatchStock", "domain/inventory/inventory.proto"},
        {"inventory.StockLevel", "domain/inventory/inventory.proto"},
        {"shop.Payment", "domain/api/shop.proto"},
        {"control.Control", "chassis/contracts/control.proto"},
    };
    static const char *const none[] = {"",
                                       "inventory",
                                       "inventory.",
                                       "Inventory",
                                       "inventory.Inventor",
                                       "inventory.Inventory.",
                                       "nothing.At",
                                       "inventory.Inventory.WatchStoc",
                                       "shop.Paymen"};
    struct descriptor_file file;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_true(descriptors_file_of(slice_of(rows[i].symbol), &file));
        assert_true(slice_is(file.name, rows[i].file));
    }
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_false(descriptors_file_of(slice_of(none[i]), &file));
}

static void a_file_comes_with_what_it_imports(void **state)
{
    struct descriptor_file file, all[DESCRIPTORS_FILES];
    (void)state;
    assert_true(descriptors_file_of(SLICE("inventory.Inventory"), &file));
    assert_int_equal(descriptors_with_imports(&file, all), 2);
    assert_true(slice_is(all[0].name, "domain/inventory/inventory.proto"));
    assert_true(slice_is(all[1].name, "domain/api/shop.proto"));
}

static void the_contract_says_which_methods_stream(void **state)
{
    bool client, server;
    (void)state;
    assert_true(descriptors_streams("inventory.Inventory", "WatchStock",
                                    &client, &server));
    assert_true(client && server);
    assert_true(descriptors_streams("inventory.Inventory", "Restock", &client,
                                    &server));
    assert_false(client || server);
    assert_false(
        descriptors_streams("inventory.Inventory", "Watch", &client, &server));
    assert_false(
        descriptors_streams("inventory.Nobody", "Restock", &client, &server));
}

static void check(const struct service *service)
{
    for (size_t i = 0; i < service->face_count; i++)
        for (size_t m = 0; m < service->faces[i].method_count; m++) {
            const struct method *method = &service->faces[i].methods[m];
            bool client, server;
            assert_true(descriptors_streams(service->faces[i].contract->name,
                                            method->name, &client, &server));
            const struct streaming none = {0}, *has = method->streaming;
            has = has ? has : &none;
            assert_int_equal(has->client, client);
            assert_int_equal(has->server, server);
        }
}

/* A flag that was forgotten would make a stream of a call. */
static void services_stream_what_their_contracts_stream(void **state)
{
    (void)state;
    check(&customers_service);
    check(&inventory_service);
    check(&orders_service);
    check(&payments_service);
    check(&shipping_service);
    const struct face of_all[] = {control_face, fault_face, health_face,
                                  reflection_face, reflection_old_face};
    check(&(struct service){.faces = of_all, .face_count = 5});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_found_by_its_name),
        cmocka_unit_test(a_file_is_found_by_what_it_declares),
        cmocka_unit_test(a_file_comes_with_what_it_imports),
        cmocka_unit_test(the_contract_says_which_methods_stream),
        cmocka_unit_test(services_stream_what_their_contracts_stream)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
