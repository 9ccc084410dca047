/*
 * system_detail -- all that is known of one process, on one screen.
 *
 * From top to bottom: who it is, the minute behind it in pictures, what it
 * thinks of its peers, and what happened to it. The pictures of one process
 * share no scale, for their units differ; the figure beside each is that of
 * the last second.
 */
#include "tutor/screens/system_detail.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tutor/commands/text.h"
#include "tutor/screens/system_table.h"
#include "tutor/widgets/chart.h"
#include "tutor/widgets/wrap.h"

enum { LABEL = 16, FIGURE = 10, WORDS = 256 };

/* ---- who ---- */

static int draw_facts(struct area area, int row,
                      const struct live_process *process, int64_t now_ms)
{
    char words[WORDS];
    enum glyph_name sign;
    unsigned style = system_style(process, &sign);
    int at = area_glyph(area, row, 0, style, sign) + 1;
    at = area_put(area, row, at, ROLE_STRONG, process->title) + 2;
    at = area_put(area, row, at, style, process->state) + 2;
    long long up =
        process->pid ? (long long)(now_ms - process->started_ms) / 1000 : 0;
    if (process->pid)
        snprintf(words, sizeof words, TEXT_FORMAT(SYSTEM_FACTS), process->pid,
                 *process->version ? process->version : "-", up,
                 process->restarts);
    else
        snprintf(words, sizeof words, TEXT_FORMAT(SYSTEM_FACTS_DOWN),
                 *process->version ? process->version : "-", process->restarts);
    row += wrap_put(area_part(area, row, at, 2, area.columns - at), 0,
                    ROLE_TEXT, words);
    if (*process->why) {
        snprintf(words, sizeof words, TEXT_FORMAT(SYSTEM_LAST_EXIT),
                 process->why);
        area_put(area, row++, 2, ROLE_WARN, words);
    }
    if (process->sidecar_pid)
        snprintf(words, sizeof words, TEXT_FORMAT(SYSTEM_SIDECAR),
                 process->sidecar_pid);
    area_put(area, row++, 2, ROLE_DIM,
             process->sidecar_pid ? words : text(TEXT_SYSTEM_NO_SIDECAR));
    return row;
}

/* ---- the minute behind it ---- */

static double rate_of(const struct live_second *second)
{
    return second->rate;
}
static double failed_of(const struct live_second *second)
{
    return second->failed_rate;
}
static double refused_of(const struct live_second *second)
{
    return second->refused_rate;
}
/* A second without a request has no quantile: a gap. */
static double p50_of(const struct live_second *second)
{
    return second->p50_us > 0 ? (double)second->p50_us / 1000 : NAN;
}
static double p99_of(const struct live_second *second)
{
    return second->p99_us > 0 ? (double)second->p99_us / 1000 : NAN;
}
static double queue_of(const struct live_second *second)
{
    return (double)second->queue;
}

static const struct {
    enum text label;
    const char *same; /* the label, where it is no word of a language */
    double (*value)(const struct live_second *);
    int decimals;
    unsigned style;
} pictures[] = {
    {TEXT_SYSTEM_OF_RATE, NULL, rate_of, 0, ROLE_SERIES_2},
    {0, "p50 ms", p50_of, 1, ROLE_SERIES_3},
    {0, "p99 ms", p99_of, 1, ROLE_SERIES_3},
    {TEXT_SYSTEM_OF_FAILED, NULL, failed_of, 0, ROLE_BAD},
    {TEXT_SYSTEM_OF_REFUSED, NULL, refused_of, 0, ROLE_WARN},
    {TEXT_SYSTEM_OF_QUEUE, NULL, queue_of, 0, ROLE_SERIES_4},
};

static int draw_pictures(struct area area, int row,
                         const struct live_process *process)
{
    double values[LIVE_HISTORY];
    char figure[32];
    int count = process->history_count;
    for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++, row++) {
        struct area line = area_part(area, row, 0, 1, area.columns);
        for (int at = 0; at < count; at++)
            values[at] = pictures[i].value(&process->history[at]);
        double last = count > 0 ? values[count - 1] : NAN;
        snprintf(figure, sizeof figure, isnan(last) ? "-" : "%.*f",
                 pictures[i].decimals, last);
        area_line(area_take_left(&line, LABEL), ALIGN_LEFT, ROLE_TEXT,
                  pictures[i].same ? pictures[i].same
                                   : text(pictures[i].label));
        area_line(area_take_left(&line, FIGURE), ALIGN_RIGHT, ROLE_STRONG,
                  figure);
        area_take_left(&line, 2);
        if (line.columns > LIVE_HISTORY)
            line = area_part(line, 0, 0, 1, LIVE_HISTORY);
        chart_spark(line, pictures[i].style, values, count, 0);
    }
    return row;
}

