/*
 * first -- the first thing a learner sees is a success.
 *
 * Both shops are started by the same command that one would type, and its own
 * words with the measured time are what is shown. Enter places the same order
 * on both; the two answers stand here until the next one.
 */
#include <stdlib.h>
#include <string.h>

#include "tutor/screens/app_private.h"
#include "tutor/widgets/wrap.h"

struct first {
    struct buffer said, answer;
    bool up, busy;
};

static void took(struct buffer *to, const char *output, size_t length)
{
    buffer_reset(to);
    buffer_append(to, output, length);
}

static void on_up(struct app *app, void *arg, int status, const char *output,
                  size_t length)
{
    struct first *first = arg;
    (void)app;
    first->up = status == 0;
    first->busy = false;
    took(&first->said, output, length);
}

static void on_order(struct app *app, void *arg, int status, const char *output,
                     size_t length)
{
    struct first *first = arg;
    (void)app, (void)status;
    first->busy = false;
    took(&first->answer, output, length);
}

static void release(struct app *app, void *state)
{
    struct first *first = state;
    (void)app;
    buffer_release(&first->said);
    buffer_release(&first->answer);
    free(first);
}

static enum error open_first(struct app *app, const char *argument,
                             void **state)
{
    static const char *const words[] = {"up", "both", "--free-ports", NULL};
    struct first *first = calloc(1, sizeof *first);
    (void)argument;
    if (!first)
        return ERROR_SYSTEM;
    buffer_init(&first->said, LIMIT_REPLY_BYTES);
    buffer_init(&first->answer, LIMIT_REPLY_BYTES);
    first->busy = true;
    enum error error = app_job(app, words, on_up, first);
    if (error)
        release(app, first);
    else
        *state = first;
    return error;
}

/* Line by line: the columns that a command prints must not be wrapped. */
static int put_lines(struct area area, int row, const struct buffer *lines)
{
    const char *at = lines->data ? lines->data : "";
    while (*at) {
        size_t length = strcspn(at, "\n");
        area_put_slice(area, row++, 1, ROLE_TEXT, (struct slice){at, length});
        at += length + (at[length] == '\n');
    }
    return row;
}

static void draw_first(struct app *app, void *state, struct area *area)
{
    const struct first *first = state;
    (void)app;
    if (first->busy && first->said.length == 0)
        area_put(*area, 0, 1, ROLE_DIM, text(TEXT_FIRST_STARTING));
    int row = put_lines(*area, 0, &first->said);
    if (first->up) {
        row = 1 +
              wrap_put(
                  area_part(*area, row + 1, 1, area->rows, area->columns - 1),
                  0, ROLE_STRONG,
                  text(first->answer.length > 0 ? TEXT_FIRST_AGAIN
                                                : TEXT_FIRST_NEXT)) +
              row;
        put_lines(*area, row + 1, &first->answer);
    }
}

static bool key_first(struct app *app, void *state,
                      const struct keys_event *event)
{
    static const char *const words[] = {"order",  "both",   "--customer",
                                        "7",      "--line", "MUG×2",
                                        "--line", "PEN×1",  NULL};
    struct first *first = state;
    if (event->name != KEYS_ENTER)
        return false;
    if (first->up && !first->busy)
        first->busy = app_job(app, words, on_order, first) == ERROR_OK;
    return true;
}

static enum error plain_first(struct session *session, const char *argument)
{
    (void)argument;
    return view_command(session, "tour", NULL);
}

static const struct view_key keys[] = {{"Enter", TEXT_BAR_ORDER}, {NULL, 0}};
extern const struct view_class view_first;
const struct view_class view_first = {.name = "first",
                                      .title = TEXT_VIEW_FIRST,
                                      .help = TEXT_ABOUT_FIRST,
                                      .keys = keys,
                                      .keys_first = true,
                                      .open = open_first,
                                      .close = release,
                                      .draw = draw_first,
                                      .key = key_first,
                                      .plain = plain_first};
