/*
 * A running shop, what it knows, and what no attack may change.
 *
 * The problem: that an attack was answered with 400 says little. It might have
 * been carried out as well, or have left a process that answers nobody else.
 *
 * The idea: every test is wrapped. Before it, the shop's books are read
 * through its own door; after it they are read again, on a new connection, and
 * must be equal. So each test also asks whether the shop still serves.
 *
 * What holds: reading is done at the front door whichever door was attacked.
 *
 * Order of use: stage_open, stage_face for each door, tests, stage_close.
 */
#include "tests/hostile/stage.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/random.h"

enum { ARENA_BYTES = 96 * 1024 * 1024, PRODUCTS_BYTES = 256 * 1024 };

/* ---- asking at the front door ---- */

static struct answer ask(struct stage *stage, struct wire *wire,
                         struct slice request, int status)
{
    struct answer answer;

    (void)stage;
    if (!wire_send(wire, request.data, request.length) ||
        !wire_answer(wire, &answer))
        fail_msg("the shop no longer serves: the connection was closed on "
                 "%.40s",
                 request.data);
    if (answer.status != status)
        fail_msg("the shop no longer serves: %d on %.40s: %.*s", answer.status,
                 request.data, (int)answer.body.length, answer.body.data);
    return answer;
}

static struct slice get(struct stage *stage, const char *target,
                        const char *token)
{
    return slice_of(arena_format(&stage->arena,
                                 "GET %s HTTP/1.1\r\nHost: shop\r\n"
                                 "Authorization: Bearer %s\r\n\r\n",
                                 target, token));
}

static const struct json *tree_of(struct stage *stage, struct slice body)
{
    const struct json *tree = NULL;

    if (json_parse(body.data, body.length, &stage->arena, &tree))
        fail_msg("no JSON: %.*s", (int)body.length, body.data);
    return tree;
}

static void log_in(struct stage *stage, struct wire *wire, int customer,
                   char out[STAGE_TOKEN_BYTES])
{
    const char *body =
        arena_format(&stage->arena, "{\"customer_id\":%d,\"pin\":\"%04d\"}",
                     customer, customer);
    const char *text =
        arena_format(&stage->arena,
                     "POST /api/tokens HTTP/1.1\r\nHost: shop\r\n"
                     "Content-Type: application/json\r\n"
                     "Content-Length: %zu\r\n\r\n%s",
                     strlen(body), body);
    struct answer answer = ask(stage, wire, slice_of(text), 201);
    const struct json *tree = tree_of(stage, answer.body);

    snprintf(out, STAGE_TOKEN_BYTES, "%s", json_member(tree, "token")->text);
}

/* All orders of the shop, page by page. */
static int64_t count_orders(struct stage *stage, struct wire *wire)
{
    int64_t count = 0;
    const char *next = "";

    do {
        const char *target =
            arena_format(&stage->arena, "/api/orders?limit=100%s%s",
                         *next ? "&after=" : "", next);
        struct answer answer =
            ask(stage, wire, get(stage, target, stage->manager), 200);
        const struct json *page = tree_of(stage, answer.body);

        count += (int64_t)json_member(page, "orders")->count;
        next = json_member(page, "next") ? json_member(page, "next")->text : "";
    } while (*next);
    return count;
}

/* An answer without its wallet is an honest part: payments may still be busy
 * with what was done to it. The books are read when it is there again. */
static int64_t read_balance(struct stage *stage, struct wire *wire)
{
    enum { TRIES = 400, WAIT_MS = 50 };
    const char *user = arena_format(&stage->arena, "/api/users/%d", ATTACKER);

    for (int i = 0; i < TRIES; i++) {
        struct answer answer =
            ask(stage, wire, get(stage, user, stage->manager), 200);
        const struct json *wallet =
            json_member(tree_of(stage, answer.body), "wallet");

        if (wallet)
            return json_member(wallet, "balance")->integer;
        poll(NULL, 0, WAIT_MS);
    }
    fail_msg("payments did not come back to its senses");
    return 0;
}

static void read_books(struct stage *stage, struct books *out)
{
    struct wire wire;
    struct answer answer;

    wire_open(&wire, &stage->front);
    ask(stage, &wire, get(stage, "/healthz", ""), 200);
    out->orders = count_orders(stage, &wire);
    out->balance = read_balance(stage, &wire);
    answer = ask(stage, &wire, get(stage, "/api/products", ""), 200);
    buffer_reset(&out->products);
    buffer_append(&out->products, answer.body.data, answer.body.length);
    wire_close(&wire);
}

/* ---- the process ---- */

static int64_t resident_bytes(pid_t pid)
{
    char path[64];
    char line[256];
    long long kilobytes = 0;
    FILE *file;

    snprintf(path, sizeof(path), "/proc/%ld/status", (long)pid);
    file = pid > 0 ? fopen(path, "r") : NULL;
    while (file && fgets(line, sizeof(line), file))
        if (sscanf(line, "VmRSS: %lld", &kilobytes) == 1)
            break;
    if (file)
        fclose(file);
    return kilobytes * 1024;
}

void stage_is_slim(struct stage *stage)
{
    int64_t now = resident_bytes(stage->pid);

#ifdef __SANITIZE_ADDRESS__
    return; /* what was freed is kept there on purpose */
#endif
    if (stage->pid > 0 && now == 0)
        fail_msg("the process %ld has gone", (long)stage->pid);
    if (now - stage->resident_bytes > STAGE_GROWTH_BYTES)
        fail_msg("the process grew by %lld KiB",
                 (long long)(now - stage->resident_bytes) / 1024);
}

void stage_forgives(struct stage *stage)
{
    stage->resident_bytes = resident_bytes(stage->pid);
}

