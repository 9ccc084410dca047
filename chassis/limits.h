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
    LIMIT_BODIES_BYTES = 256 * 1024 * 1024, /* all bodies of one server */
    /* Answers of one server that HTTP/2 peers have opened no window for. */
    LIMIT_ANSWERS_BYTES = 64 * 1024 * 1024,
    LIMIT_REPLY_BYTES = 16 * 1024 * 1024, /* a body read as a client */
    LIMIT_LISTENERS = 8,                  /* of one server */
    LIMIT_LINGER_MS = 2000,       /* a closing connection; nginx waits 5 s */
    LIMIT_GRACE_MS = 200,         /* idle connections of a server that drains */
    LIMIT_FLOOD_MS = 10000,       /* window of the next two */
    LIMIT_RESETS = 1000,          /* young HTTP/2 streams (CVE-2023-44487) */
    LIMIT_CONTROL_FRAMES = 10000, /* HTTP/2 PING, SETTINGS, PRIORITY */

    /* JSON and messages. */
    LIMIT_JSON_DEPTH = 32,
    LIMIT_JSON_MEMBERS = 256, /* of one object; keys are compared pairwise */
    LIMIT_MESSAGE_BYTES = 1024 * 1024, /* one gRPC message */
    /* One stream's output that its peer has not taken: a sender is told to
     * wait at the first, refused beyond the second. */
    LIMIT_STREAM_ROOM_BYTES = 256 * 1024,
    LIMIT_STREAM_BYTES = 2 * 1024 * 1024,

    /* Runtime: what one process holds at a time. */
    LIMIT_REQUESTS = 8192, /* in progress; more are told OVERLOADED */
    LIMIT_CALLS = 16384,   /* outgoing and unanswered */
    LIMIT_TIMERS = 65536,
    LIMIT_TURN_EVENTS = 1024,                  /* in one transaction */
    LIMIT_TURN_STREAM_BYTES = 8 * 1024 * 1024, /* messages of streams in one */
    LIMIT_ARENA_BYTES = 4 * 1024 * 1024,       /* one request */

    /* Logs: what one turn may say before it is flushed. */
    LIMIT_LOG_BYTES = 256 * 1024,

    /* Children. */
    LIMIT_LIFELINE_BYTES = 4096, /* one line: a pid and five addresses fit */

    /* The load generator, for one shape. */
    LIMIT_LOAD_CONNECTIONS = 256, /* well under the usual 1024 descriptors */
    LIMIT_LOAD_WAITING = 65536,   /* arrivals; a minute at 1000/s */

    /* Names and paths. */
    LIMIT_NAME_BYTES = 64,
    LIMIT_PATH_BYTES = 512,
    LIMIT_SOCKET_PATH_BYTES = 107, /* sockaddr_un holds 108 with its NUL */
    LIMIT_IDEMPOTENCY_KEY_BYTES = 128,
    LIMIT_TOKEN_BYTES = 4096,
    LIMIT_PEERS = 32
};

#endif
