/*
 * registrar -- a small machine with one call out at a time.
 *
 * The states, and what moves them:
 *
 *   OUTSIDE   no lease. Join; when that works, INSIDE.
 *   INSIDE    renewed every third of the lease. NOT_FOUND (it ran out, or the
 *             registry is new) and CONFLICT (another life joined meanwhile)
 *             both lead OUTSIDE, and the next Join tells who is younger.
 *   FENCED    a younger life owns the name: never asked again.
 *   DRAINING  the Drain is out; its answer says that all callers have heard.
 *   LEAVING   the Leave is out.
 *   GONE      `left` was told; nothing follows.
 *
 * The trap: a process that was stopped (SIGSTOP, a swapped laptop) wakes up
 * believing in its lease. It does no harm: what it says carries its epoch, and
 * when a younger life stands there, its Join is refused and it falls silent.
 *
 * A registry that does not answer costs one attempt in a while, and nothing of
 * the service waits for it: calls that find their way by a last known view, or
 * by the static address, go on.
 */
#include "split/patterns/registrar.h"

#include <stdlib.h>
#include <string.h>

#include "chassis/control.h"
#include "chassis/clock.h"
#include "chassis/contracts/registry.pb-c.h"
#include "chassis/grpc.h"
#include "chassis/log.h"
#include "chassis/message.h"
#include "chassis/random.h"
#include "chassis/setting.h"
#include "split/patterns/discovery.h"

enum {
    LEASE_MS = 1500,
    LEASE_LEAST_MS = 200, /* the registry's own bounds */
    LEASE_MOST_MS = 60000,
    BACKOFF_FIRST_MS = 50,
    BACKOFF_LAST_MS = 500,
    ANSWER_MS = 500,   /* for Join and Renew */
    FAREWELL_MS = 450, /* for Drain and Leave together; the host waits 500 */
    ANSWER_BYTES = 64 * 1024
};

enum phase { OUTSIDE, INSIDE, FENCED, DRAINING, LEAVING, GONE };

struct registrar {
    const struct config *config;
    char address[LIMIT_PATH_BYTES]; /* our own */
    int64_t born_us;
    struct grpc_channel *channel;
    struct loop_timer *timer;
    struct random random;
    struct arena arena;
    struct buffer packed;
    enum phase phase;
    uint64_t call; /* out; 0: none */
    uint64_t serial;
    int64_t epoch, renew_ms, backoff_ms;
    int64_t lease_ms, ready; /* settings */
    bool asked_again;        /* a setting changed while a call was out */
    bool silent;             /* the registry's absence is logged already */
    loop_hook *left;
    void *left_arg;
    int64_t farewell_ms; /* when our patience with a farewell ends */
};

static void act(struct registrar *registrar);
static void farewell(struct registrar *registrar, enum phase phase);

/* ---- time ---- */

static void wait_for(struct registrar *registrar, int64_t ms)
{
    loop_timer_set(registrar->timer, ms > 0 ? ms : 0);
}

static void back_off(struct registrar *registrar)
{
    int64_t wait = registrar->backoff_ms * 2;
    if (wait < BACKOFF_FIRST_MS)
        wait = BACKOFF_FIRST_MS;
    if (wait > BACKOFF_LAST_MS)
        wait = BACKOFF_LAST_MS;
    registrar->backoff_ms = wait;
    wait_for(registrar,
             wait / 2 + (int64_t)random_below(&registrar->random,
                                              (uint64_t)wait / 2 + 1));
}

/* ---- calls ---- */

static void on_answer(void *arg, uint64_t id, const struct grpc_result *result);

static void call(struct registrar *registrar, const char *method,
                 const ProtobufCMessage *in, int64_t patience_ms)
{
    buffer_reset(&registrar->packed);
    if (message_pack(in, &registrar->packed))
        return; /* no memory: the timer tries again */
    const struct outgoing outgoing = {
        .id = ++registrar->serial,
        .peer = "registry",
        .contract = &registry__registry__descriptor,
        .method =
            (unsigned)message_method(&registry__registry__descriptor, method),
        .message = {registrar->packed.data, registrar->packed.length},
        .timeout_ms = patience_ms};
    registrar->call = outgoing.id;
    wait_for(registrar, patience_ms);
    grpc_start(registrar->channel, &outgoing, on_answer, registrar);
}

