/*
 * app_draw -- the frame around a view: title, key bar, prompt, pop-up.
 *
 * The last two rows are the key bar and the prompt at any size; a view gets
 * what is above them. Where that is too little to be read, one sentence stands
 * there and the prompt goes on working.
 */
#include "tutor/screens/app_private.h"

#include <stdio.h>
#include <string.h>

#include "tutor/screens/bar.h"
#include "tutor/screens/layout.h"
#include "tutor/terminal/prompt.h"
#include "tutor/widgets/frame.h"
#include "tutor/widgets/wrap.h"

enum { LEAST_ROWS = 8, LEAST_COLUMNS = 30, CHOICES = 10 };

static bool long_sentence(const struct app *app, int columns)
{
    return glyph_cells_of(app->sentence) > columns;
}

/* What takes longer than a moment says so at the right, and for how long. */
static void draw_progress(struct app *app, struct area *row)
{
    static const char turning[] = "|/-\\";
    char word[APP_SENTENCE_BYTES];
    int64_t ran;
    const char *running = app_running(app, &ran);
    if (!running)
        return;
    snprintf(word, sizeof word, TEXT_FORMAT(JOB_RUNS),
             turning[ran / APP_TICK_MS % 4], running, (long long)ran / 1000,
             (long long)ran % 1000 / 100);
    struct area part = area_take_right(row, glyph_cells_of(word) + 1);
    area_line(part, ALIGN_RIGHT, ROLE_INFO, word);
}

/* A sentence takes the place of the keys; a click is on no key then. */
static void draw_bar(struct app *app, struct area row)
{
    struct bar bar;
    app->bar_seen = false;
    if (*app->sentence && !long_sentence(app, row.columns)) {
        area_line(row, ALIGN_LEFT, ROLE_INFO, app->sentence);
        return;
    }
    draw_progress(app, &row);
    app->bar_row = row;
    bar_collect(&bar, app->stack[app->depth - 1].class,
                terminal_hangul(app->terminal));
    keybar_draw(row, bar.keys, bar.count, NULL);
    app->bar_seen = true;
}

/* A sentence that is longer than the key bar stands above it. */
static void draw_long_sentence(const struct app *app, struct area body)
{
    int columns = body.columns - 4;
    int rows = wrap_rows(app->sentence, columns);
    if (!long_sentence(app, body.columns) || rows + 2 > body.rows)
        return;
    struct area box =
        area_part(body, body.rows - rows - 2, 0, rows + 2, body.columns);
    struct area inside = frame_draw(box, &(struct frame){.focused = true});
    wrap_put(area_inset(inside, 0, 1), 0, ROLE_INFO, app->sentence);
}

/* How many rows that many take in so many columns. */
static int choice_rows(size_t count, int columns, int most)
{
    int rows = ((int)count + columns - 1) / columns;
    return rows < most ? rows : most;
}

/* What Tab has found, as many as have room, column after column. */
static void draw_choices(struct area body)
{
    const char *const *words;
    size_t count = prompt_candidates(&words);
    int wide = 2, most = body.rows - 2 < CHOICES ? body.rows - 2 : CHOICES;
    for (size_t i = 0; i < count; i++) {
        int cells = glyph_cells_of(words[i]) + 2;
        wide = cells > wide ? cells : wide;
    }
    int columns = (body.columns - 2) / wide;
    if (count == 0 || most < 1 || columns < 1)
        return;
    int rows = choice_rows(count, columns, most);
    columns = ((int)count + rows - 1) / rows < columns
                  ? ((int)count + rows - 1) / rows
                  : columns;
    char more[LIMIT_NAME_BYTES] = "";
    int hidden = (int)count - rows * columns;
    if (hidden > 0)
        snprintf(more, sizeof more, TEXT_FORMAT(CHOICES_MORE), hidden);
    struct frame frame = {.focused = true, .footer = hidden > 0 ? more : NULL};
    struct area box =
        area_part(body, body.rows - rows - 2, 0, rows + 2, columns * wide + 2);
    struct area inside = frame_draw(box, &frame);
    for (int i = 0; i < rows * columns && i < (int)count; i++)
        area_put(inside, i % rows, i / rows * wide, ROLE_TEXT, words[i]);
}

/* The view that stands next to this one, where there is room for both. */
static void draw_beside(struct app *app, const struct view_class *class,
                        struct area *body)
{
    const struct view_class *beside =
        class->beside ? view_find(class->beside) : NULL;
    if (!beside)
        return;
    struct area part = layout_split(
        body, layout_choose(app->canvas.rows, app->canvas.columns));
    if (part.rows > 0 && part.columns > 0)
        beside->draw(app, NULL, &part);
}

static void draw_view(struct app *app, const struct app_view *view,
                      struct area body)
{
    struct frame frame = {.title = text(view->class->title)};
    draw_beside(app, view->class, &body);
    struct area inside =
        view->class->own_frame ? body : frame_draw(body, &frame);
    view->class->draw(app, view->state, &inside);
}

void app_paint(struct app *app)
{
    int rows = terminal_rows(app->terminal);
    int columns = terminal_columns(app->terminal);
    struct app_view *top = &app->stack[app->depth - 1];
    if (app->canvas.rows != rows || app->canvas.columns != columns) {
        if (canvas_resize(&app->canvas, rows, columns))
            return;
        job_set_columns(columns - APP_FRAME_CELLS);
    }
    canvas_clear(&app->canvas);
    struct area body = canvas_area(&app->canvas);
    struct area line = area_take_bottom(&body, 1);
    struct area bar = area_take_bottom(&body, 1);
    if (rows < LEAST_ROWS || columns < LEAST_COLUMNS) {
        area_put(body, 0, 0, ROLE_WARN, text(TEXT_TOO_SMALL));
    } else {
        if (top->class->pop_up && app->depth > 1)
            draw_view(app, top - 1, body);
        draw_view(app, top, body);
        draw_choices(body);
        draw_long_sentence(app, body);
    }
    draw_bar(app, bar);
    int column = prompt_draw(line);
    terminal_paint(app->terminal, &app->canvas, rows - 1, column);
}
