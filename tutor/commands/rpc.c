/*
 * rpc -- one gRPC call straight to a service, past the gateway.
 *
 * The words name the service and the method; the JSON becomes the method's
 * message by the same transcoding that the REST edge uses, and the answer
 * comes back the same way. It shows what the services say to each other, and
 * that a service of the split can be asked alone. What streams, the contract
 * says; then rpc_stream.c drives it.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "chassis/clock.h"
#include "chassis/grpc_call.h"
#include "chassis/descriptors.h"
#include "chassis/json.h"
#include "chassis/transcode.h"
#include "tutor/commands/rpc_stream.h"
#include "tutor/commands/suggest.h"
#include "tutor/commands/table.h"
#include "tutor/contracts.h"
#include "tutor/figures.h"
#include "tutor/process_call.h"
#include "tutor/pretty.h"

enum { RPC_TIMEOUT_MS = 5000 };

struct rpc {
    char process[LIMIT_NAME_BYTES];
    const ProtobufCServiceDescriptor *contract;
    const ProtobufCMethodDescriptor *method;
};

static enum error unknown_method(const char *word, const char *process)
{
    struct suggest suggest;
    char name[2 * LIMIT_NAME_BYTES], best[2 * LIMIT_NAME_BYTES] = "";
    suggest_begin(&suggest, word);
    for (size_t i = 0; i < contracts_count; i++) {
        const struct contract_of *row = &contracts_list[i];
        for (unsigned m = 0; m < row->contract->n_methods; m++) {
            snprintf(name, sizeof name, "%s.%s", row->process,
                     row->contract->methods[m].name);
            int before = suggest.distance;
            suggest_try(&suggest, name);
            if (suggest.distance < before)
                memcpy(best, name, sizeof best);
        }
    }
    if (*best)
        return explain(ERROR_USAGE, METHOD_MEANT, word, best);
    return explain(ERROR_USAGE, METHOD_UNKNOWN, word, process);
}

/* "payments.Payments/Charge", as it stands in a trace. */
static bool find_full_name(const char *word, struct rpc *out)
{
    const char *slash = strchr(word, '/');
    size_t length = slash ? (size_t)(slash - word) : 0;
    for (size_t i = 0; slash && i < contracts_count; i++) {
        const struct contract_of *row = &contracts_list[i];
        const char *name = row->contract->name;
        if (strlen(name) != length || memcmp(name, word, length) != 0)
            continue;
        out->method = protobuf_c_service_descriptor_get_method_by_name(
            row->contract, slash + 1);
        out->contract = row->contract;
        snprintf(out->process, sizeof out->process, "%s", row->process);
        return out->method != NULL;
    }
    return false;
}

static enum error find_method(const char *word, struct rpc *out)
{
    if (find_full_name(word, out))
        return ERROR_OK;
    const char *dot = strchr(word, '.');
    size_t length = dot ? (size_t)(dot - word) : 0;
    if (length == 0 || length >= sizeof out->process)
        return explain(ERROR_USAGE, BAD_RPC, word);
    memcpy(out->process, word, length);
    out->process[length] = '\0';
    if (!contracts_find(out->process, dot + 1, &out->contract, &out->method))
        return unknown_method(word, out->process);
    return ERROR_OK;
}

static void print_reply(struct session *session,
                        const ProtobufCMessage *message, int64_t took_us)
{
    struct buffer text, pretty;
    struct json_writer json;
    char ms[FIGURES_BYTES];
    buffer_init(&text, 4 * LIMIT_MESSAGE_BYTES);
    buffer_init(&pretty, SCREEN_PRINT_BYTES);
    json_begin(&json, &text);
    transcode_print(&json, message);
    if (session->json) {
        screen_json(&session->screen, &text);
    } else {
        pretty_json(&pretty, (struct slice){text.data, text.length},
                    &session->arena);
        screen_print(&session->screen, "%s\n", pretty.data ? pretty.data : "");
        say(&session->screen, TOOK, figures_ms(ms, took_us));
        screen_print(&session->screen, "\n");
    }
    buffer_release(&text);
    buffer_release(&pretty);
}

/* An instance that is ready, whatever its number: a deployment may have left
 * payments-2 alone. Where none is, the place of the first, to hear who does not
 * answer; of registry and collector a shop has one, so
 * their sockets have no number. */
static enum error find_address(struct session *session, const char *process,
                               struct address *out)
{
    struct process_list list;
    bool one =
        strcmp(process, "registry") == 0 || strcmp(process, "collector") == 0;
    if (!process_each(session, process, &list))
        return address_unix(out, list.processes[0]->socket);
    error_forget();
    return places_socket(&session->places, process, one ? 0 : 1, out);
}

static enum error call_once(struct session *session, const struct rpc *rpc,
                            const struct address *address, const char *body)
{
    ProtobufCMessage *in = NULL;
    struct answer answer = {0};
    enum error error = transcode_parse(
        rpc->method->input, slice_of(body ? body : "{}"), &session->arena, &in);
    if (error)
        return error;
    struct grpc_call call = {.address = address,
                             .contract = rpc->contract,
                             .method = rpc->method->name,
                             .in = in,
                             .timeout_ms = RPC_TIMEOUT_MS};
    int64_t began_ns = clock_monotonic_ns();
    error = grpc_call_once(session->loop, &call, &session->arena, &answer);
    if (error)
        return error_explain(error, "%s: %s", error_slug(error),
                             answer.detail ? answer.detail
                                           : error_title(error, false));
    print_reply(session, answer.message,
                (clock_monotonic_ns() - began_ns) / 1000);
    return ERROR_OK;
}

enum error command_rpc(struct session *session, const struct args *args)
{
    struct rpc rpc = {0};
    struct address address;
    struct rpc_stream stream = {
        .address = &address, .args = args, .first_word = 1};
    const char *for_text = args_option(args, "for", 0);
    enum error error = find_method(args_word(args, 0), &rpc);
    assert(error || rpc.method);
    if (!error && for_text)
        error = args_duration(for_text, &stream.for_ms);
    if (!error)
        error = find_address(session, rpc.process, &address);
    if (error)
        return error;
    stream.contract = rpc.contract;
    stream.method = rpc.method;
    bool known = descriptors_streams(rpc.contract->name, rpc.method->name,
                                     &stream.client, &stream.server);
    assert(known); /* both come from the same file */
    if (!stream.client && args->count > 2)
        return explain(ERROR_USAGE, RPC_ONE, rpc.method->name);
    if (stream.client || stream.server)
        return rpc_stream(session, &stream);
    return for_text ? explain(ERROR_USAGE, RPC_NO_STREAM, rpc.method->name)
                    : call_once(session, &rpc, &address, args_word(args, 1));
}
