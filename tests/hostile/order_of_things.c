/*
 * Requests that stop in the middle, come all at once, come a byte at a time,
 * or whose answers nobody reads.
 *
 * What holds: what did not arrive whole did not happen; answers leave in the
 * order of the requests and behind a bad one none; who reads nothing fills his
 * own windows and not the memory of the process.
 *
 * The slow client needs five seconds, so a thread of its own plays it beside
 * all other tests. It touches nothing but its socket and one struct.
 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "tests/hostile/suites.h"

/* ---- cut short ---- */

/* Every prefix, then nothing more: no answer that says it was done. */
static void a_request_cut_anywhere_did_not_happen(void **state)
{
    struct stage *stage = *state;
    struct slice order = stage_good_order(stage);

    for (size_t length = 1; length < order.length; length++) {
        struct answer answer;
        struct wire wire;

        wire_open(&wire, stage->door);
        wire_send(&wire, order.data, length);
        if (length % 2) /* the other half goes without a word */
            wire_end(&wire);
        if (length % 2 && wire_answer(&wire, &answer))
            fail_msg("%d for %zu of %zu bytes", answer.status, length,
                     order.length);
        wire_close(&wire);
    }
}

/* As cut_anywhere, but the peer's end is a reset. */
static void a_request_that_ends_in_a_reset_did_not_happen(void **state)
{
    struct stage *stage = *state;
    struct slice order = stage_good_order(stage);
    const struct linger at_once = {.l_onoff = 1, .l_linger = 0};

    for (size_t length = 1; length < order.length; length += 7) {
        struct wire wire;

        wire_open(&wire, stage->door);
        wire_send(&wire, order.data, length);
        setsockopt(wire.fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
        wire_close(&wire);
    }
}

/* ---- pipelined ---- */

#define HEALTH "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
#define READY "GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n"

static void expect(struct wire *wire, int status, const char *word)
{
    struct answer answer;

    assert_true(wire_answer(wire, &answer));
    assert_int_equal(answer.status, status);
    if (!memmem(answer.body.data, answer.body.length, word, strlen(word)))
        fail_msg("out of order: \"%s\" is not in %.*s", word,
                 (int)answer.body.length, answer.body.data);
}

static void pipelined_answers_come_in_order(void **state)
{
    enum { PAIRS = 200 };
    struct stage *stage = *state;
    char *all = arena_alloc(&stage->arena, PAIRS * sizeof(HEALTH READY));
    size_t bytes = sizeof(HEALTH READY) - 1;
    struct wire wire;

    for (size_t i = 0; i < PAIRS; i++)
        memcpy(all + i * bytes, HEALTH READY, bytes);
    wire_open(&wire, stage->door);
    assert_true(wire_send(&wire, all, PAIRS * bytes));
    for (size_t i = 0; i < PAIRS; i++) {
        expect(&wire, 200, "status");
        expect(&wire, 200, "ready");
    }
    wire_close(&wire);
}

static void nothing_is_served_behind_a_bad_request(void **state)
{
    static const char *const bad[] = {
        "GET /healthz HTTP/1.1\r\n\r\n", "\r\n\r\nGET\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\ng"};
    struct stage *stage = *state;

    for (size_t i = 0; i < COUNT(bad); i++) {
        struct slice order = stage_good_order(stage);
        const char *first = arena_format(&stage->arena, HEALTH READY "%s%.*s",
                                         bad[i], (int)order.length, order.data);
        struct wire wire;

        wire_open(&wire, stage->door);
        wire_send(&wire, first, strlen(first));
        expect(&wire, 200, "status");
        expect(&wire, 200, "ready");
        expect(&wire, 400, "malformed");
        assert_true(wire_is_over(&wire));
        wire_close(&wire);
    }
}

static void nothing_is_served_behind_a_close(void **state)
{
    struct stage *stage = *state;
    struct slice order = stage_good_order(stage);
    const char *all = arena_format(
        &stage->arena,
        "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n%.*s",
        (int)order.length, order.data);
    struct wire wire;

    wire_open(&wire, stage->door);
    wire_send(&wire, all, strlen(all));
    expect(&wire, 200, "status");
    assert_true(wire_is_over(&wire));
    wire_close(&wire);
}

/* ---- never reading ---- */

/* 200,000 answers of some kilobytes are asked for and none is read. */
static void who_reads_nothing_costs_nothing(void **state)
{
    static const char metrics[] = "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n";
    enum { TIMES = 200000, SMALL = 4096, STALL_MS = 300 };
    struct stage *stage = *state;
    size_t bytes = sizeof(metrics) - 1;
    char *all = arena_alloc(&stage->arena, TIMES * bytes);
    int room = SMALL;
    struct wire wire, other;

    for (size_t i = 0; i < TIMES; i++)
        memcpy(all + i * bytes, metrics, bytes);
    wire_open(&wire, stage->door);
    setsockopt(wire.fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
    assert_true(wire_push(&wire, all, TIMES * bytes, STALL_MS) < TIMES * bytes);
    stage_is_slim(stage);
    wire_open(&other, stage->door);
    assert_true(wire_send(&other, HEALTH, sizeof(HEALTH) - 1));
    expect(&other, 200, "status");
    wire_close(&other);
    wire_close(&wire);
}

/* Each has said one letter; the one behind them is served. */
static void idle_connections_starve_nobody(void **state)
{
    enum { IDLE = 300 };
    static struct wire idle[IDLE];
    struct stage *stage = *state;
    struct wire other;

    for (size_t i = 0; i < IDLE; i++) {
        wire_open(&idle[i], stage->door);
        wire_send(&idle[i], "G", 1);
    }
    wire_open(&other, stage->door);
    assert_true(wire_send(&other, HEALTH, sizeof(HEALTH) - 1));
    expect(&other, 200, "status");
    wire_close(&other);
    for (size_t i = 0; i < IDLE; i++)
        wire_close(&idle[i]);
}

/* ---- slow ---- */

enum { DROP_MS = 200, SLOW_LEAST_MS = 4500, SLOW_MOST_MS = 30000 };

static struct slow {
    pthread_t thread;
    struct wire wire;
    int64_t took_ms;
    size_t sent;
} slow;

/* Waiting for an answer is what paces it: no answer within DROP_MS, the next
 * byte. */
static void *drip(void *arg)
{
    static const char head[] = "GET /healthz HTTP/1.1\r\nHost: a\r\nX: ";
    int64_t since_ms = wire_now_ms();

    (void)arg;
    while (!slow.wire.closed && wire_now_ms() - since_ms < SLOW_MOST_MS &&
           !wire_read(&slow.wire, DROP_MS)) {
        const char *next =
            slow.sent < sizeof(head) - 1 ? head + slow.sent : "x";

        slow.sent += wire_push(&slow.wire, next, 1, DROP_MS);
    }
    slow.took_ms = wire_now_ms() - since_ms;
    return NULL;
}

void slow_begin(const struct door *door)
{
    wire_open(&slow.wire, door);
    assert_int_equal(pthread_create(&slow.thread, NULL, drip, NULL), 0);
}

void slow_end_is_408(void **state)
{
    const struct refusal want = {408, "5 seconds"};
    struct answer answer;

    assert_int_equal(pthread_join(slow.thread, NULL), 0);
    assert_true(slow.sent > 20);
    if (!wire_answer(&slow.wire, &answer))
        fail_msg("closed without a word after %lld ms",
                 (long long)slow.took_ms);
    stage_is_problem(*state, &answer, &want);
    assert_true(wire_is_over(&slow.wire));
    assert_in_range(slow.took_ms, SLOW_LEAST_MS, SLOW_MOST_MS);
    wire_close(&slow.wire);
}

static const struct CMUnitTest tests[] = {
    ATTACK(a_request_cut_anywhere_did_not_happen),
    ATTACK(a_request_that_ends_in_a_reset_did_not_happen),
    ATTACK(pipelined_answers_come_in_order),
    ATTACK(nothing_is_served_behind_a_bad_request),
    ATTACK(nothing_is_served_behind_a_close),
    ATTACK(who_reads_nothing_costs_nothing),
    ATTACK(idle_connections_starve_nobody),
};

const struct suite suite_order_of_things = SUITE("order of things", tests);
