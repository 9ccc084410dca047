/*
 * subject -- an order's id is what most of the shop's work is about.
 *
 * Messages between services call it order_id; an order itself, and the request
 * for one, call it id. A customer's and a product's id are left alone: a trace
 * that is found by its order is found by what a person has in hand.
 */
#include "domain/api/subject.h"

static const char *const fields[] = {"order_id", "Order.id", "OrderRequest.id",
                                     0};

const struct subject shop_subject = {"order.id", fields};
