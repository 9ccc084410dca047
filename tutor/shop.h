/*
 * shop -- a customer of one shape: its front door over HTTP.
 *
 * Use:       shop_open() with the door's address, shop_ask() as often as
 *            needed. Tokens are fetched when a request names a customer, and
 *            kept until they expire or are refused.
 * Units:     took_us counts microseconds from the first byte sent to the last
 *            received, the token's own request not included.
 * Ownership: the shop owns its connection; replies live in the caller's arena.
 * Errors:    UNAVAILABLE, DEADLINE when no answer came; whatever status came
 *            is an answer, not an error.
 * Blocking:  shop_ask() runs the loop until the answer or its time-out.
 */
#ifndef TUTOR_SHOP_H
#define TUTOR_SHOP_H

#include <stdint.h>

#include "chassis/arena.h"
#include "chassis/http.h"

enum { SHOP_CUSTOMERS = 101, SHOP_MANAGER = 100, SHOP_TIMEOUT_MS = 10000 };

struct shop;

struct shop_request {
    const char *method;
    const char *path;
    const char *body;   /* JSON, or NULL */
    int customer;       /* whose token; 0: none is sent */
    const char *pin;    /* NULL: the seeded one, the id as four digits */
    const char *key;    /* idempotency key, or NULL */
    int64_t timeout_ms; /* 0: SHOP_TIMEOUT_MS */
};

struct shop_reply {
    int status;
    struct slice body; /* with a NUL behind it */
    int64_t took_us;
};

enum error shop_open(struct shop **out, struct loop *loop,
                     const struct address *address);
void shop_close(struct shop *shop);
const struct address *shop_address(const struct shop *shop);

enum error shop_ask(struct shop *shop, const struct shop_request *request,
                    struct arena *arena, struct shop_reply *out);
/* "Bearer ..." of that customer, the shop's own memory. UNAUTHENTICATED when
 * the shop answered but gave none. */
enum error shop_token(struct shop *shop, int customer, const char *pin,
                      struct arena *arena, const char **out);

/* "http://127.0.0.1:8080" to an address. */
enum error shop_url_address(const char *url, struct address *out);

#endif
