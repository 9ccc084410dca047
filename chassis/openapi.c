/*
 * openapi -- the REST face described for machines, from what it runs on.
 *
 * A description that people keep by hand is wrong after the second change. So
 * it is printed from the same table that routes requests and the same
 * descriptors that read and print messages; whatever these do, it says.
 *
 * A route becomes an operation. The fields that its path names become path
 * parameters; what is left of the message is the body where the route has one
 * and query parameters where it has not. Replies and what they are made of
 * become schemas that operations point to by name.
 *
 * What holds: every message that a pointer names has its schema: print_schemas
 * collects them the way the pointers were printed, by walking the fields.
 */
#include "chassis/openapi.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "chassis/json.h"
#include "chassis/message.h"
#include "chassis/rest_private.h"

/* ---- schemas ---- */

static void print_reference(struct json_writer *json, const char *name)
{
    char pointer[160];
    snprintf(pointer, sizeof pointer, "#/components/schemas/%s", name);
    json_object_open(json);
    json_key_text(json, "$ref", pointer);
    json_object_close(json);
}

static void print_enum(struct json_writer *json,
                       const ProtobufCEnumDescriptor *type)
{
    json_key_text(json, "type", "string");
    json_key(json, "enum");
    json_array_open(json);
    for (unsigned i = 0; i < type->n_values; i++)
        json_text(json, type->values[i].name);
    json_array_close(json);
}

/* type and format of everything that is one word in JSON Schema */
static const struct {
    const char *type, *format, *encoding;
    bool from_zero;
} plain_types[] = {
    [PROTOBUF_C_TYPE_INT32] = {"integer", "int32", NULL, false},
    [PROTOBUF_C_TYPE_SINT32] = {"integer", "int32", NULL, false},
    [PROTOBUF_C_TYPE_SFIXED32] = {"integer", "int32", NULL, false},
    [PROTOBUF_C_TYPE_INT64] = {"integer", "int64", NULL, false},
    [PROTOBUF_C_TYPE_SINT64] = {"integer", "int64", NULL, false},
    [PROTOBUF_C_TYPE_SFIXED64] = {"integer", "int64", NULL, false},
    [PROTOBUF_C_TYPE_UINT32] = {"integer", "int64", NULL, true},
    [PROTOBUF_C_TYPE_FIXED32] = {"integer", "int64", NULL, true},
    [PROTOBUF_C_TYPE_UINT64] = {"integer", "int64", NULL, true},
    [PROTOBUF_C_TYPE_FIXED64] = {"integer", "int64", NULL, true},
    [PROTOBUF_C_TYPE_FLOAT] = {"number", "float", NULL, false},
    [PROTOBUF_C_TYPE_DOUBLE] = {"number", "double", NULL, false},
    [PROTOBUF_C_TYPE_BOOL] = {"boolean", NULL, NULL, false},
    [PROTOBUF_C_TYPE_STRING] = {"string", NULL, NULL, false},
    [PROTOBUF_C_TYPE_BYTES] = {"string", NULL, "base64", false},
};

static void print_value_schema(struct json_writer *json,
                               const ProtobufCFieldDescriptor *field)
{
    if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
        const ProtobufCMessageDescriptor *inner = field->descriptor;
        print_reference(json, inner->name);
        return;
    }
    json_object_open(json);
    if (field->type == PROTOBUF_C_TYPE_ENUM) {
        print_enum(json, field->descriptor);
    } else {
        json_key_text(json, "type", plain_types[field->type].type);
        if (plain_types[field->type].format)
            json_key_text(json, "format", plain_types[field->type].format);
        if (plain_types[field->type].encoding)
            json_key_text(json, "contentEncoding",
                          plain_types[field->type].encoding);
        if (plain_types[field->type].from_zero)
            json_key_int(json, "minimum", 0);
    }
    json_object_close(json);
}

static void print_field_schema(struct json_writer *json,
                               const ProtobufCFieldDescriptor *field)
{
    if (field->label != PROTOBUF_C_LABEL_REPEATED) {
        print_value_schema(json, field);
        return;
    }
    json_object_open(json);
    json_key_text(json, "type", "array");
    json_key(json, "items");
    print_value_schema(json, field);
    json_object_close(json);
}

