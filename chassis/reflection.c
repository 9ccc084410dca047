/*
 * reflection -- questions about contracts, answered from the built-in files.
 *
 * The idea: each question is one message in, one message out, on one stream.
 * The files are descriptors.c's; which services there are is what the runtime
 * serves, so a process tells of nothing that it would not answer.
 *
 * v1 and v1alpha have the same bytes under two names. One set of messages and
 * one handler serve both: the older contract is a copy of the newer one with
 * another name.
 *
 * Our contracts are proto3 without extensions, so extensions are never found.
 */
#include "chassis/reflection.h"

#include <string.h>

#include "chassis/contracts/reflection_v1.pb-c.h"
#include "chassis/descriptors.h"
#include "chassis/runtime_stream.h"

typedef Grpc__Reflection__V1__ServerReflectionRequest question;
typedef Grpc__Reflection__V1__ServerReflectionResponse answer;

enum { STATUS_INVALID = 3, STATUS_NOT_FOUND = 5 };

#define QUESTION(name) \
    GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST_##name
#define ANSWER(name) \
    GRPC__REFLECTION__V1__SERVER_REFLECTION_RESPONSE__MESSAGE_RESPONSE_##name

static enum error refuse(struct request *rq, answer *out, int status,
                         const char *sentence)
{
    Grpc__Reflection__V1__ErrorResponse error =
        GRPC__REFLECTION__V1__ERROR_RESPONSE__INIT;
    error.error_code = status;
    error.error_message = (char *)sentence;
    out->message_response_case = ANSWER(ERROR_RESPONSE);
    out->error_response = &error;
    return request_send(rq, &out->base);
}

static enum error send_services(struct request *rq, answer *out)
{
    const struct service *service = runtime_service(rq->runtime);
    struct arena *arena = runtime_arena(rq->runtime);
    Grpc__Reflection__V1__ListServiceResponse list =
        GRPC__REFLECTION__V1__LIST_SERVICE_RESPONSE__INIT;
    size_t count = service->face_count;
    Grpc__Reflection__V1__ServiceResponse *rows =
        arena_alloc(arena, count * sizeof *rows);
    list.service = arena_alloc(arena, count * sizeof *list.service);
    if (!rows || !list.service)
        return ERROR_OVERLOADED;
    for (size_t i = 0; i < count; i++) {
        grpc__reflection__v1__service_response__init(&rows[i]);
        rows[i].name = (char *)service->faces[i].contract->name;
        list.service[i] = &rows[i];
    }
    list.n_service = count;
    out->message_response_case = ANSWER(LIST_SERVICES_RESPONSE);
    out->list_services_response = &list;
    return request_send(rq, &out->base);
}

static enum error send_files(struct request *rq, answer *out,
                             const struct descriptor_file *file)
{
    struct descriptor_file files[DESCRIPTORS_FILES];
    ProtobufCBinaryData bytes[DESCRIPTORS_FILES];
    Grpc__Reflection__V1__FileDescriptorResponse found =
        GRPC__REFLECTION__V1__FILE_DESCRIPTOR_RESPONSE__INIT;
    size_t count = descriptors_with_imports(file, files);
    for (size_t i = 0; i < count; i++)
        bytes[i] = (ProtobufCBinaryData){files[i].bytes.length,
                                         (uint8_t *)files[i].bytes.data};
    found.n_file_descriptor_proto = count;
    found.file_descriptor_proto = bytes;
    out->message_response_case = ANSWER(FILE_DESCRIPTOR_RESPONSE);
    out->file_descriptor_response = &found;
    return request_send(rq, &out->base);
}

static enum error send_file(struct request *rq, answer *out,
                            const question *asked)
{
    struct descriptor_file file;
    bool by_name = asked->message_request_case == QUESTION(FILE_BY_FILENAME);
    bool found =
        by_name ? descriptors_file(slice_of(asked->file_by_filename), &file)
                : descriptors_file_of(slice_of(asked->file_containing_symbol),
                                      &file);
    if (found)
        return send_files(rq, out, &file);
    return refuse(rq, out, STATUS_NOT_FOUND,
                  by_name ? "there is no such file here"
                          : "nothing of that name is declared here");
}

/* No type has extensions; that of a known type is an answer all the same. */
static enum error send_extensions(struct request *rq, answer *out,
                                  const char *type)
{
    struct descriptor_file file;
    Grpc__Reflection__V1__ExtensionNumberResponse none =
        GRPC__REFLECTION__V1__EXTENSION_NUMBER_RESPONSE__INIT;
    if (!descriptors_file_of(slice_of(type), &file))
        return refuse(rq, out, STATUS_NOT_FOUND,
                      "nothing of that name is declared here");
    none.base_type_name = (char *)type;
    out->message_response_case = ANSWER(ALL_EXTENSION_NUMBERS_RESPONSE);
    out->all_extension_numbers_response = &none;
    return request_send(rq, &out->base);
}

static enum error reflect(struct request *rq, const ProtobufCMessage *in)
{
    question *asked = (question *)(uintptr_t)in;
    answer out = GRPC__REFLECTION__V1__SERVER_REFLECTION_RESPONSE__INIT;
    out.valid_host = asked->host;
    out.original_request = asked;
    switch (asked->message_request_case) {
    case QUESTION(LIST_SERVICES):
        return send_services(rq, &out);
    case QUESTION(FILE_BY_FILENAME):
    case QUESTION(FILE_CONTAINING_SYMBOL):
        return send_file(rq, &out, asked);
    case QUESTION(ALL_EXTENSION_NUMBERS_OF_TYPE):
        return send_extensions(rq, &out, asked->all_extension_numbers_of_type);
    case QUESTION(FILE_CONTAINING_EXTENSION):
        return refuse(rq, &out, STATUS_NOT_FOUND,
                      "there are no extensions here");
    default:
        return refuse(rq, &out, STATUS_INVALID, "nothing was asked");
    }
}

static const struct streaming asking = {
    .client = true, .server = true, .message = reflect};
static const struct method methods[] = {
    {"ServerReflectionInfo", .access = ACCESS_READ, .streaming = &asking}};

/* As protoc-c would have written it, but with the messages of v1. */
static const ProtobufCMethodDescriptor old_methods[] = {
    {"ServerReflectionInfo",
     &grpc__reflection__v1__server_reflection_request__descriptor,
     &grpc__reflection__v1__server_reflection_response__descriptor}};
static const unsigned old_names[] = {0};
static const ProtobufCServiceDescriptor old_contract = {
    .magic = PROTOBUF_C__SERVICE_DESCRIPTOR_MAGIC,
    .name = "grpc.reflection.v1alpha.ServerReflection",
    .short_name = "ServerReflection",
    .c_name = "Grpc__Reflection__V1alpha__ServerReflection",
    .package = "grpc.reflection.v1alpha",
    .n_methods = 1,
    .methods = old_methods,
    .method_indices_by_name = old_names};

const struct face reflection_face = {
    &grpc__reflection__v1__server_reflection__descriptor, methods, 1};
const struct face reflection_old_face = {&old_contract, methods, 1};
