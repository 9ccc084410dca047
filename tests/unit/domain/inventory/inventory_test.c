/*
 * inventory_test -- all lines or none, once for each key, and no piece lost.
 */
#include "domain/inventory/inventory.h"

#include <stdio.h>

#include "tests/support/cmocka_all.h"
#include "tests/support/rules.h"

static const struct stock_line two_lines[] = {{"MUG", 2}, {"PEN", 1}};
static const struct reservation_request basket = {
    .key = "A/reserve", .order_id = "A", .lines = two_lines, .line_count = 2};

static int open_shop(void **state)
{
    *state = rules_open(inventory_schema, inventory_seed);
    return 0;
}

static int close_shop(void **state)
{
    db_close(*state);
    return 0;
}

struct stock {
    int64_t on_hand, reserved, shipped;
};

static struct stock stock(struct db *db, const char *sku)
{
    struct stock stock = {-1, -1, -1};
    struct cursor c;

    db_query(&c, db,
             "SELECT on_hand, reserved, shipped FROM products WHERE sku = ?1",
             VALUES(TEXT(sku)));
    if (db_next(&c))
        stock = (struct stock){db_int(&c, 0), db_int(&c, 1), db_int(&c, 2)};
    assert_int_equal(db_end(&c), ERROR_OK);
    return stock;
}

static void assert_stock(struct db *db, const char *sku, struct stock want)
{
    struct stock have = stock(db, sku);

    assert_int_equal(have.on_hand, want.on_hand);
    assert_int_equal(have.reserved, want.reserved);
    assert_int_equal(have.shipped, want.shipped);
}

/* What products say is what the lines of reservations say. */
static void assert_books(struct db *db)
{
    assert_int_equal(
        rules_int(db, "SELECT count(*) FROM products AS p WHERE"
                      " on_hand + reserved + shipped <> initial + restocked"
                      " OR reserved <> (SELECT coalesce(sum(quantity), 0)"
                      "  FROM reservation_lines JOIN reservations USING (key)"
                      "  WHERE sku = p.sku AND state = 'RESERVED')"
                      " OR shipped <> (SELECT coalesce(sum(quantity), 0)"
                      "  FROM reservation_lines JOIN reservations USING (key)"
                      "  WHERE sku = p.sku AND state = 'SHIPPED')"),
        0);
}

static enum reservation_state reserve(struct db *db,
                                      const struct reservation_request *request)
{
    struct reservation out;

    assert_int_equal(inventory_reserve(db, request, &out), ERROR_OK);
    return out.state;
}

static enum reservation_state release(struct db *db, const char *key,
                                      const char *order_id)
{
    struct reservation out;

    assert_int_equal(inventory_release(db, key, order_id, &out), ERROR_OK);
    return out.state;
}

/* ---- reserve ---- */

static void pieces_move_from_the_hand_to_the_order(void **state)
{
    assert_int_equal(reserve(*state, &basket), RESERVATION_RESERVED);
    assert_stock(*state, "MUG", (struct stock){999999998, 2, 0});
    assert_stock(*state, "PEN", (struct stock){999999999, 1, 0});
    assert_books(*state);
}

static void the_same_key_reserves_once(void **state)
{
    for (int i = 0; i < 3; i++)
        assert_int_equal(reserve(*state, &basket), RESERVATION_RESERVED);
    assert_stock(*state, "MUG", (struct stock){999999998, 2, 0});
    assert_books(*state);
}

static void one_short_line_takes_nothing_of_the_others(void **state)
{
    const struct stock_line lines[] = {{"MUG", 2}, {"LAMP", 6}, {"PEN", 1}};
    struct reservation_request request = basket;
    struct reservation out;

    request.lines = lines;
    request.line_count = 3;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(inventory_reserve(*state, &request, &out), ERROR_OK);
        assert_int_equal(out.state, RESERVATION_REFUSED);
        assert_int_equal(inventory_refusal(&out), ERROR_OUT_OF_STOCK);
        assert_string_equal(error_detail(ERROR_OUT_OF_STOCK),
                            "6 of LAMP asked for and 5 left; order fewer");
    }
    assert_stock(*state, "MUG", (struct stock){1000000000, 0, 0});
    assert_stock(*state, "LAMP", (struct stock){5, 0, 0});
    assert_books(*state);
}

