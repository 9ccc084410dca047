/*
 * Paths that mean something else once they are tidied up.
 *
 * What holds: nothing is tidied. A part that is "." or "..", holds a slash or
 * a NUL, or is no UTF-8 is 400; an empty part is no path of ours: 404. A path
 * is decoded once, so what was encoded twice is a name nobody has.
 */
#include <string.h>

#include "tests/hostile/suites.h"

struct path {
    const char *text;
    int status;
};

static const struct path paths[] = {
    {"/api/../api/products/MUG", 400},
    {"/api/products/../orders", 400},
    {"/api/products/..", 400},
    {"/api/products/.", 400},
    {"/./api/products/MUG", 400},
    {"/../../../../etc/passwd", 400},
    {"/api/products/%2e%2e%2forders", 400},
    {"/api/products/%2e%2e", 400},
    {"/api/products/%2E%2e/MUG", 400},
    {"/api/products/MUG%2frestock", 400},
    {"/api/products%2fMUG", 400},
    {"/%2e%2e/healthz", 400},
    {"/api/products/%00", 400},
    {"/api/products/MUG%00", 400},
    {"/api/products/%", 400},
    {"/api/products/%4", 400},
    {"/api/products/%zz", 400},
    {"/api/products/%ff", 400},
    {"/api/products/%c0%ae", 400},
    {"/api/products/%ed%a0%80", 400},
    {"/api//products/MUG", 404},
    {"//api/products/MUG", 404},
    {"/api/products//MUG", 404},
    {"/api/products/MUG/", 404},
    {"//healthz", 404},
    {"/healthz/", 404},
    {"/api/products/%252e%252e%252forders", 404},
    {"/api/products/%2555", 404},
    {"/api/products/MUG;x", 404},
    {"/api/products;x/MUG", 404},
    {"/api/products/MUG;/restock", 405},
    {"/api/products/..;/orders", 404},
    {"/api/products/'%3B%20DROP%20TABLE%20products%3B--", 404},
    {"/api/products/M%25", 404},
    {"/api/products/M_G", 404},
    {"/api/products/mug", 404},
    {"/API/products/MUG", 404},
    {"/api/products/MUG%20", 404},
    {"/api\\products\\MUG", 404},
    {"/rpc/shop.Shop/ListProducts", 404},
    {"/rpc/payments.Payments/Wallet", 404},
    {"/api/orders/'%20OR%20'1'='1", 404},
    {"/api/orders/%25", 404},
    {"/api/orders/00000000000000000000000000", 404},
    {"/api/orders/../../state/secret", 400},
    {"/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t/u/v/w/x/y/z", 404},
    {"http://elsewhere/api/products/MUG;", 404},
    {"*", 400},
};

static void paths_that_would_be_tidied_are_refused(void **state)
{
    struct stage *stage = *state;

    for (size_t i = 0; i < COUNT(paths); i++) {
        struct slice request =
            stage_request(stage, "GET", paths[i].text, "", (struct slice){0});

        stage_refuses(stage, request, paths[i].status, "");
    }
}

static void methods_that_are_not_the_paths_are_refused(void **state)
{
    static const char *const methods[] = {"PUT",     "DELETE", "PATCH",
                                          "OPTIONS", "TRACE",  "POST"};
    struct stage *stage = *state;

    for (size_t i = 0; i < COUNT(methods); i++)
        stage_refuses(stage,
                      stage_request(stage, methods[i], "/api/products/MUG", "",
                                    (struct slice){0}),
                      405, "GET");
    stage_refuses(stage,
                  stage_request(stage, "GET", "/api/products/MUG/restock", "",
                                (struct slice){0}),
                  405, "POST");
}

static void what_is_no_proxy_connects_nowhere(void **state)
{
    struct stage *stage = *state;

    stage_refuses(stage,
                  SLICE("CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: a\r\n\r\n"), 400,
                  "");
}

static const struct CMUnitTest tests[] = {
    ATTACK(paths_that_would_be_tidied_are_refused),
    ATTACK(methods_that_are_not_the_paths_are_refused),
    ATTACK(what_is_no_proxy_connects_nowhere),
};

const struct suite suite_paths = SUITE("paths", tests);
