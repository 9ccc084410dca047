/*
 * pipe -- bytes on their way in one direction, as the faults will have it.
 *
 * Use:       pipe_put() what arrived, pipe_take() what may leave now, as often
 *            as it gives something; write each piece by itself. `again_us`
 *            says when to ask again.
 * Time:      monotonic microseconds, passed in.
 * Ownership: the pipe copies what is put. A piece holds until the next put.
 * Errors:    bytes beyond PIPE_BYTES are not expected: the caller stops
 *            reading while pipe_length() is over PIPE_FULL.
 * Blocking:  never.
 * Source:    toxiproxy: latency counts from a chunk's arrival, so that the
 *            delays of pipelined chunks do not add up; slicer and limit_data
 *            too. Token bucket as in Turner 1986. Clog as FDB's.
 */
#ifndef SPLIT_PLATFORM_SIDECAR_PIPE_H
#define SPLIT_PLATFORM_SIDECAR_PIPE_H

#include "chassis/buffer.h"
#include "chassis/random.h"

enum {
    PIPE_FULL = 256 * 1024,       /* time to stop reading */
    PIPE_BYTES = 8 * 1024 * 1024, /* never reached */
    PIPE_CHUNKS = 128             /* more are merged with their neighbour */
};

/* Zeroes change nothing. */
struct pipe_rules {
    int64_t latency_us, jitter_us; /* latency ± jitter */
    int64_t clog_us;               /* bytes leave once in so long */
    int64_t bytes_per_s;           /* 0: as fast as it goes */
    size_t slice, slice_variation; /* bytes of a piece; 0: all there is */
    int64_t slice_gap_us;          /* between two pieces */
    bool swallow;                  /* nothing leaves, ever */
    bool limited;                  /* `limit` holds */
    int64_t limit;                 /* bytes that may pass since it came */
    unsigned corrupt;              /* bytes changed in each chunk */
    uint64_t seed; /* of jitter, sizes and places; 0: as it was */
};

struct pipe_chunk {
    int64_t due_us;
    size_t length;
};

struct pipe {
    struct pipe_rules rules;
    struct random random;
    struct buffer bytes;
    size_t taken; /* of `bytes`, from its front */
    struct pipe_chunk chunks[PIPE_CHUNKS];
    size_t first, count; /* a ring */
    int64_t clog_since_us;
    int64_t tokens_us; /* when the bucket was empty */
    int64_t slice_us;  /* not before this */
    int64_t limit_left;
    bool harmed; /* bytes were lost or changed: the stream is not whole */
};

/* The seed decides jitter, sizes and places: the same seed, the same harm. */
void pipe_init(struct pipe *pipe, uint64_t seed);
void pipe_release(struct pipe *pipe);
/* Without latency or clog, what waited for them may leave at once. */
void pipe_set(struct pipe *pipe, const struct pipe_rules *rules,
              int64_t now_us);
void pipe_put(struct pipe *pipe, const char *bytes, size_t length,
              int64_t now_us);
/* False: nothing leaves before *again_us (INT64_MAX: before the next put). */
bool pipe_take(struct pipe *pipe, int64_t now_us, struct slice *piece,
               int64_t *again_us);
size_t pipe_length(const struct pipe *pipe);
/* Nothing is to be done to bytes: they may go straight on. */
bool pipe_idle(const struct pipe *pipe);
/* The limit is reached: time to close. */
bool pipe_spent(const struct pipe *pipe);

#endif
