/*
 * shop -- a customer of one shape: its front door over HTTP.
 *
 * The problem: every order needs a token, and a token needs a request of its
 * own, which must neither be counted into the time of the order nor be repeated
 * for each one.
 *
 * The idea: one keep-alive connection and one small table of tokens by
 * customer. A request that names a customer fetches the token first when none
 * is kept; a 401 drops it and tries once more, for a secret may have changed
 * since. The clock starts when the request itself is sent.
 */
#include "tutor/shop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/clock.h"
#include "chassis/json.h"
#include "tutor/commands/text.h"

struct shop {
    struct loop *loop;
    struct address address;
    struct http_client *client;
    char *tokens[SHOP_CUSTOMERS]; /* "Bearer ...", NULL: none yet */
};

/* One request in progress. */
struct asking {
    struct arena *arena;
    struct shop_reply *out;
    enum error error;
    int64_t began_ns;
    bool done;
};

enum error shop_open(struct shop **out, struct loop *loop,
                     const struct address *address)
{
    struct shop *shop = calloc(1, sizeof *shop);
    if (!shop)
        return error_explain(ERROR_SYSTEM, "out of memory");
    shop->loop = loop;
    shop->address = *address;
    shop->client = http_client_new(loop, address);
    *out = shop;
    return ERROR_OK;
}

void shop_close(struct shop *shop)
{
    if (!shop)
        return;
    http_client_free(shop->client);
    for (int i = 0; i < SHOP_CUSTOMERS; i++)
        free(shop->tokens[i]);
    free(shop);
}

const struct address *shop_address(const struct shop *shop)
{
    return &shop->address;
}

static void on_reply(void *arg, const struct http_reply *reply)
{
    struct asking *asking = arg;
    asking->done = true;
    asking->error = reply->error;
    asking->out->took_us = (clock_monotonic_ns() - asking->began_ns) / 1000;
    if (reply->error)
        return;
    const char *copy =
        arena_copy(asking->arena, reply->body.data, reply->body.length);
    asking->out->status = reply->status;
    asking->out->body = (struct slice){copy, copy ? reply->body.length : 0};
}

/* Sends one request and waits; `headers` are complete lines. */
static enum error exchange_once(struct shop *shop,
                                const struct shop_request *request,
                                const char *headers, struct arena *arena,
                                struct shop_reply *out)
{
    struct asking asking = {
        .arena = arena, .out = out, .began_ns = clock_monotonic_ns()};
    int64_t timeout_ms =
        request->timeout_ms ? request->timeout_ms : SHOP_TIMEOUT_MS;
    http_client_send(shop->client, request->method, request->path, headers,
                     slice_of(request->body), timeout_ms, on_reply, &asking);
    while (!asking.done)
        loop_once(shop->loop, true);
    char name[300];
    address_format(&shop->address, name, sizeof name);
    if (asking.error == ERROR_DEADLINE)
        return explain(ERROR_DEADLINE, DOOR_SILENT, name,
                       (long long)timeout_ms);
    if (asking.error)
        return explain(asking.error, DOOR_CLOSED, name);
    return ERROR_OK;
}

/* Takes the member "token" out of an answer and keeps it. */
static enum error keep_token(struct shop *shop, int customer,
                             const struct shop_reply *reply,
                             struct arena *arena)
{
    const struct json *root = NULL;
    enum error error =
        json_parse(reply->body.data, reply->body.length, arena, &root);
    if (error)
        return error;
    const struct json *token = json_member(root, "token");
    if (!token || token->kind != JSON_TEXT ||
        token->text_length > LIMIT_TOKEN_BYTES)
        return explain(ERROR_MALFORMED, TOKEN_ODD);
    size_t bytes = token->text_length + sizeof "Bearer ";
    char *kept = malloc(bytes);
    if (!kept)
        return error_explain(ERROR_SYSTEM, "out of memory");
    snprintf(kept, bytes, "Bearer %s", token->text);
    free(shop->tokens[customer]);
    shop->tokens[customer] = kept;
    return ERROR_OK;
}