/* `path` NULL: all fields; else without those that it gives. */
static void print_message_schema(struct json_writer *json,
                                 const ProtobufCMessageDescriptor *type,
                                 const char *path)
{
    json_object_open(json);
    json_key_text(json, "type", "object");
    json_key(json, "properties");
    json_object_open(json);
    for (unsigned i = 0; i < type->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &type->fields[i];
        if (path && rest_path_names(path, field->name))
            continue;
        json_key(json, field->name);
        print_field_schema(json, field);
    }
    json_object_close(json);
    json_key_bool(json, "additionalProperties", false);
    json_object_close(json);
}

static void print_problem_schema(struct json_writer *json)
{
    static const char *const members[] = {"type", "title", "detail",
                                          "instance"};
    json_object_open(json);
    json_key_text(json, "type", "object");
    json_key(json, "properties");
    json_object_open(json);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        json_key(json, members[i]);
        json_object_open(json);
        json_key_text(json, "type", "string");
        json_object_close(json);
    }
    json_key(json, "status");
    json_object_open(json);
    json_key_text(json, "type", "integer");
    json_object_close(json);
    json_object_close(json);
    json_object_close(json);
}

enum { SCHEMAS = 64 }; /* messages of one contract; the shop has 19 */

struct schemas {
    const ProtobufCMessageDescriptor *types[SCHEMAS];
    size_t count;
};

static void collect(struct schemas *schemas,
                    const ProtobufCMessageDescriptor *type)
{
    for (size_t i = 0; i < schemas->count; i++)
        if (schemas->types[i] == type)
            return;
    assert(schemas->count < SCHEMAS);
    schemas->types[schemas->count++] = type;
    for (unsigned i = 0; i < type->n_fields; i++)
        if (type->fields[i].type == PROTOBUF_C_TYPE_MESSAGE)
            collect(schemas, type->fields[i].descriptor);
}

static void print_schemas(struct json_writer *json,
                          const ProtobufCServiceDescriptor *contract)
{
    struct schemas schemas = {.count = 0};
    for (unsigned i = 0; i < contract->n_methods; i++) {
        collect(&schemas, contract->methods[i].input);
        collect(&schemas, contract->methods[i].output);
    }
    json_key(json, "schemas");
    json_object_open(json);
    for (size_t i = 0; i < schemas.count; i++) {
        json_key(json, schemas.types[i]->name);
        print_message_schema(json, schemas.types[i], NULL);
    }
    json_key(json, "Problem");
    print_problem_schema(json);
    json_object_close(json);
}

/* ---- operations ---- */

static void print_content(struct json_writer *json, const char *media,
                          const char *schema)
{
    json_key(json, "content");
    json_object_open(json);
    json_key(json, media);
    json_object_open(json);
    json_key(json, "schema");
    print_reference(json, schema);
    json_object_close(json);
    json_object_close(json);
}

static void print_parameter(struct json_writer *json, const char *in,
                            const ProtobufCFieldDescriptor *field)
{
    json_object_open(json);
    json_key_text(json, "name", field->name);
    json_key_text(json, "in", in);
    json_key_bool(json, "required", strcmp(in, "path") == 0);
    json_key(json, "schema");
    print_value_schema(json, field);
    json_object_close(json);
}

static void print_key_parameter(struct json_writer *json)
{
    json_object_open(json);
    json_key_text(json, "name", "Idempotency-Key");
    json_key_text(json, "in", "header");
    json_key_bool(json, "required", true);
    json_key(json, "schema");
    json_object_open(json);
    json_key_text(json, "type", "string");
    json_key_int(json, "maxLength", LIMIT_IDEMPOTENCY_KEY_BYTES);
    json_object_close(json);
    json_object_close(json);
}

/* Of every answer: chassis/field_mask.h. */
static void print_fields_parameter(struct json_writer *json)
{
    json_object_open(json);
    json_key_text(json, "name", "fields");
    json_key_text(json, "in", "query");
    json_key_text(json, "description",
                  "Only these members of the answer, as id,lines.sku");
    json_key(json, "schema");
    json_object_open(json);
    json_key_text(json, "type", "string");
    json_object_close(json);
    json_object_close(json);
}

static void print_parameters(struct json_writer *json,
                             const struct route *route,
                             const ProtobufCMessageDescriptor *in)
{
    json_key(json, "parameters");
    json_array_open(json);
    if (route->needs_key)
        print_key_parameter(json);
    for (unsigned i = 0; i < in->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &in->fields[i];
        bool is_plain = field->type != PROTOBUF_C_TYPE_MESSAGE &&
                        field->type != PROTOBUF_C_TYPE_BYTES &&
                        field->label != PROTOBUF_C_LABEL_REPEATED;
        if (rest_path_names(route->path, field->name))
            print_parameter(json, "path", field);
        else if (!route->has_body && is_plain)
            print_parameter(json, "query", field);
    }
    if (!route->has_body)
        print_fields_parameter(json);
    json_array_close(json);
}

