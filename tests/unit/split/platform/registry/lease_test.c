/*
 * lease_test -- every transition of a lease, its edges, and random histories
 *               against a model that knows only the rules.
 */
#include "split/platform/registry/lease.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/random.h"
#include "tests/support/cmocka_all.h"

enum { START = 1000, EPOCH = 500 };

static struct lease_table table;
static int64_t now;

static int setup(void **state)
{
    (void)state;
    now = START;
    lease_init(&table, now, EPOCH);
    return 0;
}

/* Looks as often as the registry does, so that time never leaps. */
static void pass(int64_t ms)
{
    for (int64_t end = now + ms; now < end;) {
        now = lease_next_ms(&table) < end ? lease_next_ms(&table) : end;
        lease_pass(&table, now);
    }
}

static enum error join_as(const char *service, int instance, int64_t born_us,
                          int64_t lease_ms, int64_t *epoch)
{
    const struct lease *lease;
    const struct lease_claim claim = {.service = service,
                                      .instance = instance,
                                      .version = "1",
                                      .address = "unix:/run/a.sock",
                                      .lease_ms = lease_ms,
                                      .born_us = born_us};
    enum error error = lease_join(&table, now, &claim, &lease);
    if (!error)
        *epoch = lease->epoch;
    return error;
}

static int64_t join(const char *service, int instance)
{
    int64_t epoch = 0;
    assert_int_equal(join_as(service, instance, 1, 0, &epoch), ERROR_OK);
    return epoch;
}

static enum error renew(const char *service, int instance, int64_t epoch,
                        bool ready)
{
    const struct lease *lease;
    const struct lease_key key = {service, instance, epoch};
    return lease_renew(&table, now, &key, ready, 0, &lease);
}

static enum error drain(const char *service, int instance, int64_t epoch)
{
    const struct lease_key key = {service, instance, epoch};
    return lease_drain(&table, now, &key);
}

static enum error leave(const char *service, int instance, int64_t epoch)
{
    const struct lease_key key = {service, instance, epoch};
    return lease_leave(&table, now, &key);
}

/* ---- a life ---- */

static void a_member_is_up_until_its_lease_ends(void **state)
{
    (void)state;
    join("payments", 1);
    assert_int_equal(table.count, 1);
    assert_int_equal(table.leases[0].state, LEASE_UP);
    pass(LEASE_MS - 1);
    assert_int_equal(table.count, 1);
    pass(1);
    assert_int_equal(table.count, 0);
}

static void a_renewal_in_the_last_millisecond_counts_and_one_later_does_not(
    void **state)
{
    (void)state;
    int64_t epoch = join("payments", 1);
    pass(LEASE_MS - 1);
    assert_int_equal(renew("payments", 1, epoch, true), ERROR_OK);
    assert_int_equal(table.leases[0].expires_ms, now + LEASE_MS);
    pass(LEASE_MS - 1);
    now++; /* nobody has looked since */
    assert_int_equal(renew("payments", 1, epoch, true), ERROR_NOT_FOUND);
    assert_int_equal(table.count, 0);
}

static void states_follow_the_instance_and_draining_is_final(void **state)
{
    (void)state;
    int64_t epoch = join("payments", 1);
    assert_int_equal(renew("payments", 1, epoch, false), ERROR_OK);
    assert_int_equal(table.leases[0].state, LEASE_NOT_READY);
    assert_int_equal(renew("payments", 1, epoch, true), ERROR_OK);
    assert_int_equal(table.leases[0].state, LEASE_UP);
    assert_int_equal(drain("payments", 1, epoch), ERROR_OK);
    assert_int_equal(drain("payments", 1, epoch), ERROR_OK);
    assert_int_equal(renew("payments", 1, epoch, true), ERROR_OK);
    assert_int_equal(table.leases[0].state, LEASE_DRAINING);
    assert_int_equal(leave("payments", 1, epoch), ERROR_OK);
    assert_int_equal(table.count, 0);
    assert_int_equal(leave("payments", 1, epoch), ERROR_NOT_FOUND);
}

