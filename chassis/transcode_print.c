/*
 * transcode_print -- a message becomes JSON.
 *
 * Every reply passes here, so it allocates nothing: the descriptor's fields
 * are walked in order and each is written where it stands in the struct.
 *
 * The rule is that a reader may rely on what it saw once: a list is there when
 * it is empty, a text when it is "", a number when it is 0. proto3's own JSON
 * leaves all these out, and every client then guards against their absence.
 * Only a message that is not there is left out, for it has no value to show.
 *
 * What holds: the same message gives the same bytes. Fields come in the order
 * of their numbers, and nothing is printed that depends on anything else; the
 * replay of an idempotency key relies on it.
 */
#include "chassis/transcode.h"

#include <assert.h>
#include <string.h>

#include "chassis/transcode_private.h"

static void print_enum(struct json_writer *json,
                       const ProtobufCEnumDescriptor *type, int number)
{
    const ProtobufCEnumValue *value =
        protobuf_c_enum_descriptor_get_value(type, number);
    if (value)
        json_text(json, value->name);
    else
        json_int(json, number); /* of a newer peer */
}

/* Three bytes at a time; the writer's string is opened empty and filled. */
static void print_bytes(struct json_writer *json,
                        const ProtobufCBinaryData *bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "abcdefghijklmnopqrstuvwxyz0123456789+/";
    if (json->need_comma)
        buffer_byte(json->out, ',');
    json->need_comma = true;
    buffer_byte(json->out, '"');
    for (size_t i = 0; i < bytes->len; i += 3) {
        size_t left = bytes->len - i;
        uint32_t bits = (uint32_t)bytes->data[i] << 16;
        bits |= left > 1 ? (uint32_t)bytes->data[i + 1] << 8 : 0;
        bits |= left > 2 ? bytes->data[i + 2] : 0;
        char four[4] = {digits[bits >> 18], digits[bits >> 12 & 63],
                        left > 1 ? digits[bits >> 6 & 63] : '=',
                        left > 2 ? digits[bits & 63] : '='};
        buffer_append(json->out, four, sizeof four);
    }
    buffer_byte(json->out, '"');
}

/* `place` holds one value, in a struct or in a list's memory. */
static void print_value(struct json_writer *json,
                        const ProtobufCFieldDescriptor *field,
                        const void *place, const struct field_mask *mask)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
        json_int(json, *(const int32_t *)place);
        break;
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
        json_int(json, *(const int64_t *)place);
        break;
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
        json_uint(json, *(const uint32_t *)place);
        break;
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
        json_uint(json, *(const uint64_t *)place);
        break;
    case PROTOBUF_C_TYPE_FLOAT:
        json_double(json, *(const float *)place);
        break;
    case PROTOBUF_C_TYPE_DOUBLE:
        json_double(json, *(const double *)place);
        break;
    case PROTOBUF_C_TYPE_BOOL:
        json_bool(json, *(const protobuf_c_boolean *)place);
        break;
    case PROTOBUF_C_TYPE_ENUM:
        print_enum(json, field->descriptor, *(const int *)place);
        break;
    case PROTOBUF_C_TYPE_STRING:
        json_text(json, *(char *const *)place);
        break;
    case PROTOBUF_C_TYPE_BYTES:
        print_bytes(json, place);
        break;
    case PROTOBUF_C_TYPE_MESSAGE:
        transcode_print_masked(json, *(ProtobufCMessage *const *)place, mask);
        break;
    }
}

static void print_list(struct json_writer *json,
                       const ProtobufCFieldDescriptor *field,
                       const char *message, const struct field_mask *mask)
{
    size_t count = *(const size_t *)(message + field->quantifier_offset);
    const char *items = *(char *const *)(message + field->offset);
    size_t width = transcode_width(field->type);
    json_array_open(json);
    for (size_t i = 0; i < count; i++)
        print_value(json, field, items + i * width, mask);
    json_array_close(json);
}

static bool is_unset(const ProtobufCFieldDescriptor *field, const char *message)
{
    if (field->type == PROTOBUF_C_TYPE_MESSAGE)
        return !*(ProtobufCMessage *const *)(message + field->offset);
    if (field->label != PROTOBUF_C_LABEL_OPTIONAL || !field->quantifier_offset)
        return false;
    return !*(const protobuf_c_boolean *)(message + field->quantifier_offset);
}

void transcode_print(struct json_writer *json, const ProtobufCMessage *message)
{
    transcode_print_masked(json, message, NULL);
}

void transcode_print_masked(struct json_writer *json,
                            const ProtobufCMessage *message,
                            const struct field_mask *mask)
{
    const ProtobufCMessageDescriptor *type = message->descriptor;
    json_object_open(json);
    for (unsigned i = 0; i < type->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &type->fields[i];
        bool is_list = field->label == PROTOBUF_C_LABEL_REPEATED;
        assert(!(field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF));
        const struct field_mask *below;
        if (!field_mask_wants(mask, i, &below) ||
            (!is_list && is_unset(field, (const char *)message)))
            continue;
        json_key(json, field->name);
        if (is_list)
            print_list(json, field, (const char *)message, below);
        else
            print_value(json, field, (const char *)message + field->offset,
                        below);
    }
    json_object_close(json);
}
