/*
 * checkout -- from a basket to a confirmed order, and back, by a saga.
 *
 * The problem: money, stock and parcels belong to three other services, each
 * with its own database, and no transaction spans them.
 *
 * The idea: the table `steps` stands where the transaction stood. Each step
 * says what to ask, of whom, what its success means for the order, and how it
 * is taken back. The engine (split/patterns/saga.c) walks it forwards, and
 * backwards when a step is refused.
 *
 *     pay  ->  reserve  ->  ship  ->  CONFIRMED
 *   refund <-  release  <- recall <-  (refused or cancelled)
 *
 * What the monolith gets from ROLLBACK is here the left column of that
 * picture, and between its arrows the world can see a half-made order.
 */
#include "split/services/orders/checkout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/crash.h"
#include "chassis/log.h"
#include "domain/inventory/inventory.pb-c.h"
#include "domain/orders/orders.pb-c.h"
#include "domain/payments/payments.pb-c.h"
#include "domain/shipping/shipping.pb-c.h"
#include "domain/step.h"
#include "split/services/orders/desk.h"

enum { STEP_TIMEOUT_MS = 1000, PATIENCE_MS = 2000, LAST_WORD_MS = 50 };

struct checkout {
    struct order order;
    struct request *waiter; /* NULL: nobody, or already answered */
    uint64_t patience;      /* the timer that answers in place of the end */
    struct desk *desk;
};

static struct checkout *checkout_of(const struct saga *saga)
{
    return saga->context;
}

/* A message of that type in the arena, or a return of NULL. */
#define MAKE(type, init, name)                     \
    type *name = arena_alloc(arena, sizeof *name); \
    if (!name)                                     \
        return NULL;                               \
    init(name)

/* ---- pay ---- */

static const ProtobufCMessage *ask_pay(const struct saga *saga, const char *key,
                                       struct arena *arena)
{
    const struct order *order = &checkout_of(saga)->order;
    MAKE(Payments__ChargeRequest, payments__charge_request__init, charge);
    charge->key = arena_string(arena, key);
    charge->order_id = arena_string(arena, order->id.text);
    charge->customer_id = order->customer_id;
    charge->amount = order->total_won;
    return charge->key && charge->order_id ? &charge->base : NULL;
}

static const ProtobufCMessage *ask_refund(const struct saga *saga,
                                          const char *key, struct arena *arena)
{
    MAKE(Payments__RefundRequest, payments__refund_request__init, refund);
    refund->key = arena_string(arena, key);
    refund->order_id = arena_string(arena, saga->id.text);
    return refund->key && refund->order_id ? &refund->base : NULL;
}

/* ---- reserve ---- */

static const ProtobufCMessage *ask_reserve(const struct saga *saga,
                                           const char *key, struct arena *arena)
{
    const struct order *order = &checkout_of(saga)->order;
    MAKE(Inventory__ReserveRequest, inventory__reserve_request__init, reserve);
    Shop__LineRequest *lines =
        arena_alloc(arena, order->line_count * sizeof *lines);
    reserve->lines =
        arena_alloc(arena, order->line_count * sizeof *reserve->lines);
    reserve->key = arena_string(arena, key);
    reserve->order_id = arena_string(arena, order->id.text);
    if (!lines || !reserve->lines || !reserve->key || !reserve->order_id)
        return NULL;
    for (size_t i = 0; i < order->line_count; i++) {
        shop__line_request__init(&lines[i]);
        lines[i].sku = arena_string(arena, order->lines[i].sku);
        lines[i].quantity = order->lines[i].quantity;
        reserve->lines[i] = &lines[i];
        if (!lines[i].sku)
            return NULL;
    }
    reserve->n_lines = order->line_count;
    return &reserve->base;
}

static const ProtobufCMessage *ask_release(const struct saga *saga,
                                           const char *key, struct arena *arena)
{
    MAKE(Inventory__ReleaseRequest, inventory__release_request__init, release);
    release->key = arena_string(arena, key);
    release->order_id = arena_string(arena, saga->id.text);
    return release->key && release->order_id ? &release->base : NULL;
}

/* ---- ship ---- */

static const ProtobufCMessage *ask_ship(const struct saga *saga,
                                        const char *key, struct arena *arena)
{
    const struct order *order = &checkout_of(saga)->order;
    MAKE(Shipping__BookRequest, shipping__book_request__init, book);
    book->key = arena_string(arena, key);
    book->order_id = arena_string(arena, order->id.text);
    book->customer_id = order->customer_id;
    return book->key && book->order_id ? &book->base : NULL;
}

