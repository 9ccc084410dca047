/*
 * observe -- one question to the collector.
 *
 * The collector is asked at its own socket, past every gateway: what watches
 * the shop must not need the shop.
 */
#include "tutor/commands/observe.h"

#include <stdio.h>

#include "chassis/grpc_call.h"
#include "chassis/json.h"
#include "chassis/transcode.h"
#include "tutor/commands/text.h"

/* Until it is still; a batch of spans is 50 ms late. */
enum { LOOKS = 10, LOOK_AGAIN_MS = 100 };

enum error observe_ask(struct session *session, const char *method,
                       const ProtobufCMessage *in, const ProtobufCMessage **out)
{
    struct address address;
    struct answer answer = {0};
    enum error error =
        places_socket(&session->places, "collector", 0, &address);
    if (error)
        return error;
    const struct grpc_call call = {.address = &address,
                                   .contract =
                                       &collector__collector__descriptor,
                                   .method = method,
                                   .in = in,
                                   .timeout_ms = OBSERVE_MS};
    error = grpc_call_once(session->loop, &call, &session->arena, &answer);
    if (error == ERROR_UNAVAILABLE || error == ERROR_DEADLINE)
        return explain(error, OBSERVE_NOBODY);
    if (error)
        return error_explain(error, "%s",
                             answer.detail ? answer.detail
                                           : error_title(error, false));
    *out = answer.message;
    return ERROR_OK;
}

/* Spans come a moment after what they tell, each process at its own time. */
enum error observe_trace(struct session *session, char *order,
                         const ProtobufCMessage **out)
{
    Collector__TraceRequest asked = COLLECTOR__TRACE_REQUEST__INIT;
    uint64_t before = 0;
    asked.trace = order;
    for (int i = 0; i < LOOKS; i++) {
        enum error error = observe_ask(session, "Trace", &asked.base, out);
        if (error && error != ERROR_NOT_FOUND)
            return error;
        const Collector__TraceReply *reply = (const void *)*out;
        uint64_t now = error ? 0 : reply->summary->changed;
        if (now && now == before)
            return ERROR_OK;
        before = now;
        session_wait(session, LOOK_AGAIN_MS);
    }
    return before ? ERROR_OK : ERROR_NOT_FOUND;
}

void observe_json(struct session *session, const ProtobufCMessage *message)
{
    struct buffer out;
    struct json_writer json;
    buffer_init(&out, 8 * LIMIT_MESSAGE_BYTES);
    json_begin(&json, &out);
    transcode_print(&json, message);
    screen_json(&session->screen, &out);
    buffer_release(&out);
}

const char *observe_title(char room[OBSERVE_TITLE_BYTES], const char *name,
                          int instance)
{
    if (instance <= 1)
        return name;
    snprintf(room, OBSERVE_TITLE_BYTES, "%.*s-%d", LIMIT_NAME_BYTES - 1, name,
             instance);
    return room;
}
