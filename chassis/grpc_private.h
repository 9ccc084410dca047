/*
 * grpc_private -- what the files of gRPC share: the byte forms of both ends
 * (message frames, time-outs, the percent coding of grpc-message; grpc.c), and
 * the server's checks (grpc_door.c). No function here does I/O.
 *
 * Errors:  grpc_unframe() explains what was wrong with a body.
 * Source:  grpc/doc/PROTOCOL-HTTP2.md.
 */
#ifndef CHASSIS_GRPC_PRIVATE_H
#define CHASSIS_GRPC_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chassis/buffer.h"
#include "chassis/error.h"
#include "chassis/http.h"
#include "chassis/rest.h"
#include "chassis/runtime_stream.h"

/* ---- byte forms ---- */

enum {
    GRPC_PREFIX_BYTES = 5,   /* a flag, then the length, big-endian */
    GRPC_TIMEOUT_BYTES = 10, /* 8 digits, a unit, the NUL */
    /* Three for one, and the NUL. */
    GRPC_MESSAGE_BYTES = 3 * ERROR_DETAIL_BYTES + 1,
    GRPC_INSTANCE_BYTES = 256
};

void grpc_prefix(unsigned char out[GRPC_PREFIX_BYTES], size_t length);
/* The frame at the front of a stream's bytes; `frame_bytes` is 0 while it is
 * not whole. MALFORMED, UNIMPLEMENTED or TOO_LARGE as soon as its prefix says
 * so: it may have `most` bytes. `message` points into `bytes`. */
enum error grpc_next_frame(struct slice bytes, size_t most,
                           struct slice *message, size_t *frame_bytes);
/* The one message of a unary body; `message` points into `body`. */
enum error grpc_unframe(struct slice body, struct slice *message);

/* "5S", "20m", "100000u"; rounds up, so that a short time is not none. */
bool grpc_timeout_parse(struct slice text, int64_t *out_ms);
/* Takes the finest unit that eight digits can hold. */
void grpc_timeout_format(int64_t ms, char out[GRPC_TIMEOUT_BYTES]);

/* Text that is too long is cut, never inside an escape. */
void grpc_percent_encode(const char *text, char *out, size_t bytes);
/* Broken escapes stay as they are; a decoded NUL becomes '?'. */
void grpc_percent_decode(struct slice text, char *out, size_t bytes);

/* ---- the server's answers ---- */

extern const struct request_flow grpc_request_flow; /* grpc_server_stream.c */
/* Status 200 and the content type. */
void grpc_begin_response(struct http_response *response);

/* ---- the server's checks ---- */

enum grpc_metadata_name {
    GRPC_META_TIMEOUT,
    GRPC_META_TRACE,
    GRPC_META_KEY,
    GRPC_META_CUSTOMER,
    GRPC_META_SCOPE,
    GRPC_META_AUTHORIZATION,
    GRPC_META_IDENTITY,
    GRPC_META_COUNT
};

struct grpc_metadata {
    struct slice values[GRPC_META_COUNT]; /* data NULL: not sent */
};

struct grpc_door {
    struct runtime *runtime;
    const struct token_keys *keys; /* NULL: an inner service */
    const struct route_table *table;
    rest_meter *meter;  /* NULL: nobody is counted */
    const char *trusts; /* a service that stands before this door, or NULL */
};

struct grpc_target {
    const struct face *face;
    unsigned method;
};

enum error grpc_read_metadata(const struct http_request *http,
                              struct grpc_metadata *out);
enum error grpc_find_target(const struct grpc_door *door,
                            const struct http_request *http,
                            struct grpc_target *out);
/* Leaves `out` as it is where nobody in particular calls. */
enum error grpc_establish_caller(const struct grpc_door *door,
                                 const struct http_request *http,
                                 const struct grpc_target *target,
                                 const struct grpc_metadata *metadata,
                                 struct caller *out);

#endif
