/*
 * lifeline -- the child's end of the line to whoever started it.
 *
 * A child must not outlive its supervisor, and no signal tells it when that
 * was killed. So it holds one end of a socket pair: end of file means that the
 * other end is gone, however suddenly. The same line carries the one thing
 * that a child has to say about its start: that it is over, and which
 * addresses it really took.
 */
#include "chassis/lifeline.h"

#include <unistd.h>

#include "chassis/json.h"
#include "chassis/limits.h"

static void on_bytes(void *arg, const char *bytes, size_t length)
{
    (void)arg, (void)bytes, (void)length; /* nothing is said to a child */
}

static void on_end(void *arg, enum error error)
{
    struct lifeline *lifeline = arg;
    (void)error;
    lifeline_close(lifeline);
    lifeline->lost(lifeline->arg);
}

enum error lifeline_open(struct lifeline *lifeline, struct loop *loop, int fd)
{
    static const struct stream_events events = {.on_bytes = on_bytes,
                                                .on_end = on_end};
    if (fd < 0)
        return ERROR_OK;
    enum error error = stream_adopt(&lifeline->stream, loop, fd);
    if (!error)
        stream_start(lifeline->stream, &events, lifeline);
    return error;
}

void lifeline_ready(struct lifeline *lifeline, const struct address *addresses,
                    size_t count)
{
    char text[LIMIT_PATH_BYTES];
    struct buffer line;
    struct json_writer json;
    if (!lifeline->stream)
        return;
    buffer_init(&line, LIMIT_LIFELINE_BYTES);
    json_begin(&json, &line);
    json_object_open(&json);
    json_key_bool(&json, "ready", true);
    json_key_int(&json, "pid", getpid());
    json_key(&json, "listen");
    json_array_open(&json);
    for (size_t i = 0; i < count; i++) {
        address_format(&addresses[i], text, sizeof text);
        json_text(&json, text);
    }
    json_array_close(&json);
    json_object_close(&json);
    buffer_byte(&line, '\n');
    stream_write(lifeline->stream, line.data, line.length);
    buffer_release(&line);
}

void lifeline_close(struct lifeline *lifeline)
{
    if (lifeline->stream)
        stream_close(lifeline->stream);
    lifeline->stream = NULL;
}
