/*
 * descriptors -- reading a FileDescriptorSet that was built in.
 *
 * The problem: a reflection client wants .proto files in protoc's own form,
 * and nobody who links protobuf-c has them: it keeps what it needs for packing
 * and drops the rest, also whether a method streams.
 *
 * The idea: protoc's output is part of the program. The set is a protobuf
 * message, so it is walked as one, field by field, looking for names; nothing
 * is unpacked, and files are given out as the slices that they are in the set.
 * There are a few dozen files of a few hundred bytes, so no index is kept.
 *
 * Source: google/protobuf/descriptor.proto has the field numbers.
 */
#include "chassis/descriptors.h"

#include <stdint.h>
#include <string.h>

static const unsigned char set[] = {
#include "chassis/contracts/descriptors.inc"
};

enum { /* numbers of descriptor.proto */
       SET_FILE = 1,
       FILE_NAME = 1,
       FILE_PACKAGE = 2,
       FILE_IMPORT = 3,
       FILE_MESSAGE = 4,
       FILE_ENUM = 5,
       FILE_SERVICE = 6,
       ANY_NAME = 1, /* of a message, enumeration, service or method */
       MESSAGE_MESSAGE = 3,
       MESSAGE_ENUM = 4,
       SERVICE_METHOD = 2,
       METHOD_CLIENT_STREAMS = 5,
       METHOD_SERVER_STREAMS = 6
};

/* ---- fields, one after the other ---- */

struct field {
    unsigned number;
    uint64_t value;     /* of a varint */
    struct slice bytes; /* of a text or a message */
};

static bool read_varint(struct slice *in, uint64_t *out)
{
    *out = 0;
    for (unsigned shift = 0; in->length > 0 && shift < 64; shift += 7) {
        unsigned char byte = (unsigned char)*in->data;
        in->data++;
        in->length--;
        *out |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            return true;
    }
    return false;
}

/* Takes one field off the front; false at the end. */
static bool next_field(struct slice *in, struct field *out)
{
    uint64_t tag, length;
    if (!read_varint(in, &tag))
        return false;
    *out = (struct field){.number = (unsigned)(tag >> 3)};
    if ((tag & 7) == 0)
        return read_varint(in, &out->value);
    if ((tag & 7) != 2 || !read_varint(in, &length) || length > in->length)
        return false; /* descriptors have no other kind */
    out->bytes = (struct slice){in->data, (size_t)length};
    in->data += length;
    in->length -= (size_t)length;
    return true;
}

/* The n-th field of that number. */
static bool field_of(struct slice message, unsigned number, size_t n,
                     struct slice *out)
{
    struct field field;
    while (next_field(&message, &field))
        if (field.number == number && n-- == 0) {
            *out = field.bytes;
            return true;
        }
    return false;
}

static struct slice text_of(struct slice message, unsigned number)
{
    struct slice text = {"", 0};
    field_of(message, number, 0, &text);
    return text;
}

/* ---- files ---- */

static bool file_at(size_t n, struct descriptor_file *out)
{
    const struct slice all = {(const char *)set, sizeof set};
    if (!field_of(all, SET_FILE, n, &out->bytes))
        return false;
    out->name = text_of(out->bytes, FILE_NAME);
    return true;
}

bool descriptors_file(struct slice name, struct descriptor_file *out)
{
    struct descriptor_file file;
    for (size_t n = 0; file_at(n, &file); n++)
        if (slice_equal(file.name, name)) {
            *out = file;
            return true;
        }
    return false;
}

static bool has(const struct descriptor_file *list, size_t count,
                struct slice name)
{
    for (size_t i = 0; i < count; i++)
        if (slice_equal(list[i].name, name))
            return true;
    return false;
}

