/*
 * runtime_uv -- the real runtime driver: libuv's time, and a way out to
 *               the peers.
 *
 * Use:       runtime_uv_new() with a loop; the loop then runs the runtime's
 *            turn each time it wakes.
 * Ownership: frees the runtime, its way out and its timer.
 */
#ifndef CHASSIS_RUNTIME_UV_H
#define CHASSIS_RUNTIME_UV_H

#include "chassis/config.h"
#include "chassis/net.h"
#include "chassis/outbound.h"
#include "chassis/runtime.h"

struct runtime_uv;

struct runtime_uv_options {
    const struct service *service;
    const struct config *config;     /* peers and settings */
    struct db *db;                   /* may be NULL; stays the caller's */
    const struct token_keys *keys;   /* of a front door, else NULL */
    const struct outbound *outbound; /* NULL: outbound_straight */
    const char *const *peers;        /* see chassis/outbound.h */
};

enum error runtime_uv_new(struct runtime_uv **out, struct loop *loop,
                          const struct runtime_uv_options *options);
struct runtime *runtime_uv_runtime(struct runtime_uv *uv);
void runtime_uv_free(struct runtime_uv *uv);

#endif
