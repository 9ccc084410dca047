/*
 * recorded -- answers at a platform's sockets with what was recorded there.
 *
 * The problem: a screen of measured figures never looks the same twice, and a
 * test that compares whole screens needs one that does.
 *
 * The idea: the tutor under test is the real one, with its real streams over
 * real sockets; only who sits at the other end is this. It answers the
 * contracts of the supervisor and the collector, and what it says was said by
 * a real shop once: a file for each kind of reply, named after its message
 * (supervisor.StatusReply.json), as `cleave ... --json` prints it.
 *
 * A stream gets the first line once and then, every second, the others as often
 * as a minute of them needs: so a history of sixty seconds always ends at the
 * same place. A file of one line is sent again each second.
 *
 * Use:    CLEAVE_RECORDED=DIR recorded [--listen unix:PATH]...
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/contracts/collector.pb-c.h"
#include "chassis/contracts/supervisor.pb-c.h"
#include "chassis/descriptors.h"
#include "chassis/host.h"
#include "chassis/limits.h"
#include "chassis/runtime_stream.h"
#include "chassis/transcode.h"

enum { FACES = 2, METHODS = 16, LINES = 64, AGAIN_MS = 1000, MINUTE = 60 };

/* ---- a file of answers ---- */

static enum error no_answer(const char *type)
{
    return error_explain(ERROR_UNIMPLEMENTED, "no %s was recorded", type);
}

static enum error read_file(const char *path, struct buffer *out)
{
    char bytes[4096];
    size_t got;
    FILE *file = fopen(path, "re");
    if (!file)
        return ERROR_NOT_FOUND;
    while ((got = fread(bytes, 1, sizeof bytes, file)) > 0)
        buffer_append(out, bytes, got);
    fclose(file);
    return ERROR_OK;
}

static enum error parse_lines(const ProtobufCMessageDescriptor *type,
                              const struct buffer *text, struct arena *arena,
                              ProtobufCMessage *out[LINES], size_t *count)
{
    const char *at = text->data ? text->data : "";
    const char *end = at + text->length;
    enum error error = ERROR_OK;
    for (*count = 0; at < end && *count < LINES && !error; ++*count) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t length = (size_t)((stop ? stop : end) - at);
        error = transcode_parse(type, (struct slice){at, length}, arena,
                                &out[*count]);
        at += length + 1;
    }
    return error;
}

/* All answers of that type, parsed anew: nothing has to outlive a turn. */
static enum error load(const ProtobufCMessageDescriptor *type,
                       struct arena *arena, ProtobufCMessage *out[LINES],
                       size_t *count)
{
    char path[LIMIT_PATH_BYTES];
    struct buffer text;
    const char *directory = getenv("CLEAVE_RECORDED");
    snprintf(path, sizeof path, "%.300s/%.100s.json",
             directory ? directory : ".", type->name);
    buffer_init(&text, LIMIT_ARENA_BYTES);
    enum error error = read_file(path, &text);
    if (error)
        error = no_answer(type->name);
    else
        error = parse_lines(type, &text, arena, out, count);
    if (!error && *count == 0)
        error = no_answer(type->name);
    if (error)
        fprintf(stderr, "recorded: %s: %s\n", path, error_detail(error));
    buffer_release(&text);
    return error;
}

static const ProtobufCMessageDescriptor *type_of(const struct request *rq)
{
    int method = message_method(rq->face->contract, rq->method->name);
    return rq->face->contract->methods[method].output;
}

/* ---- methods ---- */

static enum error answer(struct request *rq, const ProtobufCMessage *in)
{
    ProtobufCMessage *replies[LINES] = {NULL};
    size_t count = 0;
    (void)in;
    enum error error = load(type_of(rq), &rq->arena, replies, &count);
    if (!error)
        request_reply(rq, replies[0]);
    return error;
}

static enum error send_again(struct runtime *rt, void *arg)
{
    struct request *rq = arg;
    ProtobufCMessage *replies[LINES] = {NULL};
    size_t count = 0;
    enum error error = load(type_of(rq), runtime_arena(rt), replies, &count);
    size_t first = count > 1 ? 1 : 0;
    size_t many = count > 1 ? MINUTE : 1;
    for (size_t i = 0; i < many && !error && request_is_open(rq); i++)
        error = request_send(rq, replies[first + i % (count - first)]);
    rq->user = (void *)(uintptr_t)runtime_after(rt, AGAIN_MS, send_again, rq);
    return error;
}

static enum error began(struct request *rq, const ProtobufCMessage *in)
{
    ProtobufCMessage *replies[LINES] = {NULL};
    size_t count = 0;
    (void)in;
    enum error error =
        load(type_of(rq), runtime_arena(rq->runtime), replies, &count);
    if (!error && count > 1)
        error = request_send(rq, replies[0]);
    return error ? error : send_again(rq->runtime, rq);
}

/* The watcher says no more, and goes on listening. */
static enum error half_closed(struct request *rq)
{
    (void)rq;
    return ERROR_OK;
}

static void closed(struct request *rq)
{
    if (rq->user)
        runtime_cancel_timer(rq->runtime, (uint64_t)(uintptr_t)rq->user);
}

static const struct streaming stream = {.server = true,
                                        .message = began,
                                        .half_closed = half_closed,
                                        .closed = closed};

/* ---- the process ---- */

int main(int argc, char **argv)
{
    static const ProtobufCServiceDescriptor *const contracts[FACES] = {
        &supervisor__supervisor__descriptor, &collector__collector__descriptor};
    static struct method methods[FACES][METHODS];
    static struct face faces[FACES];
    static struct service service = {
        .name = "recorded", .faces = faces, .face_count = FACES};
    const struct host_options options = {.service = &service, .silent = true};
    for (size_t i = 0; i < FACES; i++) {
        for (unsigned m = 0; m < contracts[i]->n_methods && m < METHODS; m++) {
            bool client = false, server = false;
            const char *name = contracts[i]->methods[m].name;
            descriptors_streams(contracts[i]->name, name, &client, &server);
            methods[i][m] =
                (struct method){name, server ? NULL : answer, ACCESS_READ,
                                server ? &stream : NULL};
        }
        faces[i] =
            (struct face){contracts[i], methods[i], contracts[i]->n_methods};
    }
    return host_run(&options, argc, argv);
}
