/*
 * message -- protobuf messages as every part of the program sees them.
 *
 * Two things are wanted that protobuf-c does not do. Memory: its unpacked
 * trees are freed node by node; ours go with the arena of the request, so its
 * allocator is the arena and its free does nothing. Text: a string field may
 * hold any bytes on the wire, and protobuf-c would cut it at a NUL without a
 * word, so two different requests would look the same behind it.
 *
 * So the bytes are walked before they are unpacked: tag, length, next; into a
 * sub-message with its own descriptor. The walk copies nothing, and it is the
 * stricter reader of the two: whatever it accepts, protobuf-c reads with the
 * same borders between fields. It also bounds the nesting, since protobuf-c
 * calls itself for each level.
 *
 * What holds: after OK every string of the tree is UTF-8 without a NUL inside.
 * Unknown fields are kept, as the format wants, and cost arena like the others:
 * a message made to grow is refused at LIMIT_ARENA_BYTES.
 */
#include "chassis/message.h"

#include <stdint.h>
#include <string.h>

#include "chassis/json.h"
#include "chassis/limits.h"

/* ---- the walk ---- */

enum { TAG_BITS = 32, TAG_BYTES = 5, LENGTH_BYTES = 5, VARINT_BYTES = 10 };

/* What is left to read of one message. */
struct wire {
    const ProtobufCMessageDescriptor *type;
    const uint8_t *at, *end;
    int depth;
};

static enum error not_such(const ProtobufCMessageDescriptor *type)
{
    return error_explain(ERROR_MALFORMED, "the bytes are no message %s",
                         type->name);
}

static bool take_varint(struct wire *wire, int most_bytes, uint64_t *out)
{
    uint64_t value = 0;
    for (int i = 0; i < most_bytes && wire->at < wire->end; i++) {
        uint8_t byte = *wire->at++;
        value |= (uint64_t)(byte & 0x7f) << (7 * i);
        if (!(byte & 0x80)) {
            *out = value;
            return true;
        }
    }
    return false;
}

static bool take_bytes(struct wire *wire, size_t length, struct slice *out)
{
    if (length > (size_t)(wire->end - wire->at))
        return false;
    *out = (struct slice){(const char *)wire->at, length};
    wire->at += length;
    return true;
}

/* The value behind a tag; `out` is what lies between its borders. */
static bool take_value(struct wire *wire, unsigned kind, struct slice *out)
{
    uint64_t number;
    switch (kind) {
    case PROTOBUF_C_WIRE_TYPE_VARINT:
        return take_varint(wire, VARINT_BYTES, &number);
    case PROTOBUF_C_WIRE_TYPE_64BIT:
        return take_bytes(wire, 8, out);
    case PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED:
        return take_varint(wire, LENGTH_BYTES, &number) &&
               take_bytes(wire, number, out);
    case PROTOBUF_C_WIRE_TYPE_32BIT:
        return take_bytes(wire, 4, out);
    default: /* groups are of the past */
        return false;
    }
}

static enum error check_text(const struct wire *wire, const char *name,
                             struct slice text)
{
    if (memchr(text.data, '\0', text.length))
        return error_explain(ERROR_MALFORMED,
                             "%s of %s holds a NUL; leave it out", name,
                             wire->type->name);
    if (!utf8_valid(text.data, text.length))
        return error_explain(ERROR_MALFORMED, "%s of %s is not UTF-8", name,
                             wire->type->name);
    return ERROR_OK;
}

static enum error walk(struct wire wire);

static enum error check_inside(const struct wire *wire, uint32_t id,
                               struct slice value)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field(wire->type, id);
    if (!field)
        return ERROR_OK;
    if (field->type == PROTOBUF_C_TYPE_STRING)
        return check_text(wire, field->name, value);
    if (field->type != PROTOBUF_C_TYPE_MESSAGE)
        return ERROR_OK;
    const uint8_t *start = (const uint8_t *)value.data;
    return walk((struct wire){.type = field->descriptor,
                              .at = start,
                              .end = start + value.length,
                              .depth = wire->depth + 1});
}

