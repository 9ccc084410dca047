/*
 * payments_test -- one charge for one key, and not a won lost.
 */
#include "domain/payments/payments.h"

#include <stdio.h>
#include <string.h>

#include "domain/money.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/rules.h"

static const struct charge mug = {
    .key = "A/pay", .order_id = "A", .customer_id = 7, .amount_won = 12000};

static int open_shop(void **state)
{
    *state = rules_open(payments_schema, payments_seed);
    return 0;
}

static int close_shop(void **state)
{
    db_close(*state);
    return 0;
}

static int64_t balance(struct db *db, int64_t customer_id)
{
    int64_t won = -1;

    assert_int_equal(db_get_int(db,
                                "SELECT balance FROM accounts"
                                " WHERE customer_id = ?1",
                                VALUES(INT(customer_id)), &won),
                     ERROR_OK);
    return won;
}

static int64_t charges(struct db *db)
{
    return rules_int(db, "SELECT count(*) FROM charges");
}

static void assert_books(struct db *db)
{
    assert_int_equal(
        rules_int(db, "SELECT sum(balance) - sum(opening) FROM accounts"), 0);
    assert_int_equal(rules_int(db,
                               "SELECT count(*) FROM accounts AS a"
                               " WHERE customer_id > 0 AND balance <> opening -"
                               " (SELECT coalesce(sum(amount), 0) FROM charges"
                               " WHERE customer_id = a.customer_id"
                               " AND state = 'CHARGED')"),
                     0);
    assert_true(rules_int(db, "SELECT min(balance) FROM accounts") >= 0);
}

/* ---- the first rows ---- */

static void every_tenth_customer_is_poor(void **state)
{
    assert_int_equal(balance(*state, 10), 1000);
    assert_int_equal(balance(*state, 90), 1000);
    assert_true(balance(*state, 7) >= 1000000000);
    assert_true(balance(*state, 100) >= 1000000000);
    assert_int_equal(balance(*state, PAYMENTS_SHOP), 0);
}

static void a_second_seeding_changes_nothing(void **state)
{
    struct payment payment;

    assert_int_equal(payments_charge(*state, &mug, &payment), ERROR_OK);
    assert_int_equal(payments_seed(*state), ERROR_OK);
    assert_int_equal(balance(*state, PAYMENTS_SHOP), 12000);
}

/* ---- a charge ---- */

static void a_charge_moves_money_to_the_shop(void **state)
{
    int64_t before = balance(*state, 7);
    struct payment payment;

    assert_int_equal(payments_charge(*state, &mug, &payment), ERROR_OK);
    assert_int_equal(payment.state, PAYMENT_CHARGED);
    assert_int_equal(payment.amount_won, 12000);
    assert_int_equal(payments_refusal(&payment), ERROR_OK);
    assert_int_equal(balance(*state, 7), before - 12000);
    assert_int_equal(balance(*state, PAYMENTS_SHOP), 12000);
    assert_books(*state);
}

static void the_same_key_charges_once(void **state)
{
    int64_t before = balance(*state, 7);
    struct payment payment;

    for (int i = 0; i < 3; i++) {
        assert_int_equal(payments_charge(*state, &mug, &payment), ERROR_OK);
        assert_int_equal(payment.state, PAYMENT_CHARGED);
        assert_int_equal(payment.balance_won, before);
    }
    assert_int_equal(balance(*state, 7), before - 12000);
    assert_int_equal(charges(*state), 1);
}

static void a_poor_wallet_is_declined_and_remembered(void **state)
{
    struct charge charge = mug;
    struct payment payment;

    charge.customer_id = 10;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(payments_charge(*state, &charge, &payment), ERROR_OK);
        assert_int_equal(payment.state, PAYMENT_DECLINED);
        assert_int_equal(payments_refusal(&payment), ERROR_DECLINED);
        assert_string_equal(error_detail(ERROR_DECLINED),
                            "the wallet holds 1000 won and the order costs "
                            "12000 won; order less");
    }
    assert_int_equal(balance(*state, 10), 1000);
    assert_int_equal(charges(*state), 1);
}

