/*
 * answer -- what comes back: passed on, held, lost, or made up here.
 *
 * The idea: an answer is passed on as it comes, head, bytes and trailers, as
 * fast as the caller takes it. Three things hold it back. A policy that may
 * try again waits until the head is followed by bytes, for a status that ends
 * a call without any is what gets repeated. A delay waits once. A reply that
 * the faults lose is read to its end, so that its work is surely done, and
 * then nobody is told.
 *
 * The invariant: `answered` turns true once, in end(), and from then on nothing
 * of any attempt reaches the caller.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/clock.h"
#include "chassis/grpc_check.h"
#include "chassis/grpc_private.h"
#include "split/platform/sidecar/proxy_private.h"

enum { SECOND_US = 1000000, PACE_BURST_US = 20000, HTTP_FAILED = 500 };

static int64_t now_us(void)
{
    return clock_monotonic_ns() / 1000;
}

static void end(struct transit *call, bool ok)
{
    struct counts *counts = &call->connection->proxy->counts;
    call->answered = true;
    call->failed = !ok;
    call->ended_us = now_us();
    counts->failed += !ok;
    counts->faulted += call->faulted;
    if (call->patience)
        loop_timer_stop(call->patience);
    if (ok && !call->faulted && call->added_us >= 0)
        histogram_record(&counts->added_us, call->added_us);
}

/* ---- made up here ---- */

static nghttp2_nv text(const char *name, const char *value)
{
    struct slice n = slice_of(name), v = slice_of(value);
    return (nghttp2_nv){(uint8_t *)n.data, (uint8_t *)v.data, n.length,
                        v.length, NGHTTP2_NV_FLAG_NO_INDEX};
}

enum { MADE_FIELDS = 7 }; /* the check counted */

/* An answer of ours is one: it bears a check as the callee's would. */
static size_t add_check(const struct transit *call,
                        nghttp2_nv fields[MADE_FIELDS], size_t count,
                        char check[GRPC_CHECK_TEXT_BYTES])
{
    struct slice shown = head_get(&call->head, GRPC_CHECK_METADATA), none = {0};
    uint32_t told = 0;
    if (shown.length == 0)
        return count;
    for (size_t i = 0; i < count; i++) {
        const nghttp2_nv *at = &fields[i];
        told = grpc_check_tell(
            told, (struct slice){(const char *)at->name, at->namelen},
            (struct slice){(const char *)at->value, at->valuelen});
    }
    grpc_check_answer(shown, none, 0, told, check);
    fields[count] = text(GRPC_CHECK_METADATA, check);
    return count + 1;
}

/* In trailers when the head has been passed on already. */
static void finish_with(struct transit *call, nghttp2_nv fields[MADE_FIELDS],
                        size_t count)
{
    nghttp2_session *front = call->connection->front;
    char check[GRPC_CHECK_TEXT_BYTES];
    count = add_check(call, fields, count, check);
    if (call->answering) {
        /* The data provider has said "later" or will be asked no more. */
        nghttp2_submit_rst_stream(front, NGHTTP2_FLAG_NONE, call->stream_id,
                                  NGHTTP2_INTERNAL_ERROR);
    } else {
        nghttp2_submit_response(front, call->stream_id, fields, count, NULL);
    }
    front_touch(call->connection);
}

void answer_status(struct transit *call, int grpc_status, const char *slug,
                   const char *sentence)
{
    char status[4], message[GRPC_MESSAGE_BYTES];
    if (call->answered)
        return;
    snprintf(status, sizeof status, "%d", grpc_status);
    grpc_percent_encode(sentence, message, sizeof message);
    nghttp2_nv fields[MADE_FIELDS] = {
        text(":status", "200"), text("content-type", "application/grpc"),
        text("grpc-status", status), text("grpc-message", message),
        text("cleave-error", slug ? slug : "")};
    finish_with(call, fields, slug ? 5 : 4);
    call->made_up = error_from_wire(slug, grpc_status);
    end(call, false);
    for (struct attempt *at = call->attempts; at; at = at->next)
        link_cancel(at);
}

void answer_undone(struct transit *call)
{
    char status[4];
    if (call->answered)
        return;
    snprintf(status, sizeof status, "%d", error_grpc(ERROR_UNAVAILABLE));
    nghttp2_nv fields[MADE_FIELDS] = {
        text(":status", "200"),
        text("content-type", "application/grpc"),
        text("grpc-status", status),
        text("grpc-message", "the call arrived changed at its sidecar, and "
                             "nothing was done"),
        text("cleave-error", error_slug(ERROR_UNAVAILABLE)),
        text(GRPC_CHECK_UNDONE, "changed")};
    finish_with(call, fields, 6);
    call->made_up = ERROR_UNAVAILABLE;
    end(call, false);
}

