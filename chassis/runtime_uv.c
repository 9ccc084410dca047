/*
 * runtime_uv -- the real world below a runtime.
 *
 * The idea: the loop runs each_turn() whenever it woke and before it sleeps,
 * so everything that arrived together is committed together. The runtime's
 * wish to be woken later is one timer of the loop. Outgoing calls go out by
 * whatever outbound the host was given.
 *
 * The invariant: the loop never sleeps while the runtime has something ready:
 * what arrives outside a turn is found by the hook before the sleep, what a
 * turn leaves behind by a timer of 0 ms.
 *
 * Order of use: runtime_uv_new(), the loop runs, runtime_uv_free().
 */
#include "chassis/runtime_uv.h"

#include <stdlib.h>

#include "chassis/clock.h"
#include "chassis/log.h"
#include "chassis/random.h"
#include "chassis/runtime_uv_streams.h"
#include "chassis/telemetry.h"

struct runtime_uv {
    struct loop *loop;
    struct runtime *runtime; /* NULL until runtime_new() has returned */
    struct loop_timer *timer;
    struct random random;
    struct runtime_setting settings[2];
    const struct outbound *outbound;
    void *way; /* the outbound's own state */
    struct uv_streams streams;
    bool in_turn;
};

/* ---- the driver's time and chance ---- */

static int64_t now_ms(void *driver)
{
    (void)driver;
    return clock_monotonic_ms();
}

static int64_t now_us(void *driver)
{
    (void)driver;
    return clock_monotonic_ns() / 1000;
}

static int64_t wall_ms(void *driver)
{
    (void)driver;
    return clock_wall_ms();
}

static uint64_t next_random(void *driver)
{
    struct runtime_uv *uv = driver;
    return random_next(&uv->random);
}

static void wake(void *driver, int64_t at_ms)
{
    struct runtime_uv *uv = driver;
    int64_t delay = at_ms - clock_monotonic_ms();
    if (at_ms == INT64_MAX)
        loop_timer_stop(uv->timer);
    else if (delay > 0 || uv->in_turn || !uv->runtime)
        loop_timer_set(uv->timer, delay > 0 ? delay : 0);
    /* else: the hook before the sleep will find it */
}

/* ---- calls ---- */

static void on_result(void *arg, uint64_t id, const struct grpc_result *result)
{
    struct runtime_uv *uv = arg;
    runtime_answer(uv->runtime, id, result->error, result->detail,
                   result->instance, result->message);
}

static void send(void *driver, const struct outgoing *call)
{
    struct runtime_uv *uv = driver;
    uv->outbound->send(uv->way, call, on_result, uv);
}

static void forget(void *driver, uint64_t call_id)
{
    struct runtime_uv *uv = driver;
    if (!uv_streams_forget(&uv->streams, call_id))
        uv->outbound->forget(uv->way, call_id);
}

/* ---- streams ---- */

static struct uv_streams *streams_of(void *driver)
{
    struct runtime_uv *uv = driver;
    return &uv->streams;
}

static void open_stream(void *driver, const struct outgoing *call)
{
    uv_streams_open(streams_of(driver), call);
}

static void send_on(void *driver, uint64_t stream, struct slice message)
{
    uv_streams_send(streams_of(driver), stream, message);
}

static void half_close(void *driver, uint64_t stream)
{
    uv_streams_half_close(streams_of(driver), stream);
}

static enum pulled pull(void *driver, uint64_t stream, struct slice *message)
{
    return uv_streams_pull(streams_of(driver), stream, message);
}

static size_t unsent(void *driver, uint64_t stream)
{
    return uv_streams_unsent(streams_of(driver), stream);
}

static const struct runtime_streams streams = {.open = open_stream,
                                               .send = send_on,
                                               .half_close = half_close,
                                               .pull = pull,
                                               .unsent = unsent};

static const struct runtime_driver driver = {.now_ms = now_ms,
                                             .now_us = now_us,
                                             .wall_ms = wall_ms,
                                             .random = next_random,
                                             .send = send,
                                             .forget = forget,
                                             .wake = wake,
                                             .streams = &streams};

/* ---- the turn ---- */

static void each_turn(void *arg)
{
    struct runtime_uv *uv = arg;
    uv->in_turn = true;
    runtime_turn(uv->runtime);
    uv->in_turn = false;
    log_flush();
    telemetry_turn();
}

static void woken(void *arg)
{
    (void)arg; /* the hook before the next sleep does the work */
}

/* ---- life ---- */

enum error runtime_uv_new(struct runtime_uv **out, struct loop *loop,
                          const struct runtime_uv_options *options)
{
    uint64_t seed;
    enum error error = random_secret(&seed, sizeof seed);
    if (error)
        return error;
    struct runtime_uv *uv = calloc(1, sizeof *uv);
    if (!uv)
        return error_explain(ERROR_SYSTEM, "out of memory");
    uv->loop = loop;
    uv->outbound = options->outbound ? options->outbound : &outbound_straight;
    error = uv->outbound->open(
        &uv->way,
        &(struct outbound_options){loop, options->config, options->peers});
    if (error) {
        free(uv);
        return error;
    }
    uv->streams = (struct uv_streams){
        .outbound = uv->outbound, .way = uv->way, .runtime = &uv->runtime};
    random_seed(&uv->random, seed);
    uv->timer = loop_timer_new(loop, woken, uv);
    uv->settings[0] =
        (struct runtime_setting){"deadline-ms", options->config->deadline_ms};
    const struct runtime_options runtime = {.service = options->service,
                                            .driver = &driver,
                                            .driver_arg = uv,
                                            .db = options->db,
                                            .settings = uv->settings,
                                            .keys = options->keys};
    error = runtime_new(&uv->runtime, &runtime);
    if (error) {
        uv->outbound->close(uv->way);
        loop_timer_free(uv->timer);
        free(uv);
        return error;
    }
    loop_each_turn(loop, each_turn, uv);
    *out = uv;
    return ERROR_OK;
}

struct runtime *runtime_uv_runtime(struct runtime_uv *uv)
{
    return uv->runtime;
}

void runtime_uv_free(struct runtime_uv *uv)
{
    if (!uv)
        return;
    loop_remove_hook(uv->loop, each_turn, uv);
    /* First the runtime, which cancels its calls; so the way out has nothing
     * left to tell it. */
    runtime_free(uv->runtime);
    uv->outbound->close(uv->way);
    uv_streams_release(&uv->streams);
    loop_timer_free(uv->timer);
    free(uv);
}
