/*
 * visitor -- what the front door says about whoever stands before it: whose
 *            orders they may touch, and the token they get for their PIN.
 *
 * Use:       visitor_may_act_for() before anything of one customer is read or
 *            written; visitor_token() after the PIN was right.
 * Rules:     a customer acts for themselves; the scope "admin" acts for
 *            everybody; a caller with neither subject nor scope is another
 *            service inside the run directory and is believed.
 * Ownership: the token is made in the caller's arena.
 * Errors:    FORBIDDEN with a sentence that names both customers.
 * Blocking:  never.
 * Source:    "broken object level authorization", the first of the OWASP API
 *            Security Top 10 (2023): a valid token is not yet a permission.
 */
#ifndef DOMAIN_API_VISITOR_H
#define DOMAIN_API_VISITOR_H

#include <stdbool.h>
#include <stdint.h>

#include "chassis/arena.h"
#include "chassis/error.h"
#include "chassis/token.h"
#include "domain/api/shop.pb-c.h"

enum { VISITOR_TOKEN_LIFETIME_S = 3600 };

bool visitor_is_admin(const struct caller *caller);
enum error visitor_may_act_for(const struct caller *caller,
                               int64_t customer_id);

/* A token for `visitor`, good for VISITOR_TOKEN_LIFETIME_S seconds. `keys`
 * NULL (a process that is no front door) is UNIMPLEMENTED. */
enum error visitor_token(const struct token_keys *keys,
                         const struct caller *visitor, int64_t now_wall_ms,
                         struct arena *arena, const Shop__Token **out);

#endif
