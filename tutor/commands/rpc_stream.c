/*
 * rpc_stream -- messages in by words and lines, replies out as they come.
 *
 * The problem: a person types when she likes, a pipe gives all at once, and
 * replies come whenever the server sends them; none may wait for another.
 *
 * The idea: the loop runs, and a timer looks 50 times a second whether input
 * is there (poll, then one read) and whether Ctrl-C was pressed. So standard
 * input may be a terminal, a pipe or a file, and none of its flags, which the
 * shell that started us shares, are touched. Input is read only while little
 * waits to be sent, so a fast pipe waits for a slow server.
 *
 * Rejected: one thread for input. It would be the only one in the program.
 */
#include "tutor/commands/rpc_stream.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "chassis/grpc.h"
#include "chassis/json.h"
#include "chassis/message.h"
#include "chassis/transcode.h"
#include "tutor/commands/text.h"
#include "tutor/figures.h"

enum { LOOK_MS = 20, PATIENCE_MS = 2000, STREAM_ID = 1, READ_BYTES = 4096 };

struct talk {
    struct session *session;
    const struct rpc_stream *stream;
    struct grpc_channel *channel;
    struct loop_timer *look;
    struct arena arena; /* of one message */
    struct buffer line; /* input without its end yet */
    bool reads;         /* standard input is ours to read */
    int lines, sent, received;
    int64_t half_close_at_ms; /* by --for; INT64_MAX: not by the clock */
    int64_t cancel_at_ms;     /* patience after that */
    bool half_closed, done;
    enum error error;
};

static void end(struct talk *talk, enum error error)
{
    talk->done = true;
    talk->error = error;
}

static void give_up(struct talk *talk, enum error error)
{
    if (talk->done)
        return;
    grpc_cancel(talk->channel, STREAM_ID);
    end(talk, error);
}

static void half_close(struct talk *talk)
{
    talk->half_closed = true;
    talk->reads = false;
    grpc_half_close(talk->channel, STREAM_ID);
}

/* Asked to end: one that only listens has nothing to half-close. */
static void finish(struct talk *talk)
{
    if (talk->half_closed) {
        give_up(talk, ERROR_OK);
        return;
    }
    talk->cancel_at_ms = clock_monotonic_ms() + PATIENCE_MS;
    half_close(talk);
}

/* ---- out ---- */

static enum error send_json(struct talk *talk, struct slice json)
{
    ProtobufCMessage *in = NULL;
    struct buffer packed;
    buffer_init(&packed, LIMIT_MESSAGE_BYTES);
    enum error error =
        transcode_parse(talk->stream->method->input, json, &talk->arena, &in);
    if (!error)
        error = message_pack(in, &packed);
    if (!error) {
        grpc_send(talk->channel, STREAM_ID,
                  (struct slice){packed.data, packed.length});
        talk->sent++;
    }
    buffer_release(&packed);
    arena_reset(&talk->arena);
    return error;
}

static bool is_blank(struct slice line)
{
    for (size_t i = 0; i < line.length; i++)
        if (!strchr(" \t\r", line.data[i]))
            return false;
    return true;
}

static enum error send_line(struct talk *talk, struct slice line)
{
    talk->lines++;
    if (is_blank(line))
        return ERROR_OK;
    enum error error = send_json(talk, line);
    if (!error)
        return ERROR_OK;
    char detail[ERROR_DETAIL_BYTES];
    snprintf(detail, sizeof detail, "%s", error_detail(error));
    return explain(ERROR_USAGE, RPC_LINE, talk->lines, detail);
}

static enum error send_lines(struct talk *talk)
{
    enum error error = ERROR_OK;
    const char *end_of_line;
    while (!error && talk->line.length > 0 &&
           (end_of_line = memchr(talk->line.data, '\n', talk->line.length)) !=
               NULL) {
        size_t length = (size_t)(end_of_line - talk->line.data);
        error = send_line(talk, (struct slice){talk->line.data, length});
        buffer_consume(&talk->line, length + 1);
    }
    if (!error && buffer_error(&talk->line))
        error = explain(ERROR_USAGE, RPC_LONG_LINE, LIMIT_MESSAGE_BYTES);
    return error;
}

static void input_ended(struct talk *talk)
{
    enum error error =
        send_line(talk, (struct slice){talk->line.data, talk->line.length});
    buffer_reset(&talk->line);
    talk->reads = false;
    if (error)
        give_up(talk, error);
    else if (talk->half_close_at_ms == INT64_MAX)
        half_close(talk);
}

static void read_input(struct talk *talk)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    char bytes[READ_BYTES];
    while (talk->reads && !talk->done &&
           grpc_unsent(talk->channel, STREAM_ID) < LIMIT_STREAM_ROOM_BYTES &&
           poll(&input, 1, 0) > 0) {
        ssize_t count = read(STDIN_FILENO, bytes, sizeof bytes);
        if (count <= 0) {
            input_ended(talk);
            return;
        }
        buffer_append(&talk->line, bytes, (size_t)count);
        enum error error = send_lines(talk);
        if (error)
            give_up(talk, error);
    }
}

