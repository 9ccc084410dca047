/*
 * load_mix -- the n-th request of a load.
 *
 * Every request is a function of the plan's seed and its number, so that both
 * shapes are asked for exactly the same things and a run can be repeated. The
 * one exception is the `get` of a checkout, which asks for the newest order
 * that this shape itself has confirmed.
 */
#include "tutor/lab/load_mix.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "chassis/random.h"

enum step { STEP_LIST, STEP_PRODUCT, STEP_ORDER, STEP_GET, STEP_COUNT };

static enum step step_of(enum load_mix mix, uint64_t n)
{
    if (mix == LOAD_ORDERS || mix == LOAD_BURST)
        return STEP_ORDER;
    if (mix == LOAD_READS)
        return STEP_PRODUCT;
    return (enum step)(n % STEP_COUNT);
}

static void token_header(struct load_request *out)
{
    assert(out->customer);
    int used = snprintf(out->headers, sizeof out->headers,
                        "Authorization: %s\r\n", out->customer->token);
    assert(used > 0 && (size_t)used < sizeof out->headers);
}

static void order_request(const struct load_plan *plan, struct random *random,
                          uint64_t n, struct load_request *out)
{
    const char *sku = plan->skus[random_below(random, plan->sku_count)];
    int quantity = 1 + (int)random_below(random, 3);
    token_header(out);
    size_t length = strlen(out->headers), room = sizeof out->headers - length;
    int used = snprintf(out->headers + length, room,
                        "Content-Type: application/json\r\n"
                        "Idempotency-Key: %s-%llu\r\n",
                        plan->nonce, (unsigned long long)n);
    assert(used > 0 && (size_t)used < room);
    used = snprintf(out->body, sizeof out->body,
                    "{\"customer_id\":%d,\"lines\":[{\"sku\":\"%s\","
                    "\"quantity\":%d}]}",
                    out->customer->id, sku, quantity);
    assert(used > 0 && (size_t)used < sizeof out->body);
    out->method = "POST";
    out->is_order = true;
    snprintf(out->path, sizeof out->path, "/api/orders");
}

void load_mix_request(const struct load_plan *plan,
                      const struct load_target *target,
                      const struct load_mix_state *state, uint64_t n,
                      struct load_request *out)
{
    struct random random;
    enum step step = step_of(plan->mix, n);
    random_seed(&random, plan->seed ^ (n * 0x9e3779b97f4a7c15u));
    *out->headers = *out->body = '\0';
    out->method = "GET";
    out->is_order = false;
    out->customer = NULL;
    if (target->customer_count > 0)
        out->customer =
            &target->customers[random_below(&random, target->customer_count)];
    if (step == STEP_ORDER) {
        order_request(plan, &random, n, out);
    } else if (step == STEP_GET && *state->last_order.text) {
        out->customer = state->last_customer;
        token_header(out);
        snprintf(out->path, sizeof out->path, "/api/orders/%s",
                 state->last_order.text);
    } else if (step == STEP_PRODUCT) {
        snprintf(out->path, sizeof out->path, "/api/products/%s",
                 plan->skus[random_below(&random, plan->sku_count)]);
    } else {
        snprintf(out->path, sizeof out->path, "/api/products");
    }
}

void load_mix_learn(struct load_mix_state *state, bool is_order,
                    const struct load_customer *customer, struct slice body)
{
    static const char mark[] = "\"id\":\"";
    struct id id;
    if (!is_order)
        return;
    const char *at = memmem(body.data, body.length, mark, sizeof mark - 1);
    size_t left = at ? body.length - (size_t)(at - body.data) : 0;
    if (left < sizeof mark - 1 + ID_TEXT_BYTES)
        return;
    memcpy(id.text, at + sizeof mark - 1, ID_TEXT_BYTES - 1);
    id.text[ID_TEXT_BYTES - 1] = '\0';
    if (!id_valid(id.text))
        return;
    state->last_order = id;
    state->last_customer = customer;
}
