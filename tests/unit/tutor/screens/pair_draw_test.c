/*
 * pair_draw_test -- two shapes on one screen, compared on one scale.
 */
#include "tutor/screens/pair_draw.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/canvas_stage.h"
#include "tests/support/cmocka_all.h"
#include "tutor/commands/text.h"

enum { NOW_MS = 100000 };

static struct pair_load load;
static struct pair_picture picture;

static int begin(void **state)
{
    (void)state;
    text_set_korean(false);
    load = (struct pair_load){0};
    picture = (struct pair_picture){.now_ms = NOW_MS,
                                    .load = &load,
                                    .load_words = "reads 50/s",
                                    .fault_words = "kill payments both",
                                    .done_words = "kill payments both",
                                    .undo_words = "restart payments both",
                                    .fault_s = -1,
                                    .said = ""};
    for (int i = 0; i < SHAPE_COUNT; i++) {
        picture.memory_kb[i] = -1;
        picture.sides[i] = (struct pair_side){.url = "",
                                              .rate = NAN,
                                              .failed = NAN,
                                              .p50_ms = NAN,
                                              .p99_ms = NAN};
    }
    return canvas_stage_open(state);
}

static const char *drawn(int rows, int columns)
{
    pair_draw(canvas_stage(rows, columns, GLYPHS_UNICODE), &picture);
    return canvas_stage_text();
}

static void bars_of_a_row_share_one_scale(void **state)
{
    (void)state;
    picture.memory_kb[SHAPE_MONOLITH] = 2 * 1024;
    picture.memory_kb[SHAPE_SPLIT] = 8 * 1024;
    const char *seen = drawn(20, 76);
    assert_non_null(strstr(seen, "memory MiB        2.0  █████       "));
    assert_non_null(strstr(seen, "8.0  ████████████████████\n"));
}

static void what_is_not_known_is_no_zero(void **state)
{
    (void)state;
    const char *seen = drawn(20, 76);
    assert_non_null(strstr(seen, "p99 ms              -"));
    assert_non_null(strstr(seen, "○ monolith  down"));
    assert_non_null(strstr(seen, "front doors"));
}

static void under_a_load_its_customers_speak(void **state)
{
    int dummy;
    (void)state;
    load.job = (struct job *)&dummy;
    load.heard_ms = NOW_MS - 500;
    load.of[0] = (struct pair_load_side){
        .heard = true, .now = {.ok = 48, .bad = 2}, .p50_ms = 1, .p99_ms = 9};
    picture.sides[0].rate = 1234;
    picture.fault_s = 7;
    picture.since[0] = (struct pair_counts){.ok = 3, .bad = 1};
    const char *seen = drawn(20, 76);
    assert_non_null(strstr(seen, "answers/s          48"));
    assert_non_null(strstr(seen, "3 of 4 (75 %)"));
    assert_non_null(strstr(seen, "fault: on for 7 s"));
    load.heard_ms = NOW_MS - 9000; /* it has fallen silent: not these */
    seen = drawn(20, 76);
    assert_null(strstr(seen, "48"));
    assert_non_null(strstr(seen, "1234"));
    assert_non_null(strstr(seen, "not heard for 9 s"));
}

static void answers_stand_beside_each_other_or_below(void **state)
{
    (void)state;
    for (int i = 0; i < SHAPE_COUNT; i++) {
        struct pair_answer *answer = &picture.answers[i];
        snprintf(answer->said, sizeof answer->said, "201 CONFIRMED");
        snprintf(answer->order, sizeof answer->order, "ORDER%d", i);
        answer->took_us = 1230;
    }
    const char *seen = drawn(20, 76);
    assert_non_null(strstr(seen, "201 CONFIRMED in 1.23 ms    "));
    assert_non_null(strstr(seen, "path: not told yet"));
    seen = drawn(40, 40);
    assert_true(strstr(seen, "ORDER0") < strstr(seen, "ORDER1"));
}

static void it_fits_into_any_area(void **state)
{
    (void)state;
    snprintf(picture.answers[0].said, sizeof picture.answers[0].said, "503 no");
    for (int korean = 0; korean < 2; korean++) {
        text_set_korean(korean);
        for (int rows = 1; rows < 42; rows++)
            for (int columns = 1; columns < 130; columns += 3)
                (void)drawn(rows, columns);
    }
}

#define with(test) \
    cmocka_unit_test_setup_teardown(test, begin, canvas_stage_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with(bars_of_a_row_share_one_scale),
        with(what_is_not_known_is_no_zero),
        with(under_a_load_its_customers_speak),
        with(answers_stand_beside_each_other_or_below),
        with(it_fits_into_any_area),
    };
    setlocale(LC_ALL, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
