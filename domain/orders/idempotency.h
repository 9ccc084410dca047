/*
 * idempotency -- the same key: one order, and the same answer again.
 *
 * Use:       idempotency_begin() in the transaction that places the order;
 *            idempotency_finish() in the one that decides the answer.
 * Rules:     a key belongs to its principal. Same key and same request: the
 *            stored answer, or KEY_IN_FLIGHT while there is none. Same key and
 *            another request: KEY_REUSED. The first answer stays the answer.
 * Ownership: a replayed answer lives in the caller's arena.
 * Errors:    KEY_MISSING, KEY_IN_FLIGHT, KEY_REUSED, explained.
 * Blocking:  on the database, inside the caller's transaction.
 * Source:    the IETF draft "The Idempotency-Key HTTP Header Field".
 */
#ifndef DOMAIN_ORDERS_IDEMPOTENCY_H
#define DOMAIN_ORDERS_IDEMPOTENCY_H

#include <stdbool.h>
#include <stdint.h>

#include "chassis/arena.h"
#include "chassis/db.h"
#include "chassis/error.h"
#include "domain/api/shop.pb-c.h"

struct idempotency_answer {
    enum error error;
    const char *detail;       /* of an error; may be NULL */
    const char *instance;     /* of an error; may be NULL */
    const Shop__Order *order; /* of ERROR_OK */
};

struct idempotency_claim {
    int64_t principal;
    const char *key; /* NULL: KEY_MISSING */
    const Shop__PlaceOrderRequest *request;
    const char *order_id; /* of the order that would be placed */
};

/* Only looks: *replayed false when the key is free. */
enum error idempotency_look(struct db *db,
                            const struct idempotency_claim *claim,
                            struct arena *arena, bool *replayed,
                            struct idempotency_answer *out);
/* Either claims the key (*replayed false) or gives the stored answer. */
enum error idempotency_begin(struct db *db,
                             const struct idempotency_claim *claim,
                             struct arena *arena, bool *replayed,
                             struct idempotency_answer *out);
/* Stores the answer unless there is one; `key` "" does nothing. */
enum error idempotency_finish(struct db *db, int64_t principal,
                              const char *key,
                              const struct idempotency_answer *answer);

#endif
