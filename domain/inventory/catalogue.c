/*
 * catalogue -- the products that the inventory keeps stock of.
 *
 * The problem: a lesson needs a shop with something in it, the same on every
 * machine and in every run, with enough stock that a load of a million orders
 * meets no empty shelf, and with too little of something, so that a refusal is
 * one command away.
 *
 * The idea: a const table of 24 products, written once into an empty database.
 * Nearly all have a thousand million pieces; of LAMP there are five, of VASE
 * none.
 *
 * The invariant: pieces appear in one way only, inventory_restock(), which
 * counts them in `restocked` as well.
 *
 * Order of use: inventory_seed() once; then the reads and restock.
 */
#include "domain/inventory/catalogue.h"

#include <stdbool.h>
#include <stdio.h>

#include "domain/inventory/inventory.h"

const char inventory_schema[] =
#include "domain/inventory/schema.sql.inc"
    ;

enum { PLENTY = 1000000000 };

static const struct item {
    const char *sku;
    const char *name_ko;
    const char *name_en;
    int price_won;
    int initial;
} items[INVENTORY_PRODUCTS] = {
    {"APRON", "앞치마", "Apron", 28000, PLENTY},
    {"BAG", "에코백", "Tote bag", 19000, PLENTY},
    {"BOWL", "국그릇", "Soup bowl", 14000, PLENTY},
    {"CANDLE", "향초", "Scented candle", 22000, PLENTY},
    {"CLOCK", "벽시계", "Wall clock", 45000, PLENTY},
    {"CUP", "찻잔", "Tea cup", 9000, PLENTY},
    {"DESK", "책상", "Desk", 300000, PLENTY},
    {"FAN", "부채", "Folding fan", 12000, PLENTY},
    {"GLASS", "유리잔", "Drinking glass", 7000, PLENTY},
    {"HAT", "모자", "Hat", 32000, PLENTY},
    {"KETTLE", "주전자", "Kettle", 64000, PLENTY},
    {"LAMP", "스탠드", "Desk lamp", 89000, 5},
    {"MUG", "머그잔", "Mug", 12000, PLENTY},
    {"NOTE", "공책", "Notebook", 4500, PLENTY},
    {"PEN", "볼펜", "Ball pen", 1000, PLENTY},
    {"PLATE", "접시", "Plate", 11000, PLENTY},
    {"POSTER", "포스터", "Poster", 15000, PLENTY},
    {"SCARF", "목도리", "Scarf", 38000, PLENTY},
    {"SOAP", "비누", "Soap", 6000, PLENTY},
    {"SOCKS", "양말", "Socks", 5000, PLENTY},
    {"SPOON", "수저 세트", "Spoon and chopsticks", 16000, PLENTY},
    {"TEE", "티셔츠", "T-shirt", 25000, PLENTY},
    {"TOWEL", "수건", "Towel", 13000, PLENTY},
    {"VASE", "꽃병", "Vase", 54000, 0},
};

enum error inventory_seed(struct db *db)
{
    int64_t products;
    enum error error =
        db_get_int(db, "SELECT count(*) FROM products", NO_VALUES, &products);

    for (size_t i = 0; !error && !products && i < INVENTORY_PRODUCTS; i++) {
        const struct item *item = &items[i];
        error = db_exec(db,
                        "INSERT INTO products (sku, name_ko, name_en, price,"
                        " on_hand, initial) VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
                        VALUES(TEXT(item->sku), TEXT(item->name_ko),
                               TEXT(item->name_en), INT(item->price_won),
                               INT(item->initial)));
    }
    return error;
}

enum error catalogue_unknown(const char *sku)
{
    return error_explain(ERROR_NOT_FOUND,
                         "there is no product \"%.32s\"; GET /api/products "
                         "lists them",
                         sku);
}

/* ---- reads ---- */