static void on_look(void *arg)
{
    struct talk *talk = arg;
    int64_t now_ms = clock_monotonic_ms();
    read_input(talk);
    if (!talk->done && session_interrupted())
        finish(talk);
    if (!talk->done && now_ms >= talk->half_close_at_ms) {
        talk->half_close_at_ms = INT64_MAX;
        finish(talk);
    }
    if (!talk->done && now_ms >= talk->cancel_at_ms)
        give_up(talk, ERROR_OK);
    loop_timer_set(talk->look, LOOK_MS);
}

/* ---- in ---- */

static void print_reply(struct talk *talk, struct slice bytes)
{
    ProtobufCMessage *message = NULL;
    struct screen *screen = &talk->session->screen;
    struct buffer text;
    struct json_writer json;
    enum error error = message_unpack(talk->stream->method->output, bytes.data,
                                      bytes.length, &talk->arena, &message);
    if (error) {
        give_up(talk, error);
        return;
    }
    buffer_init(&text, 4 * LIMIT_MESSAGE_BYTES);
    json_begin(&json, &text);
    transcode_print(&json, message);
    talk->received++;
    if (talk->session->json)
        screen_json(screen, &text);
    else
        screen_print(screen, "%.*s\n", (int)text.length, text.data);
    screen_flush(screen);
    buffer_release(&text);
    arena_reset(&talk->arena);
}

static void on_moved(void *arg, uint64_t id)
{
    struct talk *talk = arg;
    struct slice bytes;
    while (!talk->done && grpc_receive(talk->channel, id, &bytes))
        print_reply(talk, bytes);
}

static void on_done(void *arg, uint64_t id, const struct grpc_result *result)
{
    struct talk *talk = arg;
    (void)id;
    if (talk->done)
        return; /* the channel is freed while we leave */
    if (result->error)
        error_explain(result->error, "%s: %s", error_slug(result->error),
                      result->detail ? result->detail
                                     : error_title(result->error, false));
    end(talk, result->error);
}

/* ---- from the beginning to the end ---- */

static enum error open_stream(struct talk *talk)
{
    const struct rpc_stream *stream = talk->stream;
    struct outgoing call = {
        .id = STREAM_ID,
        .contract = stream->contract,
        .method = (unsigned)(stream->method - stream->contract->methods)};
    talk->channel = grpc_channel_new(talk->session->loop, stream->address);
    talk->look = loop_timer_new(talk->session->loop, on_look, talk);
    if (!talk->channel || !talk->look)
        return error_explain(ERROR_SYSTEM, "out of memory");
    trace_start(&call.trace, &talk->session->random);
    grpc_open(talk->channel, &call, on_moved, on_done, talk);
    return ERROR_OK;
}

static enum error send_words(struct talk *talk)
{
    const struct rpc_stream *stream = talk->stream;
    enum error error = ERROR_OK;
    const char *word;
    for (size_t i = stream->first_word;
         !error && (word = args_word(stream->args, i)) != NULL; i++)
        error = send_json(talk, slice_of(word));
    if (!error && !stream->client && talk->sent == 0)
        error = send_json(talk, SLICE("{}"));
    return error;
}

/* Words, then lines; the terminal also behind words, but never the lines that
 * a shell will take for commands. */
static void begin_input(struct talk *talk)
{
    const struct rpc_stream *stream = talk->stream;
    struct session *session = talk->session;
    bool terminal = isatty(STDIN_FILENO) != 0;
    bool has_words = talk->sent > 0;
    talk->reads =
        stream->client && (terminal || (!has_words && !session->shell));
    if (stream->for_ms > 0)
        talk->half_close_at_ms = clock_monotonic_ms() + stream->for_ms;
    if (!stream->client || (!talk->reads && stream->for_ms == 0))
        half_close(talk);
    if (terminal && session->complaints.terminal) {
        if (talk->reads)
            say(&session->complaints, RPC_TYPE);
        else if (!stream->client || stream->for_ms > 0)
            say(&session->complaints, RPC_OPEN);
    }
    loop_timer_set(talk->look, 0);
}

static void report(const struct talk *talk, int64_t began_ns)
{
    struct session *session = talk->session;
    char ms[FIGURES_BYTES];
    if (session->json || talk->error)
        return;
    say(&session->screen, RPC_STREAMED, talk->sent, talk->received,
        figures_ms(ms, (clock_monotonic_ns() - began_ns) / 1000));
    screen_print(&session->screen, "\n");
}

enum error rpc_stream(struct session *session, const struct rpc_stream *stream)
{
    struct talk talk = {.session = session,
                        .stream = stream,
                        .half_close_at_ms = INT64_MAX,
                        .cancel_at_ms = INT64_MAX};
    int64_t began_ns = clock_monotonic_ns();
    arena_init(&talk.arena, LIMIT_ARENA_BYTES);
    buffer_init(&talk.line, LIMIT_MESSAGE_BYTES);
    session_catch_interrupt();
    enum error error = open_stream(&talk);
    if (!error)
        error = send_words(&talk);
    if (error)
        end(&talk, error);
    else
        begin_input(&talk);
    while (!talk.done)
        loop_once(session->loop, true);
    session_restore_interrupt();
    report(&talk, began_ns);
    grpc_channel_free(talk.channel);
    if (talk.look)
        loop_timer_free(talk.look);
    loop_once(session->loop, false); /* lets what was closed go */
    buffer_release(&talk.line);
    arena_release(&talk.arena);
    return talk.error;
}
