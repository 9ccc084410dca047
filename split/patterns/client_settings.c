/*
 * client_settings -- the patterns of every peer, shown and changed live.
 *
 * One table of families says which parameter table belongs to which member of
 * a peer; settings are its rows times the peers, so a parameter that a pattern
 * gains is shown and can be set without a line here. Names are
 * FAMILY.PEER.PARAMETER.
 *
 * The breaker has one setting that is no parameter: its mode, by hand.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "chassis/setting.h"
#include "split/patterns/client_private.h"

/* ---- the families ---- */

static enum error put_breaker(struct client_peer *peer, const char *name,
                              int64_t value)
{
    return breaker_set(&peer->breaker, name, value);
}

static enum error put_bulkhead(struct client_peer *peer, const char *name,
                               int64_t value)
{
    enum error error = bulkhead_set(&peer->bulkhead, name, value);
    peer_look(peer); /* those who wait may have room now, or none */
    return error;
}

static enum error put_hedge(struct client_peer *peer, const char *name,
                            int64_t value)
{
    return hedge_set(&peer->hedge, name, value);
}

static const struct family {
    const char *prefix;
    const struct parameter *table;
    size_t count;
    size_t offset; /* of the object in a peer */
    /* NULL: parameter_set() on the object is enough */
    enum error (*put)(struct client_peer *peer, const char *name,
                      int64_t value);
} families[] = {
    {"breaker", breaker_parameters, BREAKER_PARAMETERS,
     offsetof(struct client_peer, breaker.params), put_breaker},
    {"bulkhead", bulkhead_parameters, BULKHEAD_PARAMETERS,
     offsetof(struct client_peer, bulkhead.params), put_bulkhead},
    {"deadline", deadline_parameters, DEADLINE_PARAMETERS,
     offsetof(struct client_peer, deadline), NULL},
    {"retry", retry_parameters, RETRY_PARAMETERS,
     offsetof(struct client_peer, retry), NULL},
    {"retry-budget", retry_budget_parameters, RETRY_BUDGET_PARAMETERS,
     offsetof(struct client_peer, budget.rules), NULL},
    {"hedge", hedge_parameters, HEDGE_PARAMETERS,
     offsetof(struct client_peer, hedge.params), put_hedge},
    {"balancer", balancer_parameters, BALANCER_PARAMETERS,
     offsetof(struct client_peer, balancer.rules), NULL},
};
enum { FAMILIES = sizeof families / sizeof *families };

/* ---- the mode of a breaker ---- */

enum mode { MODE_AUTOMATIC, MODE_FORCED_OPEN, MODE_DISABLED, MODE_METRICS };

static enum mode mode_of(const struct breaker *breaker)
{
    switch (breaker->state) {
    case BREAKER_FORCED_OPEN:
        return MODE_FORCED_OPEN;
    case BREAKER_DISABLED:
        return MODE_DISABLED;
    case BREAKER_METRICS_ONLY:
        return MODE_METRICS;
    default:
        return MODE_AUTOMATIC;
    }
}

static void set_mode(struct client_peer *peer, int64_t mode)
{
    static const enum breaker_state states[] = {
        [MODE_AUTOMATIC] = BREAKER_CLOSED,
        [MODE_FORCED_OPEN] = BREAKER_FORCED_OPEN,
        [MODE_DISABLED] = BREAKER_DISABLED,
        [MODE_METRICS] = BREAKER_METRICS_ONLY};
    if (mode != (int64_t)mode_of(&peer->breaker))
        (void)breaker_force(&peer->breaker, client_now_ms(), states[mode]);
}

/* ---- settings by their index ---- */

/* A row of a family of a peer, or (row NULL) the mode of its breaker. */
struct place {
    struct client_peer *peer;
    const struct family *family;
    const struct parameter *row;
};

static size_t rows_of_a_peer(void)
{
    size_t rows = 1;
    for (size_t i = 0; i < FAMILIES; i++)
        rows += families[i].count;
    return rows;
}

static bool find(const struct client *client, size_t index, struct place *out)
{
    size_t rows = rows_of_a_peer();
    if (index / rows >= client->peer_count)
        return false;
    *out = (struct place){.peer = client->peers[index / rows]};
    index %= rows;
    if (index == 0)
        return true;
    index--;
    for (size_t i = 0; i < FAMILIES; i++) {
        if (index < families[i].count) {
            out->family = &families[i];
            out->row = &families[i].table[index];
            return true;
        }
        index -= families[i].count;
    }
    return false;
}

static void *object_of(const struct place *place)
{
    return (char *)place->peer + place->family->offset;
}

static bool setting_of(void *arg, size_t index, struct setting *out)
{
    struct place place;
    if (!find(arg, index, &place))
        return false;
    if (!place.row) {
        *out = (struct setting){.unit = "mode",
                                .value = mode_of(&place.peer->breaker),
                                .most = MODE_METRICS};
        snprintf(out->name, sizeof out->name, "breaker.%s.mode",
                 place.peer->name);
        return true;
    }
    *out =
        (struct setting){.unit = place.row->unit,
                         .value = parameter_get(place.row, object_of(&place)),
                         .least = place.row->least,
                         .most = place.row->most,
                         .fallback = place.row->fallback};
    snprintf(out->name, sizeof out->name, "%s.%s.%s", place.family->prefix,
             place.peer->name, place.row->name);
    return true;
}

