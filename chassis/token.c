/*
 * token -- a signed statement of who calls and what they may do.
 *
 * A token is three parts of base64url with dots between them: a header that
 * names the algorithm, the claims, and a signature over both. The trap is that
 * the attacker writes the header: whoever lets it choose the algorithm accepts
 * "none", or takes a public key for a secret. So the shape and the algorithm
 * are settled here, by our own strict reader, before libjwt sees a byte; what
 * libjwt then verifies can only be HS256.
 *
 * What holds: a caller comes out only of a token whose signature is right,
 * whose issuer and audience are ours, and whose expiry is given and lies in
 * the future. Nothing of a token is believed before its signature was checked.
 *
 * The subject is a customer's number, as decimal text, since RFC 7519 wants
 * "sub" to be a text.
 */
#include "chassis/token.h"

#include <assert.h>
#include <jwt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/json.h"
#include "chassis/limits.h"
#include "chassis/token_cache.h"

enum {
    HEADER_BYTES = 256,
    HEADER_ARENA_BYTES = 8 * 1024,
    CLAIMS_ARENA_BYTES = 256 * 1024 /* LIMIT_TOKEN_BYTES of small values */
};

bool caller_has_scope(const struct caller *caller, const char *word)
{
    size_t length = strlen(word);
    const char *at = caller->scope;
    while (*at) {
        size_t next = strcspn(at, " ");
        if (next == length && memcmp(at, word, length) == 0)
            return true;
        at += next;
        at += strspn(at, " ");
    }
    return false;
}

/* ---- issuing ---- */

static enum error no_memory(void)
{
    return error_explain(ERROR_SYSTEM, "no memory for a token");
}

static bool fill(jwt_t *jwt, const struct token_keys *keys,
                 const struct caller *caller, int64_t now_s, int64_t expires_s)
{
    char subject[24];
    snprintf(subject, sizeof subject, "%lld", (long long)caller->subject);
    return jwt_add_grant(jwt, "iss", keys->issuer) == 0 &&
           jwt_add_grant(jwt, "aud", keys->audience) == 0 &&
           jwt_add_grant(jwt, "sub", subject) == 0 &&
           jwt_add_grant(jwt, "scope", caller->scope) == 0 &&
           jwt_add_grant_int(jwt, "iat", (long)now_s) == 0 &&
           jwt_add_grant_int(jwt, "exp", (long)expires_s) == 0 &&
           jwt_set_alg(jwt, JWT_ALG_HS256, keys->secret, sizeof keys->secret) ==
               0;
}

enum error token_issue(const struct token_keys *keys,
                       const struct caller *caller, int64_t now_wall_ms,
                       int64_t lifetime_ms, struct buffer *out)
{
    assert(lifetime_ms > 0);
    jwt_t *jwt;
    char *text = NULL;
    int64_t expires_s = (now_wall_ms + lifetime_ms + 999) / 1000;
    if (jwt_new(&jwt) != 0)
        return no_memory();
    if (fill(jwt, keys, caller, now_wall_ms / 1000, expires_s))
        text = jwt_encode_str(jwt);
    jwt_free(jwt);
    if (!text)
        return no_memory();
    buffer_text(out, text);
    free(text);
    return buffer_error(out);
}

/* ---- the shape ---- */

static enum error refuse(const char *why)
{
    return error_explain(ERROR_UNAUTHENTICATED, "the token %s", why);
}

/* Six bits, or -1. */
static int base64url_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '-')
        return 62;
    return c == '_' ? 63 : -1;
}

/* Three parts, none empty, of letters of base64url only: no padding. */
static enum error split(struct slice token, struct slice parts[3])
{
    size_t part = 0;
    size_t start = 0;
    if (token.length > LIMIT_TOKEN_BYTES)
        return refuse("is longer than 4096 bytes");
    for (size_t i = 0; i <= token.length; i++) {
        bool ends = i == token.length || token.data[i] == '.';
        if (!ends && base64url_value(token.data[i]) < 0)
            return refuse("has characters that are not base64url");
        if (!ends)
            continue;
        if (part == 3 || i == start)
            return refuse("must have three parts with dots between them");
        parts[part++] = (struct slice){token.data + start, i - start};
        start = i + 1;
    }
    if (part != 3)
        return refuse("must have three parts with dots between them");
    return ERROR_OK;
}

/* The letters have been checked. Leftover bits are dropped. */
static size_t base64url_decode(struct slice text, char *out)
{
    unsigned pending = 0;
    unsigned bits = 0;
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        pending = pending << 6 | (unsigned)base64url_value(text.data[i]);
        bits += 6;
        if (bits < 8)
            continue;
        bits -= 8;
        out[length++] = (char)(pending >> bits);
    }
    return length;
}

static bool names_hs256(const struct json *header)
{
    const struct json *algorithm = json_member(header, "alg");
    return algorithm && algorithm->kind == JSON_TEXT &&
           strcmp(algorithm->text, "HS256") == 0;
}

