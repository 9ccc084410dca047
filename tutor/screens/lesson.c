/*
 * lesson -- reading: the list of lessons, and one lesson with its figures.
 *
 * It opens at the first lesson that was not read; Esc goes up to the list. The
 * text is laid out anew for each width, and read anew when another process has
 * written to the progress, so that a figure appears when its experiment ends.
 * A lesson counts as read once its last row has been seen.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/clock.h"
#include "tutor/screens/app_private.h"
#include "tutor/study/lesson.h"
#include "tutor/widgets/frame.h"
#include "tutor/widgets/list.h"
#include "tutor/widgets/markdown.h"

enum { AT_LIST = -1, TEXT_COLUMNS = 100 };

struct reader {
    struct content content;
    struct content_list lessons;
    struct progress *progress;
    bool read[CONTENT_FILES];
    const char *titles[CONTENT_FILES];
    struct arena titles_arena, text_arena;
    struct list list;
    int at; /* index of the lesson that is shown, or AT_LIST */
    struct lesson lesson;
    struct markdown *markdown;
    struct page page;
    struct scroll scroll;
    int columns; /* that the page was laid out for; 0: it was not */
    int chosen;  /* a link of the page */
    bool marked;
};

/* ---- the list ---- */

static const char *item_title(void *context, int index, unsigned *style)
{
    const struct reader *reader = context;
    if (reader->read[index])
        *style = ROLE_GOOD;
    return reader->titles[index];
}

static enum error load_titles(struct reader *reader)
{
    struct content_text text = {0};
    enum error error =
        lesson_marks(reader->progress, &reader->lessons, reader->read);
    arena_reset(&reader->titles_arena);
    for (size_t i = 0; i < reader->lessons.count && !error; i++) {
        arena_reset(&reader->text_arena);
        error = content_read(&reader->content, CONTENT_LESSON,
                             &reader->lessons.items[i], text_korean(),
                             &reader->text_arena, &text);
        const char *title =
            error ? "" : lesson_title(&text, &reader->text_arena);
        reader->titles[i] = arena_format(&reader->titles_arena, "%s %s",
                                         reader->read[i] ? "✓" : " ", title);
        if (!reader->titles[i])
            error = ERROR_OVERLOADED;
    }
    return error;
}

static void show_list(struct app *app, struct reader *reader)
{
    int at = reader->at;
    enum error error = load_titles(reader);
    if (error)
        app_say(app, error_detail(error));
    reader->list.count = error ? 0 : (int)reader->lessons.count;
    if (at >= 0)
        reader->list.selected = at;
    reader->at = AT_LIST;
}

/* ---- one lesson ---- */

/* Reads it again, for another language or new figures; the place stays. */
static enum error load_lesson(struct reader *reader)
{
    struct markdown *markdown = NULL;
    arena_reset(&reader->text_arena);
    enum error error = lesson_read(
        &reader->content, reader->progress, &reader->lessons.items[reader->at],
        text_korean(), &reader->text_arena, &reader->lesson);
    if (!error)
        error = markdown_new(&markdown, (struct slice){reader->lesson.text,
                                                       reader->lesson.length});
    if (error)
        return error;
    markdown_free(reader->markdown);
    reader->markdown = markdown;
    reader->columns = 0;
    return ERROR_OK;
}

static void show_lesson(struct app *app, struct reader *reader, int at)
{
    if (at < 0 || at >= (int)reader->lessons.count)
        return;
    reader->at = at;
    reader->scroll.first = 0;
    reader->chosen = PAGE_NO_LINK;
    reader->marked = false;
    enum error error = load_lesson(reader);
    if (!error)
        return;
    app_say(app, error_detail(error));
    show_list(app, reader);
}

/* The next command of the text, in that direction; the view follows it. */
static void choose_link(struct reader *reader, int step)
{
    int at = page_next_command(&reader->page, reader->chosen, step);
    if (at == PAGE_NO_LINK)
        return;
    reader->chosen = at;
    scroll_show(&reader->scroll, reader->page.links[at].row);
}

/* ---- the class ---- */

static void close_reader(struct app *app, void *state)
{
    struct reader *reader = state;
    (void)app;
    markdown_free(reader->markdown);
    page_release(&reader->page);
    progress_close(reader->progress);
    arena_release(&reader->titles_arena);
    arena_release(&reader->text_arena);
    free(reader);
}

static int first_unread(const struct reader *reader)
{
    for (size_t i = 0; i < reader->lessons.count; i++)
        if (!reader->read[i])
            return (int)i;
    return AT_LIST;
}

static enum error begin(struct app *app, struct reader *reader,
                        const char *argument)
{
    const struct content_item *item = NULL;
    enum error error = content_find(&reader->content);
    if (!error)
        error = content_list(&reader->content, CONTENT_LESSON,
                             &app->session->arena, &reader->lessons);
    if (!error && *argument)
        error = content_pick(&reader->lessons, argument, &item);
    if (!error)
        error = progress_open(&reader->progress, &app->session->places);
    if (!error)
        error = load_titles(reader);
    if (error)
        return error;
    reader->list.count = (int)reader->lessons.count;
    reader->at = AT_LIST;
    show_lesson(app, reader,
                item ? (int)(item - reader->lessons.items)
                     : first_unread(reader));
    return ERROR_OK;
}

static enum error open_reader(struct app *app, const char *argument,
                              void **state)
{
    struct reader *reader = calloc(1, sizeof *reader);
    if (!reader)
        return ERROR_SYSTEM;
    arena_init(&reader->titles_arena, LIMIT_ARENA_BYTES);
    arena_init(&reader->text_arena, LIMIT_ARENA_BYTES);
    page_init(&reader->page, 1);
    reader->list.item = item_title;
    reader->list.context = reader;
    enum error error = begin(app, reader, argument);
    if (error)
        close_reader(app, reader);
    else
        *state = reader;
    return error;
}

