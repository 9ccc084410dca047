/*
 * HTTP/2 frames made by hand, right ones and wrong ones.
 *
 * The problem: a library would not let us send a frame that lies about its
 * length. A frame is nine bytes and a payload, so no library is needed.
 *
 * What holds: headers are literals that enter no table, so both sides' tables
 * stay as they were. An answer's headers are not read; a refusal has its
 * status in the body as well.
 *
 * Order of use: h2_open, h2_frame, wire_send, h2_wait.
 */
#include "tests/hostile/h2.h"

#include <stdlib.h>
#include <string.h>

#include "tests/support/cmocka_all.h"

enum { FRAME_HEAD = 9, ONE_BYTE = 127 };

void h2_frame_head(struct buffer *out, size_t length, unsigned type,
                   unsigned flags, uint32_t stream)
{
    const unsigned char head[FRAME_HEAD] = {
        (unsigned char)(length >> 16), (unsigned char)(length >> 8),
        (unsigned char)length,         (unsigned char)type,
        (unsigned char)flags,          (unsigned char)(stream >> 24),
        (unsigned char)(stream >> 16), (unsigned char)(stream >> 8),
        (unsigned char)stream};

    buffer_append(out, head, sizeof(head));
}

void h2_frame(struct buffer *out, unsigned type, unsigned flags,
              uint32_t stream, struct slice payload)
{
    h2_frame_head(out, payload.length, type, flags, stream);
    if (payload.length)
        buffer_append(out, payload.data, payload.length);
}

void h2_open(struct wire *wire, const struct door *door)
{
    struct buffer out;

    buffer_init(&out, 1024);
    buffer_text(&out, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    h2_frame(&out, H2_SETTINGS, 0, 0, (struct slice){0});
    wire_open(wire, door);
    assert_true(wire_send(wire, out.data, out.length));
    buffer_release(&out);
}

/* A length in HPACK's form: seven bits, then seven at a time. */
static void text_of(struct buffer *out, struct slice text)
{
    size_t left = text.length;

    buffer_byte(out, (char)(left < ONE_BYTE ? left : ONE_BYTE));
    if (left >= ONE_BYTE) {
        left -= ONE_BYTE;
        for (; left >= 128; left >>= 7)
            buffer_byte(out, (char)((left & 127) | 128));
        buffer_byte(out, (char)left);
    }
    if (text.length)
        buffer_append(out, text.data, text.length);
}

void h2_header(struct buffer *out, struct slice name, struct slice value)
{
    buffer_byte(out, 0);
    text_of(out, name);
    text_of(out, value);
}

void h2_get(struct buffer *out, const char *path)
{
    buffer_byte(out, (char)0x82); /* :method: GET */
    buffer_byte(out, (char)0x86); /* :scheme: http */
    buffer_byte(out, 0x04);       /* :path: */
    text_of(out, slice_of(path));
    buffer_byte(out, 0x01); /* :authority: */
    text_of(out, SLICE("shop"));
}

static uint32_t number_at(const char *bytes)
{
    const unsigned char *at = (const unsigned char *)bytes;

    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
           (uint32_t)at[2] << 8 | at[3];
}

bool h2_next(struct wire *wire, struct h2_frame *out)
{
    for (;;) {
        const char *at = wire->in.data;
        size_t length = 0;

        if (wire->in.length >= FRAME_HEAD)
            length = number_at(at) >> 8;
        if (wire->in.length >= FRAME_HEAD + length) {
            out->type = (unsigned char)at[3];
            out->flags = (unsigned char)at[4];
            out->stream = number_at(at + 5) & 0x7fffffff;
            buffer_reset(&wire->shown);
            buffer_append(&wire->shown, at + FRAME_HEAD, length);
            out->payload = (struct slice){wire->shown.data, length};
            buffer_consume(&wire->in, FRAME_HEAD + length);
            return true;
        }
        if (wire->closed)
            return false;
        if (!wire_read(wire, WIRE_PATIENCE_MS) && !wire->closed)
            fail_msg("neither an answer nor an end in %d ms", WIRE_PATIENCE_MS);
    }
}

/* Of a problem's body: "status":431. */
static int status_of(struct slice body)
{
    static const char name[] = "\"status\":";
    const char *at =
        body.length ? memmem(body.data, body.length, name, sizeof(name) - 1)
                    : NULL;

    return at ? (int)strtol(at + sizeof(name) - 1, NULL, 10) : 0;
}

static void note(struct h2_end *end, const struct h2_frame *frame,
                 uint32_t stream)
{
    bool ours = stream != 0 && frame->stream == stream;

    if (frame->type == H2_GOAWAY) {
        end->goaway = true;
        end->code = number_at(frame->payload.data + 4);
    } else if (frame->type == H2_RST_STREAM && ours) {
        end->reset = true;
        if (!end->answered)
            end->code = number_at(frame->payload.data);
    } else if (frame->type == H2_DATA && ours && end->status == 0) {
        end->status = status_of(frame->payload);
    }
    if (ours && (frame->type == H2_HEADERS || frame->type == H2_DATA) &&
        frame->flags & H2_END_STREAM)
        end->answered = true;
}

struct h2_end h2_wait(struct wire *wire, uint32_t stream)
{
    struct h2_end end = {0};
    struct h2_frame frame;

    while (!end.goaway && !end.reset && !end.answered) {
        if (!h2_next(wire, &frame)) {
            end.closed = true;
            break;
        }
        note(&end, &frame, stream);
    }
    return end;
}
