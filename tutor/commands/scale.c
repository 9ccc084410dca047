/*
 * scale -- as many instances of a service as the learner wants.
 *
 * The supervisor answers when nothing of the service comes or goes any more,
 * so the time printed is that of the whole change, with starts and drains.
 */
#include <string.h>

#include "chassis/json.h"
#include "chassis/transcode.h"
#include "tutor/answers.h"
#include "tutor/commands/operate.h"
#include "tutor/commands/suggest.h"
#include "tutor/commands/table.h"

enum { REPLICAS_MOST = 8, IDLE_USUAL_MS = 30000 };

static const char *const services[] = {"gateway",  "customers", "orders",
                                       "payments", "inventory", "shipping",
                                       "monolith"};

enum error operate_service(const char *word)
{
    struct suggest suggest;
    suggest_begin(&suggest, word);
    for (size_t i = 0; i < sizeof services / sizeof *services; i++) {
        if (strcmp(word, services[i]) == 0)
            return ERROR_OK;
        suggest_try(&suggest, services[i]);
    }
    if (suggest.best)
        return explain(ERROR_USAGE, SERVICE_MEANT, word, suggest.best);
    return explain(ERROR_USAGE, SERVICE_UNKNOWN, word);
}

const Supervisor__ServiceStatus *operate_row(
    const Supervisor__StatusReply *reply, const char *service)
{
    for (size_t i = 0; i < reply->n_services; i++)
        if (strcmp(reply->services[i]->service, service) == 0)
            return reply->services[i];
    return NULL;
}

enum error operate_json(struct session *session,
                        const Supervisor__StatusReply *reply)
{
    return answers_message(session, &reply->base);
}

enum error command_scale(struct session *session, const struct args *args)
{
    const Supervisor__StatusReply *reply = NULL;
    Supervisor__ScaleRequest request = SUPERVISOR__SCALE_REQUEST__INIT;
    const char *service = args_word(args, 0);
    const char *idle = args_option(args, "idle", 0);
    int64_t replicas = 0;
    enum error error = operate_service(service);
    if (!error)
        error =
            args_number(args_word(args, 1), "N", 0, REPLICAS_MOST, &replicas);
    if (!error && idle)
        error = args_duration(idle, &request.idle_ms);
    if (error)
        return error;
    request.service = (char *)service;
    request.replicas = (int32_t)replicas;
    error = supervision_call(session, "Scale", &request.base,
                             SUPERVISION_LONG_MS, &reply);
    if (error)
        return error;
    if (session->json)
        return operate_json(session, reply);
    const Supervisor__ServiceStatus *row = operate_row(reply, service);
    int64_t idle_ms = request.idle_ms ? request.idle_ms : IDLE_USUAL_MS;
    if (replicas == 0)
        say(&session->screen, SCALED_TO_ZERO, service, (double)idle_ms / 1000);
    else
        say(&session->screen, SCALED, service, (int)replicas,
            row ? row->ready : 0, (long long)reply->took_ms);
    return ERROR_OK;
}
