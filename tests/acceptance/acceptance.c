/*
 * One acceptance suite for both shapes: what the shop promises at its door.
 *
 * The problem: "the same shop as a monolith and as a split" is a claim. It
 * holds only if one list of promises is kept by both, to the status and, for
 * a repeated key, to the byte.
 *
 * The idea: the suite knows a URL and nothing else. Give it the URL of either
 * shape: acceptance http://127.0.0.1:8081 monolith, or set $CLEAVE_URL. It may
 * be given several pairs and takes them one after another.
 *
 * What holds: no test asks which shape it is talking to. Where the split may
 * answer later (the orders summary), the test waits for it on both.
 *
 * With $CLEAVE_PAUSED set, payments is expected to be paused, and only the
 * promises about that state are checked. With --twins, two fresh shops are
 * held against each other (twin.c).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/acceptance/suite.h"

static struct browser shop;

int suite_clear(void **state)
{
    browser_clear(*state);
    return 0;
}

static int give_browser(void **state)
{
    *state = &shop;
    return 0;
}

static int run_suite(const struct suite *suite)
{
    return _cmocka_run_group_tests(suite->name, suite->tests, suite->count,
                                   give_browser, NULL);
}

static int run_all(void)
{
    static const struct suite *const all[] = {
        &suite_edge,     &suite_tokens, &suite_values,
        &suite_products, &suite_orders, &suite_refusals,
        &suite_keys,     &suite_pages,  &suite_users};
    int failed = 0;

    if (getenv("CLEAVE_PAUSED"))
        return run_suite(&suite_paused);
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        failed += run_suite(all[i]);
    return failed;
}

static int visit(const char *url, const char *shape)
{
    enum error error = browser_open(&shop, url);
    int failed;

    if (error) {
        fprintf(stderr, "acceptance: %s: %s\n", url, error_detail(error));
        return 1;
    }
    printf("acceptance of the %s at %s\n", shape, url);
    failed = run_all();
    browser_close(&shop);
    printf("%s: %s\n", shape, failed ? "BROKEN" : "accepted");
    return failed;
}

int main(int argc, char **argv)
{
    const char *url = getenv("CLEAVE_URL");
    int failed = 0;

    if (argc < 2 && !url) {
        fprintf(stderr, "usage: acceptance URL [SHAPE [URL SHAPE]...]\n"
                        "   or: acceptance --twins URL URL\n"
                        "   or: CLEAVE_URL=http://127.0.0.1:8081 acceptance\n");
        return 2;
    }
    if (argc == 4 && strcmp(argv[1], "--twins") == 0)
        return twin_compare(argv[2], argv[3]) ? 1 : 0;
    if (argc < 2)
        return visit(url, "shop") ? 1 : 0;
    for (int i = 1; i < argc; i += 2)
        failed += visit(argv[i], i + 1 < argc ? argv[i + 1] : "shop");
    return failed ? 1 : 0;
}
