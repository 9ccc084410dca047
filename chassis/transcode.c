/*
 * transcode -- what a descriptor says about a field, and fields set from text.
 *
 * The problem: three kinds of input fill the same messages (a JSON body, the
 * parts of a path, the parameters of a query), and a number out of range must
 * be refused in the same words whichever way it came.
 *
 * The idea: protoc-c leaves a description of every struct behind: name, type
 * and offset of each field. All code here works from that description, so a
 * new message in a .proto needs no code at all.
 *
 * What holds: a value is stored whole or not at all. A number that does not
 * fit is never cut to the field's width: 4294967297 mugs are an error, not one
 * mug.
 *
 * Text from paths and queries knows no types, so here "7" is a number where
 * the field is one; in JSON it would be refused.
 */
#include "chassis/transcode.h"

#include <assert.h>
#include <inttypes.h>
#include <stdint.h>
#include <string.h>

#include "chassis/transcode_private.h"

/* ---- types ---- */

/* How a type lies in a generated struct, and what an integer of it may be. An
 * unsigned 64-bit field ends at INT64_MAX: no JSON reader of ours goes on. */
static const struct {
    size_t width;
    bool is_integer;
    int64_t least, most;
} facts[] = {
    [PROTOBUF_C_TYPE_INT32] = {4, true, INT32_MIN, INT32_MAX},
    [PROTOBUF_C_TYPE_SINT32] = {4, true, INT32_MIN, INT32_MAX},
    [PROTOBUF_C_TYPE_SFIXED32] = {4, true, INT32_MIN, INT32_MAX},
    [PROTOBUF_C_TYPE_INT64] = {8, true, INT64_MIN, INT64_MAX},
    [PROTOBUF_C_TYPE_SINT64] = {8, true, INT64_MIN, INT64_MAX},
    [PROTOBUF_C_TYPE_SFIXED64] = {8, true, INT64_MIN, INT64_MAX},
    [PROTOBUF_C_TYPE_UINT32] = {4, true, 0, UINT32_MAX},
    [PROTOBUF_C_TYPE_FIXED32] = {4, true, 0, UINT32_MAX},
    [PROTOBUF_C_TYPE_UINT64] = {8, true, 0, INT64_MAX},
    [PROTOBUF_C_TYPE_FIXED64] = {8, true, 0, INT64_MAX},
    [PROTOBUF_C_TYPE_FLOAT] = {sizeof(float), false, 0, 0},
    [PROTOBUF_C_TYPE_DOUBLE] = {sizeof(double), false, 0, 0},
    [PROTOBUF_C_TYPE_BOOL] = {sizeof(protobuf_c_boolean), false, 0, 0},
    [PROTOBUF_C_TYPE_ENUM] = {sizeof(int), false, 0, 0},
    [PROTOBUF_C_TYPE_STRING] = {sizeof(char *), false, 0, 0},
    [PROTOBUF_C_TYPE_BYTES] = {sizeof(ProtobufCBinaryData), false, 0, 0},
    [PROTOBUF_C_TYPE_MESSAGE] = {sizeof(ProtobufCMessage *), false, 0, 0},
};

size_t transcode_width(ProtobufCType type)
{
    return facts[type].width;
}

bool transcode_is_integer(ProtobufCType type)
{
    return facts[type].is_integer;
}

bool transcode_store_integer(ProtobufCType type, int64_t value, void *place)
{
    int32_t narrow = (int32_t)value; /* the bits of a uint32_t too */
    if (value < facts[type].least || value > facts[type].most)
        return false;
    if (facts[type].width == sizeof narrow)
        memcpy(place, &narrow, sizeof narrow);
    else
        memcpy(place, &value, sizeof value);
    return true;
}

bool transcode_store_enum(const ProtobufCFieldDescriptor *field,
                          const char *word, void *place)
{
    const ProtobufCEnumValue *value =
        protobuf_c_enum_descriptor_get_value_by_name(field->descriptor, word);
    if (value)
        memcpy(place, &value->value, sizeof value->value);
    return value;
}

void transcode_mark(ProtobufCMessage *message,
                    const ProtobufCFieldDescriptor *field)
{
    const protobuf_c_boolean given = 1;
    if (field->label == PROTOBUF_C_LABEL_OPTIONAL && field->quantifier_offset)
        memcpy((char *)message + field->quantifier_offset, &given,
               sizeof given);
}

ProtobufCMessage *transcode_new(const ProtobufCMessageDescriptor *type,
                                struct arena *arena)
{
    ProtobufCMessage *message = arena_alloc(arena, type->sizeof_message);
    if (message)
        type->message_init(message);
    return message;
}

/* ---- sentences ---- */

