/*
 * bare -- see bare.h.
 *
 * The idea is the simulator's (chassis/sim.c) without its faults and with the
 * real clock: a driver below each runtime that puts outgoing calls into the
 * receiver's letter box. One pass gives each service what lies in its box and
 * runs its turn.
 *
 * The invariant: an order is asked for when the last was answered, outside of
 * any turn, so there are never more in flight than clients.
 */
#include "tests/bench/bare.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/clock.h"
#include "chassis/limits.h"
#include "chassis/runtime.h"
#include "domain/api/shop.pb-c.h"
#include "domain/orders/orders.pb-c.h"
#include "monolith/service.h"
#include "split/services/customers/service.h"
#include "split/services/inventory/service.h"
#include "split/services/orders/service.h"
#include "split/services/payments/service.h"
#include "split/services/shipping/service.h"
#include "tests/bench/door.h"
#include "tests/bench/shops.h"

enum { NODES = 5, PATIENCE_MS = 10000 };

struct node;

/* A call on its way, or the answer to one. */
struct letter {
    struct letter *next;
    struct node *from; /* who asked */
    struct outgoing call;
    bool is_answer;
    enum error error;
    char key[LIMIT_IDEMPOTENCY_KEY_BYTES + 1];
    char bytes[];
};

struct node {
    struct bare *bare;
    const struct service *service;
    struct runtime *runtime;
    struct db *db;
    struct letter *first, *last; /* the letter box */
};

struct bare {
    struct node nodes[NODES]; /* the first takes the orders */
    size_t node_count;
    const ProtobufCServiceDescriptor *contract;
    const char *method;
    struct random random;
    uint64_t serial;
    int answered[DOOR_CLIENTS]; /* clients whose order has its answer */
    int answered_count;
    long confirmed;
};

/* ---- letters ---- */

static void put(struct node *to, struct letter *letter)
{
    letter->next = NULL;
    if (to->last)
        to->last->next = letter;
    else
        to->first = letter;
    to->last = letter;
}

static struct letter *write_letter(struct node *from, size_t length)
{
    struct letter *letter = malloc(sizeof *letter + length);
    assert(letter);
    letter->from = from;
    letter->is_answer = false;
    letter->error = ERROR_OK;
    return letter;
}

static void call_answered(struct request *rq)
{
    const struct letter *asked = rq->transport;
    size_t size = rq->out ? protobuf_c_message_get_packed_size(rq->out) : 0;
    struct letter *answer = write_letter(asked->from, size);
    answer->is_answer = true;
    answer->error = rq->error;
    answer->call.id = asked->call.id;
    answer->call.message = (struct slice){answer->bytes, size};
    if (rq->out)
        protobuf_c_message_pack(rq->out, (uint8_t *)answer->bytes);
    put(asked->from, answer);
    free(rq->transport);
    runtime_request_free(rq);
}

static void deliver_call(struct node *to, struct letter *letter)
{
    const struct outgoing *call = &letter->call;
    const struct face *face = runtime_face(to->runtime, call->contract->name);
    struct request *rq = runtime_request(to->runtime, face, call->method);
    ProtobufCMessage *in = NULL;
    if (!rq ||
        message_unpack(call->contract->methods[call->method].input,
                       letter->bytes, call->message.length, &rq->arena, &in))
        shops_die("bare", "a call does not fit");
    rq->in = in;
    rq->trace = call->trace;
    rq->caller = call->caller;
    rq->deadline_ms = clock_monotonic_ms() + call->timeout_ms;
    rq->key = letter->key[0] ? letter->key : NULL;
    rq->done = call_answered;
    rq->transport = letter; /* until it is answered */
    runtime_submit(rq);
}

static void deliver_all(struct node *node)
{
    struct letter *letter = node->first;
    node->first = node->last = NULL;
    while (letter) {
        struct letter *next = letter->next;
        if (letter->is_answer) {
            runtime_answer(node->runtime, letter->call.id, letter->error, NULL,
                           NULL, letter->call.message);
            free(letter);
        } else {
            deliver_call(node, letter);
        }
        letter = next;
    }
}

/* ---- the driver ---- */

static int64_t now_ms(void *driver)
{
    (void)driver;
    return clock_monotonic_ms();
}

static int64_t wall_ms(void *driver)
{
    (void)driver;
    return clock_wall_ms();
}

static uint64_t next_random(void *driver)
{
    return random_next(&((struct node *)driver)->bare->random);
}

static void send(void *driver, const struct outgoing *call)
{
    struct node *from = driver, *to = from->bare->nodes;
    struct letter *letter = write_letter(from, call->message.length);
    letter->call = *call;
    memcpy(letter->bytes, call->message.data, call->message.length);
    snprintf(letter->key, sizeof letter->key, "%s", call->key ? call->key : "");
    while (strcmp(to->service->name, call->peer) != 0)
        to++;
    assert(to < from->bare->nodes + from->bare->node_count);
    put(to, letter);
}

static void forget(void *driver, uint64_t call_id)
{
    (void)driver;
    (void)call_id; /* its answer finds nobody */
}

