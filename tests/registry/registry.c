/*
 * registry -- the registry, its members and a caller over real sockets: who is
 *             killed, drained, fenced or forgotten, and what callers see of it.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "chassis/contracts/control.pb-c.h"
#include "chassis/grpc.h"
#include "chassis/message.h"
#include "chassis/setting.h"
#include "split/patterns/registrar.h"
#include "tests/registry/scene.h"
#include "tests/support/cmocka_all.h"

/* Places of children. */
enum { REGISTRY, ONE, TWO, THREE };
/* What a machine that does other things as well may add; less than a lease, so
 * that one lease is told from two. */
enum { LATE_MS = 1400 };

static void two_payments(void)
{
    scene_start(REGISTRY, "registry", 1);
    scene_start(ONE, "payments", 1);
    scene_start(TWO, "payments", 2);
    scene_until_up("payments", 2);
}

static void stop_registry(int signal)
{
    scene_signal(&scene.children[REGISTRY], signal);
    scene_until_gone(&scene.children[REGISTRY]);
}

/* ---- who dies ---- */

static bool only_one_is_listed(void *arg)
{
    struct discovery_endpoint list[DISCOVERY_ENDPOINTS];
    (void)arg;
    return discovery_list(scene.discovery, "payments", list,
                          DISCOVERY_ENDPOINTS) == 1;
}

static void a_killed_instance_is_out_of_the_view_within_its_lease(void **state)
{
    (void)state;
    two_payments();
    scene_signal(&scene.children[TWO], SIGKILL);
    int64_t killed_ms = clock_monotonic_ms();
    scene_until(only_one_is_listed, NULL, "the end of a lease");
    int64_t took_ms = clock_monotonic_ms() - killed_ms;
    print_message("out after %lld ms\n", (long long)took_ms);
    assert_true(took_ms <= LEASE + LATE_MS);
    assert_non_null(scene_endpoint("payments", 1));
    /* And it comes back as another life. */
    int64_t life = scene_endpoint("payments", 1)->life;
    scene_start(TWO, "payments", 2);
    scene_until_up("payments", 2);
    assert_int_not_equal(scene_endpoint("payments", 2)->life, life);
}

/* ---- who drains ---- */

enum { AT_A_TIME = 8, INSTANCES = 2 };

/* A caller that never stops: each turn new calls to whoever is up. */
static struct {
    struct grpc_channel *channels[INSTANCES];
    uint64_t serial;
    int out, failed, told[INSTANCES];
    int64_t last_to_two_ms;
} caller;

static void on_called(void *arg, uint64_t id, const struct grpc_result *result)
{
    (void)arg, (void)id;
    caller.out--;
    if (result->error)
        print_message("a call failed: %s\n",
                      result->detail ? result->detail : "");
    caller.failed += result->error != ERROR_OK;
}

static void call_whoever_is_up(void)
{
    struct discovery_endpoint list[DISCOVERY_ENDPOINTS];
    size_t count =
        discovery_list(scene.discovery, "payments", list, DISCOVERY_ENDPOINTS);
    for (size_t i = 0; i < count; i++) {
        int at = list[i].instance - 1;
        if (list[i].state != DISCOVERY_UP || caller.out >= AT_A_TIME)
            continue;
        if (!caller.channels[at])
            caller.channels[at] =
                grpc_channel_new(scene.loop, &list[i].address);
        const struct outgoing call = {
            .id = ++caller.serial,
            .peer = "payments",
            .contract = &control__control__descriptor,
            .method = (unsigned)message_method(&control__control__descriptor,
                                               "Status"),
            .timeout_ms = 5000};
        caller.out++;
        caller.told[at]++;
        if (at == 1)
            caller.last_to_two_ms = clock_monotonic_ms();
        grpc_start(caller.channels[at], &call, on_called, NULL);
    }
}

static bool two_is_gone_and_all_is_answered(void *arg)
{
    (void)arg;
    if (!scene.children[TWO].gone)
        call_whoever_is_up();
    return scene.children[TWO].gone && caller.out == 0;
}