size_t descriptors_with_imports(const struct descriptor_file *file,
                                struct descriptor_file out[DESCRIPTORS_FILES])
{
    size_t count = 1;
    struct slice name;
    out[0] = *file;
    for (size_t i = 0; i < count; i++)
        for (size_t n = 0; field_of(out[i].bytes, FILE_IMPORT, n, &name); n++)
            if (count < DESCRIPTORS_FILES && !has(out, count, name))
                count += descriptors_file(name, &out[count]);
    return count;
}

/* ---- symbols ---- */

/* Takes "NAME" or "NAME." off the front of a symbol; false when it begins
 * otherwise. An empty name takes nothing. */
static bool strip(struct slice *symbol, struct slice name)
{
    size_t used = name.length;
    if (used == 0)
        return true;
    if (symbol->length < used || !name.data ||
        memcmp(symbol->data, name.data, used) != 0)
        return false;
    if (symbol->length > used) {
        if (symbol->data[used] != '.' || symbol->length == used + 1)
            return false;
        used++;
    }
    symbol->data += used;
    symbol->length -= used;
    return true;
}

static bool has_name(struct slice message, unsigned number, struct slice name)
{
    struct slice inner;
    for (size_t n = 0; field_of(message, number, n, &inner); n++)
        if (slice_equal(text_of(inner, ANY_NAME), name))
            return true;
    return false;
}

/* Of a message or one inside it; `symbol` begins with a message's name. */
static bool declares_message(struct slice where, unsigned messages,
                             unsigned enums, struct slice symbol)
{
    struct slice message = where, rest = symbol;
    if (has_name(where, enums, symbol))
        return true;
    for (size_t n = 0; field_of(where, messages, n, &message); n++) {
        rest = symbol;
        if (!strip(&rest, text_of(message, ANY_NAME)))
            continue;
        if (rest.length == 0 || has_name(message, MESSAGE_MESSAGE, rest) ||
            has_name(message, MESSAGE_ENUM, rest))
            return true;
    }
    return false;
}

/* The service whose name `symbol` begins with, and what is left behind it. */
static bool find_service(struct slice file, struct slice symbol,
                         struct slice *service, struct slice *rest)
{
    *rest = symbol;
    if (!strip(rest, text_of(file, FILE_PACKAGE)))
        return false;
    const struct slice inside = *rest;
    for (size_t n = 0; field_of(file, FILE_SERVICE, n, service); n++) {
        *rest = inside;
        if (strip(rest, text_of(*service, ANY_NAME)))
            return true;
    }
    return false;
}

static bool declares(struct slice file, struct slice symbol)
{
    struct slice service, rest = symbol;
    if (find_service(file, symbol, &service, &rest))
        return rest.length == 0 || has_name(service, SERVICE_METHOD, rest);
    rest = symbol;
    return strip(&rest, text_of(file, FILE_PACKAGE)) && rest.length > 0 &&
           declares_message(file, FILE_MESSAGE, FILE_ENUM, rest);
}

bool descriptors_file_of(struct slice symbol, struct descriptor_file *out)
{
    struct descriptor_file file;
    for (size_t n = 0; file_at(n, &file); n++)
        if (declares(file.bytes, symbol)) {
            *out = file;
            return true;
        }
    return false;
}

static bool method_streams(struct slice method, bool *client, bool *server)
{
    struct field field;
    *client = *server = false;
    while (next_field(&method, &field)) {
        if (field.number == METHOD_CLIENT_STREAMS)
            *client = field.value != 0;
        if (field.number == METHOD_SERVER_STREAMS)
            *server = field.value != 0;
    }
    return true;
}

bool descriptors_streams(const char *contract, const char *method, bool *client,
                         bool *server)
{
    const struct slice name = slice_of(contract), wanted = slice_of(method);
    struct descriptor_file file;
    struct slice service, rest, found;
    if (!descriptors_file_of(name, &file) ||
        !find_service(file.bytes, name, &service, &rest) || rest.length > 0)
        return false;
    for (size_t n = 0; field_of(service, SERVICE_METHOD, n, &found); n++)
        if (slice_equal(text_of(found, ANY_NAME), wanted))
            return method_streams(found, client, server);
    return false;
}
