/*
 * progress -- how far the learner is, and what he can say and do.
 *
 * Three parts: what comes back when (on top), the lessons with what was read,
 * answered, run and predicted, and the checklist with its evidence. Where
 * there is no room for both lists, Tab shows the other one. All of it is
 * computed anew when something has been written by another view or command.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "chassis/clock.h"
#include "tutor/screens/app_private.h"
#include "tutor/study/checklist.h"
#include "tutor/study/overview.h"
#include "tutor/widgets/frame.h"
#include "tutor/widgets/sheet.h"

enum { WIDE_COLUMNS = 120, RECALL_ROWS = 5, CELL_BYTES = 160 };

enum part { PART_LESSONS, PART_CHECKLIST, PARTS };

struct standing {
    struct content content;
    struct progress *progress;
    struct arena arena;
    struct overview overview;
    struct checklist checklist;
    enum part part;
    int selected[PARTS];
    int rows[PARTS];
    struct scroll scroll[PARTS];
    char cell[CELL_BYTES];
};

/* ---- cells ---- */

enum lesson_column { AT_MARK, AT_TITLE, AT_RIGHT, AT_RUN, AT_HIT, AT_DUE };

static const char *part_of(struct standing *standing, int part, int whole,
                           unsigned *style)
{
    if (whole == 0)
        return "";
    if (part == whole)
        *style = ROLE_GOOD;
    snprintf(standing->cell, sizeof standing->cell, "%d/%d", part, whole);
    return standing->cell;
}

static const char *lesson_cell(void *context, int row, int column,
                               unsigned *style)
{
    struct standing *standing = context;
    const struct overview_lesson *lesson = &standing->overview.lessons[row];
    switch ((enum lesson_column)column) {
    case AT_MARK:
        *style = ROLE_GOOD;
        return lesson->read ? "✓" : "";
    case AT_TITLE:
        return lesson->title;
    case AT_RIGHT:
        return part_of(standing, lesson->right, lesson->questions, style);
    case AT_RUN:
        return part_of(standing, lesson->run, lesson->experiments, style);
    case AT_HIT:
        return part_of(standing, lesson->hits, lesson->predictions, style);
    case AT_DUE:
        *style = ROLE_WARN;
        snprintf(standing->cell, sizeof standing->cell, "%d", lesson->due);
        return lesson->due > 0 ? standing->cell : "";
    }
    return "";
}

static const char *check_cell(void *context, int row, int column,
                              unsigned *style)
{
    static const enum text about[CHECKLIST_ITEMS] = {
        TEXT_CHECK_L1, TEXT_CHECK_L2, TEXT_CHECK_L3, TEXT_CHECK_L4,
        TEXT_CHECK_L5, TEXT_CHECK_K1, TEXT_CHECK_K2, TEXT_CHECK_K3,
        TEXT_CHECK_K4, TEXT_CHECK_K5, TEXT_CHECK_K6, TEXT_CHECK_K7};
    struct standing *standing = context;
    const struct checklist_item *item = &standing->checklist.items[row];
    switch (column) {
    case 0:
        *style = item->ticked ? ROLE_GOOD : ROLE_TEXT;
        return item->ticked ? "[x]" : "[ ]";
    case 1:
        return item->id;
    case 2:
        return text(about[row]);
    case 3:
        return part_of(standing, item->right, item->questions, style);
    case 4:
        return *item->claims
                   ? part_of(standing, item->run, item->experiments, style)
                   : part_of(standing, item->sections, 7, style);
    default:
        return "";
    }
}

/* ---- drawing ---- */

static void exam_line(const struct overview *overview, char *line, size_t size)
{
    char day[32];
    time_t seconds = (time_t)overview->exam_day * 86400;
    struct tm date;
    long long left = overview->exam_day - overview->today;
    if (overview->exam_day == 0 || !gmtime_r(&seconds, &date)) {
        snprintf(line, size, "%s", text(TEXT_RECALL_NO_EXAM));
        return;
    }
    strftime(day, sizeof day, "%Y-%m-%d", &date);
    if (left >= 0)
        snprintf(line, size, TEXT_FORMAT(RECALL_EXAM), left, day);
    else
        snprintf(line, size, TEXT_FORMAT(RECALL_EXAM_PAST), day);
}

