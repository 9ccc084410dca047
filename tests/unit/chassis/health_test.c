/*
 * health_test -- the health of a process, asked and watched over a socket.
 */
#include "chassis/health.h"

#include <string.h>

#include "chassis/contracts/health.pb-c.h"
#include "chassis/control.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/line.h"

enum { UNKNOWN_SERVICE = 3, NOT_SERVING = 2, SERVING = 1 };

static struct control_facts facts;
static struct face faces[2];
static struct service served = {.name = "payments", .faces = faces};

static const Grpc__Health__V1__HealthCheckRequest whole =
    GRPC__HEALTH__V1__HEALTH_CHECK_REQUEST__INIT;

static void ask(struct line *line, struct flow_bench *bench, const char *method,
                const char *service)
{
    Grpc__Health__V1__HealthCheckRequest in = whole;
    in.service = (char *)service;
    line_open(line, bench, &grpc__health__v1__health__descriptor, method);
    line_say(line, &in.base);
    grpc_half_close(bench->channel, line->id); /* ends no watch */
}

static int hear_status(struct line *line)
{
    const ProtobufCMessage *message = line_hear(line);
    assert_non_null(message);
    return (int)((const Grpc__Health__V1__HealthCheckResponse *)message)
        ->status;
}

static int check(struct flow_bench *bench, const char *service)
{
    struct line line;
    ask(&line, bench, "Check", service);
    int status = hear_status(&line);
    assert_int_equal(line_end(&line), ERROR_OK);
    return status;
}

static void set_ready(struct flow_bench *bench, bool ready)
{
    facts.ready = ready;
    health_weigh(runtime_uv_runtime(bench->uv));
}

static void readiness_is_health(void **state)
{
    assert_int_equal(check(*state, ""), SERVING);
    assert_int_equal(check(*state, "payments.Payments"), SERVING);
    set_ready(*state, false);
    assert_int_equal(check(*state, ""), NOT_SERVING);
    assert_int_equal(check(*state, "grpc.health.v1.Health"), NOT_SERVING);
}

static void an_unknown_service_is_not_found(void **state)
{
    struct line line;
    ask(&line, *state, "Check", "payments.Nothing");
    assert_null(line_hear(&line));
    assert_int_equal(line_end(&line), ERROR_NOT_FOUND);
}

static void the_list_has_the_process_and_its_contracts(void **state)
{
    Grpc__Health__V1__HealthListRequest in =
        GRPC__HEALTH__V1__HEALTH_LIST_REQUEST__INIT;
    struct line line;
    line_open(&line, *state, &grpc__health__v1__health__descriptor, "List");
    line_say(&line, &in.base);
    grpc_half_close(line.bench->channel, line.id);
    const Grpc__Health__V1__HealthListResponse *list =
        (const Grpc__Health__V1__HealthListResponse *)line_hear(&line);
    assert_non_null(list);
    assert_int_equal(list->n_statuses, 3);
    assert_string_equal(list->statuses[0]->key, "");
    assert_string_equal(list->statuses[1]->key, "payments.Payments");
    assert_string_equal(list->statuses[2]->key, "grpc.health.v1.Health");
    assert_int_equal(list->statuses[2]->value->status, SERVING);
    assert_int_equal(line_end(&line), ERROR_OK);
}

static void a_watcher_is_told_each_change_once(void **state)
{
    struct line line, late;
    ask(&line, *state, "Watch", "");
    assert_int_equal(hear_status(&line), SERVING);
    set_ready(*state, true); /* no change */
    set_ready(*state, false);
    assert_int_equal(hear_status(&line), NOT_SERVING);
    ask(&late, *state, "Watch", "payments.Payments");
    assert_int_equal(hear_status(&late), NOT_SERVING);
    set_ready(*state, true);
    set_ready(*state, true);
    assert_int_equal(hear_status(&line), SERVING);
    assert_int_equal(hear_status(&late), SERVING);
    set_ready(*state, false);
    assert_int_equal(hear_status(&line), NOT_SERVING);
    line_drop(&line);
    line_drop(&late);
}

static void a_watch_of_an_unknown_service_stays_open(void **state)
{
    struct line line;
    ask(&line, *state, "Watch", "payments.Nothing");
    assert_int_equal(hear_status(&line), UNKNOWN_SERVICE);
    set_ready(*state, false);
    assert_int_equal(check(*state, ""), NOT_SERVING); /* a turn has passed */
    assert_false(line.done);
    line_drop(&line);
}

static void a_drain_says_not_serving_and_then_ends(void **state)
{
    struct flow_bench *bench = *state;
    struct line line;
    ask(&line, bench, "Watch", "");
    assert_int_equal(hear_status(&line), SERVING);
    set_ready(bench, false);
    http_server_drain(bench->server, NULL, NULL);
    runtime_end_streams(runtime_uv_runtime(bench->uv));
    assert_int_equal(hear_status(&line), NOT_SERVING);
    assert_int_equal(line_end(&line), ERROR_UNAVAILABLE);
}

static int set_up(void **state)
{
    facts = (struct control_facts){.ready = true};
    control_tell(&facts);
    faces[0] = flow_service.faces[0];
    faces[1] = health_face;
    served.face_count = 2;
    *state = flow_bench_new(&served, NULL);
    return 0;
}

#define HEALTH_TEST(name) \
    cmocka_unit_test_setup_teardown(name, set_up, flow_bench_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEALTH_TEST(readiness_is_health),
        HEALTH_TEST(an_unknown_service_is_not_found),
        HEALTH_TEST(the_list_has_the_process_and_its_contracts),
        HEALTH_TEST(a_watcher_is_told_each_change_once),
        HEALTH_TEST(a_watch_of_an_unknown_service_stays_open),
        HEALTH_TEST(a_drain_says_not_serving_and_then_ends)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
