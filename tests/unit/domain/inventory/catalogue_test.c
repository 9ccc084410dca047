/*
 * catalogue_test -- the products, and stock that comes from outside.
 */
#include "domain/inventory/catalogue.h"

#include <string.h>

#include "domain/inventory/inventory.h"
#include "domain/inventory/inventory_message.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/rules.h"

struct shop {
    struct db *db;
    struct arena arena;
};

static struct shop shop;

static int open_shop(void **state)
{
    (void)state;
    shop.db = rules_open(inventory_schema, inventory_seed);
    arena_init(&shop.arena, 64 * 1024);
    return 0;
}

static int close_shop(void **state)
{
    (void)state;
    db_close(shop.db);
    arena_release(&shop.arena);
    return 0;
}

static void there_are_24_products_in_two_languages(void **state)
{
    struct product products[INVENTORY_PRODUCTS];
    size_t count = 0;

    (void)state;
    assert_int_equal(inventory_list(shop.db, &shop.arena, products, &count),
                     ERROR_OK);
    assert_int_equal(count, 24);
    for (size_t i = 0; i < count; i++) {
        assert_true(*products[i].name_ko && *products[i].name_en);
        assert_in_range(products[i].price_won, 1000, 300000);
        if (i > 0)
            assert_true(strcmp(products[i - 1].sku, products[i].sku) < 0);
    }
}

static void a_second_seeding_changes_nothing(void **state)
{
    (void)state;
    assert_int_equal(inventory_restock(shop.db, "VASE", 3), ERROR_OK);
    assert_int_equal(inventory_seed(shop.db), ERROR_OK);
    assert_int_equal(rules_int(shop.db, "SELECT on_hand FROM products"
                                        " WHERE sku = 'VASE'"),
                     3);
}

static void a_product_is_found_by_its_sku(void **state)
{
    struct product product;

    (void)state;
    assert_int_equal(inventory_get(shop.db, "LAMP", &shop.arena, &product),
                     ERROR_OK);
    assert_string_equal(product.name_en, "Desk lamp");
    assert_int_equal(product.available, 5);
    assert_int_equal(inventory_get(shop.db, "lamp", &shop.arena, &product),
                     ERROR_NOT_FOUND);
    assert_int_equal(catalogue_unknown("lamp"), ERROR_NOT_FOUND);
}

static void messages_say_what_products_say(void **state)
{
    Shop__ListProductsReply *reply;
    Shop__Product *lamp;

    (void)state;
    assert_int_equal(inventory_products_message(shop.db, &shop.arena, &reply),
                     ERROR_OK);
    assert_int_equal(reply->n_products, 24);
    assert_int_equal(
        inventory_product_message(shop.db, "LAMP", &shop.arena, &lamp),
        ERROR_OK);
    assert_int_equal(lamp->price, 89000);
    assert_int_equal(lamp->available, 5);
    assert_string_equal(lamp->name_ko, "스탠드");
    assert_int_equal(
        inventory_product_message(shop.db, "NONE", &shop.arena, &lamp),
        ERROR_NOT_FOUND);
}

static void a_full_arena_is_an_error_and_no_crash(void **state)
{
    Shop__ListProductsReply *reply;
    enum error error = ERROR_OVERLOADED;
    size_t bytes = 0;

    (void)state;
    while (error == ERROR_OVERLOADED && bytes < 1024 * 1024) {
        struct arena arena;

        bytes += 256;
        arena_init(&arena, bytes);
        error = inventory_products_message(shop.db, &arena, &reply);
        arena_release(&arena);
    }
    assert_int_equal(error, ERROR_OK);
}

static void stock_comes_from_outside_in_bounds(void **state)
{
    (void)state;
    assert_int_equal(inventory_restock(shop.db, "VASE", 100000), ERROR_OK);
    assert_int_equal(inventory_restock(shop.db, "VASE", 0),
                     ERROR_UNPROCESSABLE);
    assert_int_equal(inventory_restock(shop.db, "VASE", 100001),
                     ERROR_UNPROCESSABLE);
    assert_int_equal(inventory_restock(shop.db, "NONE", 1), ERROR_NOT_FOUND);
    assert_int_equal(rules_int(shop.db, "SELECT restocked FROM products"
                                        " WHERE sku = 'VASE'"),
                     100000);
}

static void a_shelf_cannot_overflow(void **state)
{
    enum error error = ERROR_OK;
    int64_t left;

    (void)state;
    for (int i = 0; !error && i < 20000; i++)
        error = inventory_restock(shop.db, "MUG", INVENTORY_RESTOCK_MAX);
    assert_int_equal(error, ERROR_UNPROCESSABLE);
    left = rules_int(shop.db, "SELECT on_hand FROM products WHERE sku = 'MUG'");
    assert_int_equal(left, INVENTORY_ON_HAND_MAX);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_shop, close_shop)
    const struct CMUnitTest tests[] = {
        TEST(there_are_24_products_in_two_languages),
        TEST(a_second_seeding_changes_nothing),
        TEST(a_product_is_found_by_its_sku),
        TEST(messages_say_what_products_say),
        TEST(a_full_arena_is_an_error_and_no_crash),
        TEST(stock_comes_from_outside_in_bounds),
        TEST(a_shelf_cannot_overflow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
