/*
 * The twins: the same errands to both shapes, and the same bytes from both.
 *
 * The problem: every shape can keep each promise of the suite and still tell
 * it in other words. Whoever compares the two should see one shop.
 *
 * The idea: a table of errands is run against both front doors, and the two
 * pages are held against each other: status, type, headers and body. Only what
 * no two orders can share is made alike first: ids, tracking codes and times.
 *
 * What holds: the errands are chosen so that their answers depend on nothing
 * but themselves and the seeded rows, so two fresh shops must agree on all of
 * them. (The orders summary of a user is not here: the split's comes later.)
 */
#include <ctype.h>
#include <string.h>

#include "tests/acceptance/suite.h"

struct twin {
    int customer;
    const char *method;
    const char *target;
    const char *body;
    const char *key; /* of this table; made unique for the run */
};

#define ONE_MUG "\"lines\":[{\"sku\":\"MUG\",\"quantity\":1}]"
#define LINES(text) "{\"customer_id\":7,\"lines\":[" text "]}"

static const struct twin twins[] = {
    /* orders: confirmed, repeated, refused in each way */
    {7, "POST", "/api/orders", "{\"customer_id\":7," ONE_MUG "}", "a"},
    {7, "POST", "/api/orders", "{\"customer_id\":7," ONE_MUG "}", "a"},
    {7, "POST", "/api/orders", LINES("{\"sku\":\"PEN\",\"quantity\":1}"), "a"},
    {10, "POST", "/api/orders", "{\"customer_id\":10," ONE_MUG "}", "b"},
    {15, "POST", "/api/orders", "{\"customer_id\":15," ONE_MUG "}", "c"},
    {7, "POST", "/api/orders", LINES("{\"sku\":\"VASE\",\"quantity\":1}"), "d"},
    {7, "POST", "/api/orders", LINES("{\"sku\":\"LAMP\",\"quantity\":9}"), "e"},
    /* orders that never become one */
    {7, "POST", "/api/orders", LINES("{\"sku\":\"NOPE\",\"quantity\":1}"), "f"},
    {7, "POST", "/api/orders", LINES("{\"sku\":\"\",\"quantity\":1}"), "f"},
    {7, "POST", "/api/orders", LINES("{\"sku\":\"MUG\",\"quantity\":0}"), "f"},
    {7, "POST", "/api/orders", LINES(""), "f"},
    {7, "POST", "/api/orders", "{}", "f"},
    {7, "POST", "/api/orders", "{\"customer_id\":8," ONE_MUG "}", "f"},
    {7, "POST", "/api/orders", "{\"customer_id\":\"7\"," ONE_MUG "}", "f"},
    {7, "POST", "/api/orders", "{\"customer_id\":7," ONE_MUG "}", NULL},
    {ADMIN, "POST", "/api/orders", "{\"customer_id\":4242," ONE_MUG "}", "g"},
    {ADMIN, "POST", "/api/orders", "{\"customer_id\":4242,\"lines\":[]}", "g"},
    {ADMIN, "POST", "/api/orders", "{\"customer_id\":0," ONE_MUG "}", "g"},
    {ADMIN, "POST", "/api/orders", "{\"customer_id\":-1," ONE_MUG "}", "g"},
    {ADMIN, "POST", "/api/orders", "{\"customer_id\":9," ONE_MUG "}", "h"},
    /* lists */
    {9, "GET", "/api/orders?limit=1", NULL, NULL},
    {7, "GET", "/api/orders?status=LOST", NULL, NULL},
    {7, "GET", "/api/orders?limit=101", NULL, NULL},
    {7, "GET", "/api/orders?after=xyz", NULL, NULL},
    {7, "GET", "/api/orders?customer_id=8", NULL, NULL},
    {ADMIN, "GET", "/api/orders?customer_id=-1", NULL, NULL},
    /* one order, one user */
    {7, "GET", "/api/orders/01ARZ3NDEKTSV4RRFFQ69G5FAV", NULL, NULL},
    {7, "POST", "/api/orders/nowhere/cancel", NULL, NULL},
    {7, "GET", "/api/orders/nowhere/events", NULL, NULL},
    {8, "GET", "/api/users/7", NULL, NULL},
    {8, "GET", "/api/users/8", NULL, NULL},
    {ADMIN, "GET", "/api/users/4242", NULL, NULL},
    {ADMIN, "GET", "/api/users/seven", NULL, NULL},
    /* the shelf */
    {0, "GET", "/api/products/DESK", NULL, NULL},
    {0, "GET", "/api/products/NOPE", NULL, NULL},
    {7, "POST", "/api/products/DESK/restock", "{\"quantity\":1}", NULL},
    {ADMIN, "POST", "/api/products/DESK/restock", "{\"quantity\":0}", NULL},
    {ADMIN, "POST", "/api/products/NOPE/restock", "{\"quantity\":1}", NULL},
    /* the door */
    {0, "POST", "/api/tokens", "{\"customer_id\":7,\"pin\":\"1\"}", NULL},
    {0, "GET", "/api/orders", NULL, NULL},
    {0, "GET", "/api/nothing", NULL, NULL},
    {7, "DELETE", "/api/orders", NULL, NULL},
    {0, "GET", "/api/openapi.json", NULL, NULL},
};

