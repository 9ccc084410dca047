/*
 * app_learn -- what the prompt may offer, learned without making anybody wait.
 *
 * Completion must answer at once, so it only knows what is known here already.
 * The live model has the traces, their orders and the instances that run; they
 * are taken over when Tab is pressed. The goods come from the shop itself, by
 * a child, once a shape is up.
 */
#include <stdio.h>
#include <string.h>

#include "tutor/live/live.h"
#include "tutor/screens/app_private.h"

static void learn_order(struct session *session, const char *order)
{
    size_t seen = session->orders_seen_count;
    for (size_t i = 0; i < seen && i < SESSION_ORDERS_SEEN; i++)
        if (strcmp(session->orders_seen[i].text, order) == 0)
            return;
    session_saw_order(session, SHAPE_SPLIT, order);
}

void app_learn(struct app *app)
{
    struct session *session = app->session;
    const struct live_view *view = live_view(app->live);
    session_forget_traces(session);
    for (int i = 0; i < view->trace_count; i++) {
        session_saw_trace(session, view->traces[i].trace_id);
        if (*view->traces[i].order)
            learn_order(session, view->traces[i].order);
    }
    session->instance_count = 0;
    for (int i = 0; i < view->process_count; i++)
        if (view->processes[i].instance > 1 &&
            session->instance_count < SESSION_INSTANCES)
            snprintf(session->instances[session->instance_count++],
                     sizeof session->instances[0], "%s",
                     view->processes[i].title);
}

/* ---- the goods ---- */

enum { AGAIN_MS = 1000 };

static void goods_bytes(void *arg, const char *bytes, size_t length)
{
    struct app *app = arg;
    buffer_append(&app->goods, bytes, length);
}

static void goods_ended(void *arg, int status)
{
    struct app *app = arg;
    app->goods_job = NULL;
    if (status == 0 && app->goods.length > 0)
        session_saw_goods(app->session, app->goods.data, app->goods.length);
    else
        app->goods_asked = false; /* the shop was not yet able to say */
    app->goods_again_ms = app_now_ms(app) + AGAIN_MS;
    buffer_release(&app->goods);
}

void app_learn_goods(struct app *app)
{
    static const char *const words[] = {"get", "/api/products", "--json", NULL};
    static const struct job_events events = {.bytes = goods_bytes,
                                             .ended = goods_ended};
    const struct live_view *view = live_view(app->live);
    if (app->goods_asked || app_now_ms(app) < app->goods_again_ms ||
        !(view->monolith.up || view->split.up))
        return;
    app->goods_asked = true;
    buffer_init(&app->goods, LIMIT_REPLY_BYTES);
    if (job_start(&app->goods_job, app->session->loop, words, &events, app)) {
        error_forget();
        app->goods_asked = false;
        app->goods_again_ms = app_now_ms(app) + AGAIN_MS;
    }
}