static void joining_again_is_a_new_epoch_and_up(void **state)
{
    (void)state;
    int64_t epoch = join("payments", 1);
    assert_int_equal(drain("payments", 1, epoch), ERROR_OK);
    assert_true(join("payments", 1) > epoch);
    assert_int_equal(table.count, 1);
    assert_int_equal(table.leases[0].state, LEASE_UP);
}

static void the_length_of_a_lease_is_the_instances_within_bounds(void **state)
{
    (void)state;
    int64_t epoch = 0;
    const struct lease *lease;
    assert_int_equal(join_as("a", 1, 1, LEASE_LEAST_MS - 1, &epoch),
                     ERROR_UNPROCESSABLE);
    assert_int_equal(join_as("a", 1, 1, LEASE_MOST_MS + 1, &epoch),
                     ERROR_UNPROCESSABLE);
    assert_int_equal(join_as("a", 1, 1, LEASE_LEAST_MS, &epoch), ERROR_OK);
    const struct lease_key key = {"a", 1, epoch};
    assert_int_equal(lease_renew(&table, now, &key, true, 5000, &lease),
                     ERROR_OK);
    assert_int_equal(lease->expires_ms, now + 5000);
    assert_int_equal(lease_renew(&table, now, &key, true, 0, &lease), ERROR_OK);
    assert_int_equal(lease->lease_ms, 5000);
    assert_int_equal(lease_renew(&table, now, &key, true, -1, &lease),
                     ERROR_UNPROCESSABLE);
}

/* ---- two lives ---- */

static void an_old_life_touches_nothing_of_the_new_one(void **state)
{
    (void)state;
    int64_t old = 0, young = 0;
    assert_int_equal(join_as("payments", 1, 10, 0, &old), ERROR_OK);
    assert_int_equal(join_as("payments", 1, 20, 0, &young), ERROR_OK);
    struct lease before = table.leases[0];
    int64_t revision = table.revision;
    pass(100);
    assert_int_equal(renew("payments", 1, old, false), ERROR_CONFLICT);
    assert_int_equal(drain("payments", 1, old), ERROR_CONFLICT);
    assert_int_equal(leave("payments", 1, old), ERROR_CONFLICT);
    assert_int_equal(join_as("payments", 1, 10, 0, &old), ERROR_CONFLICT);
    assert_int_equal(table.revision, revision);
    assert_memory_equal(&before, &table.leases[0], sizeof before);
    assert_int_equal(renew("payments", 1, young, true), ERROR_OK);
}

/* The registry was restarted, and the old life found it first. */
static void the_younger_life_wins_whoever_joins_first(void **state)
{
    (void)state;
    int64_t old = 0, young = 0;
    assert_int_equal(join_as("payments", 1, 10, 0, &old), ERROR_OK);
    assert_int_equal(renew("payments", 1, EPOCH - 3, true), ERROR_CONFLICT);
    assert_int_equal(join_as("payments", 1, 20, 0, &young), ERROR_OK);
    assert_int_equal(renew("payments", 1, old, true), ERROR_CONFLICT);
    assert_int_equal(join_as("payments", 1, 10, 0, &old), ERROR_CONFLICT);
}

static void an_old_life_may_come_back_when_the_young_one_is_over(void **state)
{
    (void)state;
    int64_t old = 0, young = 0;
    assert_int_equal(join_as("payments", 1, 10, 0, &old), ERROR_OK);
    assert_int_equal(join_as("payments", 1, 20, 0, &young), ERROR_OK);
    pass(LEASE_MS);
    assert_int_equal(join_as("payments", 1, 10, 0, &old), ERROR_OK);
    assert_true(old > young);
}

/* ---- time ---- */

static void a_registry_that_slept_finds_nobody_dead(void **state)
{
    (void)state;
    int64_t epoch = join("payments", 1);
    pass(1000);
    now += 60000; /* stopped; the renewals wait in its sockets */
    lease_pass(&table, now);
    assert_int_equal(table.count, 1);
    assert_int_equal(renew("payments", 1, epoch, true), ERROR_OK);
    join("orders", 1);
    pass(300);
    now += 60000; /* and the first thing that runs is a renewal */
    assert_int_equal(renew("payments", 1, epoch, true), ERROR_OK);
    /* The dead are found after all: what was left, and no more. */
    int64_t left = table.leases[0].expires_ms - now;
    assert_true(left <= LEASE_MS);
    pass(left);
    assert_int_equal(table.count, 1);
    assert_string_equal(table.leases[0].service, "payments");
}

