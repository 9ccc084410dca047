/*
 * counter -- the orders service on a stand, with the other services played by
 *            the test.
 *
 * Use:       counter_open() and counter_close() around a test (the price list
 *            is known then; counter_open_blind() leaves it unasked);
 *            counter_order() as a customer; counter_yes() and counter_no() in
 *            the peers' place.
 * Methods:   "Charge", "Refund", "Reserve", "Release", "Book", "Recall".
 * Ownership: one counter a program; what it tells belongs to its stand.
 * Errors:    what should not happen fails the running test.
 */
#ifndef TESTS_SUPPORT_COUNTER_H
#define TESTS_SUPPORT_COUNTER_H

#include "domain/api/shop.pb-c.h"
#include "domain/orders/orders.pb-c.h"
#include "tests/support/stand.h"

/* The patience of the service with one order, when nobody sets it. */
enum { COUNTER_PATIENCE_MS = 2000, COUNTER_MUG_WON = 12000 };

extern struct stand counter;

int counter_open(void **state);
int counter_open_blind(void **state);
int counter_close(void **state);

/* Of a customer for themselves. */
struct stand_reply *counter_order(int32_t customer, const char *key,
                                  const char *sku, int quantity);
/* A method about one order: "Get", "Cancel", "ListEvents". */
struct stand_reply *counter_about(const char *method, int32_t customer,
                                  const char *id);
const Shop__Order *counter_shown(int32_t customer, const char *id);
const Orders__Saga *counter_saga(int32_t customer, const char *id);

size_t counter_asked(const char *method);
const struct stand_call *counter_call(const char *method);
void counter_yes(const char *method);
void counter_no(const char *method, enum error error, const char *detail);
/* Inventory's catalogue: a MUG of COUNTER_MUG_WON, and what else is named. */
void counter_tell_prices(const char *other_sku, int64_t other_won);
/* All three steps succeed; the answer that came. */
void counter_confirm(void);

#endif
