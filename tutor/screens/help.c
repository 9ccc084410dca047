/*
 * help -- the keys of the screen that it was called from, the keys that work
 *         anywhere, and every command; `/` finds one.
 *
 * It is made from the table of screens and the table of commands, so it cannot
 * name what is not there or leave out what is.
 *
 * What is searched for is typed in the prompt, like everything else: so it can
 * be edited, pasted, and written in Hangul with the input method where the
 * cursor is. Each paint reads it there and leaves out what does not match; it
 * looks in both languages, for one may know the word in the other. Enter puts
 * the first command that is left into the prompt.
 */
#include "tutor/screens/help.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "tutor/commands/table.h"
#include "tutor/screens/app_private.h"
#include "tutor/screens/bar.h"
#include "tutor/terminal/prompt.h"
#include "tutor/widgets/scroll.h"
#include "tutor/widgets/wrap.h"

enum { AT_NAME = 2, AT_SENTENCE = 16, ROWS = 256 };

enum row_kind { ROW_TITLE, ROW_KEY, ROW_COMMAND };

struct row {
    enum row_kind kind;
    const char *name;
    enum text sentence;
};

static const struct view_class *about;
static bool finding;
static const char *sought; /* during collect() */
static struct row rows[ROWS];
static int row_count;
static struct scroll scroll;

/* ---- what is found ---- */

static bool holds(const char *where, const char *word, size_t length)
{
    for (; strlen(where) >= length; where++)
        if (strncasecmp(where, word, length) == 0)
            return true;
    return false;
}

bool help_matches(const char *typed, const char *name, enum text sentence)
{
    while (*(typed += strspn(typed, " /"))) {
        size_t length = strcspn(typed, " ");
        if (!holds(name, typed, length) &&
            !holds(text_in(sentence, false), typed, length) &&
            !holds(text_in(sentence, true), typed, length))
            return false;
        typed += length;
    }
    return true;
}

/* ---- the rows ---- */

static void add(enum row_kind kind, const char *name, enum text sentence)
{
    if (row_count < ROWS &&
        (kind == ROW_TITLE || help_matches(sought, name, sentence)))
        rows[row_count++] = (struct row){kind, name, sentence};
}

/* A heading stands over what was found, or not at all. */
static void drop_empty_title(void)
{
    if (row_count > 0 && rows[row_count - 1].kind == ROW_TITLE)
        row_count--;
}

static void add_keys_anywhere(void)
{
    static const struct view_key anywhere[] = {
        {"F1", TEXT_BAR_HELP},     {"F6", TEXT_LANG_KEY},
        {"F9", TEXT_BAR_MOUSE},    {"F10", TEXT_BAR_LEAVE},
        {"Esc", TEXT_BAR_BACK},    {"Tab", TEXT_KEY_COMPLETE},
        {"^R", TEXT_KEY_HISTORY},  {"^C", TEXT_KEY_STOP},
        {"^L", TEXT_KEY_REDRAW},   {"^Z", TEXT_KEY_SUSPEND},
        {"Alt+1-9", TEXT_KEY_ALT}, {NULL, 0}};
    add(ROW_TITLE, "", TEXT_HELP_ANYWHERE);
    for (size_t i = 0; i < view_count; i++)
        if (views[i].key != KEYS_NONE)
            add(ROW_KEY, bar_function_key(views[i].key), views[i].view->title);
    for (const struct view_key *key = anywhere; key->key; key++)
        add(ROW_KEY, key->key, key->label);
    drop_empty_title();
}

static void collect(const char *typed)
{
    sought = typed;
    row_count = 0;
    if (about) {
        add(ROW_TITLE, "", about->title);
        for (const struct view_key *key = about->keys; key && key->key; key++)
            add(ROW_KEY, key->key, key->label);
        drop_empty_title();
    }
    add_keys_anywhere();
    add(ROW_TITLE, "", TEXT_HELP_COMMANDS);
    for (size_t i = 0; i < command_count; i++)
        add(ROW_COMMAND, commands[i].name, commands[i].help);
    drop_empty_title();
}