static void a_wallet_can_be_spent_to_the_last_won(void **state)
{
    struct charge charge = mug;
    struct payment payment;

    charge.customer_id = 10;
    charge.amount_won = 1000;
    assert_int_equal(payments_charge(*state, &charge, &payment), ERROR_OK);
    assert_int_equal(payment.state, PAYMENT_CHARGED);
    assert_int_equal(balance(*state, 10), 0);
    assert_books(*state);
}

static void a_key_belongs_to_one_order_customer_and_amount(void **state)
{
    struct charge other_order = mug, other_amount = mug, other_customer = mug;
    struct payment payment;

    other_order.order_id = "B";
    other_amount.amount_won = 1;
    other_customer.customer_id = 8;
    assert_int_equal(payments_charge(*state, &mug, &payment), ERROR_OK);
    assert_int_equal(payments_charge(*state, &other_order, &payment),
                     ERROR_CONFLICT);
    assert_int_equal(payments_charge(*state, &other_amount, &payment),
                     ERROR_CONFLICT);
    assert_int_equal(payments_charge(*state, &other_customer, &payment),
                     ERROR_CONFLICT);
    assert_int_equal(payments_refund(*state, mug.key, "B", &payment),
                     ERROR_CONFLICT);
    assert_int_equal(balance(*state, PAYMENTS_SHOP), 12000);
}

static void nobody_and_the_shop_cannot_pay(void **state)
{
    const int64_t strangers[] = {-1, PAYMENTS_SHOP, 101};
    struct payment payment;

    for (size_t i = 0; i < 3; i++) {
        struct charge charge = mug;

        charge.customer_id = strangers[i];
        assert_int_equal(payments_charge(*state, &charge, &payment),
                         ERROR_NOT_FOUND);
    }
    assert_int_equal(charges(*state), 0);
}

static void sums_that_are_none_are_refused(void **state)
{
    const int64_t sums[] = {0, -1, INT64_MIN, MONEY_MAX_WON + 1, INT64_MAX};
    struct charge nameless = mug;
    struct payment payment;

    for (size_t i = 0; i < 5; i++) {
        struct charge charge = mug;

        charge.amount_won = sums[i];
        assert_int_equal(payments_charge(*state, &charge, &payment),
                         ERROR_UNPROCESSABLE);
    }
    nameless.key = "";
    assert_int_equal(payments_charge(*state, &nameless, &payment),
                     ERROR_UNPROCESSABLE);
    assert_int_equal(charges(*state), 0);
}

/* ---- a refund ---- */

static void a_refund_gives_the_money_back_once(void **state)
{
    int64_t before = balance(*state, 7);
    struct payment payment;

    assert_int_equal(payments_charge(*state, &mug, &payment), ERROR_OK);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(payments_refund(*state, mug.key, "A", &payment),
                         ERROR_OK);
        assert_int_equal(payment.state, PAYMENT_REFUNDED);
        assert_int_equal(payment.amount_won, 12000);
    }
    assert_int_equal(balance(*state, 7), before);
    assert_books(*state);
}

static void a_refunded_charge_is_not_charged_again(void **state)
{
    int64_t before = balance(*state, 7);
    struct payment payment;

    assert_int_equal(payments_charge(*state, &mug, &payment), ERROR_OK);
    assert_int_equal(payments_refund(*state, mug.key, "A", &payment), ERROR_OK);
    assert_int_equal(payments_charge(*state, &mug, &payment), ERROR_OK);
    assert_int_equal(payments_refusal(&payment), ERROR_VOIDED);
    assert_int_equal(balance(*state, 7), before);
}

static void a_refund_that_comes_first_stops_the_charge(void **state)
{
    int64_t before = balance(*state, 7);
    struct payment payment;

    for (int i = 0; i < 2; i++) {
        assert_int_equal(payments_refund(*state, mug.key, "A", &payment),
                         ERROR_OK);
        assert_int_equal(payment.state, PAYMENT_VOID);
    }
    assert_int_equal(payments_charge(*state, &mug, &payment), ERROR_OK);
    assert_int_equal(payment.state, PAYMENT_VOID);
    assert_int_equal(payments_refusal(&payment), ERROR_VOIDED);
    assert_int_equal(balance(*state, 7), before);
    assert_int_equal(charges(*state), 1);
    assert_books(*state);
}