static void lay_out(struct reader *reader, struct area inside)
{
    int columns = inside.columns - 3;
    columns = columns > TEXT_COLUMNS ? TEXT_COLUMNS : columns;
    if (columns < 1)
        columns = 1;
    if (columns != reader->columns) {
        (void)markdown_layout(reader->markdown, &reader->page, columns);
        reader->columns = columns;
        if (reader->chosen >= reader->page.link_count)
            reader->chosen = PAGE_NO_LINK;
    }
    scroll_resize(&reader->scroll, inside.rows, reader->page.row_count);
}

static void draw_reader(struct app *app, void *state, struct area *area)
{
    struct reader *reader = state;
    char seen[16];
    (void)app;
    if (reader->at == AT_LIST) {
        struct frame frame = {.title = text(TEXT_VIEW_LESSON)};
        list_draw(area_inset(frame_draw(*area, &frame), 0, 1), &reader->list);
        return;
    }
    lay_out(reader, area_inset(*area, 1, 1));
    snprintf(seen, sizeof seen, "%d%%", scroll_percent(&reader->scroll));
    struct frame frame = {.title = reader->lesson.title, .footer = seen};
    struct area inside = frame_draw(*area, &frame);
    page_draw(&reader->page,
              area_part(inside, 0, 1, inside.rows, inside.columns - 2),
              reader->scroll.first, reader->chosen);
    scroll_draw(&reader->scroll, inside);
}

static bool key_list(struct app *app, struct reader *reader,
                     enum keys_name name)
{
    int page = reader->list.scroll.shown > 1 ? reader->list.scroll.shown : 1;
    if (name == KEYS_UP || name == KEYS_WHEEL_UP)
        list_move(&reader->list, -1);
    else if (name == KEYS_DOWN || name == KEYS_WHEEL_DOWN)
        list_move(&reader->list, 1);
    else if (name == KEYS_PAGE_UP)
        list_move(&reader->list, -page);
    else if (name == KEYS_PAGE_DOWN)
        list_move(&reader->list, page);
    else if (name == KEYS_ENTER)
        show_lesson(app, reader, reader->list.selected);
    else
        return false;
    return true;
}

static bool key_lesson(struct app *app, struct reader *reader,
                       enum keys_name name)
{
    int page = reader->scroll.shown > 2 ? reader->scroll.shown - 1 : 1;
    if (name == KEYS_PAGE_UP)
        scroll_by(&reader->scroll, -page);
    else if (name == KEYS_PAGE_DOWN)
        scroll_by(&reader->scroll, page);
    else if (name == KEYS_WHEEL_UP)
        scroll_by(&reader->scroll, -3);
    else if (name == KEYS_WHEEL_DOWN)
        scroll_by(&reader->scroll, 3);
    else if (name == KEYS_LEFT)
        show_lesson(app, reader, reader->at - 1);
    else if (name == KEYS_RIGHT)
        show_lesson(app, reader, reader->at + 1);
    else if (name == KEYS_TAB || name == KEYS_BACKTAB)
        choose_link(reader, name == KEYS_TAB ? 1 : -1);
    else if (name == KEYS_ENTER && reader->chosen != PAGE_NO_LINK)
        app_offer(app, reader->page.links[reader->chosen].target);
    else if (name == KEYS_F7)
        app_open(app, "quiz", reader->lesson.name);
    else if (name == KEYS_ESCAPE)
        show_list(app, reader);
    else
        return false;
    return true;
}

static bool key_reader(struct app *app, void *state,
                       const struct keys_event *event)
{
    struct reader *reader = state;
    return reader->at == AT_LIST ? key_list(app, reader, event->name)
                                 : key_lesson(app, reader, event->name);
}

static bool tick_reader(struct app *app, void *state, int64_t now_ms)
{
    struct reader *reader = state;
    const struct scroll *scroll = &reader->scroll;
    bool changed = progress_changed(reader->progress);
    (void)now_ms;
    if (reader->at == AT_LIST)
        return false;
    if (changed && load_lesson(reader) != ERROR_OK)
        app_say(app, text(TEXT_VIEW_LESSON));
    if (!reader->marked && reader->columns > 0 &&
        scroll->first + scroll->shown >= scroll->total) {
        reader->marked = true;
        enum error error =
            lesson_mark(reader->progress, &reader->lesson, clock_wall_ms());
        if (error)
            app_say(app, error_detail(error));
    }
    return changed;
}

static void change_reader(struct app *app, void *state)
{
    struct reader *reader = state;
    enum error error = load_titles(reader);
    if (!error && reader->at != AT_LIST)
        error = load_lesson(reader);
    if (error)
        app_say(app, error_detail(error));
}

static const struct view_key keys[] = {
    {"PgUp PgDn", TEXT_BAR_SCROLL}, {"← →", TEXT_BAR_NEXT_LESSON},
    {"Tab", TEXT_BAR_COMMAND},      {"F7", TEXT_BAR_QUIZ},
    {"Esc", TEXT_BAR_LIST},         {NULL, 0}};
extern const struct view_class view_lesson;
const struct view_class view_lesson = {.name = "lesson",
                                       .title = TEXT_VIEW_LESSON,
                                       .help = TEXT_ABOUT_LESSON,
                                       .keys = keys,
                                       .beside = "system",
                                       .keys_first = true,
                                       .own_frame = true,
                                       .takes_word = true,
                                       .open = open_reader,
                                       .close = close_reader,
                                       .draw = draw_reader,
                                       .key = key_reader,
                                       .tick = tick_reader,
                                       .change = change_reader};