static enum error walk(struct wire wire)
{
    enum error error = ERROR_OK;
    if (wire.depth > LIMIT_JSON_DEPTH)
        return error_explain(ERROR_MALFORMED,
                             "the message is nested deeper than %d levels",
                             LIMIT_JSON_DEPTH);
    while (wire.at < wire.end && !error) {
        uint64_t tag;
        struct slice value = {"", 0};
        if (!take_varint(&wire, TAG_BYTES, &tag) || tag >> TAG_BITS ||
            tag >> 3 == 0 || !take_value(&wire, tag & 7, &value))
            return not_such(wire.type);
        if ((tag & 7) == PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED)
            error = check_inside(&wire, (uint32_t)(tag >> 3), value);
    }
    return error;
}

/* ---- protobuf-c on an arena ---- */

struct memory {
    struct arena *arena;
    bool full; /* tells protobuf-c's two reasons for NULL apart */
};

static void *take_memory(void *arg, size_t bytes)
{
    struct memory *memory = arg;
    void *piece = arena_alloc(memory->arena, bytes);
    memory->full |= !piece;
    return piece;
}

static void leave_memory(void *arg, void *piece)
{
    (void)arg, (void)piece; /* it goes with the arena */
}

static enum error unpack(const ProtobufCMessageDescriptor *type,
                         struct slice bytes, struct arena *arena,
                         ProtobufCMessage **out)
{
    struct memory memory = {.arena = arena};
    ProtobufCAllocator allocator = {take_memory, leave_memory, &memory};
    ProtobufCMessage *message = protobuf_c_message_unpack(
        type, &allocator, bytes.length, (const uint8_t *)bytes.data);
    if (!message && !memory.full)
        return not_such(type);
    if (!message)
        return error_explain(ERROR_TOO_LARGE,
                             "a message %s takes more than the %zu bytes of "
                             "memory that one request may use",
                             type->name, arena->limit_bytes);
    *out = message;
    return ERROR_OK;
}

static enum error check_length(const ProtobufCMessageDescriptor *type,
                               size_t length)
{
    if (length <= LIMIT_MESSAGE_BYTES)
        return ERROR_OK;
    return error_explain(ERROR_TOO_LARGE,
                         "a message %s of %zu bytes is more than the %d that "
                         "are taken",
                         type->name, length, LIMIT_MESSAGE_BYTES);
}

/* ---- public ---- */

enum error message_unpack(const ProtobufCMessageDescriptor *type,
                          const void *bytes, size_t length, struct arena *arena,
                          ProtobufCMessage **out)
{
    struct slice all = {length > 0 ? bytes : "", length};
    const uint8_t *start = (const uint8_t *)all.data;
    enum error error = check_length(type, length);
    if (!error)
        error = walk(
            (struct wire){.type = type, .at = start, .end = start + length});
    return error ? error : unpack(type, all, arena, out);
}

/* protobuf-c packs into plain memory only without allocating, so small
 * messages, which nearly all are, take a way over the stack. */
struct appender {
    ProtobufCBuffer base; /* first: protobuf-c's pointer is ours */
    struct buffer *out;
};

static void append(ProtobufCBuffer *base, size_t length, const uint8_t *bytes)
{
    buffer_append(((struct appender *)base)->out, bytes, length);
}

enum error message_pack(const ProtobufCMessage *message, struct buffer *out)
{
    uint8_t small[1024];
    size_t size = protobuf_c_message_get_packed_size(message);
    enum error error = check_length(message->descriptor, size);
    if (error)
        return error;
    if (size <= sizeof small) {
        protobuf_c_message_pack(message, small);
        buffer_append(out, small, size);
    } else {
        struct appender appender = {.base.append = append, .out = out};
        protobuf_c_message_pack_to_buffer(message, &appender.base);
    }
    return buffer_error(out);
}

/* Over the wire form: protobuf-c has no copy. The packed bytes stay in the
 * arena as well, until it goes. */
enum error message_copy(const ProtobufCMessage *message, struct arena *arena,
                        ProtobufCMessage **out)
{
    size_t size = protobuf_c_message_get_packed_size(message);
    uint8_t *packed = arena_alloc(arena, size + 1);
    if (!packed)
        return error_explain(ERROR_TOO_LARGE,
                             "there is no room for a copy of a message %s",
                             message->descriptor->name);
    protobuf_c_message_pack(message, packed);
    struct slice bytes = {(const char *)packed, size};
    return unpack(message->descriptor, bytes, arena, out);
}

int message_method(const ProtobufCServiceDescriptor *contract, const char *name)
{
    const ProtobufCMethodDescriptor *method =
        protobuf_c_service_descriptor_get_method_by_name(contract, name);
    return method ? (int)(method - contract->methods) : -1;
}