static enum error put(void *arg, size_t index, int64_t value)
{
    struct place place;
    if (!find(arg, index, &place))
        return ERROR_NOT_FOUND;
    if (!place.row) {
        set_mode(place.peer, value);
        peer_look(place.peer);
        return ERROR_OK;
    }
    if (place.family->put)
        return place.family->put(place.peer, place.row->name, value);
    return parameter_set(place.family->table, place.family->count,
                         object_of(&place), place.row->name, value);
}

/* ---- gauges ---- */

static void figure(struct gauge *out, const char *name, int64_t value,
                   const char *unit)
{
    if (out->figure_count < SETTING_FIGURES)
        out->figures[out->figure_count++] =
            (struct gauge_figure){name, unit, value};
}

static void gauge_breaker(struct client_peer *peer, struct gauge *out)
{
    struct breaker_figures now =
        breaker_figures(&peer->breaker, client_now_ms());
    out->state = breaker_state_name(now.state);
    figure(out, "calls", now.calls, "");
    figure(out, "failed", now.failure_percent, "%");
    figure(out, "slow", now.slow_percent, "%");
    figure(out, "in flight", now.in_flight, "");
    figure(out, "rejected", now.rejected, "");
    if (now.state == BREAKER_OPEN)
        figure(out, "next probe in", now.retry_after_ms, "ms");
    if (now.state == BREAKER_HALF_OPEN) {
        figure(out, "probes out", now.probing, "");
        figure(out, "probes well", now.probes_well, "");
        figure(out, "probes failed", now.probes_failed, "");
    }
    if (now.late)
        figure(out, "late answers", now.late, "");
}

static void gauge_bulkhead(struct client_peer *peer, struct gauge *out)
{
    const struct bulkhead_figures *now = &peer->bulkhead.figures;
    out->state = now->waiting ? "full" : "free";
    figure(out, "running", now->running, "");
    figure(out, "waiting", now->waiting, "");
    figure(out, "most running", now->most_running, "");
    figure(out, "rejected", now->full + now->too_long + now->shrunk, "");
}

static void gauge_retry(struct client_peer *peer, struct gauge *out)
{
    struct retry_budget_figures budget =
        retry_budget_figures(&peer->budget, client_now_ms());
    out->state = budget.left > 0 ? "budget left" : "budget spent";
    figure(out, "calls", peer->calls, "");
    figure(out, "attempts", peer->attempts, "");
    figure(out, "saved by a retry", peer->failed_over, "");
    figure(out, "refused by the budget", budget.refused, "");
    figure(out, "retries left", budget.left, "");
}

static void gauge_hedge(struct client_peer *peer, struct gauge *out)
{
    struct hedge_figures now = hedge_figures(&peer->hedge);
    out->state = peer->hedge.params.hedges ? "on" : "off";
    figure(out, "sent", now.sent, "");
    figure(out, "won by a hedge", now.won_by_hedge, "");
    figure(out, "delay", now.delay_ms, "ms");
}

static void gauge_balancer(struct client_peer *peer, struct gauge *out)
{
    struct balancer_figures one;
    int64_t endpoints = 0, ejected = 0, outstanding = 0, picked = 0;
    int64_t now = client_now_ms();
    for (size_t i = 0; balancer_at(&peer->balancer, now, i, &one); i++) {
        endpoints++;
        ejected += one.back_in_ms > 0;
        outstanding += one.outstanding;
        picked += one.picked;
    }
    out->state =
        balancer_policy_name((enum balancer_policy)peer->balancer.rules.policy);
    figure(out, "instances", endpoints, "");
    figure(out, "ejected", ejected, "");
    figure(out, "outstanding", outstanding, "");
    figure(out, "picked", picked, "");
}

static const struct {
    const char *prefix;
    void (*fill)(struct client_peer *peer, struct gauge *out);
} gauges[] = {{"breaker", gauge_breaker},
              {"bulkhead", gauge_bulkhead},
              {"retry", gauge_retry},
              {"hedge", gauge_hedge},
              {"balancer", gauge_balancer}};
enum { GAUGES = sizeof gauges / sizeof *gauges };

static bool gauge_of(void *arg, size_t index, struct gauge *out)
{
    const struct client *client = arg;
    if (index / GAUGES >= client->peer_count)
        return false;
    struct client_peer *peer = client->peers[index / GAUGES];
    *out = (struct gauge){.state = ""};
    snprintf(out->name, sizeof out->name, "%s.%s",
             gauges[index % GAUGES].prefix, peer->name);
    gauges[index % GAUGES].fill(peer, out);
    return true;
}

const struct setting_source client_settings = {
    .at = setting_of, .put = put, .gauge = gauge_of};

/* ---- transitions ---- */

void client_breaker_moved(void *arg, const struct breaker_event *event)
{
    const struct client_peer *peer = arg;
    char name[SETTING_NAME_BYTES], open_for[48] = "";
    snprintf(name, sizeof name, "breaker.%s", peer->name);
    if (event->cause == BREAKER_BY_HAND) {
        setting_happened(name, "%s -> %s by hand",
                         breaker_state_name(event->from),
                         breaker_state_name(event->to));
        return;
    }
    if (event->open_for_ms)
        snprintf(open_for, sizeof open_for, "; open for %" PRId64 " ms",
                 event->open_for_ms);
    setting_happened(
        name,
        "%s -> %s by %s: %" PRId64 " against %" PRId64 "; %" PRId64
        " calls, %" PRId64 " failed, %" PRId64 " slow, %" PRId64 " in flight%s",
        breaker_state_name(event->from), breaker_state_name(event->to),
        breaker_cause_name(event->cause), event->rate, event->threshold,
        event->figures.calls, event->figures.failures, event->figures.slow,
        event->figures.in_flight, open_for);
}
