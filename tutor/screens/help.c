/*
 * help -- the keys of the screen that it was called from, and every command.
 *
 * It is made from the table of screens and the table of commands, so it cannot
 * name what is not there or leave out what is.
 */
#include <stdio.h>

#include "tutor/commands/table.h"
#include "tutor/screens/app_private.h"
#include "tutor/widgets/wrap.h"

static const struct view_class *about;
static int first_row;

static enum error open_help(struct app *app, const char *argument, void **state)
{
    (void)app, (void)state;
    about = view_find(argument);
    first_row = 0;
    return ERROR_OK;
}

static void draw_help(struct app *app, void *state, struct area *area)
{
    int row = -first_row;
    (void)app, (void)state;
    if (about) {
        area_put(*area, row++, 0, ROLE_HEADING, text(about->title));
        area_put(*area, row++, 0, ROLE_TEXT, text(about->help));
        for (const struct view_key *key = about->keys; key && key->key; key++) {
            area_put(*area, row, 2, ROLE_KEY, key->key);
            area_put(*area, row++, 16, ROLE_TEXT, text(key->label));
        }
        row++;
    }
    for (size_t i = 0; i < command_count; i++, row++) {
        area_put(*area, row, 2, ROLE_CODE, commands[i].name);
        area_put(*area, row, 16, ROLE_TEXT, text(commands[i].help));
    }
}

static bool key_help(struct app *app, void *state,
                     const struct keys_event *event)
{
    (void)app, (void)state;
    if (event->name == KEYS_PAGE_DOWN || event->name == KEYS_WHEEL_DOWN)
        first_row += first_row < (int)command_count ? 5 : 0;
    else if (event->name == KEYS_PAGE_UP || event->name == KEYS_WHEEL_UP)
        first_row -= first_row < 5 ? first_row : 5;
    else
        return false;
    return true;
}

static const struct view_key keys[] = {
    {"PgUp PgDn", TEXT_BAR_SCROLL}, {"Esc", TEXT_BAR_BACK}, {NULL, 0}};
extern const struct view_class view_help;
const struct view_class view_help = {.name = "help",
                                     .title = TEXT_VIEW_HELP,
                                     .help = TEXT_ABOUT_HELP,
                                     .keys = keys,
                                     .open = open_help,
                                     .draw = draw_help,
                                     .key = key_help};
