/*
 * reflection_test -- what a stranger may learn of a server, over a socket.
 */
#include "chassis/reflection.h"

#include <string.h>

#include "chassis/contracts/reflection_v1.pb-c.h"
#include "chassis/descriptors.h"
#include "tests/support/cmocka_all.h"
#include "tests/support/line.h"

typedef Grpc__Reflection__V1__ServerReflectionRequest question;
typedef Grpc__Reflection__V1__ServerReflectionResponse answer;

#define QUESTION(name) \
    GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST_##name
#define ANSWER(name) \
    GRPC__REFLECTION__V1__SERVER_REFLECTION_RESPONSE__MESSAGE_RESPONSE_##name

static struct face faces[3];
static struct service served = {.name = "payments", .faces = faces};

static const answer *ask(struct line *line, int kind, const char *text)
{
    question in = GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__INIT;
    in.host = (char *)"here";
    in.message_request_case = kind;
    in.list_services = (char *)text; /* all of them are texts in one union */
    line_say(line, &in.base);
    const answer *out = (const answer *)line_hear(line);
    assert_non_null(out);
    assert_string_equal(out->valid_host, "here");
    assert_int_equal(out->original_request->message_request_case, kind);
    return out;
}

static void open_line(struct line *line, void **state)
{
    line_open(line, *state,
              &grpc__reflection__v1__server_reflection__descriptor,
              "ServerReflectionInfo");
}

static void check_services(struct line *line)
{
    const answer *out = ask(line, QUESTION(LIST_SERVICES), "*");
    assert_int_equal(out->message_response_case,
                     ANSWER(LIST_SERVICES_RESPONSE));
    assert_int_equal(out->list_services_response->n_service, 3);
    assert_string_equal(out->list_services_response->service[0]->name,
                        "payments.Payments");
    assert_string_equal(out->list_services_response->service[2]->name,
                        "grpc.reflection.v1alpha.ServerReflection");
}

static void services_are_listed_under_both_names(void **state)
{
    struct line line;
    open_line(&line, state);
    check_services(&line);
    assert_int_equal(line_end(&line), ERROR_OK);
    line_open(&line, *state, reflection_old_face.contract,
              "ServerReflectionInfo");
    check_services(&line);
    assert_int_equal(line_end(&line), ERROR_OK);
}

static void check_payments(const answer *out)
{
    struct descriptor_file file;
    assert_int_equal(out->message_response_case,
                     ANSWER(FILE_DESCRIPTOR_RESPONSE));
    assert_int_equal(out->file_descriptor_response->n_file_descriptor_proto, 2);
    const ProtobufCBinaryData *first =
        out->file_descriptor_response->file_descriptor_proto;
    assert_true(
        descriptors_file(SLICE("domain/payments/payments.proto"), &file));
    assert_int_equal(first->len, file.bytes.length);
    assert_memory_equal(first->data, file.bytes.data, first->len);
}

static void files_are_found_by_name_and_by_symbol(void **state)
{
    struct line line;
    open_line(&line, state);
    check_payments(ask(&line, QUESTION(FILE_BY_FILENAME),
                       "domain/payments/payments.proto"));
    check_payments(
        ask(&line, QUESTION(FILE_CONTAINING_SYMBOL), "payments.Payments"));
    check_payments(ask(&line, QUESTION(FILE_CONTAINING_SYMBOL),
                       "payments.Payments.Charge"));
    check_payments(
        ask(&line, QUESTION(FILE_CONTAINING_SYMBOL), "payments.ChargeRequest"));
    ask(&line, QUESTION(FILE_CONTAINING_SYMBOL),
        "grpc.reflection.v1alpha.ServerReflection");
    assert_int_equal(line_end(&line), ERROR_OK);
}

static void refused(struct line *line, int kind, const char *text, int status)
{
    const answer *out = ask(line, kind, text);
    assert_int_equal(out->message_response_case, ANSWER(ERROR_RESPONSE));
    assert_int_equal(out->error_response->error_code, status);
}

static void what_is_unknown_is_an_answer_and_the_stream_goes_on(void **state)
{
    struct line line;
    open_line(&line, state);
    refused(&line, QUESTION(FILE_BY_FILENAME), "/etc/passwd", 5);
    refused(&line, QUESTION(FILE_CONTAINING_SYMBOL), "", 5);
    refused(&line, QUESTION(FILE_CONTAINING_SYMBOL), "payments.Nothing", 5);
    refused(&line, QUESTION(ALL_EXTENSION_NUMBERS_OF_TYPE), "a.B", 5);
    question nothing = GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__INIT;
    line_say(&line, &nothing.base);
    const answer *out = (const answer *)line_hear(&line);
    assert_int_equal(out->error_response->error_code, 3);
    check_services(&line);
    assert_int_equal(line_end(&line), ERROR_OK);
}

static void no_type_has_extensions(void **state)
{
    struct line line;
    open_line(&line, state);
    const answer *out =
        ask(&line, QUESTION(ALL_EXTENSION_NUMBERS_OF_TYPE), "shop.Payment");
    assert_int_equal(out->message_response_case,
                     ANSWER(ALL_EXTENSION_NUMBERS_RESPONSE));
    assert_int_equal(out->all_extension_numbers_response->n_extension_number,
                     0);
    assert_int_equal(line_end(&line), ERROR_OK);
}

static int set_up(void **state)
{
    faces[0] = flow_service.faces[0];
    faces[1] = reflection_face;
    faces[2] = reflection_old_face;
    served.face_count = 3;
    *state = flow_bench_new(&served, NULL);
    return 0;
}

#define REFLECTION_TEST(name) \
    cmocka_unit_test_setup_teardown(name, set_up, flow_bench_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        REFLECTION_TEST(services_are_listed_under_both_names),
        REFLECTION_TEST(files_are_found_by_name_and_by_symbol),
        REFLECTION_TEST(what_is_unknown_is_an_answer_and_the_stream_goes_on),
        REFLECTION_TEST(no_type_has_extensions)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
