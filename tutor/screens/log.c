/*
 * log -- what the commands of this session have printed.
 *
 * The last lines are shown and follow new ones; PgUp holds the text still until
 * PgDn has come back to its end.
 */
#include <stdlib.h>

#include "tutor/screens/app_private.h"
#include "tutor/widgets/wrap.h"

static size_t above; /* lines between the last one shown and the newest */

static enum error open_log(struct app *app, const char *argument, void **state)
{
    (void)app, (void)argument, (void)state;
    above = 0;
    return ERROR_OK;
}

static size_t kept(const struct app *app)
{
    return app->log_count < APP_LOG_LINES ? app->log_count : APP_LOG_LINES;
}

static void draw_log(struct app *app, void *state, struct area *area)
{
    size_t count = kept(app);
    int row = area->rows;
    (void)state;
    if (above >= count)
        above = count > 0 ? count - 1 : 0;
    if (count == 0)
        area_put(*area, 0, 0, ROLE_DIM, text(TEXT_LOG_EMPTY));
    /* From the newest upwards, so that wrapped lines need no second pass. */
    for (size_t i = above; i < count && row > 0; i++) {
        const char *line = app->log[(app->log_count - 1 - i) % APP_LOG_LINES];
        int rows = area->columns > 0 ? wrap_rows(line, area->columns) : 1;
        rows = rows < 1 ? 1 : rows > area->rows ? area->rows : rows;
        row -= rows;
        if (row < 0)
            break;
        struct area part = area_part(*area, row, 0, rows, area->columns);
        wrap_put(part, 0, ROLE_TEXT, line);
    }
}

static bool key_log(struct app *app, void *state,
                    const struct keys_event *event)
{
    size_t step =
        event->name == KEYS_PAGE_UP || event->name == KEYS_PAGE_DOWN ? 10 : 3;
    (void)state;
    if (event->name == KEYS_PAGE_UP || event->name == KEYS_WHEEL_UP)
        above += above + step < kept(app) ? step : 0;
    else if (event->name == KEYS_PAGE_DOWN || event->name == KEYS_WHEEL_DOWN)
        above -= above < step ? above : step;
    else
        return false;
    return true;
}

/* In lines there is nothing to look back at: they stand above. */
static enum error plain_log(struct session *session, const char *argument)
{
    (void)argument;
    say(&session->screen, LOG_PLAIN);
    return ERROR_OK;
}

static const struct view_key keys[] = {
    {"PgUp PgDn", TEXT_BAR_SCROLL}, {"Esc", TEXT_BAR_BACK}, {NULL, 0}};
extern const struct view_class view_log;
const struct view_class view_log = {.name = "log",
                                    .title = TEXT_VIEW_LOG,
                                    .help = TEXT_ABOUT_LOG,
                                    .keys = keys,
                                    .open = open_log,
                                    .draw = draw_log,
                                    .key = key_log,
                                    .plain = plain_log};
