/*
 * One gRPC call as a stranger writes it.
 *
 * Requests are literals without compression; answers are compressed as the
 * server likes, so reading them takes a real decoder, and it must see every
 * header block of its connection.
 */
#include "tests/hostile/rpc.h"

#include <stdlib.h>
#include <string.h>

#include "tests/support/cmocka_all.h"

void rpc_head(struct buffer *block, const char *path)
{
    buffer_byte(block, (char)0x83); /* :method: POST */
    buffer_byte(block, (char)0x86); /* :scheme: http */
    h2_header(block, SLICE(":path"), slice_of(path));
    h2_header(block, SLICE(":authority"), SLICE("shop"));
    h2_header(block, SLICE("te"), SLICE("trailers"));
    h2_header(block, SLICE("content-type"), SLICE("application/grpc"));
}

void rpc_message(struct buffer *out, struct slice message)
{
    const char prefix[5] = {0, 0, 0, 0, (char)message.length};

    buffer_append(out, prefix, sizeof(prefix));
    buffer_append(out, message.data, message.length);
}

/* -1 where a header block says none. */
static int status_in(nghttp2_hd_inflater *inflater, struct slice block)
{
    int status = -1;

    for (;;) {
        nghttp2_nv nv;
        int flags = 0;
        ssize_t used = nghttp2_hd_inflate_hd2(inflater, &nv, &flags,
                                              (const uint8_t *)block.data,
                                              block.length, 1);

        assert_true(used >= 0);
        block.data += used;
        block.length -= (size_t)used;
        if (flags & NGHTTP2_HD_INFLATE_EMIT && nv.namelen == 11 &&
            memcmp(nv.name, "grpc-status", 11) == 0)
            status = (int)strtol((const char *)nv.value, NULL, 10);
        if (flags & NGHTTP2_HD_INFLATE_FINAL)
            break;
    }
    nghttp2_hd_inflate_end_headers(inflater);
    return status;
}

int rpc_wait(struct wire *wire, uint32_t stream)
{
    nghttp2_hd_inflater *inflater;
    struct h2_frame frame;
    int status = -1;

    assert_int_equal(nghttp2_hd_inflate_new(&inflater), 0);
    while (status < 0 && h2_next(wire, &frame)) {
        int found = -1;

        if (frame.type == H2_HEADERS)
            found = status_in(inflater, frame.payload);
        if (frame.stream == stream)
            status = found;
    }
    nghttp2_hd_inflate_del(inflater);
    return status;
}

int rpc_status(const struct door *door, const char *path, struct slice message,
               const struct pair *extra, size_t count)
{
    struct buffer out, block;
    struct wire wire;
    int status;

    buffer_init(&out, 64 * 1024);
    buffer_init(&block, 32 * 1024);
    rpc_head(&block, path);
    for (size_t i = 0; i < count; i++)
        h2_header(&block, slice_of(extra[i].name), slice_of(extra[i].value));
    h2_frame(&out, H2_HEADERS, H2_END_HEADERS, 1,
             (struct slice){block.data, block.length});
    buffer_reset(&block);
    rpc_message(&block, message);
    h2_frame(&out, H2_DATA, H2_END_STREAM, 1,
             (struct slice){block.data, block.length});
    h2_open(&wire, door);
    wire_send(&wire, out.data, out.length);
    status = rpc_wait(&wire, 1);
    wire_close(&wire);
    buffer_release(&out);
    buffer_release(&block);
    return status;
}
