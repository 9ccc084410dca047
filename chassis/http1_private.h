/*
 * http1_private -- what reading (http1_read.c) and answering (http1.c) share.
 */
#ifndef CHASSIS_HTTP1_PRIVATE_H
#define CHASSIS_HTTP1_PRIVATE_H

#include <llhttp.h>

#include "chassis/http_private.h"

/* One connection. */
struct http1 {
    llhttp_t parser;
    struct http_connection *connection;
    struct buffer input; /* bytes not read yet */
    struct http1_scan scan;
    struct http_exchange *reading;
    size_t header_room;
    size_t framed; /* bytes given to llhttp for this body */
    struct http1_chunks chunks;
    bool chunked; /* the body that is being read */
    enum error refusal;
    bool finished; /* llhttp saw the end of the message */
    bool stopped;  /* nothing more is read */
    bool ended;    /* the peer sends no more */
    bool paused;
};

/* Reads requests from the bytes, and hands over each that is complete. Returns
 * how many bytes need not be kept. */
size_t http1_read(struct http1 *h, const char *bytes, size_t length);
/* More requests may be read: not too many are waiting. */
bool http1_may_read(const struct http1 *h);
/* Answers the request that is being read, or the bytes that were to be one,
 * with an error; reads nothing more. */
void http1_refuse(struct http1 *h, enum error error, const char *detail);

#endif
