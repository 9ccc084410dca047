/*
 * The payments service: refusals are answered as errors and kept as rows.
 */
#include "split/services/payments/service.h"

#include "domain/payments/payments.pb-c.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/rules.h"
#include "tests/support/stand.h"

static struct stand stand;

static int open_service(void **state)
{
    (void)state;
    stand_new(&stand, &payments_service, NULL, 1);
    return 0;
}

static int close_service(void **state)
{
    (void)state;
    stand_free(&stand);
    return 0;
}

static struct stand_reply *charge(int32_t customer_id, int64_t amount)
{
    Payments__ChargeRequest in = PAYMENTS__CHARGE_REQUEST__INIT;

    in.key = (char *)"A/pay";
    in.order_id = (char *)"A";
    in.customer_id = customer_id;
    in.amount = amount;
    return stand_ask(&stand, "Charge", &in.base, NULL, NULL);
}

static struct stand_reply *refund(void)
{
    Payments__RefundRequest in = PAYMENTS__REFUND_REQUEST__INIT;

    in.key = (char *)"A/pay";
    in.order_id = (char *)"A";
    return stand_ask(&stand, "Refund", &in.base, NULL, NULL);
}

static struct stand_reply *find(void)
{
    Payments__OrderRequest in = PAYMENTS__ORDER_REQUEST__INIT;

    in.order_id = (char *)"A";
    return stand_ask(&stand, "Find", &in.base, NULL, NULL);
}

static void assert_payment(const struct stand_reply *reply, const char *state)
{
    const Shop__Payment *payment;

    assert_true(reply->done);
    assert_int_equal(reply->error, ERROR_OK);
    payment = (const Shop__Payment *)reply->out;
    assert_string_equal(payment->state, state);
}

static void a_charge_is_answered_and_found(void **state)
{
    (void)state;
    assert_payment(charge(7, 12000), "CHARGED");
    assert_payment(charge(7, 12000), "CHARGED");
    assert_payment(find(), "CHARGED");
    assert_int_equal(
        rules_int(stand.db,
                  "SELECT balance FROM accounts WHERE customer_id = 0"),
        12000);
}

static void a_declined_charge_is_an_error_with_a_row(void **state)
{
    const struct stand_reply *reply = charge(10, 12000);

    (void)state;
    assert_int_equal(reply->error, ERROR_DECLINED);
    assert_string_equal(reply->detail,
                        "the wallet holds 1000 won and the order costs 12000 "
                        "won; order less");
    assert_payment(find(), "DECLINED");
    assert_int_equal(charge(10, 12000)->error, ERROR_DECLINED);
    assert_int_equal(rules_int(stand.db, "SELECT count(*) FROM charges"), 1);
}

static void a_refund_before_the_charge_voids_it(void **state)
{
    (void)state;
    assert_payment(refund(), "VOID");
    assert_int_equal(charge(7, 12000)->error, ERROR_VOIDED);
    assert_int_equal(find()->error, ERROR_NOT_FOUND);
    assert_payment(refund(), "VOID");
}

static void an_error_leaves_no_row(void **state)
{
    (void)state;
    assert_int_equal(charge(101, 12000)->error, ERROR_NOT_FOUND);
    assert_int_equal(charge(7, 0)->error, ERROR_UNPROCESSABLE);
    assert_int_equal(rules_int(stand.db, "SELECT count(*) FROM charges"), 0);
}

static void a_wallet_is_shown(void **state)
{
    Payments__WalletRequest in = PAYMENTS__WALLET_REQUEST__INIT;
    const struct stand_reply *reply;

    (void)state;
    in.customer_id = 10;
    reply = stand_ask(&stand, "Wallet", &in.base, NULL, NULL);
    assert_int_equal(reply->error, ERROR_OK);
    assert_int_equal(((const Shop__Wallet *)reply->out)->balance, 1000);
    in.customer_id = 0;
    reply = stand_ask(&stand, "Wallet", &in.base, NULL, NULL);
    assert_int_equal(reply->error, ERROR_NOT_FOUND);
}

int main(void)
{
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, open_service, close_service)
    const struct CMUnitTest tests[] = {
        TEST(a_charge_is_answered_and_found),
        TEST(a_declined_charge_is_an_error_with_a_row),
        TEST(a_refund_before_the_charge_voids_it),
        TEST(an_error_leaves_no_row),
        TEST(a_wallet_is_shown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
