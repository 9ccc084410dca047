/*
 * inspect -- whose order it is, and for what: read from a packed message.
 *
 * Use:       inspect_call() with the path of a call and its first message.
 * Ownership: the SKU is copied.
 * Errors:    a message that cannot be read has neither; its callee will refuse
 *            it.
 * Blocking:  never.
 * Source:    the wire format of Protocol Buffers; nothing is unpacked.
 */
#ifndef SPLIT_PLATFORM_SIDECAR_INSPECT_H
#define SPLIT_PLATFORM_SIDECAR_INSPECT_H

#include <stdint.h>

#include "chassis/buffer.h"
#include "chassis/limits.h"

enum { INSPECT_SKUS = 16 };

struct inspected {
    int64_t customer; /* 0: none */
    char skus[INSPECT_SKUS][LIMIT_NAME_BYTES];
    size_t sku_count;
};

/* `path` is "/payments.Payments/Charge"; `message` is without gRPC's prefix. */
void inspect_call(struct slice path, struct slice message,
                  struct inspected *out);

#endif
