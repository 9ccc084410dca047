/*
 * address_test -- the three forms, and what is refused with which words.
 */
#include "chassis/address.h"

#include <stdio.h>
#include <string.h>

#include "tests/support/cmocka_all.h"

static struct address parsed(const char *text)
{
    struct address address;
    assert_int_equal(address_parse(&address, text), ERROR_OK);
    return address;
}

static void is_refused(const char *text, const char *because)
{
    struct address address = {.port = 77};
    assert_int_equal(address_parse(&address, text), ERROR_USAGE);
    assert_int_equal(address.port, 77);
    if (!strstr(error_detail(ERROR_USAGE), because))
        fail_msg("%s: %s", text, error_detail(ERROR_USAGE));
}

static void the_three_forms_are_read(void **state)
{
    (void)state;
    struct address address = parsed("unix:/run/a:b.sock");
    assert_int_equal(address.kind, ADDRESS_UNIX);
    assert_string_equal(address.host, "/run/a:b.sock");
    address = parsed("tcp:127.0.0.1:8080");
    assert_int_equal(address.kind, ADDRESS_TCP);
    assert_string_equal(address.host, "127.0.0.1");
    assert_int_equal(address.port, 8080);
    address = parsed("dns:payments.shop.svc:65535");
    assert_int_equal(address.kind, ADDRESS_DNS);
    assert_int_equal(address.port, 65535);
    assert_int_equal(parsed("tcp:0.0.0.0:0").port, 0);
    assert_string_equal(parsed("tcp:[::1]:80").host, "::1");
}

static void what_was_read_is_printed_the_same(void **state)
{
    (void)state;
    static const char *const texts[] = {"unix:/run/x.sock", "tcp:10.0.0.1:1",
                                        "tcp:[fe80::1]:8080", "dns:a.b:80"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char text[300];
        struct address address = parsed(texts[i]);
        address_format(&address, text, sizeof text);
        assert_string_equal(text, texts[i]);
    }
}

static void refusals_say_what_to_write(void **state)
{
    (void)state;
    is_refused("", "unix:PATH");
    is_refused("http://x", "tcp:IP:PORT");
    is_refused("unix:", "empty");
    is_refused("tcp:127.0.0.1", "port");
    is_refused("tcp:127.0.0.1:", "port");
    is_refused("tcp:127.0.0.1:65536", "port");
    is_refused("tcp:127.0.0.1:+80", "port");
    is_refused("tcp:127.0.0.1:-1", "port");
    is_refused("tcp:127.0.0.1:080000", "port");
    is_refused("tcp:localhost:80", "dns:NAME:PORT");
    is_refused("tcp::80", "IP address");
    is_refused("tcp:::1:80", "brackets");
    is_refused("dns:a b:80", "host name");
    is_refused("dns::80", "host name");
    is_refused("dns:-a:80", "host name");
    is_refused("dns:a:0", "port");
}

static void a_socket_path_may_have_107_bytes_and_no_more(void **state)
{
    (void)state;
    char text[120] = "unix:/";
    memset(text + 6, 'a', 106);
    assert_int_equal(strlen(parsed(text).host), 107);
    text[112] = 'a';
    is_refused(text, "CLEAVE_HOME");
}

static void a_host_of_any_length_is_refused_in_bounds(void **state)
{
    (void)state;
    char text[600] = "dns:";
    memset(text + 4, 'a', 500);
    snprintf(text + 504, sizeof text - 504, ":80");
    is_refused(text, "255");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_three_forms_are_read),
        cmocka_unit_test(what_was_read_is_printed_the_same),
        cmocka_unit_test(refusals_say_what_to_write),
        cmocka_unit_test(a_socket_path_may_have_107_bytes_and_no_more),
        cmocka_unit_test(a_host_of_any_length_is_refused_in_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
