/*
 * quota -- the gateway's table of buckets.
 *
 * Each gateway counts for itself: two of them allow a client twice as much.
 * The alternative is a counter that all share, and a request to it before each
 * request; a limit that protects the shop does not need to be that exact.
 */
#include "split/platform/gateway/quota.h"

#include <stdio.h>
#include <string.h>

#include "chassis/setting.h"
#include "split/patterns/rate_limit.h"

enum {
    CLIENTS = 4096, /* with a bucket that is not full; 48 bytes each */
    RATE = 0        /* the row of that name */
};

static struct rate_limit limit;
static struct rate_limit_slot slots[CLIENTS];
static int64_t allowed, refused;

/* ---- settings ---- */

static bool setting_of(void *arg, size_t index, struct setting *out)
{
    (void)arg;
    if (index >= RATE_LIMIT_PARAMETERS)
        return false;
    const struct parameter *row = &rate_limit_parameters[index];
    *out = (struct setting){.unit = row->unit,
                            .value = parameter_get(row, &limit.rules),
                            .least = row->least,
                            .most = row->most,
                            .fallback = row->fallback};
    if (index == RATE)
        out->fallback = 0; /* nobody is counted until somebody wants it */
    snprintf(out->name, sizeof out->name, "rate-limit.clients.%s", row->name);
    return true;
}

static enum error put(void *arg, size_t index, int64_t value)
{
    (void)arg;
    return parameter_set(rate_limit_parameters, RATE_LIMIT_PARAMETERS,
                         &limit.rules, rate_limit_parameters[index].name,
                         value);
}

static bool gauge_of(void *arg, size_t index, struct gauge *out)
{
    (void)arg;
    if (index > 0)
        return false;
    *out = (struct gauge){
        .state = limit.rules.rate ? "on" : "off",
        .figures = {{"allowed", "", allowed},
                    {"refused", "", refused},
                    {"buckets in use", "", (int64_t)limit.taken}},
        .figure_count = 3};
    snprintf(out->name, sizeof out->name, "rate-limit.clients");
    return true;
}

static const struct setting_source source = {
    .at = setting_of, .put = put, .gauge = gauge_of};

void quota_open(uint64_t seed, int64_t now_ms)
{
    rate_limit_init(&limit, slots, CLIENTS, seed, now_ms * 1000);
    limit.rules.rate = 0;
    setting_offer(&source, &limit);
}

/* ---- the meter ---- */

/* FNV-1a; the limiter's own seed keeps keys from being chosen. Subjects are
 * positive, so strangers' keys have the highest bit. */
static uint64_t key_of(int64_t who, const char *rpc)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    if (who > 0)
        return (uint64_t)who;
    for (; *rpc; rpc++)
        hash = (hash ^ (unsigned char)*rpc) * UINT64_C(1099511628211);
    return hash | UINT64_C(1) << 63;
}

/* TOUR: quota-take */
bool quota_take(struct runtime *rt, int64_t who, const char *rpc,
                struct rest_quota *out)
{
    if (limit.rules.rate == 0)
        return true;
    struct rate_limit_answer answer =
        rate_limit_take(&limit, key_of(who, rpc), runtime_now_ms(rt) * 1000);
    *out = (struct rest_quota){
        .limit = answer.limit,
        .window_s = answer.window_s,
        .remaining = answer.remaining,
        .reset_s = answer.allowed ? answer.reset_s : answer.retry_after_s};
    if (answer.allowed)
        allowed++;
    else
        refused++;
    return answer.allowed;
}
