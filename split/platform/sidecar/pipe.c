/*
 * pipe -- a queue of chunks, each with the moment from which it may leave.
 *
 * Latency, jitter and clog are all answers to "when", given once, when a chunk
 * arrives: due = arrival + latency, or the end of the clog's period. A chunk
 * is never due before the one in front of it, since a stream keeps its order.
 * Bandwidth and slicer are answers to "how much at once", given when bytes
 * leave: a token bucket that holds at most BURST_US worth of bytes, and a
 * random size.
 *
 * Rejected: a chain of stages with a queue each, as toxiproxy has. One queue
 * is less to fill, to bound and to empty when a fault is healed.
 *
 * The invariant: the lengths of the chunks add up to the bytes that wait; the
 * due times rise from front to back.
 */
#include "split/platform/sidecar/pipe.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

enum { SECOND_US = 1000000, BURST_US = 20000 };

void pipe_init(struct pipe *pipe, uint64_t seed)
{
    memset(pipe, 0, sizeof *pipe);
    random_seed(&pipe->random, seed);
    buffer_init(&pipe->bytes, PIPE_BYTES);
}

void pipe_release(struct pipe *pipe)
{
    buffer_release(&pipe->bytes);
}

size_t pipe_length(const struct pipe *pipe)
{
    return pipe->bytes.length - pipe->taken;
}

bool pipe_idle(const struct pipe *pipe)
{
    const struct pipe_rules *rules = &pipe->rules;
    bool late = rules->latency_us > 0 || rules->jitter_us > 0 ||
                rules->clog_us > 0 || rules->bytes_per_s > 0;
    bool changed = rules->slice > 0 || rules->swallow || rules->limited ||
                   rules->corrupt > 0;
    return pipe_length(pipe) == 0 && !late && !changed;
}

bool pipe_spent(const struct pipe *pipe)
{
    return pipe->rules.limited && pipe->limit_left == 0;
}

/* ---- rules ---- */

static void drop_all(struct pipe *pipe)
{
    buffer_reset(&pipe->bytes);
    pipe->taken = 0;
    pipe->count = 0;
}

void pipe_set(struct pipe *pipe, const struct pipe_rules *rules, int64_t now_us)
{
    const struct pipe_rules old = pipe->rules;
    pipe->rules = *rules;
    if (rules->seed != 0 && rules->seed != old.seed)
        random_seed(&pipe->random, rules->seed);
    if (rules->clog_us != old.clog_us)
        pipe->clog_since_us = now_us;
    if (rules->limited && (!old.limited || rules->limit != old.limit))
        pipe->limit_left = rules->limit;
    if (rules->bytes_per_s != old.bytes_per_s)
        pipe->tokens_us = now_us;
    if (rules->slice_gap_us == 0)
        pipe->slice_us = now_us;
    if (rules->latency_us == 0 && rules->jitter_us == 0 && rules->clog_us == 0)
        for (size_t i = 0; i < pipe->count; i++)
            pipe->chunks[(pipe->first + i) % PIPE_CHUNKS].due_us = now_us;
    if (rules->swallow && pipe_length(pipe) > 0) {
        pipe->harmed = true;
        drop_all(pipe);
    }
}

/* ---- in ---- */

static int64_t due(struct pipe *pipe, int64_t now_us)
{
    const struct pipe_rules *rules = &pipe->rules;
    int64_t at = now_us + rules->latency_us;
    if (rules->jitter_us > 0)
        at += (int64_t)random_below(&pipe->random,
                                    2 * (uint64_t)rules->jitter_us + 1) -
              rules->jitter_us;
    if (at < now_us)
        at = now_us;
    if (rules->clog_us > 0) {
        int64_t since = at - pipe->clog_since_us;
        at =
            pipe->clog_since_us + (since / rules->clog_us + 1) * rules->clog_us;
    }
    return at;
}

static void corrupt(struct pipe *pipe, size_t from)
{
    size_t length = pipe->bytes.length - from;
    for (unsigned i = 0; i < pipe->rules.corrupt; i++) {
        size_t at = from + random_below(&pipe->random, length);
        /* Never by nothing: a changed byte is another byte. */
        pipe->bytes.data[at] ^= (char)(1 + random_below(&pipe->random, 255));
    }
    pipe->harmed = true;
}

