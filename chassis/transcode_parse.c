/*
 * transcode_parse -- a JSON body becomes a message.
 *
 * The problem: whoever wrote the body needs to know which of its forty members
 * was wrong. "Bad request" sends them searching.
 *
 * The idea: the reader walks the tree and the descriptor side by side. Its
 * place in the tree is a chain of small links on the stack, one for each
 * level; nothing is spent on it until something is wrong, and then the chain
 * is the sentence's first word: lines[0].quantity.
 *
 * What holds: nothing is guessed. A string is no number, 1.5 is no count, null
 * is no value, and a member that nobody knows is an error, since it is far
 * more often a misspelt name than a wish to be ignored.
 *
 * Strings are not copied: the message points into the tree, and both live in
 * the same arena.
 */
#include "chassis/transcode.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "chassis/transcode_private.h"

/* ---- where we are ---- */

enum { WHERE_BYTES = 160, NAME_SHOWN_BYTES = 64 };

struct spot {
    const struct spot *parent; /* NULL: the body itself */
    const char *name;          /* NULL: an element, of that index */
    size_t index;
};

struct reader {
    struct arena *arena;
    const struct spot *spot;
};

static void append_spot(const struct spot *spot, char *out)
{
    if (!spot->parent)
        return;
    append_spot(spot->parent, out);
    size_t used = strlen(out);
    if (spot->name)
        snprintf(out + used, WHERE_BYTES - used, "%s%.*s", used ? "." : "",
                 NAME_SHOWN_BYTES, spot->name);
    else
        snprintf(out + used, WHERE_BYTES - used, "[%zu]", spot->index);
}

static const char *where(const struct reader *reader, char out[WHERE_BYTES])
{
    out[0] = '\0';
    append_spot(reader->spot, out);
    return out[0] ? out : "the body";
}

static enum error wrong_kind(const struct reader *reader,
                             const struct json *value, const char *wanted)
{
    static const char *const kinds[] = {
        [JSON_NULL] = "null",       [JSON_BOOL] = "a boolean",
        [JSON_NUMBER] = "a number", [JSON_TEXT] = "a string",
        [JSON_ARRAY] = "an array",  [JSON_OBJECT] = "an object"};
    char text[WHERE_BYTES];
    return error_explain(ERROR_MALFORMED, "%s must be %s, not %s",
                         where(reader, text), wanted, kinds[value->kind]);
}

/* ---- numbers ---- */

static enum error out_of_range(const struct reader *reader, ProtobufCType type,
                               const struct json *value)
{
    char text[WHERE_BYTES], number[32];
    if (value->is_integer)
        snprintf(number, sizeof number, "%" PRId64, value->integer);
    else
        snprintf(number, sizeof number, "%.17g", value->number);
    return transcode_out_of_range(type, where(reader, text), number);
}

static enum error read_integer(const struct reader *reader, ProtobufCType type,
                               const struct json *value, void *place)
{
    const double beyond = 9223372036854775808.0; /* 2^63: no fraction there */
    char text[WHERE_BYTES];
    if (value->kind != JSON_NUMBER)
        return wrong_kind(reader, value, "a whole number");
    if (!value->is_integer && value->number > -beyond && value->number < beyond)
        return error_explain(ERROR_MALFORMED,
                             "%s must be a whole number; it is %.15g",
                             where(reader, text), value->number);
    if (!value->is_integer ||
        !transcode_store_integer(type, value->integer, place))
        return out_of_range(reader, type, value);
    return ERROR_OK;
}

static enum error read_double(const struct reader *reader, ProtobufCType type,
                              const struct json *value, void *place)
{
    float narrow = (float)value->number;
    if (value->kind != JSON_NUMBER)
        return wrong_kind(reader, value, "a number");
    if (type == PROTOBUF_C_TYPE_FLOAT)
        memcpy(place, &narrow, sizeof narrow);
    else
        memcpy(place, &value->number, sizeof value->number);
    return ERROR_OK;
}

static enum error read_bool(const struct reader *reader,
                            const struct json *value, void *place)
{
    protobuf_c_boolean given = value->boolean;
    if (value->kind != JSON_BOOL)
        return wrong_kind(reader, value, "true or false");
    memcpy(place, &given, sizeof given);
    return ERROR_OK;
}

/* ---- words and bytes ---- */

static enum error read_enum(const struct reader *reader,
                            const ProtobufCFieldDescriptor *field,
                            const struct json *value, void *place)
{
    char text[WHERE_BYTES];
    if (value->kind != JSON_TEXT)
        return wrong_kind(reader, value, "a string");
    if (!transcode_store_enum(field, value->text, place))
        return transcode_no_such_word(field, where(reader, text), value->text);
    return ERROR_OK;
}

static enum error read_string(const struct reader *reader,
                              const struct json *value, void *place)
{
    if (value->kind != JSON_TEXT)
        return wrong_kind(reader, value, "a string");
    memcpy(place, &value->text, sizeof value->text);
    return ERROR_OK;
}

static int base64_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Padding is wanted and unused bits must be zero, so that the same bytes have
 * one spelling (RFC 4648, 3.5). */
