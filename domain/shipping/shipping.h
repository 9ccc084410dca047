/*
 * shipping -- parcels; islands are refused, so that the last step fails too.
 *
 * Use:       shipping_schema and shipping_seed() at start; then, inside the
 *            caller's transaction, shipping_book() and shipping_recall().
 * Outcomes:  an address that no parcel goes to is an outcome, not an error:
 *            shipping_book() writes it down and returns OK, so that the
 *            refusal is remembered. Ask shipping_refusal() what to tell the
 *            client.
 * Ownership: struct parcel is a plain value; the texts of struct booking are
 *            read before shipping_book() returns.
 * Errors:    NOT_FOUND (no such customer), CONFLICT (the key belongs to
 *            another order or customer), UNPROCESSABLE (key).
 * Invariant: one key books at most one parcel; a recalled or void one is never
 *            booked again.
 * Blocking:  on the database only. The caller owns the transaction.
 * Source:    the same steps as payments; see there.
 */
#ifndef DOMAIN_SHIPPING_SHIPPING_H
#define DOMAIN_SHIPPING_SHIPPING_H

#include <stdint.h>

#include "chassis/db.h"
#include "chassis/error.h"

enum {
    SHIPPING_SEEDED = 100,
    SHIPPING_TRACKING_BYTES = 16,
    SHIPPING_ZONE_BYTES = 16
};

enum parcel_state {
    PARCEL_BOOKED,
    PARCEL_REFUSED,  /* no parcel goes there */
    PARCEL_RECALLED, /* booked, and called back */
    PARCEL_VOID      /* undone before it came: it must never be booked */
};

struct booking {
    const char *key;
    const char *order_id;
    int64_t customer_id;
};

struct parcel {
    enum parcel_state state;
    char zone[SHIPPING_ZONE_BYTES];         /* metro, province, island */
    char tracking[SHIPPING_TRACKING_BYTES]; /* "CL-" and ten letters, or "" */
};

extern const char shipping_schema[];

/* 100 addresses when there are none; customers 15, 35, 55, 75 and 95 live on
 * islands. */
enum error shipping_seed(struct db *db);

/* The first time, BOOKED or REFUSED; each later time the state that the key
 * is in by then. The tracking code follows from the order's id. */
enum error shipping_book(struct db *db, const struct booking *booking,
                         struct parcel *out);
/* OK when it is booked; UNDELIVERABLE or VOIDED with a sentence when not. */
enum error shipping_refusal(const struct parcel *parcel);

/* Undoes the booking of that key, and may be asked as often as one likes: a
 * refused one stays refused, one that never came becomes VOID. */
enum error shipping_recall(struct db *db, const char *key, const char *order_id,
                           struct parcel *out);

/* The parcel of an order, by the key that step_key() gives the order. NOT_FOUND
 * too when it is void, for then there has never been one. */
enum error shipping_find(struct db *db, const char *order_id,
                         struct parcel *out);

/* "BOOKED"; a literal. */
const char *shipping_state_name(enum parcel_state state);

#endif