static void time_that_stands_still_or_runs_back_ends_nothing(void **state)
{
    (void)state;
    int64_t epoch = join("payments", 1);
    lease_pass(&table, now);
    lease_pass(&table, now - 5000);
    assert_int_equal(table.count, 1);
    now -= 5000;
    assert_int_equal(renew("payments", 1, epoch, true), ERROR_OK);
    assert_int_equal(table.leases[0].expires_ms, START + LEASE_MS);
}

static void the_next_look_is_at_the_end_of_a_lease_or_soon(void **state)
{
    (void)state;
    int64_t epoch = 0;
    assert_int_equal(lease_next_ms(&table), now + LEASE_LOOK_MS);
    assert_int_equal(join_as("a", 1, 1, LEASE_LEAST_MS, &epoch), ERROR_OK);
    assert_int_equal(lease_next_ms(&table), now + LEASE_LOOK_MS);
    pass(LEASE_LEAST_MS - 30);
    assert_int_equal(lease_next_ms(&table), now + 30);
}

/* ---- revisions ---- */

static void only_what_a_view_shows_raises_the_revision(void **state)
{
    (void)state;
    int64_t revision = table.revision;
    int64_t epoch = join("payments", 1);
    assert_int_equal(table.revision, ++revision);
    assert_int_equal(renew("payments", 1, epoch, true), ERROR_OK);
    lease_pass(&table, now);
    assert_int_equal(table.revision, revision);
    assert_int_equal(renew("payments", 1, epoch, false), ERROR_OK);
    assert_int_equal(table.revision, ++revision);
    assert_int_equal(drain("payments", 1, epoch), ERROR_OK);
    assert_int_equal(table.revision, ++revision);
    pass(LEASE_MS);
    assert_int_equal(table.revision, ++revision);
}

/* ---- bounds and words ---- */

static void a_full_table_refuses_the_next_and_keeps_the_rest(void **state)
{
    (void)state;
    int64_t epoch = 0;
    for (int i = 1; i <= LEASE_COUNT; i++)
        join("payments", i);
    assert_int_equal(join_as("orders", 1, 1, 0, &epoch), ERROR_OVERLOADED);
    assert_int_equal(table.count, LEASE_COUNT);
    join("payments", 7); /* who is in may join again */
    assert_int_equal(table.count, LEASE_COUNT);
    pass(LEASE_MS);
    assert_int_equal(join_as("orders", 1, 1, 0, &epoch), ERROR_OK);
}

static void words_that_are_no_names_are_refused(void **state)
{
    static const char *const bad[] = {"",    "a b",     "../x",
                                      "a/b", "\x1b[2J", "결제"};
    char long_name[LIMIT_NAME_BYTES + 1];
    int64_t epoch = 0;
    (void)state;
    memset(long_name, 'a', LIMIT_NAME_BYTES);
    long_name[LIMIT_NAME_BYTES] = '\0';
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(join_as(bad[i], 1, 1, 0, &epoch), ERROR_UNPROCESSABLE);
    assert_int_equal(join_as(long_name, 1, 1, 0, &epoch), ERROR_UNPROCESSABLE);
    assert_int_equal(join_as("a", 0, 1, 0, &epoch), ERROR_UNPROCESSABLE);
    assert_int_equal(join_as("a", -1, 1, 0, &epoch), ERROR_UNPROCESSABLE);
    assert_int_equal(table.count, 0);
}

/* ---- the supervisor's ---- */