/* -1: no command is left. */
static int first_command(void)
{
    for (int i = 0; i < row_count; i++)
        if (rows[i].kind == ROW_COMMAND)
            return i;
    return -1;
}

/* ---- the view ---- */

static enum error open_help(struct app *app, const char *argument, void **state)
{
    (void)app, (void)state;
    about = view_find(argument);
    finding = false;
    scroll = (struct scroll){0};
    return ERROR_OK;
}

static void draw_row(struct area line, const struct row *row, bool chosen)
{
    if (row->kind == ROW_TITLE) {
        area_put(line, 0, 0, ROLE_HEADING, text(row->sentence));
        return;
    }
    if (chosen)
        area_glyph(line, 0, 0, ROLE_KEY, GLYPH_POINTER);
    int column =
        area_put(line, 0, AT_NAME, row->kind == ROW_KEY ? ROLE_KEY : ROLE_CODE,
                 row->name);
    column = column < AT_SENTENCE ? AT_SENTENCE : column + 1;
    area_put(line, 0, column, ROLE_TEXT, text(row->sentence));
}

static void draw_help(struct app *app, void *state, struct area *area)
{
    struct area inside = *area;
    (void)app, (void)state;
    collect(finding ? prompt_text() : "");
    if (about && !finding) {
        int used = wrap_put(inside, 0, ROLE_TEXT, text(about->help)) + 1;
        area_take_top(&inside, used < inside.rows ? used : inside.rows);
    }
    if (row_count == 0)
        area_put(inside, 0, AT_NAME, ROLE_DIM, text(TEXT_HELP_NOTHING));
    scroll_resize(&scroll, inside.rows, row_count);
    scroll_draw(&scroll, inside);
    for (int i = 0; i < inside.rows && scroll.first + i < row_count; i++)
        draw_row(area_part(inside, i, 0, 1, inside.columns - 2),
                 &rows[scroll.first + i],
                 finding && scroll.first + i == first_command());
}

/* NULL: given up. */
static void found(struct app *app, void *arg, const char *line)
{
    (void)arg;
    finding = false;
    scroll = (struct scroll){0};
    collect(line ? line : "");
    if (line && first_command() >= 0)
        app_offer(app, rows[first_command()].name);
}

static void find(struct app *app)
{
    app_ask(app, text(TEXT_HELP_FIND), "", found, NULL);
    finding = true;
    scroll = (struct scroll){0};
}

static bool key_help(struct app *app, void *state,
                     const struct keys_event *event)
{
    int page = scroll.shown > 1 ? scroll.shown - 1 : 1;
    (void)state;
    if (event->name == KEYS_F7 ||
        (event->name == KEYS_CHARACTER && event->character == '/'))
        find(app);
    else if (event->name == KEYS_PAGE_DOWN)
        scroll_by(&scroll, page);
    else if (event->name == KEYS_PAGE_UP)
        scroll_by(&scroll, -page);
    else if (event->name == KEYS_WHEEL_DOWN)
        scroll_by(&scroll, 3);
    else if (event->name == KEYS_WHEEL_UP)
        scroll_by(&scroll, -3);
    else
        return false;
    return true;
}

static const struct view_key keys[] = {{"PgUp PgDn", TEXT_BAR_SCROLL},
                                       {"/", TEXT_BAR_FIND},
                                       {"F7", TEXT_BAR_FIND},
                                       {"Esc", TEXT_BAR_BACK},
                                       {NULL, 0}};
extern const struct view_class view_help;
const struct view_class view_help = {.name = "help",
                                     .title = TEXT_VIEW_HELP,
                                     .help = TEXT_ABOUT_HELP,
                                     .keys = keys,
                                     .keys_first = true,
                                     .open = open_help,
                                     .draw = draw_help,
                                     .key = key_help};
