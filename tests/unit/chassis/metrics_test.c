/*
 * metrics_test -- counts in Prometheus' words, and the summary of them.
 */
#include "chassis/metrics.h"

#include <stdlib.h>
#include <string.h>

#include "chassis/contracts/control.pb-c.h"
#include "chassis/contracts/events.pb-c.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/stand.h"

static enum error deliver(struct request *rq, const ProtobufCMessage *in)
{
    static const Events__DeliverReply out = EVENTS__DELIVER_REPLY__INIT;
    const char *what = ((const Events__DeliverRequest *)in)->source;
    if (strcmp(what, "refuse") == 0)
        return error_explain(ERROR_CONFLICT, "no");
    if (strcmp(what, "fail") == 0)
        return error_explain(ERROR_INTERNAL, "no");
    request_reply(rq, &out.base);
    return ERROR_OK;
}

static enum error nothing(struct request *rq, const ProtobufCMessage *in)
{
    static const Control__Nothing out = CONTROL__NOTHING__INIT;
    (void)in;
    request_reply(rq, &out.base);
    return ERROR_OK;
}

static const struct method events_methods[] = {
    {"Deliver", deliver, ACCESS_READ}};
static const struct method control_methods[] = {
    {"Status", nothing, ACCESS_READ},
    {"ArmCrash", nothing, ACCESS_READ},
    {"SetLog", nothing, ACCESS_READ},
    {"ListSettings", nothing, ACCESS_READ},
    {"SetSetting", nothing, ACCESS_READ},
    {"ListGauges", nothing, ACCESS_READ}};
static const struct face faces[] = {
    {&events__events__descriptor, events_methods, 1},
    {&control__control__descriptor, control_methods, 6}};
static const struct service service = {
    .name = "history", .faces = faces, .face_count = 2};

static void ask(struct stand *stand, const char *source)
{
    Events__DeliverRequest in = EVENTS__DELIVER_REQUEST__INIT;
    in.source = (char *)source;
    stand_ask(stand, "Deliver", &in.base, NULL, NULL);
}

static void requests_are_counted_by_outcome(void **state)
{
    struct stand stand;
    struct buffer out;
    (void)state;
    stand_new(&stand, &service, NULL, 1);
    ask(&stand, "a");
    ask(&stand, "b");
    ask(&stand, "refuse");
    ask(&stand, "fail");
    buffer_init(&out, 1 << 20);
    metrics_print(stand.runtime, &out);
    assert_int_equal(buffer_error(&out), ERROR_OK);
    static const char *const lines[] = {
        "# TYPE requests_total counter\n",
        "requests_total{service=\"history\",method=\"events.Events/Deliver\","
        "code=\"2xx\"} 2\n",
        "code=\"4xx\"} 1\n",
        "code=\"5xx\"} 1\n",
        "# TYPE request_duration_seconds histogram\n",
        "method=\"events.Events/Deliver\",le=\"0.00025\"} 4\n",
        "method=\"events.Events/Deliver\",le=\"2.5\"} 4\n",
        "method=\"events.Events/Deliver\",le=\"+Inf\"} 4\n",
        "request_duration_seconds_count{service=\"history\","
        "method=\"events.Events/Deliver\"} 4\n",
        "turns_total{service=\"history\"} ",
        "# TYPE process_resident_memory_bytes gauge\n"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (!strstr(out.data, lines[i]))
            fail_msg("no \"%s\" in:\n%s", lines[i], out.data);
    buffer_release(&out);
    stand_free(&stand);
}

static void every_line_is_a_comment_or_a_sample(void **state)
{
    struct stand stand;
    struct buffer out;
    (void)state;
    stand_new(&stand, &service, NULL, 1);
    buffer_init(&out, 1 << 20);
    metrics_print(stand.runtime, &out);
    for (char *line = out.data; *line;) {
        char *end = strchr(line, '\n');
        assert_non_null(end);
        *end = '\0';
        if (line[0] != '#') {
            char *value = strrchr(line, ' ');
            assert_non_null(value);
            assert_int_equal(value[-1], '}');
            char *rest;
            strtod(value + 1, &rest);
            assert_int_equal(*rest, '\0');
        }
        line = end + 1;
    }
    buffer_release(&out);
    stand_free(&stand);
}

static void the_summary_leaves_control_out(void **state)
{
    struct stand stand;
    (void)state;
    stand_new(&stand, &service, NULL, 1);
    struct metrics_summary summary = metrics_summary(stand.runtime);
    assert_int_equal(summary.ok, 0);
    assert_int_equal(summary.p99_us, 0);
    ask(&stand, "a");
    ask(&stand, "refuse");
    summary = metrics_summary(stand.runtime);
    assert_int_equal(summary.ok, 1);
    assert_int_equal(summary.refused, 1);
    assert_int_equal(summary.failed, 0);
    assert_int_equal(summary.p50_us, runtime_bucket_us[0]);
    assert_int_equal(summary.p99_us, runtime_bucket_us[0]);
    stand_free(&stand);
}

static void memory_is_measured(void **state)
{
    (void)state;
    assert_in_range(metrics_resident_bytes(), 1 << 16, 1LL << 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_are_counted_by_outcome),
        cmocka_unit_test(every_line_is_a_comment_or_a_sample),
        cmocka_unit_test(the_summary_leaves_control_out),
        cmocka_unit_test(memory_is_measured)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