static void draw_recall(struct standing *standing, struct area area)
{
    char line[256], days[64] = "";
    const struct overview *overview = &standing->overview;
    struct frame frame = {.title = text(TEXT_PART_RECALL)};
    struct area inside = area_inset(frame_draw(area, &frame), 0, 1);
    int at = 0;
    for (int i = 1; i < OVERVIEW_DAYS; i++)
        at += snprintf(days + at, sizeof days - (size_t)at, "%s%d",
                       i == 1 ? "" : " ", overview->due[i]);
    snprintf(line, sizeof line, TEXT_FORMAT(RECALL_TODAY), overview->due[0]);
    int column = area_put(inside, 0, 0,
                          overview->due[0] > 0 ? ROLE_WARN : ROLE_TEXT, line);
    snprintf(line, sizeof line, TEXT_FORMAT(RECALL_LEECHES), overview->leeches);
    if (overview->leeches > 0)
        area_put(inside, 0, column + 3, ROLE_BAD, line);
    snprintf(line, sizeof line, TEXT_FORMAT(RECALL_NEXT), OVERVIEW_DAYS - 1,
             days);
    area_put(inside, 1, 0, ROLE_TEXT, line);
    exam_line(overview, line, sizeof line);
    area_put(inside, 2, 0, ROLE_INFO, line);
}

static void draw_part(struct standing *standing, struct area area,
                      enum part part, bool focused)
{
    const struct sheet_column lessons[] = {
        {.title = "", .least = 1},
        {.title = text(TEXT_COLUMN_LESSON), .least = 12},
        {.title = text(TEXT_COLUMN_ANSWERS), ALIGN_RIGHT, 5, 0},
        {.title = text(TEXT_COLUMN_RUNS), ALIGN_RIGHT, 3, 1},
        {.title = text(TEXT_COLUMN_PREDICTIONS), ALIGN_RIGHT, 3, 2},
        {.title = text(TEXT_COLUMN_DUE), ALIGN_RIGHT, 3, 3}};
    const struct sheet_column checks[] = {
        {.title = "", .least = 3},
        {.title = "", .least = 2},
        {.title = text(TEXT_COLUMN_CAN), .least = 12},
        {.title = text(TEXT_COLUMN_ANSWERS), ALIGN_RIGHT, 5, 1},
        {.title = text(TEXT_COLUMN_RUNS), ALIGN_RIGHT, 3, 2}};
    bool first = part == PART_LESSONS;
    struct sheet sheet = {.columns = first ? lessons : checks,
                          .column_count = first ? 6 : 5,
                          .row_count = standing->rows[part],
                          .cell = first ? lesson_cell : check_cell,
                          .context = standing,
                          .selected = focused ? standing->selected[part]
                                              : SHEET_NO_ROW};
    struct frame frame = {
        .title = text(first ? TEXT_PART_LESSONS : TEXT_PART_CHECKLIST),
        .focused = focused};
    struct area inside = frame_draw(area, &frame);
    struct scroll *scroll = &standing->scroll[part];
    scroll_resize(scroll, inside.rows > 1 ? inside.rows - 1 : 0,
                  sheet.row_count);
    scroll_show(scroll, standing->selected[part]);
    sheet_draw(inside, &sheet, scroll);
}

static void draw_standing(struct app *app, void *state, struct area *area)
{
    struct standing *standing = state;
    struct area rest = *area;
    (void)app;
    draw_recall(standing, area_take_top(&rest, RECALL_ROWS));
    if (area->columns >= WIDE_COLUMNS) {
        struct area left = area_take_left(&rest, rest.columns / 2);
        draw_part(standing, left, PART_LESSONS, standing->part == PART_LESSONS);
        draw_part(standing, rest, PART_CHECKLIST,
                  standing->part == PART_CHECKLIST);
        return;
    }
    draw_part(standing, rest, standing->part, true);
}

/* ---- the class ---- */

static enum error load(struct standing *standing)
{
    arena_reset(&standing->arena);
    enum error error =
        overview_load(&standing->content, standing->progress, text_korean(),
                      clock_wall_ms(), &standing->arena, &standing->overview);
    if (!error)
        error = checklist_load(&standing->content, standing->progress,
                               clock_wall_ms(), &standing->arena,
                               &standing->checklist);
    standing->rows[PART_LESSONS] = error ? 0 : (int)standing->overview.count;
    standing->rows[PART_CHECKLIST] = error ? 0 : CHECKLIST_ITEMS;
    return error;
}

static void close_standing(struct app *app, void *state)
{
    struct standing *standing = state;
    (void)app;
    progress_close(standing->progress);
    arena_release(&standing->arena);
    free(standing);
}

