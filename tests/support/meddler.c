/*
 * meddler -- two streams a line, and what comes from one goes to the other.
 *
 * The idea: it knows nothing of what it passes on, so that whatever is checked
 * behind it is checked by the two ends alone. Every byte of a connection can
 * be aimed at: those of frames, of compressed heads and of messages.
 */
#include "tests/support/meddler.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/support/cmocka_all.h"

enum { QUIET_TURNS = 24 };

static void hang_up(struct meddler_line *line)
{
    for (int i = 0; i < MEDDLER_WAYS; i++) {
        if (line->ends[i].stream)
            stream_close(line->ends[i].stream);
        line->ends[i].stream = NULL;
    }
}

static void pass(struct meddler_end *from, struct stream *to, const char *bytes,
                 size_t length)
{
    struct meddler *meddler = from->meddler;
    size_t before = from->passed, at = length;
    from->passed += length;
    meddler->passed[from->way] += length;
    if (from->way == meddler->way && !meddler->struck &&
        meddler->at >= before && meddler->at < from->passed)
        at = meddler->at - before;
    stream_write(to, bytes, at);
    if (at == length)
        return;
    char changed = (char)(bytes[at] ^ meddler->by);
    meddler->struck = true;
    stream_write(to, &changed, 1);
    stream_write(to, bytes + at + 1, length - at - 1);
}

static void on_bytes(void *arg, const char *bytes, size_t length)
{
    struct meddler_end *from = arg;
    struct meddler_end *to = &from->line->ends[1 - from->way];
    if (to->stream)
        pass(from, to->stream, bytes, length);
}

static void on_end(void *arg, enum error error)
{
    (void)error;
    hang_up(((struct meddler_end *)arg)->line);
}

static struct stream *reach(struct loop *loop, const struct address *address)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    struct stream *stream = NULL;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_in_range(strlen(address->host), 1, sizeof name.sun_path - 1);
    memcpy(name.sun_path, address->host, strlen(address->host));
    assert_int_equal(connect(fd, (struct sockaddr *)&name, sizeof name), 0);
    assert_int_equal(stream_adopt(&stream, loop, fd), ERROR_OK);
    return stream;
}

static void on_accepted(void *arg, struct stream *stream, bool local)
{
    static const struct stream_events events = {.on_bytes = on_bytes,
                                                .on_end = on_end};
    struct meddler *meddler = arg;
    struct meddler_line *line = meddler->lines;
    (void)local;
    while (line->ends[0].stream)
        assert_true(++line < meddler->lines + MEDDLER_LINES);
    for (int i = 0; i < MEDDLER_WAYS; i++) {
        line->ends[i] = (struct meddler_end){
            .meddler = meddler, .line = line, .way = i, .stream = stream};
        if (i == 1)
            line->ends[i].stream = reach(meddler->loop, &meddler->back);
        stream_start(line->ends[i].stream, &events, &line->ends[i]);
    }
}

void meddler_open(struct meddler *meddler, struct loop *loop,
                  const struct address *front, const struct address *back)
{
    *meddler = (struct meddler){
        .loop = loop, .front = *front, .back = *back, .way = -1};
    assert_int_equal(
        listener_open(&meddler->listener, loop, front, on_accepted, meddler),
        ERROR_OK);
}

void meddler_aim(struct meddler *meddler, int way, size_t at, unsigned char by)
{
    meddler->way = way;
    meddler->at = at;
    meddler->by = by;
    meddler->struck = false;
    meddler->quiet_turns = 0;
    memset(meddler->passed, 0, sizeof meddler->passed);
}

void meddler_hang_up(struct meddler *meddler)
{
    for (int i = 0; i < MEDDLER_LINES; i++)
        hang_up(&meddler->lines[i]);
}

void meddler_turn(struct meddler *meddler)
{
    size_t before = meddler->passed[0] + meddler->passed[1];
    loop_once(meddler->loop, false);
    if (before != meddler->passed[0] + meddler->passed[1])
        meddler->quiet_turns = 0;
    if (++meddler->quiet_turns == QUIET_TURNS) {
        meddler_hang_up(meddler);
        meddler->quiet_turns = 0;
    }
}

void meddler_close(struct meddler *meddler)
{
    meddler_hang_up(meddler);
    listener_close(meddler->listener);
}