static bool base64_decode(const char *text, size_t length, uint8_t *out,
                          size_t *out_length)
{
    size_t digits = length;
    uint32_t bits = 0;
    if (length % 4 != 0)
        return false;
    while (digits > 0 && length - digits < 2 && text[digits - 1] == '=')
        digits--;
    *out_length = 0;
    for (size_t i = 0; i < digits; i++) {
        int value = base64_value(text[i]);
        if (value < 0)
            return false;
        bits = bits << 6 | (uint32_t)value;
        if (i % 4 > 0)
            out[(*out_length)++] = (uint8_t)(bits >> (6 - i % 4 * 2));
    }
    uint32_t unused = length - digits == 0   ? 0
                      : length - digits == 1 ? bits & 3
                                             : bits & 15;
    return unused == 0;
}

static enum error read_bytes(const struct reader *reader,
                             const struct json *value, void *place)
{
    ProtobufCBinaryData data = {0};
    char text[WHERE_BYTES];
    if (value->kind != JSON_TEXT)
        return wrong_kind(reader, value, "a string");
    data.data = arena_alloc(reader->arena, value->text_length + 1);
    if (!data.data)
        return transcode_no_room();
    if (!base64_decode(value->text, value->text_length, data.data, &data.len))
        return error_explain(ERROR_MALFORMED, "%s must be base64 with padding",
                             where(reader, text));
    memcpy(place, &data, sizeof data);
    return ERROR_OK;
}

/* ---- values, lists, messages ---- */

static enum error read_message(const struct reader *reader,
                               const ProtobufCMessageDescriptor *type,
                               const struct json *value,
                               ProtobufCMessage **out);

static enum error read_value(const struct reader *reader,
                             const ProtobufCFieldDescriptor *field,
                             const struct json *value, void *place)
{
    ProtobufCMessage *message = NULL;
    enum error error;
    if (transcode_is_integer(field->type))
        return read_integer(reader, field->type, value, place);
    switch (field->type) {
    case PROTOBUF_C_TYPE_FLOAT:
    case PROTOBUF_C_TYPE_DOUBLE:
        return read_double(reader, field->type, value, place);
    case PROTOBUF_C_TYPE_BOOL:
        return read_bool(reader, value, place);
    case PROTOBUF_C_TYPE_ENUM:
        return read_enum(reader, field, value, place);
    case PROTOBUF_C_TYPE_STRING:
        return read_string(reader, value, place);
    case PROTOBUF_C_TYPE_BYTES:
        return read_bytes(reader, value, place);
    default:
        error = read_message(reader, field->descriptor, value, &message);
        memcpy(place, &message, sizeof message);
        return error;
    }
}

static enum error read_list(const struct reader *reader,
                            const ProtobufCFieldDescriptor *field,
                            const struct json *list, ProtobufCMessage *message)
{
    enum error error = ERROR_OK;
    size_t width = transcode_width(field->type);
    struct spot spot = {.parent = reader->spot};
    const struct reader inner = {reader->arena, &spot};
    if (list->kind != JSON_ARRAY)
        return wrong_kind(reader, list, "an array");
    if (list->count == 0)
        return ERROR_OK;
    char *items = arena_alloc(reader->arena, list->count * width);
    if (!items)
        return transcode_no_room();
    const struct json *item = list->first;
    for (; item && !error; item = item->next, spot.index++)
        error = read_value(&inner, field, item, items + spot.index * width);
    memcpy((char *)message + field->offset, &items, sizeof items);
    memcpy((char *)message + field->quantifier_offset, &list->count,
           sizeof list->count);
    return error;
}

static enum error read_member(const struct reader *reader,
                              const struct json *member,
                              ProtobufCMessage *message)
{
    const struct spot spot = {.parent = reader->spot, .name = member->key};
    const struct reader inner = {reader->arena, &spot};
    char text[WHERE_BYTES];
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(message->descriptor,
                                                        member->key);
    if (!field)
        return transcode_no_such_field(message->descriptor,
                                       where(&inner, text));
    assert(!(field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF));
    if (field->label == PROTOBUF_C_LABEL_REPEATED)
        return read_list(&inner, field, member, message);
    transcode_mark(message, field);
    return read_value(&inner, field, member, (char *)message + field->offset);
}

static enum error read_message(const struct reader *reader,
                               const ProtobufCMessageDescriptor *type,
                               const struct json *value, ProtobufCMessage **out)
{
    enum error error = ERROR_OK;
    if (value->kind != JSON_OBJECT)
        return wrong_kind(reader, value, "a JSON object");
    ProtobufCMessage *message = transcode_new(type, reader->arena);
    if (!message)
        return transcode_no_room();
    const struct json *member = value->first;
    for (; member && !error; member = member->next)
        error = read_member(reader, member, message);
    if (!error)
        *out = message;
    return error;
}

enum error transcode_read(const ProtobufCMessageDescriptor *type,
                          const struct json *tree, struct arena *arena,
                          ProtobufCMessage **out)
{
    const struct spot body = {0};
    const struct reader reader = {arena, &body};
    return read_message(&reader, type, tree, out);
}

enum error transcode_parse(const ProtobufCMessageDescriptor *type,
                           struct slice json, struct arena *arena,
                           ProtobufCMessage **out)
{
    const struct json *tree;
    enum error error = json_parse(json.data, json.length, arena, &tree);
    return error ? error : transcode_read(type, tree, arena, out);
}
