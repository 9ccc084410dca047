/*
 * screen -- where everything goes that a learner reads.
 *
 * The problem: an answer of the shop may hold anything (an escape sequence in
 * a product's name is enough to retitle a terminal), and one forgotten
 * clean-up among a hundred prints would let it through.
 *
 * The idea: clean at the exit, not at each entrance. screen_print() formats
 * into a buffer, splits it at the line ends that we wrote ourselves, and hands
 * each line to plain_text(). Styles are the only escape sequences that leave,
 * and they leave by a function of their own that takes no text.
 */
#include "tutor/screen.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "chassis/plain.h"
#include "tutor/widgets/particle.h"

/* Beyond the widest the eye loses the line; tables need the least. */
enum { WIDEST_COLUMNS = 120, LEAST_COLUMNS = 60 };

static int within(long columns, int least)
{
    if (columns < least)
        return least;
    return columns > WIDEST_COLUMNS ? WIDEST_COLUMNS : (int)columns;
}

static int columns_of(int fd)
{
    struct winsize size;
    if (ioctl(fd, TIOCGWINSZ, &size) != 0)
        return SCREEN_COLUMNS;
    return within(size.ws_col, SCREEN_COLUMNS);
}

/* Of the panel in which the output of this command will be read. */
static int panel_columns(void)
{
    const char *told = getenv("CLEAVE_COLUMNS");
    long columns = told ? strtol(told, NULL, 10) : 0;
    return columns > 0 ? within(columns, LEAST_COLUMNS) : SCREEN_COLUMNS;
}

void screen_init(struct screen *screen, FILE *file)
{
    const char *no_colour = getenv("NO_COLOR");
    const char *kind = getenv("TERM");
    int fd = fileno(file);
    *screen = (struct screen){.file = file, .columns = panel_columns()};
    screen->terminal = fd >= 0 && isatty(fd);
    if (!screen->terminal)
        return;
    screen->columns = columns_of(fd);
    screen->colour = (!no_colour || !*no_colour) && kind && *kind &&
                     strcmp(kind, "dumb") != 0;
}

void screen_write(struct screen *screen, const char *text, size_t length)
{
    struct buffer clean;
    buffer_init(&clean, 4 * (size_t)SCREEN_PRINT_BYTES);
    while (length > 0) {
        const char *end = memchr(text, '\n', length);
        size_t line = end ? (size_t)(end - text) : length;
        plain_text(&clean, text, line);
        if (end)
            buffer_byte(&clean, '\n');
        line += end ? 1 : 0;
        text += line;
        length -= line;
    }
    if (clean.length > 0)
        fwrite(clean.data, 1, clean.length, screen->file);
    buffer_release(&clean);
}

/* With the particles that the values ask for: {을/를}. */
static void write_resolved(struct screen *screen, const struct buffer *text)
{
    struct buffer resolved;
    if (text->length == 0)
        return;
    if (!memchr(text->data, '{', text->length)) {
        screen_write(screen, text->data, text->length);
        return;
    }
    buffer_init(&resolved, SCREEN_PRINT_BYTES);
    particle_resolve(&resolved, text->data, text->length);
    screen_write(screen, resolved.data, resolved.length);
    buffer_release(&resolved);
}

void screen_print(struct screen *screen, const char *format, ...)
{
    struct buffer text;
    va_list list;
    buffer_init(&text, SCREEN_PRINT_BYTES);
    va_start(list, format);
    buffer_format_list(&text, format, list);
    va_end(list);
    write_resolved(screen, &text);
    buffer_release(&text);
}

void screen_json(struct screen *screen, const struct buffer *json)
{
    if (screen->terminal)
        screen_write(screen, json->data, json->length);
    else
        fwrite(json->data, 1, json->length, screen->file);
    fputc('\n', screen->file);
}

void screen_style(struct screen *screen, enum screen_style style)
{
    static const char *const codes[] = {
        [STYLE_NONE] = "\033[0m",  [STYLE_BOLD] = "\033[1m",
        [STYLE_GOOD] = "\033[32m", [STYLE_BAD] = "\033[31m",
        [STYLE_DIM] = "\033[2m",
    };
    if (screen->colour)
        fputs(codes[style], screen->file);
}

void screen_flush(struct screen *screen)
{
    fflush(screen->file);
}
