/*
 * grpc_door_test -- who may call what: an inner service, a front door, a local
 * peer and a stranger. Pure checks on made-up requests.
 */
#include <stdio.h>
#include <string.h>

#include "chassis/contracts/control.pb-c.h"
#include "chassis/contracts/health.pb-c.h"
#include "chassis/contracts/fault.pb-c.h"
#include "chassis/contracts/events.pb-c.h"
#include "chassis/grpc_private.h"
#include "chassis/identity.h"
#include "domain/payments/payments.pb-c.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/stand.h"

/* ---- a service with three faces ---- */

static enum error never(struct request *rq, const ProtobufCMessage *in)
{
    (void)rq, (void)in;
    return ERROR_INTERNAL;
}

static const struct method pay[] = {{"Charge", never, ACCESS_READ},
                                    {"Refund", never, ACCESS_READ},
                                    {"Find", never, ACCESS_READ},
                                    {"Wallet", never, ACCESS_READ}};
static const struct method deliver[] = {{"Deliver", never, ACCESS_READ}};
static const struct method control[] = {
    {"Status", never, ACCESS_READ},     {"ArmCrash", never, ACCESS_READ},
    {"SetLog", never, ACCESS_READ},     {"ListSettings", never, ACCESS_READ},
    {"SetSetting", never, ACCESS_READ}, {"ListGauges", never, ACCESS_READ}};
static const struct method faults[] = {{"Inject", never, ACCESS_READ},
                                       {"Heal", never, ACCESS_READ},
                                       {"List", never, ACCESS_READ}};
static const struct method health[] = {{"Check", never, ACCESS_READ},
                                       {"List", never, ACCESS_READ},
                                       {"Watch", never, ACCESS_READ}};
static const struct face faces[] = {
    {&payments__payments__descriptor, pay, 4},
    {&events__events__descriptor, deliver, 1},
    {&control__control__descriptor, control, 6},
    {&faults__faults__descriptor, faults, 3},
    {&grpc__health__v1__health__descriptor, health, 3}};
static const struct service service = {
    .name = "payments", .faces = faces, .face_count = 5};

static const struct route routes[] = {
    {.rpc = "Charge", .scope = "pay:write", .needs_key = true},
    {.rpc = "Find", .scope = "pay:read"},
    {.rpc = "Wallet"}};
static const struct route_table table = {.routes = routes, .count = 3};
static const struct token_keys keys = {.secret =
                                           "0123456789abcdef0123456789abcde",
                                       .issuer = "cleave",
                                       .audience = "shop"};

static struct stand stand;

static int set_up(void **state)
{
    (void)state;
    stand_new(&stand, &service, &keys, 1);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    stand_free(&stand);
    return 0;
}

/* ---- asking ---- */

static int64_t counted;

static bool count_one_each(struct runtime *rt, int64_t who, const char *rpc,
                           struct rest_quota *out)
{
    (void)rt;
    (void)rpc;
    *out = (struct rest_quota){.limit = 1, .window_s = 60, .reset_s = 9};
    counted += who;
    return counted <= who;
}

struct ask {
    bool front, far, metered;
    const char *trusts;
    const char *path;
    struct http_header headers[4];
    size_t header_count;
};

static enum error ask(const struct ask *ask, struct caller *caller)
{
    const struct grpc_door door = {
        stand.runtime, ask->front ? &keys : NULL, ask->front ? &table : NULL,
        ask->metered ? count_one_each : NULL, ask->trusts};
    const struct http_request http = {.path = slice_of(ask->path),
                                      .headers = ask->headers,
                                      .header_count = ask->header_count,
                                      .local = !ask->far};
    struct grpc_metadata metadata;
    struct grpc_target target;
    *caller = (struct caller){0};
    enum error error = grpc_read_metadata(&http, &metadata);
    if (!error)
        error = grpc_find_target(&door, &http, &target);
    if (!error)
        error = grpc_establish_caller(&door, &http, &target, &metadata, caller);
    return error;
}

