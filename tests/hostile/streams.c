/*
 * Streams that are opened to be a burden.
 *
 * The attack: a bidirectional stream is a promise to go on; so it is opened by
 * the thousand, reset in the middle, never read, never granted a byte, fed in
 * single bytes or with lengths that lie.
 *
 * What holds: the stream or the connection ends with a code, or waits at a
 * bounded cost; others are served meanwhile.
 */
#include <stdio.h>
#include <string.h>

#include "tests/hostile/rpc.h"
#include "tests/hostile/suites.h"

enum { FLOOD_BYTES = 48 * 1024 * 1024, STALL_MS = 300 };

static const char watch_stock[] = "/inventory.Inventory/WatchStock";
#define WATCH_MUG SLICE("\x0a\x03MUG")

static struct slice bytes_of(const struct buffer *buffer)
{
    return (struct slice){buffer->data, buffer->length};
}

static void open_watch(struct buffer *out, uint32_t stream)
{
    struct buffer block;

    buffer_init(&block, 4096);
    rpc_head(&block, watch_stock);
    h2_frame(out, H2_HEADERS, H2_END_HEADERS, stream, bytes_of(&block));
    buffer_release(&block);
}

static void say(struct buffer *out, uint32_t stream, unsigned flags,
                struct slice message)
{
    struct buffer framed;

    buffer_init(&framed, 4096);
    rpc_message(&framed, message);
    h2_frame(out, H2_DATA, flags, stream, bytes_of(&framed));
    buffer_release(&framed);
}

/* A watcher of good manners gets a level, on a connection of its own. */
static void others_are_served(struct stage *stage)
{
    struct buffer out;
    struct h2_frame frame;
    struct wire wire;
    bool level = false;

    buffer_init(&out, 4096);
    open_watch(&out, 1);
    say(&out, 1, 0, WATCH_MUG);
    h2_open(&wire, stage->door);
    assert_true(wire_send(&wire, out.data, out.length));
    while (!level && h2_next(&wire, &frame))
        level = frame.type == H2_DATA && frame.payload.length > 5;
    assert_true(level);
    wire_close(&wire);
    buffer_release(&out);
}

static void resets_in_the_middle_are_stopped(void **state)
{
    struct stage *stage = *state;
    struct buffer flood;
    struct h2_end end;
    struct wire wire;

    buffer_init(&flood, FLOOD_BYTES);
    for (uint32_t id = 1; id < 2 * 2000; id += 2) {
        open_watch(&flood, id);
        say(&flood, id, 0, WATCH_MUG);
        h2_frame(&flood, H2_RST_STREAM, 0, id, SLICE("\0\0\0\x08"));
    }
    h2_open(&wire, stage->door);
    wire_send(&wire, flood.data, flood.length);
    end = h2_wait(&wire, 0);
    assert_true(end.goaway || end.closed);
    if (end.goaway)
        assert_int_equal(end.code, H2_ENHANCE_YOUR_CALM);
    stage_is_slim(stage);
    others_are_served(stage);
    wire_close(&wire);
    buffer_release(&flood);
}

/* 128 may be open; each that is one too many is refused, and none of those
 * that are open is lost for it. */
static void more_streams_than_allowed_are_refused(void **state)
{
    enum { OPENED = 500, ALLOWED = 128 };
    struct stage *stage = *state;
    struct buffer out;
    struct h2_frame frame;
    struct wire wire;
    int refused = 0, levels = 0;

    buffer_init(&out, FLOOD_BYTES);
    for (uint32_t id = 1; id < 2 * OPENED; id += 2)
        open_watch(&out, id);
    say(&out, 1, 0, WATCH_MUG);
    h2_open(&wire, stage->door);
    assert_true(wire_send(&wire, out.data, out.length));
    while ((refused < OPENED - ALLOWED || levels < 1) &&
           h2_next(&wire, &frame) && frame.type != H2_GOAWAY) {
        refused += frame.type == H2_RST_STREAM;
        levels += frame.type == H2_DATA && frame.stream == 1;
    }
    assert_int_equal(refused, OPENED - ALLOWED);
    assert_int_equal(levels, 1);
    stage_is_slim(stage);
    others_are_served(stage);
    wire_close(&wire);
    buffer_release(&out);
}