static enum error open_standing(struct app *app, const char *argument,
                                void **state)
{
    struct standing *standing = calloc(1, sizeof *standing);
    (void)argument;
    if (!standing)
        return ERROR_SYSTEM;
    arena_init(&standing->arena, OVERVIEW_ARENA);
    enum error error = content_find(&standing->content);
    if (!error)
        error = progress_open(&standing->progress, &app->session->places);
    if (!error)
        error = load(standing);
    if (error)
        close_standing(app, standing);
    else
        *state = standing;
    return error;
}

static void load_again(struct app *app, struct standing *standing)
{
    enum error error = load(standing);
    if (error)
        app_say(app, error_detail(error));
}

static bool tick_standing(struct app *app, void *state, int64_t now_ms)
{
    struct standing *standing = state;
    (void)now_ms;
    if (!progress_changed(standing->progress))
        return false;
    load_again(app, standing);
    return true;
}

static void change_standing(struct app *app, void *state)
{
    load_again(app, state);
}

static void tick_item(struct app *app, struct standing *standing)
{
    int row = standing->selected[PART_CHECKLIST];
    if (row >= standing->rows[PART_CHECKLIST])
        return;
    enum error error =
        checklist_tick(standing->progress, &standing->checklist,
                       standing->checklist.items[row].id, clock_wall_ms());
    if (error)
        app_say(app, error_detail(error));
    else
        load_again(app, standing);
}

static void enter(struct app *app, struct standing *standing)
{
    int row = standing->selected[PART_LESSONS];
    if (standing->part == PART_CHECKLIST)
        tick_item(app, standing);
    else if (row < standing->rows[PART_LESSONS])
        app_open(app, "lesson", standing->overview.lessons[row].name);
}

/* K1 to K7 have a section of the worksheet each; L4 is all of it. */
static void write_up(struct app *app, const struct standing *standing)
{
    const char *id =
        standing->checklist.items[standing->selected[PART_CHECKLIST]].id;
    app_open(app, "worksheet", *id == 'K' ? id : "K1");
}

static void move(struct standing *standing, int rows)
{
    int *selected = &standing->selected[standing->part];
    int last = standing->rows[standing->part] - 1;
    *selected += rows;
    *selected = *selected > last ? last : *selected;
    *selected = *selected < 0 ? 0 : *selected;
}

static bool key_standing(struct app *app, void *state,
                         const struct keys_event *event)
{
    struct standing *standing = state;
    int page = standing->scroll[standing->part].shown;
    if (event->name == KEYS_UP || event->name == KEYS_WHEEL_UP)
        move(standing, -1);
    else if (event->name == KEYS_DOWN || event->name == KEYS_WHEEL_DOWN)
        move(standing, 1);
    else if (event->name == KEYS_PAGE_UP || event->name == KEYS_PAGE_DOWN)
        move(standing, event->name == KEYS_PAGE_UP ? -page : page);
    else if (event->name == KEYS_TAB || event->name == KEYS_BACKTAB)
        standing->part = !standing->part;
    else if (event->name == KEYS_ENTER)
        enter(app, standing);
    else if (event->name == KEYS_CHARACTER && event->character == ' ' &&
             standing->part == PART_CHECKLIST)
        tick_item(app, standing);
    else if (event->name == KEYS_RIGHT && standing->part == PART_CHECKLIST)
        write_up(app, standing);
    else if (event->name == KEYS_F7)
        app_open(app, "quiz", "due");
    else
        return false;
    return true;
}

static const struct view_key keys[] = {{"Enter", TEXT_BAR_OPEN_TICK},
                                       {"Tab", TEXT_BAR_OTHER_PART},
                                       {"F7", TEXT_BAR_ASK_DUE},
                                       {"→", TEXT_BAR_WRITE},
                                       {"Esc", TEXT_BAR_BACK},
                                       {NULL, 0}};
extern const struct view_class view_progress;
const struct view_class view_progress = {.name = "progress",
                                         .title = TEXT_VIEW_PROGRESS,
                                         .help = TEXT_ABOUT_PROGRESS,
                                         .keys = keys,
                                         .keys_first = true,
                                         .own_frame = true,
                                         .open = open_standing,
                                         .close = close_standing,
                                         .draw = draw_standing,
                                         .key = key_standing,
                                         .tick = tick_standing,
                                         .change = change_standing};
