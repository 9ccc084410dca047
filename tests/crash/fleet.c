/*
 * fleet -- see fleet.h.
 *
 * A member is a small state machine around one connection: TOKEN (once for
 * each customer), ORDER until it has its answer, sometimes CANCEL, then the
 * next order. An answer that is lost is asked for again with the same key, for
 * as long as it takes: the shop promises that this is safe.
 */
#include "tests/crash/fleet.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/http.h"
#include "chassis/json.h"

enum {
    CUSTOMERS = 100,
    PATIENCE_MS = 4000,
    AGAIN_MIN_MS = 10,
    AGAIN_MAX_MS = 60,
    TOLD_MAX = 400000,
    DOORS = 4
};

enum step { STEP_REST, STEP_TOKEN, STEP_ORDER, STEP_CANCEL };

struct told {
    char id[32];
    bool confirmed, cancelled, may_cancel;
};

struct member {
    struct fleet *fleet;
    struct http_client *clients[DOORS];
    int door; /* where it asks now */
    struct loop_timer *timer;
    enum step step;
    int number;
    int customer;
    long serial;
    bool wants_cancel;
    struct told now;
    char body[160];
};

struct fleet {
    struct loop *loop;
    struct address doors[DOORS];
    int door_count;
    struct random random;
    uint64_t seed;
    bool run;
    int count;
    struct member *members;
    char *tokens[CUSTOMERS + 1];
    struct told *told;
    long told_count;
    struct fleet_counts counts;
};

static const char *const skus[] = {"MUG", "TEE", "PEN", "LAMP", "VASE"};

static void act(struct member *member);

static void broken(struct fleet *fleet, const char *what, const char *id)
{
    fleet->counts.broken++;
    printf("fleet: order %s %s\n", id, what);
}

/* ---- what was told ---- */

static void keep(struct member *member)
{
    struct fleet *fleet = member->fleet;
    if (member->now.id[0] && fleet->told_count < TOLD_MAX)
        fleet->told[fleet->told_count++] = member->now;
}

static void take_id(struct member *member, const struct json *body)
{
    const struct json *id = body ? json_member(body, "id") : NULL;
    if (!id || id->kind != JSON_TEXT)
        return;
    if (member->now.id[0] && strcmp(member->now.id, id->text) != 0)
        broken(member->fleet, "became another one under the same key",
               member->now.id);
    snprintf(member->now.id, sizeof member->now.id, "%s", id->text);
}

static bool status_is(const struct json *body, const char *word)
{
    const struct json *status = body ? json_member(body, "status") : NULL;
    return status && status->kind == JSON_TEXT &&
           strcmp(status->text, word) == 0;
}

/* ---- answers ---- */

static void rest(struct member *member)
{
    keep(member);
    member->step = STEP_REST;
    loop_timer_set(member->timer, 0);
}

static void again(struct member *member)
{
    member->fleet->counts.repeated++;
    member->door = (member->door + 1) % member->fleet->door_count;
    loop_timer_set(member->timer,
                   AGAIN_MIN_MS +
                       (int64_t)random_below(&member->fleet->random,
                                             AGAIN_MAX_MS - AGAIN_MIN_MS));
}

static void take_token(struct member *member, const struct json *body)
{
    const struct json *token = body ? json_member(body, "token") : NULL;
    assert(token && token->kind == JSON_TEXT);
    free(member->fleet->tokens[member->customer]);
    member->fleet->tokens[member->customer] = strdup(token->text);
    member->step = STEP_ORDER;
    act(member);
}

static void take_order(struct member *member, int status,
                       const struct json *body)
{
    struct fleet_counts *counts = &member->fleet->counts;
    take_id(member, body);
    if (status == 201) {
        counts->confirmed++;
        member->now.confirmed = true;
        if (!member->wants_cancel) {
            rest(member);
            return;
        }
        member->now.may_cancel = true;
        member->step = STEP_CANCEL;
        act(member);
        return;
    }
    counts->pending += status == 202;
    counts->refused += status != 202;
    rest(member);
}

static void take_cancel(struct member *member, int status,
                        const struct json *body)
{
    if (status == 200 && status_is(body, "CANCELLED")) {
        member->now.cancelled = true;
        member->fleet->counts.cancelled++;
    }
    rest(member);
}

/* 5xx, a broken connection and a key in flight leave the outcome unknown. */
static bool unknown(const struct http_reply *reply, const struct json *body)
{
    const struct json *type = body ? json_member(body, "type") : NULL;
    if (reply->error || reply->status >= 500)
        return true;
    return reply->status == 409 && type && type->kind == JSON_TEXT &&
           strstr(type->text, "in-flight") != NULL;
}

static void on_reply(void *arg, const struct http_reply *reply)
{
    struct member *member = arg;
    struct arena arena;
    const struct json *body = NULL;
    arena_init(&arena, 1 << 20);
    if (!reply->error && json_parse(reply->body.data, reply->body.length,
                                    &arena, &body) != ERROR_OK)
        body = NULL;
    if (unknown(reply, body))
        again(member);
    else if (member->step == STEP_TOKEN)
        take_token(member, body);
    else if (member->step == STEP_ORDER)
        take_order(member, reply->status, body);
    else
        take_cancel(member, reply->status, body);
    arena_release(&arena);
}

/* ---- questions ---- */