static void a_refusal_is_remembered_though_stock_came_since(void **state)
{
    const struct stock_line vase = {"VASE", 1};
    struct reservation_request request = basket;

    request.lines = &vase;
    request.line_count = 1;
    assert_int_equal(reserve(*state, &request), RESERVATION_REFUSED);
    assert_int_equal(inventory_restock(*state, "VASE", 10), ERROR_OK);
    assert_int_equal(reserve(*state, &request), RESERVATION_REFUSED);
    assert_int_equal(release(*state, "A/reserve", "A"), RESERVATION_REFUSED);
    assert_stock(*state, "VASE", (struct stock){10, 0, 0});
    request.key = "B/reserve";
    assert_int_equal(reserve(*state, &request), RESERVATION_RESERVED);
    assert_books(*state);
}

static void the_last_piece_goes_to_one_order(void **state)
{
    const struct stock_line lamps = {"LAMP", 5}, lamp = {"LAMP", 1};
    struct reservation_request first = basket, second = basket;

    first.lines = &lamps;
    second.lines = &lamp;
    first.line_count = second.line_count = 1;
    second.key = "B/reserve";
    second.order_id = "B";
    assert_int_equal(reserve(*state, &first), RESERVATION_RESERVED);
    assert_int_equal(reserve(*state, &second), RESERVATION_REFUSED);
    assert_stock(*state, "LAMP", (struct stock){0, 5, 0});
}

static void an_unknown_product_leaves_nothing_behind(void **state)
{
    const struct stock_line lines[] = {{"MUG", 2}, {"UNICORN", 1}};
    struct reservation_request request = basket;
    struct reservation out;

    request.lines = lines;
    assert_int_equal(inventory_reserve(*state, &request, &out),
                     ERROR_NOT_FOUND);
    assert_stock(*state, "MUG", (struct stock){1000000000, 0, 0});
    assert_int_equal(rules_int(*state, "SELECT count(*) FROM reservations"), 0);
}

static void lines_that_make_no_sense_are_refused(void **state)
{
    const struct stock_line zero = {"MUG", 0}, many = {"MUG", 100};
    const struct stock_line twice[] = {{"MUG", 1}, {"MUG", 1}};
    const struct reservation_request wrong[] = {
        {"A/reserve", "A", two_lines, 0}, {"A/reserve", "A", two_lines, 21},
        {"A/reserve", "A", &zero, 1},     {"A/reserve", "A", &many, 1},
        {"A/reserve", "A", twice, 2},     {"", "A", two_lines, 2},
        {"A/reserve", "", two_lines, 2},
    };
    struct reservation out;

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_int_equal(inventory_reserve(*state, &wrong[i], &out),
                         ERROR_UNPROCESSABLE);
    assert_int_equal(rules_int(*state, "SELECT count(*) FROM reservations"), 0);
}

static void a_key_belongs_to_one_order(void **state)
{
    struct reservation_request other = basket;
    struct reservation out;

    other.order_id = "B";
    assert_int_equal(reserve(*state, &basket), RESERVATION_RESERVED);
    assert_int_equal(inventory_reserve(*state, &other, &out), ERROR_CONFLICT);
    assert_int_equal(inventory_release(*state, basket.key, "B", &out),
                     ERROR_CONFLICT);
}

/* ---- commit and release ---- */

static void a_commit_ships_once(void **state)
{
    assert_int_equal(reserve(*state, &basket), RESERVATION_RESERVED);
    for (int i = 0; i < 2; i++)
        assert_int_equal(inventory_commit(*state, basket.key), ERROR_OK);
    assert_stock(*state, "MUG", (struct stock){999999998, 0, 2});
    assert_stock(*state, "PEN", (struct stock){999999999, 0, 1});
    assert_int_equal(reserve(*state, &basket), RESERVATION_SHIPPED);
    assert_books(*state);
}

static void a_commit_of_nothing_does_nothing(void **state)
{
    assert_int_equal(inventory_commit(*state, "nobody/reserve"), ERROR_OK);
    assert_int_equal(rules_int(*state, "SELECT count(*) FROM reservations"), 0);
}

static void reserved_pieces_come_back_once(void **state)
{
    assert_int_equal(reserve(*state, &basket), RESERVATION_RESERVED);
    for (int i = 0; i < 3; i++)
        assert_int_equal(release(*state, "A/reserve", "A"),
                         RESERVATION_RELEASED);
    assert_stock(*state, "MUG", (struct stock){1000000000, 0, 0});
    assert_books(*state);
}

