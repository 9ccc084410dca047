/*
 * clients -- see clients.h.
 *
 * A client asks, and when nothing comes within its patience, or an answer that
 * may be asked again, it asks again with the same key. It never knows more
 * than what it was told, and what it was told is what clients_check() holds
 * the shop to.
 */
#include "tests/sim/clients.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain/api/shop.pb-c.h"

enum { PATIENCE_MS = 3500, ATTEMPTS = 60 };

static const char *const skus[] = {"MUG", "TEE", "PEN", "LAMP", "VASE"};

static void ask(void *arg);

struct awaited { /* one request of one client */
    struct client *client;
    int64_t number;
};

static void broken(struct world_report *report, const char *what,
                   const struct client *client)
{
    report->broken++;
    if (report->broken <= 10)
        buffer_format(&report->sentences,
                      "client %d (customer %d, order %s): %s\n", client->number,
                      client->customer_id, client->order_id, what);
}

static void told_id(struct client *client, const char *id)
{
    if (client->order_id[0] && strcmp(client->order_id, id) != 0)
        broken(client->all->report, "the same key made two orders", client);
    snprintf(client->order_id, sizeof client->order_id, "%s", id);
}

static void again(struct client *client)
{
    struct random *random = sim_random(client->all->sim);
    client->asked++; /* what still comes is for nobody */
    if (client->attempts >= ATTEMPTS) {
        client->settled = true;
        return;
    }
    sim_after(client->all->sim, 20 + (int64_t)random_below(random, 400), ask,
              client);
}

static void settle_order(struct client *client, const Shop__Order *order)
{
    told_id(client, order->id);
    if (order->status == SHOP__ORDER_STATUS__CONFIRMED)
        client->confirmed = true;
    if (order->status == SHOP__ORDER_STATUS__CANCELLED)
        client->cancelled = true;
    if (client->wants_cancel && client->confirmed && !client->cancelled) {
        client->attempts = 0;
        again(client);
        return;
    }
    client->settled = true;
}

static bool may_ask_again(enum error error)
{
    return error_retryable(error) && error != ERROR_CONFLICT;
}

static void on_reply(void *arg, enum error error, const char *detail,
                     const ProtobufCMessage *message)
{
    struct awaited *awaited = arg;
    struct client *client = awaited->client;
    (void)detail;
    if (awaited->number != client->asked || client->settled)
        return;
    if (!error) {
        settle_order(client, (const Shop__Order *)message);
    } else if (may_ask_again(error)) {
        again(client);
    } else {
        client->refused = error;
        client->settled = true;
    }
}

static void out_of_patience(void *arg)
{
    struct awaited *awaited = arg;
    struct client *client = awaited->client;
    if (awaited->number == client->asked && !client->settled)
        again(client);
}

static void send_order(struct client *client, struct awaited *awaited)
{
    char key[32];
    struct caller caller = {.subject = client->customer_id,
                            .scope = "orders:read orders:write"};
    Shop__LineRequest line = SHOP__LINE_REQUEST__INIT;
    Shop__LineRequest *lines[] = {&line};
    Shop__PlaceOrderRequest request = SHOP__PLACE_ORDER_REQUEST__INIT;
    snprintf(key, sizeof key, "key-%d", client->number);
    line.sku = client->sku;
    line.quantity = client->quantity;
    request.customer_id = client->customer_id;
    request.n_lines = 1;
    request.lines = lines;
    sim_request(client->all->sim, "gateway", &shop__shop__descriptor,
                "PlaceOrder", &request.base, &caller, key, PATIENCE_MS,
                on_reply, awaited);
}

static void send_cancel(struct client *client, struct awaited *awaited)
{
    struct caller caller = {.subject = client->customer_id,
                            .scope = "orders:read orders:write"};
    Shop__OrderRequest request = SHOP__ORDER_REQUEST__INIT;
    request.id = client->order_id;
    sim_request(client->all->sim, "gateway", &shop__shop__descriptor,
                "CancelOrder", &request.base, &caller, NULL, PATIENCE_MS,
                on_reply, awaited);
}

/* Requests of all clients of one run; freed with the run. */
struct awaited_pool {
    struct awaited *list[WORLD_ORDERS_MAX * (ATTEMPTS + 2) * 2];
    size_t count;
};
static struct awaited_pool pool;

static void ask(void *arg)
{
    struct client *client = arg;
    struct awaited *awaited = malloc(sizeof *awaited);
    pool.list[pool.count++] = awaited;
    *awaited = (struct awaited){client, ++client->asked};
    client->attempts++;
    if (client->confirmed && client->wants_cancel)
        send_cancel(client, awaited);
    else
        send_order(client, awaited);
    sim_after(client->all->sim, PATIENCE_MS, out_of_patience, awaited);
}

/* One customer in ten has little money, one in twenty lives on an island;
 * two of the products are scarce. */
static void draw_client(struct client *client, struct random *random)
{
    client->customer_id = 1 + (int)random_below(random, 100);
    size_t sku = random_below(random, 3);
    if (random_percent(random, 15))
        sku = 3 + random_below(random, 2);
    snprintf(client->sku, sizeof client->sku, "%s", skus[sku]);
    client->quantity = 1 + (int)random_below(random, 3);
    client->wants_cancel = random_percent(random, 15);
}

void clients_start(struct clients *clients, struct sim *sim, int count,
                   struct world_report *report)
{
    while (pool.count)
        free(pool.list[--pool.count]);
    *clients = (struct clients){.sim = sim, .report = report, .count = count};
    for (int i = 0; i < count; i++) {
        struct client *client = &clients->list[i];
        client->all = clients;
        client->number = i;
        draw_client(client, sim_random(sim));
        sim_after(sim, (int64_t)random_below(sim_random(sim), 4000), ask,
                  client);
    }
}

/* ---- what the shop remembers, against what the clients were told ---- */

static void read_status(struct db *orders, const char *id, char out[16])
{
    struct cursor c;
    out[0] = 0;
    db_query(&c, orders, "SELECT status FROM orders WHERE id = ?1",
             VALUES(TEXT(id)));
    if (db_next(&c))
        snprintf(out, 16, "%s", db_text(&c, 0));
    (void)db_end(&c);
}

static void check_client(struct client *client, struct db *orders)
{
    struct world_report *report = client->all->report;
    char status[16];
    if (!client->order_id[0])
        return;
    read_status(orders, client->order_id, status);
    bool is_cancelled = strcmp(status, "CANCELLED") == 0;
    if (!status[0])
        broken(report, "was acknowledged and is gone", client);
    else if (client->cancelled && !is_cancelled)
        broken(report, "was told CANCELLED and is not", client);
    else if (client->confirmed && !client->wants_cancel &&
             strcmp(status, "CONFIRMED") != 0)
        broken(report, "was told CONFIRMED and is not", client);
}

void clients_check(struct clients *clients, struct db *orders)
{
    for (int i = 0; i < clients->count; i++) {
        struct client *client = &clients->list[i];
        check_client(client, orders);
        if (client->cancelled)
            clients->report->cancelled++;
        else if (client->confirmed)
            clients->report->confirmed++;
        else if (client->refused)
            clients->report->refused++;
        else
            clients->report->unanswered++;
    }
}