/* Before any signature is looked at: this is not for the token to choose. */
/* TOUR: token-algorithm */
static enum error check_algorithm(struct slice header)
{
    char text[HEADER_BYTES];
    if (header.length > sizeof text)
        return refuse("has a header that is too long");
    size_t length = base64url_decode(header, text);

    struct arena arena;
    const struct json *json;
    arena_init(&arena, HEADER_ARENA_BYTES);
    enum error error = ERROR_OK;
    if (json_parse(text, length, &arena, &json) != ERROR_OK)
        error = refuse("has a header that is not JSON");
    else if (!names_hs256(json))
        error = refuse("names another algorithm than HS256");
    else if (json_member(json, "crit"))
        error = refuse("asks for an extension that is not understood");
    arena_release(&arena);
    return error;
}

/* ---- the claims ---- */

static const char *text_of(const struct json *claims, const char *name)
{
    const struct json *claim = json_member(claims, name);
    return claim && claim->kind == JSON_TEXT ? claim->text : NULL;
}

static bool text_is(const struct json *claims, const char *name,
                    const char *wanted)
{
    const char *text = text_of(claims, name);
    return text && strcmp(text, wanted) == 0;
}

static bool read_subject(const struct json *claims, int64_t *out)
{
    const char *text = text_of(claims, "sub");
    if (!text || !text[0] || strlen(text) > 18 ||
        text[strspn(text, "0123456789")] != '\0')
        return false;
    int64_t subject = strtoll(text, NULL, 10);
    if (subject == 0) /* a service inside the house, which shows no token */
        return false;
    *out = subject;
    return true;
}

static enum error check_times(const struct json *claims, int64_t now_s,
                              int64_t *expires_s)
{
    const struct json *expires = json_member(claims, "exp");
    const struct json *from = json_member(claims, "nbf");
    if (!expires || !expires->is_integer || expires->integer < 0 ||
        expires->integer > INT64_MAX / 1000)
        return refuse("does not say when it expires");
    if (now_s >= expires->integer)
        return refuse("has expired; ask for a new one");
    if (from && (!from->is_integer || now_s < from->integer))
        return refuse("is not valid yet");
    *expires_s = expires->integer;
    return ERROR_OK;
}

static enum error read_claims(const struct json *claims,
                              const struct token_keys *keys,
                              int64_t now_wall_ms, struct caller *out,
                              int64_t *expires_s)
{
    struct caller caller = {0};
    const char *scope = text_of(claims, "scope");
    enum error error = check_times(claims, now_wall_ms / 1000, expires_s);
    if (error)
        return error;
    if (!text_is(claims, "iss", keys->issuer))
        return refuse("was issued by somebody else");
    if (!text_is(claims, "aud", keys->audience))
        return refuse("is meant for somebody else");
    if (!read_subject(claims, &caller.subject))
        return refuse("does not say whose it is");
    if (!scope || strlen(scope) >= sizeof caller.scope)
        return refuse("has no scope");
    memcpy(caller.scope, scope, strlen(scope));
    *out = caller;
    return ERROR_OK;
}

/* ---- verifying ---- */

/* libjwt wants a NUL behind the token; split() bounded its length. */
static enum error check_signature(const struct token_keys *keys,
                                  struct slice token)
{
    char text[LIMIT_TOKEN_BYTES + 1];
    jwt_t *jwt;
    memcpy(text, token.data, token.length);
    text[token.length] = '\0';
    if (jwt_decode(&jwt, text, keys->secret, sizeof keys->secret) != 0)
        return refuse("has a signature that is not ours");
    bool ours = jwt_get_alg(jwt) == JWT_ALG_HS256;
    jwt_free(jwt);
    return ours ? ERROR_OK : refuse("names another algorithm than HS256");
}

/* The claims of a token whose signature is right. libjwt's own getters give 0
 * for a claim of another kind and say nothing; our reader tells. */
static enum error accept_claims(const struct token_keys *keys,
                                struct slice payload, int64_t now_wall_ms,
                                struct caller *out, int64_t *expires_s)
{
    char text[LIMIT_TOKEN_BYTES];
    size_t length = base64url_decode(payload, text);
    struct arena arena;
    const struct json *claims;
    arena_init(&arena, CLAIMS_ARENA_BYTES);
    enum error error = json_parse(text, length, &arena, &claims);
    error = error ? refuse("has claims that are not JSON")
                  : read_claims(claims, keys, now_wall_ms, out, expires_s);
    arena_release(&arena);
    return error;
}

enum error token_verify(const struct token_keys *keys, struct slice token,
                        int64_t now_wall_ms, struct caller *out)
{
    if (token_cache_find(keys, token, now_wall_ms, out))
        return ERROR_OK;
    struct slice parts[3] = {0};
    int64_t expires_s = 0;
    enum error error = split(token, parts);
    if (!error)
        error = check_algorithm(parts[0]);
    if (!error)
        error = check_signature(keys, token);
    if (!error)
        error = accept_claims(keys, parts[1], now_wall_ms, out, &expires_s);
    if (!error)
        token_cache_keep(keys, token, expires_s * 1000, out);
    return error;
}