static void a_sidecar_outlives_the_instance_and_goes_when_told(void **state)
{
    (void)state;
    assert_int_equal(lease_set_sidecar(&table, "payments", 1, "unix:/s"),
                     ERROR_OK);
    join("payments", 1);
    assert_string_equal(lease_sidecar(&table, &table.leases[0]), "unix:/s");
    pass(LEASE_MS);
    join("payments", 1);
    join("payments", 2);
    assert_string_equal(lease_sidecar(&table, &table.leases[0]), "unix:/s");
    assert_string_equal(lease_sidecar(&table, &table.leases[1]), "");
    int64_t revision = table.revision;
    assert_int_equal(lease_set_sidecar(&table, "payments", 1, "unix:/s"),
                     ERROR_OK);
    assert_int_equal(table.revision, revision);
    assert_int_equal(lease_set_sidecar(&table, "payments", 1, ""), ERROR_OK);
    assert_int_equal(table.revision, revision + 1);
    assert_string_equal(lease_sidecar(&table, &table.leases[0]), "");
    for (int i = 1; i <= LEASE_SIDECARS; i++)
        assert_int_equal(lease_set_sidecar(&table, "a", i, "unix:/s"),
                         ERROR_OK);
    assert_int_equal(lease_set_sidecar(&table, "b", 1, "unix:/s"),
                     ERROR_OVERLOADED);
}

static void a_split_weighs_versions_and_no_split_makes_them_equal(void **state)
{
    static const struct lease_weight ninety[] = {{"1", 90}, {"2", 10}};
    static const struct lease_weight nothing[] = {{"1", 0}, {"2", 0}};
    static const struct lease_weight beyond[] = {{"1", LEASE_WEIGHT_MOST + 1}};
    (void)state;
    join("payments", 1);
    assert_int_equal(lease_weight(&table, &table.leases[0]), LEASE_WEIGHT);
    assert_int_equal(lease_set_split(&table, "payments", ninety, 2), ERROR_OK);
    assert_int_equal(lease_weight(&table, &table.leases[0]), 90);
    snprintf(table.leases[0].version, LIMIT_NAME_BYTES, "3");
    assert_int_equal(lease_weight(&table, &table.leases[0]), 0);
    assert_int_equal(lease_set_split(&table, "payments", nothing, 2),
                     ERROR_UNPROCESSABLE);
    assert_int_equal(lease_set_split(&table, "payments", beyond, 1),
                     ERROR_UNPROCESSABLE);
    assert_int_equal(lease_weight(&table, &table.leases[0]), 0);
    assert_int_equal(lease_set_split(&table, "payments", NULL, 0), ERROR_OK);
    assert_int_equal(lease_weight(&table, &table.leases[0]), LEASE_WEIGHT);
}

/* ---- random histories against a model ---- */

enum { SERVICES = 3, INSTANCES = 4, LIVES = 3, STEPS = 400, HISTORIES = 2000 };

/* What the rules say, with no table: the holder of each name. */
struct model {
    bool held;
    int64_t epoch, born_us, expires_ms;
    enum lease_state state;
};
static struct model model[SERVICES][INSTANCES];
/* The epoch that each life believes in. */
static int64_t beliefs[SERVICES][INSTANCES][LIVES];
static int64_t newest_epoch;

static void model_time(int64_t gap)
{
    for (int s = 0; s < SERVICES; s++)
        for (int i = 0; i < INSTANCES; i++) {
            if (gap > LEASE_LEAP_MS)
                model[s][i].expires_ms += gap;
            if (model[s][i].expires_ms <= now)
                model[s][i].held = false;
        }
}

static void check_against_model(void)
{
    size_t held = 0;
    static const char *const names[SERVICES] = {"a", "b", "c"};
    for (int s = 0; s < SERVICES; s++)
        for (int i = 0; i < INSTANCES; i++) {
            if (!model[s][i].held)
                continue;
            const struct lease *lease = &table.leases[held++];
            assert_true(held <= table.count);
            assert_string_equal(lease->service, names[s]);
            assert_int_equal(lease->instance, i + 1);
            assert_int_equal(lease->epoch, model[s][i].epoch);
            assert_int_equal(lease->state, model[s][i].state);
            assert_int_equal(lease->expires_ms, model[s][i].expires_ms);
        }
    assert_int_equal(table.count, held);
}

static void step_join(const char *name, struct model *one, int instance,
                      int life, int64_t *belief)
{
    int64_t epoch = 0;
    bool fenced = one->held && life < one->born_us;
    enum error error = join_as(name, instance, life, 0, &epoch);
    assert_int_equal(error, fenced ? ERROR_CONFLICT : ERROR_OK);
    if (error)
        return;
    assert_true(epoch > newest_epoch);
    newest_epoch = *belief = epoch;
    *one = (struct model){true, epoch, life, now + LEASE_MS, LEASE_UP};
}

