/*
 * runtime_uv -- the real runtime driver: libuv's time, gRPC to the peers.
 *
 * Use:       runtime_uv_new() with a loop; the loop then runs the runtime's
 *            turn each time it wakes.
 * Ownership: frees the runtime, its channels and its timer.
 */
#ifndef CHASSIS_RUNTIME_UV_H
#define CHASSIS_RUNTIME_UV_H

#include "chassis/config.h"
#include "chassis/net.h"
#include "chassis/runtime.h"

struct runtime_uv;
/* `db` may be NULL; it stays the caller's. */
enum error runtime_uv_new(struct runtime_uv **out, struct loop *loop,
                          const struct service *service, struct db *db,
                          const struct config *config);
struct runtime *runtime_uv_runtime(struct runtime_uv *uv);
void runtime_uv_free(struct runtime_uv *uv);

#endif
