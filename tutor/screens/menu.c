/*
 * menu -- all screens, so that none has to be known by its name.
 *
 * The rows are the table of screens itself. A digit goes to its row and opens
 * it as soon as no longer number can be meant; arrows and Enter do the same,
 * and so does a click. Esc goes back.
 */
#include <stdio.h>
#include <string.h>

#include "tutor/screens/app_private.h"
#include "tutor/screens/bar.h"
#include "tutor/widgets/frame.h"
#include "tutor/widgets/scroll.h"
#include "tutor/widgets/wrap.h"

/* Columns of a row; the sentence takes what remains. */
enum {
    AT_KEY = 5,
    AT_NAME = 9,
    AT_TITLE = 20,
    AT_HELP = 48,
    LEAST_HELP = 40, /* less is no sentence */
    FOOT_ROWS = 3
};

extern const struct view_class view_menu;

static int selected, typed; /* `typed`: of a number that may go on; 0: none */
static struct scroll scroll;
static struct area shown; /* where the rows are */

/* The rows are all screens but this one. */
static const struct view_row *row_at(int index)
{
    for (size_t i = 0; i < view_count; i++)
        if (views[i].view != &view_menu && index-- == 0)
            return &views[i];
    return NULL;
}

static int row_count(void)
{
    return (int)view_count - 1;
}

static enum error open_menu(struct app *app, const char *argument, void **state)
{
    (void)app, (void)argument, (void)state;
    typed = 0;
    return ERROR_OK;
}

static void draw_row(struct area line, int index)
{
    const struct view_row *row = row_at(index);
    unsigned style = index == selected ? ROLE_SELECTED : ROLE_TEXT;
    const char *key = row->view == view_find("help") ? "F1" : "";
    if (row->key != KEYS_NONE)
        key = bar_function_key(row->key);
    area_fill(line, style);
    if (index == selected)
        area_glyph(line, 0, 0, style, GLYPH_POINTER);
    area_print(line, 0, 1, style, "%2d", index + 1);
    area_put(line, 0, AT_KEY, index == selected ? style : ROLE_KEY, key);
    area_put(line, 0, AT_NAME, index == selected ? style : ROLE_CODE,
             row->view->name);
    int help = line.columns >= AT_HELP + LEAST_HELP ? AT_HELP : line.columns;
    area_line(area_part(line, 0, AT_TITLE, 1, help - AT_TITLE - 1), ALIGN_LEFT,
              style, text(row->view->title));
    area_line(area_part(line, 0, help, 1, line.columns), ALIGN_LEFT,
              index == selected ? style : ROLE_DIM, text(row->view->help));
}

static void draw_menu(struct app *app, void *state, struct area *area)
{
    struct area inside = *area;
    (void)app, (void)state;
    struct area foot = area_take_bottom(
        &inside, inside.rows > row_count() || inside.rows > 2 * FOOT_ROWS
                     ? FOOT_ROWS
                     : 0);
    selected = selected < row_count() ? selected : row_count() - 1;
    scroll_resize(&scroll, inside.rows, row_count());
    scroll_show(&scroll, selected);
    scroll_draw(&scroll, inside);
    if (scroll_needed(&scroll))
        area_take_right(&inside, 2);
    for (int i = 0; i < inside.rows && scroll.first + i < row_count(); i++)
        draw_row(area_part(inside, i, 0, 1, inside.columns), scroll.first + i);
    shown = inside;
    wrap_put(area_part(foot, 1, 1, FOOT_ROWS, foot.columns - 1), 0, ROLE_STRONG,
             text(row_at(selected)->view->help));
}

/* Esc from the screen that opens goes where this list was opened from. */
static void choose(struct app *app, int index)
{
    const struct view_row *row = row_at(index);
    app_back(app);
    app_open(app, row->view->name, "");
}

static bool digit(struct app *app, int value)
{
    int number = typed * 10 + value;
    if (number > row_count()) /* a new number begins */
        number = value;
    typed = 0;
    if (number < 1 || number > row_count())
        return true;
    selected = number - 1;
    if (number * 10 > row_count())
        choose(app, selected);
    else
        typed = number;
    return true;
}

static bool click(struct app *app, const struct keys_event *event)
{
    int row = event->row - shown.row;
    if (row < 0 || row >= shown.rows || scroll.first + row >= row_count())
        return false;
    selected = scroll.first + row;
    choose(app, selected);
    return true;
}

static void move(int rows)
{
    selected += rows;
    if (selected >= row_count())
        selected = row_count() - 1;
    if (selected < 0)
        selected = 0;
}

static bool key_menu(struct app *app, void *state,
                     const struct keys_event *event)
{
    int page = shown.rows > 1 ? shown.rows - 1 : 1;
    (void)state;
    if (event->name == KEYS_CHARACTER && event->character >= '0' &&
        event->character <= '9')
        return digit(app, (int)event->character - '0');
    typed = 0;
    if (event->name == KEYS_UP || event->name == KEYS_WHEEL_UP)
        move(-1);
    else if (event->name == KEYS_DOWN || event->name == KEYS_WHEEL_DOWN)
        move(1);
    else if (event->name == KEYS_PAGE_UP || event->name == KEYS_HOME)
        move(event->name == KEYS_HOME ? -row_count() : -page);
    else if (event->name == KEYS_PAGE_DOWN || event->name == KEYS_END)
        move(event->name == KEYS_END ? row_count() : page);
    else if (event->name == KEYS_ENTER)
        choose(app, selected);
    else if (event->name == KEYS_CLICK)
        return click(app, event);
    else
        return false;
    return true;
}

static enum error plain_menu(struct session *session, const char *argument)
{
    (void)argument;
    view_list(session);
    return ERROR_OK;
}

static const struct view_key keys[] = {{"1-9", TEXT_BAR_CHOOSE},
                                       {"↑ ↓", TEXT_BAR_MOVE},
                                       {"Enter", TEXT_BAR_OPEN},
                                       {"Esc", TEXT_BAR_BACK},
                                       {NULL, 0}};
const struct view_class view_menu = {.name = "menu",
                                     .title = TEXT_VIEW_MENU,
                                     .help = TEXT_ABOUT_MENU,
                                     .keys = keys,
                                     .keys_first = true,
                                     .open = open_menu,
                                     .draw = draw_menu,
                                     .key = key_menu,
                                     .plain = plain_menu};