static void a_drained_instance_fails_no_call_and_gets_no_new_one(void **state)
{
    (void)state;
    two_payments();
    memset(&caller, 0, sizeof caller);
    scene_while(300, call_whoever_is_up);
    assert_true(caller.told[1] > 0);
    scene_signal(&scene.children[TWO], SIGTERM);
    int64_t asked_ms = clock_monotonic_ms();
    scene_until(two_is_gone_and_all_is_answered, NULL, "the drain");
    print_message("last call %lld ms after SIGTERM, gone after %lld ms; "
                  "%d and %d calls\n",
                  (long long)(caller.last_to_two_ms - asked_ms),
                  (long long)(clock_monotonic_ms() - asked_ms), caller.told[0],
                  caller.told[1]);
    assert_int_equal(scene.children[TWO].status, 0);
    assert_int_equal(caller.failed, 0);
    assert_null(scene_endpoint("payments", 2));
    for (int i = 0; i < INSTANCES; i++)
        grpc_channel_free(caller.channels[i]);
}

/* A watcher that hears and never says so. */
static void on_moved_in_silence(void *arg, uint64_t id)
{
    struct slice bytes;
    while (grpc_receive(arg, id, &bytes))
        ;
}

static void on_over(void *arg, uint64_t id, const struct grpc_result *result)
{
    (void)arg, (void)id, (void)result;
}

static void open_watch(struct grpc_channel *channel, uint64_t id,
                       grpc_done *done, void *arg)
{
    const struct outgoing call = {.id = id,
                                  .contract = &registry__registry__descriptor,
                                  .method = (unsigned)message_method(
                                      &registry__registry__descriptor, "Watch"),
                                  .message = {"", 0}};
    grpc_open(channel, &call, on_moved_in_silence, done, arg);
}

static void a_watcher_that_hangs_delays_a_drain_but_a_little(void **state)
{
    struct address address;
    (void)state;
    two_payments();
    assert_int_equal(discovery_registry(&scene.config, &address), ERROR_OK);
    struct grpc_channel *mute = grpc_channel_new(scene.loop, &address);
    open_watch(mute, 1, on_over, mute);
    scene_while(100, NULL);
    scene_signal(&scene.children[TWO], SIGTERM);
    int64_t asked_ms = clock_monotonic_ms();
    scene_until_gone(&scene.children[TWO]);
    int64_t took_ms = clock_monotonic_ms() - asked_ms;
    print_message("gone after %lld ms\n", (long long)took_ms);
    assert_true(took_ms >= 250); /* it did wait for the mute one */
    assert_true(took_ms <= 500 + LATE_MS);
    assert_int_equal(scene.children[TWO].status, 0);
    grpc_channel_free(mute);
}

/* ---- who asks for too much ---- */

static int refused;

static void on_refused(void *arg, uint64_t id, const struct grpc_result *result)
{
    (void)arg, (void)id;
    refused += result->error == ERROR_OVERLOADED;
}

static bool one_was_refused(void *arg)
{
    (void)arg;
    return refused > 0;
}

static void watchers_beyond_the_bound_are_refused_and_do_no_harm(void **state)
{
    enum { CHANNELS = 4, WATCHES = 65, PLACES = 256 };
    struct grpc_channel *channels[CHANNELS];
    struct address address;
    (void)state;
    scene_start(REGISTRY, "registry", 1);
    scene_start(ONE, "payments", 1);
    scene_until_up("payments", 1);
    assert_int_equal(discovery_registry(&scene.config, &address), ERROR_OK);
    refused = 0;
    for (int i = 0; i < CHANNELS; i++) {
        channels[i] = grpc_channel_new(scene.loop, &address);
        for (int id = 1; id <= WATCHES; id++)
            open_watch(channels[i], (uint64_t)id, on_refused, channels[i]);
    }
    scene_until(one_was_refused, NULL, "a refusal");
    scene_start(TWO, "payments", 2); /* all are told, and nobody waits */
    scene_until_up("payments", 2);
    assert_true(refused >= CHANNELS * WATCHES - PLACES);
    assert_true(refused <= CHANNELS * WATCHES + 3 - PLACES);
    for (int i = 0; i < CHANNELS; i++)
        grpc_channel_free(channels[i]);
    scene_while(200, NULL);
    assert_int_equal(scene_up("payments"), 2);
}