static enum error ask_path(bool front, bool far, const char *path)
{
    struct caller caller;
    return ask(&(struct ask){.front = front, .far = far, .path = path},
               &caller);
}

static void a_path_names_a_contract_and_a_method_or_nothing(void **state)
{
    static const char *const nothing[] = {"",
                                          "/",
                                          "payments.Payments/Charge",
                                          "/payments.Payments",
                                          "/x/y",
                                          "//",
                                          "/payments.Payments/",
                                          "/payments.Payments/charge",
                                          "/payments.Payments/Charge/"};
    (void)state;
    assert_int_equal(ask_path(false, false, "/payments.Payments/Charge"),
                     ERROR_OK);
    for (size_t i = 0; i < sizeof nothing / sizeof nothing[0]; i++)
        assert_int_equal(ask_path(false, false, nothing[i]),
                         ERROR_UNIMPLEMENTED);
}

static void an_overlong_path_is_refused_and_quoted_in_part(void **state)
{
    char path[4096];
    (void)state;
    memset(path, 'a', sizeof path);
    path[0] = path[20] = '/';
    path[sizeof path - 1] = '\0';
    assert_int_equal(ask_path(false, false, path), ERROR_UNIMPLEMENTED);
    assert_true(strlen(error_detail(ERROR_UNIMPLEMENTED)) < 200);
}

static void health_is_for_all_callers_at_every_door(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++)
        assert_int_equal(ask_path(i & 1, i & 2, "/grpc.health.v1.Health/Check"),
                         ERROR_OK);
}

static void faults_are_for_local_callers_at_every_door(void **state)
{
    (void)state;
    assert_int_equal(ask_path(false, false, "/faults.Faults/Inject"), 0);
    assert_int_equal(ask_path(true, false, "/faults.Faults/Inject"), 0);
    assert_int_equal(ask_path(false, true, "/faults.Faults/Inject"),
                     ERROR_UNIMPLEMENTED);
    assert_int_equal(ask_path(true, true, "/faults.Faults/Inject"),
                     ERROR_UNIMPLEMENTED);
}

static void control_is_for_local_callers_at_every_door(void **state)
{
    (void)state;
    assert_int_equal(ask_path(false, false, "/control.Control/Status"), 0);
    assert_int_equal(ask_path(true, false, "/control.Control/Status"), 0);
    assert_int_equal(ask_path(false, true, "/control.Control/Status"),
                     ERROR_UNIMPLEMENTED);
    assert_int_equal(ask_path(true, true, "/control.Control/Status"),
                     ERROR_UNIMPLEMENTED);
}

static void a_front_door_shows_strangers_its_first_contract_only(void **state)
{
    (void)state;
    assert_int_equal(ask_path(true, true, "/events.Events/Deliver"),
                     ERROR_UNIMPLEMENTED);
    assert_int_equal(ask_path(true, false, "/events.Events/Deliver"), 0);
    assert_int_equal(ask_path(false, true, "/events.Events/Deliver"), 0);
}

static void a_method_without_a_route_is_not_offered_at_a_front_door(
    void **state)
{
    (void)state;
    assert_int_equal(ask_path(true, false, "/payments.Payments/Refund"),
                     ERROR_UNIMPLEMENTED);
    assert_int_equal(ask_path(false, false, "/payments.Payments/Refund"), 0);
    assert_int_equal(ask_path(true, true, "/payments.Payments/Wallet"), 0);
}

/* ---- callers ---- */

static void a_local_peer_of_an_inner_service_is_believed(void **state)
{
    struct caller caller;
    struct ask wanted = {.path = "/payments.Payments/Charge",
                         .headers = {{SLICE("cleave-customer"), SLICE("42")},
                                     {SLICE("cleave-scope"), SLICE("a b")}},
                         .header_count = 2};
    (void)state;
    assert_int_equal(ask(&wanted, &caller), ERROR_OK);
    assert_int_equal(caller.subject, 42);
    assert_string_equal(caller.scope, "a b");
    wanted.far = true;
    assert_int_equal(ask(&wanted, &caller), ERROR_OK);
    assert_int_equal(caller.subject, 0);
    assert_string_equal(caller.scope, "");
    wanted.far = false;
    wanted.front = true;
    wanted.path = "/payments.Payments/Wallet";
    assert_int_equal(ask(&wanted, &caller), ERROR_OK);
    assert_int_equal(caller.subject, 0);
}

