/*
 * HTTP/2 frames that are each allowed, in numbers that are not.
 *
 * The attacks have names: rapid reset (CVE-2023-44487), CONTINUATION flood
 * (CVE-2024-27316), SETTINGS and PING floods (CVE-2019-9512, 9515), empty DATA
 * (CVE-2019-9518), a window that never opens (CVE-2019-9511), the HPACK bomb.
 *
 * What holds: GOAWAY or the end of the connection, a process that has not
 * grown, and service for others meanwhile.
 */
#include <string.h>

#include "tests/hostile/h2.h"
#include "tests/hostile/suites.h"

enum { FLOOD_BYTES = 48 * 1024 * 1024, FRAME_MOST = 16384 };

/* Sends all that was made; the peer must end it, and not by NO_ERROR. */
static void is_stopped(struct stage *stage, struct buffer *flood, uint32_t code)
{
    struct h2_end end;
    struct wire wire;

    assert_int_equal(buffer_error(flood), ERROR_OK);
    h2_open(&wire, stage->door);
    wire_send(&wire, flood->data, flood->length);
    end = h2_wait(&wire, 0);
    stage_is_slim(stage);
    assert_true(end.goaway || end.closed);
    if (end.goaway && code)
        assert_int_equal(end.code, code);
    wire_close(&wire);
    buffer_release(flood);
}

static void two_thousand_rapid_resets_are_stopped(void **state)
{
    static const char *const paths[] = {"/healthz", "/api/products"};

    for (size_t i = 0; i < COUNT(paths); i++) {
        struct buffer flood, block;

        buffer_init(&flood, FLOOD_BYTES);
        buffer_init(&block, 1024);
        h2_get(&block, paths[i]);
        for (uint32_t id = 1; id < 2 * 2000; id += 2) {
            h2_frame(&flood, H2_HEADERS, H2_END_STREAM | H2_END_HEADERS, id,
                     (struct slice){block.data, block.length});
            h2_frame(&flood, H2_RST_STREAM, 0, id, SLICE("\0\0\0\x08"));
        }
        is_stopped(*state, &flood, H2_ENHANCE_YOUR_CALM);
        buffer_release(&block);
    }
}

/* The same before the request is whole. */
static void resets_of_half_requests_are_stopped(void **state)
{
    struct buffer flood, block;

    buffer_init(&flood, FLOOD_BYTES);
    buffer_init(&block, 1024);
    h2_get(&block, "/healthz");
    for (uint32_t id = 1; id < 2 * 2000; id += 2) {
        h2_frame(&flood, H2_HEADERS, H2_END_HEADERS, id,
                 (struct slice){block.data, block.length});
        h2_frame(&flood, H2_RST_STREAM, 0, id, SLICE("\0\0\0\x08"));
    }
    is_stopped(*state, &flood, H2_ENHANCE_YOUR_CALM);
    buffer_release(&block);
}

/* One request whose headers go on for 40 MB. */
static void continuations_without_end_are_stopped(void **state)
{
    char filler[FRAME_MOST];
    struct buffer flood, block;

    buffer_init(&flood, FLOOD_BYTES);
    buffer_init(&block, 64 * 1024);
    memset(filler, 'v', sizeof(filler));
    h2_get(&block, "/healthz");
    h2_frame(&flood, H2_HEADERS, H2_END_STREAM, 1,
             (struct slice){block.data, block.length});
    buffer_reset(&block);
    for (int i = 0; i < 4; i++)
        h2_header(&block, SLICE("x"), (struct slice){filler, 4000});
    for (size_t i = 0; i < 2500; i++)
        h2_frame(&flood, H2_CONTINUATION, 0, 1,
                 (struct slice){block.data, block.length});
    is_stopped(*state, &flood, 0);
    buffer_release(&block);
}

static void empty_continuations_are_stopped(void **state)
{
    struct buffer flood, block;

    buffer_init(&flood, FLOOD_BYTES);
    buffer_init(&block, 1024);
    h2_get(&block, "/healthz");
    h2_frame(&flood, H2_HEADERS, H2_END_STREAM, 1,
             (struct slice){block.data, block.length});
    for (size_t i = 0; i < 200000; i++)
        h2_frame(&flood, H2_CONTINUATION, 0, 1, (struct slice){0});
    is_stopped(*state, &flood, 0);
    buffer_release(&block);
}