static enum error read_product(struct cursor *c, struct arena *arena,
                               struct product *out)
{
    *out = (struct product){.sku = arena_string(arena, db_text(c, 0)),
                            .name_ko = arena_string(arena, db_text(c, 1)),
                            .name_en = arena_string(arena, db_text(c, 2)),
                            .price_won = db_int(c, 3),
                            .available = db_int(c, 4)};
    if (!out->sku || !out->name_ko || !out->name_en)
        return error_explain(ERROR_OVERLOADED,
                             "the answer does not fit the memory of one "
                             "request");
    return ERROR_OK;
}

enum error inventory_get(struct db *db, const char *sku, struct arena *arena,
                         struct product *out)
{
    struct cursor c;
    struct product product;
    enum error error = ERROR_OK;
    enum error error_of_query;
    bool found;

    db_query(&c, db,
             "SELECT sku, name_ko, name_en, price, on_hand FROM products"
             " WHERE sku = ?1",
             VALUES(TEXT(sku)));
    found = db_next(&c);
    if (found)
        error = read_product(&c, arena, &product);
    error_of_query = db_end(&c);
    if (error_of_query)
        return error_of_query;
    if (!found)
        return catalogue_unknown(sku);
    if (!error)
        *out = product;
    return error;
}

enum error inventory_level(struct db *db, const char *sku,
                           struct stock_level *out)
{
    struct cursor c;
    struct stock_level level = {0};
    enum error error;
    bool found;

    db_query(&c, db,
             "SELECT sku, on_hand, reserved, shipped FROM products"
             " WHERE sku = ?1",
             VALUES(TEXT(sku)));
    found = db_next(&c);
    if (found) {
        snprintf(level.sku, sizeof level.sku, "%s", db_text(&c, 0));
        level.available = db_int(&c, 1);
        level.reserved = db_int(&c, 2);
        level.shipped = db_int(&c, 3);
    }
    error = db_end(&c);
    if (error)
        return error;
    if (!found)
        return catalogue_unknown(sku);
    *out = level;
    return ERROR_OK;
}

enum error inventory_list(struct db *db, struct arena *arena,
                          struct product out[INVENTORY_PRODUCTS], size_t *count)
{
    struct cursor c;
    size_t read = 0;
    enum error error = ERROR_OK;
    enum error error_of_query;

    db_query(&c, db,
             "SELECT sku, name_ko, name_en, price, on_hand FROM products"
             " ORDER BY sku",
             NO_VALUES);
    while (!error && read < INVENTORY_PRODUCTS && db_next(&c))
        error = read_product(&c, arena, &out[read++]);
    error_of_query = db_end(&c);
    if (error_of_query)
        return error_of_query;
    if (!error)
        *count = read;
    return error;
}

/* ---- pieces that come from outside ---- */

enum error inventory_restock(struct db *db, const char *sku, int64_t quantity)
{
    int64_t on_hand;
    enum error error;

    if (quantity < 1 || quantity > INVENTORY_RESTOCK_MAX)
        return error_explain(ERROR_UNPROCESSABLE,
                             "quantity must be 1 to %d, not %lld",
                             INVENTORY_RESTOCK_MAX, (long long)quantity);
    error = db_get_int(db, "SELECT on_hand FROM products WHERE sku = ?1",
                       VALUES(TEXT(sku)), &on_hand);
    if (error == ERROR_NOT_FOUND)
        return catalogue_unknown(sku);
    if (error)
        return error;
    if (on_hand + quantity > INVENTORY_ON_HAND_MAX)
        return error_explain(ERROR_UNPROCESSABLE,
                             "%lld of %s are on hand; more than %d do not fit",
                             (long long)on_hand, sku, INVENTORY_ON_HAND_MAX);
    return db_exec_one(db,
                       "UPDATE products SET on_hand = on_hand + ?2,"
                       " restocked = restocked + ?2 WHERE sku = ?1",
                       VALUES(TEXT(sku), INT(quantity)));
}
