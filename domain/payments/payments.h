/*
 * payments -- wallets, and one charge for one key, ever.
 *
 * Use:       payments_schema and payments_seed() at start; then, inside the
 *            caller's transaction, payments_charge() and payments_refund().
 * Outcomes:  a charge that the wallet cannot bear is an outcome, not an error:
 *            payments_charge() writes it down and returns OK. An error would
 *            make the caller roll back, and the memory of the refusal with it.
 *            Ask payments_refusal() what to tell the client.
 * Units:     won, 1 to MONEY_MAX_WON.
 * Ownership: struct payment is a plain value; the texts of struct charge are
 *            read before payments_charge() returns.
 * Errors:    NOT_FOUND (no such customer), CONFLICT (the key belongs to
 *            another order, customer or amount), UNPROCESSABLE (amount, key).
 * Invariant: the sum of all accounts never changes; an account is never
 *            negative; a key moves money at most once and back at most once.
 * Blocking:  on the database only. The caller owns the transaction.
 * Source:    Helland, "Life beyond Distributed Transactions": the receiver
 *            remembers what it did, so the sender may ask again.
 */
#ifndef DOMAIN_PAYMENTS_PAYMENTS_H
#define DOMAIN_PAYMENTS_PAYMENTS_H

#include <stdint.h>

#include "chassis/db.h"
#include "chassis/error.h"

enum {
    PAYMENTS_SHOP = 0, /* the shop's own account */
    PAYMENTS_SEEDED = 100
};

enum payment_state {
    PAYMENT_CHARGED,  /* the money went from the customer to the shop */
    PAYMENT_DECLINED, /* the wallet could not bear it; nothing moved */
    PAYMENT_REFUNDED, /* charged, and the money went back */
    PAYMENT_VOID      /* undone before it came: it must never be charged */
};

struct charge {
    const char *key;
    const char *order_id;
    int64_t customer_id;
    int64_t amount_won;
};

struct payment {
    enum payment_state state;
    int64_t amount_won;  /* 0 of a void one */
    int64_t balance_won; /* of the wallet when it was asked */
};

extern const char payments_schema[];

/* 100 wallets and the shop's when there are none. Customers 10, 20 to 90 are
 * poor: most orders of theirs are declined. */
enum error payments_seed(struct db *db);

/* The first time, CHARGED or DECLINED; each later time the state that the key
 * is in by then. */
enum error payments_charge(struct db *db, const struct charge *charge,
                           struct payment *out);
/* OK when it is charged, DECLINED or VOIDED with a sentence when it is not. */
enum error payments_refusal(const struct payment *payment);

/* Undoes the charge of that key, and may be asked as often as one likes: a
 * declined one stays declined, one that never came becomes VOID. */
enum error payments_refund(struct db *db, const char *key, const char *order_id,
                           struct payment *out);

/* The payment of an order, by the key that step_key() gives the order.
 * NOT_FOUND too when it is void, for then there has never been one. */
enum error payments_find(struct db *db, const char *order_id,
                         struct payment *out);
/* Of a customer; the shop's account is not shown. */
enum error payments_wallet(struct db *db, int64_t customer_id,
                           int64_t *balance_won);

/* "CHARGED"; a literal. */
const char *payments_state_name(enum payment_state state);

#endif
