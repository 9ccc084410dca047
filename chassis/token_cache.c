/*
 * token_cache -- tokens that were verified a moment ago.
 *
 * A client sends the same token with every request of an hour. Decoding and
 * verifying it each time buys nothing: the same bytes under the same keys give
 * the same answer until they expire. So the last answers are kept in a small
 * table; a hash of all the bytes chooses a row of four places, as in the cache
 * of a processor, and a newcomer takes them in turn from whoever was there. No
 * list, no age, nothing to grow.
 *
 * Rejected: one place a hash. With as many customers as places two thirds of
 * them share theirs and verify every time.
 *
 * What holds: a hit is decided by all bytes of the token, compared without
 * stopping at the first difference, so that its time tells nothing about a
 * token of somebody else. The expiry is looked at on every hit.
 *
 * Refusals are not kept: a flood of forged tokens would push out the good.
 */
#include "chassis/token_cache.h"

#include <string.h>

enum {
    CACHE_ROWS = 64,
    CACHE_PLACES = 4,
    CACHE_TOKEN_BYTES = 512,
    CACHE_WORD_BYTES = 64
};

struct slot {
    uint32_t hash;
    uint32_t length; /* 0: free */
    int64_t expires_wall_ms;
    struct caller caller;
    char token[CACHE_TOKEN_BYTES];
};

static struct {
    unsigned char secret[32];
    char issuer[CACHE_WORD_BYTES];
    char audience[CACHE_WORD_BYTES];
    struct slot slots[CACHE_ROWS][CACHE_PLACES];
    unsigned newcomers[CACHE_ROWS]; /* counted, to take the places in turn */
} cache;

/* FNV-1a */
static uint32_t hash_of(struct slice token)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < token.length; i++)
        hash = (hash ^ (unsigned char)token.data[i]) * 16777619u;
    return hash;
}

static bool same_bytes(const char *a, const char *b, size_t length)
{
    unsigned char differences = 0;
    for (size_t i = 0; i < length; i++)
        differences |= (unsigned char)(a[i] ^ b[i]);
    return differences == 0;
}

static bool keys_are(const struct token_keys *keys)
{
    return memcmp(cache.secret, keys->secret, sizeof cache.secret) == 0 &&
           strcmp(cache.issuer, keys->issuer) == 0 &&
           strcmp(cache.audience, keys->audience) == 0;
}

static bool holds(const struct slot *slot, uint32_t hash, struct slice token)
{
    return slot->hash == hash && slot->length == token.length &&
           same_bytes(slot->token, token.data, token.length);
}

bool token_cache_find(const struct token_keys *keys, struct slice token,
                      int64_t now_wall_ms, struct caller *out)
{
    if (token.length == 0 || token.length > CACHE_TOKEN_BYTES ||
        !keys_are(keys))
        return false;
    uint32_t hash = hash_of(token);
    const struct slot *row = cache.slots[hash % CACHE_ROWS];
    for (int i = 0; i < CACHE_PLACES; i++)
        if (holds(&row[i], hash, token)) {
            if (now_wall_ms >= row[i].expires_wall_ms)
                return false;
            *out = row[i].caller;
            return true;
        }
    return false;
}

void token_cache_keep(const struct token_keys *keys, struct slice token,
                      int64_t expires_wall_ms, const struct caller *caller)
{
    if (token.length == 0 || token.length > CACHE_TOKEN_BYTES ||
        strlen(keys->issuer) >= CACHE_WORD_BYTES ||
        strlen(keys->audience) >= CACHE_WORD_BYTES)
        return;
    if (!keys_are(keys)) {
        memset(&cache, 0, sizeof cache);
        memcpy(cache.secret, keys->secret, sizeof cache.secret);
        memcpy(cache.issuer, keys->issuer, strlen(keys->issuer));
        memcpy(cache.audience, keys->audience, strlen(keys->audience));
    }
    uint32_t hash = hash_of(token);
    size_t row = hash % CACHE_ROWS;
    struct slot *slot =
        &cache.slots[row][cache.newcomers[row]++ % CACHE_PLACES];
    slot->hash = hash;
    slot->length = (uint32_t)token.length;
    slot->expires_wall_ms = expires_wall_ms;
    slot->caller = *caller;
    memcpy(slot->token, token.data, token.length);
}
