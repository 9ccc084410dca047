/*
 * openapi -- the REST face described for machines, from what it runs on.
 *
 * Use:       openapi_print() answers GET /api/openapi.json.
 * Rules:     paths, scopes and keys come from the route table, parameters and
 *            schemas from the contract's descriptors: there is no second list
 *            that could disagree with the first.
 * Ownership: appends to the caller's buffer.
 * Errors:    cannot fail but through the buffer.
 * Blocking:  never.
 * Source:    OpenAPI 3.1.0; JSON Schema 2020-12; RFC 9457 for problems.
 */
#ifndef CHASSIS_OPENAPI_H
#define CHASSIS_OPENAPI_H

#include "chassis/buffer.h"
#include "chassis/rest.h"

void openapi_print(const struct route_table *table,
                   const ProtobufCServiceDescriptor *contract,
                   struct buffer *out);

#endif
