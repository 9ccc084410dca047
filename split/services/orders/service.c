/*
 * service -- the methods of orders.
 *
 * The order of reading: this table; then checkout.c, where an order becomes a
 * saga; then split/patterns/saga.c, which walks it.
 *
 * What a customer may see is checked here and not only at the gateway: the
 * gateway knows who calls, but only the order knows whose it is.
 */
#include "split/services/orders/service.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/crash.h"
#include "domain/api/subject.h"
#include "domain/api/visitor.h"
#include "domain/orders/orders.pb-c.h"
#include "split/services/orders/checkout.h"
#include "split/services/orders/desk.h"

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

/* With the prices in hand: claim the key, write the order, set the saga off. */
static enum error place_priced(struct request *rq, struct order *order)
{
    struct desk *desk = desk_of(rq->runtime);
    struct idempotency_answer answer;
    bool replayed = false;
    order->id = runtime_id(rq->runtime);
    order->placed_by = rq->caller.subject;
    snprintf(order->placed_key, sizeof order->placed_key, "%s",
             rq->key ? rq->key : "");
    const struct idempotency_claim claim = {
        .principal = rq->caller.subject,
        .key = rq->key,
        .request = (const Shop__PlaceOrderRequest *)rq->in,
        .order_id = order->id.text};
    enum error error = idempotency_begin(runtime_db(rq->runtime), &claim,
                                         &rq->arena, &replayed, &answer);
    if (error)
        return error;
    return replayed ? replay(rq, &answer) : checkout_begin(desk, order, rq);
}

/* A key that has its answer gets it again even while there are no prices. */
static enum error replay_unpriced(struct request *rq, bool *replayed)
{
    struct idempotency_answer answer;
    const struct idempotency_claim claim = {
        .principal = rq->caller.subject,
        .key = rq->key,
        .request = (const Shop__PlaceOrderRequest *)rq->in};
    enum error error = idempotency_look(runtime_db(rq->runtime), &claim,
                                        &rq->arena, replayed, &answer);
    return error || !*replayed ? error : replay(rq, &answer);
}

static enum error place_now(struct request *rq)
{
    struct order order;
    struct pricelist *prices = &desk_of(rq->runtime)->prices;
    bool parked = false, replayed = false;
    enum error error =
        order_draft((const Shop__PlaceOrderRequest *)rq->in, &order);
    if (!error && !prices->known)
        error = replay_unpriced(rq, &replayed);
    if (!error && !replayed)
        error = pricelist_fill(prices, &order, rq, &parked);
    if (error || replayed || parked)
        return error;
    return place_priced(rq, &order);
}

static enum error place(struct request *rq, const ProtobufCMessage *in)
{
    const Shop__PlaceOrderRequest *asked = (const Shop__PlaceOrderRequest *)in;
    enum error error = visitor_may_act_for(&rq->caller, asked->customer_id);
    return error ? error : place_now(rq);
}

/* ---- one order ---- */

static enum error load_own(struct request *rq, const char *id,
                           struct order *out)
{
    enum error error = orders_load(runtime_db(rq->runtime), id, out);
    if (error)
        return error;
    return visitor_may_act_for(&rq->caller, out->customer_id);
}

static enum error reply_order(struct request *rq, const struct order *order)
{
    const Shop__Order *message = order_message(order, &rq->arena);
    if (!message)
        return error_explain(ERROR_OVERLOADED, "the answer does not fit");
    request_reply(rq, &message->base);
    return ERROR_OK;
}

static enum error get(struct request *rq, const ProtobufCMessage *in)
{
    struct order order;
    enum error error =
        load_own(rq, ((const Shop__OrderRequest *)in)->id, &order);
    return error ? error : reply_order(rq, &order);
}

static enum error cancel(struct request *rq, const ProtobufCMessage *in)
{
    struct order order;
    enum error error =
        load_own(rq, ((const Shop__OrderRequest *)in)->id, &order);
    if (error)
        return error;
    if (order.status == ORDER_CANCELLED)
        return reply_order(rq, &order);
    return checkout_cancel(desk_of(rq->runtime), &order, rq);
}

