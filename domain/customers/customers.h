/*
 * customers -- who may order, and a summary of what they ordered.
 *
 * Use:       customers_schema and customers_seed() at start; then, inside the
 *            caller's transaction, the functions below.
 * Units:     won. Customers are numbered from 1 to CUSTOMERS_SEEDED.
 * Ownership: struct customer is a plain value.
 * Errors:    NOT_FOUND for an unknown id, but UNAUTHENTICATED in
 *            customers_authenticate(): a stranger must not learn who exists.
 * Blocking:  on the database only. The caller owns the transaction.
 * Source:    RFC 2104 for the keyed digest in which a PIN is kept.
 */
#ifndef DOMAIN_CUSTOMERS_CUSTOMERS_H
#define DOMAIN_CUSTOMERS_CUSTOMERS_H

#include <stdint.h>

#include "chassis/db.h"
#include "chassis/error.h"

enum {
    CUSTOMERS_SEEDED = 100,
    CUSTOMERS_MANAGER = 100, /* may restock, and act for everybody */
    CUSTOMERS_NAME_BYTES = 64,
    CUSTOMERS_SCOPE_BYTES = 96
};

struct customer {
    int64_t id;
    char name_ko[CUSTOMERS_NAME_BYTES];
    char name_en[CUSTOMERS_NAME_BYTES];
    char scope[CUSTOMERS_SCOPE_BYTES]; /* what a token of theirs may do */
    int64_t orders_confirmed;          /* that stand confirmed */
    int64_t won_spent;                 /* their sum */
};

extern const char customers_schema[];

/* 100 customers when there are none. The PIN is the id in four digits. */
enum error customers_seed(struct db *db);

/* A wrong PIN and an unknown id get the same answer: UNAUTHENTICATED. */
enum error customers_authenticate(struct db *db, int64_t id, const char *pin,
                                  struct customer *out);
enum error customers_get(struct db *db, int64_t id, struct customer *out);

/* Adds to the summary, or with negative numbers takes from it. It keeps no
 * memory of what it was told: the caller sees to once and only once. */
enum error customers_note_order(struct db *db, int64_t id, int64_t orders_delta,
                                int64_t won_delta);

#endif