static const ProtobufCMessage *ask_recall(const struct saga *saga,
                                          const char *key, struct arena *arena)
{
    MAKE(Shipping__RecallRequest, shipping__recall_request__init, recall);
    recall->key = arena_string(arena, key);
    recall->order_id = arena_string(arena, saga->id.text);
    return recall->key && recall->order_id ? &recall->base : NULL;
}

/* ---- what a step means for the order ---- */

static enum error apply(struct saga *saga, enum order_command_kind kind)
{
    const struct order_command command = {.kind = kind,
                                          .at_ms = runtime_wall_ms(saga->rt),
                                          .reason = saga->reason};
    return orders_apply(runtime_db(saga->rt), &checkout_of(saga)->order,
                        &command);
}

static enum error is_paid(struct saga *saga)
{
    return apply(saga, ORDER_MARK_PAID);
}

static enum error is_reserved(struct saga *saga)
{
    return apply(saga, ORDER_MARK_RESERVED);
}

static enum error is_shipped(struct saga *saga)
{
    return apply(saga, ORDER_CONFIRM);
}

/* TOUR: saga-table */
static const struct saga_step steps[] = {
    {.name = STEP_PAY,
     .peer = "payments",
     .contract = &payments__payments__descriptor,
     .forward = "Charge",
     .ask = ask_pay,
     .done = is_paid,
     .undo = "Refund",
     .ask_undo = ask_refund},
    {.name = STEP_RESERVE,
     .peer = "inventory",
     .contract = &inventory__inventory__descriptor,
     .forward = "Reserve",
     .ask = ask_reserve,
     .done = is_reserved,
     .undo = "Release",
     .ask_undo = ask_release},
    {.name = STEP_SHIP,
     .peer = "shipping",
     .contract = &shipping__shipping__descriptor,
     .forward = "Book",
     .ask = ask_ship,
     .done = is_shipped,
     .undo = "Recall",
     .ask_undo = ask_recall},
};

/* ---- the answer ---- */

static enum error store_answer(struct checkout *checkout,
                               const struct idempotency_answer *answer)
{
    const struct order *order = &checkout->order;
    return idempotency_finish(runtime_db(checkout->desk->rt), order->placed_by,
                              order->placed_key, answer);
}

/* The order as it is now, to the one who waits and to those who repeat. */
static enum error answer_order(struct checkout *checkout)
{
    struct request *rq = checkout->waiter;
    struct arena *arena = rq ? &rq->arena : runtime_arena(checkout->desk->rt);
    struct idempotency_answer answer = {
        .order = order_message(&checkout->order, arena)};
    if (!answer.order)
        return error_explain(ERROR_OVERLOADED, "no room for the answer");
    enum error error = store_answer(checkout, &answer);
    if (!error && rq)
        request_reply(rq, &answer.order->base);
    if (!error)
        checkout->waiter = NULL;
    return error;
}

static enum error answer_refusal(struct checkout *checkout,
                                 const struct saga *saga)
{
    char instance[64];
    snprintf(instance, sizeof instance, "/api/orders/%s", saga->id.text);
    const struct idempotency_answer answer = {
        .error = saga->reason, .detail = saga->detail, .instance = instance};
    enum error error = store_answer(checkout, &answer);
    struct request *rq = checkout->waiter;
    if (error || !rq)
        return error;
    checkout->waiter = NULL;
    request_about(rq, "%s", instance);
    request_fail(rq, answer.error, answer.detail);
    return ERROR_OK;
}

/* The saga outlasts the patience: the order is told as it stands, to the one
 * who waits or, after a crash, to those who ask again with the same key. */
static enum error on_patience(struct runtime *rt, void *arg)
{
    struct checkout *checkout = arg;
    (void)rt;
    checkout->patience = 0;
    return answer_order(checkout);
}

static void set_patience(struct checkout *checkout)
{
    struct request *rq = checkout->waiter;
    struct runtime *rt = checkout->desk->rt;
    int64_t until =
        rq->received_ms + runtime_setting(rt, "deadline-ms", PATIENCE_MS);
    if (rq->deadline_ms != INT64_MAX && until > rq->deadline_ms - LAST_WORD_MS)
        until = rq->deadline_ms - LAST_WORD_MS;
    checkout->patience =
        runtime_after(rt, until - runtime_now_ms(rt), on_patience, checkout);
}

/* ---- the end ---- */