static enum error list_events(struct request *rq, const ProtobufCMessage *in)
{
    const char *id = ((const Shop__OrderRequest *)in)->id;
    struct order order;
    Shop__OrderEvents *reply = NULL;
    enum error error = load_own(rq, id, &order);
    if (!error)
        error = orders_events(runtime_db(rq->runtime), id, &rq->arena, &reply);
    if (!error)
        request_reply(rq, &reply->base);
    return error;
}

/* ---- many orders ---- */

static enum error list(struct request *rq, const ProtobufCMessage *in)
{
    Shop__ListOrdersRequest asked = *(const Shop__ListOrdersRequest *)in;
    Shop__ListOrdersReply *reply = NULL;
    enum error error = ERROR_OK;
    /* Nobody named: a manager sees all, a customer their own. */
    bool sees_all = visitor_is_admin(&rq->caller);
    if (!asked.customer_id && !sees_all)
        asked.customer_id = (int32_t)rq->caller.subject;
    if (!sees_all) /* 0 too: a subject too large for an id must not be nobody */
        error = visitor_may_act_for(&rq->caller, asked.customer_id);
    if (!error)
        error =
            orders_list(runtime_db(rq->runtime), &asked, &rq->arena, &reply);
    if (!error)
        request_reply(rq, &reply->base);
    return error;
}

/* ---- the saga, for whoever wants to watch ---- */

enum { LOG_ROWS = 64 };

static enum error read_saga_row(struct request *rq, const char *id,
                                Orders__Saga *out)
{
    struct cursor c;
    db_query(&c, runtime_db(rq->runtime),
             "SELECT state, step FROM sagas WHERE id = ?1", VALUES(TEXT(id)));
    bool found = db_next(&c);
    int step = found ? (int)db_int(&c, 1) : 0;
    bool runs = found && (strcmp(db_text(&c, 0), "running") == 0 ||
                          strcmp(db_text(&c, 0), "compensating") == 0);
    if (found)
        out->state = arena_string(&rq->arena, db_text(&c, 0));
    enum error error = db_end(&c);
    if (error)
        return error;
    if (!found)
        return error_explain(ERROR_NOT_FOUND, "there is no saga %.40s", id);
    /* Of one that another process runs the attempts are not known here. */
    const struct saga *saga = sagas_find(&desk_of(rq->runtime)->sagas, id);
    out->attempts = saga ? (int32_t)saga->at.failures + 1 : 0;
    if (runs && step >= 0 && step < checkout_plan.count)
        out->step = arena_string(&rq->arena, checkout_plan.steps[step].name);
    return ERROR_OK;
}

static bool read_step(struct cursor *c, struct arena *arena,
                      Orders__SagaStep **out)
{
    Orders__SagaStep *step = arena_alloc(arena, sizeof *step);
    if (!step)
        return false;
    orders__saga_step__init(step);
    step->step = arena_string(arena, db_text(c, 0));
    step->action = arena_string(arena, db_text(c, 1));
    step->outcome = arena_string(arena, db_text(c, 2));
    step->at_ms = db_int(c, 3);
    *out = step;
    return step->step && step->action && step->outcome;
}

static enum error read_saga_log(struct request *rq, const char *id,
                                Orders__Saga *out)
{
    struct cursor c;
    bool fits = true;
    out->log = arena_alloc(&rq->arena, LOG_ROWS * sizeof *out->log);
    if (!out->log)
        return error_explain(ERROR_OVERLOADED, "the answer does not fit");
    db_query(&c, runtime_db(rq->runtime),
             "SELECT step, action, outcome, at_ms FROM saga_log"
             " WHERE saga = ?1 ORDER BY sequence",
             VALUES(TEXT(id)));
    while (fits && out->n_log < LOG_ROWS && db_next(&c)) {
        fits = read_step(&c, &rq->arena, &out->log[out->n_log]);
        out->n_log += fits;
    }
    enum error error = db_end(&c);
    if (!error && !fits)
        error = error_explain(ERROR_OVERLOADED, "the answer does not fit");
    return error;
}

