/*
 * digest -- HMAC-SHA256, and comparison in constant time.
 *
 * Source: RFC 2104; the work is libcrypto's.
 */
#ifndef CHASSIS_DIGEST_H
#define CHASSIS_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

enum { DIGEST_BYTES = 32 };

void digest_hmac(const void *key, size_t key_bytes, const void *data,
                 size_t data_bytes, unsigned char out[DIGEST_BYTES]);
bool digest_equal(const unsigned char a[DIGEST_BYTES],
                  const unsigned char b[DIGEST_BYTES]);

#endif
