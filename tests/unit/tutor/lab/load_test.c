/*
 * load_test -- the generator against a real server in the same loop: counts,
 * latencies from the time they were due, doors that do not open, interruption.
 */
#include "tutor/lab/load.h"

#include <stdlib.h>
#include <string.h>

#include "chassis/http.h"
#include "tests/support/cmocka_all.h"

struct stand {
    struct loop *loop;
    struct http_server *server;
    struct address address;
    int status;       /* of every answer */
    int64_t delay_ms; /* before it */
    size_t served;
};

/* An answer that is not given at once. */
struct late {
    struct stand *stand;
    struct exchange *exchange;
    struct loop_timer *timer;
};

static void answer(struct stand *stand, struct exchange *exchange)
{
    struct http_response response = {
        .status = stand->status,
        .body = SLICE("{\"id\":\"01ARZ3NDEKTSV4RRFFQ69G5FAV\"}")};
    http_response_header(&response, "content-type", "application/json");
    stand->served++;
    exchange_respond(exchange, &response);
}

static void answer_late(void *arg)
{
    struct late *late = arg;
    answer(late->stand, late->exchange);
    loop_timer_free(late->timer);
    free(late);
}

static void on_request(void *arg, struct exchange *exchange)
{
    struct stand *stand = arg;
    if (stand->delay_ms == 0) {
        answer(stand, exchange);
        return;
    }
    struct late *late = calloc(1, sizeof *late);
    assert_non_null(late);
    late->stand = stand;
    late->exchange = exchange;
    late->timer = loop_timer_new(stand->loop, answer_late, late);
    loop_timer_set(late->timer, stand->delay_ms);
}

static void open_stand(struct stand *stand)
{
    struct http_handler handler = {.handle = on_request, .arg = stand};
    struct address any = {.kind = ADDRESS_TCP, .host = "127.0.0.1"};
    *stand = (struct stand){.status = 200};
    assert_int_equal(loop_new(&stand->loop), ERROR_OK);
    assert_int_equal(http_server_new(&stand->server, stand->loop, &handler),
                     ERROR_OK);
    assert_int_equal(http_listen(stand->server, &any, &stand->address),
                     ERROR_OK);
}

static void close_stand(struct stand *stand)
{
    http_server_free(stand->server);
    loop_free(stand->loop);
}

static const char *const skus[] = {"MUG"};
static const struct load_customer customers[] = {{7, "Bearer seven"}};

static struct load_plan plan_of(enum load_mix mix, double rate, int64_t ms)
{
    return (struct load_plan){.mix = mix,
                              .rate_per_s = rate,
                              .duration_ms = ms,
                              .skus = skus,
                              .sku_count = 1,
                              .nonce = "run",
                              .seed = 1};
}

static struct load_target target_of(const struct stand *stand)
{
    return (struct load_target){
        .address = stand->address, .customers = customers, .customer_count = 1};
}

static struct load_result *run(struct stand *stand, struct load_plan plan,
                               const struct load_target *targets, size_t count)
{
    struct load *load = NULL;
    struct load_result *results = calloc(count, sizeof *results);
    assert_non_null(results);
    assert_int_equal(load_start(&load, stand->loop, &plan, targets, count),
                     ERROR_OK);
    load_finish(load, results);
    return results;
}

static void every_arrival_is_sent_and_counted_once(void **state)
{
    (void)state;
    struct stand stand;
    open_stand(&stand);
    struct load_target target = target_of(&stand);
    struct load_result *result =
        run(&stand, plan_of(LOAD_CHECKOUT, 1000, 200), &target, 1);
    assert_int_equal(result->planned, 200);
    assert_int_equal(result->due, 200);
    assert_int_equal(result->sent, 200);
    assert_int_equal(result->ok, 200);
    assert_int_equal(result->statuses[200], 200);
    assert_int_equal(result->lost + result->dropped + result->failed, 0);
    assert_int_equal(result->latency_us.count, 200);
    assert_int_equal(stand.served, 200);
    free(result);
    close_stand(&stand);
}

static void refusals_and_failures_are_told_apart(void **state)
{
    (void)state;
    struct stand stand;
    open_stand(&stand);
    struct load_target target = target_of(&stand);
    stand.status = 402;
    struct load_result *result =
        run(&stand, plan_of(LOAD_ORDERS, 100, 100), &target, 1);
    assert_int_equal(result->refused, 10);
    assert_int_equal(result->latency_us.count, 0);
    free(result);
    stand.status = 503;
    result = run(&stand, plan_of(LOAD_ORDERS, 100, 100), &target, 1);
    assert_int_equal(result->failed, 10);
    free(result);
    close_stand(&stand);
}

static void a_closed_door_loses_all_and_disturbs_nobody(void **state)
{
    (void)state;
    struct stand stand, gone;
    open_stand(&stand);
    open_stand(&gone);
    struct load_target targets[2] = {target_of(&gone), target_of(&stand)};
    close_stand(&gone); /* its port answers no more */
    struct load_result *results =
        run(&stand, plan_of(LOAD_READS, 500, 100), targets, 2);
    assert_int_equal(results[0].lost, 50);
    assert_int_equal(results[0].ok, 0);
    assert_int_equal(results[1].ok, 50);
    free(results);
    close_stand(&stand);
}

/* Each answer takes 20 ms on a connection of its own, 400 arrive at once, and
 * only 256 connections may be opened: the others wait while their clock runs.
 */
static void waiting_for_a_connection_counts_as_latency(void **state)
{
    (void)state;
    struct stand stand;
    open_stand(&stand);
    stand.delay_ms = 20;
    struct load_target target = target_of(&stand);
    struct load_result *result =
        run(&stand, plan_of(LOAD_BURST, 400, 1000), &target, 1);
    assert_int_equal(result->ok, 400);
    assert_int_equal(result->connections, LIMIT_LOAD_CONNECTIONS);
    assert_int_equal(result->waiting, 400 - LIMIT_LOAD_CONNECTIONS);
    assert_true(histogram_quantile(&result->latency_us, 0) >= 19000);
    assert_true(histogram_quantile(&result->latency_us, 1) >= 39000);
    free(result);
    close_stand(&stand);
}

static void a_stopped_load_ends_with_what_was_measured(void **state)
{
    (void)state;
    struct stand stand;
    struct load *load = NULL;
    open_stand(&stand);
    struct load_target target = target_of(&stand);
    struct load_plan plan = plan_of(LOAD_READS, 1000, 60000);
    struct load_result *result = calloc(1, sizeof *result);
    assert_non_null(result);
    assert_int_equal(load_start(&load, stand.loop, &plan, &target, 1),
                     ERROR_OK);
    while (stand.served < 20)
        loop_once(stand.loop, true);
    load_stop(load);
    load_finish(load, result);
    assert_true(result->due >= 20 && result->due < 60000);
    assert_int_equal(result->ok, result->due);
    free(result);
    close_stand(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_arrival_is_sent_and_counted_once),
        cmocka_unit_test(refusals_and_failures_are_told_apart),
        cmocka_unit_test(a_closed_door_loses_all_and_disturbs_nobody),
        cmocka_unit_test(waiting_for_a_connection_counts_as_latency),
        cmocka_unit_test(a_stopped_load_ends_with_what_was_measured),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
