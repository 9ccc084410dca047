/*
 * A service that does nothing but walk sagas.
 *
 * The problem: the engine is driven by a runtime's turns and by the answers of
 * peers, so a test of it needs a service around it; the shop's own would bring
 * its rules along.
 *
 * The idea: two steps with the smallest messages that the contracts allow, and
 * a service whose only method starts or undoes the saga that it is told. The
 * stand plays the peers.
 */
#include "tests/support/walker.h"

#include <stdio.h>
#include <string.h>

#include "chassis/contracts/events.pb-c.h"
#include "domain/payments/payments.pb-c.h"
#include "domain/shipping/shipping.pb-c.h"
#include "tests/support/cmocka_all.h"

struct walker walker;

/* ---- the steps ---- */

static const ProtobufCMessage *ask_pay(const struct saga *saga, const char *key,
                                       struct arena *arena)
{
    Payments__ChargeRequest *in = arena_alloc(arena, sizeof *in);

    payments__charge_request__init(in);
    in->key = arena_string(arena, key);
    in->order_id = arena_string(arena, saga->id.text);
    return &in->base;
}

static const ProtobufCMessage *ask_refund(const struct saga *saga,
                                          const char *key, struct arena *arena)
{
    Payments__RefundRequest *in = arena_alloc(arena, sizeof *in);

    payments__refund_request__init(in);
    in->key = arena_string(arena, key);
    in->order_id = arena_string(arena, saga->id.text);
    return &in->base;
}

static const ProtobufCMessage *ask_book(const struct saga *saga,
                                        const char *key, struct arena *arena)
{
    Shipping__BookRequest *in = arena_alloc(arena, sizeof *in);

    shipping__book_request__init(in);
    in->key = arena_string(arena, key);
    in->order_id = arena_string(arena, saga->id.text);
    return &in->base;
}

static const ProtobufCMessage *ask_recall(const struct saga *saga,
                                          const char *key, struct arena *arena)
{
    Shipping__RecallRequest *in = arena_alloc(arena, sizeof *in);

    shipping__recall_request__init(in);
    in->key = arena_string(arena, key);
    in->order_id = arena_string(arena, saga->id.text);
    return &in->base;
}

static enum error count_step(struct saga *saga)
{
    (void)saga;
    walker.steps_done++;
    return ERROR_OK;
}

static enum error count_end(struct saga *saga)
{
    walker.ends[saga->at.state]++;
    return ERROR_OK;
}

static enum error revive(struct saga *saga)
{
    saga->context = &walker.contexts;
    walker.contexts++;
    return ERROR_OK;
}

static void forget(struct saga *saga)
{
    if (saga->context)
        walker.contexts--;
}

static const struct saga_step steps[] = {
    {.name = "pay",
     .peer = "payments",
     .contract = &payments__payments__descriptor,
     .forward = "Charge",
     .undo = "Refund",
     .ask = ask_pay,
     .ask_undo = ask_refund,
     .done = count_step},
    {.name = "ship",
     .peer = "shipping",
     .contract = &shipping__shipping__descriptor,
     .forward = "Book",
     .undo = "Recall",
     .ask = ask_book,
     .ask_undo = ask_recall},
};
static const char *const points[] = {"orders.after-step",
                                     "orders.after-compensation"};
static const struct saga_plan plan = {.steps = steps,
                                      .count = 2,
                                      .timeout_ms = WALKER_TIMEOUT_MS,
                                      .ended = count_end,
                                      .revive = revive,
                                      .forget = forget,
                                      .crash_points = points};

/* ---- a service that starts and undoes what it is told ---- */

static enum error begin(struct request *rq, const ProtobufCMessage *in)
{
    const Events__DeliverRequest *told = (const Events__DeliverRequest *)in;
    Events__DeliverReply *reply = arena_alloc(&rq->arena, sizeof *reply);
    struct saga *saga;
    struct id id;
    enum error error;

    snprintf(id.text, sizeof id.text, "%s", told->source);
    walker.contexts++;
    if (told->n_events)
        error =
            saga_undo(&walker.sagas, &id, &rq->trace, &walker.contexts, &saga);
    else
        error =
            saga_start(&walker.sagas, &id, &rq->trace, &walker.contexts, &saga);
    if (error) {
        walker.contexts--;
        return error;
    }
    events__deliver_reply__init(reply);
    request_reply(rq, &reply->base);
    return ERROR_OK;
}

static enum error open_sagas(struct runtime *rt)
{
    sagas_init(&walker.sagas, rt, &plan);
    return ERROR_OK;
}

static enum error resume_sagas(struct runtime *rt)
{
    (void)rt;
    sagas_clear(&walker.sagas);
    return saga_resume_all(&walker.sagas);
}

