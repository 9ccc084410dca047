/*
 * contracts -- which service answers which contract.
 *
 * Use:       contracts_find() for `rpc`; contracts_list[] for completion.
 * Ownership: constants.
 * Errors:    contracts_find() says false when there is no such method.
 */
#ifndef TUTOR_CONTRACTS_H
#define TUTOR_CONTRACTS_H

#include <stdbool.h>
#include <stddef.h>

#include <protobuf-c/protobuf-c.h>

struct contract_of {
    const char *process; /* "payments" */
    const ProtobufCServiceDescriptor *contract;
};

extern const struct contract_of contracts_list[];
extern const size_t contracts_count;

/* The method `name` of that process; a process answers several contracts. */
bool contracts_find(const char *process, const char *name,
                    const ProtobufCServiceDescriptor **contract,
                    const ProtobufCMethodDescriptor **method);

#endif
