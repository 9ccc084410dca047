/*
 * The rules of an order: what may follow what, and that the state is nothing
 * but the fold of its events.
 */
#include "domain/orders/orders.h"

#include <stdio.h>
#include <string.h>

#include "domain/money.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/rules.h"

enum { COMMANDS = ORDER_CANCEL + 1 };

static const struct order draft = {
    .id = {"01ARZ3NDEKTSV4RRFFQ69G5FAV"},
    .customer_id = 7,
    .total_won = 24000,
    .line_count = 1,
    .lines = {{.sku = "MUG", .quantity = 2, .unit_price_won = 12000}}};

static enum error try(struct order *order, enum order_command_kind kind)
{
    const struct order_command command = {
        .kind = kind, .at_ms = 1000 + order->version, .reason = ERROR_DECLINED};
    struct order_event event;
    enum error error = order_decide(order, &command, &event);

    if (!error)
        order_evolve(order, &event);
    return error;
}

static struct order after(const enum order_command_kind *kinds, size_t count)
{
    struct order order = draft;

    for (size_t i = 0; i < count; i++)
        assert_int_equal(try(&order, kinds[i]), ERROR_OK);
    return order;
}

static const enum order_command_kind whole_story[] = {
    ORDER_PLACE,   ORDER_MARK_PAID,      ORDER_MARK_RESERVED,
    ORDER_CONFIRM, ORDER_REQUEST_CANCEL, ORDER_CANCEL};

static void the_whole_story_is_allowed_in_its_order(void **state)
{
    static const enum order_status then[] = {ORDER_PENDING,   ORDER_PAID,
                                             ORDER_RESERVED,  ORDER_CONFIRMED,
                                             ORDER_CONFIRMED, ORDER_CANCELLED};
    struct order order = draft;

    (void)state;
    for (int i = 0; i < 6; i++) {
        assert_int_equal(try(&order, whole_story[i]), ERROR_OK);
        assert_int_equal(order.status, then[i]);
        assert_int_equal(order.version, i + 1);
        assert_int_equal(order.cancelling, i == 4);
    }
    assert_int_equal(order.created_at_ms, 1000);
    assert_int_equal(order.total_won, 24000);
}

/* Row: events so far of the whole story; column: the next command. */
static void everything_else_is_a_conflict(void **state)
{
    static const char may[7][COMMANDS] = {
        [0] = {[ORDER_PLACE] = 1},
        [1] = {[ORDER_MARK_PAID] = 1, [ORDER_REJECT] = 1},
        [2] = {[ORDER_MARK_RESERVED] = 1, [ORDER_REJECT] = 1},
        [3] = {[ORDER_CONFIRM] = 1, [ORDER_REJECT] = 1},
        [4] = {[ORDER_REQUEST_CANCEL] = 1},
        [5] = {[ORDER_CANCEL] = 1},
        [6] = {0},
    };

    (void)state;
    for (size_t done = 0; done < 7; done++)
        for (int kind = 0; kind < COMMANDS; kind++) {
            struct order order = after(whole_story, done);
            struct order before = order;
            enum error error = try(&order, (enum order_command_kind)kind);

            assert_int_equal(error,
                             may[done][kind] ? ERROR_OK : ERROR_CONFLICT);
            if (error)
                assert_memory_equal(&order, &before, sizeof order);
        }
}

static void nothing_follows_a_rejection(void **state)
{
    static const enum order_command_kind refused[] = {
        ORDER_PLACE, ORDER_MARK_PAID, ORDER_REJECT};

    (void)state;
    for (int kind = 0; kind < COMMANDS; kind++) {
        struct order order = after(refused, 3);

        assert_int_equal(order.status, ORDER_REJECTED);
        assert_string_equal(order.reason, "payment-declined");
        assert_int_equal(try(&order, (enum order_command_kind)kind),
                         ERROR_CONFLICT);
    }
}

static void a_refusal_says_what_the_order_is(void **state)
{
    struct order order = after(whole_story, 1);

    (void)state;
    assert_int_equal(try(&order, ORDER_REQUEST_CANCEL), ERROR_CONFLICT);
    assert_string_equal(error_detail(ERROR_CONFLICT),
                        "order 01ARZ3NDEKTSV4RRFFQ69G5FAV is PENDING and "
                        "cannot be cancelled");
}

static void only_an_order_that_rests_is_terminal(void **state)
{
    static const bool rests[] = {false, false, false, false, true, false, true};

    (void)state;
    for (size_t done = 1; done < 7; done++) {
        struct order order = after(whole_story, done);

        assert_int_equal(order_is_terminal(&order), rests[done]);
    }
}

/* ---- a draft ---- */

struct wish {
    Shop__PlaceOrderRequest request;
    Shop__LineRequest lines[ORDER_LINES_MAX + 1];
    Shop__LineRequest *list[ORDER_LINES_MAX + 1];
    char skus[ORDER_LINES_MAX + 1][ORDER_SKU_BYTES + 8];
};

static void make_wish(struct wish *wish, size_t lines)
{
    shop__place_order_request__init(&wish->request);
    wish->request.customer_id = 7;
    wish->request.lines = wish->list;
    wish->request.n_lines = lines;
    for (size_t i = 0; i < lines; i++) {
        shop__line_request__init(&wish->lines[i]);
        snprintf(wish->skus[i], sizeof wish->skus[i], "S%02zu", i);
        wish->lines[i].sku = wish->skus[i];
        wish->lines[i].quantity = 1;
        wish->list[i] = &wish->lines[i];
    }
}

