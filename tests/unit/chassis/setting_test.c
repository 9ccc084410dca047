/*
 * setting_test -- numbers of their owners, found by name.
 */
#include "chassis/setting.h"

#include <stdio.h>
#include <string.h>

#include "tests/support/cmocka_all.h"

/* Two rooms with a thermostat each. */
struct room {
    const char *name;
    int64_t degrees, puts;
};

static bool at(void *arg, size_t index, struct setting *out)
{
    struct room *room = arg;
    if (index > 0)
        return false;
    *out = (struct setting){.unit = "degrees",
                            .value = room->degrees,
                            .least = 5,
                            .most = 30,
                            .fallback = 20};
    snprintf(out->name, sizeof out->name, "heat.%s", room->name);
    return true;
}

static enum error put(void *arg, size_t index, int64_t value)
{
    struct room *room = arg;
    assert_int_equal(index, 0);
    room->puts++;
    room->degrees = value;
    return ERROR_OK;
}

static bool gauge(void *arg, size_t index, struct gauge *out)
{
    struct room *room = arg;
    if (index > 1)
        return false;
    out->state = index ? "open" : "shut";
    snprintf(out->name, sizeof out->name, "window.%s.%zu", room->name, index);
    return true;
}

static const struct setting_source source = {
    .at = at, .put = put, .gauge = gauge};
static struct room hall, attic;

static int set_up(void **state)
{
    (void)state;
    hall = (struct room){"hall", 18, 0};
    attic = (struct room){"attic", 12, 0};
    setting_offer(&source, &hall);
    setting_offer(&source, &attic);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    setting_withdraw(&hall);
    setting_withdraw(&attic);
    return 0;
}

static void all_sources_are_listed_in_their_order(void **state)
{
    struct setting one;
    (void)state;
    assert_true(setting_at(0, &one));
    assert_string_equal(one.name, "heat.hall");
    assert_true(setting_at(1, &one));
    assert_string_equal(one.name, "heat.attic");
    assert_false(setting_at(2, &one));
}

static void a_name_finds_its_owner(void **state)
{
    (void)state;
    assert_int_equal(setting_put("heat.attic", 22, false), ERROR_OK);
    assert_int_equal(attic.degrees, 22);
    assert_int_equal(hall.puts, 0);
}

static void a_value_out_of_bounds_never_reaches_the_owner(void **state)
{
    (void)state;
    assert_int_equal(setting_put("heat.hall", 31, false), ERROR_UNPROCESSABLE);
    assert_string_equal(error_detail(ERROR_UNPROCESSABLE),
                        "heat.hall takes 5 to 30 (degrees), not 31");
    assert_int_equal(setting_put("heat.hall", 4, false), ERROR_UNPROCESSABLE);
    assert_int_equal(hall.puts, 0);
}

static void the_default_is_the_owners_own(void **state)
{
    (void)state;
    assert_int_equal(setting_put("heat.hall", 99, true), ERROR_OK);
    assert_int_equal(hall.degrees, 20);
}

static void a_name_that_nobody_offers_is_not_found(void **state)
{
    (void)state;
    assert_int_equal(setting_put("heat.cellar", 20, false), ERROR_NOT_FOUND);
    setting_withdraw(&attic);
    assert_int_equal(setting_put("heat.attic", 20, false), ERROR_NOT_FOUND);
}

static void offering_the_same_again_changes_nothing(void **state)
{
    struct setting one;
    (void)state;
    for (int i = 0; i < 2 * SETTING_SOURCES; i++)
        setting_offer(&source, &hall);
    assert_false(setting_at(2, &one));
}

static void gauges_are_counted_through_all_sources(void **state)
{
    struct gauge one;
    (void)state;
    assert_true(gauge_at(1, &one));
    assert_string_equal(one.name, "window.hall.1");
    assert_string_equal(one.state, "open");
    assert_true(gauge_at(2, &one));
    assert_string_equal(one.name, "window.attic.0");
    assert_false(gauge_at(4, &one));
}

static void events_are_kept_in_order_and_the_oldest_fall_off(void **state)
{
    const struct setting_event *event;
    uint64_t after = 0;
    int count = 0;
    (void)state;
    while ((event = setting_event_after(after)) != NULL)
        after = event->sequence;
    uint64_t start = after;
    for (int i = 0; i < SETTING_EVENTS + 10; i++)
        setting_happened("window.hall", "opened %d", i);
    for (after = start; (event = setting_event_after(after)) != NULL; count++) {
        assert_true(event->sequence > after);
        after = event->sequence;
    }
    assert_int_equal(count, SETTING_EVENTS);
    event = setting_event_after(start);
    assert_string_equal(event->text, "opened 10");
    assert_string_equal(event->name, "window.hall");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(all_sources_are_listed_in_their_order),
        TEST(a_name_finds_its_owner),
        TEST(a_value_out_of_bounds_never_reaches_the_owner),
        TEST(the_default_is_the_owners_own),
        TEST(a_name_that_nobody_offers_is_not_found),
        TEST(offering_the_same_again_changes_nothing),
        TEST(gauges_are_counted_through_all_sources),
        TEST(events_are_kept_in_order_and_the_oldest_fall_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
