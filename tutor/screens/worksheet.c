/*
 * worksheet -- a design of the learner's own, section by section.
 *
 * One section is seen at a time: its question and its four parts, each with
 * what was written or, as long as it is empty, what it should answer. A line is
 * edited in the prompt, with all that readline can do; the whole record in the
 * learner's editor, for which the screen is put away. Either way the file is
 * written at once and is the same that `cleave design` writes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/clock.h"
#include "tutor/commands/editor.h"
#include "tutor/screens/app_private.h"
#include "tutor/study/design.h"
#include "tutor/widgets/frame.h"
#include "tutor/widgets/page.h"
#include "tutor/widgets/scroll.h"

struct worksheet {
    struct progress *progress;
    struct arena arena;
    struct design_record record;
    size_t section, part;
    struct page page;
    struct scroll scroll;
    int rows[DESIGN_PARTS + 1]; /* of the page, where each part begins */
    int columns;                /* that it was laid out for; 0: it was not */
};

/* ---- the page ---- */

static void add_part(struct worksheet *sheet, size_t part)
{
    struct page *page = &sheet->page;
    const char *written = sheet->record.texts[part];
    bool chosen = part == sheet->part;
    page_add(page, ROLE_TEXT, PAGE_NO_LINK, (struct slice){"", 0});
    page_end_row(page);
    sheet->rows[part] = page->row_count;
    page_paragraph(page, chosen ? ROLE_SELECTED : ROLE_HEADING,
                   design_part(part));
    page_paragraph(page, *written ? ROLE_TEXT : ROLE_DIM,
                   *written ? written : design_guide(part));
}

static void lay_out(struct worksheet *sheet, struct area area)
{
    int columns = area.columns > 0 ? area.columns : 1;
    if (columns != sheet->columns) {
        page_reset(&sheet->page, columns);
        page_paragraph(&sheet->page, ROLE_STRONG,
                       design_question(sheet->section));
        for (size_t i = 0; i < DESIGN_PARTS; i++)
            add_part(sheet, i);
        sheet->rows[DESIGN_PARTS] = sheet->page.row_count;
        sheet->columns = columns;
        scroll_resize(&sheet->scroll, area.rows, sheet->page.row_count);
        scroll_show(&sheet->scroll, sheet->rows[sheet->part + 1] - 1);
        scroll_show(&sheet->scroll, sheet->rows[sheet->part]);
        if (sheet->part == 0)
            sheet->scroll.first = 0;
    }
    scroll_resize(&sheet->scroll, area.rows, sheet->page.row_count);
}

static void draw_sheet(struct app *app, void *state, struct area *area)
{
    struct worksheet *sheet = state;
    char title[160], seen[32];
    (void)app;
    snprintf(title, sizeof title, "%s  %s", design_id(sheet->section),
             design_title(sheet->section));
    snprintf(seen, sizeof seen, "%zu/%d", sheet->section + 1, DESIGN_SECTIONS);
    struct frame frame = {.title = title, .footer = seen, .focused = true};
    struct area inside = area_inset(frame_draw(*area, &frame), 0, 1);
    struct area words = inside;
    area_take_right(&words, 1);
    lay_out(sheet, words);
    page_draw(&sheet->page, words, sheet->scroll.first, PAGE_NO_LINK);
    scroll_draw(&sheet->scroll, inside);
}

/* ---- what was written ---- */

static enum error load(struct app *app, struct worksheet *sheet)
{
    arena_reset(&sheet->arena);
    sheet->columns = 0;
    enum error error = design_load(&app->session->places, sheet->section,
                                   &sheet->arena, &sheet->record);
    if (error) /* an empty one, so that there is something to draw */
        (void)design_parse("", &sheet->arena, &sheet->record);
    return error;
}

static void show(struct app *app, struct worksheet *sheet, size_t section)
{
    sheet->section = section;
    sheet->part = 0;
    enum error error = load(app, sheet);
    if (error)
        app_say(app, error_detail(error));
}

static void save(struct app *app, struct worksheet *sheet)
{
    char line[LIMIT_PATH_BYTES + 64];
    struct places *places = &app->session->places;
    const char *path = design_path(places, sheet->section, &sheet->arena);
    enum error error =
        design_save(places, sheet->progress, sheet->section, &sheet->record,
                    clock_wall_ms(), &sheet->arena);
    snprintf(line, sizeof line, TEXT_FORMAT(DESIGN_WRITTEN), path ? path : "");
    app_say(app, error ? error_detail(error) : line);
    sheet->columns = 0;
}

static void on_line(struct app *app, void *arg, const char *line)
{
    struct worksheet *sheet = arg;
    if (!line || strcmp(line, sheet->record.texts[sheet->part]) == 0)
        return;
    const char *kept = design_clean(line, &sheet->arena);
    if (!kept)
        return;
    sheet->record.texts[sheet->part] = kept;
    save(app, sheet);
}

