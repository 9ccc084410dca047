/*
 * route -- the seam at which a monolith is cut.
 *
 * The problem: to replace a running program piece by piece, somebody has to
 * stand where its callers come in and send each question to the one who has
 * the answer today; and the day changes while questions are under way.
 *
 * The idea: one word for each method, in memory, changed while requests run. A
 * request reads the word once, when it sets off. Before tables change hands
 * new requests are held: they wait here for a fraction of a second, nothing is
 * under way any more, the word changes, and they go on to where the answer is
 * now. Their senders see a slow answer and no error.
 *
 * What holds: a request is held or sent, and each held one is sent on when the
 * hold ends or its time is over, whatever became of who asked for the hold.
 *
 * Rejected: to hold only the writes. A read between the copy and the switch
 * would show an order without its payment.
 */
#include "split/platform/gateway/route.h"

#include <stdio.h>
#include <string.h>

#include "chassis/placement.h"
#include "chassis/setting.h"
#include "domain/api/shop.pb-c.h"
#include "split/platform/gateway/ask.h"
#include "split/platform/gateway/shadow.h"

enum {
    HELD_MOST = 4096,
    HOLD_MOST_MS = 10000,
    STAGES = 7, /* of a migration */
    FIXED = 2   /* settings before those of the methods */
};

#define MONOLITH .peer = "monolith", .contract = &shop__shop__descriptor

/* S: services, M: monolith, D: both, the monolith's answer counts. Stages:
 * facade, shadow, seams; from the fourth on all is the services'. */
static const struct row {
    struct ask ask;
    const char *ways;
} rows[ROUTE_METHODS] = {
    {{MONOLITH, .method = "IssueToken"}, "MMSSSSS"},
    {{MONOLITH, .method = "PlaceOrder", .writes = true,
      .may_take_a_saga = true},
     "MMSSSSS"},
    {{MONOLITH, .method = "GetOrder"}, "MDDSSSS"},
    {{MONOLITH, .method = "ListOrders"}, "MDDSSSS"},
    {{MONOLITH, .method = "CancelOrder", .writes = true,
      .may_take_a_saga = true},
     "MMSSSSS"},
    {{MONOLITH, .method = "ListOrderEvents"}, "MDDSSSS"},
    /* Its sum of orders is kept by events, which only orders sends. */
    {{MONOLITH, .method = "GetUser"}, "MMDSSSS"},
    {{MONOLITH, .method = "ListProducts"}, "MDDSSSS"},
    {{MONOLITH, .method = "GetProduct"}, "MDDSSSS"},
    {{MONOLITH, .method = "Restock", .writes = true}, "MMSSSSS"},
};

static struct {
    struct runtime *rt;
    request_handler *const *services;
    int64_t stage; /* -1: none */
    int64_t ways[ROUTE_METHODS];
    int64_t answered[ROUTE_METHODS][2]; /* by services, by the monolith */
    struct shadow_counts compared[ROUTE_METHODS];
    int64_t hold_until_ms; /* 0: nobody is held */
    size_t held_count;
    struct request *held[HELD_MOST];
} route;

/* ---- one request ---- */

static unsigned index_of(const struct request *rq)
{
    return (unsigned)(rq->method - rq->face->methods);
}

static enum error monolith_came(struct runtime *rt, void *arg,
                                const struct answer *answer)
{
    struct request *rq = arg;
    unsigned method = index_of(rq);
    (void)rt;
    if (route.ways[method] == WAY_SHADOW)
        shadow_begin(rq, answer, &route.compared[method], &route.ways[method]);
    ask_pass_on(rq, &rows[method].ask, answer);
    return ERROR_OK;
}

static enum error send_on(struct request *rq)
{
    unsigned method = index_of(rq);
    bool services = route.ways[method] == WAY_SERVICES;
    route.answered[method][services ? 0 : 1]++;
    if (services)
        return route.services[method](rq, rq->in);
    return ask_service(rq, &rows[method].ask, rq->in, monolith_came, rq);
}

enum error route_request(struct request *rq, const ProtobufCMessage *in)
{
    (void)in;
    if (shadow_is(rq))
        return route.services[index_of(rq)](rq, rq->in);
    if (!route.hold_until_ms)
        return send_on(rq);
    if (route.held_count == HELD_MOST)
        return error_explain(ERROR_OVERLOADED,
                             "%d requests wait for tables to change hands",
                             HELD_MOST);
    route.held[route.held_count++] = rq;
    return ERROR_OK;
}

/* ---- holding ---- */

static enum error end_hold(struct runtime *rt, void *arg)
{
    int64_t now = runtime_now_ms(rt);
    size_t count = route.held_count;
    (void)arg;
    if (route.hold_until_ms > now)
        return ERROR_OK; /* it was made longer meanwhile */
    route.hold_until_ms = 0;
    route.held_count = 0;
    for (size_t i = 0; i < count; i++) {
        enum error error = send_on(route.held[i]);
        if (error)
            request_fail(route.held[i], error, NULL);
    }
    return ERROR_OK;
}

