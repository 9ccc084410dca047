/*
 * The payments service: domain/payments, asked over a wire.
 *
 * The problem: the rules are the monolith's, line for line. What a process of
 * its own adds is a wire, and on a wire a request may come twice, come late,
 * or be asked by somebody who will never hear the answer.
 *
 * The idea: the service adds nothing to the rules. A handler turns a message
 * into the domain's struct, runs one function of the domain and turns the
 * outcome back. The key in the message does the rest: a repeat finds the row
 * of the first.
 *
 * What holds: a refusal is committed like a success. request_fail() answers
 * with the error and keeps the row; returning the error would roll the row
 * back, and the same key could be refused now and charged later.
 */
#include "split/services/payments/service.h"

#include "chassis/crash.h"
#include "domain/api/subject.h"
#include "domain/payments/payments.h"
#include "domain/payments/payments.pb-c.h"

static enum error reply(struct request *rq, const struct payment *payment)
{
    Shop__Payment *out = arena_alloc(&rq->arena, sizeof(*out));

    if (!out)
        return error_explain(ERROR_OVERLOADED, "the request is too large");
    shop__payment__init(out);
    out->state = (char *)payments_state_name(payment->state);
    out->amount = payment->amount_won;
    request_reply(rq, &out->base);
    return ERROR_OK;
}

static enum error charge(struct request *rq, const ProtobufCMessage *in)
{
    const Payments__ChargeRequest *asked = (const Payments__ChargeRequest *)in;
    const struct charge wanted = {.key = asked->key,
                                  .order_id = asked->order_id,
                                  .customer_id = asked->customer_id,
                                  .amount_won = asked->amount};
    struct payment payment;
    enum error error =
        payments_charge(runtime_db(rq->runtime), &wanted, &payment);

    if (error)
        return error;
    crash_point("payments.after-charge");
    error = payments_refusal(&payment);
    if (!error)
        return reply(rq, &payment);
    request_fail(rq, error, NULL);
    return ERROR_OK;
}

static enum error refund(struct request *rq, const ProtobufCMessage *in)
{
    const Payments__RefundRequest *asked = (const Payments__RefundRequest *)in;
    struct payment payment;
    enum error error = payments_refund(runtime_db(rq->runtime), asked->key,
                                       asked->order_id, &payment);

    if (error)
        return error;
    crash_point("payments.after-refund");
    return reply(rq, &payment);
}

static enum error find(struct request *rq, const ProtobufCMessage *in)
{
    const Payments__OrderRequest *asked = (const Payments__OrderRequest *)in;
    struct payment payment;
    enum error error =
        payments_find(runtime_db(rq->runtime), asked->order_id, &payment);

    return error ? error : reply(rq, &payment);
}

static enum error wallet(struct request *rq, const ProtobufCMessage *in)
{
    const Payments__WalletRequest *asked = (const Payments__WalletRequest *)in;
    Shop__Wallet *out = arena_alloc(&rq->arena, sizeof(*out));
    enum error error;

    if (!out)
        return error_explain(ERROR_OVERLOADED, "the request is too large");
    shop__wallet__init(out);
    error = payments_wallet(runtime_db(rq->runtime), asked->customer_id,
                            &out->balance);
    if (!error)
        request_reply(rq, &out->base);
    return error;
}

static const struct method methods[] = {
    {"Charge", charge, ACCESS_WRITE},
    {"Refund", refund, ACCESS_WRITE},
    {"Find", find, ACCESS_READ},
    {"Wallet", wallet, ACCESS_READ},
};

static const struct face faces[] = {
    {&payments__payments__descriptor, methods, 4},
};

static const char *const schemas[] = {payments_schema, NULL};
static const char *const crash_points[] = {"payments.after-charge",
                                           "payments.after-refund", NULL};

static enum error seed(struct runtime *rt)
{
    return payments_seed(runtime_db(rt));
}

const struct service payments_service = {
    .name = "payments",
    .subject = &shop_subject,
    .shares = true,
    .schemas = schemas,
    .faces = faces,
    .face_count = 1,
    .crash_points = crash_points,
    .open = seed,
};