static void control_floods_are_stopped(void **state)
{
    static const struct {
        unsigned type;
        uint32_t stream;
        struct slice payload;
    } all[] = {
        {H2_SETTINGS, 0, SLICE("")},
        {H2_SETTINGS, 0, SLICE("\0\4\0\0\xff\xff")},
        {H2_PING, 0, SLICE("12345678")},
        {H2_PRIORITY, 3, SLICE("\0\0\0\0\x10")},
    };

    for (size_t i = 0; i < COUNT(all); i++) {
        struct buffer flood;

        buffer_init(&flood, FLOOD_BYTES);
        for (size_t n = 0; n < 20000; n++)
            h2_frame(&flood, all[i].type, 0, all[i].stream, all[i].payload);
        is_stopped(*state, &flood, H2_ENHANCE_YOUR_CALM);
    }
}

static void empty_data_is_stopped(void **state)
{
    struct buffer flood, block;

    buffer_init(&flood, FLOOD_BYTES);
    buffer_init(&block, 1024);
    buffer_text(&block, "\x83\x86\x04\x0b/api/tokens\x01\x04shop");
    h2_frame(&flood, H2_HEADERS, H2_END_HEADERS, 1,
             (struct slice){block.data, block.length});
    for (size_t n = 0; n < 20000; n++)
        h2_frame(&flood, H2_DATA, 0, 1, (struct slice){0});
    is_stopped(*state, &flood, H2_ENHANCE_YOUR_CALM);
    buffer_release(&block);
}

/* PINGs whose answers are never read. */
static void unread_pings_cost_nothing(void **state)
{
    struct stage *stage = *state;
    struct buffer flood;
    struct wire wire;

    buffer_init(&flood, FLOOD_BYTES);
    for (size_t n = 0; n < 1000000; n++)
        h2_frame(&flood, H2_PING, 0, 0, SLICE("12345678"));
    h2_open(&wire, stage->door);
    wire_push(&wire, flood.data, flood.length, 300);
    stage_is_slim(stage);
    wire_close(&wire);
    buffer_release(&flood);
}

static void a_header_list_of_a_megabyte_is_refused(void **state)
{
    struct stage *stage = *state;
    struct buffer out, block;
    struct h2_end end;
    struct wire wire;
    char value[4000];

    memset(value, 'v', sizeof(value));
    buffer_init(&out, FLOOD_BYTES);
    buffer_init(&block, FLOOD_BYTES);
    h2_get(&block, "/healthz");
    for (int i = 0; i < 264; i++)
        h2_header(&block, SLICE("x"), (struct slice){value, sizeof(value)});
    for (size_t at = 0; at < block.length; at += FRAME_MOST) {
        size_t left = block.length - at;
        size_t length = left < FRAME_MOST ? left : FRAME_MOST;

        h2_frame(&out, at ? H2_CONTINUATION : H2_HEADERS,
                 (at ? 0 : H2_END_STREAM) |
                     (length == left ? H2_END_HEADERS : 0),
                 1, (struct slice){block.data + at, length});
    }
    h2_open(&wire, stage->door);
    wire_send(&wire, out.data, out.length);
    end = h2_wait(&wire, 1);
    assert_true(end.goaway || end.closed || end.reset || end.status == 431);
    stage_is_slim(stage);
    wire_close(&wire);
    buffer_release(&out);
    buffer_release(&block);
}

/* One header of 4000 bytes enters the table, then each byte repeats it. */
static void an_hpack_bomb_is_refused(void **state)
{
    struct stage *stage = *state;
    struct buffer out, block;
    struct h2_end end;
    struct wire wire;
    char value[4000];
    size_t header;

    buffer_init(&out, FLOOD_BYTES);
    buffer_init(&block, FLOOD_BYTES);
    h2_get(&block, "/healthz");
    memset(value, 'v', sizeof(value));
    header = block.length;
    h2_header(&block, SLICE("x"), (struct slice){value, sizeof(value)});
    block.data[header] = 0x40; /* with indexing */
    while (block.length < FRAME_MOST)
        buffer_byte(&block, (char)(0x80 | 62)); /* the newest of the table */
    h2_frame(&out, H2_HEADERS, H2_END_STREAM | H2_END_HEADERS, 1,
             (struct slice){block.data, block.length});
    h2_open(&wire, stage->door);
    wire_send(&wire, out.data, out.length);
    end = h2_wait(&wire, 1);
    assert_true(end.goaway || end.closed || end.reset || end.status == 431);
    stage_is_slim(stage);
    wire_close(&wire);
    buffer_release(&out);
    buffer_release(&block);
}

