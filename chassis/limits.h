/*
 * limits -- every bound of the program: a number, its unit and its reason.
 *
 * Source: compared with nginx, Envoy and Node where they have the same bound.
 */
#ifndef CHASSIS_LIMITS_H
#define CHASSIS_LIMITS_H

enum {
    /* HTTP, as a server: nginx reads 8 KiB lines and 1 MiB bodies too. */
    LIMIT_REQUEST_LINE_BYTES = 8 * 1024,
    LIMIT_HEADER_BLOCK_BYTES = 16 * 1024,
    LIMIT_HEADER_COUNT = 100,
    LIMIT_BODY_BYTES = 1024 * 1024,
    LIMIT_HEADER_MS = 5000, /* all headers, however slowly bytes come */
    LIMIT_BODY_MS = 30000,  /* the whole body */
    LIMIT_IDLE_MS = 75000,  /* keep-alive without a request */
    LIMIT_WRITE_BYTES = 4 * 1024 * 1024, /* unread output of one peer */
    LIMIT_CONNECTIONS = 4096,            /* of one process */
    LIMIT_STREAMS = 128,  /* concurrent HTTP/2 streams a connection */
    LIMIT_PIPELINED = 64, /* HTTP/1.1 requests waiting on one connection */

    /* JSON and messages. */
    LIMIT_JSON_DEPTH = 32,
    LIMIT_MESSAGE_BYTES = 1024 * 1024, /* one gRPC message */

    /* Runtime: what one process holds at a time. */
    LIMIT_REQUESTS = 8192, /* in progress; more are told OVERLOADED */
    LIMIT_CALLS = 16384,   /* outgoing and unanswered */
    LIMIT_TIMERS = 65536,
    LIMIT_TURN_EVENTS = 1024,            /* in one transaction */
    LIMIT_ARENA_BYTES = 4 * 1024 * 1024, /* one request */

    /* Children. */
    LIMIT_LIFELINE_BYTES = 4096, /* one line: a pid and five addresses fit */

    /* Names and paths. */
    LIMIT_NAME_BYTES = 64,
    LIMIT_PATH_BYTES = 512,
    LIMIT_SOCKET_PATH_BYTES = 107, /* sockaddr_un holds 108 with its NUL */
    LIMIT_IDEMPOTENCY_KEY_BYTES = 128,
    LIMIT_TOKEN_BYTES = 4096,
    LIMIT_PEERS = 32
};

#endif