/* ---- its peers, and what happened ---- */

static int draw_breakers(struct area area, int row,
                         const struct live_process *process)
{
    char words[WORDS];
    int at = 0;
    if (process->breaker_count == 0)
        return row;
    at = area_put(area, row, at, ROLE_DIM, text(TEXT_SYSTEM_BREAKERS)) + 2;
    for (int i = 0; i < process->breaker_count; i++) {
        const struct live_breaker *breaker = &process->breakers[i];
        unsigned style = strcmp(breaker->state, "closed") == 0 ? ROLE_GOOD
                         : strcmp(breaker->state, "open") == 0 ? ROLE_BAD
                                                               : ROLE_WARN;
        snprintf(words, sizeof words, "%s %s", breaker->peer, breaker->state);
        int cells = glyph_cells_of(words);
        if (at > LABEL && at + cells > area.columns) {
            row++;
            at = 2;
        }
        at = area_put(area, row, at, style, words) + 3;
    }
    return row + 1;
}

static int draw_memory(struct area area, int row,
                       const struct live_process *process)
{
    char words[WORDS];
    snprintf(words, sizeof words, TEXT_FORMAT(SYSTEM_MEMORY),
             (double)process->resident_kb / 1024, (long long)process->commits,
             (unsigned long long)process->dropped);
    area_put(area, row, 0, ROLE_DIM, words);
    return row + 1;
}

static bool of(const struct live_event *event, const char *title)
{
    return !title || strcmp(event->title, title) == 0;
}

static void draw_event(struct area row, const struct live_event *event,
                       bool named, int64_t wall_ms)
{
    char words[WORDS];
    long long ago = (long long)(wall_ms - event->at_ms) / 1000;
    snprintf(words, sizeof words, TEXT_FORMAT(SYSTEM_AGO), ago > 0 ? ago : 0);
    area_line(area_take_left(&row, FIGURE), ALIGN_RIGHT, ROLE_DIM, words);
    area_take_left(&row, 2);
    int at = named ? area_put(row, 0, 0, ROLE_STRONG, event->title) + 1 : 0;
    area_put(row, 0, at, ROLE_TEXT, event->text);
}

void system_events_draw(struct area area, const struct live_view *view,
                        const char *title, int64_t wall_ms)
{
    int from = view->event_count, found = 0, row = 1;
    while (from > 0 && found < area.rows - 1)
        found += of(&view->events[--from], title);
    if (found == 0)
        return;
    area_put(area, 0, 0, ROLE_DIM, text(TEXT_SYSTEM_EVENTS));
    for (; from < view->event_count; from++)
        if (of(&view->events[from], title))
            draw_event(area_part(area, row++, 0, 1, area.columns),
                       &view->events[from], !title, wall_ms);
}

/* The newest lines of its log, at most as many as have room. */
static void draw_lines(struct area area, const struct live_view *view,
                       const char *title)
{
    int from = view->line_count, found = 0, row = 1;
    while (from > 0 && found < area.rows - 1)
        found += strcmp(view->lines[--from].title, title) == 0;
    if (found == 0)
        return;
    area_put(area, 0, 0, ROLE_DIM, text(TEXT_SYSTEM_LOG));
    for (; from < view->line_count; from++) {
        const struct live_log *line = &view->lines[from];
        struct area part = area_part(area, row, 2, 1, area.columns - 2);
        if (strcmp(line->title, title) != 0)
            continue;
        unsigned style = line->severity >= 17   ? ROLE_BAD
                         : line->severity >= 13 ? ROLE_WARN
                                                : ROLE_TEXT;
        int at = area_put(part, 0, 0, style, line->event) + 2;
        area_put(part, 0, at, ROLE_DIM, line->body);
        row++;
    }
}

void system_detail_draw(struct area area, const struct live_view *view,
                        const struct live_process *process, int64_t now_ms,
                        int64_t wall_ms)
{
    char words[WORDS];
    int row = draw_facts(area, 0, process, now_ms) + 1;
    if (process->heard_ms == 0) {
        area_put(area, row++, 0, ROLE_WARN, text(TEXT_SYSTEM_NEVER_HEARD));
    } else {
        if (system_silent(process, now_ms) || process->pid == 0)
            area_put(area, row - 1, 0, ROLE_WARN,
                     system_silence(process, now_ms, words, sizeof words));
        row = draw_pictures(area, row, process);
        row = draw_memory(area, row, process);
        row = draw_breakers(area, row, process);
    }
    area = area_part(area, row + 1, 0, area.rows, area.columns);
    struct area events = area_take_top(&area, area.rows / 2);
    system_events_draw(events, view, process->title, wall_ms);
    draw_lines(area, view, process->title);
}