enum error transcode_out_of_range(ProtobufCType type, const char *where,
                                  const char *got)
{
    return error_explain(ERROR_UNPROCESSABLE,
                         "%s must be between %" PRId64 " and %" PRId64
                         "; it is %s",
                         where, facts[type].least, facts[type].most, got);
}

enum error transcode_no_such_word(const ProtobufCFieldDescriptor *field,
                                  const char *where, const char *got)
{
    const ProtobufCEnumDescriptor *type = field->descriptor;
    struct buffer words;
    buffer_init(&words, ERROR_DETAIL_BYTES);
    for (unsigned i = 0; i < type->n_values; i++)
        buffer_format(&words, "%s%s", i ? ", " : "", type->values[i].name);
    enum error error =
        error_explain(ERROR_UNPROCESSABLE, "%s must be one of %s; it is %s",
                      where, words.data ? words.data : "", got);
    buffer_release(&words);
    return error;
}

enum error transcode_no_such_field(const ProtobufCMessageDescriptor *type,
                                   const char *where)
{
    struct buffer names;
    buffer_init(&names, ERROR_DETAIL_BYTES);
    for (unsigned i = 0; i < type->n_fields; i++)
        buffer_format(&names, "%s%s", i ? ", " : "", type->fields[i].name);
    enum error error =
        error_explain(ERROR_MALFORMED, "%s is not known here; known are: %s",
                      where, names.length > 0 ? names.data : "none");
    buffer_release(&names);
    return error;
}

enum error transcode_no_room(void)
{
    return error_explain(ERROR_TOO_LARGE,
                         "the request takes more memory than one may use");
}

/* ---- one field from text ---- */

static enum error no_integer(const char *where, const char *text)
{
    return error_explain(ERROR_MALFORMED,
                         "%s must be a whole number, not \"%s\"", where, text);
}

/* Digits with a minus or without, as JSON writes them; so that one number has
 * one spelling. */
static bool is_integer_text(const char *text)
{
    const char *digits = text + (*text == '-');
    size_t count = strspn(digits, "0123456789");
    return count > 0 && digits[count] == '\0' &&
           (count == 1 || digits[0] != '0');
}

static enum error integer_from(const ProtobufCFieldDescriptor *field,
                               const char *text, void *place)
{
    if (!is_integer_text(text))
        return no_integer(field->name, text);
    intmax_t value = strtoimax(text, NULL, 10); /* stops at its ends */
    bool ended = value == INTMAX_MAX || value == INTMAX_MIN;
    if (ended || !transcode_store_integer(field->type, value, place))
        return transcode_out_of_range(field->type, field->name, text);
    return ERROR_OK;
}

static enum error bool_from(const ProtobufCFieldDescriptor *field,
                            const char *text, void *place)
{
    protobuf_c_boolean value = strcmp(text, "true") == 0;
    if (!value && strcmp(text, "false") != 0)
        return error_explain(ERROR_MALFORMED,
                             "%s must be true or false, not \"%s\"",
                             field->name, text);
    memcpy(place, &value, sizeof value);
    return ERROR_OK;
}

static enum error value_from(const ProtobufCFieldDescriptor *field,
                             const char *text, void *place)
{
    if (transcode_is_integer(field->type))
        return integer_from(field, text, place);
    switch (field->type) {
    case PROTOBUF_C_TYPE_BOOL:
        return bool_from(field, text, place);
    case PROTOBUF_C_TYPE_ENUM:
        return transcode_store_enum(field, text, place)
                   ? ERROR_OK
                   : transcode_no_such_word(field, field->name, text);
    case PROTOBUF_C_TYPE_STRING:
        memcpy(place, &text, sizeof text);
        return ERROR_OK;
    default:
        return error_explain(ERROR_MALFORMED,
                             "%s cannot be given in a path or a query",
                             field->name);
    }
}

enum error transcode_field(ProtobufCMessage *message, const char *name,
                           struct slice text, struct arena *arena)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(message->descriptor,
                                                        name);
    if (!field)
        return transcode_no_such_field(message->descriptor, name);
    assert(!(field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF));
    if (field->label == PROTOBUF_C_LABEL_REPEATED)
        return error_explain(ERROR_MALFORMED,
                             "%s is a list; it cannot be given in a path or a "
                             "query",
                             name);
    if (!utf8_valid(text.data, text.length) ||
        (text.length > 0 && memchr(text.data, '\0', text.length)))
        return error_explain(ERROR_MALFORMED,
                             "%s must be UTF-8 text without a NUL", name);
    const char *copy = arena_copy(arena, text.data, text.length);
    if (!copy)
        return transcode_no_room();
    enum error error = value_from(field, copy, (char *)message + field->offset);
    if (!error)
        transcode_mark(message, field);
    return error;
}
