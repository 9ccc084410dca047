/*
 * Words with which a client says more than it may: who it is, what stands
 * before it, which headers are not for it, and contracts that are not offered.
 *
 * What holds: a request is answered as it would be without them. Nothing of
 * the client's head is passed on to a service as it came; what a service is
 * told about the caller, the front door has read in a token.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/hostile/rpc.h"
#include "tests/hostile/suites.h"

/* ---- header lines in HTTP/1.1 ---- */

static const char *const lies[] = {
    "cleave-customer: 100\r\n",
    "cleave-scope: orders:read orders:write admin\r\n",
    "cleave-customer: 100\r\ncleave-scope: admin\r\n",
    "cleave-identity: supervisor.0."
    "0000000000000000000000000000000000000000000000000000000000000000\r\n",
    "cleave-identity: gateway.1\r\n",
    "cleave-instance: payments-1\r\n",
    "X-User: 100\r\n",
    "X-User-Id: 100\r\nX-Scope: admin\r\n",
    "X-Internal-User: 100\r\nX-Internal-Scope: admin\r\n",
    "X-Forwarded-User: 100\r\nX-Remote-User: 100\r\n",
    "X-Forwarded-For: 127.0.0.1\r\nX-Real-IP: 127.0.0.1\r\n",
    "Forwarded: for=127.0.0.1;by=unix:gateway;proto=https\r\n",
    "X-Envoy-Fault-Abort-Request: 503\r\nX-Fault: abort\r\n",
    "X-HTTP-Method-Override: DELETE\r\nX-Method-Override: POST\r\n",
    "X-Original-URL: /api/users/100\r\nX-Rewrite-URL: /metrics\r\n",
    "X-Forwarded-Host: evil\r\nX-Forwarded-Prefix: /api/..\r\n",
    "Connection: authorization\r\n",
    "Connection: keep-alive, authorization, host, content-length\r\n",
    "Connection: cleave-customer\r\ncleave-customer: 100\r\n",
    "Connection: x-user\r\nX-User: 100\r\n",
    "Keep-Alive: timeout=100000\r\nProxy-Connection: keep-alive\r\n",
    "Proxy-Authorization: Bearer x\r\nProxy-Authenticate: Basic\r\n",
    "TE: trailers, chunked\r\n",
    "Trailer: Authorization\r\n",
    "grpc-timeout: 1n\r\ngrpc-status: 0\r\ncleave-error: ok\r\n",
    ":path: /api/users/100\r\n",
    "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n",
};

static bool is_refusable(const char *line)
{
    return line[0] == ':'; /* no token, so no header at all */
}

static struct answer get_as(struct stage *stage, struct wire *wire,
                            const char *path, const char *token,
                            const char *lines)
{
    const char *bearer =
        token
            ? arena_format(&stage->arena, "Authorization: Bearer %s\r\n", token)
            : "";
    const char *text =
        arena_format(&stage->arena, "GET %s HTTP/1.1\r\nHost: shop\r\n%s%s\r\n",
                     path, bearer, lines);
    struct answer answer = {0};

    wire_open(wire, stage->door);
    assert_true(wire_send(wire, text, strlen(text)));
    if (!wire_answer(wire, &answer))
        fail_msg("closed without a word on %s", text);
    return answer;
}

/* The same status and the same bytes as without those lines. */
static void changes_nothing(struct stage *stage, const char *path,
                            const char *token, const char *lines)
{
    struct wire plain, marked;
    struct answer without = get_as(stage, &plain, path, token, "");
    struct answer with = get_as(stage, &marked, path, token, lines);

    if (is_refusable(lines))
        assert_int_equal(with.status, 400);
    else if (with.status != without.status ||
             (with.status == 200 &&
              (with.body.length != without.body.length ||
               memcmp(with.body.data, without.body.data, with.body.length))))
        fail_msg("%s: %d instead of %d with %s%.*s", path, with.status,
                 without.status, lines, (int)with.body.length, with.body.data);
    wire_close(&plain);
    wire_close(&marked);
}

static void what_a_client_says_of_itself_changes_nothing(void **state)
{
    static const char *const paths[] = {"/api/users/63", "/api/users/100",
                                        "/api/orders?limit=1"};
    struct stage *stage = *state;

    for (size_t i = 0; i < COUNT(lies); i++)
        for (size_t k = 0; k < COUNT(paths); k++) {
            changes_nothing(stage, paths[k], stage->attacker, lies[i]);
            changes_nothing(stage, paths[k], NULL, lies[i]);
        }
}

/* So that the test above could fail: the door does tell them apart. */
static void another_customer_is_closed_to_the_attacker(void **state)
{
    struct stage *stage = *state;
    struct wire wire;

    assert_int_equal(
        get_as(stage, &wire, "/api/users/100", stage->attacker, "").status,
        403);
    wire_close(&wire);
    assert_int_equal(
        get_as(stage, &wire, "/api/users/63", stage->attacker, "").status, 200);
    wire_close(&wire);
    assert_int_equal(get_as(stage, &wire, "/api/users/63", NULL, "").status,
                     401);
    wire_close(&wire);
}