static void join_registry(struct registrar *registrar)
{
    const struct config *config = registrar->config;
    Registry__JoinRequest in = REGISTRY__JOIN_REQUEST__INIT;
    in.service = (char *)config->name;
    in.instance = config->instance;
    in.version = (char *)config->version;
    in.address = registrar->address;
    in.lease_ms = registrar->lease_ms;
    in.born_us = registrar->born_us;
    call(registrar, "Join", &in.base, ANSWER_MS);
}

static void say(struct registrar *registrar, const char *method,
                int64_t patience_ms)
{
    const struct config *config = registrar->config;
    Registry__LeaseRequest in = REGISTRY__LEASE_REQUEST__INIT;
    in.service = (char *)config->name;
    in.instance = config->instance;
    in.epoch = registrar->epoch;
    in.not_ready = !registrar->ready || !control_ready();
    in.lease_ms = registrar->lease_ms;
    call(registrar, method, &in.base, patience_ms);
}

/* ---- answers ---- */

static void log_state(const struct registrar *registrar, const char *event,
                      enum log_level level, const char *detail)
{
    LOG(level, event, NULL, LOG_TEXT("detail", detail ? detail : ""),
        LOG_INT("epoch", registrar->epoch));
}

static void have_lease(struct registrar *registrar, struct slice bytes)
{
    ProtobufCMessage *message;
    arena_reset(&registrar->arena);
    if (message_unpack(&registry__lease_reply__descriptor, bytes.data,
                       bytes.length, &registrar->arena, &message)) {
        back_off(registrar);
        return;
    }
    const Registry__LeaseReply *lease = (const Registry__LeaseReply *)message;
    bool joined = registrar->phase == OUTSIDE;
    registrar->phase = INSIDE;
    registrar->epoch = lease->epoch;
    registrar->renew_ms = lease->renew_ms > 0 ? lease->renew_ms : LEASE_MS / 3;
    registrar->backoff_ms = 0;
    registrar->silent = false;
    if (joined)
        log_state(registrar, "registry_joined", LOG_INFO, NULL);
    /* A new member is up; if it is not ready, the registry hears it now. */
    bool now = registrar->asked_again || (joined && !registrar->ready);
    registrar->asked_again = false;
    wait_for(registrar, now ? 0 : registrar->renew_ms);
}

static void have_no_lease(struct registrar *registrar, enum error error,
                          const char *detail)
{
    if (error == ERROR_CONFLICT && registrar->phase == OUTSIDE) {
        registrar->phase = FENCED;
        log_state(registrar, "registry_fenced", LOG_WARN, detail);
        setting_happened("registrar", "fenced: a younger life has joined");
        return;
    }
    if (error == ERROR_NOT_FOUND || error == ERROR_CONFLICT) {
        registrar->phase = OUTSIDE;
        log_state(registrar, "lease_lost", LOG_WARN, detail);
        act(registrar);
        return;
    }
    if (!registrar->silent)
        log_state(registrar, "registry_out_of_reach", LOG_WARN, detail);
    registrar->silent = true;
    back_off(registrar);
}

static void on_answer(void *arg, uint64_t id, const struct grpc_result *result)
{
    struct registrar *registrar = arg;
    if (registrar->call != id)
        return;
    registrar->call = 0;
    if (registrar->phase == DRAINING)
        farewell(registrar, result->error ? GONE : LEAVING);
    else if (registrar->phase == LEAVING)
        farewell(registrar, GONE);
    else if (result->error)
        have_no_lease(registrar, result->error, result->detail);
    else
        have_lease(registrar, result->message);
}

/* ---- what is done next ---- */

static void act(struct registrar *registrar)
{
    if (registrar->phase == OUTSIDE)
        join_registry(registrar);
    else if (registrar->phase == INSIDE)
        say(registrar, "Renew", ANSWER_MS);
}

static void on_timer(void *arg)
{
    struct registrar *registrar = arg;
    if (registrar->call) { /* no answer */
        grpc_cancel(registrar->channel, registrar->call);
        registrar->call = 0;
        if (registrar->phase >= DRAINING)
            farewell(registrar, GONE);
        else
            have_no_lease(registrar, ERROR_DEADLINE, "no answer");
        return;
    }
    act(registrar);
}

