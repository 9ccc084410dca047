/*
 * watch_test -- Inventory.WatchStock over a real socket and a real database.
 *
 * The client here is a stream beside calls of the same channel: what it is
 * told must be what the calls have committed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/message.h"
#include "domain/inventory/inventory.h"
#include "domain/inventory/inventory.pb-c.h"
#include "split/services/inventory/service.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/flow_bench.h"

enum { WATCH = 1 };

/* The stream, and the newest levels it was told. */
struct ear {
    struct flow_bench *bench;
    bool lazy, done;
    enum error error;
    char detail[ERROR_DETAIL_BYTES];
    int told;
    char sku[INVENTORY_SKU_BYTES];
    int64_t available, reserved;
};

static struct ear ear;

static void take_all(void)
{
    struct slice bytes;
    while (grpc_receive(ear.bench->channel, WATCH, &bytes)) {
        struct arena arena;
        ProtobufCMessage *message;
        arena_init(&arena, LIMIT_ARENA_BYTES);
        assert_int_equal(message_unpack(&inventory__stock_level__descriptor,
                                        bytes.data, bytes.length, &arena,
                                        &message),
                         ERROR_OK);
        const Inventory__StockLevel *level = (Inventory__StockLevel *)message;
        ear.told++;
        snprintf(ear.sku, sizeof ear.sku, "%s", level->sku);
        ear.available = level->available;
        ear.reserved = level->reserved;
        arena_release(&arena);
    }
}

static void on_moved(void *arg, uint64_t id)
{
    (void)arg, (void)id;
    if (!ear.lazy)
        take_all();
}

static void on_done(void *arg, uint64_t id, const struct grpc_result *result)
{
    (void)arg, (void)id;
    ear.done = true;
    ear.error = result->error;
    snprintf(ear.detail, sizeof ear.detail, "%s",
             result->detail ? result->detail : "");
}

static struct outgoing outgoing(uint64_t id, const char *method,
                                const ProtobufCMessage *in, uint8_t *bytes)
{
    int index = message_method(&inventory__inventory__descriptor, method);
    struct outgoing call = {.id = id,
                            .peer = "inventory",
                            .contract = &inventory__inventory__descriptor,
                            .method = (unsigned)index};
    if (in)
        call.message =
            (struct slice){(char *)bytes, protobuf_c_message_pack(in, bytes)};
    return call;
}

static void listen_to(struct flow_bench *bench)
{
    const struct outgoing call = outgoing(WATCH, "WatchStock", NULL, NULL);
    ear = (struct ear){.bench = bench};
    grpc_open(bench->channel, &call, on_moved, on_done, NULL);
}

static void ask_for(const char *watch, const char *unwatch)
{
    Inventory__WatchRequest in = INVENTORY__WATCH_REQUEST__INIT;
    uint8_t bytes[64];
    char *words[] = {(char *)watch, (char *)unwatch};
    in.watch = &words[0];
    in.n_watch = watch != NULL;
    in.unwatch = &words[1];
    in.n_unwatch = unwatch != NULL;
    size_t length = protobuf_c_message_pack(&in.base, bytes);
    grpc_send(ear.bench->channel, WATCH, (struct slice){(char *)bytes, length});
}

static void until_told(int times)
{
    while (ear.told < times && !ear.done)
        loop_once(ear.bench->loop, true);
    assert_false(ear.done);
}

/* ---- calls beside it ---- */

static int answered;

static void on_answer(void *arg, uint64_t id, const struct grpc_result *result)
{
    (void)arg, (void)id;
    assert_int_equal(result->error, ERROR_OK);
    answered++;
}

static uint64_t next_id = 100;

static void call(struct flow_bench *bench, const char *method,
                 const ProtobufCMessage *in)
{
    uint8_t bytes[256];
    struct outgoing call = outgoing(next_id++, method, in, bytes);
    int before = answered;
    call.timeout_ms = 5000;
    grpc_start(bench->channel, &call, on_answer, NULL);
    while (answered == before)
        loop_once(bench->loop, true);
}

static void restock(struct flow_bench *bench, const char *sku, int pieces)
{
    Shop__RestockRequest in = SHOP__RESTOCK_REQUEST__INIT;
    in.sku = (char *)sku;
    in.quantity = pieces;
    call(bench, "Restock", &in.base);
}

static void reserve(struct flow_bench *bench, const char *order, int pieces)
{
    Inventory__ReserveRequest in = INVENTORY__RESERVE_REQUEST__INIT;
    Shop__LineRequest line = SHOP__LINE_REQUEST__INIT;
    Shop__LineRequest *lines[] = {&line};
    char key[64];
    snprintf(key, sizeof key, "%s/reserve", order);
    line.sku = (char *)"LAMP";
    line.quantity = pieces;
    in.key = key;
    in.order_id = (char *)order;
    in.lines = lines;
    in.n_lines = 1;
    call(bench, "Reserve", &in.base);
}

/* ---- tests ---- */

