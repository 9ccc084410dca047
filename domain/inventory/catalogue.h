/*
 * catalogue -- the products that the inventory keeps stock of.
 *
 * Use:       inside domain/inventory only; the functions that others call are
 *            declared in inventory.h.
 * Errors:    NOT_FOUND with a sentence that says where to look.
 */
#ifndef DOMAIN_INVENTORY_CATALOGUE_H
#define DOMAIN_INVENTORY_CATALOGUE_H

#include "chassis/error.h"

/* The sentence for an unknown SKU; always NOT_FOUND. */
enum error catalogue_unknown(const char *sku);

#endif
