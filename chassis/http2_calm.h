/*
 * http2_calm -- when a peer's frames are a flood.
 *
 * Use:       a zero struct a connection; http2_calm_frame() for each frame
 *            that came. True once: end the session by GOAWAY
 *            ENHANCE_YOUR_CALM.
 * Time:      monotonic ms, passed in; counters begin anew every
 *            LIMIT_FLOOD_MS.
 * Ownership: a plain value.
 * Errors:    none.
 * Blocking:  never.
 * Source:    CVE-2023-44487 (rapid reset), CVE-2019-9512 (PING), 9515
 *            (SETTINGS), 9518 (empty DATA).
 */
#ifndef CHASSIS_HTTP2_CALM_H
#define CHASSIS_HTTP2_CALM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct http2_calm {
    int64_t window_ms; /* when the two counters began */
    unsigned resets, control_frames;
    bool calmed; /* it was said */
};

enum { HTTP2_CALM_NO_STREAM = -1 };

struct http2_calm_seen {
    unsigned type, flags; /* of the frame, as on the wire */
    size_t length;
    int64_t born_ms; /* of the stream that is reset, or NO_STREAM */
};

bool http2_calm_frame(struct http2_calm *calm,
                      const struct http2_calm_seen *frame, int64_t now_ms);

#endif
