/*
 * http2_calm -- counts what costs its sender nothing and us something.
 *
 * A reset counts only while its stream is young; a caller whose deadline
 * passed has waited, and while it waited it held one of LIMIT_STREAMS places,
 * which bounds it as well. So callers that give up are not punished.
 */
#include "chassis/http2_calm.h"

#include <nghttp2/nghttp2.h>

#include "chassis/limits.h"

enum { YOUNG_MS = 50 };

static bool count(struct http2_calm *calm, unsigned *counter, unsigned limit)
{
    if (++*counter <= limit || calm->calmed)
        return false;
    calm->calmed = true;
    return true;
}

static bool is_control(const struct http2_calm_seen *frame)
{
    switch (frame->type) {
    case NGHTTP2_PING:
    case NGHTTP2_SETTINGS:
        return !(frame->flags & NGHTTP2_FLAG_ACK);
    case NGHTTP2_PRIORITY:
        return true;
    case NGHTTP2_DATA:
        return frame->length == 0 && !(frame->flags & NGHTTP2_FLAG_END_STREAM);
    case NGHTTP2_RST_STREAM:
        return frame->born_ms == HTTP2_CALM_NO_STREAM;
    default:
        return false;
    }
}

bool http2_calm_frame(struct http2_calm *calm,
                      const struct http2_calm_seen *frame, int64_t now_ms)
{
    if (now_ms - calm->window_ms > LIMIT_FLOOD_MS) {
        calm->window_ms = now_ms;
        calm->resets = calm->control_frames = 0;
    }
    if (is_control(frame))
        return count(calm, &calm->control_frames, LIMIT_CONTROL_FRAMES);
    if (frame->type == NGHTTP2_RST_STREAM && now_ms - frame->born_ms < YOUNG_MS)
        return count(calm, &calm->resets, LIMIT_RESETS);
    return false;
}