static void shipped_pieces_come_back_once(void **state)
{
    assert_int_equal(reserve(*state, &basket), RESERVATION_RESERVED);
    assert_int_equal(inventory_commit(*state, basket.key), ERROR_OK);
    for (int i = 0; i < 3; i++)
        assert_int_equal(release(*state, "A/reserve", "A"),
                         RESERVATION_RELEASED);
    assert_stock(*state, "MUG", (struct stock){1000000000, 0, 0});
    assert_books(*state);
}

static void a_late_commit_finds_nothing_reserved(void **state)
{
    struct reservation out;

    assert_int_equal(reserve(*state, &basket), RESERVATION_RESERVED);
    assert_int_equal(release(*state, "A/reserve", "A"), RESERVATION_RELEASED);
    assert_int_equal(inventory_commit(*state, basket.key), ERROR_OK);
    assert_stock(*state, "MUG", (struct stock){1000000000, 0, 0});
    assert_int_equal(inventory_reserve(*state, &basket, &out), ERROR_OK);
    assert_int_equal(inventory_refusal(&out), ERROR_VOIDED);
    assert_books(*state);
}

static void a_release_that_comes_first_stops_the_reservation(void **state)
{
    struct reservation out;

    for (int i = 0; i < 2; i++)
        assert_int_equal(release(*state, "A/reserve", "A"), RESERVATION_VOID);
    assert_int_equal(inventory_reserve(*state, &basket, &out), ERROR_OK);
    assert_int_equal(inventory_refusal(&out), ERROR_VOIDED);
    assert_int_equal(inventory_commit(*state, basket.key), ERROR_OK);
    assert_stock(*state, "MUG", (struct stock){1000000000, 0, 0});
    assert_books(*state);
}

/* ---- chance ---- */

static void one_random_step(struct db *db, struct random *random)
{
    static const char *const scarce[] = {"LAMP", "VASE", "MUG"};
    int n = (int)random_below(random, 1500);
    char order[16], key[24];
    struct stock_line lines[] = {{scarce[n % 3], n % 4 + 1},
                                 {scarce[(n + 1) % 3], n % 2 + 1}};
    struct reservation_request request = {key, order, lines, 1 + (size_t)n % 2};
    struct reservation out;

    snprintf(order, sizeof(order), "%d", n);
    snprintf(key, sizeof(key), "%d/reserve", n);
    switch (random_below(random, 8)) {
    case 0:
    case 1:
        assert_int_equal(inventory_commit(db, key), ERROR_OK);
        break;
    case 2:
    case 3:
        assert_int_equal(inventory_release(db, key, order, &out), ERROR_OK);
        break;
    case 4:
        assert_int_equal(inventory_restock(db, scarce[n % 2], n % 3 + 1),
                         ERROR_OK);
        break;
    default:
        assert_int_equal(inventory_reserve(db, &request, &out), ERROR_OK);
    }
}

static void no_sequence_makes_or_loses_a_piece(void **state)
{
    struct random random = rules_random();

    for (int i = 0; i < 3000; i++) {
        one_random_step(*state, &random);
        if (i % 100 == 0)
            assert_books(*state);
    }
    assert_books(*state);
    assert_int_equal(
        rules_int(*state, "SELECT count(DISTINCT state) FROM reservations"), 5);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_shop, close_shop)
    const struct CMUnitTest tests[] = {
        TEST(pieces_move_from_the_hand_to_the_order),
        TEST(the_same_key_reserves_once),
        TEST(one_short_line_takes_nothing_of_the_others),
        TEST(a_refusal_is_remembered_though_stock_came_since),
        TEST(the_last_piece_goes_to_one_order),
        TEST(an_unknown_product_leaves_nothing_behind),
        TEST(lines_that_make_no_sense_are_refused),
        TEST(a_key_belongs_to_one_order),
        TEST(a_commit_ships_once),
        TEST(a_commit_of_nothing_does_nothing),
        TEST(reserved_pieces_come_back_once),
        TEST(shipped_pieces_come_back_once),
        TEST(a_late_commit_finds_nothing_reserved),
        TEST(a_release_that_comes_first_stops_the_reservation),
        TEST(no_sequence_makes_or_loses_a_piece),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
