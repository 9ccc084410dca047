/*
 * One key: one order, and the first answer for ever.
 */
#include "domain/orders/idempotency.h"

#include <string.h>

#include "domain/orders/orders.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/rules.h"

static struct arena arena;

static int open_shop(void **state)
{
    arena_init(&arena, 1 << 20);
    *state = rules_open(orders_schema, NULL);
    return 0;
}

static int close_shop(void **state)
{
    db_close(*state);
    arena_release(&arena);
    return 0;
}

/* The n-th attempt would place order "O<n>". */
static const char *const order_ids[] = {"O0", "O1", "O2", "O3"};

static enum error begin(struct db *db, int n, int64_t principal,
                        const char *key, int quantity, bool *replayed,
                        struct idempotency_answer *out)
{
    Shop__LineRequest line = SHOP__LINE_REQUEST__INIT;
    Shop__LineRequest *lines[] = {&line};
    Shop__PlaceOrderRequest request = SHOP__PLACE_ORDER_REQUEST__INIT;
    const struct idempotency_claim claim = {.principal = principal,
                                            .key = key,
                                            .request = &request,
                                            .order_id = order_ids[n]};

    line.sku = (char *)"MUG";
    line.quantity = quantity;
    request.customer_id = 7;
    request.lines = lines;
    request.n_lines = 1;
    return idempotency_begin(db, &claim, &arena, replayed, out);
}

static void is_fresh(struct db *db, int n, int64_t principal, const char *key)
{
    struct idempotency_answer answer;
    bool replayed = true;

    assert_int_equal(begin(db, n, principal, key, 2, &replayed, &answer),
                     ERROR_OK);
    assert_false(replayed);
}

static struct idempotency_answer again(struct db *db, const char *key)
{
    struct idempotency_answer answer = {0};
    bool replayed = false;

    assert_int_equal(begin(db, 3, 7, key, 2, &replayed, &answer), ERROR_OK);
    assert_true(replayed);
    return answer;
}

static void tell_order(struct db *db, const char *key, const char *id,
                       Shop__OrderStatus status)
{
    Shop__Order order = SHOP__ORDER__INIT;
    struct idempotency_answer answer = {.order = &order};

    order.id = (char *)id;
    order.status = status;
    assert_int_equal(idempotency_finish(db, 7, key, &answer), ERROR_OK);
}

static void a_key_is_fresh_once(void **state)
{
    struct idempotency_answer answer;
    bool replayed;

    is_fresh(*state, 0, 7, "k");
    assert_int_equal(begin(*state, 1, 7, "k", 2, &replayed, &answer),
                     ERROR_KEY_IN_FLIGHT);
    assert_int_equal(rules_int(*state, "SELECT count(*) FROM idempotency_keys"),
                     1);
}

static void an_answered_key_gives_the_order_as_it_was_told(void **state)
{
    struct idempotency_answer answer;

    is_fresh(*state, 0, 7, "k");
    tell_order(*state, "k", "O0", SHOP__ORDER_STATUS__PENDING);
    tell_order(*state, "k", "O0", SHOP__ORDER_STATUS__CONFIRMED);
    answer = again(*state, "k");
    assert_int_equal(answer.error, ERROR_OK);
    assert_string_equal(answer.order->id, "O0");
    assert_int_equal(answer.order->status, SHOP__ORDER_STATUS__PENDING);
}

static void a_refusal_is_an_answer_too(void **state)
{
    const struct idempotency_answer refusal = {.error = ERROR_OUT_OF_STOCK,
                                               .detail = "no VASE",
                                               .instance = "/api/orders/O0"};
    struct idempotency_answer answer;

    is_fresh(*state, 0, 7, "k");
    assert_int_equal(idempotency_finish(*state, 7, "k", &refusal), ERROR_OK);
    tell_order(*state, "k", "O0", SHOP__ORDER_STATUS__CONFIRMED);
    answer = again(*state, "k");
    assert_int_equal(answer.error, ERROR_OUT_OF_STOCK);
    assert_string_equal(answer.detail, "no VASE");
    assert_string_equal(answer.instance, "/api/orders/O0");
    assert_null(answer.order);
}

static void an_answer_without_a_sentence_is_given_back_without_one(void **state)
{
    const struct idempotency_answer refusal = {.error = ERROR_DECLINED};
    struct idempotency_answer answer;

    is_fresh(*state, 0, 7, "k");
    assert_int_equal(idempotency_finish(*state, 7, "k", &refusal), ERROR_OK);
    answer = again(*state, "k");
    assert_int_equal(answer.error, ERROR_DECLINED);
    assert_null(answer.detail);
    assert_null(answer.instance);
}

static void another_request_may_not_use_the_key(void **state)
{
    struct idempotency_answer answer;
    bool replayed;

    is_fresh(*state, 0, 7, "k");
    assert_int_equal(begin(*state, 1, 7, "k", 3, &replayed, &answer),
                     ERROR_KEY_REUSED);
    tell_order(*state, "k", "O0", SHOP__ORDER_STATUS__CONFIRMED);
    assert_int_equal(begin(*state, 1, 7, "k", 3, &replayed, &answer),
                     ERROR_KEY_REUSED);
}

static void two_principals_may_choose_the_same_key(void **state)
{
    is_fresh(*state, 0, 7, "k");
    is_fresh(*state, 1, 8, "k");
    tell_order(*state, "k", "O0", SHOP__ORDER_STATUS__CONFIRMED);
    assert_int_equal(
        rules_int(*state, "SELECT sum(answered) FROM idempotency_keys"), 1);
}

static void a_missing_key_is_asked_for(void **state)
{
    struct idempotency_answer answer;
    bool replayed;

    assert_int_equal(begin(*state, 0, 7, NULL, 2, &replayed, &answer),
                     ERROR_KEY_MISSING);
    assert_int_equal(begin(*state, 0, 7, "", 2, &replayed, &answer),
                     ERROR_KEY_MISSING);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_shop, close_shop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_key_is_fresh_once),
        TEST(an_answered_key_gives_the_order_as_it_was_told),
        TEST(a_refusal_is_an_answer_too),
        TEST(an_answer_without_a_sentence_is_given_back_without_one),
        TEST(another_request_may_not_use_the_key),
        TEST(two_principals_may_choose_the_same_key),
        TEST(a_missing_key_is_asked_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