static enum error announce(struct checkout *checkout, const char *type,
                           const struct trace *trace)
{
    struct order *order = &checkout->order;
    Orders__OrderSettled settled = ORDERS__ORDER_SETTLED__INIT;
    settled.order_id = order->id.text;
    settled.customer_id = order->customer_id;
    settled.total = order->total_won;
    return outbox_put(&checkout->desk->outbox, type, order->id.text,
                      &settled.base, trace);
}

static enum error is_undone(struct saga *saga)
{
    struct checkout *checkout = checkout_of(saga);
    bool cancelled = checkout->order.cancelling;
    enum error error = apply(saga, cancelled ? ORDER_CANCEL : ORDER_REJECT);
    if (!error && cancelled)
        error = announce(checkout, "OrderCancelled", &saga->trace);
    if (error)
        return error;
    return cancelled ? answer_order(checkout) : answer_refusal(checkout, saga);
}

static enum error ended(struct saga *saga)
{
    struct checkout *checkout = checkout_of(saga);
    enum error error = ERROR_OK;
    if (saga->at.state == SAGA_UNDONE)
        error = is_undone(saga);
    else
        error = announce(checkout, "OrderConfirmed", &saga->trace);
    if (!error && saga->at.state == SAGA_DONE)
        error = answer_order(checkout);
    crash_point("orders.after-terminal");
    return error;
}

static void forget(struct saga *saga)
{
    struct checkout *checkout = checkout_of(saga);
    if (!checkout)
        return;
    if (checkout->patience)
        runtime_cancel_timer(saga->rt, checkout->patience);
    free(checkout);
    saga->context = NULL;
}

/* ---- the beginning ---- */

static struct checkout *new_checkout(struct desk *desk,
                                     const struct order *order,
                                     struct request *waiter)
{
    struct checkout *checkout = calloc(1, sizeof *checkout);
    if (!checkout) {
        error_explain(ERROR_OVERLOADED, "out of memory");
        return NULL;
    }
    checkout->desk = desk;
    checkout->order = *order;
    checkout->waiter = waiter;
    return checkout;
}

/* After a crash nobody waits; the order is in the database. */
static enum error revive(struct saga *saga)
{
    struct order order;
    enum error error = orders_load(runtime_db(saga->rt), saga->id.text, &order);
    if (error)
        return error;
    struct checkout *checkout = new_checkout(desk_of(saga->rt), &order, NULL);
    if (!checkout)
        return ERROR_OVERLOADED;
    checkout->patience = runtime_after(
        saga->rt, runtime_setting(saga->rt, "deadline-ms", PATIENCE_MS),
        on_patience, checkout);
    saga->context = checkout;
    return ERROR_OK;
}

static const char *const saga_points[] = {"orders.after-step",
                                          "orders.after-compensation"};

const struct saga_plan checkout_plan = {.steps = steps,
                                        .count = sizeof steps / sizeof *steps,
                                        .timeout_ms = STEP_TIMEOUT_MS,
                                        .ended = ended,
                                        .revive = revive,
                                        .forget = forget,
                                        .crash_points = saga_points};

enum error checkout_begin(struct desk *desk, struct order *order,
                          struct request *rq)
{
    struct saga *saga = NULL;
    enum error error =
        orders_place(runtime_db(desk->rt), order, runtime_wall_ms(desk->rt));
    if (error)
        return error;
    struct checkout *checkout = new_checkout(desk, order, rq);
    if (!checkout)
        return ERROR_OVERLOADED;
    error = saga_start(&desk->sagas, &order->id, &rq->trace, checkout, &saga);
    if (error) {
        free(checkout);
        return error;
    }
    set_patience(checkout);
    crash_point("orders.after-place");
    return ERROR_OK;
}

enum error checkout_cancel(struct desk *desk, struct order *order,
                           struct request *rq)
{
    struct saga *saga = NULL;
    const struct order_command command = {.kind = ORDER_REQUEST_CANCEL,
                                          .at_ms = runtime_wall_ms(desk->rt)};
    enum error error = orders_apply(runtime_db(desk->rt), order, &command);
    if (error)
        return error;
    struct checkout *checkout = new_checkout(desk, order, rq);
    if (!checkout)
        return ERROR_OVERLOADED;
    error = saga_undo(&desk->sagas, &order->id, &rq->trace, checkout, &saga);
    if (error) {
        free(checkout);
        return error;
    }
    set_patience(checkout);
    return ERROR_OK;
}
