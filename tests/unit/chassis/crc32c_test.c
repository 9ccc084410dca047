/*
 * crc32c_test -- the vectors of RFC 3720, and pieces.
 */
#include "chassis/crc32c.h"

#include <string.h>

#include "tests/support/cmocka_all.h"

static void the_vectors_of_the_standard_hold(void **state)
{
    unsigned char bytes[32];
    (void)state;
    memset(bytes, 0, sizeof bytes);
    assert_int_equal(crc32c(0, bytes, sizeof bytes), 0x8a9136aa);
    memset(bytes, 0xff, sizeof bytes);
    assert_int_equal(crc32c(0, bytes, sizeof bytes), 0x62a8ab43);
    for (unsigned i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)i;
    assert_int_equal(crc32c(0, bytes, sizeof bytes), 0x46dd794e);
    assert_int_equal(crc32c(0, "123456789", 9), 0xe3069283);
}

static void pieces_give_the_same_as_the_whole(void **state)
{
    static const char text[] = "an order of seven mugs, and one of eight";
    size_t length = sizeof text - 1;
    uint32_t whole = crc32c(0, text, length);
    (void)state;
    for (size_t at = 0; at <= length; at++)
        assert_int_equal(crc32c(crc32c(0, text, at), text + at, length - at),
                         whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_vectors_of_the_standard_hold),
        cmocka_unit_test(pieces_give_the_same_as_the_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
