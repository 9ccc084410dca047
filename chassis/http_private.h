/*
 * http_private -- what the HTTP server and its two tongues share.
 *
 * http_server.c    listeners, connections, the sweep of timers, draining
 * http_exchange.c  requests: making, handing over, answering, refusing
 * http1_*.c        a tongue over llhttp       http2_*.c  one over nghttp2
 *
 * A tongue never closes its connection while bytes of it are being read: it
 * sets `over`, and the server closes when the tongue has returned.
 */
#ifndef CHASSIS_HTTP_PRIVATE_H
#define CHASSIS_HTTP_PRIVATE_H

#include "chassis/http.h"

enum {
    HTTP_SWEEP_MS = 500,         /* the grain of all timers here */
    HTTP_POOL = 256,             /* exchanges kept for the next requests */
    HTTP_POOL_BYTES = 64 * 1024, /* one that holds more is not kept */
    HTTP_PREFACE_BYTES = 24,
    HTTP_GRPC_PREFIX_BYTES = 5, /* before a message in a body */
    /* Of a stream: a message that is not whole yet, and a window more. */
    HTTP_STREAM_BODY_BYTES = 2 * (LIMIT_MESSAGE_BYTES + HTTP_GRPC_PREFIX_BYTES),
    HTTP_COMPACT_BYTES = 32 * 1024 /* dead bytes at a buffer's front */
};

/* A struct exchange with the servers' side of it. */
struct http_exchange {
    struct exchange shown;       /* first: the handler's pointer is ours */
    struct http_server *server;  /* NULL once the server is freed */
    struct http_header *headers; /* the same as shown.request.headers */
    struct buffer body;
    struct buffer answer; /* HTTP/1.1: waits its turn; HTTP/2: body to send */
    size_t answer_sent;   /* HTTP/2 */
    size_t answer_kept;   /* counted in the server's answer_bytes */
    int64_t since_ms;     /* of the state below */
    bool complete;        /* the handler has it */
    bool answered;
    bool is_head; /* HEAD: no body in the answer */
    bool is_grpc;
    bool last;          /* the connection closes behind the answer */
    bool old;           /* HTTP/1.0 */
    bool owes_continue; /* the peer waits for 100 Continue */
    enum error refusal; /* HTTP/2: found while the headers came */
    bool headers_in;    /* HTTP/2: all headers came */
    size_t header_room, header_bytes;                   /* HTTP/2 */
    struct http_header trailers[HTTP_RESPONSE_HEADERS]; /* HTTP/2 */
    size_t trailer_count;
    /* Of an exchange that streams (http2_stream.c). */
    bool begun;        /* its headers were sent */
    bool peer_ended;   /* its body is whole */
    size_t body_taken; /* bytes at the front of `body` that were consumed */
    size_t owed;       /* of `body`: the peer's window lacks them still */
};

/* Where a connection stands; each has its timer. */
enum http_phase {
    PHASE_HEAD, /* reading a head, or nothing came yet */
    PHASE_BODY,
    PHASE_BUSY, /* the handler has it; no timer */
    PHASE_IDLE  /* kept alive */
};

struct http_connection {
    struct http_server *server;
    struct stream *stream;
    const struct http_tongue *tongue; /* NULL until its bytes tell which */
    void *state;                      /* the tongue's */
    bool local;
    bool busy; /* the tongue is running */
    bool over; /* close when it has returned */
    bool rude; /* ... without lingering */
    enum http_phase phase;
    int64_t phase_ms;
    struct exchange *first, *last; /* oldest first */
    size_t exchange_count;
    char opening[HTTP_PREFACE_BYTES]; /* bytes that may be the preface */
    size_t opening_bytes;
    struct http_connection *next, *previous;
};

struct http_tongue {
    enum error (*open)(struct http_connection *connection);
    void (*bytes)(struct http_connection *connection, const char *bytes,
                  size_t length);
    /* The peer sends no more, but may still read. */
    void (*ended)(struct http_connection *connection);
    void (*respond)(struct http_connection *connection,
                    struct http_exchange *exchange,
                    const struct http_response *response);
    /* Of exchanges that stream; NULL: this tongue has none. */
    void (*begin)(struct http_connection *connection,
                  struct http_exchange *exchange,
                  const struct http_response *response);
    void (*write)(struct http_connection *connection,
                  struct http_exchange *exchange, const void *bytes,
                  size_t length);
    /* The peer may send as many bytes more. */
    void (*open_window)(struct http_connection *connection,
                        struct http_exchange *exchange, size_t bytes);
    /* End of a turn in which the stream was touched. */
    void (*flush)(struct http_connection *connection);
    void (*sweep)(struct http_connection *connection, int64_t now_ms);
    void (*drain)(struct http_connection *connection);
    void (*close)(struct http_connection *connection); /* frees state */
};

