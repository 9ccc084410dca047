/*
 * link -- HTTP/2 towards the callee: a connection to one address.
 *
 * A link is opened by the first call that goes there and belongs to the
 * connection of its caller, so that what befalls one caller's bytes is not
 * felt by another. It is lost only from the events of its stream, when nghttp2
 * has returned; all its attempts end with it.
 *
 * Whoever could not connect has sent nothing: those attempts count as refused.
 * Whoever was connected may have been heard.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/net_harm.h"
#include "split/platform/sidecar/proxy_private.h"

/* ---- the connection ---- */

/* Its attempts end; then it is gone. */
static void lose(struct link *link, const char *what_happened)
{
    struct connection *connection = link->connection;
    char address[LIMIT_PATH_BYTES], sentence[ERROR_DETAIL_BYTES];
    struct link **at = &connection->links;
    while (*at != link)
        at = &(*at)->next;
    *at = link->next;
    address_format(&link->address, address, sizeof address);
    snprintf(sentence, sizeof sentence, "%s at %.200s %s",
             connection->proxy->options.name, address, what_happened);
    for (struct transit *call = connection->calls, *next; call; call = next) {
        next = call->next;
        for (struct attempt *attempt = call->attempts; attempt;) {
            struct attempt *older = attempt->next;
            if (attempt->link == link) {
                attempt->link = NULL;
                attempt->refused = !link->connected;
                answer_closed(attempt, NGHTTP2_INTERNAL_ERROR, sentence);
            }
            attempt = older;
        }
    }
    nghttp2_session_del(link->session);
    lane_free(link->lane);
    stream_close(link->stream);
    if (link->late)
        loop_timer_free(link->late);
    free(link);
}

/* Gives nghttp2's output to the lane; false when the session is over. */
static bool give_output(struct link *link)
{
    const uint8_t *bytes;
    ssize_t count = 0;
    while (lane_length(link->lane) < PROXY_AHEAD &&
           (count = nghttp2_session_mem_send(link->session, &bytes)) > 0)
        lane_write(link->lane, bytes, (size_t)count);
    return count >= 0 && (nghttp2_session_want_read(link->session) ||
                          nghttp2_session_want_write(link->session));
}

static void on_flush(void *arg)
{
    struct link *link = arg;
    if (!give_output(link))
        lose(link, "ended the connection before the answer");
}

static void on_bytes(void *arg, const char *bytes, size_t length)
{
    struct link *link = arg;
    ssize_t taken =
        nghttp2_session_mem_recv(link->session, (const uint8_t *)bytes, length);
    if (taken < 0) {
        lose(link, "did not speak HTTP/2");
        return;
    }
    connection_passed(link->connection, TO_CALLER, length);
    stream_touch(link->stream);
}

static void lose_now(void *arg)
{
    lose(arg, "was lost before the answer");
}

static void on_end(void *arg, enum error error)
{
    struct link *link = arg;
    struct connection *connection = link->connection;
    (void)error;
    if (connection->close_delay_ms[TO_CALLER] == 0) {
        lose_now(link);
        return;
    }
    link->leaving = true;
    link->late = loop_timer_new(connection->proxy->loop, lose_now, link);
    loop_timer_set(link->late, connection->close_delay_ms[TO_CALLER]);
}

static void on_drained(void *arg)
{
    struct link *link = arg;
    lane_drained(link->lane);
}

static void lane_moved(void *arg)
{
    struct link *link = arg;
    if (nghttp2_session_want_write(link->session))
        stream_touch(link->stream);
}

static void lane_spent(void *arg)
{
    struct link *link = arg;
    connection_close(link->connection);
}

static void on_connected(void *arg, enum error error)
{
    static const struct stream_events events = {.on_bytes = on_bytes,
                                                .on_end = on_end,
                                                .on_drained = on_drained,
                                                .on_flush = on_flush};
    struct link *link = arg;
    if (error) {
        lose(link, "does not answer");
        return;
    }
    link->connected = true;
    stream_start(link->stream, &events, link);
    connection_gate(link->connection, link->stream);
    stream_touch(link->stream);
}

static bool open_session(struct link *link)
{
    static const nghttp2_settings_entry settings[] = {
        {NGHTTP2_SETTINGS_ENABLE_PUSH, 0},
        {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, PROXY_STREAM_WINDOW}};
    const nghttp2_session_callbacks *all = link_callbacks();
    nghttp2_option *option = NULL;
    if (!all || nghttp2_option_new(&option) != 0)
        return false;
    nghttp2_option_set_no_auto_window_update(option, 1);
    int result = nghttp2_session_client_new2(&link->session, all, link, option);
    nghttp2_option_del(option);
    if (result == 0)
        result = nghttp2_submit_settings(link->session, NGHTTP2_FLAG_NONE,
                                         settings, 2);
    if (result == 0)
        result = nghttp2_session_set_local_window_size(
            link->session, NGHTTP2_FLAG_NONE, 0, PROXY_WINDOW);
    return result == 0;
}

static bool same_address(const struct address *a, const struct address *b)
{
    return a->kind == b->kind && a->port == b->port &&
           strcmp(a->host, b->host) == 0;
}

static struct link *open_link(struct connection *connection,
                              const struct address *address)
{
    static const struct lane_events events = {lane_moved, lane_spent};
    struct link *link = calloc(1, sizeof *link);
    if (!link)
        return NULL;
    link->connection = connection;
    link->address = *address;
    if (!open_session(link) ||
        stream_connect(&link->stream, connection->proxy->loop, address,
                       on_connected, link)) {
        nghttp2_session_del(link->session);
        free(link);
        return NULL;
    }
    link->lane = connection_lane(connection, link->stream, &events, link);
    if (!link->lane) {
        nghttp2_session_del(link->session);
        stream_close(link->stream);
        free(link);
        return NULL;
    }
    link->next = connection->links;
    connection->links = link;
    return link;
}

struct link *link_to(struct connection *connection,
                     const struct address *address)
{
    for (struct link *link = connection->links; link; link = link->next)
        if (!link->leaving && same_address(&link->address, address))
            return link;
    return open_link(connection, address);
}

void link_close_all(struct connection *connection)
{
    while (connection->links) {
        struct link *link = connection->links;
        connection->links = link->next;
        nghttp2_session_del(link->session);
        if (link->late)
            loop_timer_free(link->late);
        if (link->connected) {
            connection_let_go(connection, TO_CALLEE, link->stream, link->lane);
        } else {
            lane_free(link->lane);
            stream_close(link->stream);
        }
        free(link);
    }
}

bool link_harmed(const struct connection *connection)
{
    for (const struct link *link = connection->links; link; link = link->next)
        if (lane_harmed(link->lane))
            return true;
    return false;
}

void link_set_all(struct connection *connection)
{
    for (struct link *link = connection->links; link; link = link->next)
        lane_set(link->lane, &connection->rules[TO_CALLEE]);
}

void link_read_all(struct connection *connection, bool on)
{
    for (struct link *link = connection->links; link; link = link->next)
        if (link->connected && on)
            stream_resume(link->stream);
        else if (link->connected)
            stream_pause(link->stream);
}

bool link_end_output_all(struct connection *connection)
{
    for (struct link *link = connection->links; link; link = link->next)
        if (stream_pending(link->stream) > 0)
            return false;
    for (struct link *link = connection->links; link; link = link->next)
        stream_end_output(link->stream);
    return true;
}

void link_touch(struct link *link)
{
    if (link->connected)
        stream_touch(link->stream);
}