static void wake(void *driver, int64_t at_ms)
{
    (void)driver;
    (void)at_ms; /* bare_orders() never sleeps */
}

static const struct runtime_driver driver = {.now_ms = now_ms,
                                             .wall_ms = wall_ms,
                                             .random = next_random,
                                             .send = send,
                                             .forget = forget,
                                             .wake = wake};

/* ---- orders ---- */

struct asked {
    struct bare *bare;
    int client;
};

static void order_answered(struct request *rq)
{
    const struct asked *asked = rq->transport;
    struct bare *bare = asked->bare;
    if (rq->error ||
        ((const Shop__Order *)rq->out)->status != SHOP__ORDER_STATUS__CONFIRMED)
        shops_die("bare order", rq->detail ? rq->detail : "not confirmed");
    bare->confirmed++;
    bare->answered[bare->answered_count++] = asked->client;
    runtime_request_free(rq);
}

static void order(struct bare *bare, int client)
{
    struct runtime *rt = bare->nodes[0].runtime;
    int method = message_method(bare->contract, bare->method);
    struct request *rq = runtime_request(
        rt, runtime_face(rt, bare->contract->name), (unsigned)method);
    Shop__LineRequest line = SHOP__LINE_REQUEST__INIT;
    Shop__LineRequest *lines[] = {&line};
    Shop__PlaceOrderRequest in = SHOP__PLACE_ORDER_REQUEST__INIT;
    ProtobufCMessage *copy = NULL;
    static char pen[] = "PEN";
    line.sku = pen;
    line.quantity = 1;
    in.customer_id = door_customer(client);
    in.n_lines = 1;
    in.lines = lines;
    if (!rq || message_copy(&in.base, &rq->arena, &copy))
        shops_die("bare", "an order does not fit");
    struct asked *asked = arena_alloc(&rq->arena, sizeof *asked);
    assert(asked);
    *asked = (struct asked){bare, client};
    rq->in = copy;
    rq->caller = (struct caller){in.customer_id, "orders:read orders:write"};
    rq->key = arena_format(&rq->arena, "bare-%" PRIu64, bare->serial++);
    trace_start(&rq->trace, &bare->random);
    rq->done = order_answered;
    rq->transport = asked;
    runtime_submit(rq);
}

static void pass(struct bare *bare)
{
    for (size_t i = 0; i < bare->node_count; i++) {
        deliver_all(&bare->nodes[i]);
        runtime_turn(bare->nodes[i].runtime);
    }
}

double bare_orders(struct bare *bare, int clients, int64_t ms)
{
    int64_t start = clock_monotonic_ns(), now = start;
    int64_t end = start + ms * 1000000, patience = PATIENCE_MS * 1000000ll;
    int in_flight = clients;
    bare->confirmed = 0;
    bare->answered_count = 0;
    for (int i = 0; i < clients; i++)
        order(bare, i);
    while (in_flight > 0) {
        pass(bare);
        now = clock_monotonic_ns();
        bool over = now >= end || shops_interrupted();
        if (now > end + patience)
            shops_die("bare", "an order was not answered");
        while (bare->answered_count > 0) {
            int client = bare->answered[--bare->answered_count];
            in_flight -= over;
            if (!over)
                order(bare, client);
        }
    }
    return (double)bare->confirmed * 1e9 / (double)(now - start);
}

/* ---- life ---- */

static void add(struct bare *bare, const char *directory,
                const struct service *service)
{
    char path[512];
    struct node *node = &bare->nodes[bare->node_count++];
    *node = (struct node){.bare = bare, .service = service};
    snprintf(path, sizeof path, "%s/bare-%s.db", directory, service->name);
    enum error error = db_open(&node->db, path, DB_WRITER);
    const struct runtime_options options = {.service = service,
                                            .driver = &driver,
                                            .driver_arg = node,
                                            .db = node->db};
    if (!error)
        error = runtime_new(&node->runtime, &options);
    if (error)
        shops_die(path, error_detail(error));
}

struct bare *bare_open(const char *directory, enum shape shape)
{
    struct bare *bare = calloc(1, sizeof *bare);
    assert(bare);
    random_seed(&bare->random, (uint64_t)clock_wall_ms());
    if (shape == SHAPE_MONOLITH) {
        add(bare, directory, &monolith_service);
        bare->contract = &shop__shop__descriptor;
        bare->method = "PlaceOrder";
        return bare;
    }
    add(bare, directory, &orders_service);
    add(bare, directory, &payments_service);
    add(bare, directory, &inventory_service);
    add(bare, directory, &shipping_service);
    add(bare, directory, &customers_service);
    bare->contract = &orders__orders__descriptor;
    bare->method = "Place";
    return bare;
}

void bare_close(struct bare *bare)
{
    for (size_t i = 0; i < bare->node_count; i++) {
        struct node *node = &bare->nodes[i];
        runtime_drop(node->runtime);
        while (node->first) {
            struct letter *letter = node->first;
            node->first = letter->next;
            free(letter);
        }
        db_close(node->db);
    }
    free(bare);
}