static void a_declined_charge_stays_declined(void **state)
{
    struct charge charge = mug;
    struct payment payment;

    charge.customer_id = 10;
    assert_int_equal(payments_charge(*state, &charge, &payment), ERROR_OK);
    assert_int_equal(payments_refund(*state, charge.key, "A", &payment),
                     ERROR_OK);
    assert_int_equal(payment.state, PAYMENT_DECLINED);
    assert_int_equal(balance(*state, 10), 1000);
}

/* ---- reads ---- */

static void an_order_finds_its_payment(void **state)
{
    struct payment payment;

    assert_int_equal(payments_find(*state, "A", &payment), ERROR_NOT_FOUND);
    assert_int_equal(payments_charge(*state, &mug, &payment), ERROR_OK);
    memset(&payment, 0, sizeof(payment));
    assert_int_equal(payments_find(*state, "A", &payment), ERROR_OK);
    assert_int_equal(payment.state, PAYMENT_CHARGED);
    assert_int_equal(payment.amount_won, 12000);
}

static void a_void_payment_is_nobodys(void **state)
{
    struct payment payment;

    assert_int_equal(payments_refund(*state, mug.key, "A", &payment), ERROR_OK);
    assert_int_equal(payments_find(*state, "A", &payment), ERROR_NOT_FOUND);
}

static void a_wallet_is_shown_but_not_the_shops(void **state)
{
    int64_t won = -1;

    assert_int_equal(payments_wallet(*state, 10, &won), ERROR_OK);
    assert_int_equal(won, 1000);
    assert_int_equal(payments_wallet(*state, PAYMENTS_SHOP, &won),
                     ERROR_NOT_FOUND);
    assert_int_equal(payments_wallet(*state, 101, &won), ERROR_NOT_FOUND);
}

/* ---- chance ---- */

/* Few keys and small wallets, so that repeats, refusals and refunds that come
 * first are all frequent. */
static void no_sequence_makes_or_loses_a_won(void **state)
{
    struct random random = rules_random();

    for (int i = 0; i < 3000; i++) {
        char order[16], key[24];
        int number = (int)random_below(&random, 200);
        struct charge charge = {.key = key,
                                .order_id = order,
                                .customer_id = number % 20 + 1,
                                .amount_won = number % 7 * 200 + 1};
        struct payment payment;

        snprintf(order, sizeof(order), "%d", number);
        snprintf(key, sizeof(key), "%d/pay", number);
        if (random_percent(&random, 60))
            assert_int_equal(payments_charge(*state, &charge, &payment),
                             ERROR_OK);
        else
            assert_int_equal(payments_refund(*state, key, order, &payment),
                             ERROR_OK);
        if (i % 100 == 0)
            assert_books(*state);
    }
    assert_books(*state);
    assert_int_equal(
        rules_int(*state, "SELECT count(DISTINCT state) FROM charges"), 4);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_shop, close_shop)
    const struct CMUnitTest tests[] = {
        TEST(every_tenth_customer_is_poor),
        TEST(a_second_seeding_changes_nothing),
        TEST(a_charge_moves_money_to_the_shop),
        TEST(the_same_key_charges_once),
        TEST(a_poor_wallet_is_declined_and_remembered),
        TEST(a_wallet_can_be_spent_to_the_last_won),
        TEST(a_key_belongs_to_one_order_customer_and_amount),
        TEST(nobody_and_the_shop_cannot_pay),
        TEST(sums_that_are_none_are_refused),
        TEST(a_refund_gives_the_money_back_once),
        TEST(a_refunded_charge_is_not_charged_again),
        TEST(a_refund_that_comes_first_stops_the_charge),
        TEST(a_declined_charge_stays_declined),
        TEST(an_order_finds_its_payment),
        TEST(a_void_payment_is_nobodys),
        TEST(a_wallet_is_shown_but_not_the_shops),
        TEST(no_sequence_makes_or_loses_a_won),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