static void a_drain_without_a_registry_is_no_slower(void **state)
{
    (void)state;
    two_payments();
    stop_registry(SIGKILL);
    scene_signal(&scene.children[TWO], SIGTERM);
    int64_t asked_ms = clock_monotonic_ms();
    scene_until_gone(&scene.children[TWO]);
    assert_int_equal(scene.children[TWO].status, 0);
    assert_true(clock_monotonic_ms() - asked_ms <= 500 + LATE_MS);
}

/* ---- a registry that goes, and comes ---- */

static void both_stay_up(void)
{
    assert_int_equal(scene_up("payments"), 2);
}

static bool a_new_view_has_come(void *arg)
{
    struct gauge gauge = {.state = ""};
    (void)arg;
    for (size_t i = 0; gauge_at(i, &gauge); i++)
        if (strcmp(gauge.name, "discovery.payments") == 0)
            return strcmp(gauge.state, "view") == 0;
    return false;
}

static void nobody_is_lost_while_the_registry_is_away(void **state)
{
    (void)state;
    two_payments();
    stop_registry(SIGKILL);
    scene_while(2 * LEASE, both_stay_up);
    /* One comes that no registry has heard of. */
    scene_start(THREE, "payments", 3);
    both_stay_up();
    scene_start(REGISTRY, "registry", 1);
    int64_t back_ms = clock_monotonic_ms();
    scene_until_up("payments", 3);
    int64_t took_ms = clock_monotonic_ms() - back_ms;
    print_message("the third was found after %lld ms\n", (long long)took_ms);
    assert_true(took_ms <= LEASE + LATE_MS);
}

static void a_restarted_registry_leaves_no_gap_and_buries_the_dead(void **state)
{
    (void)state;
    two_payments();
    stop_registry(SIGTERM);
    scene_start(REGISTRY, "registry", 1);
    scene_while(2 * LEASE, both_stay_up);
    /* The same once more, and one dies in the meantime. */
    stop_registry(SIGKILL);
    scene_signal(&scene.children[TWO], SIGKILL);
    scene_until_gone(&scene.children[TWO]);
    scene_start(REGISTRY, "registry", 1);
    scene_until(a_new_view_has_come, NULL, "a view of the new registry");
    both_stay_up(); /* it cannot know better yet */
    int64_t back_ms = clock_monotonic_ms();
    scene_until(only_one_is_listed, NULL, "the end of the grace");
    assert_true(clock_monotonic_ms() - back_ms <= LEASE + LATE_MS);
}

static void a_registry_that_was_stopped_finds_nobody_dead(void **state)
{
    (void)state;
    two_payments();
    scene_signal(&scene.children[REGISTRY], SIGSTOP);
    scene_while(2 * LEASE, both_stay_up);
    scene_signal(&scene.children[REGISTRY], SIGCONT);
    scene_while(2 * LEASE, both_stay_up);
}

static bool the_view_is_stale(void *arg)
{
    (void)arg;
    return !a_new_view_has_come(NULL);
}

/* Connected, and nothing comes: as a link that was cut without a word. */
static void a_silent_registry_is_given_up_and_found_again(void **state)
{
    (void)state;
    two_payments();
    assert_int_equal(setting_put("discovery.silence", 4000, false), ERROR_OK);
    scene_while(4500, both_stay_up); /* a calm registry is not a silent one */
    assert_true(a_new_view_has_come(NULL));
    scene_signal(&scene.children[REGISTRY], SIGSTOP);
    scene_until(the_view_is_stale, NULL, "the end of our patience");
    both_stay_up();
    scene_signal(&scene.children[REGISTRY], SIGCONT);
    scene_until(a_new_view_has_come, NULL, "a word of the registry");
    both_stay_up();
}

/* ---- two lives of one instance ---- */

static void be_left(void *arg)
{
    *(bool *)arg = true;
}

static bool says(const char *gauge_name, const char *word, size_t which)
{
    struct gauge gauge;
    for (size_t i = 0; gauge_at(i, &gauge); i++)
        if (strcmp(gauge.name, gauge_name) == 0 && which-- == 0)
            return strcmp(gauge.state, word) == 0;
    return false;
}