/* A gRPC caller maps the HTTP status by itself, as it would a real one. */
void answer_http(struct transit *call, int http_status, const char *sentence)
{
    char status[4];
    if (call->answered)
        return;
    snprintf(status, sizeof status, "%d", http_status);
    nghttp2_nv fields[MADE_FIELDS] = {text(":status", status),
                                      text("content-length", "0"),
                                      text("cleave-detail", sentence)};
    finish_with(call, fields, sentence[0] ? 3 : 2);
    call->made_up = ERROR_UNAVAILABLE;
    end(call, false);
    for (struct attempt *at = call->attempts; at; at = at->next)
        link_cancel(at);
}

void answer_error(struct transit *call, enum error error, const char *sentence)
{
    if (call->is_grpc)
        answer_status(call, error_grpc(error), error_slug(error), sentence);
    else
        answer_http(call, error_http(error), "");
}

void answer_reset(struct transit *call, uint32_t code)
{
    if (call->answered)
        return;
    nghttp2_submit_rst_stream(call->connection->front, NGHTTP2_FLAG_NONE,
                              call->stream_id, code);
    front_touch(call->connection);
    call->made_up = ERROR_UNAVAILABLE;
    end(call, false);
}

/* ---- passed on ---- */

static bool is_ok(const struct attempt *main)
{
    struct slice status = head_get(&main->head, ":status");
    if (main->grpc_status >= 0)
        return main->grpc_status == 0;
    return status.length == 3 && strtol(status.data, NULL, 10) < HTTP_FAILED;
}

static size_t fill(const struct head *head, nghttp2_nv out[HEAD_FIELDS])
{
    struct head_field fields[HEAD_FIELDS];
    size_t count = head_fill(head, fields);
    for (size_t i = 0; i < count; i++)
        out[i] = (nghttp2_nv){(uint8_t *)fields[i].name.data,
                              (uint8_t *)fields[i].value.data,
                              fields[i].name.length, fields[i].value.length,
                              fields[i].never_indexed ? NGHTTP2_NV_FLAG_NO_INDEX
                                                      : NGHTTP2_NV_FLAG_NONE};
    return count;
}

static void go_on(void *arg)
{
    struct transit *call = arg;
    if (!call->deferred || call->front_closed)
        return;
    call->deferred = false;
    nghttp2_session_resume_data(call->connection->front, call->stream_id);
    front_touch(call->connection);
}

/* How much of an answer's bytes may leave now. */
static size_t paced(struct transit *call, size_t wanted)
{
    int64_t rate = call->harm.bytes_per_s, now = now_us();
    if (rate == 0 || wanted == 0)
        return wanted;
    if (call->pace_us < now - PACE_BURST_US)
        call->pace_us = now - PACE_BURST_US;
    int64_t allowed = (now - call->pace_us) * rate / SECOND_US;
    if (allowed < 1) {
        if (!call->pace)
            call->pace =
                loop_timer_new(call->connection->proxy->loop, go_on, call);
        loop_timer_set(call->pace, 1 + 1000 / rate);
        return 0;
    }
    size_t count = (uint64_t)allowed < wanted ? (size_t)allowed : wanted;
    call->pace_us += ((int64_t)count * SECOND_US + rate - 1) / rate;
    return count;
}

static ssize_t read_answer(nghttp2_session *session, int32_t stream_id,
                           uint8_t *out, size_t space, uint32_t *flags,
                           nghttp2_data_source *source, void *user_data)
{
    struct transit *call = source->ptr;
    struct attempt *main = call->main;
    nghttp2_nv trailers[HEAD_FIELDS];
    (void)user_data;
    size_t count = main->body.length < space ? main->body.length : space;
    count = paced(call, count);
    memcpy(out, main->body.data, count);
    buffer_consume(&main->body, count);
    link_consume(main, count);
    if (main->body.length == 0 && main->ended) {
        *flags |= NGHTTP2_DATA_FLAG_EOF;
        if (main->trailers.count > 0) {
            *flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
            nghttp2_submit_trailer(session, stream_id, trailers,
                                   fill(&main->trailers, trailers));
        }
        if (!call->answered)
            end(call, is_ok(main));
        return (ssize_t)count;
    }
    if (count > 0)
        return (ssize_t)count;
    call->deferred = true;
    return NGHTTP2_ERR_DEFERRED;
}

