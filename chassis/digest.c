/*
 * digest -- HMAC-SHA256, and comparison in constant time.
 *
 * A keyed digest answers "did somebody who knows the key write exactly these
 * bytes?". Comparing it with memcmp() would answer a little faster the earlier
 * the first difference stands, and an attacker who measures that can find the
 * digest byte by byte; so the comparison looks at all bytes always.
 *
 * Both are libcrypto's; this file is the only one that needs to know. An HMAC
 * over bytes in memory fails only without memory, and then nothing sensible
 * can be said about anybody's signature: that ends the process.
 */
#include "chassis/digest.h"

#include <assert.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

void digest_hmac(const void *key, size_t key_bytes, const void *data,
                 size_t data_bytes, unsigned char out[DIGEST_BYTES])
{
    unsigned int length = 0;
    const unsigned char *made =
        HMAC(EVP_sha256(), key, (int)key_bytes, data, data_bytes, out, &length);
    assert(made && length == DIGEST_BYTES);
}

bool digest_equal(const unsigned char a[DIGEST_BYTES],
                  const unsigned char b[DIGEST_BYTES])
{
    return CRYPTO_memcmp(a, b, DIGEST_BYTES) == 0;
}