static enum error fetch_token(struct shop *shop, int customer, const char *pin,
                              struct arena *arena, struct shop_reply *reply)
{
    char seeded[16];
    snprintf(seeded, sizeof seeded, "%04d", customer);
    struct buffer text;
    struct json_writer json;
    buffer_init(&text, LIMIT_TOKEN_BYTES);
    json_begin(&json, &text);
    json_object_open(&json);
    json_key_int(&json, "customer_id", customer);
    json_key_text(&json, "pin", pin ? pin : seeded);
    json_object_close(&json);
    struct shop_request request = {
        .method = "POST", .path = "/api/tokens", .body = text.data};
    enum error error = buffer_error(&text);
    if (!error)
        error = exchange_once(
            shop, &request,
            text_korean()
                ? "Content-Type: application/json\r\nAccept-Language: ko\r\n"
                : "Content-Type: application/json\r\nAccept-Language: en\r\n",
            arena, reply);
    buffer_release(&text);
    if (error)
        return error;
    if (reply->status != 201 && reply->status != 200)
        return explain(ERROR_UNAUTHENTICATED, NO_TOKEN, customer,
                       reply->status);
    return keep_token(shop, customer, reply, arena);
}

enum error shop_token(struct shop *shop, int customer, const char *pin,
                      struct arena *arena, const char **out)
{
    struct shop_reply reply = {0};
    if (customer < 1 || customer >= SHOP_CUSTOMERS)
        return explain(ERROR_NOT_FOUND, NO_CUSTOMER, customer, SHOP_MANAGER);
    if (!shop->tokens[customer] || pin) {
        enum error error = fetch_token(shop, customer, pin, arena, &reply);
        if (error)
            return error;
    }
    *out = shop->tokens[customer];
    return ERROR_OK;
}

static const char *header_lines(struct shop *shop,
                                const struct shop_request *request,
                                struct arena *arena)
{
    const char *token =
        request->customer ? shop->tokens[request->customer] : NULL;
    return arena_format(
        arena, "Accept-Language: %s\r\n%s%s%s%s%s%s%s",
        text_korean() ? "ko" : "en",
        request->body ? "Content-Type: application/json\r\n" : "",
        token ? "Authorization: " : "", token ? token : "", token ? "\r\n" : "",
        request->key ? "Idempotency-Key: " : "",
        request->key ? request->key : "", request->key ? "\r\n" : "");
}

/* Fetches the token first; a refused one is the whole answer (`refused`). */
static enum error prepare(struct shop *shop, const struct shop_request *request,
                          struct arena *arena, struct shop_reply *out,
                          bool *refused)
{
    *refused = false;
    if (!request->customer)
        return ERROR_OK;
    if (request->customer < 1 || request->customer >= SHOP_CUSTOMERS)
        return explain(ERROR_NOT_FOUND, NO_CUSTOMER, request->customer,
                       SHOP_MANAGER);
    if (shop->tokens[request->customer] && !request->pin)
        return ERROR_OK;
    enum error error =
        fetch_token(shop, request->customer, request->pin, arena, out);
    if (error != ERROR_UNAUTHENTICATED)
        return error;
    *refused = true;
    return ERROR_OK;
}

enum error shop_ask(struct shop *shop, const struct shop_request *request,
                    struct arena *arena, struct shop_reply *out)
{
    for (int attempt = 0;; attempt++) {
        bool refused = false;
        *out = (struct shop_reply){0};
        enum error error = prepare(shop, request, arena, out, &refused);
        if (error || refused)
            return error;
        const char *headers = header_lines(shop, request, arena);
        if (!headers)
            return error_explain(ERROR_SYSTEM, "out of memory");
        error = exchange_once(shop, request, headers, arena, out);
        if (error || out->status != 401 || !request->customer || attempt > 0)
            return error;
        free(shop->tokens[request->customer]);
        shop->tokens[request->customer] = NULL;
    }
}

enum error shop_url_address(const char *url, struct address *out)
{
    char text[300];
    if (strncmp(url, "http://", 7) != 0)
        return explain(ERROR_MALFORMED, URL_ODD, url);
    snprintf(text, sizeof text, "tcp:%s", url + 7);
    return address_parse(out, text);
}