static void odd_caller_metadata_is_malformed(void **state)
{
    static const char *const odd[] = {"x", "-1", "1x",
                                      "123456789012345678901234567"};
    struct caller caller;
    (void)state;
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        const struct ask wanted = {
            .path = "/payments.Payments/Charge",
            .headers = {{SLICE("cleave-customer"), slice_of(odd[i])}},
            .header_count = 1};
        assert_int_equal(ask(&wanted, &caller), ERROR_MALFORMED);
    }
}

static void metadata_twice_is_malformed_but_a_trace_starts_anew(void **state)
{
    struct grpc_metadata metadata;
    struct http_header twice[2] = {{SLICE("idempotency-key"), SLICE("a")},
                                   {SLICE("idempotency-key"), SLICE("b")}};
    const struct http_request http = {.headers = twice, .header_count = 2};
    (void)state;
    assert_int_equal(grpc_read_metadata(&http, &metadata), ERROR_MALFORMED);
    twice[0].name = twice[1].name = SLICE("traceparent");
    assert_int_equal(grpc_read_metadata(&http, &metadata), ERROR_OK);
    assert_int_equal(metadata.values[GRPC_META_TRACE].length, 0);
}

/* ---- tokens ---- */

static enum error ask_with(const char *path, const char *authorization,
                           const char *key, struct caller *caller)
{
    struct ask wanted = {.front = true, .far = true, .path = path};
    if (authorization)
        wanted.headers[wanted.header_count++] = (struct http_header){
            SLICE("authorization"), slice_of(authorization)};
    if (key)
        wanted.headers[wanted.header_count++] =
            (struct http_header){SLICE("idempotency-key"), slice_of(key)};
    return ask(&wanted, caller);
}

static void make_bearer(const char *scope, char *out, size_t bytes)
{
    struct caller caller = {.subject = 3};
    struct buffer token;
    snprintf(caller.scope, sizeof caller.scope, "%s", scope);
    buffer_init(&token, LIMIT_TOKEN_BYTES);
    assert_int_equal(token_issue(&keys, &caller, runtime_wall_ms(stand.runtime),
                                 60000, &token),
                     ERROR_OK);
    snprintf(out, bytes, "Bearer %.*s", (int)token.length, token.data);
    buffer_release(&token);
}

static void a_front_door_believes_tokens_and_their_scopes(void **state)
{
    char reader[1024], writer[1024];
    struct caller caller;
    const char *find = "/payments.Payments/Find";
    const char *charge = "/payments.Payments/Charge";
    (void)state;
    make_bearer("pay:read", reader, sizeof reader);
    make_bearer("pay:read pay:write", writer, sizeof writer);
    assert_int_equal(ask_with(find, NULL, NULL, &caller),
                     ERROR_UNAUTHENTICATED);
    assert_int_equal(ask_with(find, "Basic abc", NULL, &caller),
                     ERROR_UNAUTHENTICATED);
    assert_int_equal(ask_with(find, "Bearer abc", NULL, &caller),
                     ERROR_UNAUTHENTICATED);
    assert_int_equal(ask_with(find, reader, NULL, &caller), ERROR_OK);
    assert_int_equal(caller.subject, 3);
    assert_int_equal(ask_with(charge, reader, "k", &caller), ERROR_FORBIDDEN);
    assert_int_equal(ask_with(charge, writer, NULL, &caller),
                     ERROR_KEY_MISSING);
    assert_int_equal(ask_with(charge, writer, "k", &caller), ERROR_OK);
}

static void no_token_is_read_where_none_is_needed(void **state)
{
    struct caller caller;
    (void)state;
    assert_int_equal(ask_with("/payments.Payments/Wallet", NULL, NULL, &caller),
                     ERROR_OK);
    assert_int_equal(
        ask_with("/payments.Payments/Wallet", "Bearer x", NULL, &caller),
        ERROR_OK);
    assert_int_equal(caller.subject, 0);
}