static void hold(int64_t ms)
{
    if (ms == 0 && !route.hold_until_ms)
        return;
    route.hold_until_ms = runtime_now_ms(route.rt) + ms;
    runtime_after(route.rt, ms, end_hold, NULL);
}

/* ---- the table ---- */

static enum way way_of(int64_t stage, size_t method)
{
    char letter = stage < 0 || stage >= STAGES ? 'S' : rows[method].ways[stage];
    return letter == 'M'   ? WAY_MONOLITH
           : letter == 'D' ? WAY_SHADOW
                           : WAY_SERVICES;
}

/* TOUR: migration-route */
enum way route_of_stage(int stage, const char *method)
{
    for (size_t i = 0; i < ROUTE_METHODS; i++)
        if (strcmp(rows[i].ask.method, method) == 0)
            return way_of(stage, i);
    return WAY_SERVICES;
}

static void enter_stage(int64_t stage)
{
    route.stage = stage;
    for (size_t i = 0; i < ROUTE_METHODS; i++) {
        route.ways[i] = way_of(stage, i);
        route.compared[i] = (struct shadow_counts){0};
    }
}

/* ---- settings and gauges ---- */

static bool setting_of(void *arg, size_t index, struct setting *out)
{
    (void)arg;
    if (index >= FIXED + ROUTE_METHODS)
        return false;
    *out = (struct setting){.unit = "", .fallback = -1, .least = -1};
    if (index == 0) {
        snprintf(out->name, sizeof out->name, "route.stage");
        out->value = route.stage;
        out->most = STAGES - 1;
    } else if (index == 1) {
        int64_t left = route.hold_until_ms
                           ? route.hold_until_ms - runtime_now_ms(route.rt)
                           : 0;
        snprintf(out->name, sizeof out->name, "route.hold");
        *out = (struct setting){.unit = "ms", .most = HOLD_MOST_MS};
        snprintf(out->name, sizeof out->name, "route.hold");
        out->value = left > 0 ? left : 0;
    } else {
        size_t method = index - FIXED;
        *out = (struct setting){.unit = "",
                                .value = route.ways[method],
                                .most = WAY_SHADOW,
                                .fallback = way_of(route.stage, method)};
        snprintf(out->name, sizeof out->name, "route.%s",
                 rows[method].ask.method);
    }
    return true;
}

static enum error put(void *arg, size_t index, int64_t value)
{
    (void)arg;
    if (index == 0)
        enter_stage(value);
    else if (index == 1)
        hold(value);
    else
        route.ways[index - FIXED] = value;
    return ERROR_OK;
}

static bool gauge_of(void *arg, size_t index, struct gauge *out)
{
    static const char *const names[] = {[WAY_SERVICES] = "services",
                                        [WAY_MONOLITH] = "monolith",
                                        [WAY_SHADOW] = "shadow"};
    (void)arg;
    if (index > ROUTE_METHODS)
        return false;
    if (index == 0) {
        *out =
            (struct gauge){.state = route.hold_until_ms ? "holding" : "open",
                           .figures = {{"held", "", (int64_t)route.held_count},
                                       {"out", "", ask_open()},
                                       {"stage", "", route.stage}},
                           .figure_count = 3};
        snprintf(out->name, sizeof out->name, "route");
        return true;
    }
    const struct shadow_counts *counts = &route.compared[index - 1];
    *out = (struct gauge){
        .state = names[route.ways[index - 1]],
        .figures = {{"services", "", route.answered[index - 1][0]},
                    {"monolith", "", route.answered[index - 1][1]},
                    {"same", "", counts->same},
                    {"different", "", counts->different},
                    {"moving", "", counts->moving},
                    {"unanswered", "", counts->unanswered}},
        .figure_count = 6};
    snprintf(out->name, sizeof out->name, "route.%s",
             rows[index - 1].ask.method);
    return true;
}

static const struct setting_source source = {
    .at = setting_of, .put = put, .gauge = gauge_of};

/* ---- life ---- */

void route_open(struct runtime *rt, request_handler *const *services)
{
    memset(&route, 0, sizeof route);
    route.rt = rt;
    route.services = services;
    enter_stage(PLACEMENT_NO_STAGE);
    setting_offer(&source, &route);
}

void route_close(struct runtime *rt)
{
    (void)rt;
    setting_withdraw(&route);
    shadow_forget_all();
    ask_forget_all();
}

enum error route_begin(struct runtime *rt, struct loop *loop,
                       const struct config *config)
{
    int stage = PLACEMENT_NO_STAGE;
    enum error error = placement_stage(&config->places, &stage);
    (void)rt;
    (void)loop;
    if (!error)
        enter_stage(stage);
    return error;
}
