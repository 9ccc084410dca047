/*
 * load_aim -- whom a load asks: doors, customers with tokens, goods in plenty.
 *
 * A load that is refused for want of money or stock measures something else
 * than the shop. So it orders for a few customers who may, and what is there
 * by the hundred thousand.
 */
#include "tutor/lab/load_aim.h"

#include "chassis/json.h"
#include "tutor/commands/text.h"

enum { PLENTY = 100000 };

/* Every tenth customer is poor and five live on islands: their orders are
 * refused, which would measure something else. */
static bool may_order(int id)
{
    return id % 10 != 0 && id % 20 != 15;
}

static enum error find_tokens(struct load_aim *aim, struct session *session,
                              struct shop *shop)
{
    size_t found = 0, at = aim->count;
    for (int id = 1; found < LOAD_AIM_CUSTOMERS; id++) {
        if (!may_order(id))
            continue;
        struct load_customer *customer = &aim->customers[at][found];
        enum error error =
            shop_token(shop, id, NULL, &session->arena, &customer->token);
        if (error)
            return error;
        customer->id = id;
        found++;
    }
    aim->targets[at].customers = aim->customers[at];
    aim->targets[at].customer_count = LOAD_AIM_CUSTOMERS;
    return ERROR_OK;
}

static enum error find_skus(struct load_aim *aim, struct session *session,
                            struct shop *shop)
{
    struct shop_reply reply;
    const struct json *root = NULL, *list;
    struct arena *arena = &session->arena;
    struct shop_request request = {.method = "GET", .path = "/api/products"};
    enum error error = shop_ask(shop, &request, arena, &reply);
    if (!error)
        error = json_parse(reply.body.data, reply.body.length, arena, &root);
    if (error)
        return error;
    list = json_member(root, "products");
    const struct json *product = list ? list->first : NULL;
    for (; product; product = product->next) {
        const struct json *sku = json_member(product, "sku");
        const struct json *left = json_member(product, "available");
        bool plenty = left && left->integer >= PLENTY;
        if (sku && plenty && aim->sku_count < SESSION_SKUS)
            aim->skus[aim->sku_count++] = sku->text;
    }
    return aim->sku_count > 0 ? ERROR_OK
                              : explain(ERROR_OUT_OF_STOCK, NO_PLENTY);
}

enum error load_aim_take(struct load_aim *aim, struct session *session,
                         enum shape_set set, bool tokens)
{
    for (int shape = 0; shape < SHAPE_COUNT; shape++) {
        struct shop *shop = NULL;
        if (!shape_in(set, (enum shape)shape))
            continue;
        enum error error = session_shop(session, (enum shape)shape, &shop);
        if (!error && aim->sku_count == 0)
            error = find_skus(aim, session, shop);
        if (!error && tokens)
            error = find_tokens(aim, session, shop);
        if (error)
            return error;
        aim->targets[aim->count].address = *shop_address(shop);
        aim->shapes[aim->count++] = (enum shape)shape;
    }
    return ERROR_OK;
}

enum error load_aim_plan(const struct load_aim *aim, struct session *session,
                         struct load_plan *plan)
{
    plan->skus = aim->skus;
    plan->sku_count = aim->sku_count;
    plan->nonce =
        arena_format(&session->arena, "load-%016llx",
                     (unsigned long long)random_next(&session->random));
    return plan->nonce ? ERROR_OK
                       : error_explain(ERROR_SYSTEM, "out of memory");
}