/* ---- traces ---- */

#define TRACE_ID "4bf92f3577b34da6a3ce929d0e0e4736"

/* The answer names one trace, in the one form there is. */
static void names_a_trace(const struct answer *answer, bool same,
                          const char *lines)
{
    static const char name[] = "\r\ntraceparent: 00-";
    enum { ID = 32, SPAN = 16 };
    struct slice head = answer->head;
    const char *at = memmem(head.data, head.length, name, sizeof(name) - 1);
    const char *id = at ? at + sizeof(name) - 1 : NULL;

    if (!id)
        fail_msg("no trace in the answer to %.60s", lines);
    assert_true(strspn(id, "0123456789abcdef") == ID && id[ID] == '-');
    assert_true(strspn(id + ID + 1, "0123456789abcdef") == SPAN);
    assert_memory_equal(id + ID + 1 + SPAN, "-0", 2);
    assert_true(id[ID + SPAN + 3] == '0' || id[ID + SPAN + 3] == '1');
    assert_memory_equal(id + ID + SPAN + 4, "\r\n", 2);
    if ((memcmp(id, TRACE_ID, ID) == 0) != same)
        fail_msg("%.*s for %.60s", ID, id, lines);
    assert_null(memmem(head.data, head.length, "tracestate", 10));
    assert_null(memmem(id, head.length - (size_t)(id - head.data), name,
                       sizeof(name) - 1));
}

static void a_trace_from_outside_says_no_more_than_its_id(void **state)
{
    static const struct {
        const char *lines;
        bool same;
    } all[] = {
        {"traceparent: 00-" TRACE_ID "-00f067aa0ba902b7-01\r\n", true},
        {"traceparent: 00-" TRACE_ID "-00f067aa0ba902b7-ff\r\n", true},
        {"traceparent: 00-" TRACE_ID "-0000000000000000-01\r\n", false},
        {"traceparent: ff-" TRACE_ID "-00f067aa0ba902b7-01\r\n", false},
        {"traceparent: 00-" TRACE_ID "-00f067aa0ba902b7-01-x\r\n", false},
        {"traceparent: 00-" TRACE_ID "-00f067aa0ba902b7-zz\r\n", false},
        {"traceparent: 00-4BF92F3577B34DA6A3CE929D0E0E4736-"
         "00f067aa0ba902b7-01\r\n",
         false},
        {"traceparent: 00-" TRACE_ID "-00f067aa0ba902b7-01\r\n"
         "traceparent: 00-" TRACE_ID "-00f067aa0ba902b8-01\r\n",
         false},
        {"traceparent: \"},{\"event\":\"forged\"\r\n", false},
        {"tracestate: a=b\r\nbaggage: user=100\r\nb3: 1-1-1\r\n", false},
    };
    struct stage *stage = *state;
    char *long_state = arena_alloc(&stage->arena, 16 * 1024);
    struct wire wire;
    struct answer answer;

    for (size_t i = 0; i < COUNT(all); i++) {
        answer = get_as(stage, &wire, "/api/products/MUG", NULL, all[i].lines);
        assert_int_equal(answer.status, 200);
        names_a_trace(&answer, all[i].same, all[i].lines);
        wire_close(&wire);
    }
    memset(long_state, 'a', 16 * 1024 - 1);
    long_state[16 * 1024 - 1] = '\0';
    answer = get_as(stage, &wire, "/api/products/MUG", NULL,
                    arena_format(&stage->arena,
                                 "traceparent: 00-" TRACE_ID
                                 "-00f067aa0ba902b7-01\r\ntracestate: %s\r\n",
                                 long_state));
    assert_int_equal(answer.status, 431);
    wire_close(&wire);
}

/* ---- the same by gRPC ---- */

static void metadata_that_only_peers_may_send_changes_nothing(void **state)
{
    static const char user[] = "/shop.Shop/GetUser";
    struct stage *stage = *state;
    const char *bearer =
        arena_format(&stage->arena, "Bearer %s", stage->attacker);
    const struct pair all[] = {
        {"authorization", bearer},
        {"cleave-customer", "100"},
        {"cleave-scope", "orders:read orders:write admin"},
        {"cleave-identity", "gateway.1.00000000000000000000000000000000"
                            "00000000000000000000000000000000"},
        {"x-user", "100"},
        {"x-internal-user", "100"},
        {"x-forwarded-for", "127.0.0.1"}};

    /* The manager is customer 100 (0x64), the attacker 63 (0x3f). */
    for (size_t more = 1; more <= COUNT(all); more++) {
        assert_int_equal(
            rpc_status(stage->door, user, SLICE("\x08\x3f"), all, more),
            GRPC_OK);
        assert_int_equal(
            rpc_status(stage->door, user, SLICE("\x08\x64"), all, more),
            GRPC_DENIED);
        assert_int_equal(
            rpc_status(stage->door, user, SLICE("\x08\x3f"), all + 1, more - 1),
            GRPC_NO_TOKEN);
    }
}