static void close_sagas(struct runtime *rt)
{
    (void)rt;
    sagas_clear(&walker.sagas);
}

static const struct method methods[] = {{"Deliver", begin, ACCESS_WRITE}};
static const struct face faces[] = {{&events__events__descriptor, methods, 1}};
static const char *const schemas[] = {saga_schema, NULL};
static const struct service service = {.name = "walker",
                                       .schemas = schemas,
                                       .faces = faces,
                                       .face_count = 1,
                                       .open = open_sagas,
                                       .resume = resume_sagas,
                                       .close = close_sagas};

int walker_open(void **state)
{
    (void)state;
    walker.contexts = walker.steps_done = 0;
    memset(walker.ends, 0, sizeof walker.ends);
    stand_new(&walker.stand, &service, NULL, 1);
    return 0;
}

int walker_close(void **state)
{
    (void)state;
    stand_free(&walker.stand);
    assert_int_equal(walker.contexts, 0);
    return 0;
}

enum error walker_start(const char *id)
{
    Events__DeliverRequest in = EVENTS__DELIVER_REQUEST__INIT;

    in.source = (char *)id;
    return stand_ask(&walker.stand, "Deliver", &in.base, NULL, NULL)->error;
}

enum error walker_undo(const char *id)
{
    Events__Event event = EVENTS__EVENT__INIT;
    Events__Event *events[] = {&event};
    Events__DeliverRequest in = EVENTS__DELIVER_REQUEST__INIT;

    in.source = (char *)id;
    in.events = events;
    in.n_events = 1;
    return stand_ask(&walker.stand, "Deliver", &in.base, NULL, NULL)->error;
}

/* ---- as the peers ---- */

size_t walker_asked(const char *method)
{
    size_t count = 0;

    for (size_t i = 0; i < walker.stand.sent_count; i++)
        count += strcmp(walker.stand.sent[i].method, method) == 0;
    return count;
}

const struct stand_call *walker_call(const char *method)
{
    const char *peer =
        strcmp(method, "Charge") == 0 || strcmp(method, "Refund") == 0
            ? "payments"
            : "shipping";

    return stand_sent(&walker.stand, peer, method);
}

void walker_yes(const char *method)
{
    Shop__Payment payment = SHOP__PAYMENT__INIT;
    Shop__Shipment shipment = SHOP__SHIPMENT__INIT;
    const struct stand_call *call = walker_call(method);
    struct answer answer = {.message = &shipment.base};

    assert_non_null(call);
    if (strcmp(call->peer, "payments") == 0)
        answer.message = &payment.base;
    stand_answer(&walker.stand, call, &answer);
}

void walker_no(const char *method, enum error error)
{
    stand_answer(&walker.stand, walker_call(method),
                 &(struct answer){.error = error, .detail = "because"});
}

const char *walker_key(const char *method)
{
    const struct stand_call *call = walker_call(method);

    assert_non_null(call);
    if (strcmp(method, "Charge") == 0)
        return ((const Payments__ChargeRequest *)call->in)->key;
    if (strcmp(method, "Refund") == 0)
        return ((const Payments__RefundRequest *)call->in)->key;
    if (strcmp(method, "Book") == 0)
        return ((const Shipping__BookRequest *)call->in)->key;
    return ((const Shipping__RecallRequest *)call->in)->key;
}

void walker_row_is(const char *wanted)
{
    struct cursor c;

    db_query(&c, walker.stand.db,
             "SELECT state || ' ' || step || ' ' || reason FROM sagas"
             " WHERE id = '" WALKER_ONE "'",
             NO_VALUES);
    assert_true(db_next(&c));
    assert_string_equal(db_text(&c, 0), wanted);
    assert_int_equal(db_end(&c), ERROR_OK);
}

void walker_log_is(const char *wanted)
{
    struct cursor c;

    db_query(&c, walker.stand.db,
             "SELECT group_concat(step || ' ' || action || ' ' || outcome,"
             " ', ') FROM (SELECT * FROM saga_log WHERE saga = '" WALKER_ONE "'"
             " ORDER BY sequence)",
             NO_VALUES);
    assert_true(db_next(&c));
    assert_string_equal(db_text(&c, 0), wanted);
    assert_int_equal(db_end(&c), ERROR_OK);
}

void walker_yes_but_forgets(const char *method)
{
    assert_int_equal(db_script(walker.stand.db,
                               "CREATE TRIGGER broken BEFORE INSERT"
                               " ON saga_log BEGIN SELECT"
                               " raise(ABORT, 'no'); END"),
                     ERROR_OK);
    walker_yes(method);
    assert_int_equal(db_script(walker.stand.db, "DROP TRIGGER broken"),
                     ERROR_OK);
    stand_pass(&walker.stand, 200);
}
