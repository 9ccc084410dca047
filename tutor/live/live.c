/*
 * live -- two streams into one struct, and what happens when one is silent.
 *
 * The problem: a screen that asks ten processes ten times a second slows down
 * what it shows, and one that stops asking shows the past as if it were now.
 *
 * The idea: the supervisor and the collector push. Each message is whole (a
 * report of all processes, a moment of all figures), so a lost one needs no
 * repair, and both are sent at least once a second: a stream that has been
 * silent for longer is closed and opened again, since a process that was
 * stopped keeps its connections but says nothing.
 *
 * The invariant: what a stream has said stays in the view when it dies; only
 * its state, and the time since it was heard, tell that it is old.
 */
#include "tutor/live/live_private.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/clock.h"
#include "chassis/message.h"

enum { STREAM_ID = 1, SILENCE_MS = 3000, LOOK_MS = 500 };

/* ---- the view ---- */

void live_copy(char *out, size_t bytes, const char *text)
{
    size_t length = strlen(text);
    if (length >= bytes) {
        length = bytes - 1; /* not in the middle of a character */
        while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80)
            length--;
    }
    memcpy(out, text, length);
    out[length] = '\0';
}

void live_news(struct live *live)
{
    live->view.revision++;
    live->news = true;
}

struct live_process *live_find(struct live *live, const char *name,
                               int instance)
{
    struct live_view *view = &live->view;
    for (int i = 0; i < view->process_count; i++) {
        struct live_process *process = &view->processes[i];
        if (process->instance == instance && strcmp(process->name, name) == 0)
            return process;
    }
    if (view->process_count == LIVE_PROCESSES)
        return NULL;
    struct live_process *process = &view->processes[view->process_count++];
    *process = (struct live_process){.instance = instance};
    live_copy(process->name, sizeof process->name, name);
    if (instance > 1)
        snprintf(process->title, sizeof process->title, "%.50s-%d", name,
                 instance);
    else
        live_copy(process->title, sizeof process->title, name);
    return process;
}

void live_happened(struct live *live, const char *title, const char *format,
                   ...)
{
    struct live_view *view = &live->view;
    char text[2 * LIVE_TEXT_BYTES];
    if (view->event_count == LIVE_EVENTS)
        memmove(view->events, view->events + 1,
                (size_t)--view->event_count * sizeof *view->events);
    struct live_event *event = &view->events[view->event_count++];
    *event = (struct live_event){.sequence = ++live->event_serial,
                                 .at_ms = clock_wall_ms()};
    live_copy(event->title, sizeof event->title, title);
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    live_copy(event->text, sizeof event->text, text);
    live_news(live);
}

const struct live_process *live_process(const struct live_view *view,
                                        const char *title)
{
    for (int i = 0; i < view->process_count; i++)
        if (strcmp(view->processes[i].title, title) == 0)
            return &view->processes[i];
    return NULL;
}

int64_t live_silent_s(int64_t heard_ms, int64_t now_ms)
{
    if (heard_ms == 0)
        return -1;
    return now_ms > heard_ms ? (now_ms - heard_ms) / 1000 : 0;
}

/* ---- the streams ---- */

static void lost(struct live_stream *stream, const char *why)
{
    struct live_line_state *state = stream->state;
    if (state->connected || !state->why[0] || strcmp(state->why, why) != 0)
        live_news(stream->live);
    state->connected = false;
    live_copy(state->why, sizeof state->why, why);
    stream->over = true;
    loop_timer_set(stream->timer, LIVE_RETRY_MS);
}

static void on_moved(void *arg, uint64_t id)
{
    struct live_stream *stream = arg;
    struct live *live = stream->live;
    struct slice bytes;
    int methods = message_method(stream->contract, "Watch");
    while (!stream->over && grpc_receive(stream->channel, id, &bytes)) {
        ProtobufCMessage *message = NULL;
        enum error error =
            message_unpack(stream->contract->methods[methods].output,
                           bytes.data, bytes.length, &live->arena, &message);
        if (error) {
            lost(stream, error_detail(error));
        } else {
            stream->state->connected = true;
            stream->state->heard_ms = clock_monotonic_ms();
            stream->state->why[0] = '\0';
            stream->take(live, message);
            live_news(live);
        }
        arena_reset(&live->arena);
    }
}

