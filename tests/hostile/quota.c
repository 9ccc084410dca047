/*
 * More requests than a client may send, by every way around the counter.
 *
 * The attack: a client whose quota is used up says that it is another: by a
 * header that proxies write, by the case of one, by more connections, by
 * another token of its own, by the other tongue of the same door.
 *
 * What holds: 429 or RESOURCE_EXHAUSTED for whatever the subject sends, and
 * service for everybody else. Where no gateway is there is no quota to get
 * round, and the suite is skipped.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/hostile/rpc.h"
#include "tests/hostile/suites.h"

/* One request a minute, ten at once: what is used up stays used up. */
enum { BURST = 10, PERIOD_S = 60, SOCKETS = 20 };

static const char path[] = "/api/users/63";
static const char user[] = "/shop.Shop/GetUser";

/* ---- the setting ---- */

/* At the gateway's Unix socket, as its owner. */
static bool set(const char *name, int64_t value)
{
    const char *socket = getenv("CLEAVE_SOCKET");
    char body[128], text[512];
    struct answer answer;
    struct door door;
    struct wire wire;
    bool done;

    if (!socket || !strstr(socket, "gateway") ||
        !door_read(&door, "the gateway", socket))
        return false;
    snprintf(body, sizeof(body),
             "{\"name\":\"rate-limit.clients.%s\",\"value\":%lld}", name,
             (long long)value);
    snprintf(text, sizeof(text),
             "POST /rpc/control.Control/SetSetting HTTP/1.1\r\nHost: a\r\n"
             "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
             strlen(body), body);
    wire_open(&wire, &door);
    done = wire_send(&wire, text, strlen(text)) &&
           wire_answer(&wire, &answer) && answer.status == 200;
    wire_close(&wire);
    return done;
}

/* ---- asking ---- */

static int ask_on(struct wire *wire, struct stage *stage, const char *token,
                  const char *lines)
{
    const char *text = arena_format(&stage->arena,
                                    "GET %s HTTP/1.1\r\nHost: shop\r\n"
                                    "Authorization: Bearer %s\r\n%s\r\n",
                                    path, token, lines);
    struct answer answer = {0};

    assert_true(wire_send(wire, text, strlen(text)));
    assert_true(wire_answer(wire, &answer));
    return answer.status;
}

static int ask(struct stage *stage, const char *token, const char *lines)
{
    struct wire wire;
    int status;

    wire_open(&wire, stage->door);
    status = ask_on(&wire, stage, token, lines);
    wire_close(&wire);
    return status;
}

static int ask_by_grpc(struct stage *stage, const char *token)
{
    const struct pair metadata[] = {
        {"authorization", arena_format(&stage->arena, "Bearer %s", token)},
        {"x-forwarded-for", "10.9.8.7"}};

    return rpc_status(stage->door, user, SLICE("\x08\x3f"), metadata, 2);
}

/* ---- around each test ---- */

/* At a rate of a million a second whatever was used flows off at once. */
static void forgive(struct stage *stage)
{
    set("period-s", 1);
    set("rate", 1000000);
    ask(stage, stage->attacker, "");
    ask(stage, stage->manager, "");
}

static int open_meter(void **state)
{
    int failed = stage_before(state);

    set("period-s", PERIOD_S);
    set("burst", BURST);
    set("rate", 1);
    return failed;
}

static int close_meter(void **state)
{
    struct stage *stage = *state;

    forgive(stage);
    set("rate", 0);
    return stage_after(state);
}

static void need_a_meter(void)
{
    if (!set("rate", 1))
        skip();
}

static void use_it_up(struct stage *stage)
{
    int served = 0;

    while (ask(stage, stage->attacker, "") == 200 && served <= 2 * BURST)
        served++;
    assert_in_range(served, 1, BURST + 1);
}

/* ---- ways around ---- */

