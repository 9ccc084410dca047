/*
 * line -- a stream that a test reads as if it were a file: it waits.
 */
#include "tests/support/line.h"

#include <stdlib.h>

#include "chassis/message.h"
#include "tests/support/cmocka_all.h"

static void on_moved(void *arg, uint64_t id)
{
    (void)arg, (void)id; /* line_hear() looks by itself */
}

static void on_done(void *arg, uint64_t id, const struct grpc_result *result)
{
    struct line *line = arg;
    assert_int_equal(id, line->id);
    line->done = true;
    line->error = result->error;
}

void line_open(struct line *line, struct flow_bench *bench,
               const ProtobufCServiceDescriptor *contract, const char *method)
{
    static uint64_t next_id = 1;
    int index = message_method(contract, method);
    assert_true(index >= 0);
    *line = (struct line){
        .bench = bench, .method = &contract->methods[index], .id = next_id++};
    arena_init(&line->arena, LIMIT_ARENA_BYTES);
    const struct outgoing call = {
        .id = line->id, .contract = contract, .method = (unsigned)index};
    grpc_open(bench->channel, &call, on_moved, on_done, line);
}

void line_say(struct line *line, const ProtobufCMessage *message)
{
    size_t size = protobuf_c_message_get_packed_size(message);
    uint8_t *bytes = malloc(size + 1);
    assert_non_null(bytes);
    protobuf_c_message_pack(message, bytes);
    grpc_send(line->bench->channel, line->id,
              (struct slice){(char *)bytes, size});
    free(bytes);
}

const ProtobufCMessage *line_hear(struct line *line)
{
    ProtobufCMessage *message = NULL;
    struct slice bytes;
    while (!grpc_receive(line->bench->channel, line->id, &bytes)) {
        if (line->done)
            return NULL;
        loop_once(line->bench->loop, true);
    }
    arena_reset(&line->arena);
    assert_int_equal(message_unpack(line->method->output, bytes.data,
                                    bytes.length, &line->arena, &message),
                     ERROR_OK);
    return message;
}

enum error line_end(struct line *line)
{
    grpc_half_close(line->bench->channel, line->id);
    while (!line->done)
        assert_null(line_hear(line));
    arena_release(&line->arena);
    return line->error;
}

void line_drop(struct line *line)
{
    if (!line->done)
        grpc_cancel(line->bench->channel, line->id);
    arena_release(&line->arena);
}
