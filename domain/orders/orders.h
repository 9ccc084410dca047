/*
 * orders -- an order is the sum of its events.
 *
 * Use:       order_draft() from a request, then orders_place(); later
 *            orders_apply() with each command; orders_load() and the readers.
 * Rules:     order_decide() and order_evolve() are pure: facts in, one event
 *            out; event in, state changed. Nothing else changes an order.
 * Units:     won; wall milliseconds, passed in.
 * Ownership: struct order is a plain value; replies are made in an arena.
 * Errors:    UNPROCESSABLE names the field; CONFLICT for a command that the
 *            state does not allow and for a version that has moved on;
 *            NOT_FOUND for an unknown id.
 * Blocking:  on the database, inside the caller's transaction.
 * Source:    decide and evolve as in Chassaing's "Functional event sourcing
 *            decider"; append with an expected version as in event stores.
 */
#ifndef DOMAIN_ORDERS_ORDERS_H
#define DOMAIN_ORDERS_ORDERS_H

#include <stdbool.h>
#include <stdint.h>

#include "chassis/arena.h"
#include "chassis/db.h"
#include "chassis/error.h"
#include "chassis/id.h"
#include "chassis/limits.h"
#include "domain/api/shop.pb-c.h"

enum {
    ORDER_LINES_MAX = 20,
    ORDER_QUANTITY_MAX = 99,
    ORDER_SKU_BYTES = 32,
    ORDER_REASON_BYTES = 40
};

/* The order of shop.OrderStatus. */
#define ORDER_STATUSES(X)                                                      \
    X(PENDING)                                                                 \
    X(PAID)                                                                    \
    X(RESERVED)                                                                \
    X(CONFIRMED)                                                               \
    X(REJECTED)                                                                \
    X(CANCELLED)
enum order_status {
#define ORDER_STATUS_ENUM(name) ORDER_##name,
    ORDER_STATUSES(ORDER_STATUS_ENUM)
#undef ORDER_STATUS_ENUM
};

struct order_line {
    char sku[ORDER_SKU_BYTES];
    int32_t quantity;
    int64_t unit_price_won;
};

struct order {
    struct id id;
    int32_t customer_id;
    enum order_status status;
    bool cancelling; /* a cancellation was asked for and is not through */
    char reason[ORDER_REASON_BYTES]; /* slug of the error that rejected it */
    int64_t total_won;
    int32_t version; /* number of its events; 0: not placed yet */
    int64_t created_at_ms;
    int64_t placed_by; /* principal of the idempotency key, see idempotency.h */
    char placed_key[LIMIT_IDEMPOTENCY_KEY_BYTES + 1];
    size_t line_count;
    struct order_line lines[ORDER_LINES_MAX];
};

#define ORDER_EVENTS(X)                                                        \
    X(PLACED, "OrderPlaced")                                                   \
    X(WAS_PAID, "OrderPaid")                                                   \
    X(WAS_RESERVED, "OrderReserved")                                           \
    X(WAS_CONFIRMED, "OrderConfirmed")                                         \
    X(WAS_REJECTED, "OrderRejected")                                           \
    X(CANCEL_REQUESTED, "OrderCancelRequested")                                \
    X(WAS_CANCELLED, "OrderCancelled")
enum order_event_type {
#define ORDER_EVENT_ENUM(name, text) ORDER_EVENT_##name,
    ORDER_EVENTS(ORDER_EVENT_ENUM)
#undef ORDER_EVENT_ENUM
};

struct order_event {
    enum order_event_type type;
    int32_t version;
    int64_t at_ms;
    int64_t amount_won; /* of OrderPlaced, OrderPaid; else 0 */
    char reason[ORDER_REASON_BYTES];
};

enum order_command_kind {
    ORDER_PLACE,
    ORDER_MARK_PAID,
    ORDER_MARK_RESERVED,
    ORDER_CONFIRM,
    ORDER_REJECT,
    ORDER_REQUEST_CANCEL,
    ORDER_CANCEL
};

struct order_command {
    enum order_command_kind kind;
    int64_t at_ms;
    enum error reason; /* of ORDER_REJECT */
};

extern const char orders_schema[];

/* ---- pure ---- */

const char *order_status_name(enum order_status status);
bool order_is_terminal(const struct order *order);
enum error order_decide(const struct order *state,
                        const struct order_command *command,
                        struct order_event *out);
void order_evolve(struct order *state, const struct order_event *event);

/* An order that could be placed but for its prices: checks customer, lines,
 * quantities and that each SKU stands once. */
enum error order_draft(const Shop__PlaceOrderRequest *request,
                       struct order *out);
/* The sum of the lines into total_won, once the prices are filled in. */
enum error order_price(struct order *order);

/* ---- SQL ---- */

/* Event 1, the row and its lines. */
enum error orders_place(struct db *db, struct order *order, int64_t at_ms);
/* Decides, appends with the expected version, evolves `order`. */
enum error orders_apply(struct db *db, struct order *order,
                        const struct order_command *command);
enum error orders_load(struct db *db, const char *id, struct order *out);
/* The state as the fold of its events; for audits and the tests. */
enum error orders_replay(struct db *db, const char *id, struct order *out);

/* ---- readers, in messages ---- */

/* Without payment and shipment. NULL: the arena is full. */
Shop__Order *order_message(const struct order *order, struct arena *arena);
enum error orders_list(struct db *db, const Shop__ListOrdersRequest *request,
                       struct arena *arena, Shop__ListOrdersReply **out);
enum error orders_events(struct db *db, const char *id, struct arena *arena,
                         Shop__OrderEvents **out);
/* Confirmed orders of a customer and their sum. */
enum error orders_summary(struct db *db, int32_t customer_id,
                          Shop__OrderSummary *out);

#endif
