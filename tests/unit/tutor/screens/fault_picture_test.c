/*
 * fault_picture_test -- the failure lab on a canvas: what stands where, and
 * that it fits everywhere.
 */
#include "tutor/screens/fault_picture.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/canvas_stage.h"
#include "tests/support/cmocka_all.h"
#include "tutor/commands/text.h"

enum { NOW_MS = 100000 };

static struct live_view view;
static struct fault_form form;
static struct fault_list list;
static struct pair_load load;
static struct fault_picture picture;

static struct live_process *add(const char *title)
{
    struct live_process *process = &view.processes[view.process_count++];
    *process = (struct live_process){.instance = 1, .pid = 7};
    snprintf(process->title, sizeof process->title, "%s", title);
    snprintf(process->state, sizeof process->state, "ready");
    process->history_count = 1;
    return process;
}

static void watches(int index, const char *title)
{
    struct fault_watched *watched = &picture.watched[index];
    snprintf(watched->title, sizeof watched->title, "%s", title);
    watched->process = live_process(&view, title);
    watched->before.known = watched->now.known = true;
    watched->before.second = (struct live_second){.rate = 31, .p99_us = 1500};
    watched->now.second =
        (struct live_second){.rate = 13, .p99_us = 98000, .failed_rate = 4};
}

static int begin(void **state)
{
    (void)state;
    text_set_korean(false);
    memset(&view, 0, sizeof view);
    memset(&list, 0, sizeof list);
    memset(&load, 0, sizeof load);
    add("payments");
    add("gateway");
    fault_form_init(&form);
    fault_form_targets(&form, &view);
    picture = (struct fault_picture){.now_ms = NOW_MS,
                                     .form = &form,
                                     .line = "fault payments full",
                                     .said = "",
                                     .injected_s = -1,
                                     .injected = "",
                                     .list = &list,
                                     .load = &load};
    watches(0, "payments");
    watches(1, "gateway");
    return canvas_stage_open(state);
}

static const char *drawn(int rows, int columns)
{
    fault_picture_draw(canvas_stage(rows, columns, GLYPHS_UNICODE), &picture);
    return canvas_stage_text();
}

static void before_and_now_stand_below_each_other(void **state)
{
    (void)state;
    const char *seen = drawn(20, 76);
    assert_null(strstr(seen, "before"));
    assert_non_null(strstr(seen, "Enter injects"));
    picture.injected_s = 3;
    seen = drawn(20, 76);
    assert_non_null(strstr(
        seen, "payments    before         31        -     1.50        0"));
    assert_non_null(strstr(
        seen, "            now            13        -     98.0        4"));
    assert_non_null(strstr(seen, "gateway     before"));
    assert_non_null(strstr(seen, "3 s since the fault"));
}

static void what_is_not_known_is_no_zero(void **state)
{
    (void)state;
    picture.watched[0].now.known = false;
    assert_non_null(strstr(drawn(20, 76), "payments    now             -"
                                          "        -        -        -"));
    assert_non_null(strstr(drawn(20, 76), "have not been listed yet"));
}

static void the_list_says_how_long_and_which_one_is_chosen(void **state)
{
    (void)state;
    list = (struct fault_list){.known = true, .told_ms = NOW_MS, .count = 2};
    for (int i = 0; i < 2; i++) {
        snprintf(list.of[i].title, sizeof list.of[i].title, "svc%d", i);
        snprintf(list.of[i].what, sizeof list.of[i].what, "full");
        list.of[i].left_ms = 4001;
        list.of[i].duration_ms = 60000;
    }
    list.chosen = 1;
    picture.on_list = true;
    const char *seen = drawn(30, 76);
    assert_non_null(strstr(seen, "▸ svc1 full"));
    assert_non_null(strstr(seen, "  svc0 full"));
    assert_non_null(strstr(seen, "5 s left"));
    assert_null(strstr(seen, "▸ target"));
}

static void kinds_unfold_while_one_is_chosen(void **state)
{
    (void)state;
    assert_null(strstr(drawn(20, 76), "( ) torn-write"));
    assert_non_null(strstr(drawn(40, 76), "( ) torn-write"));
    while (form.form.selected != FAULT_FIELD_KIND)
        assert_true(fault_form_move(&form, 1));
    assert_non_null(strstr(drawn(20, 76), "( ) torn-write"));
}

static void it_fits_into_any_area(void **state)
{
    (void)state;
    picture.injected_s = 3;
    picture.said = "a sentence that is long enough to be wrapped once or twice";
    for (int korean = 0; korean < 2; korean++) {
        text_set_korean(korean);
        fault_form_label(&form);
        for (int rows = 1; rows < 62; rows += 2)
            for (int columns = 1; columns < 150; columns += 7)
                (void)drawn(rows, columns);
    }
    assert_non_null(strstr(drawn(60, 196), "p99 ms"));
}

#define with(test) \
    cmocka_unit_test_setup_teardown(test, begin, canvas_stage_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with(before_and_now_stand_below_each_other),
        with(what_is_not_known_is_no_zero),
        with(the_list_says_how_long_and_which_one_is_chosen),
        with(kinds_unfold_while_one_is_chosen),
        with(it_fits_into_any_area),
    };
    setlocale(LC_ALL, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