static enum error show_saga(struct request *rq, const ProtobufCMessage *in)
{
    const char *id = ((const Orders__SagaRequest *)in)->order_id;
    struct order order;
    Orders__Saga *reply = arena_alloc(&rq->arena, sizeof *reply);
    if (!reply)
        return error_explain(ERROR_OVERLOADED, "the answer does not fit");
    orders__saga__init(reply);
    enum error error = load_own(rq, id, &order);
    if (!error)
        error = read_saga_row(rq, id, reply);
    if (!error)
        error = read_saga_log(rq, id, reply);
    if (error)
        return error;
    reply->order_id = arena_string(&rq->arena, id);
    request_reply(rq, &reply->base);
    return ERROR_OK;
}

/* ---- life ---- */

static const char *const subscribers[] = {"inventory", "customers", NULL};

/* Now and then, where several processes of us share the orders: what a dead one
 * has left, and the events of all. */
static enum error looked(struct runtime *rt, bool gone)
{
    struct desk *desk = desk_of(rt);
    enum error error = ERROR_OK;
    if (gone || desk->sagas.left)
        error = saga_take_over(&desk->sagas);
    if (!error && gone)
        crash_point("crew.after-takeover");
    return error ? error : outbox_look(&desk->outbox);
}

static enum error enter(struct runtime *rt)
{
    return crew_check(&desk_of(rt)->crew);
}

static enum error open(struct runtime *rt)
{
    struct desk *desk = NULL;
    enum error error = sagas_upgrade(runtime_db(rt));
    if (error)
        return error;
    desk = calloc(1, sizeof *desk);
    if (!desk)
        return error_explain(ERROR_SYSTEM, "out of memory");
    desk->rt = rt;
    crew_init(&desk->crew, rt, looked, "crew.ashore");
    sagas_init(&desk->sagas, rt, &checkout_plan);
    outbox_init(&desk->outbox, rt, subscribers, "relay.before-mark");
    desk->sagas.crew = desk->outbox.crew = &desk->crew;
    pricelist_init(&desk->prices, rt, place_now);
    runtime_set_state(rt, desk);
    return ERROR_OK;
}

static enum error resume(struct runtime *rt)
{
    struct desk *desk = desk_of(rt);
    pricelist_forget(&desk->prices);
    sagas_clear(&desk->sagas);
    enum error error = crew_board(&desk->crew);
    if (!error)
        error = outbox_resume(&desk->outbox);
    return error ? error : saga_resume_all(&desk->sagas);
}

static void close_desk(struct runtime *rt)
{
    struct desk *desk = desk_of(rt);
    sagas_clear(&desk->sagas);
    free(desk);
}

static const struct method methods[] = {
    {"Place", place, ACCESS_WRITE},
    {"Get", get, ACCESS_READ},
    {"List", list, ACCESS_READ},
    {"Cancel", cancel, ACCESS_WRITE},
    {"ListEvents", list_events, ACCESS_READ},
    {"ShowSaga", show_saga, ACCESS_READ},
};

static const struct face faces[] = {
    {&orders__orders__descriptor, methods, sizeof methods / sizeof *methods}};

static const char *const schemas[] = {orders_schema, saga_schema, outbox_schema,
                                      crew_schema, NULL};

static const char *const crash_points[] = {
    "orders.after-place",        "orders.after-step",
    "orders.after-compensation", "orders.after-terminal",
    "relay.before-mark",         "crew.ashore",
    "crew.after-takeover",       NULL};

const struct service orders_service = {.name = "orders",
                                       .subject = &shop_subject,
                                       .shares = true,
                                       .enter = enter,
                                       .schemas = schemas,
                                       .faces = faces,
                                       .face_count = 1,
                                       .crash_points = crash_points,
                                       .open = open,
                                       .resume = resume,
                                       .close = close_desk};
