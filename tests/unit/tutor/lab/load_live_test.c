/*
 * load_live_test -- a second of a load holds what became known in it.
 */
#include "tutor/lab/load_live.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/json.h"
#include "tests/support/cmocka_all.h"

static const enum shape shapes[] = {SHAPE_MONOLITH, SHAPE_SPLIT};
static char *printed;

static const struct json *told(struct load_live *live, struct arena *arena)
{
    size_t length = 0;
    struct screen screen = {0};
    const struct json *root = NULL;
    FILE *file = open_memstream(&printed, &length);
    assert_non_null(file);
    screen_init(&screen, file);
    load_live_json(live, &screen);
    fclose(file);
    assert_int_equal(json_parse(printed, strlen(printed), arena, &root),
                     ERROR_OK);
    return root;
}

static int64_t number(const struct json *root, const char *shape,
                      const char *part, const char *name)
{
    return json_number_member(json_member(json_member(root, shape), part),
                              name);
}

static void each_fate_is_counted_once(void **state)
{
    static struct load_live live;
    struct arena arena;
    const int fates[] = {200, 201, 404, 500, 0, -1};
    (void)state;
    arena_init(&arena, LIMIT_ARENA_BYTES);
    load_live_init(&live, shapes, 2);
    assert_false(load_live_waits(&live));
    for (size_t i = 0; i < sizeof fates / sizeof *fates; i++)
        load_live_take(&live, &(struct load_sample){.target = 1,
                                                    .took_ns = 3000000,
                                                    .status = fates[i]});
    assert_true(load_live_waits(&live));
    const struct json *root = told(&live, &arena);
    assert_int_equal(json_number_member(root, "second"), 1);
    assert_int_equal(number(root, "split", "now", "ok"), 2);
    assert_int_equal(number(root, "split", "now", "refused"), 1);
    assert_int_equal(number(root, "split", "now", "failed"), 1);
    assert_int_equal(number(root, "split", "now", "lost"), 1);
    assert_int_equal(number(root, "split", "now", "dropped"), 1);
    assert_int_equal(number(root, "monolith", "now", "ok"), 0);
    int64_t p50 = json_number_member(json_member(root, "split"), "p50_us");
    assert_true(p50 > 2900 && p50 < 3100);
    free(printed);
    arena_release(&arena);
}

static void the_next_second_begins_empty_and_totals_stay(void **state)
{
    static struct load_live live;
    struct arena arena;
    (void)state;
    arena_init(&arena, LIMIT_ARENA_BYTES);
    load_live_init(&live, shapes, 2);
    load_live_take(&live, &(struct load_sample){.status = 200});
    (void)told(&live, &arena);
    free(printed);
    assert_false(load_live_waits(&live));
    const struct json *root = told(&live, &arena);
    assert_int_equal(json_number_member(root, "second"), 2);
    assert_int_equal(number(root, "monolith", "now", "ok"), 0);
    assert_int_equal(number(root, "monolith", "total", "ok"), 1);
    free(printed);
    load_live_take(&live, &(struct load_sample){.target = 7, .status = 200});
    assert_false(load_live_waits(&live));
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_fate_is_counted_once),
        cmocka_unit_test(the_next_second_begins_empty_and_totals_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
