/*
 * One customer at the front door, over real HTTP on a real connection.
 *
 * The problem: the suite must see what any client sees: statuses, headers and
 * bytes. So it links nothing of the shop; it only knows a URL.
 *
 * The idea: each errand is sent on the loop, and the loop is turned until the
 * answer came or the patience ended. Tests then read as a list of errands and
 * of what is expected on the page.
 *
 * What holds: a page is complete or the test has failed. Keys begin with a
 * random number of this run, so the suite can be run again on the same
 * databases.
 *
 * Order of use: browser_open(), errands, browser_clear() after each test,
 * browser_close().
 */
#include "tests/acceptance/browser.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "chassis/random.h"
#include "tests/support/cmocka_all.h"

enum { PAGES_BYTES = 64 * 1024 * 1024, TOKENS_BYTES = 1024 * 1024 };

/* ---- opening ---- */

static enum error address_of_url(struct address *out, const char *url)
{
    char text[300];
    const char *host = url;
    size_t length;

    if (strncmp(url, "http://", 7) == 0)
        host = url + 7;
    length = strcspn(host, "/");
    snprintf(text, sizeof(text), "tcp:%.*s", (int)length, host);
    return address_parse(out, text);
}

enum error browser_open(struct browser *browser, const char *url)
{
    enum error error;

    memset(browser, 0, sizeof(*browser));
    arena_init(&browser->pages, PAGES_BYTES);
    arena_init(&browser->tokens, TOKENS_BYTES);
    error = random_secret(&browser->key_seed, sizeof(browser->key_seed));
    if (!error)
        error = address_of_url(&browser->address, url);
    if (!error)
        error = loop_new(&browser->loop);
    if (error)
        return error;
    browser->client = http_client_new(browser->loop, &browser->address);
    for (size_t i = 0; i < BROWSER_TEAM; i++)
        browser->team[i] = http_client_new(browser->loop, &browser->address);
    return ERROR_OK;
}

void browser_close(struct browser *browser)
{
    for (size_t i = 0; i < BROWSER_TEAM; i++)
        http_client_free(browser->team[i]);
    http_client_free(browser->client);
    loop_free(browser->loop);
    arena_release(&browser->pages);
    arena_release(&browser->tokens);
}

void browser_clear(struct browser *browser)
{
    arena_reset(&browser->pages);
}

/* ---- one errand ---- */

struct waiting {
    struct browser *browser;
    struct page page;
    bool done;
};

static const char *header(struct arena *arena, const struct http_reply *reply,
                          const char *name)
{
    for (size_t i = 0; i < reply->header_count; i++) {
        const struct http_header *h = &reply->headers[i];

        if (slice_is_nocase(h->name, name))
            return arena_copy(arena, h->value.data, h->value.length);
    }
    return "";
}

static void came(void *arg, const struct http_reply *reply)
{
    struct waiting *waiting = arg;
    struct page *page = &waiting->page;
    struct arena *arena = &waiting->browser->pages;

    waiting->done = true;
    page->error = reply->error;
    if (reply->error)
        return;
    page->status = reply->status;
    page->body.data = arena_copy(arena, reply->body.data, reply->body.length);
    page->body.length = reply->body.length;
    page->type = header(arena, reply, "content-type");
    page->location = header(arena, reply, "location");
    page->challenge = header(arena, reply, "www-authenticate");
    page->allow = header(arena, reply, "allow");
    page->retry_after = header(arena, reply, "retry-after");
    if (strstr(page->type, "json"))
        (void)json_parse(page->body.data, page->body.length, arena,
                         &page->json);
}

static const char *lines_of(struct browser *browser,
                            const struct errand *errand)
{
    struct arena *arena = &browser->pages;
    const char *token = "";
    const char *key = "";
    const char *type = "";

    if (errand->customer)
        token = arena_format(arena, "Authorization: Bearer %s\r\n",
                             browser_token(browser, errand->customer));
    if (errand->key)
        key = arena_format(arena, "Idempotency-Key: %s\r\n", errand->key);
    if (errand->body.length)
        type = arena_format(arena, "Content-Type: %s\r\n",
                            errand->type ? errand->type : "application/json");
    return arena_format(arena, "%s%s%s%s", token, key, type,
                        errand->headers ? errand->headers : "");
}

static void send(struct http_client *client, const struct errand *errand,
                 const char *headers, struct waiting *waiting)
{
    http_client_send(client, errand->method, errand->target, headers,
                     errand->body, BROWSER_PATIENCE_MS, came, waiting);
}

const struct page *browser_do(struct browser *browser,
                              const struct errand *errand)
{
    struct waiting *waiting = arena_alloc(&browser->pages, sizeof(*waiting));

    waiting->browser = browser;
    send(browser->client, errand, lines_of(browser, errand), waiting);
    while (!waiting->done)
        loop_once(browser->loop, true);
    if (waiting->page.error)
        fail_msg("%s %s: no answer: %s", errand->method, errand->target,
                 error_slug(waiting->page.error));
    return &waiting->page;
}

void browser_do_together(struct browser *browser, const struct errand *errand,
                         const struct page *pages[BROWSER_TEAM])
{
    struct waiting *all =
        arena_alloc(&browser->pages, BROWSER_TEAM * sizeof(*all));
    const char *headers = lines_of(browser, errand);

    for (size_t i = 0; i < BROWSER_TEAM; i++) {
        all[i].browser = browser;
        send(browser->team[i], errand, headers, &all[i]);
    }
    for (size_t i = 0; i < BROWSER_TEAM; i++) {
        while (!all[i].done)
            loop_once(browser->loop, true);
        assert_int_equal(all[i].page.error, ERROR_OK);
        pages[i] = &all[i].page;
    }
}

const struct page *browser_get(struct browser *browser, int customer,
                               const char *target)
{
    return browser_do(browser, &(struct errand){.method = "GET",
                                                .target = target,
                                                .customer = customer});
}

const struct page *browser_post(struct browser *browser, int customer,
                                const char *key, const char *target,
                                const char *body)
{
    return browser_do(browser, &(struct errand){.method = "POST",
                                                .target = target,
                                                .customer = customer,
                                                .key = key,
                                                .body = slice_of(body)});
}

const char *browser_token(struct browser *browser, int customer)
{
    const struct page *page;

    if (browser->token[customer])
        return browser->token[customer];
    page = browser_post(browser, 0, NULL, "/api/tokens",
                        browser_format(browser,
                                       "{\"customer_id\":%d,\"pin\":\"%04d\"}",
                                       customer, customer));
    page_is(page, 201);
    browser->token[customer] =
        arena_string(&browser->tokens, page_text(page, "token"));
    return browser->token[customer];
}

const char *browser_key(struct browser *browser)
{
    browser->keys_made++;
    return browser_format(browser, "accept-%016" PRIx64 "-%u",
                          browser->key_seed, browser->keys_made);
}

const char *browser_format(struct browser *browser, const char *format, ...)
{
    char text[1024];
    va_list list;

    va_start(list, format);
    vsnprintf(text, sizeof(text), format, list);
    va_end(list);
    return arena_string(&browser->pages, text);
}
