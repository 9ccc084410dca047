/*
 * http -- requests and responses, whichever tongue the peer spoke.
 *
 * One socket speaks both: a connection that opens with the HTTP/2 preface
 * goes to nghttp2 (http2.c), any other to llhttp (http1.c). Both make a
 * struct exchange of each request, and one handler answers it.
 *
 * Use:       http_server_new(), http_listen() for each address; the handler
 *            calls exchange_respond() once, now or later.
 * Methods:   HEAD is shown to the handler as GET; its body is not sent.
 * Bounds:    chassis/limits.h. What breaks one is answered by the server
 *            itself as problem+json (400, 408, 413, 414, 431), or with a
 *            gRPC status; the handler never sees it. Over HTTP/1.1 the
 *            connection is closed then, over HTTP/2 only the stream. A peer
 *            that floods is sent GOAWAY. Smuggling forms
 *            (Content-Length with Transfer-Encoding, doubled or odd lengths,
 *            no Host, two Hosts, obs-fold, bare CR or LF) are 400.
 * Ownership: an exchange lives until exchange_respond() has returned. Its
 *            slices hold as long. After `abandoned` the handler must
 *            still call exchange_respond() (it goes nowhere) at some time.
 * Blocking:  never.
 * Source:    RFC 9110, 9112, 9113; gRPC over HTTP/2.
 *
 * Streaming: over HTTP/2 a request that the handler claims by `streams` is
 *            handed over when its headers are in, and its body is read by
 *            exchange_body(). Everything else waits for END_STREAM.
 */
#ifndef CHASSIS_HTTP_H
#define CHASSIS_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chassis/address.h"
#include "chassis/arena.h"
#include "chassis/buffer.h"
#include "chassis/limits.h"
#include "chassis/net.h"

struct http_header {
    struct slice name; /* lower case */
    struct slice value;
};

struct http_request {
    struct slice method;
    struct slice path;  /* still percent-encoded, without the query */
    struct slice query; /* behind '?', may be empty */
    struct slice authority;
    const struct http_header *headers;
    size_t header_count;
    struct slice body;
    bool local; /* came over a Unix socket */
    bool is_http2;
};

/* The first header of that (lower-case) name; data NULL when there is none. */
struct slice http_header_get(const struct http_request *request,
                             const char *name);
size_t http_header_count(const struct http_request *request, const char *name);

enum { HTTP_RESPONSE_HEADERS = 12 };

struct http_response {
    int status;
    struct http_header headers[HTTP_RESPONSE_HEADERS];
    size_t header_count; /* content-length is the server's to add (HTTP/1.1) */
    struct slice body;   /* copied before exchange_respond() returns */
    /* gRPC: sent behind the body. With an empty body and trailers only, one
     * HEADERS frame carries everything (Trailers-Only). HTTP/2 only. */
    struct http_header trailers[HTTP_RESPONSE_HEADERS];
    size_t trailer_count;
};

void http_response_header(struct http_response *response, const char *name,
                          const char *value); /* strings live until respond */

struct exchange {
    struct http_request request;
    struct arena arena;
    void *user; /* the handler's */
    /* private to the servers */
    void *connection;
    int stream_id;
    bool gone;
    bool streaming; /* claimed by http_handler.streams */
    /* the handler's, of gRPC */
    struct slice check;      /* that its request has shown; length 0: none */
    size_t lent;             /* bytes it took and did not consume */
    uint32_t pulled, pushed; /* messages of a stream */
    struct exchange *next, *previous;
};

struct http_handler {
    void (*handle)(void *arg, struct exchange *exchange);
    /* The peer hung up before the response. May be NULL. */
    void (*abandoned)(void *arg, struct exchange *exchange);
    void *arg;
    /* Is it to be handed over without its body? NULL: none. */
    bool (*streams)(void *arg, const struct http_request *request);
    /* Of such an exchange: more body came, or its end, or unsent output left.
     * NULL only where `streams` is. */
    void (*moved)(void *arg, struct exchange *exchange);
};

/* ---- an exchange that streams ---- */

/* What came of the body and was not consumed; holds until the handler returns
 * or consumes. `ended`: nothing will follow. */
struct slice exchange_body(const struct exchange *exchange, bool *ended);
/* Drops bytes from the front. The peer may send as many again, and no more
 * than HTTP2_STREAM_WINDOW bytes wait at a time. */
void exchange_consume(struct exchange *exchange, size_t length);
/* The front cannot be consumed before more comes: let it come. */
void exchange_want(struct exchange *exchange);
/* Status and headers; then any number of exchange_write(). exchange_respond()
 * ends it, and only its trailers are sent. */
void exchange_begin(struct exchange *exchange,
                    const struct http_response *response);
bool exchange_has_begun(const struct exchange *exchange);
void exchange_write(struct exchange *exchange, const void *bytes,
                    size_t length);
size_t exchange_unsent(const struct exchange *exchange); /* bytes */

/* Queues the response; it leaves at the end of the turn. Frees the exchange. */
void exchange_respond(struct exchange *exchange,
                      const struct http_response *response);

struct http_server;
enum error http_server_new(struct http_server **out, struct loop *loop,
                           const struct http_handler *handler);
/* May be called for several addresses; gives back the address really taken. */
enum error http_listen(struct http_server *server,
                       const struct address *address, struct address *taken);
/* The same on a listening socket that was inherited at this descriptor; -1:
 * none was. */
enum error http_listen_at(struct http_server *server,
                          const struct address *address, int fd,
                          struct address *taken);
/* Stops accepting, tells peers (GOAWAY, Connection: close), lets the open
 * exchanges end, and idle connections have LIMIT_GRACE_MS for a request that is
 * on its way; `drained` is called once when no connection is left. */
void http_server_drain(struct http_server *server, loop_hook *drained,
                       void *arg);
/* Closes everything at once. */
void http_server_free(struct http_server *server);
size_t http_server_connections(const struct http_server *server);

/* ---- an HTTP/1.1 client on the loop: for the CLI, the load generator and
 * tests; services call each other by gRPC (chassis/grpc.h). ---- */

struct http_client; /* one keep-alive connection, one request at a time */
struct http_reply {
    /* OK: the rest holds, until `then` returns or the client sends again; else
     * UNAVAILABLE or DEADLINE, whose outcome is unknown. */
    enum error error;
    int status;
    const struct http_header *headers;
    size_t header_count;
    struct slice body;
};
typedef void http_reply_handler(void *arg, const struct http_reply *reply);
struct http_client *http_client_new(struct loop *loop,
                                    const struct address *address);
/* A request under way is forgotten: its `then` is not called. */
void http_client_free(struct http_client *client);
bool http_client_idle(const struct http_client *client);
/* Connects when needed (again after a closed keep-alive connection; a GET is
 * then sent once more). `headers` is "Name: value\r\n" lines or "". `then` is
 * called once. */
void http_client_send(struct http_client *client, const char *method,
                      const char *target, const char *headers,
                      struct slice body, int64_t timeout_ms,
                      http_reply_handler *then, void *arg);

#endif