static void on_done(void *arg, uint64_t id, const struct grpc_result *result)
{
    struct live_stream *stream = arg;
    (void)id;
    if (!stream->over)
        lost(stream, result->detail ? result->detail
                                    : error_title(result->error, false));
}

static void close_channel(struct live_stream *stream)
{
    stream->over = true;
    if (stream->channel)
        grpc_channel_free(stream->channel);
    stream->channel = NULL;
}

static void open_channel(struct live_stream *stream)
{
    struct live *live = stream->live;
    struct address address;
    struct buffer packed;
    struct outgoing call = {
        .id = STREAM_ID,
        .contract = stream->contract,
        .method = (unsigned)message_method(stream->contract, "Watch")};
    buffer_init(&packed, LIMIT_MESSAGE_BYTES);
    enum error error =
        places_socket(&live->places, stream->socket, 0, &address);
    if (!error)
        error = message_pack(stream->ask, &packed);
    if (!error)
        stream->channel = grpc_channel_new(live->loop, &address);
    if (stream->channel) {
        stream->over = false;
        stream->opened_ms = clock_monotonic_ms();
        call.message =
            (struct slice){packed.data ? packed.data : "", packed.length};
        trace_start(&call.trace, &live->random);
        grpc_open(stream->channel, &call, on_moved, on_done, stream);
        if (!stream->over)
            grpc_half_close(stream->channel, STREAM_ID);
    }
    buffer_release(&packed);
}

/* Is it to be opened again, or silent for too long? */
static void look(void *arg)
{
    struct live_stream *stream = arg;
    int64_t now = clock_monotonic_ms();
    int64_t since = stream->state->heard_ms > stream->opened_ms
                        ? stream->state->heard_ms
                        : stream->opened_ms;
    if (!stream->over && now - since > SILENCE_MS) {
        grpc_cancel(stream->channel, STREAM_ID);
        lost(stream, "it does not answer");
    }
    if (stream->over) {
        close_channel(stream);
        open_channel(stream);
    }
    loop_timer_set(stream->timer, LOOK_MS);
}

/* ---- life ---- */

/* Once a turn of the loop, whatever came in it. */
static void tell(void *arg)
{
    struct live *live = arg;
    if (!live->news)
        return;
    live->news = false;
    if (live->changed)
        live->changed(live->arg);
}

static void begin_stream(struct live *live, struct live_stream *stream)
{
    stream->live = live;
    stream->over = true;
    stream->timer = loop_timer_new(live->loop, look, stream);
    if (stream->timer)
        look(stream);
}

enum error live_open(struct live **out, struct loop *loop,
                     const struct places *places, loop_hook *changed, void *arg)
{
    static const Supervisor__Nothing nothing = SUPERVISOR__NOTHING__INIT;
    static const Collector__WatchRequest ask = COLLECTOR__WATCH_REQUEST__INIT;
    struct live *live = calloc(1, sizeof *live);
    uint64_t seed = (uint64_t)clock_monotonic_ns(); /* for spans only */
    if (!live)
        return error_explain(ERROR_SYSTEM, "out of memory");
    live->loop = loop;
    live->places = *places;
    live->changed = changed;
    live->arg = arg;
    random_seed(&live->random, seed);
    arena_init(&live->arena, LIMIT_ARENA_BYTES);
    live->streams[0] =
        (struct live_stream){.state = &live->view.supervisor,
                             .socket = "supervisor",
                             .contract = &supervisor__supervisor__descriptor,
                             .ask = &nothing.base,
                             .take = live_take_status};
    live->streams[1] =
        (struct live_stream){.state = &live->view.collector,
                             .socket = "collector",
                             .contract = &collector__collector__descriptor,
                             .ask = &ask.base,
                             .take = live_take_moment};
    loop_each_turn(loop, tell, live);
    for (size_t i = 0; i < 2; i++)
        begin_stream(live, &live->streams[i]);
    *out = live;
    return ERROR_OK;
}

void live_close(struct live *live)
{
    loop_remove_hook(live->loop, tell, live);
    for (size_t i = 0; i < 2; i++) {
        close_channel(&live->streams[i]);
        if (live->streams[i].timer)
            loop_timer_free(live->streams[i].timer);
    }
    arena_release(&live->arena);
    free(live);
}

const struct live_view *live_view(const struct live *live)
{
    return &live->view;
}

uint64_t live_revision(const struct live *live)
{
    return live->view.revision;
}
