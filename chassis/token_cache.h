/*
 * token_cache -- tokens that were verified a moment ago.
 *
 * Use:       token_cache_find() before a verification, token_cache_keep()
 *            after one that succeeded. chassis/token.c does both.
 * Rules:     a hit means: exactly these bytes were verified with exactly these
 *            keys, and they have not expired. Other keys empty the cache.
 * Units:     wall milliseconds.
 * Ownership: fixed memory of the process; one cache, one thread.
 * Errors:    cannot fail; a token that is too long is just not kept.
 */
#ifndef CHASSIS_TOKEN_CACHE_H
#define CHASSIS_TOKEN_CACHE_H

#include "chassis/token.h"

bool token_cache_find(const struct token_keys *keys, struct slice token,
                      int64_t now_wall_ms, struct caller *out);
void token_cache_keep(const struct token_keys *keys, struct slice token,
                      int64_t expires_wall_ms, const struct caller *caller);

#endif
