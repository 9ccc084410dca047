/*
 * inspect -- a walk over packed fields, led by the contract's descriptor.
 *
 * The problem: a fault may be aimed at one customer. To unpack every message
 * for that would cost more than the rest of the sidecar, and would tie it to
 * each contract's structs.
 *
 * The idea: descriptors know the number of the field called customer_id or
 * sku in each message, and which fields are messages themselves. Tags are
 * read one after the other; what has neither name is stepped over.
 *
 * The invariant: the walk never leaves the message: every length is compared
 * with what is left, and nesting is bounded.
 */
#include "split/platform/sidecar/inspect.h"

#include <protobuf-c/protobuf-c.h>
#include <string.h>

#include "domain/api/shop.pb-c.h"
#include "domain/customers/customers.pb-c.h"
#include "domain/inventory/inventory.pb-c.h"
#include "domain/orders/orders.pb-c.h"
#include "domain/payments/payments.pb-c.h"
#include "domain/shipping/shipping.pb-c.h"

static const ProtobufCServiceDescriptor *const contracts[] = {
    &shop__shop__descriptor,           &customers__customers__descriptor,
    &inventory__inventory__descriptor, &orders__orders__descriptor,
    &payments__payments__descriptor,   &shipping__shipping__descriptor};

enum { DEEPEST = 4, VARINT_BYTES = 10 };
enum wire { WIRE_VARINT = 0, WIRE_64 = 1, WIRE_BYTES = 2, WIRE_32 = 5 };

static bool take_varint(struct slice *rest, uint64_t *out)
{
    uint64_t value = 0;
    for (size_t i = 0; i < rest->length && i < VARINT_BYTES; i++) {
        unsigned char byte = (unsigned char)rest->data[i];
        value |= (uint64_t)(byte & 0x7f) << 7 * i;
        if (byte < 0x80) {
            *rest = (struct slice){rest->data + i + 1, rest->length - i - 1};
            *out = value;
            return true;
        }
    }
    return false;
}

static bool take_bytes(struct slice *rest, uint64_t length, struct slice *out)
{
    if (length > rest->length)
        return false;
    *out = (struct slice){rest->data, (size_t)length};
    *rest = (struct slice){rest->data + length, rest->length - (size_t)length};
    return true;
}

static void keep_sku(struct slice value, struct inspected *out)
{
    if (out->sku_count == INSPECT_SKUS || value.length == 0 ||
        value.length >= LIMIT_NAME_BYTES)
        return;
    char *sku = out->skus[out->sku_count++];
    memcpy(sku, value.data, value.length);
    sku[value.length] = '\0';
}

/* One field; false when the message cannot be read on. `inner` is what lies
 * in a field that is a message itself. */
static bool take_field(struct slice *rest, uint64_t tag,
                       const ProtobufCFieldDescriptor *field,
                       struct slice *inner, struct inspected *out)
{
    uint64_t number;
    *inner = (struct slice){NULL, 0};
    switch ((enum wire)(tag & 7)) {
    case WIRE_VARINT:
        if (!take_varint(rest, &number))
            return false;
        if (field && strcmp(field->name, "customer_id") == 0)
            out->customer = (int64_t)number;
        return true;
    case WIRE_64:
        return take_bytes(rest, 8, inner);
    case WIRE_32:
        return take_bytes(rest, 4, inner);
    case WIRE_BYTES:
        if (!take_varint(rest, &number) || !take_bytes(rest, number, inner))
            return false;
        if (field && field->type == PROTOBUF_C_TYPE_STRING &&
            strcmp(field->name, "sku") == 0)
            keep_sku(*inner, out);
        return true;
    }
    return false;
}

static void walk(const ProtobufCMessageDescriptor *type, struct slice rest,
                 unsigned depth, struct inspected *out)
{
    uint64_t tag;
    struct slice inner;
    while (rest.length > 0 && take_varint(&rest, &tag)) {
        const ProtobufCFieldDescriptor *field =
            tag >> 3 > UINT32_MAX ? NULL
                                  : protobuf_c_message_descriptor_get_field(
                                        type, (unsigned)(tag >> 3));
        if (!take_field(&rest, tag, field, &inner, out))
            return;
        if (field && field->type == PROTOBUF_C_TYPE_MESSAGE && inner.data &&
            (tag & 7) == WIRE_BYTES && depth < DEEPEST)
            walk(field->descriptor, inner, depth + 1, out);
    }
}

static const ProtobufCMessageDescriptor *input_of(struct slice path)
{
    for (size_t i = 0; i < sizeof contracts / sizeof *contracts; i++) {
        size_t length = strlen(contracts[i]->name);
        if (path.length < length + 3 || path.data[0] != '/' ||
            memcmp(path.data + 1, contracts[i]->name, length) != 0 ||
            path.data[length + 1] != '/')
            continue;
        struct slice name = {path.data + length + 2, path.length - length - 2};
        for (unsigned m = 0; m < contracts[i]->n_methods; m++)
            if (slice_is(name, contracts[i]->methods[m].name))
                return contracts[i]->methods[m].input;
    }
    return NULL;
}

void inspect_call(struct slice path, struct slice message,
                  struct inspected *out)
{
    const ProtobufCMessageDescriptor *type = input_of(path);
    out->customer = 0;
    out->sku_count = 0;
    if (type)
        walk(type, message, 0, out);
}
