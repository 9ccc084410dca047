/*
 * http2_private -- what the session (http2.c), reading (http2_read.c),
 * answering (http2_respond.c) and streams (http2_stream.c) share.
 */
#ifndef CHASSIS_HTTP2_PRIVATE_H
#define CHASSIS_HTTP2_PRIVATE_H

#include <nghttp2/nghttp2.h>

#include "chassis/http2_calm.h"
#include "chassis/http_private.h"

enum {
    HTTP2_STREAM_WINDOW = 1024 * 1024, /* a whole body without waiting */
    HTTP2_CONNECTION_WINDOW = 16 * 1024 * 1024,
    /* Output is made only while less than this is unsent; the rest stays with
     * nghttp2, bounded by what the handlers answered. */
    HTTP2_AHEAD_BYTES = 1024 * 1024
};

/* One connection. */
struct http2 {
    nghttp2_session *session;
    struct http_connection *connection;
    struct http2_calm calm;
};

nghttp2_session_callbacks *http2_callbacks(void);
/* Answers in our own name; the exchange stays until its stream is closed. */
void http2_refuse(struct http_exchange *exchange, enum error error);
void http2_respond(struct http_connection *connection,
                   struct http_exchange *exchange,
                   const struct http_response *response);
/* Headers of an exchange that streams. */
void http2_begin(struct http_connection *connection,
                 struct http_exchange *exchange,
                 const struct http_response *response);
/* After an answer to a request that is still being sent: stop it. */
int http2_on_frame_send(nghttp2_session *session, const nghttp2_frame *frame,
                        void *arg);

/* http2_stream.c */
void http2_stream_data(struct http2 *h, struct http_exchange *exchange,
                       const char *bytes, size_t length);
void http2_stream_ended(struct http_exchange *exchange);
size_t http2_stream_read(struct http_exchange *exchange, uint8_t *out,
                         size_t room);
void http2_open_window(struct http_connection *connection,
                       struct http_exchange *exchange, size_t bytes);
void http2_write(struct http_connection *connection,
                 struct http_exchange *exchange, const void *bytes,
                 size_t length);

#endif
