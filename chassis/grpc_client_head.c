/*
 * grpc_client_head -- the header fields of an outgoing call.
 *
 * Everything constant is lent to nghttp2. What changes with each call is never
 * indexed: it would only push the rest out of the header table.
 *
 * The order matters to the check (chassis/grpc_check.h): it stands behind what
 * no gRPC call can be without, and the identity at the end.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "chassis/grpc_client_private.h"

enum {
    LENT = NGHTTP2_NV_FLAG_NO_COPY_NAME | NGHTTP2_NV_FLAG_NO_COPY_VALUE,
    FRESH = NGHTTP2_NV_FLAG_NO_COPY_NAME | NGHTTP2_NV_FLAG_NO_INDEX
};

static void add(struct grpc_head *head, const char *name, const char *value,
                uint8_t flags)
{
    struct slice n = slice_of(name), v = slice_of(value);
    assert(head->count < GRPC_HEAD_FIELDS);
    head->told = grpc_check_tell(head->told, n, v);
    head->entries[head->count++] = (nghttp2_nv){
        (uint8_t *)n.data, (uint8_t *)v.data, n.length, v.length, flags};
}

/* Keeps a place for the check of what follows as well. */
static nghttp2_nv *reserve(struct grpc_head *head)
{
    add(head, GRPC_CHECK_METADATA, "", FRESH);
    return &head->entries[head->count - 1];
}

static void fill_check(const struct grpc_head *head,
                       struct grpc_client_call *call, nghttp2_nv *place)
{
    struct slice body = {call->streams ? NULL : call->request.data,
                         call->request.length};
    grpc_check_call(head->told, body, call->check);
    place->value = (uint8_t *)call->check;
    place->valuelen = strlen(call->check);
}

void grpc_head_fill(struct grpc_head *head, struct grpc_client_call *call,
                    const struct outgoing *outgoing, const char *authority,
                    const char *identity)
{
    nghttp2_nv *check = NULL;
    head->count = 0;
    head->told = 0;
    grpc_timeout_format(outgoing->timeout_ms, head->timeout);
    trace_format(&outgoing->trace, head->trace);
    snprintf(head->customer, sizeof head->customer, "%lld",
             (long long)outgoing->caller.subject);
    add(head, ":method", "POST", LENT);
    add(head, ":scheme", "http", LENT);
    add(head, ":path", call->path, LENT);
    add(head, ":authority", authority, LENT);
    add(head, "te", "trailers", LENT);
    add(head, "content-type", "application/grpc", LENT);
    if (call->checked)
        check = reserve(head);
    if (outgoing->timeout_ms > 0)
        add(head, "grpc-timeout", head->timeout, FRESH);
    add(head, "traceparent", head->trace, FRESH);
    if (outgoing->key)
        add(head, "idempotency-key", outgoing->key, FRESH);
    if (outgoing->caller.subject || outgoing->caller.scope[0]) {
        add(head, "cleave-customer", head->customer, FRESH);
        add(head, "cleave-scope", outgoing->caller.scope,
            NGHTTP2_NV_FLAG_NO_COPY_NAME);
    }
    if (identity[0]) /* the same for every call: worth indexing */
        add(head, IDENTITY_METADATA, identity, LENT);
    if (check)
        fill_check(head, call, check);
}