static bool first_is_inside(void *arg)
{
    (void)arg;
    return says("registrar", "inside", 0);
}

static bool first_is_fenced(void *arg)
{
    (void)arg;
    return says("registrar", "fenced", 0);
}

static bool second_is_inside(void *arg)
{
    (void)arg;
    return says("registrar", "inside", 1);
}

static void an_old_life_is_fenced_and_stays_so_in_a_new_registry(void **state)
{
    const struct membership *membership = &registrar_membership;
    bool left = false;
    (void)state;
    scene_start(REGISTRY, "registry", 1);
    /* The caller's own name, orders-1, twice. */
    void *old =
        membership->join(scene.loop, &scene.config, &scene.config.listen[0]);
    scene_until(first_is_inside, NULL, "a first life");
    void *young =
        membership->join(scene.loop, &scene.config, &scene.config.listen[0]);
    scene_until(second_is_inside, NULL, "a second life");
    scene_until(first_is_fenced, NULL, "the end of the first life");
    scene_until_up("orders", 1);
    int64_t life = scene_endpoint("orders", 1)->life;
    stop_registry(SIGKILL);
    scene_start(REGISTRY, "registry", 1);
    scene_while(2 * LEASE, NULL); /* the grace is over: it has joined again */
    assert_true(says("registrar", "fenced", 0));
    assert_true(says("registrar", "inside", 1));
    assert_int_equal(scene_endpoint("orders", 1)->life, life);
    membership->leave(old, be_left, &left); /* it may not take the other out */
    assert_true(left);
    membership->release(old);
    scene_while(100, NULL);
    assert_int_equal(scene_up("orders"), 1);
    left = false;
    membership->leave(young, be_left, &left);
    scene_while(500, NULL);
    assert_true(left);
    assert_null(scene_endpoint("orders", 1));
    membership->release(young);
}

/* ---- who is not ready ---- */

static bool one_is_not_ready(void *arg)
{
    (void)arg;
    const struct discovery_endpoint *one = scene_endpoint("orders", 1);
    return one && one->state == DISCOVERY_NOT_READY;
}

static void readiness_and_the_length_of_a_lease_are_set_live(void **state)
{
    const struct membership *membership = &registrar_membership;
    (void)state;
    scene_start(REGISTRY, "registry", 1);
    void *self =
        membership->join(scene.loop, &scene.config, &scene.config.listen[0]);
    scene_until_up("orders", 1);
    assert_int_equal(setting_put("registrar.ready", 0, false), ERROR_OK);
    scene_until(one_is_not_ready, NULL, "a word about readiness");
    scene_while(LEASE, NULL);
    assert_true(one_is_not_ready(NULL)); /* and it is renewed all the same */
    assert_int_equal(setting_put("registrar.ready", 1, false), ERROR_OK);
    scene_until_up("orders", 1);
    assert_int_equal(setting_put("registrar.lease-ms", 300, false), ERROR_OK);
    scene_while(600, NULL);
    assert_int_equal(scene_up("orders"), 1);
    membership->release(self); /* as a crash would, with no word */
    scene_while(300 + LATE_MS, NULL);
    assert_null(scene_endpoint("orders", 1));
}

/* ---- who lies ---- */

static Registry__JoinRequest join_request(const char *service, int instance)
{
    static char address[LIMIT_PATH_BYTES];
    Registry__JoinRequest in = REGISTRY__JOIN_REQUEST__INIT;
    snprintf(address, sizeof address, "unix:%s/run/%s-%d.sock", scene.home,
             service, instance);
    in.service = (char *)service;
    in.instance = instance;
    in.version = (char *)"1";
    in.address = address;
    return in;
}

