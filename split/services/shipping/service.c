/*
 * The shipping service: domain/shipping, asked over a wire.
 *
 * The problem and the idea are those of payments: the rules are the domain's,
 * a handler turns a message into a struct and the outcome back, and a refusal
 * is committed like a success, so that it is remembered under its key.
 *
 * What shipping adds to the lessons is its place: it is the last step. When it
 * refuses, money and stock have moved already, in databases that it cannot
 * reach, and somebody else has to bring them back.
 */
#include "split/services/shipping/service.h"

#include "chassis/crash.h"
#include "domain/api/subject.h"
#include "domain/shipping/shipping.h"
#include "domain/shipping/shipping.pb-c.h"

static enum error reply(struct request *rq, const struct parcel *parcel)
{
    Shop__Shipment *out = arena_alloc(&rq->arena, sizeof(*out));

    if (!out)
        return error_explain(ERROR_OVERLOADED, "the request is too large");
    shop__shipment__init(out);
    out->state = (char *)shipping_state_name(parcel->state);
    out->zone = arena_string(&rq->arena, parcel->zone);
    out->tracking = arena_string(&rq->arena, parcel->tracking);
    if (!out->zone || !out->tracking)
        return error_explain(ERROR_OVERLOADED, "the request is too large");
    request_reply(rq, &out->base);
    return ERROR_OK;
}

static enum error book(struct request *rq, const ProtobufCMessage *in)
{
    const Shipping__BookRequest *asked = (const Shipping__BookRequest *)in;
    const struct booking wanted = {.key = asked->key,
                                   .order_id = asked->order_id,
                                   .customer_id = asked->customer_id};
    struct parcel parcel;
    enum error error = shipping_book(runtime_db(rq->runtime), &wanted, &parcel);

    if (error)
        return error;
    crash_point("shipping.after-book");
    error = shipping_refusal(&parcel);
    if (!error)
        return reply(rq, &parcel);
    request_fail(rq, error, NULL);
    return ERROR_OK;
}

static enum error recall(struct request *rq, const ProtobufCMessage *in)
{
    const Shipping__RecallRequest *asked = (const Shipping__RecallRequest *)in;
    struct parcel parcel;
    enum error error = shipping_recall(runtime_db(rq->runtime), asked->key,
                                       asked->order_id, &parcel);

    if (error)
        return error;
    crash_point("shipping.after-recall");
    return reply(rq, &parcel);
}

static enum error find(struct request *rq, const ProtobufCMessage *in)
{
    const Shipping__OrderRequest *asked = (const Shipping__OrderRequest *)in;
    struct parcel parcel;
    enum error error =
        shipping_find(runtime_db(rq->runtime), asked->order_id, &parcel);

    return error ? error : reply(rq, &parcel);
}

static const struct method methods[] = {
    {"Book", book, ACCESS_WRITE},
    {"Recall", recall, ACCESS_WRITE},
    {"Find", find, ACCESS_READ},
};

static const struct face faces[] = {
    {&shipping__shipping__descriptor, methods, 3},
};

static const char *const schemas[] = {shipping_schema, NULL};
static const char *const crash_points[] = {"shipping.after-book",
                                           "shipping.after-recall", NULL};

static enum error seed(struct runtime *rt)
{
    return shipping_seed(runtime_db(rt));
}

const struct service shipping_service = {
    .name = "shipping",
    .subject = &shop_subject,
    .shares = true,
    .schemas = schemas,
    .faces = faces,
    .face_count = 1,
    .crash_points = crash_points,
    .open = seed,
};