static void send(struct member *member, const char *target, const char *body)
{
    char headers[1024];
    struct fleet *fleet = member->fleet;
    const char *token = fleet->tokens[member->customer];
    int length = snprintf(headers, sizeof headers,
                          "Content-Type: application/json\r\n"
                          "Idempotency-Key: k-%" PRIu64 "-%d-%ld\r\n",
                          fleet->seed, member->number, member->serial);
    if (member->step != STEP_TOKEN)
        snprintf(headers + length, sizeof headers - (size_t)length,
                 "Authorization: Bearer %s\r\n", token);
    http_client_send(member->clients[member->door], "POST", target, headers,
                     slice_of(body), PATIENCE_MS, on_reply, member);
}

static void draw_order(struct member *member)
{
    struct random *random = &member->fleet->random;
    size_t sku = random_below(random, 3);
    if (random_percent(random, 10))
        sku = 3 + random_below(random, 2);
    member->customer = 1 + (int)random_below(random, 99);
    member->serial++;
    member->wants_cancel = random_percent(random, 15);
    member->now = (struct told){0};
    snprintf(member->body, sizeof member->body,
             "{\"customer_id\":%d,\"lines\":[{\"sku\":\"%s\","
             "\"quantity\":%d}]}",
             member->customer, skus[sku], 1 + (int)random_below(random, 3));
    member->fleet->counts.asked++;
}

static void act(struct member *member)
{
    char text[160];
    switch (member->step) {
    case STEP_REST:
        if (!member->fleet->run)
            return;
        draw_order(member);
        member->step =
            member->fleet->tokens[member->customer] ? STEP_ORDER : STEP_TOKEN;
        act(member);
        return;
    case STEP_TOKEN:
        snprintf(text, sizeof text, "{\"customer_id\":%d,\"pin\":\"%04d\"}",
                 member->customer, member->customer);
        send(member, "/api/tokens", text);
        return;
    case STEP_ORDER:
        send(member, "/api/orders", member->body);
        return;
    case STEP_CANCEL:
        snprintf(text, sizeof text, "/api/orders/%s/cancel", member->now.id);
        send(member, text, "");
        return;
    }
}

static void on_timer(void *arg)
{
    act(arg);
}

/* ---- the fleet ---- */

struct fleet *fleet_open(struct loop *loop, const char *url, uint64_t seed,
                         int members)
{
    struct fleet *fleet = calloc(1, sizeof *fleet);
    assert(fleet);
    fleet->loop = loop;
    fleet->seed = seed;
    fleet->count = members;
    random_seed(&fleet->random, seed);
    fleet->told = calloc(TOLD_MAX, sizeof *fleet->told);
    fleet->members = calloc((size_t)members, sizeof *fleet->members);
    assert(fleet->told && fleet->members);
    for (int i = 0; i < members; i++) {
        struct member *member = &fleet->members[i];
        member->fleet = fleet;
        member->number = i;
        member->timer = loop_timer_new(loop, on_timer, member);
    }
    fleet_add_door(fleet, url);
    return fleet;
}

void fleet_add_door(struct fleet *fleet, const char *url)
{
    char text[LIMIT_PATH_BYTES];
    bool http = strncmp(url, "http://", 7) == 0;
    struct address *door = &fleet->doors[fleet->door_count];
    assert(fleet->door_count < DOORS);
    snprintf(text, sizeof text, "%s%s", http ? "tcp:" : "",
             http ? url + 7 : url);
    enum error error = address_parse(door, text);
    assert(!error);
    for (int i = 0; i < fleet->count; i++) {
        struct member *member = &fleet->members[i];
        member->clients[fleet->door_count] = http_client_new(fleet->loop, door);
        member->door = i % (fleet->door_count + 1);
    }
    fleet->door_count++;
}

void fleet_free(struct fleet *fleet)
{
    for (int i = 0; i < fleet->count; i++) {
        for (int door = 0; door < fleet->door_count; door++)
            http_client_free(fleet->members[i].clients[door]);
        loop_timer_free(fleet->members[i].timer);
    }
    for (int i = 0; i <= CUSTOMERS; i++)
        free(fleet->tokens[i]);
    free(fleet->members);
    free(fleet->told);
    free(fleet);
}

void fleet_run(struct fleet *fleet, bool run)
{
    bool began = run && !fleet->run;
    fleet->run = run;
    for (int i = 0; began && i < fleet->count; i++)
        if (fleet->members[i].step == STEP_REST)
            loop_timer_set(fleet->members[i].timer, i % 8);
}

bool fleet_idle(const struct fleet *fleet)
{
    for (int i = 0; i < fleet->count; i++)
        if (fleet->members[i].step != STEP_REST)
            return false;
    return true;
}

static void check_one(struct fleet *fleet, struct db *orders,
                      const struct told *told)
{
    struct cursor c;
    char status[16] = "";
    db_query(&c, orders, "SELECT status FROM orders WHERE id = ?1",
             VALUES(TEXT(told->id)));
    if (db_next(&c))
        snprintf(status, sizeof status, "%s", db_text(&c, 0));
    (void)db_end(&c);
    if (!status[0])
        broken(fleet, "was acknowledged and is gone", told->id);
    else if (told->cancelled && strcmp(status, "CANCELLED") != 0)
        broken(fleet, "was told CANCELLED and is not", told->id);
    else if (told->confirmed && !told->may_cancel &&
             strcmp(status, "CONFIRMED") != 0)
        broken(fleet, "was told CONFIRMED and is not", told->id);
}

void fleet_check(struct fleet *fleet, struct db *orders)
{
    for (long i = 0; i < fleet->told_count; i++)
        check_one(fleet, orders, &fleet->told[i]);
}

struct fleet_counts fleet_counts(const struct fleet *fleet)
{
    return fleet->counts;
}
