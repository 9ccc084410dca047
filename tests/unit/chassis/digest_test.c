/*
 * digest_test -- the published test vectors.
 */
#include "chassis/digest.h"

#include <string.h>

#include "tests/support/cmocka_all.h"

/* RFC 4231, test case 2. */
static void the_digest_is_the_published_one(void **state)
{
    (void)state;
    static const char key[] = "Jefe";
    static const char data[] = "what do ya want for nothing?";
    static const unsigned char wanted[DIGEST_BYTES] = {
        0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e, 0x6a, 0x04, 0x24,
        0x26, 0x08, 0x95, 0x75, 0xc7, 0x5a, 0x00, 0x3f, 0x08, 0x9d, 0x27,
        0x39, 0x83, 0x9d, 0xec, 0x58, 0xb9, 0x64, 0xec, 0x38, 0x43};
    unsigned char made[DIGEST_BYTES];
    digest_hmac(key, strlen(key), data, strlen(data), made);
    assert_memory_equal(made, wanted, DIGEST_BYTES);
}

static void empty_bytes_have_a_digest_too(void **state)
{
    (void)state;
    unsigned char a[DIGEST_BYTES], b[DIGEST_BYTES];
    digest_hmac("k", 1, "", 0, a);
    digest_hmac("l", 1, "", 0, b);
    assert_memory_not_equal(a, b, DIGEST_BYTES);
}

static void one_bit_makes_a_difference(void **state)
{
    (void)state;
    unsigned char a[DIGEST_BYTES] = {0};
    unsigned char b[DIGEST_BYTES] = {0};
    assert_true(digest_equal(a, b));
    for (size_t i = 0; i < DIGEST_BYTES; i++) {
        b[i] ^= 1;
        assert_false(digest_equal(a, b));
        b[i] ^= 1;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_digest_is_the_published_one),
        cmocka_unit_test(empty_bytes_have_a_digest_too),
        cmocka_unit_test(one_bit_makes_a_difference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
