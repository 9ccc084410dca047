/*
 * system -- what runs now: a row for each process of both shapes.
 *
 * All figures are those of the live model, which has them from the supervisor
 * and from the collector; a process that was never heard has none and shows
 * none. The rate of the last minute stands as a picture at the right.
 */
#include <stdio.h>
#include <string.h>

#include "tutor/live/live.h"
#include "tutor/screens/app_private.h"
#include "tutor/widgets/chart.h"
#include "tutor/widgets/frame.h"

/* Columns of the table; the sparkline takes what remains. */
enum {
    AT_TITLE = 2,
    AT_STATE = 15,
    AT_RATE = 24,
    AT_P50 = 31,
    AT_P99 = 39,
    AT_SPARK = 47,
    CELL = 7
};

static void right_cell(struct area row, int column, unsigned style,
                       const char *text)
{
    area_line(area_part(row, 0, column, 1, CELL), ALIGN_RIGHT, style, text);
}

static void time_cell(struct area row, int column, int64_t us)
{
    char word[24] = "-";
    if (us > 0)
        snprintf(word, sizeof word, us < 100000 ? "%.1f" : "%.0f",
                 (double)us / 1000);
    right_cell(row, column, ROLE_TEXT, word);
}

static void draw_spark(struct area row, const struct live_process *process)
{
    double rates[LIVE_HISTORY];
    if (row.columns <= AT_SPARK)
        return;
    for (int i = 0; i < process->history_count; i++)
        rates[i] = process->history[i].rate;
    chart_spark(area_part(row, 0, AT_SPARK, 1, row.columns - AT_SPARK),
                strcmp(process->shape, "monolith") == 0 ? ROLE_SERIES_1
                                                        : ROLE_SERIES_2,
                rates, process->history_count, 0);
}

static void draw_process(struct area row, const struct live_process *process)
{
    char rate[24] = "-";
    bool ready = strcmp(process->state, "ready") == 0;
    bool down = process->pid == 0;
    unsigned style = ready ? ROLE_GOOD : down ? ROLE_BAD : ROLE_WARN;
    if (strcmp(process->state, "stopped") == 0 ||
        strcmp(process->state, "asleep") == 0)
        style = ROLE_DIM;
    area_glyph(row, 0, 0, style,
               ready  ? GLYPH_DOT_FULL
               : down ? GLYPH_DOT_EMPTY
                      : GLYPH_TRIANGLE);
    area_line(area_part(row, 0, AT_TITLE, 1, AT_STATE - AT_TITLE - 1),
              ALIGN_LEFT, ROLE_TEXT, process->title);
    area_line(area_part(row, 0, AT_STATE, 1, AT_RATE - AT_STATE - 1),
              ALIGN_LEFT, style, process->state);
    if (process->heard_ms > 0 && !down) {
        snprintf(rate, sizeof rate, "%.0f", process->now.rate);
        right_cell(row, AT_RATE - 1, ROLE_TEXT, rate);
        time_cell(row, AT_P50 - 1, process->now.p50_us);
        time_cell(row, AT_P99 - 1, process->now.p99_us);
    }
    draw_spark(row, process);
}

/* What was never started steps back where the rows are few; the supervisor,
 * which gives the states, has none itself. */
static bool shown(const struct live_process *process, bool all)
{
    return *process->state &&
           (all || process->pid != 0 || strcmp(process->state, "stopped") != 0);
}

static void draw_system(struct app *app, void *state, struct area *area)
{
    const struct live_view *view = live_view(app->live);
    struct frame frame = {.title = text(TEXT_VIEW_SYSTEM)};
    struct area inside = area_inset(frame_draw(*area, &frame), 0, 1);
    (void)state;
    if (view->process_count == 0) {
        area_put(inside, 0, 0, ROLE_DIM, text(TEXT_SYSTEM_NOTHING));
        return;
    }
    area_put(inside, 0, AT_TITLE, ROLE_DIM, text(TEXT_SYSTEM_PROCESS));
    area_put(inside, 0, AT_STATE, ROLE_DIM, text(TEXT_SYSTEM_STATE));
    right_cell(inside, AT_RATE - 1, ROLE_DIM, text(TEXT_SYSTEM_RATE));
    right_cell(inside, AT_P50 - 1, ROLE_DIM, "p50 ms");
    right_cell(inside, AT_P99 - 1, ROLE_DIM, "p99 ms");
    bool all = view->process_count < inside.rows;
    int row = 1;
    for (int i = 0; i < view->process_count; i++)
        if (shown(&view->processes[i], all))
            draw_process(area_part(inside, row++, 0, 1, inside.columns),
                         &view->processes[i]);
    if (row == 1)
        area_put(inside, 1, AT_TITLE, ROLE_DIM, text(TEXT_SYSTEM_NOTHING));
}

static const struct view_key keys[] = {{"Esc", TEXT_BAR_BACK}, {NULL, 0}};
extern const struct view_class view_system;
const struct view_class view_system = {.name = "system",
                                       .title = TEXT_VIEW_SYSTEM,
                                       .help = TEXT_ABOUT_SYSTEM,
                                       .keys = keys,
                                       .own_frame = true,
                                       .draw = draw_system};
