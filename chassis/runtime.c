/*
 * runtime -- a service in its place: how a runtime begins, what it lends its
 *            service, and how it ends.
 *
 * The order of a life: runtime_new() runs the schemas and service.open() in
 * one transaction, so a database is made whole or not at all; the first turn
 * begins with service.resume(); then runtime_turn() again and again (see
 * runtime_turn.c); at the end runtime_free(), or in a simulated crash
 * runtime_drop(), which tells nobody anything.
 *
 * The invariant: a service reaches time, chance and its peers only through the
 * driver, so the same service runs on libuv and in the simulator.
 */
#include "chassis/runtime_private.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/limits.h"

/* Answers of one turn, each at most a message, far fewer than all at once. */
enum { TURN_ARENA_BYTES = 64 * 1024 * 1024, START_PATIENCE_MS = 10000 };

const int64_t runtime_bucket_us[12] = {250,    500,    1000,    2500,
                                       5000,   10000,  25000,   50000,
                                       100000, 500000, 2500000, INT64_MAX};

static size_t count_methods(const struct service *service)
{
    size_t methods = 0;
    for (size_t i = 0; i < service->face_count; i++) {
        const struct face *face = &service->faces[i];
        assert(face->method_count == face->contract->n_methods);
        for (size_t k = 0; k < face->method_count; k++)
            assert(strcmp(face->methods[k].name,
                          face->contract->methods[k].name) == 0);
        methods += face->method_count;
    }
    return methods;
}

/* Schemas and first rows in one transaction: whole or not at all. Of several
 * processes that start together one makes them and the others find them. */
static enum error make_database(struct runtime *rt)
{
    const struct service *service = rt->service;
    enum error error =
        rt->db ? db_begin_write(rt->db, START_PATIENCE_MS) : ERROR_OK;
    if (error)
        return error;
    const char *const *schema = service->schemas;
    for (; !error && rt->db && schema && *schema; schema++)
        error = db_script(rt->db, *schema);
    if (!error && service->open)
        error = service->open(rt);
    if (!error && rt->db)
        error = db_commit(rt->db);
    if (error && rt->db)
        db_rollback(rt->db);
    return error;
}

static bool allocate(struct runtime *rt)
{
    size_t methods = count_methods(rt->service);
    assert(methods > 0);
    rt->counts = calloc(methods, sizeof *rt->counts);
    rt->calls = calloc(LIMIT_CALLS, sizeof *rt->calls);
    rt->free_calls = calloc(LIMIT_CALLS, sizeof *rt->free_calls);
    return rt->counts && rt->calls && rt->free_calls;
}

static void deallocate(struct runtime *rt)
{
    life_end(&rt->life);
    while (rt->spare) {
        struct request *rq = rt->spare;
        rt->spare = rq->next;
        arena_release(&rq->arena);
        free(rq);
    }
    timers_release(&rt->timers);
    arena_release(&rt->arrivals);
    arena_release(&rt->turn_arena);
    free(rt->counts);
    free(rt->calls);
    free(rt->free_calls);
    free(rt);
}

enum error runtime_new(struct runtime **out,
                       const struct runtime_options *options)
{
    struct runtime *rt = calloc(1, sizeof *rt);
    if (!rt)
        return error_explain(ERROR_SYSTEM, "out of memory");
    rt->service = options->service;
    rt->driver = options->driver;
    rt->driver_arg = options->driver_arg;
    rt->db = options->db;
    rt->keys = options->keys;
    rt->settings = options->settings;
    rt->call_generation = 1;
    rt->life.fd = -1;
    rt->recover = true; /* the first turn resumes */
    arena_init(&rt->arrivals, TURN_ARENA_BYTES);
    arena_init(&rt->turn_arena, TURN_ARENA_BYTES);
    timers_init(&rt->timers);
    random_seed(&rt->random, runtime_random(rt));
    enum error error = allocate(rt)
                           ? life_open(rt)
                           : error_explain(ERROR_SYSTEM, "out of memory");
    if (!error)
        error = make_database(rt);
    if (error) {
        if (rt->state && rt->service->close)
            rt->service->close(rt);
        deallocate(rt);
        return error;
    }
    rt->driver->wake(rt->driver_arg, runtime_now_ms(rt));
    *out = rt;
    return ERROR_OK;
}

