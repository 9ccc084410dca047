/*
 * system_table_test -- the panel of what runs, cell by cell.
 */
#include "tutor/screens/system_table.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/canvas_stage.h"
#include "tests/support/cmocka_all.h"
#include "tutor/commands/text.h"
#include "tutor/screens/system_detail.h"

enum { NOW_MS = 100000 };

static struct live_view view;

static struct live_process *add(const char *title, const char *state, int pid)
{
    struct live_process *process = &view.processes[view.process_count++];
    *process = (struct live_process){.instance = 1, .pid = pid};
    snprintf(process->title, sizeof process->title, "%s", title);
    snprintf(process->name, sizeof process->name, "%s", title);
    snprintf(process->state, sizeof process->state, "%s", state);
    snprintf(process->version, sizeof process->version, "1");
    snprintf(process->shape, sizeof process->shape, "split");
    return process;
}

static void heard(struct live_process *process, double rate, int64_t ms_ago)
{
    process->heard_ms = NOW_MS - ms_ago;
    process->now = (struct live_second){
        .rate = rate, .p50_us = 400, .p99_us = 123456, .queue = 3};
    process->history[0] = process->now;
    process->history_count = 1;
}

static int open_canvas(void **state)
{
    (void)state;
    memset(&view, 0, sizeof view);
    text_set_korean(false);
    return canvas_stage_open(state);
}

static void draw(int rows_high, int columns, int selected)
{
    struct system_rows rows;
    static struct scroll scroll;
    scroll = (struct scroll){0};
    system_rows(&view, true, &rows);
    system_draw(canvas_stage(rows_high, columns, GLYPHS_UNICODE), &rows,
                selected, &scroll, NOW_MS);
}

static void a_row_says_who_in_what_state_and_how_fast(void **state)
{
    (void)state;
    struct live_process *one = add("payments", "ready", 7);
    heard(one, 42, 500);
    draw(2, 76, SYSTEM_NO_ROW);
    assert_string_equal(
        canvas_stage_text(),
        "  process     state     breakers         busy  req/s fail/s p50 ms "
        "p99 ms\n"
        "● payments    ready     -                   3     42      0    0.4 "
        "   123\n");
}

static void what_is_silent_shows_no_old_figures(void **state)
{
    (void)state;
    heard(add("payments", "ready", 7), 42, 5500);
    draw(2, 76, SYSTEM_NO_ROW);
    assert_non_null(strstr(canvas_stage_text(), "not heard for 5 s"));
    assert_null(strstr(canvas_stage_text(), "42"));
}

static void what_is_down_shows_its_end(void **state)
{
    (void)state;
    struct live_process *one = add("payments", "killed", 0);
    heard(one, 42, 500);
    snprintf(one->why, sizeof one->why, "killed by signal 9");
    draw(2, 76, SYSTEM_NO_ROW);
    assert_non_null(strstr(canvas_stage_text(),
                           "○ payments    killed    killed by signal 9"));
    assert_null(strstr(canvas_stage_text(), "42"));
}

static void the_worst_breaker_is_named(void **state)
{
    char out[64];
    (void)state;
    struct live_process *one = add("gateway", "ready", 7);
    assert_string_equal(system_breakers(one, out, sizeof out), "-");
    one->breaker_count = 3;
    for (int i = 0; i < 3; i++) {
        snprintf(one->breakers[i].peer, sizeof one->breakers[i].peer, "peer%d",
                 i);
        snprintf(one->breakers[i].state, sizeof one->breakers[i].state,
                 "closed");
    }
    assert_string_equal(system_breakers(one, out, sizeof out), "closed");
    snprintf(one->breakers[0].state, sizeof one->breakers[0].state,
             "half-open");
    assert_string_equal(system_breakers(one, out, sizeof out),
                        "half-open peer0");
    snprintf(one->breakers[1].state, sizeof one->breakers[1].state, "open");
    assert_string_equal(system_breakers(one, out, sizeof out), "open peer1");
}