/* No stream is ever granted a byte, and each asks a thousand times. */
static void streams_without_a_window_cost_nothing(void **state)
{
    enum { STREAMS = 100, QUESTIONS = 1000 };
    struct stage *stage = *state;
    struct buffer out;
    struct wire wire;

    buffer_init(&out, FLOOD_BYTES);
    h2_frame(&out, H2_SETTINGS, 0, 0, SLICE("\0\4\0\0\0\0"));
    for (uint32_t id = 1; id < 2 * STREAMS; id += 2)
        open_watch(&out, id);
    for (int i = 0; i < QUESTIONS; i++)
        for (uint32_t id = 1; id < 2 * STREAMS; id += 2)
            say(&out, id, 0, WATCH_MUG);
    h2_open(&wire, stage->door);
    wire_push(&wire, out.data, out.length, STALL_MS);
    others_are_served(stage);
    stage_is_slim(stage);
    wire_close(&wire);
    buffer_release(&out);
}

/* It talks for 16 MB and reads not one byte of the answers. */
static void who_talks_and_never_reads_costs_nothing(void **state)
{
    enum { QUESTIONS = 700000, SMALL = 4096 };
    struct stage *stage = *state;
    struct buffer out;
    struct wire wire;
    int room = SMALL;

    buffer_init(&out, FLOOD_BYTES);
    h2_frame(&out, H2_SETTINGS, 0, 0, SLICE("\0\4\x7f\xff\xff\xff"));
    h2_frame(&out, H2_WINDOW_UPDATE, 0, 0, SLICE("\x7f\xff\0\0"));
    open_watch(&out, 1);
    for (int i = 0; i < QUESTIONS; i++)
        say(&out, 1, 0, WATCH_MUG);
    h2_open(&wire, stage->door);
    setsockopt(wire.fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
    wire_push(&wire, out.data, out.length, STALL_MS);
    others_are_served(stage);
    stage_is_slim(stage);
    wire_close(&wire);
    buffer_release(&out);
}

static void idle_streams_cost_nothing(void **state)
{
    enum { WIRES = 200 };
    static struct wire wires[WIRES];
    struct stage *stage = *state;
    struct buffer out;

    buffer_init(&out, 4096);
    open_watch(&out, 1);
    for (size_t i = 0; i < WIRES; i++) {
        h2_open(&wires[i], stage->door);
        wire_send(&wires[i], out.data, out.length);
    }
    others_are_served(stage);
    stage_is_slim(stage);
    for (size_t i = 0; i < WIRES; i++)
        wire_close(&wires[i]);
    buffer_release(&out);
}

/* ---- what is in the frames ---- */

static void messages_that_lie_end_their_stream(void **state)
{
    static const struct {
        const char *why;
        struct slice bytes;
        int status; /* 0: any but OK */
    } all[] = {
        {"2^32 - 1 bytes", SLICE("\0\xff\xff\xff\xff"), GRPC_EXHAUSTED},
        {"2^31 bytes", SLICE("\0\x80\0\0\0"), GRPC_EXHAUSTED},
        {"a byte over 1 MiB", SLICE("\0\0\x10\0\x01"), GRPC_EXHAUSTED},
        {"compressed by nothing", SLICE("\1\0\0\0\5\x0a\x03MUG"), 0},
        {"flags of 255", SLICE("\xff\0\0\0\5\x0a\x03MUG"), 0},
        {"half a message", SLICE("\0\0\0\0\5\x0a\x03"), 0},
        {"half a length", SLICE("\0\0\0"), 0},
        {"a field that is longer than its message",
         SLICE("\0\0\0\0\3\x0a\x7f"
               "M"),
         GRPC_INVALID},
        {"a number without end",
         SLICE("\0\0\0\0\x0c\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"),
         GRPC_INVALID},
        {"a group without end", SLICE("\0\0\0\0\2\x0b\x0b"), GRPC_INVALID},
        {"a SKU that is not UTF-8", SLICE("\0\0\0\0\4\x0a\x02\xff\xfe"), 0},
    };
    struct stage *stage = *state;

    for (size_t i = 0; i < COUNT(all); i++) {
        struct buffer out;
        struct wire wire;
        int status;

        buffer_init(&out, 4096);
        open_watch(&out, 1);
        h2_frame(&out, H2_DATA, H2_END_STREAM, 1, all[i].bytes);
        h2_open(&wire, stage->door);
        wire_send(&wire, out.data, out.length);
        status = rpc_wait(&wire, 1);
        if (status <= 0 || (all[i].status && status != all[i].status))
            fail_msg("%s: status %d", all[i].why, status);
        wire_close(&wire);
        buffer_release(&out);
    }
}

static void a_message_in_single_bytes_is_one_message(void **state)
{
    static const char message[] = "\0\0\0\0\5\x0a\x03MUG";
    struct stage *stage = *state;
    struct buffer out;
    struct h2_frame frame;
    struct wire wire;
    int levels = 0;

    buffer_init(&out, 4096);
    open_watch(&out, 1);
    for (size_t i = 0; i < sizeof(message) - 1; i++)
        h2_frame(&out, H2_DATA, 0, 1, (struct slice){message + i, 1});
    h2_frame(&out, H2_DATA, H2_END_STREAM, 1, (struct slice){"", 0});
    h2_open(&wire, stage->door);
    wire_send(&wire, out.data, out.length);
    while (h2_next(&wire, &frame)) {
        levels += frame.type == H2_DATA && frame.payload.length > 5;
        if (frame.stream == 1 && frame.flags & H2_END_STREAM &&
            frame.type == H2_HEADERS)
            break;
    }
    assert_int_equal(levels, 1);
    wire_close(&wire);
    buffer_release(&out);
}

static void empty_data_on_a_stream_is_stopped(void **state)
{
    struct stage *stage = *state;
    struct buffer out;
    struct h2_end end;
    struct wire wire;

    buffer_init(&out, FLOOD_BYTES);
    open_watch(&out, 1);
    for (int i = 0; i < 200000; i++)
        h2_frame(&out, H2_DATA, 0, 1, (struct slice){"", 0});
    h2_open(&wire, stage->door);
    wire_send(&wire, out.data, out.length);
    end = h2_wait(&wire, 0);
    assert_true(end.goaway || end.closed);
    stage_is_slim(stage);
    others_are_served(stage);
    wire_close(&wire);
    buffer_release(&out);
}

static void what_comes_behind_the_end_is_not_served(void **state)
{
    struct stage *stage = *state;
    struct buffer out;
    struct h2_frame frame;
    struct wire wire;
    int levels = 0;

    buffer_init(&out, 4096);
    open_watch(&out, 1);
    say(&out, 1, H2_END_STREAM, WATCH_MUG);
    say(&out, 1, 0, SLICE("\x0a\x03PEN"));
    h2_frame(&out, H2_PING, 0, 0, SLICE("anybody?"));
    h2_open(&wire, stage->door);
    wire_send(&wire, out.data, out.length);
    wire_end(&wire);
    while (h2_next(&wire, &frame))
        levels += frame.type == H2_DATA && frame.payload.length > 5;
    assert_true(levels <= 1);
    wire_close(&wire);
    buffer_release(&out);
}

static const struct CMUnitTest tests[] = {
    ATTACK(resets_in_the_middle_are_stopped),
    ATTACK(more_streams_than_allowed_are_refused),
    ATTACK(streams_without_a_window_cost_nothing),
    ATTACK(who_talks_and_never_reads_costs_nothing),
    ATTACK(idle_streams_cost_nothing),
    ATTACK(messages_that_lie_end_their_stream),
    ATTACK(a_message_in_single_bytes_is_one_message),
    ATTACK(empty_data_on_a_stream_is_stopped),
    ATTACK(what_comes_behind_the_end_is_not_served),
};

const struct suite suite_streams = SUITE("streams", tests);
