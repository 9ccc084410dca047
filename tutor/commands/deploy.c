/*
 * deploy -- `deploy` and `rollback`, watched until they are over.
 *
 * The supervisor carries a deployment out by itself; the command only asks for
 * its state again and again and prints each step once. So a learner may press
 * Ctrl-C, or look on from another terminal with `status`: the deployment goes
 * on. Its end is the command's end: 0 when the new version stands, 1 when it
 * was turned back, with the supervisor's reason.
 */
#include <stdio.h>
#include <string.h>

#include "tutor/commands/operate.h"
#include "tutor/commands/suggest.h"
#include "tutor/commands/table.h"
#include "tutor/phrase.h"

enum { LOOK_MS = 100 };

static enum error check_strategy(const char *word)
{
    static const char *const known[] = {"rolling", "blue-green", "canary"};
    for (size_t i = 0; word && i < sizeof known / sizeof *known; i++)
        if (strcmp(word, known[i]) == 0)
            return ERROR_OK;
    return word ? explain(ERROR_USAGE, STRATEGY_UNKNOWN, word) : ERROR_OK;
}

static const Supervisor__Deployment *deployment_of(
    const Supervisor__StatusReply *reply, const char *service)
{
    const Supervisor__ServiceStatus *row = operate_row(reply, service);
    return row ? row->deployment : NULL;
}

static bool over(const Supervisor__Deployment *deployment)
{
    return strcmp(deployment->verdict, "in-progress") != 0;
}

/* ---- watching ---- */

static void on_timer(void *arg)
{
    *(bool *)arg = true;
}

static void pause_a_little(struct session *session)
{
    bool rung = false;
    struct loop_timer *timer = loop_timer_new(session->loop, on_timer, &rung);
    loop_timer_set(timer, LOOK_MS);
    while (!rung)
        loop_once(session->loop, true);
    loop_timer_free(timer);
}

/* A step is printed when it is another one than before. */
static void print_step(struct session *session, char last[64],
                       const Supervisor__Deployment *now)
{
    if (session->json || strcmp(last, now->step) == 0)
        return;
    snprintf(last, 64, "%s", now->step);
    if (*now->step)
        screen_print(&session->screen, "%7lld ms  %s  %s\n",
                     (long long)now->took_ms,
                     phrase(&session->arena, now->step),
                     phrase(&session->arena, now->why));
    screen_flush(&session->screen);
}

static enum error watch(struct session *session, const char *service,
                        const Supervisor__StatusReply **reply)
{
    char last[64] = "";
    const Supervisor__Deployment *now = deployment_of(*reply, service);
    enum error error = ERROR_OK;
    session_catch_interrupt();
    while (!error && now && !over(now) && !session_interrupted()) {
        print_step(session, last, now);
        pause_a_little(session);
        session->status = NULL;
        arena_reset(&session->arena);
        error = supervision_status(session, reply);
        if (!error)
            now = deployment_of(*reply, service);
    }
    session_restore_interrupt();
    return error;
}

static enum error print_end(struct session *session,
                            const Supervisor__Deployment *end)
{
    if (strcmp(end->verdict, "rolled-back") == 0)
        return explain(ERROR_CONFLICT, DEPLOY_BACK, end->service, end->from,
                       phrase(&session->arena, end->why));
    if (over(end) && !session->json)
        say(&session->screen, DEPLOY_DONE, end->service, end->to,
            (long long)end->took_ms);
    return ERROR_OK;
}

/* `asked_back`: that it went back is what was wanted. */
static enum error follow(struct session *session, const struct args *args,
                         const char *service,
                         const Supervisor__StatusReply *reply, bool asked_back)
{
    const Supervisor__Deployment *now = deployment_of(reply, service);
    enum error error = ERROR_OK;
    if (now && !session->json && strcmp(service, "monolith") == 0) {
        say(&session->screen, DEPLOY_REPLACED, now->to,
            (long long)reply->took_ms);
        return ERROR_OK;
    }
    if (now && !session->json)
        say(&session->screen, DEPLOY_BEGAN, service, now->from, now->to,
            now->strategy);
    if (!args_option(args, "detach", 0))
        error = watch(session, service, &reply);
    if (!error && session->json)
        error = operate_json(session, reply);
    now = error ? NULL : deployment_of(reply, service);
    if (!now)
        return error;
    error = print_end(session, now);
    return asked_back && error == ERROR_CONFLICT ? ERROR_OK : error;
}

/* ---- commands ---- */

static enum error read_options(const struct args *args,
                               Supervisor__DeployRequest *request)
{
    const char *with = args_option(args, "with", 0);
    const char *step = args_option(args, "step", 0);
    const char *calls = args_option(args, "calls", 0);
    int64_t minimum = 0;
    enum error error = check_strategy(args_word(args, 2));
    if (!error && step)
        error = args_duration(step, &request->step_ms);
    if (!error && calls)
        error = args_number(calls, "calls", 1, 1000000, &minimum);
    if (args_word(args, 2))
        request->strategy = (char *)args_word(args, 2);
    if (with)
        request->handicap = (char *)with;
    request->minimum_calls = (int32_t)minimum;
    return error;
}

enum error command_deploy(struct session *session, const struct args *args)
{
    const Supervisor__StatusReply *reply = NULL;
    Supervisor__DeployRequest request = SUPERVISOR__DEPLOY_REQUEST__INIT;
    const char *service = args_word(args, 0);
    enum error error = operate_service(service);
    if (!error)
        error = read_options(args, &request);
    if (error)
        return error;
    request.service = (char *)service;
    request.version = (char *)args_word(args, 1);
    error = supervision_call(session, "Deploy", &request.base,
                             SUPERVISION_LONG_MS, &reply);
    if (error)
        return error;
    return follow(session, args, service, reply, false);
}

enum error command_rollback(struct session *session, const struct args *args)
{
    const Supervisor__StatusReply *reply = NULL;
    Supervisor__TargetRequest request = SUPERVISOR__TARGET_REQUEST__INIT;
    const char *service = args_word(args, 0);
    enum error error = operate_service(service);
    if (error)
        return error;
    request.target = (char *)service;
    error = supervision_call(session, "Rollback", &request.base,
                             SUPERVISION_LONG_MS, &reply);
    if (error)
        return error;
    return follow(session, args, service, reply, true);
}