static struct browser doors[2];

static const struct page *run(struct browser *shop, const struct twin *twin)
{
    const struct errand errand = {
        .method = twin->method,
        .target = twin->target,
        .customer = twin->customer,
        .body = slice_of(twin->body),
        .key = twin->key ? browser_format(shop, "twin-%s-%016llx", twin->key,
                                          (unsigned long long)shop->key_seed)
                         : NULL};

    return browser_do(shop, &errand);
}

/* ---- what no two orders share ---- */

static size_t word_length(const char *text)
{
    size_t length = 0;

    while (isalnum((unsigned char)text[length]))
        length++;
    return length;
}

static void hide(char *text, size_t length)
{
    memset(text, '#', length);
}

/* Ids (26 letters from "01"), tracking codes, and the numbers of times. */
static const char *alike(struct browser *shop, const char *text, size_t length)
{
    char *out = arena_copy(&shop->pages, text, length);

    for (char *at = out; *at; at++) {
        size_t word = word_length(at);

        if (word == 26 && strncmp(at, "01", 2) == 0)
            hide(at, word);
        else if (strncmp(at, "CL-", 3) == 0)
            hide(at + 3, word_length(at + 3));
        else if (strncmp(at, "at_ms\":", 7) == 0)
            hide(at + 7, word_length(at + 7));
        if (word > 0)
            at += word - 1;
    }
    return out;
}

static void are_alike(const struct page *one, const struct page *other)
{
    assert_int_equal(one->status, other->status);
    assert_string_equal(one->type, other->type);
    assert_string_equal(one->allow, other->allow);
    assert_string_equal(one->challenge, other->challenge);
    assert_string_equal(one->retry_after, other->retry_after);
    assert_string_equal(
        alike(&doors[0], one->location, strlen(one->location)),
        alike(&doors[1], other->location, strlen(other->location)));
    assert_string_equal(alike(&doors[0], one->body.data, one->body.length),
                        alike(&doors[1], other->body.data, other->body.length));
}

static void both_say_the_same(const struct twin *twin)
{
    print_message("%3d %s %s\n", twin->customer, twin->method, twin->target);
    are_alike(run(&doors[0], twin), run(&doors[1], twin));
}

/* ---- the tests ---- */

static int clear_doors(void **state)
{
    (void)state;
    browser_clear(&doors[0]);
    browser_clear(&doors[1]);
    return 0;
}

static void both_shapes_give_the_same_bytes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(twins) / sizeof(twins[0]); i++)
        both_say_the_same(&twins[i]);
}

/* An order of each, looked at from all sides, before and after a cancel. */
static void an_order_looks_the_same_all_its_life(void **state)
{
    static const char *const looks[][2] = {{"GET", "/api/orders/%s"},
                                           {"GET", "/api/orders/%s/events"},
                                           {"POST", "/api/orders/%s/cancel"},
                                           {"GET", "/api/orders/%s"},
                                           {"GET", "/api/orders/%s/events"}};
    const char *ids[2];

    (void)state;
    for (int d = 0; d < 2; d++)
        ids[d] = suite_confirmed(&doors[d], 9, "MUG", 2);
    for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
        const struct page *pages[2];

        for (int d = 0; d < 2; d++) {
            const char *id = strstr(looks[i][1], "%s");
            const struct errand errand = {
                .method = looks[i][0],
                .target = browser_format(&doors[d], "%.*s%s%s",
                                         (int)(id - looks[i][1]), looks[i][1],
                                         ids[d], id + 2),
                .customer = 9};

            pages[d] = browser_do(&doors[d], &errand);
        }
        are_alike(pages[0], pages[1]);
    }
}

int twin_compare(const char *one, const char *other)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(both_shapes_give_the_same_bytes, clear_doors),
        cmocka_unit_test_teardown(an_order_looks_the_same_all_its_life,
                                  clear_doors),
    };
    int failed;

    if (browser_open(&doors[0], one) || browser_open(&doors[1], other))
        return 1;
    failed = cmocka_run_group_tests_name("twins", tests, NULL, NULL);
    browser_close(&doors[0]);
    browser_close(&doors[1]);
    return failed;
}
