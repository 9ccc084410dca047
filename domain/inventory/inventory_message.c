/*
 * inventory_message -- products as the contract shop.proto shows them.
 *
 * The problem: the monolith and the inventory service answer the same three
 * questions about products; were each to fill the messages by itself, the two
 * shapes of the shop would drift apart field by field.
 *
 * The idea: the rules know products, the contract knows messages, and this
 * file alone knows both. Messages and their texts live in the request's arena,
 * because a reply is packed only after the commit, when every row of the query
 * is long gone.
 *
 * The invariant: a message never points into the database.
 */
#include "domain/inventory/inventory_message.h"

static enum error no_room(void)
{
    return error_explain(ERROR_OVERLOADED,
                         "the answer does not fit the memory of one request");
}

static Shop__Product *make(struct arena *arena, const struct product *product)
{
    Shop__Product *message = arena_alloc(arena, sizeof(*message));

    if (!message)
        return NULL;
    shop__product__init(message);
    message->sku = (char *)product->sku;
    message->name_ko = (char *)product->name_ko;
    message->name_en = (char *)product->name_en;
    message->price = product->price_won;
    message->available = (int32_t)product->available;
    return message;
}

enum error inventory_product_message(struct db *db, const char *sku,
                                     struct arena *arena, Shop__Product **out)
{
    struct product product;
    Shop__Product *message;
    enum error error = inventory_get(db, sku, arena, &product);

    if (error)
        return error;
    message = make(arena, &product);
    if (!message)
        return no_room();
    *out = message;
    return ERROR_OK;
}

enum error inventory_products_message(struct db *db, struct arena *arena,
                                      Shop__ListProductsReply **out)
{
    struct product products[INVENTORY_PRODUCTS];
    Shop__ListProductsReply *reply = arena_alloc(arena, sizeof(*reply));
    size_t count;
    enum error error = inventory_list(db, arena, products, &count);

    if (error)
        return error;
    if (!reply)
        return no_room();
    shop__list_products_reply__init(reply);
    reply->products = arena_alloc(arena, count * sizeof(*reply->products));
    if (!reply->products)
        return no_room();
    for (size_t i = 0; i < count; i++) {
        reply->products[i] = make(arena, &products[i]);
        if (!reply->products[i])
            return no_room();
    }
    reply->n_products = count;
    *out = reply;
    return ERROR_OK;
}
