/*
 * log_test -- the lines, their escaping, and what is dropped.
 */
#include "chassis/log.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "chassis/json.h"
#include "chassis/limits.h"
#include "tests/support/cmocka_all.h"

static int ends[2]; /* of a pipe: the log writes to [1] */

static int64_t fixed_time(void)
{
    return 1769850307123;
}

static int open_pipe(void **state)
{
    (void)state;
    if (pipe(ends) != 0)
        return -1;
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    log_set_clock(fixed_time);
    log_open("payments", LOG_INFO, ends[1]);
    return 0;
}

static int close_pipe(void **state)
{
    (void)state;
    log_open("", LOG_OFF, -1);
    close(ends[0]);
    close(ends[1]);
    return 0;
}

/* What came out; "" when nothing did. */
static const char *written(void)
{
    static char text[8192];
    log_flush();
    ssize_t got = read(ends[0], text, sizeof text - 1);
    text[got > 0 ? got : 0] = '\0';
    return text;
}

static void a_line_tells_when_who_and_what(void **state)
{
    (void)state;
    LOG(LOG_INFO, "listening", NULL, LOG_TEXT("address", "unix:/x"),
        LOG_INT("port", 8080));
    assert_string_equal(written(),
                        "{\"time\":\"2026-01-31T09:05:07.123Z\","
                        "\"level\":\"info\",\"service\":\"payments\","
                        "\"event\":\"listening\",\"address\":\"unix:/x\","
                        "\"port\":8080}\n");
}

static void a_line_names_its_trace(void **state)
{
    (void)state;
    struct random random;
    struct trace trace;
    char id[33];
    char span[17];
    random_seed(&random, 5);
    trace_start(&trace, &random);
    trace_id_text(&trace, id);
    trace_span_text(&trace, span);
    log_write(LOG_WARN, "order_placed", &trace, NULL, 0);
    const char *line = written();
    struct arena arena;
    const struct json *json;
    arena_init(&arena, 16384);
    assert_int_equal(json_parse(line, strlen(line), &arena, &json), ERROR_OK);
    assert_string_equal(json_member(json, "trace_id")->text, id);
    assert_string_equal(json_member(json, "span_id")->text, span);
    arena_release(&arena);
}

static void nobody_can_forge_a_line(void **state)
{
    (void)state;
    LOG(LOG_ERROR, "failed", NULL,
        LOG_TEXT("detail", "x\"}\n{\"level\":\"info\x1b[2J\xff"));
    const char *line = written();
    assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
    assert_null(strchr(line, '\x1b'));
    assert_non_null(strstr(line, "x\\\"}\\n{\\\"level\\\""));
}

static void lines_below_the_level_are_not_made(void **state)
{
    (void)state;
    log_write(LOG_DEBUG, "seen", NULL, NULL, 0);
    assert_string_equal(written(), "");
    log_open("payments", LOG_OFF, ends[1]);
    log_write(LOG_ERROR, "failed", NULL, NULL, 0);
    log_write(LOG_OFF, "never", NULL, NULL, 0);
    assert_string_equal(written(), "");
}

static void levels_have_names(void **state)
{
    (void)state;
    int level = -7;
    assert_true(log_level_named("warn", &level));
    assert_int_equal(level, LOG_WARN);
    assert_true(log_level_named("off", &level));
    assert_int_equal(level, LOG_OFF);
    assert_false(log_level_named("loud", &level));
    assert_int_equal(level, LOG_OFF);
}

static void a_new_stream_does_not_lose_the_waiting_lines(void **state)
{
    (void)state;
    log_write(LOG_INFO, "started", NULL, NULL, 0);
    log_open("payments", LOG_DEBUG, -1);
    assert_non_null(strstr(written(), "started"));
}

static void what_does_not_fit_is_counted(void **state)
{
    (void)state;
    static char large[LIMIT_LOG_BYTES];
    uint64_t before = log_dropped();
    memset(large, 'a', sizeof large - 1);
    log_write(LOG_INFO, "kept", NULL, NULL, 0);
    LOG(LOG_INFO, "too_long", NULL, LOG_TEXT("text", large));
    assert_int_equal(log_dropped() - before, 1);
    log_write(LOG_INFO, "kept_too", NULL, NULL, 0);
    const char *lines = written();
    assert_non_null(strstr(lines, "\"kept\""));
    assert_non_null(strstr(lines, "kept_too"));
    assert_null(strstr(lines, "too_long"));
}

static void lines_that_cannot_be_written_are_counted(void **state)
{
    (void)state;
    uint64_t before = log_dropped();
    int full = open("/dev/full", O_WRONLY);
    assert_true(full >= 0);
    log_open("payments", LOG_INFO, full);
    for (int i = 0; i < 3; i++)
        log_write(LOG_INFO, "lost", NULL, NULL, 0);
    log_flush();
    assert_int_equal(log_dropped() - before, 3);
    log_flush();
    assert_int_equal(log_dropped() - before, 3);
    close(full);
}

#define LOGGING(test) \
    cmocka_unit_test_setup_teardown(test, open_pipe, close_pipe)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LOGGING(a_line_tells_when_who_and_what),
        LOGGING(a_line_names_its_trace),
        LOGGING(nobody_can_forge_a_line),
        LOGGING(lines_below_the_level_are_not_made),
        LOGGING(levels_have_names),
        LOGGING(a_new_stream_does_not_lose_the_waiting_lines),
        LOGGING(what_does_not_fit_is_counted),
        LOGGING(lines_that_cannot_be_written_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