extern const struct http_tongue http1_tongue, http2_tongue;

struct http_server {
    struct loop *loop;
    struct http_handler handler;
    struct listener *listeners[LIMIT_LISTENERS];
    size_t listener_count;
    struct http_connection *connections;
    size_t connection_count;
    /* The next one of a walk over all; a close in between moves it on. */
    struct http_connection *cursor;
    struct exchange *orphans; /* the peer is gone, the handler still has it */
    struct exchange *pool;
    size_t pool_count;
    size_t body_bytes;   /* of all exchanges */
    size_t answer_bytes; /* kept for HTTP/2 peers */
    struct loop_timer *sweep;
    bool draining;
    int64_t drain_ms; /* since when */
    loop_hook *drained;
    void *drained_arg;
};

/* ---- http_server.c ---- */

/* What the timer does; tests call it with a clock of their own. */
void http_server_sweep(struct http_server *server, int64_t now_ms);
void http_set_phase(struct http_connection *connection, enum http_phase phase);
/* Draining, and idle connections have had their time. */
bool http_grace_over(const struct http_server *server, int64_t now_ms);
/* Closes a connection whose tongue said that it is over. */
void http_settle(struct http_connection *connection);

/* ---- http_exchange.c and http_exchange_stream.c ---- */

/* The last of its connection; NULL when there is no memory. */
struct http_exchange *http_exchange_new(struct http_connection *connection);
void http_exchange_free(struct http_exchange *exchange);
/* Detaches from a connection that closes: freed, or left to the handler. */
void http_exchange_abandon(struct http_exchange *exchange);
void http_exchange_orphan_all(struct http_server *server);
void http_pool_free(struct http_server *server);
/* The whole request is in. */
void http_exchange_hand_over(struct http_exchange *exchange);
/* TOO_LARGE, or OVERLOADED when all bodies together are too many. */
enum error http_body_append(struct http_exchange *exchange, const char *bytes,
                            size_t length);
/* An exchange that streams has something new for its handler. */
void http_exchange_moved(struct http_exchange *exchange);
/* Path and query from a target; MALFORMED with a sentence. */
enum error http_set_target(struct http_request *request, struct slice target);
/* GET for HEAD. */
void http_set_method(struct http_exchange *exchange, struct slice method);
/* Answers in the server's own name: problem+json, or a gRPC status. */
void http_refuse(struct http_exchange *exchange, enum error error,
                 const char *detail);

/* ---- http1_head.c, http1_chunks.c and http1_print.c ---- */

/* How far the head of a request has been looked at. Start from zeroes. */
struct http1_scan {
    size_t at;         /* bytes looked at */
    size_t line;       /* where the current line begins */
    size_t first_line; /* its length, with CRLF */
    size_t lines;
};

/* Looks at the bytes from the head's first on. `end` is 0 while the empty line
 * has not come, then the head's length with it. */
enum error http1_scan(struct http1_scan *scan, const char *bytes, size_t length,
                      size_t *end);
/* Method, target and version stand alone on their line, apart by one space. */
enum error http1_check_line(struct slice line);
/* The rules about Host and the two ways of giving a length. */
enum error http1_check_headers(const struct http_request *request, bool old,
                               bool *has_length, size_t *length);
/* May stand in the name of a header. */
bool http1_is_token(unsigned char c);

/* How far a chunked body has been looked at. Start from zeroes. */
struct http1_chunks {
    unsigned state;
    unsigned digits; /* of the size that is being read */
    size_t left;     /* of the chunk */
};

/* MALFORMED or TOO_LARGE, as soon as the framing is no longer plain. */
enum error http1_chunks_check(struct http1_chunks *chunks, const char *bytes,
                              size_t length);
void http1_print(struct buffer *out, const struct http_exchange *exchange,
                 const struct http_response *response);

#endif