static void drop_list(struct request_list *list)
{
    while (list->first) {
        struct request *rq = list->first;
        list_remove(list, rq);
        rq->state = REQUEST_TOLD;
        runtime_request_free(rq);
    }
}

void runtime_drop(struct runtime *rt)
{
    rt->dead = true;
    if (rt->db && db_in_transaction(rt->db))
        db_rollback(rt->db);
    drop_list(&rt->queued);
    drop_list(&rt->open);
    drop_list(&rt->ended);
    if (rt->service->close)
        rt->service->close(rt);
    deallocate(rt);
}

void runtime_free(struct runtime *rt)
{
    if (!rt)
        return;
    while (rt->queued.first) {
        struct request *rq = rt->queued.first;
        request_end(rq, ERROR_UNAVAILABLE, "the service is stopping");
    }
    request_fail_all(rt, ERROR_UNAVAILABLE);
    while (rt->ended.first)
        request_tell(rt, rt->ended.first);
    call_forget_all(rt);
    runtime_drop(rt);
}

/* ---- what a service asks ---- */

struct db *runtime_db(struct runtime *rt)
{
    return rt->db;
}

int64_t runtime_now_ms(struct runtime *rt)
{
    return rt->driver->now_ms(rt->driver_arg);
}

int64_t runtime_wall_ms(struct runtime *rt)
{
    return rt->driver->wall_ms(rt->driver_arg);
}

uint64_t runtime_random(struct runtime *rt)
{
    return rt->driver->random(rt->driver_arg);
}

struct id runtime_id(struct runtime *rt)
{
    uint64_t high = runtime_random(rt), low = runtime_random(rt);
    return id_make(&rt->ids, runtime_wall_ms(rt), high, low);
}

const char *runtime_name(const struct runtime *rt)
{
    return rt->service->name;
}

struct arena *runtime_arena(struct runtime *rt)
{
    return &rt->turn_arena;
}

void runtime_set_state(struct runtime *rt, void *state)
{
    rt->state = state;
}

void *runtime_state(struct runtime *rt)
{
    return rt->state;
}

const struct token_keys *runtime_keys(const struct runtime *rt)
{
    return rt->keys;
}

int64_t runtime_setting(struct runtime *rt, const char *name, int64_t fallback)
{
    const struct runtime_setting *setting = rt->settings;
    for (; setting && setting->name; setting++)
        if (strcmp(setting->name, name) == 0)
            return setting->value;
    return fallback;
}

uint64_t runtime_after(struct runtime *rt, int64_t delay_ms,
                       timer_handler *handler, void *arg)
{
    struct timer timer = {.at_ms = runtime_now_ms(rt) +
                                   (delay_ms > 0 ? delay_ms : 0),
                          .run = handler,
                          .arg = arg};
    uint64_t id = timers_add(&rt->timers, &timer);
    assert(id); /* LIMIT_TIMERS is above all that other limits allow */
    if (!rt->in_turn)
        runtime_ask_wake(rt);
    return id;
}

void runtime_cancel_timer(struct runtime *rt, uint64_t timer)
{
    timers_cancel(&rt->timers, timer);
}

/* ---- for transports ---- */

size_t runtime_busy(const struct runtime *rt)
{
    size_t calls = rt->call_count - rt->free_call_count;
    return rt->request_count + calls - rt->open_streams;
}

const struct face *runtime_face(const struct runtime *rt, const char *contract)
{
    for (size_t i = 0; i < rt->service->face_count; i++)
        if (strcmp(rt->service->faces[i].contract->name, contract) == 0)
            return &rt->service->faces[i];
    return NULL;
}

const struct service *runtime_service(const struct runtime *rt)
{
    return rt->service;
}

const struct runtime_count *runtime_count(const struct runtime *rt, size_t face,
                                          size_t method)
{
    size_t at = method;
    for (size_t i = 0; i < face; i++)
        at += rt->service->faces[i].method_count;
    return &rt->counts[at];
}

struct runtime_totals runtime_totals(const struct runtime *rt)
{
    return rt->totals;
}