static void nobody_joins_for_somebody_else(void **state)
{
    struct answer answer;
    (void)state;
    two_payments();
    Registry__JoinRequest in = join_request("payments", 1);
    static const struct {
        const char *service;
        int instance;
    } liars[] = {{"", 0}, {"orders", 1}, {"payments", 2}, {"supervisor", 1}};
    in.born_us = INT64_MAX; /* younger than anybody */
    for (size_t i = 0; i < sizeof liars / sizeof *liars; i++)
        assert_int_equal(scene_ask(liars[i].service, liars[i].instance, "Join",
                                   &in.base, &answer),
                         ERROR_FORBIDDEN);
    in.address = (char *)"unix:/tmp/elsewhere.sock";
    assert_int_equal(scene_ask("payments", 1, "Join", &in.base, &answer),
                     ERROR_FORBIDDEN);
    Registry__LeaseRequest word = REGISTRY__LEASE_REQUEST__INIT;
    word.service = (char *)"payments";
    word.instance = 1;
    word.epoch = scene_endpoint("payments", 1)->epoch;
    static const char *const methods[] = {"Renew", "Drain", "Leave"};
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(
            scene_ask("orders", 1, methods[i], &word.base, &answer),
            ERROR_FORBIDDEN);
    assert_int_equal(scene_up("payments"), 2);
}

/* Scaled to zero: somebody else listens in its name, until it wakes. */
static void the_supervisor_stands_in_until_the_instance_comes(void **state)
{
    struct answer answer;
    (void)state;
    scene_start(REGISTRY, "registry", 1);
    Registry__JoinRequest in = join_request("payments", 1);
    in.born_us = clock_monotonic_ns() / 1000;
    assert_int_equal(scene_ask("supervisor", 0, "Join", &in.base, &answer),
                     ERROR_OK);
    scene_until_up("payments", 1);
    int64_t life = scene_endpoint("payments", 1)->life;
    assert_int_equal(life, in.born_us);
    scene_start(ONE, "payments", 1);
    scene_while(300, NULL);
    assert_int_equal(scene_up("payments"), 1);
    assert_true(scene_endpoint("payments", 1)->life > life);
    assert_int_equal(scene_ask("supervisor", 0, "Join", &in.base, &answer),
                     ERROR_CONFLICT);
}

static bool one_has_a_sidecar(void *arg)
{
    (void)arg;
    const struct discovery_endpoint *one = scene_endpoint("payments", 1);
    return one && one->sidecar && strcmp(one->address.host, "/tmp/s.sock") == 0;
}

static bool one_in_ten_is_a_weight(void *arg)
{
    (void)arg;
    const struct discovery_endpoint *two = scene_endpoint("payments", 2);
    return two && two->weight == 10;
}

static void sidecars_and_splits_are_the_supervisors(void **state)
{
    struct answer answer;
    Registry__SidecarRequest sidecar = REGISTRY__SIDECAR_REQUEST__INIT;
    Registry__SplitRequest split = REGISTRY__SPLIT_REQUEST__INIT;
    Registry__VersionWeight one = REGISTRY__VERSION_WEIGHT__INIT;
    Registry__VersionWeight *weights[] = {&one};
    (void)state;
    two_payments();
    sidecar.service = split.service = (char *)"payments";
    sidecar.instance = 1;
    sidecar.sidecar = (char *)"unix:/tmp/s.sock";
    one.version = (char *)"1";
    one.weight = 10;
    split.weights = weights;
    split.n_weights = 1;
    assert_int_equal(
        scene_ask("payments", 1, "SetSidecar", &sidecar.base, &answer),
        ERROR_FORBIDDEN);
    assert_int_equal(scene_ask("payments", 1, "SetSplit", &split.base, &answer),
                     ERROR_FORBIDDEN);
    assert_int_equal(
        scene_ask("supervisor", 0, "SetSidecar", &sidecar.base, &answer),
        ERROR_OK);
    assert_int_equal(
        scene_ask("supervisor", 0, "SetSplit", &split.base, &answer), ERROR_OK);
    scene_until(one_has_a_sidecar, NULL, "a sidecar");
    scene_until(one_in_ten_is_a_weight, NULL, "a split");
}

/* ---- modes ---- */

