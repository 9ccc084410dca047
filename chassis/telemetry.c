/*
 * telemetry -- one buffer, one socket, and never a wait.
 *
 * The problem: whoever watches a shop must not slow it down, and must not be
 * able to stop it. A stream to a collector that hangs fills up, and then the
 * shop waits or needs a queue without a bound.
 *
 * The idea: datagrams. A datagram is taken by the kernel whole or not at all,
 * at once. Records are appended to a buffer that is itself the body of the
 * next datagram (protobuf joins the pieces of a message by writing them one
 * behind the other), and it leaves when it is large enough or has waited for
 * TELEMETRY_WAIT_MS. A full socket leaves it where it is for the next try;
 * when the buffer is full as well, records are dropped and counted.
 *
 * The invariant: the buffer holds whole records only and never more than one
 * datagram can carry.
 *
 * Rejected: one datagram a turn. Linux lets ten datagrams wait at a Unix socket
 * (net.unix.max_dgram_qlen), and each wakes the collector: at ten processes
 * with a thousand turns a second the machine would do little else.
 */
#include "chassis/telemetry_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "chassis/buffer.h"
#include "chassis/clock.h"
#include "chassis/limits.h"

enum {
    HEAD_BYTES = 512, /* the batch's own fields */
    RECORDS_BYTES = TELEMETRY_DATAGRAM_BYTES - HEAD_BYTES,
    TAG_BYTES = 16 /* of one record */
};
_Static_assert(2 * LIMIT_NAME_BYTES + 64 < HEAD_BYTES, "a head fits");

static struct {
    const struct config *config;
    struct loop_timer *send_timer, *sample_timer;
    struct runtime *runtime;
    struct buffer records;
    uint64_t waiting;                 /* records in the buffer */
    uint64_t waiting_logs, lost_logs; /* of log lines; lost since a batch */
    int fd;                           /* -1: nobody listens */
    int64_t look_ms;                  /* when to look for somebody again */
    int64_t again_ms;
    int64_t offset_ns;
    struct telemetry_figures figures;
    struct sockaddr_un address;
} state = {.fd = -1, .records = {.limit = RECORDS_BYTES}};

int64_t telemetry_now_us(void)
{
    return clock_monotonic_ns() / 1000;
}

bool telemetry_listens(void)
{
    return state.fd >= 0;
}

int64_t telemetry_offset_ns(void)
{
    return state.offset_ns;
}

struct telemetry_figures telemetry_figures(void)
{
    state.figures.connected = state.fd >= 0;
    return state.figures;
}

/* ---- the socket ---- */

/* The clock of the machine may be set while we run. */
static void read_offset(void)
{
    state.offset_ns = clock_true_wall_ns() - clock_monotonic_ns();
}

static void look_for_collector(void)
{
    int64_t now = clock_monotonic_ms();
    if (state.fd >= 0 || now < state.look_ms)
        return;
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&state.address,
                           sizeof state.address) == 0) {
        state.fd = fd;
        state.again_ms = TELEMETRY_AGAIN_MS;
        read_offset();
        return;
    }
    if (fd >= 0)
        close(fd);
    state.look_ms = now + state.again_ms;
    state.again_ms *= 2;
    if (state.again_ms > TELEMETRY_AGAIN_MOST_MS)
        state.again_ms = TELEMETRY_AGAIN_MOST_MS;
}

static void drop_waiting(void)
{
    state.figures.dropped += state.waiting;
    state.lost_logs += state.waiting_logs;
    state.waiting = state.waiting_logs = 0;
    buffer_reset(&state.records);
}

/* Whoever listened is gone: what waits would be old news to the next one. */
static void lose_collector(void)
{
    close(state.fd);
    state.fd = -1;
    state.look_ms = clock_monotonic_ms() + state.again_ms;
    drop_waiting();
}

static size_t pack_head(uint8_t out[HEAD_BYTES])
{
    const struct config *config = state.config;
    Telemetry__Batch head = TELEMETRY__BATCH__INIT;
    head.service_name = (char *)config->name;
    head.service_instance = config->instance;
    head.service_version = (char *)config->version;
    head.pid = (int32_t)getpid();
    head.sequence = state.figures.batches + 1;
    head.dropped = state.figures.dropped;
    head.lost_logs = state.lost_logs;
    return telemetry__batch__pack(&head, out);
}

