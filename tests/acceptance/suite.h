/*
 * suite -- the groups of the acceptance suite, one file each.
 *
 * Use:       acceptance.c runs them all against one front door.
 * Rules:     a test is given a struct browser as its state, may run on a
 *            database that other runs have used, and leaves nothing behind
 *            that the next run could trip over.
 */
#ifndef TESTS_ACCEPTANCE_SUITE_H
#define TESTS_ACCEPTANCE_SUITE_H

#include "tests/acceptance/browser.h"
#include "tests/support/cmocka_all.h"

struct suite {
    const char *name;
    const struct CMUnitTest *tests;
    size_t count;
};

extern const struct suite suite_tokens, suite_orders, suite_refusals,
    suite_keys, suite_edge, suite_values, suite_pages, suite_products,
    suite_users;
/* Run instead of all others while payments is paused. */
extern const struct suite suite_paused;

/* Two fresh shops, one of each shape: how many tests told them apart. */
int twin_compare(const char *one, const char *other);

int suite_clear(void **state);
#define ACCEPTS(test) cmocka_unit_test_teardown(test, suite_clear)
#define SUITE(title, array)                         \
    {                                               \
        .name = (title), .tests = (array),          \
        .count = sizeof(array) / sizeof((array)[0]) \
    }

/* ---- errands that several groups run ---- */

/* Places an order of one line. */
const struct page *suite_order(struct browser *shop, int customer,
                               const char *key, const char *sku, int quantity);
/* ... which must be CONFIRMED; gives its id. */
const char *suite_confirmed(struct browser *shop, int customer, const char *sku,
                            int quantity);
int64_t suite_balance(struct browser *shop, int customer);
int64_t suite_available(struct browser *shop, const char *sku);

#endif
