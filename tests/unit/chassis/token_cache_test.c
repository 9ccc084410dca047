/*
 * token_cache_test -- who stays in the cache when many come.
 */
#include "chassis/token_cache.h"

#include <stdio.h>
#include <string.h>

#include "tests/support/cmocka_all.h"

enum { CUSTOMERS = 64, LATER_MS = 1000 };

static const struct token_keys keys = {
    .secret = "not a secret", .issuer = "cleave", .audience = "shop"};

/* As long as a real one. */
static struct slice token_of(int customer, char text[192])
{
    memset(text, 'x', 191);
    int length = snprintf(text, 192, "header.%d", customer);
    text[length] = 'x';
    return (struct slice){text, 191};
}

static void keep(int customer)
{
    char text[192];
    struct caller caller = {.subject = customer, .scope = "orders:read"};
    token_cache_keep(&keys, token_of(customer, text), LATER_MS, &caller);
}

static bool finds(int customer, int64_t now_ms)
{
    char text[192];
    struct caller caller = {0};
    bool found =
        token_cache_find(&keys, token_of(customer, text), now_ms, &caller);
    assert_int_equal(caller.subject, found ? customer : 0);
    return found;
}

static void sixty_four_customers_do_not_push_each_other_out(void **state)
{
    int found = 0;
    (void)state;
    for (int customer = 1; customer <= CUSTOMERS; customer++)
        keep(customer);
    for (int customer = 1; customer <= CUSTOMERS; customer++)
        found += finds(customer, 0);
    assert_in_range(found, CUSTOMERS - 4, CUSTOMERS);
}

static void what_has_expired_is_not_found(void **state)
{
    (void)state;
    keep(7);
    assert_true(finds(7, LATER_MS - 1));
    assert_false(finds(7, LATER_MS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sixty_four_customers_do_not_push_each_other_out),
        cmocka_unit_test(what_has_expired_is_not_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