/* ---- contracts that no front door offers ---- */

static const char *const inner[] = {
    "control.Control/Status",
    "control.Control/ArmCrash",
    "control.Control/SetLog",
    "control.Control/ListSettings",
    "control.Control/SetSetting",
    "control.Control/ListGauges",
    "faults.Faults/Inject",
    "faults.Faults/Heal",
    "faults.Faults/List",
    "sidecar.Sidecar/GetPolicy",
    "sidecar.Sidecar/SetPolicy",
    "supervisor.Supervisor/Status",
    "supervisor.Supervisor/Down",
    "supervisor.Supervisor/Signal",
    "supervisor.Supervisor/Deploy",
    "registry.Registry/Join",
    "registry.Registry/List",
    "registry.Registry/Watch",
    "registry.Registry/SetSidecar",
    "events.Events/Deliver",
    "payments.Payments/Charge",
    "payments.Payments/Wallet",
    "orders.Orders/Place",
    "inventory.Inventory/Restock",
    "inventory.Inventory/WatchStock",
    "shipping.Shipping/Find",
    "customers.Customers/Get",
    "grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
    "grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
};

static void inner_contracts_are_not_at_the_front_door(void **state)
{
    struct stage *stage = *state;
    const struct pair manager[] = {
        {"authorization",
         arena_format(&stage->arena, "Bearer %s", stage->manager)},
        {"cleave-scope", "admin"}};

    for (size_t i = 0; i < COUNT(inner); i++) {
        const char *path = arena_format(&stage->arena, "/%s", inner[i]);
        const char *rest = arena_format(
            &stage->arena,
            "POST /rpc/%s HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\n"
            "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
            inner[i], stage->manager);
        int status =
            rpc_status(stage->door, path, SLICE(""), manager, COUNT(manager));

        if (status != GRPC_NO_METHOD)
            fail_msg("gRPC, %s: status %d", inner[i], status);
        stage_refuses(stage, slice_of(rest), 404, "");
    }
}

/* By another way to write it. */
static void inner_contracts_have_no_other_path(void **state)
{
    static const char *const ways[] = {
        "//control.Control/Status",
        "/./control.Control/Status",
        "/shop.Shop/../control.Control/Status",
        "/shop.Shop/GetUser/../../control.Control/Status",
        "/control.Control%2fStatus",
        "/%63ontrol.Control/Status",
        "/control.Control/Status/",
        "/control.Control/Status?x=1",
        "/CONTROL.CONTROL/STATUS",
        "/control.Control//Status",
        "/rpc/control.Control/Status",
        "/api/../rpc/control.Control/Status",
    };
    struct stage *stage = *state;

    for (size_t i = 0; i < COUNT(ways); i++) {
        int status = rpc_status(stage->door, ways[i], SLICE(""), NULL, 0);
        struct wire wire;
        struct answer answer;

        if (status == GRPC_OK)
            fail_msg("gRPC, %s: it was answered", ways[i]);
        answer = get_as(stage, &wire, ways[i], stage->manager, "");
        if (answer.status < 400)
            fail_msg("%s: %d", ways[i], answer.status);
        wire_close(&wire);
    }
}

/* Health may be watched by anybody, for any length of time. */
static void strangers_who_watch_health_cost_little(void **state)
{
    enum { WIRES = 20, STREAMS = 100 };
    static struct wire wires[WIRES];
    struct stage *stage = *state;
    struct buffer out, block;
    struct answer answer;
    struct wire other;

    buffer_init(&out, 256 * 1024);
    buffer_init(&block, 4096);
    rpc_head(&block, "/grpc.health.v1.Health/Watch");
    for (uint32_t id = 1; id < 2 * STREAMS; id += 2) {
        h2_frame(&out, H2_HEADERS, H2_END_HEADERS, id,
                 (struct slice){block.data, block.length});
        h2_frame(&out, H2_DATA, H2_END_STREAM, id, SLICE("\0\0\0\0\0"));
    }
    for (size_t i = 0; i < WIRES; i++) {
        h2_open(&wires[i], stage->door);
        assert_true(wire_send(&wires[i], out.data, out.length));
    }
    answer = get_as(stage, &other, "/healthz", NULL, "");
    assert_int_equal(answer.status, 200);
    stage_is_slim(stage);
    wire_close(&other);
    for (size_t i = 0; i < WIRES; i++)
        wire_close(&wires[i]);
    buffer_release(&out);
    buffer_release(&block);
}

static const struct CMUnitTest tests[] = {
    ATTACK(another_customer_is_closed_to_the_attacker),
    ATTACK(what_a_client_says_of_itself_changes_nothing),
    ATTACK(a_trace_from_outside_says_no_more_than_its_id),
    ATTACK(metadata_that_only_peers_may_send_changes_nothing),
    ATTACK(inner_contracts_are_not_at_the_front_door),
    ATTACK(inner_contracts_have_no_other_path),
    ATTACK(strangers_who_watch_health_cost_little),
};

const struct suite suite_edges = SUITE("edges", tests);