/* ---- around each test ---- */

void stage_open(struct stage *stage, const char *url, pid_t pid)
{
    struct wire wire;

    memset(stage, 0, sizeof(*stage));
    arena_init(&stage->arena, ARENA_BYTES);
    buffer_init(&stage->before.products, PRODUCTS_BYTES);
    if (!door_read(&stage->front, "the front door", url)) {
        fprintf(stderr, "hostile: %s is no http://ADDRESS:PORT\n", url);
        exit(2);
    }
    stage_face(stage, &stage->front, pid);
    wire_open(&wire, &stage->front);
    log_in(stage, &wire, ATTACKER, stage->attacker);
    log_in(stage, &wire, 100, stage->manager);
    wire_close(&wire);
}

void stage_close(struct stage *stage)
{
    buffer_release(&stage->before.products);
    arena_release(&stage->arena);
}

void stage_face(struct stage *stage, const struct door *door, pid_t pid)
{
    stage->door = door;
    stage->pid = pid;
}

int stage_before(void **state)
{
    struct stage *stage = *state;

    stage->token = stage->attacker;
    read_books(stage, &stage->before);
    stage->resident_bytes = resident_bytes(stage->pid);
    return 0;
}

int stage_after(void **state)
{
    struct stage *stage = *state;
    struct books after = {0};
    struct books *before = &stage->before;

    buffer_init(&after.products, PRODUCTS_BYTES);
    read_books(stage, &after);
    if (after.orders != before->orders)
        fail_msg("there were %" PRId64 " orders; now there are %" PRId64,
                 before->orders, after.orders);
    assert_int_equal(after.balance, before->balance);
    assert_int_equal(after.products.length, before->products.length);
    assert_memory_equal(after.products.data, before->products.data,
                        before->products.length);
    buffer_release(&after.products);
    stage_is_slim(stage);
    arena_reset(&stage->arena);
    return 0;
}

/* ---- raw requests ---- */

static const char *fresh_key(struct stage *stage)
{
    uint64_t number = 0;

    assert_int_equal(random_secret(&number, sizeof(number)), ERROR_OK);
    return arena_format(&stage->arena, "hostile-%016" PRIx64, number);
}

struct slice stage_request(struct stage *stage, const char *method,
                           const char *target, const char *lines,
                           struct slice body)
{
    const char *length = body.length == 0
                             ? ""
                             : arena_format(&stage->arena,
                                            "Content-Type: application/json\r\n"
                                            "Content-Length: %zu\r\n",
                                            body.length);
    const char *head = arena_format(
        &stage->arena,
        "%s %s HTTP/1.1\r\nHost: shop\r\nAuthorization: Bearer %s\r\n"
        "Idempotency-Key: %s\r\n%s%s\r\n",
        method, target, stage->token, fresh_key(stage), length, lines);
    size_t bytes = strlen(head);
    char *whole = arena_alloc(&stage->arena, bytes + body.length + 1);

    memcpy(whole, head, bytes);
    if (body.length)
        memcpy(whole + bytes, body.data, body.length);
    return (struct slice){whole, bytes + body.length};
}

struct slice stage_order(struct stage *stage, struct slice body)
{
    return stage_request(stage, "POST", "/api/orders", "", body);
}

struct slice stage_good_order(struct stage *stage)
{
    return stage_order(stage, SLICE("{\"customer_id\":63,\"lines\":"
                                    "[{\"sku\":\"MUG\",\"quantity\":1}]}"));
}

/* ---- what must come back ---- */

void stage_is_problem(struct stage *stage, const struct answer *answer,
                      const struct refusal *want)
{
    const struct json *tree, *detail;

    if (answer->status != want->status)
        fail_msg("%d instead of %d: %.*s", answer->status, want->status,
                 (int)answer->body.length, answer->body.data);
    if (!memmem(answer->head.data, answer->head.length,
                "application/problem+json", 24))
        fail_msg("no problem+json: %.*s", (int)answer->head.length,
                 answer->head.data);
    tree = tree_of(stage, answer->body);
    assert_int_equal(json_member(tree, "status")->integer, want->status);
    assert_true(json_member(tree, "title")->text_length > 0);
    detail = json_member(tree, "detail");
    if (!detail || !strstr(detail->text, want->word))
        fail_msg("the sentence does not say \"%s\": %.*s", want->word,
                 (int)answer->body.length, answer->body.data);
}

void stage_refuses(struct stage *stage, struct slice bytes, int status,
                   const char *word)
{
    const struct refusal want = {status, word};
    struct answer answer;
    struct wire wire;

    wire_open(&wire, stage->door);
    wire_send(&wire, bytes.data, bytes.length);
    if (!wire_answer(&wire, &answer))
        fail_msg("closed without a word on %.*s",
                 bytes.length < 200 ? (int)bytes.length : 200, bytes.data);
    stage_is_problem(stage, &answer, &want);
    wire_close(&wire);
}

void stage_refuses_for_good(struct stage *stage, struct slice bytes, int status,
                            const char *word)
{
    const struct refusal want = {status, word};
    struct slice order = stage_good_order(stage);
    struct answer answer;
    struct wire wire;

    wire_open(&wire, stage->door);
    if (wire_send(&wire, bytes.data, bytes.length))
        wire_send(&wire, order.data, order.length);
    if (!wire_answer(&wire, &answer))
        fail_msg("closed without a word on %.*s",
                 bytes.length < 200 ? (int)bytes.length : 200, bytes.data);
    stage_is_problem(stage, &answer, &want);
    if (!wire_is_over(&wire))
        fail_msg("the connection goes on after %.*s",
                 bytes.length < 200 ? (int)bytes.length : 200, bytes.data);
    wire_close(&wire);
}
