/*
 * repaint -- up to where the picture begins, and over it.
 *
 * The problem: a full-screen mode must be left again, and a process that is
 * killed cannot leave anything.
 *
 * The idea: no mode at all. The cursor stands below the picture; the next one
 * goes up as many rows as the last one had, writes each row and erases what
 * was longer, and erases what was below. A row never reaches the last column,
 * so none wraps and the count of rows holds. Where the terminal has another
 * size than before, its rows are no longer ours to count: it is cleared.
 */
#include "tutor/repaint.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "chassis/plain.h"
#include "tutor/width.h"

enum { PICTURE_BYTES = 256 * 1024, COLUMNS = 80, LINES = 24 };

static void measure(const struct screen *screen, int *columns, int *lines)
{
    struct winsize size = {0};
    int fd = fileno(screen->file);
    bool known = fd >= 0 && ioctl(fd, TIOCGWINSZ, &size) == 0;
    *columns = known && size.ws_col > 1 ? size.ws_col : COLUMNS;
    *lines = known && size.ws_row > 1 ? size.ws_row : LINES;
}

bool repaint_possible(const struct screen *screen)
{
    const char *kind = getenv("TERM");
    return screen->terminal && kind && *kind && strcmp(kind, "dumb") != 0;
}

/* One row; true: there is one more. */
static void put_row(struct buffer *out, const char *text, size_t length,
                    int columns)
{
    struct buffer clean;
    buffer_init(&clean, PICTURE_BYTES);
    plain_text(&clean, text, length);
    if (clean.data)
        buffer_append(out, clean.data,
                      width_fit(clean.data, clean.length, columns - 1));
    buffer_text(out, "\033[K\n");
    buffer_release(&clean);
}

static void begin(struct repaint *repaint, const struct screen *screen,
                  struct buffer *out)
{
    int columns, lines;
    measure(screen, &columns, &lines);
    if (repaint->rows > 0 &&
        (columns != repaint->columns || lines != repaint->lines))
        buffer_text(out, "\033[H\033[2J");
    else if (repaint->rows > 0)
        buffer_format(out, "\r\033[%dA", repaint->rows);
    *repaint = (struct repaint){.columns = columns, .lines = lines};
}

void repaint(struct repaint *repaint, struct screen *screen, const char *text,
             size_t length)
{
    struct buffer out;
    buffer_init(&out, PICTURE_BYTES);
    begin(repaint, screen, &out);
    while (length > 0 && repaint->rows < repaint->lines - 1) {
        const char *end = memchr(text, '\n', length);
        size_t line = end ? (size_t)(end - text) : length;
        put_row(&out, text, line, repaint->columns);
        repaint->rows++;
        line += end ? 1 : 0;
        text += line;
        length -= line;
    }
    buffer_text(&out, "\033[J");
    if (out.data)
        fwrite(out.data, 1, out.length, screen->file);
    screen_flush(screen);
    buffer_release(&out);
}

void repaint_end(struct repaint *repaint, struct screen *screen)
{
    fputs("\r\033[K", screen->file); /* the ^C that the terminal shows */
    screen_flush(screen);
    repaint->rows = 0;
}