static void a_watched_product_is_told_at_once(void **state)
{
    listen_to(*state);
    ask_for("LAMP", NULL);
    until_told(1);
    assert_string_equal(ear.sku, "LAMP");
    assert_int_equal(ear.available, 5);
    ask_for("VASE", NULL);
    until_told(2);
    assert_string_equal(ear.sku, "VASE");
    assert_int_equal(ear.available, 0);
    ask_for("LAMP", NULL); /* again */
    until_told(3);
    assert_string_equal(ear.sku, "LAMP");
}

static void each_change_is_told_when_it_is_committed(void **state)
{
    struct flow_bench *bench = *state;
    listen_to(bench);
    ask_for("LAMP", NULL);
    until_told(1);
    reserve(bench, "01JORDER", 2);
    until_told(2);
    assert_int_equal(ear.available, 3);
    assert_int_equal(ear.reserved, 2);
    restock(bench, "LAMP", 10);
    until_told(3);
    assert_int_equal(ear.available, 13);
}

static void what_is_not_watched_is_not_told(void **state)
{
    struct flow_bench *bench = *state;
    listen_to(bench);
    ask_for("LAMP", NULL);
    ask_for("VASE", NULL);
    until_told(2);
    ask_for(NULL, "LAMP");
    restock(bench, "LAMP", 1);
    restock(bench, "CUP", 1);
    restock(bench, "VASE", 1);
    until_told(3);
    assert_string_equal(ear.sku, "VASE");
    assert_int_equal(ear.available, 1);
}

static void an_unknown_product_ends_the_stream(void **state)
{
    struct flow_bench *bench = *state;
    listen_to(bench);
    ask_for("UNICORN", NULL);
    while (!ear.done)
        loop_once(bench->loop, true);
    assert_int_equal(ear.error, ERROR_NOT_FOUND);
    assert_non_null(strstr(ear.detail, "UNICORN"));
    restock(bench, "LAMP", 1); /* nobody is told; nobody falls */
}

static void the_half_close_ends_it_well(void **state)
{
    struct flow_bench *bench = *state;
    listen_to(bench);
    ask_for("LAMP", NULL);
    grpc_half_close(bench->channel, WATCH);
    while (!ear.done)
        loop_once(bench->loop, true);
    assert_int_equal(ear.error, ERROR_OK);
    assert_int_equal(ear.told, 1);
}

static void a_cancelled_watcher_is_forgotten(void **state)
{
    struct flow_bench *bench = *state;
    struct runtime *rt = runtime_uv_runtime(bench->uv);
    listen_to(bench);
    ask_for("LAMP", NULL);
    until_told(1);
    grpc_cancel(bench->channel, WATCH);
    while (runtime_busy(rt) > 0)
        loop_once(bench->loop, true);
    restock(bench, "LAMP", 1);
    assert_int_equal(ear.told, 1);
}

/* Changes beyond what may wait for it: the last level comes all the same. */
static void a_slow_watcher_gets_the_last_level(void **state)
{
    enum { CHANGES = 600 };
    struct flow_bench *bench = *state;
    listen_to(bench);
    ear.lazy = true;
    ask_for("VASE", NULL);
    for (int i = 0; i < CHANGES; i++)
        restock(bench, "VASE", 1);
    ear.lazy = false;
    take_all();
    while (ear.available < CHANGES)
        loop_once(bench->loop, true);
    assert_int_equal(ear.available, CHANGES);
    assert_in_range(ear.told, 1, CHANGES + 1);
}

static void a_change_by_another_process_is_told_too(void **state)
{
    struct flow_bench *bench = *state;
    listen_to(bench);
    ask_for("VASE", NULL);
    until_told(1);
    /* No handler of this process ran: the same as another process' write. */
    assert_int_equal(db_begin(bench->db), ERROR_OK);
    assert_int_equal(inventory_restock(bench->db, "VASE", 7), ERROR_OK);
    assert_int_equal(db_commit(bench->db), ERROR_OK);
    until_told(2);
    assert_int_equal(ear.available, 7);
}

/* ---- the bench ---- */

static int set_up(void **state)
{
    struct db *db;
    assert_int_equal(db_open(&db, NULL, DB_MEMORY), ERROR_OK);
    *state = flow_bench_new(&inventory_service, db);
    return 0;
}

#define WATCH_TEST(name) \
    cmocka_unit_test_setup_teardown(name, set_up, flow_bench_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WATCH_TEST(a_watched_product_is_told_at_once),
        WATCH_TEST(each_change_is_told_when_it_is_committed),
        WATCH_TEST(what_is_not_watched_is_not_told),
        WATCH_TEST(an_unknown_product_ends_the_stream),
        WATCH_TEST(the_half_close_ends_it_well),
        WATCH_TEST(a_cancelled_watcher_is_forgotten),
        WATCH_TEST(a_slow_watcher_gets_the_last_level),
        WATCH_TEST(a_change_by_another_process_is_told_too)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