static void a_front_door_counts_by_the_token(void **state)
{
    char reader[1024];
    struct caller caller;
    struct ask wanted = {.front = true,
                         .far = true,
                         .metered = true,
                         .path = "/payments.Payments/Find",
                         .header_count = 1};
    (void)state;
    counted = 0;
    make_bearer("pay:read", reader, sizeof reader);
    wanted.headers[0] =
        (struct http_header){SLICE("authorization"), slice_of("Bearer abc")};
    assert_int_equal(ask(&wanted, &caller), ERROR_UNAUTHENTICATED);
    wanted.headers[0].value = slice_of(reader);
    assert_int_equal(ask(&wanted, &caller), ERROR_OK);
    assert_int_equal(counted, 3);
    assert_int_equal(ask(&wanted, &caller), ERROR_RATE_LIMITED);
    assert_non_null(strstr(error_detail(ERROR_RATE_LIMITED), "in 9 s"));
}

/* A facade before this door has checked the token: its word is enough, but
 * only with the shop's signature under its name, and from this machine. */
static void a_front_door_believes_the_facade_it_trusts(void **state)
{
    char gateway[IDENTITY_TEXT_BYTES], orders[IDENTITY_TEXT_BYTES];
    char forged[IDENTITY_TEXT_BYTES];
    unsigned char other[IDENTITY_SECRET_BYTES] = {7};
    struct caller caller;
    struct ask wanted = {.front = true,
                         .trusts = "gateway",
                         .path = "/payments.Payments/Find",
                         .headers = {{SLICE("cleave-customer"), SLICE("3")},
                                     {SLICE("cleave-scope"), SLICE("pay:read")},
                                     {SLICE("cleave-identity"), SLICE("")}},
                         .header_count = 3};
    (void)state;
    identity_make(keys.secret, "gateway", 1, gateway);
    identity_make(keys.secret, "orders", 1, orders);
    identity_make(other, "gateway", 1, forged);
    wanted.headers[2].value = slice_of(gateway);
    assert_int_equal(ask(&wanted, &caller), ERROR_OK);
    assert_int_equal(caller.subject, 3);
    wanted.far = true;
    assert_int_equal(ask(&wanted, &caller), ERROR_UNAUTHENTICATED);
    wanted.far = false;
    wanted.headers[2].value = slice_of(orders);
    assert_int_equal(ask(&wanted, &caller), ERROR_UNAUTHENTICATED);
    wanted.headers[2].value = slice_of(forged);
    assert_int_equal(ask(&wanted, &caller), ERROR_UNAUTHENTICATED);
    wanted.headers[2].value = slice_of(gateway);
    wanted.trusts = NULL;
    assert_int_equal(ask(&wanted, &caller), ERROR_UNAUTHENTICATED);
}

#define WITH_STAND(test) \
    cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STAND(a_path_names_a_contract_and_a_method_or_nothing),
        WITH_STAND(an_overlong_path_is_refused_and_quoted_in_part),
        WITH_STAND(control_is_for_local_callers_at_every_door),
        WITH_STAND(health_is_for_all_callers_at_every_door),
        WITH_STAND(faults_are_for_local_callers_at_every_door),
        WITH_STAND(a_front_door_shows_strangers_its_first_contract_only),
        WITH_STAND(a_method_without_a_route_is_not_offered_at_a_front_door),
        WITH_STAND(a_local_peer_of_an_inner_service_is_believed),
        WITH_STAND(odd_caller_metadata_is_malformed),
        WITH_STAND(metadata_twice_is_malformed_but_a_trace_starts_anew),
        WITH_STAND(a_front_door_believes_tokens_and_their_scopes),
        WITH_STAND(a_front_door_counts_by_the_token),
        WITH_STAND(a_front_door_believes_the_facade_it_trusts),
        WITH_STAND(no_token_is_read_where_none_is_needed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