static void no_header_gives_a_new_quota(void **state)
{
    static const char *const all[] = {
        "X-Forwarded-For: 10.0.0.1\r\n",
        "x-FORWARDED-for: 10.0.0.2, 10.0.0.3\r\n",
        "X-Real-IP: 10.0.0.4\r\n",
        "Forwarded: for=10.0.0.5\r\n",
        "X-Client-Id: somebody\r\nX-Api-Key: another\r\n",
        "cleave-customer: 64\r\ncleave-scope: admin\r\n",
        "X-User: 64\r\n",
        "User-Agent: another\r\n",
        "Idempotency-Key: fresh-one\r\n",
        "RateLimit-Limit: 1000\r\nX-RateLimit-Remaining: 1000\r\n",
        "Connection: x-forwarded-for\r\nX-Forwarded-For: 10.0.0.6\r\n",
    };
    struct stage *stage = *state;

    need_a_meter();
    use_it_up(stage);
    for (size_t i = 0; i < COUNT(all); i++)
        if (ask(stage, stage->attacker, all[i]) != 429)
            fail_msg("served once more with %s", all[i]);
    assert_int_equal(ask(stage, stage->manager, ""), 200);
}

static void parallel_sockets_share_one_quota(void **state)
{
    static struct wire wires[SOCKETS];
    struct stage *stage = *state;
    int served = 0;

    need_a_meter();
    for (size_t i = 0; i < SOCKETS; i++)
        wire_open(&wires[i], stage->door);
    for (size_t i = 0; i < SOCKETS; i++)
        served += ask_on(&wires[i], stage, stage->attacker, "") == 200;
    for (size_t i = 0; i < SOCKETS; i++)
        wire_close(&wires[i]);
    assert_in_range(served, 1, BURST + 1);
}

/* A second log-in of the same customer is the same customer. */
static void another_token_of_the_subject_shares_its_quota(void **state)
{
    static const char log_in[] =
        "POST /api/tokens HTTP/1.1\r\nHost: shop\r\nContent-Type: "
        "application/json\r\nContent-Length: 31\r\n\r\n"
        "{\"customer_id\":63,\"pin\":\"0063\"}";
    struct stage *stage = *state;
    const struct json *tree = NULL;
    struct answer answer;
    struct wire wire;

    need_a_meter();
    use_it_up(stage);
    wire_open(&wire, stage->door);
    assert_true(wire_send(&wire, log_in, sizeof(log_in) - 1));
    assert_true(wire_answer(&wire, &answer));
    assert_int_equal(answer.status, 201);
    assert_int_equal(
        json_parse(answer.body.data, answer.body.length, &stage->arena, &tree),
        ERROR_OK);
    assert_int_equal(ask(stage, json_member(tree, "token")->text, ""), 429);
    wire_close(&wire);
}

static void the_other_tongue_shares_the_quota(void **state)
{
    struct stage *stage = *state;

    need_a_meter();
    assert_int_equal(ask_by_grpc(stage, stage->attacker), GRPC_OK);
    use_it_up(stage);
    assert_int_equal(ask_by_grpc(stage, stage->attacker), GRPC_EXHAUSTED);
}

/* Guessing PINs is bounded too, whoever the guesser says that he is; and one
 * who guesses keeps nobody from reading the catalogue. */
static void strangers_are_counted_however_they_call_themselves(void **state)
{
    struct stage *stage = *state;
    int tried = 0;

    need_a_meter();
    for (int i = 0; i < 2 * BURST; i++) {
        const char *guess = arena_format(
            &stage->arena,
            "POST /api/tokens HTTP/1.1\r\nHost: shop\r\n"
            "X-Forwarded-For: 10.0.0.%d\r\nContent-Type: application/json\r\n"
            "Content-Length: 31\r\n\r\n{\"customer_id\":64,\"pin\":\"90%02d\"}",
            i, i);
        struct answer answer;
        struct wire wire;

        wire_open(&wire, stage->door);
        assert_true(wire_send(&wire, guess, strlen(guess)));
        assert_true(wire_answer(&wire, &answer));
        if (answer.status != 401 && answer.status != 429)
            fail_msg("%d: %.*s", answer.status, (int)answer.body.length,
                     answer.body.data);
        tried += answer.status == 401;
        wire_close(&wire);
    }
    assert_in_range(tried, 1, BURST + 1);
}

#define METERED(test) \
    cmocka_unit_test_setup_teardown(test, open_meter, close_meter)

static const struct CMUnitTest tests[] = {
    METERED(no_header_gives_a_new_quota),
    METERED(parallel_sockets_share_one_quota),
    METERED(another_token_of_the_subject_shares_its_quota),
    METERED(the_other_tongue_shares_the_quota),
    METERED(strangers_are_counted_however_they_call_themselves),
};

const struct suite suite_quota = SUITE("quota", tests);