static void edit_line(struct app *app, struct worksheet *sheet)
{
    char label[96];
    const char *written = sheet->record.texts[sheet->part];
    if (strchr(written, '\n')) {
        app_say(app, text(TEXT_DESIGN_SEVERAL_LINES));
        return;
    }
    snprintf(label, sizeof label, "%s %s> ", design_id(sheet->section),
             design_part(sheet->part));
    app_ask(app, label, written, on_line, sheet);
}

/* The editor may have written anything; what reads as a record is one. */
static void on_edited(struct app *app, void *arg, int status)
{
    struct worksheet *sheet = arg;
    (void)status;
    enum error error = load(app, sheet);
    if (error)
        app_say(app, error_detail(error));
    else
        save(app, sheet);
}

static void open_editor(struct app *app, struct worksheet *sheet)
{
    const char *words[ARGS_WORDS + 1];
    struct places *places = &app->session->places;
    const char *path = design_path(places, sheet->section, &sheet->arena);
    enum error error = design_prepare(places, sheet->section, &sheet->arena);
    if (!error && !path)
        error = error_explain(ERROR_SYSTEM, "out of memory");
    if (!error)
        error = editor_words(path, &sheet->arena, words);
    if (!error)
        error = app_lend(app, words, on_edited, sheet);
    if (error)
        app_say(app, error_detail(error));
}

/* ---- the class ---- */

static void close_sheet(struct app *app, void *state)
{
    struct worksheet *sheet = state;
    (void)app;
    progress_close(sheet->progress);
    page_release(&sheet->page);
    arena_release(&sheet->arena);
    free(sheet);
}

static enum error open_sheet(struct app *app, const char *argument,
                             void **state)
{
    size_t section = *argument ? design_section(argument) : 0;
    struct worksheet *sheet = calloc(1, sizeof *sheet);
    if (!sheet)
        return ERROR_SYSTEM;
    arena_init(&sheet->arena, LIMIT_ARENA_BYTES);
    page_init(&sheet->page, 1);
    enum error error = ERROR_OK;
    if (section == DESIGN_SECTIONS)
        error = explain(ERROR_NOT_FOUND, DESIGN_NO_SECTION, argument);
    if (!error)
        error = progress_open(&sheet->progress, &app->session->places);
    if (error) {
        close_sheet(app, sheet);
        return error;
    }
    show(app, sheet, section);
    *state = sheet;
    return ERROR_OK;
}

static void choose_part(struct worksheet *sheet, int step)
{
    sheet->part = (sheet->part + DESIGN_PARTS + (size_t)step) % DESIGN_PARTS;
    sheet->columns = 0;
}

static bool key_sheet(struct app *app, void *state,
                      const struct keys_event *event)
{
    struct worksheet *sheet = state;
    int page = sheet->scroll.shown > 2 ? sheet->scroll.shown - 1 : 1;
    size_t count = DESIGN_SECTIONS;
    if (event->name == KEYS_UP || event->name == KEYS_BACKTAB)
        choose_part(sheet, -1);
    else if (event->name == KEYS_DOWN || event->name == KEYS_TAB)
        choose_part(sheet, 1);
    else if (event->name == KEYS_LEFT)
        show(app, sheet, (sheet->section + count - 1) % count);
    else if (event->name == KEYS_RIGHT)
        show(app, sheet, (sheet->section + 1) % count);
    else if (event->name == KEYS_PAGE_UP || event->name == KEYS_WHEEL_UP)
        scroll_by(&sheet->scroll, event->name == KEYS_PAGE_UP ? -page : -3);
    else if (event->name == KEYS_PAGE_DOWN || event->name == KEYS_WHEEL_DOWN)
        scroll_by(&sheet->scroll, event->name == KEYS_PAGE_DOWN ? page : 3);
    else if (event->name == KEYS_ENTER)
        edit_line(app, sheet);
    else if (event->name == KEYS_F7)
        open_editor(app, sheet);
    else
        return false;
    return true;
}

static void change_sheet(struct app *app, void *state)
{
    struct worksheet *sheet = state;
    (void)app;
    sheet->columns = 0; /* headings are in the other language now */
}

static enum error plain_sheet(struct session *session, const char *argument)
{
    return view_command(session, "design", *argument ? argument : NULL);
}

static const struct view_key keys[] = {
    {"Enter", TEXT_BAR_EDIT}, {"F7", TEXT_BAR_EDITOR},
    {"↑ ↓", TEXT_BAR_PARTS},  {"← →", TEXT_BAR_SECTIONS},
    {"Esc", TEXT_BAR_BACK},   {NULL, 0}};
extern const struct view_class view_worksheet;
const struct view_class view_worksheet = {.name = "worksheet",
                                          .title = TEXT_VIEW_WORKSHEET,
                                          .help = TEXT_ABOUT_WORKSHEET,
                                          .keys = keys,
                                          .keys_first = true,
                                          .own_frame = true,
                                          .takes_word = true,
                                          .open = open_sheet,
                                          .close = close_sheet,
                                          .draw = draw_sheet,
                                          .key = key_sheet,
                                          .change = change_sheet,
                                          .plain = plain_sheet};