static void is_refused_naming(const struct wish *wish, const char *field)
{
    struct order order;

    assert_int_equal(order_draft(&wish->request, &order), ERROR_UNPROCESSABLE);
    if (!strstr(error_detail(ERROR_UNPROCESSABLE), field))
        fail_msg("\"%s\" does not name %s", error_detail(ERROR_UNPROCESSABLE),
                 field);
}

static void a_draft_takes_one_to_twenty_lines(void **state)
{
    struct wish wish;
    struct order order;

    (void)state;
    make_wish(&wish, 1);
    assert_int_equal(order_draft(&wish.request, &order), ERROR_OK);
    make_wish(&wish, ORDER_LINES_MAX);
    assert_int_equal(order_draft(&wish.request, &order), ERROR_OK);
    assert_int_equal(order.line_count, ORDER_LINES_MAX);
    assert_string_equal(order.lines[19].sku, "S19");
    make_wish(&wish, 0);
    is_refused_naming(&wish, "lines");
    make_wish(&wish, ORDER_LINES_MAX + 1);
    is_refused_naming(&wish, "lines");
}

static void a_draft_names_what_is_wrong(void **state)
{
    struct wish wish;

    (void)state;
    make_wish(&wish, 3);
    wish.request.customer_id = 0;
    is_refused_naming(&wish, "customer_id");
    make_wish(&wish, 3);
    wish.lines[1].quantity = 0;
    is_refused_naming(&wish, "lines[1].quantity");
    wish.lines[1].quantity = ORDER_QUANTITY_MAX + 1;
    is_refused_naming(&wish, "lines[1].quantity");
    wish.lines[1].quantity = ORDER_QUANTITY_MAX;
    wish.lines[2].sku = wish.lines[0].sku;
    is_refused_naming(&wish, "S00");
    wish.lines[2].sku = (char *)"";
    is_refused_naming(&wish, "lines[2].sku");
    memset(wish.skus[2], 'X', ORDER_SKU_BYTES);
    wish.skus[2][ORDER_SKU_BYTES] = '\0';
    wish.lines[2].sku = wish.skus[2];
    is_refused_naming(&wish, "lines[2].sku");
}

static void a_draft_that_is_refused_touches_nothing(void **state)
{
    struct order order = draft;
    struct wish wish;

    (void)state;
    make_wish(&wish, 3);
    wish.lines[2].quantity = 0;
    assert_int_equal(order_draft(&wish.request, &order), ERROR_UNPROCESSABLE);
    assert_string_equal(order.id.text, draft.id.text);
    assert_int_equal(order.line_count, 1);
    assert_string_equal(order.lines[0].sku, "MUG");
}

static void the_price_is_the_sum_of_the_lines(void **state)
{
    struct order order = draft;

    (void)state;
    order.lines[order.line_count++] =
        (struct order_line){.sku = "PEN", .quantity = 3, .unit_price_won = 50};
    assert_int_equal(order_price(&order), ERROR_OK);
    assert_int_equal(order.total_won, 24150);
}

static void a_sum_that_money_cannot_say_is_refused(void **state)
{
    struct order order = draft;

    (void)state;
    order.lines[0].unit_price_won = MONEY_MAX_WON / 2 + 1;
    assert_int_equal(order_price(&order), ERROR_UNPROCESSABLE);
    order.lines[0].unit_price_won = INT64_MAX;
    assert_int_equal(order_price(&order), ERROR_UNPROCESSABLE);
    assert_int_equal(order.total_won, 24000);
}

/* ---- chance ---- */

static void a_random_story_is_the_fold_of_its_events(void **state)
{
    struct random random = rules_random();

    (void)state;
    for (int round = 0; round < 2000; round++) {
        struct order order = draft, folded = draft;

        for (int i = 0; i < 12; i++) {
            const struct order_command command = {
                .kind =
                    (enum order_command_kind)random_below(&random, COMMANDS),
                .at_ms = i,
                .reason = ERROR_OUT_OF_STOCK};
            struct order_event event;

            if (order_decide(&order, &command, &event))
                continue;
            order_evolve(&order, &event);
            order_evolve(&folded, &event);
        }
        assert_memory_equal(&order, &folded, sizeof order);
        assert_true(order.version <= 6);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_story_is_allowed_in_its_order),
        cmocka_unit_test(everything_else_is_a_conflict),
        cmocka_unit_test(nothing_follows_a_rejection),
        cmocka_unit_test(a_refusal_says_what_the_order_is),
        cmocka_unit_test(only_an_order_that_rests_is_terminal),
        cmocka_unit_test(a_draft_takes_one_to_twenty_lines),
        cmocka_unit_test(a_draft_names_what_is_wrong),
        cmocka_unit_test(a_draft_that_is_refused_touches_nothing),
        cmocka_unit_test(the_price_is_the_sum_of_the_lines),
        cmocka_unit_test(a_sum_that_money_cannot_say_is_refused),
        cmocka_unit_test(a_random_story_is_the_fold_of_its_events),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
