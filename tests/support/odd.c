/*
 * odd -- the description of a message that no contract has.
 *
 * The tables are what protoc-c would write: fields by number, then the order
 * of their names, then the ranges of their numbers.
 */
#include "tests/support/odd.h"

#include <string.h>

#define FIELD(text, number, kind, member)                                      \
    {                                                                          \
        .name = (text), .id = (number), .label = PROTOBUF_C_LABEL_NONE,        \
        .type = PROTOBUF_C_TYPE_##kind, .offset = offsetof(struct odd, member) \
    }

static const ProtobufCFieldDescriptor fields[] = {
    {.name = "inner",
     .id = 1,
     .label = PROTOBUF_C_LABEL_NONE,
     .type = PROTOBUF_C_TYPE_MESSAGE,
     .offset = offsetof(struct odd, inner),
     .descriptor = &odd_descriptor},
    {.name = "some",
     .id = 2,
     .label = PROTOBUF_C_LABEL_OPTIONAL,
     .type = PROTOBUF_C_TYPE_INT32,
     .quantifier_offset = offsetof(struct odd, has_some),
     .offset = offsetof(struct odd, some)},
    FIELD("narrow", 3, UINT32, narrow),
    FIELD("wide", 4, UINT64, wide),
    FIELD("real", 5, DOUBLE, real),
    FIELD("single", 6, FLOAT, single),
    FIELD("truth", 7, BOOL, truth),
    {.name = "list",
     .id = 8,
     .label = PROTOBUF_C_LABEL_REPEATED,
     .type = PROTOBUF_C_TYPE_INT64,
     .quantifier_offset = offsetof(struct odd, n_list),
     .offset = offsetof(struct odd, list)},
    FIELD("raw", 9, BYTES, raw),
};

/* inner list narrow raw real single some truth wide */
static const unsigned by_name[] = {0, 7, 2, 8, 4, 5, 1, 6, 3};
static const ProtobufCIntRange ranges[] = {{1, 0}, {0, 9}};

static void init(ProtobufCMessage *message)
{
    memset(message, 0, sizeof(struct odd));
    message->descriptor = &odd_descriptor;
}

const ProtobufCMessageDescriptor odd_descriptor = {
    .magic = PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC,
    .name = "odd.Odd",
    .short_name = "Odd",
    .c_name = "Odd",
    .package_name = "odd",
    .sizeof_message = sizeof(struct odd),
    .n_fields = sizeof fields / sizeof *fields,
    .fields = fields,
    .fields_sorted_by_name = by_name,
    .n_field_ranges = 1,
    .field_ranges = ranges,
    .message_init = init};