static void submit_answer(struct transit *call)
{
    struct attempt *main = call->main;
    nghttp2_nv fields[HEAD_FIELDS];
    nghttp2_data_provider body = {.source.ptr = call,
                                  .read_callback = read_answer};
    size_t count = fill(&main->head, fields);
    call->answering = true;
    if (call->added_us >= 0)
        call->added_us += now_us() - main->head_us;
    nghttp2_submit_response(call->connection->front, call->stream_id, fields,
                            count, main->headers_only ? NULL : &body);
    if (main->headers_only)
        end(call, is_ok(main));
    front_touch(call->connection);
}

static void release_held(void *arg)
{
    struct transit *call = arg;
    call->held = false;
    answer_pass(call);
}

/* True: the answer waits, or is not to be given at all. */
static bool kept_back(struct transit *call)
{
    struct attempt *main = call->main;
    if (call->harm.lose) {
        if (main->ended && !call->lost) {
            call->lost = true;
            if (call->harm.lose_status > 0)
                answer_status(call, call->harm.lose_status, NULL,
                              "the answer was lost on its way back");
        }
        return true;
    }
    if (call->harm.after_ms > 0 && !call->delayed) {
        call->delayed = true;
        call->held = true;
        if (!call->wait)
            call->wait = loop_timer_new(call->connection->proxy->loop,
                                        release_held, call);
        else
            call->wait = (loop_timer_free(call->wait),
                          loop_timer_new(call->connection->proxy->loop,
                                         release_held, call));
        loop_timer_set(call->wait, call->harm.after_ms);
    }
    return call->held;
}

/* A status without a message may still be tried again; wait for its end. */
static bool may_be_tried_again(const struct transit *call)
{
    const struct policy *policy = &call->connection->proxy->policy;
    return call->tries < policy->attempts && !call->main->ended &&
           call->main->body.length == 0;
}

void answer_pass(struct transit *call)
{
    if (call->answered || !call->main || !call->main->headers_in)
        return;
    if (call->answering) {
        go_on(call);
        return;
    }
    if (may_be_tried_again(call) || kept_back(call) || call->answered)
        return;
    submit_answer(call);
}

/* ---- as it comes ---- */

void answer_head_in(struct attempt *attempt)
{
    attempt->head_us = now_us();
    if (!attempt->discarded && !attempt->ended)
        answer_pass(attempt->call);
}

void answer_bytes(struct attempt *attempt, const char *bytes, size_t length)
{
    struct transit *call = attempt->call;
    if (call->harm.lose) { /* read, and gone */
        link_consume(attempt, length);
        return;
    }
    buffer_append(&attempt->body, bytes, length);
    answer_pass(call);
}

static bool blames_peer(const struct attempt *attempt)
{
    enum error error = attempt->grpc_status > 0
                           ? error_from_wire(NULL, attempt->grpc_status)
                           : ERROR_OK;
    return error == ERROR_UNAVAILABLE || error == ERROR_DEADLINE;
}

void answer_ended(struct attempt *attempt)
{
    struct transit *call = attempt->call;
    transit_settle(attempt,
                   blames_peer(attempt) ? BALANCER_FAILURE : BALANCER_SUCCESS);
    if (attempt->discarded)
        return;
    if (attempt->grpc_status > 0 && attempt->body.length == 0 &&
        transit_try_again(call, error_from_wire(NULL, attempt->grpc_status),
                          false))
        return;
    answer_pass(call);
}

void answer_closed(struct attempt *attempt, uint32_t code, const char *sentence)
{
    struct transit *call = attempt->call;
    bool failed = !attempt->ended && !attempt->discarded && !call->answered;
    bool refused = attempt->refused || code == NGHTTP2_REFUSED_STREAM;
    transit_settle(attempt, failed ? BALANCER_FAILURE : BALANCER_NEITHER);
    if (failed && !transit_try_again(call, ERROR_UNAVAILABLE, refused)) {
        if (refused)
            answer_reset(call, NGHTTP2_REFUSED_STREAM);
        else if (sentence)
            answer_error(call, ERROR_UNAVAILABLE, sentence);
        else
            answer_reset(call, code == NGHTTP2_NO_ERROR ? NGHTTP2_INTERNAL_ERROR
                                                        : code);
    }
    answer_release(call);
}
