/*
 * up -- `up` and `down`: the shop's processes come and go.
 *
 * `up` starts the supervisor when none runs and asks it for the shapes; the
 * answer comes when every process has said that it is ready, and the time
 * printed is the supervisor's own measurement. Ports come from the words, else
 * from the environment, else they are 8081 (monolith) and 8080 (gateway); with
 * --free-ports another one where that is taken.
 */
#include <stdlib.h>
#include <string.h>

#include "tutor/commands/operate.h"
#include "tutor/commands/table.h"
#include "tutor/ports.h"
#include "tutor/supervision.h"

/* The one it had, or its usual one: the supervisor knows. */
enum { KEEP_PORT = -1, PORT_MAX = 65535 };

static enum error find_port(const struct args *args, const char *option,
                            const char *variable, int32_t *out)
{
    int64_t value = *out;
    const char *word = args_option(args, option, 0);
    const char *set = getenv(variable);
    enum error error = ERROR_OK;
    if (word)
        error = args_number(word, option, 0, PORT_MAX, &value);
    else if (set && *set)
        error = args_number(set, variable, 0, PORT_MAX, &value);
    if (!error)
        *out = (int32_t)value;
    return error;
}

static enum error find_ports(const struct args *args, enum shape_set set,
                             Supervisor__ShapeRequest *request)
{
    const char *port = args_option(args, "port", 0);
    int64_t value = 0;
    request->monolith_port = KEEP_PORT;
    request->gateway_port = KEEP_PORT;
    enum error error =
        find_port(args, "monolith-port", ports_variable(SHAPE_MONOLITH),
                  &request->monolith_port);
    if (!error)
        error = find_port(args, "gateway-port", ports_variable(SHAPE_SPLIT),
                          &request->gateway_port);
    if (error || !port)
        return error;
    if (set == SHAPES_BOTH)
        return explain(ERROR_USAGE, PORT_OF_WHICH);
    error = args_number(port, "port", 0, PORT_MAX, &value);
    if (set == SHAPES_MONOLITH)
        request->monolith_port = (int32_t)value;
    else
        request->gateway_port = (int32_t)value;
    return error;
}

/* Another program's port is left to it where the learner asked for that. */
static void avoid_taken(struct session *session, enum shape_set set,
                        const Supervisor__StatusReply *status,
                        Supervisor__ShapeRequest *request)
{
    for (int i = 0; i < SHAPE_COUNT; i++) {
        enum shape shape = (enum shape)i;
        int32_t *port = shape == SHAPE_MONOLITH ? &request->monolith_port
                                                : &request->gateway_port;
        if (*port != KEEP_PORT || !shape_in(set, shape) ||
            supervision_runs(status, shape) ||
            !ports_taken(session->loop, shape))
            continue;
        *port = 0;
        if (!session->json)
            say(&session->screen, UP_PORT_TAKEN, ports_usual(shape));
    }
}

static bool all_up(const Supervisor__StatusReply *status, enum shape_set set)
{
    for (size_t i = 0; i < status->n_shapes; i++) {
        enum shape_set one = SHAPES_NONE;
        if (shape_parse(status->shapes[i]->shape, &one) && (one & set) &&
            !status->shapes[i]->up)
            return false;
    }
    return status->n_shapes > 0;
}

static void print_urls(struct session *session,
                       const Supervisor__StatusReply *status,
                       enum shape_set set)
{
    for (int shape = 0; shape < SHAPE_COUNT; shape++)
        if (shape_in(set, (enum shape)shape))
            screen_print(&session->screen, "  %-9s %s\n",
                         shape_name((enum shape)shape),
                         supervision_url(status, (enum shape)shape));
}

enum error command_up(struct session *session, const struct args *args)
{
    enum shape_set set = SHAPES_BOTH;
    const Supervisor__StatusReply *reply = NULL;
    Supervisor__ShapeRequest request = SUPERVISOR__SHAPE_REQUEST__INIT;
    enum error error = ERROR_OK;
    if (args_word(args, 0))
        error = command_shapes(session, args_word(args, 0), &set);
    if (!error)
        error = find_ports(args, set, &request);
    if (!error)
        error = supervision_start(session);
    if (!error)
        error = supervision_status(session, &reply);
    if (error)
        return error;
    bool before = all_up(reply, set);
    if (args_option(args, "free-ports", 0))
        avoid_taken(session, set, reply, &request);
    request.shape = (char *)shape_set_name(set);
    error = supervision_call(session, "Up", &request.base, SUPERVISION_LONG_MS,
                             &reply);
    if (error)
        return error;
    if (session->json)
        return operate_json(session, reply);
    if (before)
        say(&session->screen, UP_ALREADY);
    else
        say(&session->screen, UP_READY, (long long)reply->took_ms);
    print_urls(session, reply, set);
    return ERROR_OK;
}

enum error command_down(struct session *session, const struct args *args)
{
    enum shape_set set = SHAPES_BOTH;
    const Supervisor__StatusReply *reply = NULL;
    Supervisor__ShapeRequest request = SUPERVISOR__SHAPE_REQUEST__INIT;
    enum error error = ERROR_OK;
    if (args_word(args, 0))
        error = command_shapes(session, args_word(args, 0), &set);
    if (error)
        return error;
    if (!supervision_running(session)) {
        if (session->json)
            screen_print(&session->screen, "{\"down\":true}\n");
        else
            say(&session->screen, DOWN_ALREADY);
        return ERROR_OK;
    }
    request.shape = (char *)shape_set_name(set);
    error = supervision_call(session, "Down", &request.base,
                             SUPERVISION_LONG_MS, &reply);
    if (error)
        return error;
    if (session->json)
        screen_print(&session->screen, "{\"down\":true}\n");
    else
        say(&session->screen, DOWN_DONE, shape_set_name(set));
    return ERROR_OK;
}