static void step_word(struct random *random, const char *name,
                      struct model *one, int instance, int64_t belief)
{
    enum error wanted = !one->held             ? ERROR_NOT_FOUND
                        : one->epoch != belief ? ERROR_CONFLICT
                                               : ERROR_OK;
    uint64_t word = random_below(random, 6);
    bool ready = random_percent(random, 70);
    if (word == 0) {
        assert_int_equal(leave(name, instance, belief), wanted);
        one->held = one->held && wanted;
    } else if (word == 1) {
        assert_int_equal(drain(name, instance, belief), wanted);
        if (!wanted)
            one->state = LEASE_DRAINING;
    } else {
        assert_int_equal(renew(name, instance, belief, ready), wanted);
        if (!wanted)
            one->expires_ms = now + LEASE_MS;
        if (!wanted && one->state != LEASE_DRAINING)
            one->state = ready ? LEASE_UP : LEASE_NOT_READY;
    }
}

static void one_history(uint64_t seed)
{
    static const char *const names[SERVICES] = {"a", "b", "c"};
    struct random random;
    random_seed(&random, seed);
    memset(model, 0, sizeof model);
    memset(beliefs, 0, sizeof beliefs);
    newest_epoch = EPOCH;
    setup(NULL);
    for (int step = 0; step < STEPS; step++) {
        int64_t gap = (int64_t)random_below(
            &random, random_percent(&random, 3) ? 5000 : 300);
        now += gap;
        model_time(gap);
        uint64_t s = random_below(&random, SERVICES);
        uint64_t i = random_below(&random, INSTANCES);
        uint64_t life = random_below(&random, LIVES);
        if (random_percent(&random, 25))
            step_join(names[s], &model[s][i], (int)i + 1, (int)life,
                      &beliefs[s][i][life]);
        else if (random_percent(&random, 90))
            step_word(&random, names[s], &model[s][i], (int)i + 1,
                      beliefs[s][i][life]);
        else
            lease_pass(&table, now);
        check_against_model();
    }
}

static void random_histories_agree_with_the_model(void **state)
{
    const char *given = getenv("SEED");
    uint64_t seed = given ? strtoull(given, NULL, 10) : 1;
    (void)state;
    print_message("seeds from %llu (SEED= sets it)\n",
                  (unsigned long long)seed);
    for (int i = 0; i < HISTORIES; i++)
        one_history(seed + (uint64_t)i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_member_is_up_until_its_lease_ends, setup),
        cmocka_unit_test_setup(
            a_renewal_in_the_last_millisecond_counts_and_one_later_does_not,
            setup),
        cmocka_unit_test_setup(states_follow_the_instance_and_draining_is_final,
                               setup),
        cmocka_unit_test_setup(joining_again_is_a_new_epoch_and_up, setup),
        cmocka_unit_test_setup(
            the_length_of_a_lease_is_the_instances_within_bounds, setup),
        cmocka_unit_test_setup(an_old_life_touches_nothing_of_the_new_one,
                               setup),
        cmocka_unit_test_setup(the_younger_life_wins_whoever_joins_first,
                               setup),
        cmocka_unit_test_setup(
            an_old_life_may_come_back_when_the_young_one_is_over, setup),
        cmocka_unit_test_setup(a_registry_that_slept_finds_nobody_dead, setup),
        cmocka_unit_test_setup(time_that_stands_still_or_runs_back_ends_nothing,
                               setup),
        cmocka_unit_test_setup(the_next_look_is_at_the_end_of_a_lease_or_soon,
                               setup),
        cmocka_unit_test_setup(only_what_a_view_shows_raises_the_revision,
                               setup),
        cmocka_unit_test_setup(a_full_table_refuses_the_next_and_keeps_the_rest,
                               setup),
        cmocka_unit_test_setup(words_that_are_no_names_are_refused, setup),
        cmocka_unit_test_setup(
            a_sidecar_outlives_the_instance_and_goes_when_told, setup),
        cmocka_unit_test_setup(
            a_split_weighs_versions_and_no_split_makes_them_equal, setup),
        cmocka_unit_test(random_histories_agree_with_the_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
