/*
 * rest_bench -- a made-up shop behind the REST edge, on real sockets.
 *
 * Use:       rest_bench_set_up(), rest_ask() waits for an answer,
 *            rest_bench_tear_down(). The customer of an order says what comes
 *            of it: 1 is confirmed, 2 pending, 3 declined about an order,
 *            4 stays open until rest_settle().
 * Ownership: an answer holds until the next rest_ask().
 * Errors:    what should not happen fails the running test.
 */
#ifndef TESTS_SUPPORT_REST_BENCH_H
#define TESTS_SUPPORT_REST_BENCH_H

#include "chassis/http.h"
#include "chassis/rest.h"
#include "domain/api/shop.pb-c.h"
#include "tests/support/stand.h"

enum { REST_HELD = 4 }; /* orders */

struct rest_bench {
    char directory[64];
    struct loop *loop;
    struct stand stand;
    struct token_keys keys;
    struct rest rest;
    struct http_server *server;
    struct address local, tcp;
    struct http_client *client, *stranger; /* to `local`, to `tcp` */
    struct arena arena;
    /* What the newest handler saw. */
    int ran;
    char key[LIMIT_IDEMPOTENCY_KEY_BYTES + 1];
    bool korean;
    struct caller caller;
    struct trace trace;
    int64_t deadline_ms;
    char text[64]; /* an id or SKU */
    int64_t numbers[2];
    struct request *held[REST_HELD];
    size_t held_count;
};

struct rest_answer {
    int status;
    char body[64 * 1024];
    char headers[1024]; /* "name: value\n" lines */
};

int rest_bench_set_up(void **state);
int rest_bench_tear_down(void **state);
/* `headers` are whole lines; "@" stands for the token of customer 7. */
const struct rest_answer *rest_ask(struct rest_bench *bench, const char *method,
                                   const char *target, const char *headers,
                                   const char *body);
/* The same over TCP. */
const struct rest_answer *rest_ask_far(struct rest_bench *bench,
                                       const char *method, const char *target,
                                       const char *headers, const char *body);
/* A token line for these scopes. */
const char *rest_token(struct rest_bench *bench, const char *scope);
void rest_settle(struct rest_bench *bench);
/* Turns the loop until `bench->held_count` is reached. */
void rest_wait_held(struct rest_bench *bench, size_t count);

#endif
