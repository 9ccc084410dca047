/*
 * checkout -- from a basket to a confirmed order, in one transaction.
 *
 * The problem: money, stock and parcels must all move for an order, or none.
 *
 * The idea: here they lie in one database. The steps are called one after
 * another; when one refuses, everything since the order was written is rolled
 * back, and the order is rejected, all in the transaction of the turn. Nobody
 * outside ever sees a half-made order, and nothing has to be undone by hand:
 *
 *     BEGIN  place  pay  reserve  ship  confirm  COMMIT
 *                \____ ROLLBACK TO ____/ reject  COMMIT
 *
 * Read beside split/services/orders/checkout.c: where this file has the word
 * rollback, that one has a table of compensations.
 */
#include "monolith/checkout.h"

#include <stdio.h>

#include "chassis/crash.h"
#include "domain/api/visitor.h"
#include "domain/customers/customers.h"
#include "domain/inventory/inventory.h"
#include "domain/orders/idempotency.h"
#include "domain/orders/orders.h"
#include "domain/payments/payments.h"
#include "domain/shipping/shipping.h"
#include "domain/step.h"

const char *const checkout_crash_points[] = {
    "checkout.after-place", "checkout.after-charge",  "checkout.after-reserve",
    "checkout.after-book",  "checkout.after-confirm", NULL};

/* ---- the steps ---- */

static enum error apply(struct runtime *rt, struct order *order,
                        enum order_command_kind kind, enum error reason)
{
    const struct order_command command = {
        .kind = kind, .at_ms = runtime_wall_ms(rt), .reason = reason};
    return orders_apply(runtime_db(rt), order, &command);
}

static enum error pay(struct runtime *rt, struct order *order)
{
    char key[STEP_KEY_BYTES];
    struct payment payment;
    const struct charge charge = {.key = key,
                                  .order_id = order->id.text,
                                  .customer_id = order->customer_id,
                                  .amount_won = order->total_won};
    step_key(key, order->id.text, STEP_PAY);
    enum error error = payments_charge(runtime_db(rt), &charge, &payment);
    if (!error)
        error = payments_refusal(&payment);
    if (!error)
        error = apply(rt, order, ORDER_MARK_PAID, ERROR_OK);
    crash_point("checkout.after-charge");
    return error;
}

static enum error reserve(struct runtime *rt, struct order *order)
{
    char key[STEP_KEY_BYTES];
    struct stock_line lines[ORDER_LINES_MAX];
    struct reservation reservation;
    const struct reservation_request request = {.key = key,
                                                .order_id = order->id.text,
                                                .lines = lines,
                                                .line_count =
                                                    order->line_count};
    step_key(key, order->id.text, STEP_RESERVE);
    for (size_t i = 0; i < order->line_count; i++)
        lines[i] =
            (struct stock_line){order->lines[i].sku, order->lines[i].quantity};
    enum error error =
        inventory_reserve(runtime_db(rt), &request, &reservation);
    if (!error)
        error = inventory_refusal(&reservation);
    if (!error)
        error = apply(rt, order, ORDER_MARK_RESERVED, ERROR_OK);
    crash_point("checkout.after-reserve");
    return error;
}

static enum error ship(struct runtime *rt, struct order *order)
{
    char key[STEP_KEY_BYTES], stock_key[STEP_KEY_BYTES];
    struct parcel parcel;
    const struct booking booking = {.key = key,
                                    .order_id = order->id.text,
                                    .customer_id = order->customer_id};
    step_key(key, order->id.text, STEP_SHIP);
    step_key(stock_key, order->id.text, STEP_RESERVE);
    enum error error = shipping_book(runtime_db(rt), &booking, &parcel);
    if (!error)
        error = shipping_refusal(&parcel);
    crash_point("checkout.after-book");
    if (!error)
        error = apply(rt, order, ORDER_CONFIRM, ERROR_OK);
    if (!error)
        error = inventory_commit(runtime_db(rt), stock_key);
    return error;
}

/* TOUR: one-transaction */
static enum error take_steps(struct runtime *rt, struct order *order)
{
    enum error error = pay(rt, order);
    if (!error)
        error = reserve(rt, order);
    if (!error)
        error = ship(rt, order);
    crash_point("checkout.after-confirm");
    return error;
}

/* ---- the answer ---- */

static bool is_refusal(enum error error)
{
    return error == ERROR_DECLINED || error == ERROR_OUT_OF_STOCK ||
           error == ERROR_UNDELIVERABLE;
}

static enum error answer_order(struct request *rq, const struct order *order)
{
    const struct idempotency_answer answer = {
        .order = order_message(order, &rq->arena)};
    if (!answer.order)
        return error_explain(ERROR_OVERLOADED, "no room for the answer");
    enum error error = idempotency_finish(
        runtime_db(rq->runtime), order->placed_by, order->placed_key, &answer);
    if (!error)
        request_reply(rq, &answer.order->base);
    return error;
}

/* A refused order is kept, as the split keeps it: REJECTED, with its reason. */
static enum error answer_refusal(struct request *rq, struct order *order,
                                 enum error reason, const char *detail)
{
    char instance[64];
    snprintf(instance, sizeof instance, "/api/orders/%s", order->id.text);
    const struct idempotency_answer answer = {
        .error = reason, .detail = detail, .instance = instance};
    enum error error = apply(rq->runtime, order, ORDER_REJECT, reason);
    if (!error)
        error = idempotency_finish(runtime_db(rq->runtime), order->placed_by,
                                   order->placed_key, &answer);
    if (error)
        return error;
    request_about(rq, "%s", instance);
    request_fail(rq, reason, detail);
    return ERROR_OK;
}