/* TOUR: drain-before-leaving */
/* The next step of a farewell, each with what is left of its time. */
static void farewell(struct registrar *registrar, enum phase phase)
{
    int64_t rest = registrar->farewell_ms - clock_monotonic_ms();
    registrar->phase = rest > 0 ? phase : GONE;
    if (registrar->phase == DRAINING) {
        say(registrar, "Drain", rest);
    } else if (registrar->phase == LEAVING) {
        say(registrar, "Leave", rest);
    } else {
        loop_timer_stop(registrar->timer);
        log_state(registrar, "registry_left", LOG_INFO, NULL);
        registrar->left(registrar->left_arg);
    }
}

/* ---- settings ---- */

static bool setting_of(void *arg, size_t index, struct setting *out)
{
    const struct registrar *registrar = arg;
    if (index == 0)
        *out = (struct setting){"registrar.lease-ms", "ms",
                                registrar->lease_ms,  LEASE_LEAST_MS,
                                LEASE_MOST_MS,        LEASE_MS};
    else if (index == 1)
        *out =
            (struct setting){"registrar.ready", "", registrar->ready, 0, 1, 1};
    return index < 2;
}

static enum error put(void *arg, size_t index, int64_t value)
{
    struct registrar *registrar = arg;
    *(index == 0 ? &registrar->lease_ms : &registrar->ready) = value;
    if (registrar->phase != INSIDE)
        return ERROR_OK;
    if (registrar->call)
        registrar->asked_again = true;
    else
        wait_for(registrar, 0); /* the registry hears it at once */
    return ERROR_OK;
}

static bool gauge_of(void *arg, size_t index, struct gauge *out)
{
    static const char *const names[] = {
        [OUTSIDE] = "outside",   [INSIDE] = "inside",   [FENCED] = "fenced",
        [DRAINING] = "draining", [LEAVING] = "leaving", [GONE] = "gone"};
    const struct registrar *registrar = arg;
    if (index > 0)
        return false;
    *out = (struct gauge){.name = "registrar",
                          .state = names[registrar->phase],
                          .figures = {{"epoch", "", registrar->epoch},
                                      {"renew", "ms", registrar->renew_ms}},
                          .figure_count = 2};
    return true;
}

static const struct setting_source settings = {
    .at = setting_of, .put = put, .gauge = gauge_of};

/* ---- the membership ---- */

static void release(void *self)
{
    struct registrar *registrar = self;
    setting_withdraw(registrar);
    registrar->call = 0;
    grpc_channel_free(registrar->channel);
    if (registrar->timer)
        loop_timer_free(registrar->timer);
    arena_release(&registrar->arena);
    buffer_release(&registrar->packed);
    free(registrar);
}

static void *join(struct loop *loop, const struct config *config,
                  const struct address *own)
{
    struct address address;
    uint64_t seed;
    struct registrar *registrar = calloc(1, sizeof *registrar);
    if (!registrar)
        return NULL;
    if (discovery_registry(config, &address) ||
        random_secret(&seed, sizeof seed)) {
        free(registrar);
        return NULL;
    }
    registrar->config = config;
    registrar->born_us = clock_monotonic_ns() / 1000;
    registrar->lease_ms = LEASE_MS;
    registrar->ready = 1;
    address_format(own, registrar->address, sizeof registrar->address);
    random_seed(&registrar->random, seed);
    arena_init(&registrar->arena, ANSWER_BYTES);
    buffer_init(&registrar->packed, LIMIT_MESSAGE_BYTES);
    setting_offer(&settings, registrar);
    registrar->channel = grpc_channel_new(loop, &address);
    registrar->timer = loop_timer_new(loop, on_timer, registrar);
    if (!registrar->channel || !registrar->timer) {
        release(registrar);
        return NULL;
    }
    wait_for(registrar, 0);
    return registrar;
}

static void leave(void *self, loop_hook *left, void *arg)
{
    struct registrar *registrar = self;
    registrar->left = left;
    registrar->left_arg = arg;
    registrar->farewell_ms = clock_monotonic_ms() + FAREWELL_MS;
    if (registrar->call)
        grpc_cancel(registrar->channel, registrar->call);
    registrar->call = 0;
    farewell(registrar, registrar->phase == INSIDE ? DRAINING : GONE);
}

const struct membership registrar_membership = {
    .join = join, .leave = leave, .release = release};