void pipe_put(struct pipe *pipe, const char *bytes, size_t length,
              int64_t now_us)
{
    if (length == 0)
        return;
    if (pipe->rules.swallow) {
        pipe->harmed = true;
        return;
    }
    if (pipe->taken > 0 && pipe->taken >= pipe->bytes.length / 2) {
        buffer_consume(&pipe->bytes, pipe->taken);
        pipe->taken = 0;
    }
    size_t from = pipe->bytes.length;
    buffer_append(&pipe->bytes, bytes, length);
    assert(!buffer_error(&pipe->bytes)); /* reading stops at PIPE_FULL */
    if (pipe->rules.corrupt > 0)
        corrupt(pipe, from);
    int64_t at = due(pipe, now_us);
    struct pipe_chunk *last =
        pipe->count == 0
            ? NULL
            : &pipe->chunks[(pipe->first + pipe->count - 1) % PIPE_CHUNKS];
    if (last && at < last->due_us)
        at = last->due_us;
    if (last && (at == last->due_us || pipe->count == PIPE_CHUNKS)) {
        last->length += length;
        last->due_us = at;
        return;
    }
    pipe->chunks[(pipe->first + pipe->count++) % PIPE_CHUNKS] =
        (struct pipe_chunk){at, length};
}

/* ---- out ---- */

/* Bytes that the bucket holds; 0, and *again_us is when the next one will be
 * there. */
static size_t allowance(struct pipe *pipe, int64_t now_us, size_t wanted,
                        int64_t *again_us)
{
    int64_t rate = pipe->rules.bytes_per_s;
    if (rate == 0)
        return wanted;
    if (pipe->tokens_us < now_us - BURST_US)
        pipe->tokens_us = now_us - BURST_US;
    int64_t whole = (now_us - pipe->tokens_us) * rate / SECOND_US;
    if (whole >= 1)
        return (uint64_t)whole < wanted ? (size_t)whole : wanted;
    *again_us = pipe->tokens_us + (SECOND_US + rate - 1) / rate;
    return 0;
}

static void pay(struct pipe *pipe, size_t length)
{
    int64_t rate = pipe->rules.bytes_per_s;
    if (rate > 0)
        pipe->tokens_us += ((int64_t)length * SECOND_US + rate - 1) / rate;
}

static size_t slice_length(struct pipe *pipe)
{
    const struct pipe_rules *rules = &pipe->rules;
    size_t varies = rules->slice_variation < rules->slice
                        ? rules->slice_variation
                        : rules->slice - 1;
    if (varies == 0)
        return rules->slice;
    return rules->slice - varies + random_below(&pipe->random, 2 * varies + 1);
}

static void remove_front(struct pipe *pipe, size_t length)
{
    struct pipe_chunk *chunk = &pipe->chunks[pipe->first];
    pipe->taken += length;
    chunk->length -= length;
    if (chunk->length > 0)
        return;
    pipe->first = (pipe->first + 1) % PIPE_CHUNKS;
    pipe->count--; /* the bytes stay readable until the next put */
}

bool pipe_take(struct pipe *pipe, int64_t now_us, struct slice *piece,
               int64_t *again_us)
{
    const struct pipe_rules *rules = &pipe->rules;
    *again_us = INT64_MAX;
    if (pipe->count == 0 || pipe_spent(pipe))
        return false;
    const struct pipe_chunk *chunk = &pipe->chunks[pipe->first];
    *again_us = chunk->due_us;
    if (rules->slice > 0 && pipe->slice_us > *again_us)
        *again_us = pipe->slice_us;
    if (*again_us > now_us)
        return false;
    size_t length = chunk->length;
    if (rules->slice > 0) {
        size_t most = slice_length(pipe);
        length = length < most ? length : most;
    }
    length = allowance(pipe, now_us, length, again_us);
    if (length == 0)
        return false;
    if (rules->limited) {
        if (length >= (uint64_t)pipe->limit_left) {
            length = (size_t)pipe->limit_left;
            pipe->harmed = true;
        }
        pipe->limit_left -= (int64_t)length;
    }
    *piece = (struct slice){pipe->bytes.data + pipe->taken, length};
    pay(pipe, length);
    if (rules->slice_gap_us > 0)
        pipe->slice_us =
            (pipe->slice_us + rules->slice_gap_us > now_us ? pipe->slice_us
                                                           : now_us) +
            rules->slice_gap_us;
    remove_front(pipe, length);
    return true;
}