static void more_rows_than_room_scroll_to_the_chosen_one(void **state)
{
    char title[16];
    (void)state;
    for (int i = 0; i < 30; i++) {
        snprintf(title, sizeof title, "service%d", i);
        add(title, "ready", i + 1);
    }
    draw(5, 76, 20);
    assert_non_null(strstr(canvas_stage_text(), "service20"));
    assert_null(strstr(canvas_stage_text(), "service21"));
    assert_non_null(strstr(canvas_stage_text(), "▸service20"));
}

static void a_narrow_panel_keeps_what_matters(void **state)
{
    (void)state;
    heard(add("payments", "ready", 7), 42, 500);
    draw(2, 50, SYSTEM_NO_ROW);
    assert_non_null(strstr(canvas_stage_text(), "p99"));
    assert_non_null(strstr(canvas_stage_text(), "breakers"));
    assert_null(strstr(canvas_stage_text(), "p50"));
    assert_null(strstr(canvas_stage_text(), "version"));
    draw(2, 140, SYSTEM_NO_ROW);
    assert_non_null(strstr(canvas_stage_text(), "version"));
    assert_non_null(strstr(canvas_stage_text(), "restarts"));
    for (int columns = 0; columns < 60; columns++)
        for (int rows = 0; rows < 4; rows++)
            draw(rows, columns, 0);
}

static void who_was_never_started_steps_back(void **state)
{
    struct system_rows rows;
    (void)state;
    add("monolith", "stopped", 0);
    add("payments", "killed", 0);
    add("", "", 0);
    system_rows(&view, false, &rows);
    assert_int_equal(rows.count, 1);
    assert_string_equal(rows.list[0]->title, "payments");
    system_rows(&view, true, &rows);
    assert_int_equal(rows.count, 2);
}

static void the_details_fit_into_any_area(void **state)
{
    (void)state;
    struct live_process *one = add("payments", "ready", 7);
    heard(one, 42, 500);
    one->breaker_count = 1;
    snprintf(one->breakers[0].peer, sizeof one->breakers[0].peer, "ledger");
    snprintf(one->breakers[0].state, sizeof one->breakers[0].state, "open");
    view.event_count = view.line_count = 2;
    for (int i = 0; i < 2; i++) {
        snprintf(view.events[i].title, sizeof view.events[i].title, "%s",
                 i ? "payments" : "orders");
        snprintf(view.events[i].text, sizeof view.events[i].text, "killed %d",
                 i);
        snprintf(view.lines[i].title, sizeof view.lines[i].title, "payments");
        snprintf(view.lines[i].event, sizeof view.lines[i].event, "charged");
    }
    for (int columns = 0; columns < 90; columns += 7)
        for (int rows = 0; rows < 25; rows++)
            system_detail_draw(canvas_stage(rows ? rows : 1,
                                            columns ? columns : 1,
                                            GLYPHS_UNICODE),
                               &view, one, NOW_MS, NOW_MS);
    system_detail_draw(canvas_stage(24, 80, GLYPHS_UNICODE), &view, one, NOW_MS,
                       NOW_MS);
    assert_non_null(strstr(canvas_stage_text(), "ledger open"));
    assert_non_null(strstr(canvas_stage_text(), "killed 1"));
    assert_null(strstr(canvas_stage_text(), "killed 0"));
    assert_non_null(strstr(canvas_stage_text(), "charged"));
}

#define with(test) \
    cmocka_unit_test_setup_teardown(test, open_canvas, canvas_stage_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with(a_row_says_who_in_what_state_and_how_fast),
        with(what_is_silent_shows_no_old_figures),
        with(what_is_down_shows_its_end),
        with(the_worst_breaker_is_named),
        with(more_rows_than_room_scroll_to_the_chosen_one),
        with(a_narrow_panel_keeps_what_matters),
        with(who_was_never_started_steps_back),
        with(the_details_fit_into_any_area),
    };
    setlocale(LC_ALL, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
