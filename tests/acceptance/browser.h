/*
 * browser -- a customer with a keep-alive connection, for the acceptance suite.
 *
 * Use:       browser_open() with the front door's URL; browser_get() and
 *            browser_post() wait for the answer; browser_clear() after each
 *            test takes the pages back.
 * Ownership: pages and what they point to belong to the browser.
 * Errors:    a front door that does not answer, or answers no JSON where JSON
 *            is promised, fails the running test with a sentence.
 * Blocking:  on the answer, at most BROWSER_PATIENCE_MS.
 */
#ifndef TESTS_ACCEPTANCE_BROWSER_H
#define TESTS_ACCEPTANCE_BROWSER_H

#include <stdbool.h>
#include <stdint.h>

#include "chassis/arena.h"
#include "chassis/http.h"
#include "chassis/json.h"
#include "chassis/net.h"

enum {
    BROWSER_PATIENCE_MS = 10000,
    BROWSER_CUSTOMERS = 101,
    BROWSER_TEAM = 8, /* connections of browser_post_together() */
    ADMIN = 100       /* the shop's manager */
};

struct page {
    enum error error; /* of the way there; the statuses are in `status` */
    int status;
    struct slice body;
    const struct json *json; /* NULL: the body is no JSON */
    const char *type;        /* Content-Type, "" when there was none */
    const char *location;
    const char *challenge; /* WWW-Authenticate */
    const char *allow;
    const char *retry_after;
};

struct errand {
    const char *method;
    const char *target;
    int customer;        /* whose token is shown; 0: none */
    const char *key;     /* Idempotency-Key, NULL: none */
    const char *headers; /* more lines, or NULL */
    struct slice body;   /* sent as application/json unless empty */
    const char *type;    /* another Content-Type, or NULL */
};

struct browser {
    struct loop *loop;
    struct address address;
    struct http_client *client;
    struct http_client *team[BROWSER_TEAM];
    struct arena pages;
    struct arena tokens;
    const char *token[BROWSER_CUSTOMERS];
    uint64_t key_seed; /* of this run, so that keys of two runs differ */
    unsigned keys_made;
};

enum error browser_open(struct browser *browser, const char *url);
void browser_close(struct browser *browser);
void browser_clear(struct browser *browser);

const struct page *browser_do(struct browser *browser,
                              const struct errand *errand);
const struct page *browser_get(struct browser *browser, int customer,
                               const char *target);
const struct page *browser_post(struct browser *browser, int customer,
                                const char *key, const char *target,
                                const char *body);
/* The same errand on BROWSER_TEAM connections at once. */
void browser_do_together(struct browser *browser, const struct errand *errand,
                         const struct page *pages[BROWSER_TEAM]);
/* The token of a seeded customer, asked for once. */
const char *browser_token(struct browser *browser, int customer);
/* A key that nobody has used. */
const char *browser_key(struct browser *browser);
const char *browser_format(struct browser *browser, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* ---- what stands on a page; a missing member fails the test ---- */

/* `path` is "payment.state" or "lines.0.sku"; NULL when it is not there. */
const struct json *page_find(const struct page *page, const char *path);
const char *page_text(const struct page *page, const char *path);
int64_t page_int(const struct page *page, const char *path);
/* problem+json of that status and slug, with all its members. */
void page_is_problem(const struct page *page, int status, const char *slug);
void page_is(const struct page *page, int status);

#endif
