/*
 * grpc_client_reply -- what an answer says, from whatever came of it.
 *
 * The problem: an answer may be a message and status 0, an error of ours with
 * its slug, an error of a stranger with a gRPC status alone, an HTTP status
 * of something in between that is no gRPC server, or a reset stream.
 *
 * The idea: headers and trailers are kept as they come, the last one wins;
 * when the stream is closed one function decides. Nothing is believed that
 * does not fit its check; then the slug before the status, the status before
 * HTTP's, and that before the reset code.
 *
 * Source: grpc/doc/PROTOCOL-HTTP2.md, http-grpc-status-mapping.md.
 */
#include "chassis/grpc_client_private.h"

#include <stdio.h>
#include <string.h>

/* HTTP/2 error codes, RFC 9113 section 7. */
enum {
    RESET_NO_ERROR = 0x0,
    RESET_PROTOCOL_ERROR = 0x1, /* ours: a head that is none */
    RESET_REFUSED_STREAM = 0x7,
    RESET_CANCEL = 0x8,
    RESET_ENHANCE_YOUR_CALM = 0xb
};

/* gRPC statuses named by the mapping. */
enum {
    STATUS_UNKNOWN = 2,
    STATUS_PERMISSION_DENIED = 7,
    STATUS_UNIMPLEMENTED = 12,
    STATUS_INTERNAL = 13,
    STATUS_UNAVAILABLE = 14,
    STATUS_UNAUTHENTICATED = 16
};

/* ---- headers and trailers ---- */

static void copy_text(struct slice value, char *out, size_t bytes)
{
    snprintf(out, bytes, "%.*s", (int)value.length, value.data);
}

static int to_number(struct slice value)
{
    int number = 0;
    for (size_t i = 0; i < value.length && i < 4; i++)
        if (value.data[i] >= '0' && value.data[i] <= '9')
            number = number * 10 + (value.data[i] - '0');
        else
            return STATUS_UNKNOWN; /* what is no number is no status */
    return number;
}

/* A6: what is negative, or no number, means "do not come again". */
static void take_pushback(struct grpc_client_call *call, struct slice value)
{
    int64_t ms = 0;
    call->pushed_back = true;
    for (size_t i = 0; i < value.length; i++) {
        if (value.data[i] < '0' || value.data[i] > '9' || i == 9) {
            call->pushback_ms = -1;
            return;
        }
        ms = ms * 10 + (value.data[i] - '0');
    }
    call->pushback_ms = value.length ? ms : -1;
}

void grpc_call_take_header(struct grpc_client_call *call, struct slice name,
                           struct slice value)
{
    if (call->checked)
        call->told = grpc_check_tell(call->told, name, value);
    if (slice_is(name, ":status"))
        call->http_status = to_number(value);
    else if (slice_is(name, "grpc-status"))
        call->grpc_status = to_number(value);
    else if (slice_is(name, "grpc-message"))
        grpc_percent_decode(value, call->detail, sizeof call->detail);
    else if (slice_is(name, "grpc-retry-pushback-ms"))
        take_pushback(call, value);
    else if (slice_is(name, "cleave-error"))
        copy_text(value, call->slug, sizeof call->slug);
    else if (slice_is(name, "cleave-instance"))
        grpc_percent_decode(value, call->instance, sizeof call->instance);
    else if (slice_is(name, GRPC_CHECK_METADATA))
        copy_text(value, call->shown, sizeof call->shown);
    else if (slice_is(name, GRPC_CHECK_UNDONE))
        call->undone = true;
}

/* ---- how a call ended ---- */

static enum error finish_with(struct grpc_client_call *call, enum error error,
                              const char *detail)
{
    snprintf(call->detail, sizeof call->detail, "%s", detail);
    return error;
}

/* gRPC's statuses for an answer that carries none, by HTTP status. */
static int status_from_http(int http)
{
    switch (http) {
    case 400:
    case 431:
        return STATUS_INTERNAL;
    case 401:
        return STATUS_UNAUTHENTICATED;
    case 403:
        return STATUS_PERMISSION_DENIED;
    case 404:
        return STATUS_UNIMPLEMENTED;
    case 429:
    case 502:
    case 503:
    case 504:
        return STATUS_UNAVAILABLE;
    default:
        return STATUS_UNKNOWN;
    }
}

