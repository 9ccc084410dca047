/*
 * inventory_message -- products as the contract shop.proto shows them.
 *
 * Use:       the monolith and the inventory service answer with these.
 * Ownership: messages are made in the caller's arena and point to the
 *            product's own texts.
 * Errors:    NOT_FOUND for an unknown SKU; OVERLOADED when the arena is full;
 *            STORAGE from the database.
 * Blocking:  on the database only.
 */
#ifndef DOMAIN_INVENTORY_INVENTORY_MESSAGE_H
#define DOMAIN_INVENTORY_INVENTORY_MESSAGE_H

#include "domain/api/shop.pb-c.h"
#include "domain/inventory/inventory.h"

enum error inventory_product_message(struct db *db, const char *sku,
                                     struct arena *arena, Shop__Product **out);
enum error inventory_products_message(struct db *db, struct arena *arena,
                                      Shop__ListProductsReply **out);

#endif