static void send_batch(void)
{
    uint8_t head[HEAD_BYTES];
    struct iovec parts[] = {
        {head, pack_head(head)},
        {state.records.data, state.records.length},
    };
    const struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
    ssize_t sent = sendmsg(state.fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent >= 0) {
        state.figures.batches++;
        state.figures.records += state.waiting;
        state.waiting = state.waiting_logs = state.lost_logs = 0;
        buffer_reset(&state.records);
        read_offset();
        return;
    }
    if (errno == EMSGSIZE) /* a kernel with smaller buffers than we think */
        drop_waiting();
    else if (errno != EAGAIN && errno != ENOBUFS && errno != EINTR)
        lose_collector();
}

static void send_soon(void *arg)
{
    (void)arg;
    if (state.fd >= 0 && state.waiting > 0)
        send_batch();
    if (state.waiting > 0)
        loop_timer_set(state.send_timer, TELEMETRY_WAIT_MS);
}

/* ---- records ---- */

static size_t put_varint(uint8_t *out, uint64_t value)
{
    size_t length = 0;
    for (; value >= 0x80; value >>= 7)
        out[length++] = (uint8_t)(value | 0x80);
    out[length++] = (uint8_t)value;
    return length;
}

static void drop_one(unsigned field)
{
    state.figures.dropped++;
    state.lost_logs += field == TELEMETRY_FIELD_LOG;
}

void telemetry_add(unsigned field, const ProtobufCMessage *message)
{
    uint8_t tag[TAG_BYTES];
    struct buffer *records = &state.records;
    size_t bytes = protobuf_c_message_get_packed_size(message);
    if (state.fd < 0 || bytes + TAG_BYTES > RECORDS_BYTES - records->length) {
        drop_one(field);
        return;
    }
    size_t start = records->length;
    size_t length = put_varint(tag, field << 3 | 2); /* length-delimited */
    length += put_varint(tag + length, bytes);
    buffer_append(records, tag, length);
    char *room = buffer_room(records, bytes);
    if (!room) { /* no memory */
        buffer_cut(records, start);
        drop_one(field);
        return;
    }
    protobuf_c_message_pack(message, (uint8_t *)room);
    buffer_filled(records, bytes);
    state.waiting_logs += field == TELEMETRY_FIELD_LOG;
    if (state.waiting++ == 0)
        loop_timer_set(state.send_timer, TELEMETRY_WAIT_MS);
}

bool telemetry_wants(const struct trace *trace, bool failed)
{
    if (!state.config || (!failed && !(trace->flags & 1)))
        return false;
    state.figures.dropped += state.fd < 0;
    return state.fd >= 0;
}

bool telemetry_wants_log(void)
{
    if (state.config && state.fd < 0)
        drop_one(TELEMETRY_FIELD_LOG);
    return state.fd >= 0;
}

void telemetry_turn(void)
{
    if (state.fd >= 0 && state.records.length >= TELEMETRY_FULL_BYTES)
        send_batch();
}

/* ---- life ---- */

static void tick(void *arg)
{
    (void)arg;
    look_for_collector();
    if (state.fd >= 0 && state.runtime)
        telemetry_sample(state.runtime);
    int64_t wait = TELEMETRY_SAMPLE_MS;
    if (state.fd < 0) {
        wait = state.look_ms - clock_monotonic_ms();
        wait = wait > 1 ? wait : 1;
    }
    loop_timer_set(state.sample_timer, wait);
}

void telemetry_open(struct loop *loop, const struct config *config)
{
    int used = snprintf(state.address.sun_path, sizeof state.address.sun_path,
                        "%s/telemetry.sock", config->places.run);
    if (used < 0 || (size_t)used >= sizeof state.address.sun_path)
        return; /* places_find() allows for longer names than this one */
    state.address.sun_family = AF_UNIX;
    state.config = config;
    state.again_ms = TELEMETRY_AGAIN_MS;
    state.look_ms = 0;
    state.figures = (struct telemetry_figures){0};
    state.send_timer = loop_timer_new(loop, send_soon, NULL);
    state.sample_timer = loop_timer_new(loop, tick, NULL);
    if (!state.send_timer || !state.sample_timer) {
        telemetry_close();
        return;
    }
    telemetry_rate_open();
    tick(NULL);
}

void telemetry_watch(struct runtime *rt)
{
    state.runtime = rt;
    if (rt && state.fd >= 0) /* a mark from which the collector can count */
        telemetry_sample(rt);
}

void telemetry_close(void)
{
    if (state.fd >= 0 && state.waiting > 0)
        send_batch();
    if (state.fd >= 0)
        close(state.fd);
    if (state.send_timer)
        loop_timer_free(state.send_timer);
    if (state.sample_timer)
        loop_timer_free(state.sample_timer);
    buffer_release(&state.records);
    state.send_timer = state.sample_timer = NULL;
    state.runtime = NULL;
    state.config = NULL;
    state.waiting = state.waiting_logs = state.lost_logs = 0;
    state.fd = -1;
}