static void what_was_never_heard_of_is_where_it_always_was(void **state)
{
    char expected[LIMIT_PATH_BYTES];
    (void)state;
    const struct discovery_endpoint *one = scene_endpoint("payments", 1);
    assert_non_null(one);
    snprintf(expected, sizeof expected, "%s/run/payments-1.sock", scene.home);
    assert_string_equal(one->address.host, expected);
    assert_int_equal(one->epoch, 0);
    scene_start(REGISTRY, "registry", 1);
    scene_start(ONE, "payments", 1);
    scene_until_up("payments", 1);
    scene_signal(&scene.children[ONE], SIGTERM);
    scene_until_gone(&scene.children[ONE]);
    scene_while(200, NULL);
    assert_null(
        scene_endpoint("payments", 1)); /* known, and known to be gone */
}

/* A proxy's socket; nobody calls it here. */
static struct listener *stand_at(const char *service)
{
    struct address address;
    struct listener *listener = NULL;
    assert_int_equal(discovery_virtual(&scene.config, service, &address),
                     ERROR_OK);
    assert_int_equal(listener_open(&listener, scene.loop, &address, NULL, NULL),
                     ERROR_OK);
    return listener;
}

static void the_mode_is_switched_for_all_or_for_one(void **state)
{
    char expected[LIMIT_PATH_BYTES];
    (void)state;
    two_payments();
    (void)scene_up("shipping"); /* a service is known once it was asked for */
    int changes = scene.changes;
    struct listener *payments = stand_at("payments");
    assert_int_equal(setting_put("discovery.mode", 1, false),
                     ERROR_UNAVAILABLE); /* there is no proxy for shipping */
    assert_int_equal(setting_put("discovery.shipping.mode", 1, false),
                     ERROR_UNAVAILABLE);
    assert_int_equal(scene.changes, changes);
    struct listener *shipping = stand_at("shipping");
    assert_int_equal(setting_put("discovery.mode", 1, false), ERROR_OK);
    assert_true(scene.changes > changes);
    const struct discovery_endpoint *one = scene_endpoint("payments", 0);
    assert_non_null(one);
    snprintf(expected, sizeof expected, "%s/run/payments.vip.sock", scene.home);
    assert_string_equal(one->address.host, expected);
    assert_int_equal(setting_put("discovery.payments.mode", 0, false),
                     ERROR_OK);
    assert_int_equal(scene_up("payments"), 2);
    assert_non_null(scene_endpoint("shipping", 0));
    assert_int_equal(setting_put("discovery.mode", 0, true), ERROR_OK);
    assert_int_equal(setting_put("discovery.payments.mode", 0, true), ERROR_OK);
    assert_null(scene_endpoint("shipping", 0));
    assert_int_equal(setting_put("discovery.mode", 2, false),
                     ERROR_UNPROCESSABLE);
    listener_close(payments);
    listener_close(shipping);
}

int main(int argc, char **argv)
{
#define SCENE(test) \
    cmocka_unit_test_setup_teardown(test, scene_open, scene_close)
    const struct CMUnitTest tests[] = {
        SCENE(a_killed_instance_is_out_of_the_view_within_its_lease),
        SCENE(a_drained_instance_fails_no_call_and_gets_no_new_one),
        SCENE(a_watcher_that_hangs_delays_a_drain_but_a_little),
        SCENE(watchers_beyond_the_bound_are_refused_and_do_no_harm),
        SCENE(a_drain_without_a_registry_is_no_slower),
        SCENE(nobody_is_lost_while_the_registry_is_away),
        SCENE(a_restarted_registry_leaves_no_gap_and_buries_the_dead),
        SCENE(a_registry_that_was_stopped_finds_nobody_dead),
        SCENE(a_silent_registry_is_given_up_and_found_again),
        SCENE(an_old_life_is_fenced_and_stays_so_in_a_new_registry),
        SCENE(readiness_and_the_length_of_a_lease_are_set_live),
        SCENE(nobody_joins_for_somebody_else),
        SCENE(the_supervisor_stands_in_until_the_instance_comes),
        SCENE(sidecars_and_splits_are_the_supervisors),
        SCENE(what_was_never_heard_of_is_where_it_always_was),
        SCENE(the_mode_is_switched_for_all_or_for_one),
    };
    if (argc > 1)
        scene_bin = argv[1];
    if (argc > 2)
        cmocka_set_test_filter(argv[2]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
