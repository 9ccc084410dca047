/*
 * descriptors -- what the contracts say that protobuf-c's descriptors do not:
 *                which methods stream, and the .proto files themselves.
 *
 * Use:       descriptors_streams() for a method; the rest is for reflection,
 *            which hands files to strangers as protoc wrote them.
 * Ownership: everything is constant and built in.
 * Errors:    false where there is no such thing.
 * Blocking:  never.
 * Source:    google/protobuf/descriptor.proto.
 */
#ifndef CHASSIS_DESCRIPTORS_H
#define CHASSIS_DESCRIPTORS_H

#include <stdbool.h>
#include <stddef.h>

#include "chassis/buffer.h"

enum { DESCRIPTORS_FILES = 64 };

/* "inventory.Inventory" and "WatchStock". */
bool descriptors_streams(const char *contract, const char *method, bool *client,
                         bool *server);

/* One file: a FileDescriptorProto. */
struct descriptor_file {
    struct slice name; /* "domain/inventory/inventory.proto" */
    struct slice bytes;
};
bool descriptors_file(struct slice name, struct descriptor_file *out);
/* The file that declares a message, an enumeration, a service or a method:
 * "inventory.StockLevel", "inventory.Inventory.WatchStock". */
bool descriptors_file_of(struct slice symbol, struct descriptor_file *out);
/* The file and all that it imports, itself first; how many. */
size_t descriptors_with_imports(const struct descriptor_file *file,
                                struct descriptor_file out[DESCRIPTORS_FILES]);

#endif
