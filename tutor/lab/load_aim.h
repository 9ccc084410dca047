/*
 * load_aim -- whom a load asks: doors, customers with tokens, goods in plenty.
 *
 * Use:       load_aim_take() with the session of the shop and its shapes, then
 *            load_start() with aim.targets; the plan gets its goods and nonce.
 * Ownership: everything lives in the session's arena; the aim is a plain value
 *            that must outlive the load.
 * Errors:    explained: a shape that is not up, no token, no goods.
 * Blocking:  until the shop has answered.
 */
#ifndef TUTOR_LOAD_AIM_H
#define TUTOR_LOAD_AIM_H

#include "tutor/lab/load.h"
#include "tutor/session.h"

enum { LOAD_AIM_CUSTOMERS = 16 };

struct load_aim {
    enum shape shapes[LOAD_TARGETS];
    struct load_target targets[LOAD_TARGETS];
    struct load_customer customers[LOAD_TARGETS][LOAD_AIM_CUSTOMERS];
    const char *skus[SESSION_SKUS];
    size_t sku_count;
    size_t count; /* of targets */
};

enum error load_aim_take(struct load_aim *aim, struct session *session,
                         enum shape_set set, bool tokens);
/* Goods, and a nonce of its own for its idempotency keys. */
enum error load_aim_plan(const struct load_aim *aim, struct session *session,
                         struct load_plan *plan);

#endif