static void print_body(struct json_writer *json, const struct route *route,
                       const ProtobufCMessageDescriptor *in)
{
    json_key(json, "requestBody");
    json_object_open(json);
    json_key_bool(json, "required", true);
    json_key(json, "content");
    json_object_open(json);
    json_key(json, "application/json");
    json_object_open(json);
    json_key(json, "schema");
    print_message_schema(json, in, route->path);
    json_object_close(json);
    json_object_close(json);
    json_object_close(json);
}

/* A shape decides its status by the reply: which one is not known here. */
static void print_responses(struct json_writer *json, const struct route *route,
                            const ProtobufCMessageDescriptor *out)
{
    json_key(json, "responses");
    json_object_open(json);
    json_key(json, route->shape ? "2XX" : "200");
    json_object_open(json);
    json_key_text(json, "description", out->short_name);
    print_content(json, "application/json", out->name);
    json_object_close(json);
    json_key(json, "default");
    json_object_open(json);
    json_key_text(json, "description", "What was wrong, as RFC 9457 has it");
    print_content(json, "application/problem+json", "Problem");
    json_object_close(json);
    json_object_close(json);
}

static void print_operation(struct json_writer *json, const struct route *route,
                            const ProtobufCServiceDescriptor *contract)
{
    char verb[16] = "";
    int method = message_method(contract, route->rpc);
    assert(method >= 0 && strlen(route->http_method) < sizeof verb);
    for (size_t i = 0; route->http_method[i]; i++)
        verb[i] = (char)tolower((unsigned char)route->http_method[i]);
    json_key(json, verb);
    json_object_open(json);
    json_key_text(json, "operationId", route->rpc);
    json_key_text(json, "summary", route->summary);
    if (route->scope) {
        json_key(json, "security");
        json_array_open(json);
        json_object_open(json);
        json_key(json, "bearer");
        json_array_open(json);
        json_text(json, route->scope);
        json_array_close(json);
        json_object_close(json);
        json_array_close(json);
    }
    print_parameters(json, route, contract->methods[method].input);
    if (route->has_body)
        print_body(json, route, contract->methods[method].input);
    print_responses(json, route, contract->methods[method].output);
    json_object_close(json);
}

/* ---- the document ---- */

static bool was_printed(const struct route_table *table, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (strcmp(table->routes[i].path, table->routes[at].path) == 0)
            return true;
    return false;
}

/* Routes of one path stand under one key. */
static void print_paths(struct json_writer *json,
                        const struct route_table *table,
                        const ProtobufCServiceDescriptor *contract)
{
    json_key(json, "paths");
    json_object_open(json);
    for (size_t at = 0; at < table->count; at++) {
        const char *path = table->routes[at].path;
        if (was_printed(table, at))
            continue;
        json_key(json, path);
        json_object_open(json);
        for (size_t i = at; i < table->count; i++)
            if (strcmp(table->routes[i].path, path) == 0)
                print_operation(json, &table->routes[i], contract);
        json_object_close(json);
    }
    json_object_close(json);
}

static void print_security(struct json_writer *json)
{
    json_key(json, "securitySchemes");
    json_object_open(json);
    json_key(json, "bearer");
    json_object_open(json);
    json_key_text(json, "type", "http");
    json_key_text(json, "scheme", "bearer");
    json_key_text(json, "bearerFormat", "JWT");
    json_object_close(json);
    json_object_close(json);
}

void openapi_print(const struct route_table *table,
                   const ProtobufCServiceDescriptor *contract,
                   struct buffer *out)
{
    struct json_writer json;
    json_begin(&json, out);
    json_object_open(&json);
    json_key_text(&json, "openapi", "3.1.0");
    json_key(&json, "info");
    json_object_open(&json);
    json_key_text(&json, "title", table->title);
    json_key_text(&json, "version", CLEAVE_VERSION);
    json_object_close(&json);
    print_paths(&json, table, contract);
    json_key(&json, "components");
    json_object_open(&json);
    print_schemas(&json, contract);
    print_security(&json);
    json_object_close(&json);
    json_object_close(&json);
}
