/*
 * token -- a signed statement of who calls and what they may do (JWT, HS256).
 *
 * Use:       token_issue() after the PIN was right, token_verify() at the edge.
 * Units:     times are wall seconds since 1970 in the token, ms in the API.
 * Ownership: plain values; `out` of token_issue() is the caller's buffer.
 * Errors:    token_verify() says ERROR_UNAUTHENTICATED with the reason: not
 *            three parts, another algorithm, bad signature, expired, issuer
 *            or audience of somebody else, longer than LIMIT_TOKEN_BYTES.
 * Blocking:  never.
 * Source:    RFC 7519, RFC 8725 (algorithm fixed before parsing, exp, iss and
 *            aud required); the signature is libjwt's.
 */
#ifndef CHASSIS_TOKEN_H
#define CHASSIS_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "chassis/buffer.h"
#include "chassis/error.h"

enum { CALLER_SCOPE_BYTES = 96 };

/* Who asks, as the edge established it. */
struct caller {
    int64_t subject;                /* customer id; 0: nobody in particular */
    char scope[CALLER_SCOPE_BYTES]; /* words, as "orders:read orders:write" */
};

bool caller_has_scope(const struct caller *caller, const char *word);

struct token_keys {
    unsigned char secret[32];
    const char *issuer;   /* "cleave" */
    const char *audience; /* "shop" */
};

enum error token_issue(const struct token_keys *keys,
                       const struct caller *caller, int64_t now_wall_ms,
                       int64_t lifetime_ms, struct buffer *out);
enum error token_verify(const struct token_keys *keys, struct slice token,
                        int64_t now_wall_ms, struct caller *out);

#endif
