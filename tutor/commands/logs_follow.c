/*
 * logs_follow -- a stream that outlives the process it comes from.
 *
 * The problem: what a learner follows is a shop that is being broken, the
 * collector included. One that was killed takes its numbers with it: line 812
 * of before is not line 812 of now. One that was stopped keeps its connection
 * and says nothing.
 *
 * The idea: each reply bears the life of its collector. The next stream is
 * asked for what comes behind the last line of that life; a collector of
 * another life sends all that it has, since it began after the break. What
 * never reached anybody the senders have counted, and the collector passes
 * their count on; the difference to the count before is what was lost.
 *
 * A reply comes once a second at least, so silence means that it is time to
 * open the stream anew.
 */
#include "tutor/commands/logs_follow.h"

#include "chassis/clock.h"
#include "chassis/grpc.h"
#include "chassis/message.h"
#include "tutor/commands/text.h"

enum {
    STREAM_ID = 1,
    FIRST_LINES = 10,
    LOOK_MS = 100,
    SILENCE_MS = 3000,
    RETRY_MS = 250
};

struct follow {
    struct session *session;
    Collector__LogsRequest asked; /* `after` and `life`: what we have */
    uint64_t lost;                /* as that life last said */
    struct address address;
    struct grpc_channel *channel;
    struct loop_timer *look;
    struct arena arena; /* of one reply */
    bool open, away;    /* away: it was said that nobody answers */
    int64_t heard_ms;   /* or tried */
    int64_t end_ms;
    bool done;
};

/* ---- what came ---- */

static void say_lost(struct follow *follow, uint64_t count)
{
    struct session *session = follow->session;
    if (count == 0)
        return;
    if (session->json)
        screen_print(&session->screen, "{\"lost\":%llu}\n",
                     (unsigned long long)count);
    else
        say(&session->screen, LOGS_LOST, (unsigned long long)count);
}

static void take(struct follow *follow, const Collector__LogsReply *reply)
{
    struct session *session = follow->session;
    bool known = follow->asked.life == reply->life;
    uint64_t before = known ? follow->lost : 0;
    uint64_t lost = reply->lost > before ? reply->lost - before : 0;
    if (!known) {
        say(&session->complaints, LOGS_NEW_LIFE);
    } else if (follow->away) {
        say(&session->complaints, LOGS_BACK);
    }
    follow->away = false;
    follow->asked.life = reply->life;
    follow->lost = reply->lost;
    say_lost(follow, lost + reply->missed);
    for (size_t i = 0; i < reply->n_lines; i++) {
        if (session->json)
            observe_json(session, &reply->lines[i]->base);
        else
            logs_print(session, reply->lines[i]);
    }
    follow->asked.after = reply->newest;
    screen_flush(&session->screen);
    if (ferror(session->screen.file))
        follow->done = true; /* nobody reads it any more */
}

static void gone(struct follow *follow)
{
    follow->open = false;
    follow->heard_ms = clock_monotonic_ms();
    if (!follow->away)
        say(&follow->session->complaints, LOGS_AWAY);
    follow->away = true;
}

static void on_moved(void *arg, uint64_t id)
{
    struct follow *follow = arg;
    struct slice bytes;
    while (follow->open && grpc_receive(follow->channel, id, &bytes)) {
        ProtobufCMessage *message = NULL;
        follow->heard_ms = clock_monotonic_ms();
        if (message_unpack(&collector__logs_reply__descriptor, bytes.data,
                           bytes.length, &follow->arena, &message))
            gone(follow);
        else
            take(follow, (const Collector__LogsReply *)message);
        arena_reset(&follow->arena);
    }
}

static void on_done(void *arg, uint64_t id, const struct grpc_result *result)
{
    struct follow *follow = arg;
    (void)id;
    (void)result;
    if (follow->open)
        gone(follow);
}

/* ---- the stream ---- */

static void close_stream(struct follow *follow)
{
    follow->open = false;
    if (follow->channel)
        grpc_channel_free(follow->channel);
    follow->channel = NULL;
}

static void open_stream(struct follow *follow)
{
    const ProtobufCServiceDescriptor *contract =
        &collector__collector__descriptor;
    struct outgoing call = {.id = STREAM_ID,
                            .contract = contract,
                            .method =
                                (unsigned)message_method(contract, "Tail")};
    struct buffer packed;
    buffer_init(&packed, LIMIT_MESSAGE_BYTES);
    close_stream(follow);
    follow->heard_ms = clock_monotonic_ms();
    if (!message_pack(&follow->asked.base, &packed))
        follow->channel =
            grpc_channel_new(follow->session->loop, &follow->address);
    if (follow->channel) {
        follow->open = true;
        call.message =
            (struct slice){packed.data ? packed.data : "", packed.length};
        trace_start(&call.trace, &follow->session->random);
        grpc_open(follow->channel, &call, on_moved, on_done, follow);
        grpc_half_close(follow->channel, STREAM_ID);
    }
    buffer_release(&packed);
}

static void on_look(void *arg)
{
    struct follow *follow = arg;
    int64_t now = clock_monotonic_ms();
    if (session_interrupted() || now >= follow->end_ms)
        follow->done = true;
    else if (follow->open && now - follow->heard_ms > SILENCE_MS)
        gone(follow);
    else if (!follow->open && now - follow->heard_ms >= RETRY_MS)
        open_stream(follow);
    loop_timer_set(follow->look, LOOK_MS);
}

/* ---- from the beginning to the end ---- */

/* The newest lines of before; from here on the stream goes on. */
static enum error begin(struct follow *follow)
{
    struct session *session = follow->session;
    const ProtobufCMessage *reply = NULL;
    follow->asked.limit = FIRST_LINES;
    enum error error =
        observe_ask(session, "Logs", &follow->asked.base, &reply);
    if (error)
        return error;
    const Collector__LogsReply *lines = (const Collector__LogsReply *)reply;
    follow->asked.life = lines->life;
    follow->asked.after = lines->newest;
    follow->lost = lines->lost;
    for (size_t i = 0; i < lines->n_lines; i++)
        if (session->json)
            observe_json(session, &lines->lines[i]->base);
        else
            logs_print(session, lines->lines[i]);
    screen_flush(&session->screen);
    return ERROR_OK;
}

enum error logs_follow(struct session *session,
                       const Collector__LogsRequest *asked, int64_t for_ms)
{
    struct follow follow = {.session = session, .asked = *asked};
    follow.end_ms = for_ms ? clock_monotonic_ms() + for_ms : INT64_MAX;
    enum error error =
        places_socket(&session->places, "collector", 0, &follow.address);
    if (!error)
        error = begin(&follow);
    if (error)
        return error;
    follow.look = loop_timer_new(session->loop, on_look, &follow);
    if (!follow.look)
        return error_explain(ERROR_SYSTEM, "out of memory");
    arena_init(&follow.arena, 2 * LIMIT_ARENA_BYTES);
    session_catch_interrupt();
    open_stream(&follow);
    loop_timer_set(follow.look, LOOK_MS);
    while (!follow.done)
        loop_once(session->loop, true);
    session_restore_interrupt();
    close_stream(&follow);
    loop_timer_free(follow.look);
    loop_once(session->loop, false); /* lets what was closed go */
    arena_release(&follow.arena);
    return ERROR_OK;
}
