/*
 * inventory -- the catalogue and the stock: reserve, commit, release.
 *
 * Use:       inventory_schema and inventory_seed() at start; then, inside the
 *            caller's transaction, inventory_reserve() for an order,
 *            inventory_commit() when it is confirmed, inventory_release() when
 *            it is undone.
 * Outcomes:  too little stock is an outcome, not an error: inventory_reserve()
 *            writes it down and returns OK, so that the refusal is remembered.
 *            Ask inventory_refusal() what to tell the client.
 * Units:     pieces; prices in won.
 * Ownership: struct reservation is a plain value; texts of struct product live
 *            in the caller's arena; those of struct reservation_request are
 *            read before inventory_reserve() returns.
 * Errors:    NOT_FOUND (no such SKU), CONFLICT (the key belongs to another
 *            order), UNPROCESSABLE (lines, quantities, key).
 * Invariant: on_hand + reserved + shipped = initial + restocked, for every
 *            product, and none of them is ever negative.
 * Blocking:  on the database only. The caller owns the transaction.
 * Source:    "reserve, never just check": Helland's tentative operations; the
 *            T of TCC in Pardon and Pautasso, "Towards Distributed Atomic
 *            Transactions over RESTful Services".
 */
#ifndef DOMAIN_INVENTORY_INVENTORY_H
#define DOMAIN_INVENTORY_INVENTORY_H

#include <stdint.h>

#include "chassis/arena.h"
#include "chassis/db.h"
#include "chassis/error.h"

enum {
    INVENTORY_PRODUCTS = 24,     /* the catalogue is fixed */
    INVENTORY_LINES = 20,        /* of one reservation */
    INVENTORY_QUANTITY_MAX = 99, /* of one line */
    INVENTORY_SKU_BYTES = 16,
    INVENTORY_RESTOCK_MAX = 100000,
    /* What the contract's int32 can say, with room for releases. */
    INVENTORY_ON_HAND_MAX = 2000000000
};

struct product {
    const char *sku;
    const char *name_ko;
    const char *name_en;
    int64_t price_won;
    int64_t available; /* on hand and not reserved */
};

struct stock_level {
    char sku[INVENTORY_SKU_BYTES];
    int64_t available, reserved, shipped;
};

struct stock_line {
    const char *sku;
    int64_t quantity; /* 1 to INVENTORY_QUANTITY_MAX */
};

struct reservation_request {
    const char *key;
    const char *order_id;
    const struct stock_line *lines; /* each SKU once */
    size_t line_count;              /* 1 to INVENTORY_LINES */
};

enum reservation_state {
    RESERVATION_RESERVED, /* taken from the hand for one order */
    RESERVATION_SHIPPED,  /* the order was confirmed */
    RESERVATION_RELEASED, /* undone: back on hand */
    RESERVATION_REFUSED,  /* there was too little; nothing moved */
    RESERVATION_VOID      /* undone before it came: it must never reserve */
};

struct reservation {
    enum reservation_state state;
    char short_sku[INVENTORY_SKU_BYTES]; /* of a refused one: of what */
    int64_t short_asked;                 /* there was too little */
    int64_t short_left;
};

extern const char inventory_schema[];

/* The catalogue when there is none: plenty of most, five LAMPs, no VASE. */
enum error inventory_seed(struct db *db);

/* All lines or none. The first time, RESERVED or REFUSED; each later time the
 * state that the key is in by then. */
enum error inventory_reserve(struct db *db,
                             const struct reservation_request *request,
                             struct reservation *out);
/* OK when it is reserved or shipped; OUT_OF_STOCK or VOIDED with a sentence
 * when it is not. */
enum error inventory_refusal(const struct reservation *reservation);

/* Reserved stock leaves the house; in any other state nothing happens. */
enum error inventory_commit(struct db *db, const char *key);
/* Undoes the reservation of that key, shipped or not, and may be asked as
 * often as one likes: one that never came becomes VOID. */
enum error inventory_release(struct db *db, const char *key,
                             const char *order_id, struct reservation *out);

enum error inventory_restock(struct db *db, const char *sku, int64_t quantity);
enum error inventory_get(struct db *db, const char *sku, struct arena *arena,
                         struct product *out);
enum error inventory_level(struct db *db, const char *sku,
                           struct stock_level *out);
/* All of them, by SKU. */
enum error inventory_list(struct db *db, struct arena *arena,
                          struct product out[INVENTORY_PRODUCTS],
                          size_t *count);

/* "RESERVED"; a literal. */
const char *inventory_state_name(enum reservation_state state);

#endif