/* TOUR: rollback-to */
/* The steps in a savepoint of their own, so that a refusal takes back all of
 * them and leaves the order. */
static enum error check_out(struct request *rq, struct order *order)
{
    struct runtime *rt = rq->runtime;
    struct db *db = runtime_db(rt);
    struct order placed = *order;
    enum error error = db_savepoint(db);
    if (error)
        return error;
    enum error refusal = take_steps(rt, order);
    if (!refusal) {
        error = db_release(db);
        return error ? error : answer_order(rq, order);
    }
    char detail[ERROR_DETAIL_BYTES];
    snprintf(detail, sizeof detail, "%s", error_detail(refusal));
    error = db_rollback_to(db);
    if (error)
        return error;
    if (!is_refusal(refusal))
        return error_explain(refusal, "%s", detail);
    return answer_refusal(rq, &placed, refusal, detail);
}

/* ---- place ---- */

static enum error replay(struct request *rq,
                         const struct idempotency_answer *answer)
{
    if (!answer->error) {
        request_reply(rq, &answer->order->base);
        return ERROR_OK;
    }
    if (answer->instance)
        request_about(rq, "%s", answer->instance);
    request_fail(rq, answer->error, answer->detail);
    return ERROR_OK;
}

static enum error fill_prices(struct request *rq, struct order *order)
{
    for (size_t i = 0; i < order->line_count; i++) {
        struct product product;
        enum error error = inventory_get(
            runtime_db(rq->runtime), order->lines[i].sku, &rq->arena, &product);
        if (error == ERROR_NOT_FOUND)
            return error_explain(ERROR_UNPROCESSABLE,
                                 "lines[%zu].sku: there is no product \"%s\"",
                                 i, order->lines[i].sku);
        if (error)
            return error;
        order->lines[i].unit_price_won = product.price_won;
    }
    return order_price(order);
}

/* Who may order, for whom: a manager may for others, if they exist. */
static enum error draft(struct request *rq,
                        const Shop__PlaceOrderRequest *asked, struct order *out)
{
    struct customer customer;
    bool other = rq->caller.subject != asked->customer_id;
    enum error error = visitor_may_act_for(&rq->caller, asked->customer_id);
    if (!error && other && asked->customer_id > 0)
        error = customers_get(runtime_db(rq->runtime), asked->customer_id,
                              &customer);
    return error ? error : order_draft(asked, out);
}

enum error checkout_place_order(struct request *rq, const ProtobufCMessage *in)
{
    const Shop__PlaceOrderRequest *asked = (const Shop__PlaceOrderRequest *)in;
    struct db *db = runtime_db(rq->runtime);
    struct order order;
    struct idempotency_answer answer;
    bool replayed = false;
    enum error error = draft(rq, asked, &order);
    if (!error)
        error = fill_prices(rq, &order);
    if (error)
        return error;
    order.id = runtime_id(rq->runtime);
    order.placed_by = rq->caller.subject;
    snprintf(order.placed_key, sizeof order.placed_key, "%s",
             rq->key ? rq->key : "");
    const struct idempotency_claim claim = {.principal = rq->caller.subject,
                                            .key = rq->key,
                                            .request = asked,
                                            .order_id = order.id.text};
    error = idempotency_begin(db, &claim, &rq->arena, &replayed, &answer);
    if (error)
        return error;
    if (replayed)
        return replay(rq, &answer);
    error = orders_place(db, &order, runtime_wall_ms(rq->runtime));
    crash_point("checkout.after-place");
    return error ? error : check_out(rq, &order);
}

/* ---- cancel ---- */

static enum error take_back(struct runtime *rt, const struct order *order)
{
    char key[STEP_KEY_BYTES];
    struct parcel parcel;
    struct reservation reservation;
    struct payment payment;
    struct db *db = runtime_db(rt);
    step_key(key, order->id.text, STEP_SHIP);
    enum error error = shipping_recall(db, key, order->id.text, &parcel);
    step_key(key, order->id.text, STEP_RESERVE);
    if (!error)
        error = inventory_release(db, key, order->id.text, &reservation);
    step_key(key, order->id.text, STEP_PAY);
    if (!error)
        error = payments_refund(db, key, order->id.text, &payment);
    return error;
}

enum error checkout_cancel_order(struct request *rq, const ProtobufCMessage *in)
{
    struct runtime *rt = rq->runtime;
    struct order order;
    enum error error = orders_load(
        runtime_db(rt), ((const Shop__OrderRequest *)in)->id, &order);
    if (!error)
        error = visitor_may_act_for(&rq->caller, order.customer_id);
    if (!error && order.status != ORDER_CANCELLED) {
        error = apply(rt, &order, ORDER_REQUEST_CANCEL, ERROR_OK);
        if (!error)
            error = take_back(rt, &order);
        if (!error)
            error = apply(rt, &order, ORDER_CANCEL, ERROR_OK);
    }
    if (error)
        return error;
    Shop__Order *reply = order_message(&order, &rq->arena);
    if (!reply)
        return error_explain(ERROR_OVERLOADED, "the answer does not fit");
    request_reply(rq, &reply->base);
    return ERROR_OK;
}