static enum error without_status(struct grpc_client_call *call,
                                 uint32_t reset_code)
{
    char why[64];
    snprintf(why, sizeof why, "the peer answered without a gRPC status (%d)",
             call->http_status);
    if (call->http_status && reset_code == RESET_NO_ERROR)
        return finish_with(
            call, error_from_wire(NULL, status_from_http(call->http_status)),
            why);
    switch (reset_code) {
    case RESET_REFUSED_STREAM:
        call->refused = true;
        return finish_with(call, ERROR_UNAVAILABLE,
                           "the peer takes no new calls on this connection");
    case RESET_CANCEL:
        return finish_with(call, ERROR_CANCELLED, "the peer gave the call up");
    case RESET_ENHANCE_YOUR_CALM:
        return finish_with(call, ERROR_OVERLOADED,
                           "the peer asks for fewer calls");
    default:
        snprintf(why, sizeof why,
                 "the peer broke the call off (HTTP/2 code %u)",
                 (unsigned)reset_code);
        return finish_with(call, ERROR_INTERNAL, why);
    }
}

static enum error take_reply(struct grpc_client_call *call)
{
    struct slice body = {call->reply.data, call->reply.length};
    enum error error = buffer_error(&call->reply);
    if (!error)
        error = grpc_unframe(body, &call->message);
    if (error)
        finish_with(call, error, error_detail(error));
    return error ? ERROR_INTERNAL : ERROR_OK;
}

/* A stream that ended well ends between two messages. */
static enum error check_rest(struct grpc_client_call *call)
{
    if (grpc_stream_waiting(call) ||
        call->taken + call->lent == call->reply.length)
        return ERROR_OK;
    return finish_with(call, ERROR_INTERNAL,
                       "the peer ended the stream inside a message");
}

/* A server of ours signs whatever it answers, and so does a sidecar. */
static bool is_as_it_was_said(const struct grpc_client_call *call)
{
    char text[GRPC_CHECK_TEXT_BYTES];
    struct slice body = {call->reply.data, call->reply.length};
    if (!call->checked)
        return true;
    uint32_t messages = call->streams ? grpc_stream_count(call) : 0;
    grpc_check_answer(slice_of(call->check), body, messages, call->told, text);
    return strcmp(call->shown, text) == 0;
}

/* Nothing that it says is believed, not even that it failed. */
static enum error changed(struct grpc_client_call *call)
{
    call->changed = true;
    call->pushed_back = false;
    return finish_with(call, ERROR_UNAVAILABLE,
                       "the answer arrived changed: what became of the call "
                       "is not known");
}

enum error grpc_call_outcome(struct grpc_client_call *call, uint32_t reset_code)
{
    bool answered = call->grpc_status >= 0 ||
                    (call->http_status && reset_code == RESET_NO_ERROR);
    if (call->broken)
        return call->changed ? ERROR_UNAVAILABLE : ERROR_INTERNAL;
    if (call->too_large)
        return finish_with(call, ERROR_TOO_LARGE,
                           "the peer's answer is larger than one message may "
                           "be");
    if (answered ? !is_as_it_was_said(call)
                 : call->checked && reset_code == RESET_PROTOCOL_ERROR)
        return changed(call);
    call->refused = call->changed = call->undone;
    if (call->grpc_status < 0)
        return without_status(call, reset_code);
    if (call->grpc_status == 0)
        return call->streams ? check_rest(call) : take_reply(call);
    enum error error =
        error_from_wire(call->slug[0] ? call->slug : NULL, call->grpc_status);
    return error ? error : ERROR_INTERNAL; /* a slug "ok" beside a failure */
}

/* ---- its end ---- */

/* The server has said all while we might say more. Some servers close the
 * other half themselves, by RST_STREAM; those that do not wait for us. */
void grpc_end_other_half(nghttp2_session *session, const nghttp2_frame *frame)
{
    int32_t stream_id = frame->hd.stream_id;
    bool answer =
        frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA;
    if (answer && frame->hd.flags & NGHTTP2_FLAG_END_STREAM &&
        !nghttp2_session_get_stream_local_close(session, stream_id))
        nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, stream_id,
                                  NGHTTP2_NO_ERROR);
}
