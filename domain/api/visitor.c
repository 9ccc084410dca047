/*
 * Both shapes have one front door each, and both must answer a stranger alike.
 *
 * The problem: a token proves who somebody is. It does not say that order
 * 01J... is theirs. Forgetting that second question is the commonest hole of
 * web interfaces, and a shop cut into services has more places to forget it.
 *
 * The idea: one question, one sentence, one file. The monolith asks it before
 * its SQL; in the split the gateway asks it where it can answer at once, and
 * the orders service asks it again, since it alone knows whose an order is and
 * must not trust that every road to it leads through the gateway.
 *
 * What holds: nobody without "admin" ever acts for another subject.
 */
#include "domain/api/visitor.h"

#include <inttypes.h>

#include "chassis/buffer.h"
#include "chassis/limits.h"

bool visitor_is_admin(const struct caller *caller)
{
    bool is_service = caller->subject == 0 && caller->scope[0] == '\0';

    return is_service || caller_has_scope(caller, "admin");
}

/* TOUR: may-act-for */
enum error visitor_may_act_for(const struct caller *caller, int64_t customer_id)
{
    if (caller->subject == customer_id || visitor_is_admin(caller))
        return ERROR_OK;
    return error_explain(ERROR_FORBIDDEN,
                         "the token is customer %" PRId64
                         "'s; only they or an admin may act for customer "
                         "%" PRId64,
                         caller->subject, customer_id);
}

enum error visitor_token(const struct token_keys *keys,
                         const struct caller *visitor, int64_t now_wall_ms,
                         struct arena *arena, const Shop__Token **out)
{
    struct buffer text;
    Shop__Token *token = arena_alloc(arena, sizeof(*token));
    enum error error;

    if (!keys)
        return error_explain(ERROR_UNIMPLEMENTED,
                             "this process signs no tokens; ask a front door");
    if (!token)
        return error_explain(ERROR_OVERLOADED, "no memory left for a token");
    shop__token__init(token);
    buffer_init(&text, LIMIT_TOKEN_BYTES);
    error = token_issue(keys, visitor, now_wall_ms,
                        VISITOR_TOKEN_LIFETIME_S * INT64_C(1000), &text);
    if (!error) {
        token->token = arena_copy(arena, text.data, text.length);
        token->scope = arena_string(arena, visitor->scope);
        token->expires_in_s = VISITOR_TOKEN_LIFETIME_S;
        *out = token;
    }
    buffer_release(&text);
    return error;
}