static bool ping_is_answered(struct wire *wire)
{
    struct h2_frame frame;
    struct buffer out;
    bool answered = false;

    buffer_init(&out, 64);
    h2_frame(&out, H2_PING, 0, 0, SLICE("anybody?"));
    wire_send(wire, out.data, out.length);
    buffer_release(&out);
    while (!answered && h2_next(wire, &frame))
        answered = frame.type == H2_PING && frame.flags & H2_ACK;
    return answered;
}

/* 400 answers of some kilobytes are asked for through a window of 0, by each
 * of two peers: as many as may be open, LIMIT_STREAMS, are held back. */
static void a_window_that_never_opens_costs_nothing(void **state)
{
    struct stage *stage = *state;
    struct buffer out, block;
    struct wire wires[2];

    buffer_init(&out, FLOOD_BYTES);
    buffer_init(&block, 1024);
    h2_frame(&out, H2_SETTINGS, 0, 0, SLICE("\0\4\0\0\0\0"));
    h2_get(&block, "/metrics");
    for (uint32_t id = 1; id < 2 * 400; id += 2)
        h2_frame(&out, H2_HEADERS, H2_END_STREAM | H2_END_HEADERS, id,
                 (struct slice){block.data, block.length});
    for (size_t i = 0; i < COUNT(wires); i++) {
        h2_open(&wires[i], stage->door);
        assert_true(wire_send(&wires[i], out.data, out.length));
    }
    for (size_t i = 0; i < COUNT(wires); i++)
        assert_true(ping_is_answered(&wires[i]));
    stage_is_slim(stage);
    for (size_t i = 0; i < COUNT(wires); i++)
        wire_close(&wires[i]);
    buffer_release(&out);
    buffer_release(&block);
}

/* 500 streams at once where 128 are allowed: the rest are refused one by one,
 * and the connection lives. */
static void more_streams_than_allowed_are_refused(void **state)
{
    struct stage *stage = *state;
    struct buffer out, block;
    struct h2_frame frame;
    struct wire wire;
    size_t refused = 0;

    buffer_init(&out, FLOOD_BYTES);
    buffer_init(&block, 1024);
    buffer_text(&block, "\x83\x86\x04\x0b/api/tokens\x01\x04shop");
    for (uint32_t id = 1; id < 2 * 500; id += 2)
        h2_frame(&out, H2_HEADERS, H2_END_HEADERS, id,
                 (struct slice){block.data, block.length});
    h2_open(&wire, stage->door);
    wire_send(&wire, out.data, out.length);
    while (refused < 500 - 128 && h2_next(&wire, &frame) &&
           frame.type != H2_GOAWAY)
        refused += frame.type == H2_RST_STREAM;
    assert_true(refused == 500 - 128 || wire.closed || frame.type == H2_GOAWAY);
    wire_close(&wire);
    buffer_release(&out);
    buffer_release(&block);
}

static const struct CMUnitTest tests[] = {
    ATTACK(two_thousand_rapid_resets_are_stopped),
    ATTACK(resets_of_half_requests_are_stopped),
    ATTACK(continuations_without_end_are_stopped),
    ATTACK(empty_continuations_are_stopped),
    ATTACK(control_floods_are_stopped),
    ATTACK(empty_data_is_stopped),
    ATTACK(unread_pings_cost_nothing),
    ATTACK(a_header_list_of_a_megabyte_is_refused),
    ATTACK(an_hpack_bomb_is_refused),
    ATTACK(a_window_that_never_opens_costs_nothing),
    ATTACK(more_streams_than_allowed_are_refused),
};

const struct suite suite_floods = SUITE("HTTP/2 floods", tests);
