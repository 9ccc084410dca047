/*
 * report_html -- results of experiments as one page that needs nothing else.
 *
 * A page is opened years later, on a machine without this program, by a teacher
 * who asks "and what does this line mean?". So everything is in it: both
 * languages (two radio buttons and style rules choose one), the pictures as
 * SVG, what was done and when, and why the experiment was made.
 */
#include "tutor/commands/report_html.h"

#include <math.h>
#include <string.h>

#include "chassis/clock.h"
#include "tutor/commands/text.h"
#include "tutor/lab/lab_file.h"

enum {
    WIDTH = 760,
    HEIGHT = 240,
    LEFT = 48, /* of the plot, inside the picture */
    RIGHT = 748,
    TOP = 28,
    BOTTOM = 196,
    BAR = 260,
    TICKS = 5
};

static const char head[] =
    "<!doctype html><html><head><meta charset=utf-8><meta name=viewport "
    "content=\"width=device-width\"><title>cleave</title><style>\n"
    "body{font:15px/1.5 sans-serif;max-width:52em;margin:2em auto;padding:0 "
    "1em;color:#222;background:#fff}\n"
    "h2{margin-top:2.5em;border-bottom:1px solid #ccc}table{border-collapse:"
    "collapse}td,th{padding:2px 8px;text-align:left}.n{text-align:right}\n"
    "svg{max-width:100%}.s0{stroke:#b35806;fill:#b35806}.s1{stroke:#2166ac;"
    "fill:#2166ac}.s2{stroke:#8073ac;fill:#8073ac}.s3{stroke:#1b7837;fill:"
    "#1b7837}polyline{fill:none;stroke-width:2}text{font:12px sans-serif;"
    "stroke:none;fill:#222}.axis{stroke:#999}.mark{stroke:#999;"
    "stroke-dasharray:3 3}\n"
    ".ok{color:#155e21}.no{color:#a11}.ask{color:#555}\n"
    "#ko:checked~main .en,#en:checked~main .ko{display:none}\n"
    "</style></head><body>\n";

static void escaped(struct buffer *out, const char *text)
{
    for (; text && *text; text++) {
        if (*text == '<')
            buffer_text(out, "&lt;");
        else if (*text == '>')
            buffer_text(out, "&gt;");
        else if (*text == '&')
            buffer_text(out, "&amp;");
        else if (*text == '"')
            buffer_text(out, "&quot;");
        else if ((unsigned char)*text >= ' ' || *text == '\n')
            buffer_byte(out, *text);
    }
}

/* Both, of which one is seen. */
static void both(struct buffer *out, const char *english, const char *korean)
{
    buffer_text(out, "<span class=en lang=en>");
    escaped(out, english);
    buffer_text(out, "</span><span class=ko lang=ko>");
    escaped(out, korean);
    buffer_text(out, "</span>");
}

/* ---- sentences of an experiment ---- */

static void read_known(struct report_html *html, struct report_known *known)
{
    struct content_text text;
    const char *path =
        arena_format(html->arena, "tutor/lab/experiments/%s.lab", known->name);
    struct lab_file *file = arena_alloc(html->arena, sizeof *file);
    if (html->found && path && file && !strchr(known->name, '/') &&
        !content_file(&html->content, path, html->arena, &text) &&
        !lab_file_parse(file, text.path, (struct slice){text.text, text.length},
                        html->arena))
        for (int i = 0; i < 2; i++) {
            known->titles[i] = file->title.texts[i];
            known->whys[i] = file->why.texts[i];
        }
    error_forget();
}

static const struct report_known *known_of(struct report_html *html,
                                           const char *name)
{
    static const struct report_known none = {.titles = {"", ""},
                                             .whys = {"", ""}};
    for (size_t i = 0; i < html->known_count; i++)
        if (strcmp(html->known[i].name, name) == 0)
            return &html->known[i];
    if (html->known_count == REPORT_EXPERIMENTS)
        return &none;
    struct report_known *known = &html->known[html->known_count++];
    *known = none;
    known->name = name;
    read_known(html, known);
    return known;
}

/* ---- lines over time ---- */

static double greatest_point(const struct run *run)
{
    double most = 0;
    for (size_t i = 0; i < run->series_count; i++)
        for (size_t j = 0; j < run->series[i].count; j++)
            if (run->series[i].values[j] > most)
                most = run->series[i].values[j];
    return most > 0 ? most : 1;
}

static double x_of(const struct run *run, double ms)
{
    double all = run->took_ms > 0 ? (double)run->took_ms : 1;
    return LEFT + (RIGHT - LEFT) * (ms < all ? ms : all) / all;
}

static void svg_axes(struct buffer *out, const struct run *run, double most)
{
    buffer_format(out,
                  "<path class=axis fill=none d=\"M%d %dV%dH%d\"/><text x=4 "
                  "y=16>/s</text>\n",
                  LEFT, TOP, BOTTOM, RIGHT);
    for (int i = 0; i <= TICKS; i++) {
        double y = BOTTOM - (double)(BOTTOM - TOP) * i / TICKS;
        double ms = (double)run->took_ms * i / TICKS;
        buffer_format(out,
                      "<text x=%d y=%.1f text-anchor=end>%.4g</text><text "
                      "x=%.1f y=%d text-anchor=middle>%.1f s</text>\n",
                      LEFT - 5, y + 4, most * i / TICKS, x_of(run, ms),
                      BOTTOM + 16, ms / 1000);
    }
}

/* A load that pauses is a line that pauses. */
static void svg_line(struct buffer *out, const struct run *run, size_t index,
                     double most)
{
    const struct run_series *series = &run->series[index];
    bool open = false;
    for (size_t i = 0; i < series->count; i++) {
        double value = series->values[i];
        if (isnan(value)) {
            buffer_text(out, open ? "\"/>\n" : "");
            open = false;
            continue;
        }
        if (!open)
            buffer_format(out, "<polyline class=s%zu points=\"", index % 4);
        open = true;
        buffer_format(out, "%.1f,%.1f ",
                      x_of(run, ((double)i + 0.5) * (double)run->step_ms),
                      BOTTOM - (BOTTOM - TOP) * value / most);
    }
    buffer_text(out, open ? "\"/>\n" : "");
    int x = LEFT + (int)(index % 4) * 170, y = 16 - 12 * (int)(index / 4 % 2);
    buffer_format(out,
                  "<rect class=s%zu x=%d y=%d width=10 height=10 /><text x=%d "
                  "y=%d>",
                  index % 4, x, y - 9, x + 15, y);
    escaped(out, series->name);
    buffer_text(out, "</text>\n");
}

static void svg_marks(struct buffer *out, const struct run *run)
{
    for (size_t i = 0; i < run->mark_count; i++) {
        double x = x_of(run, (double)run->marks[i].at_ms);
        bool left = x > (double)(LEFT + RIGHT) / 2;
        buffer_format(out,
                      "<line class=mark x1=%.1f x2=%.1f y1=%d y2=%d /><text "
                      "x=%.1f y=%d text-anchor=%s>",
                      x, x, TOP, BOTTOM, x + (left ? -4 : 4),
                      TOP + 10 + 12 * (int)(i % 12), left ? "end" : "start");
        escaped(out, run->marks[i].text);
        buffer_text(out, "</text>\n");
    }
}

static void picture(struct buffer *out, const struct run *run)
{
    double most = greatest_point(run);
    if (run->series_count == 0)
        return;
    buffer_format(out, "<p class=ask>");
    both(out, "good answers a second", "초당 정상 응답");
    buffer_format(out,
                  "</p><svg role=img viewBox=\"0 0 %d %d\" width=%d height=%d "
                  "xmlns=\"http://www.w3.org/2000/svg\">\n",
                  WIDTH, HEIGHT, WIDTH, HEIGHT);
    svg_axes(out, run, most);
    svg_marks(out, run);
    for (size_t i = 0; i < run->series_count; i++)
        svg_line(out, run, i, most);
    buffer_text(out, "</svg>\n");
}

/* ---- figures and verdicts ---- */

/* Bars compare a measure with its twin of the other shape only. */
static double greatest(const struct run *run, const char *name)
{
    const char *dot = strchr(name, '.');
    const char *rest = dot ? dot : name;
    double most = 0;
    for (size_t i = 0; i < run->measure_count; i++) {
        const char *other = strchr(run->measures[i].name, '.');
        if (strcmp(other ? other : run->measures[i].name, rest) == 0)
            most = fmax(most, fabs(run->measures[i].value));
    }
    return most > 0 ? most : 1;
}

static void measure_row(struct buffer *out, const struct run *run,
                        const struct run_measure *measure)
{
    double part = fabs(measure->value) / greatest(run, measure->name);
    bool split = strncmp(measure->name, "split.", 6) == 0;
    buffer_text(out, "<tr><td>");
    escaped(out, measure->name);
    buffer_format(out, "<td class=n>%.6g ", measure->value);
    escaped(out, strcmp(measure->unit, "percent") == 0 ? "%" : measure->unit);
    buffer_format(out,
                  "<td><svg width=%d height=12><rect class=s%d width=%.0f "
                  "height=12 /></svg><td>",
                  BAR, split, 1 + (BAR - 1) * part);
    if (measure->predicted) {
        both(out, "predicted ", "예측 ");
        buffer_format(out, "%.6g", measure->prediction);
        both(out, measure->hit ? ", right" : ", not so",
             measure->hit ? ", 맞음" : ", 빗나감");
        if (measure->confidence > 0) {
            both(out, "; confidence ", ", 확신 ");
            buffer_format(out, "%d/3", measure->confidence);
        }
    }
    buffer_byte(out, '\n');
}

static void verdicts(struct buffer *out, const struct run *run)
{
    buffer_text(out, "<ul>\n");
    for (size_t i = 0; i < run->verdict_count; i++) {
        const struct run_verdict *verdict = &run->verdicts[i];
        buffer_text(out, verdict->held ? "<li class=ok>" : "<li class=no>");
        both(out, verdict->held ? "held: " : "failed: ",
             verdict->held ? "맞음: " : "틀림: ");
        escaped(out, verdict->expect);
        buffer_text(out, " (");
        escaped(out, verdict->figures);
        buffer_text(out, ")\n");
    }
    buffer_text(out, "</ul>\n");
}

/* ---- the page ---- */

void report_html_begin(struct report_html *html, struct buffer *out,
                       struct arena *arena)
{
    bool korean = text_korean();
    *html = (struct report_html){.out = out, .arena = arena};
    html->found = content_find(&html->content) == ERROR_OK;
    error_forget();
    buffer_text(out, head);
    buffer_format(out,
                  "<input type=radio name=l id=en%s><label for=en>English"
                  "</label> <input type=radio name=l id=ko%s><label for=ko>"
                  "한국어</label>\n<main><h1>",
                  korean ? "" : " checked", korean ? " checked" : "");
    both(out, "cleave: results of the experiments", "cleave: 실험 결과");
    buffer_text(out, "</h1>\n<p class=ask>");
    both(out,
         "Measured on one machine; compare the shapes, not the figures of "
         "two machines.",
         "한 기계에서 측정했습니다. 다른 기계의 숫자가 아니라 두 형태를 "
         "비교하세요.");
    buffer_text(out, "</p>\n");
}

void report_html_run(struct report_html *html, const struct run *run)
{
    char when[CLOCK_TEXT_BYTES];
    struct buffer *out = html->out;
    const struct report_known *known = known_of(html, run->experiment);
    clock_format(run->at_ms, when);
    buffer_text(out, "<h2>");
    escaped(out, run->experiment);
    buffer_text(out, " ");
    both(out, known->titles[0], known->titles[1]);
    buffer_format(out, "</h2>\n<p>%s, seed %llu, %.1f s", when,
                  (unsigned long long)run->seed, (double)run->took_ms / 1000);
    if (!run->audit_clean)
        both(out, ", audit broken", ", 감사 어긋남");
    if (!run->complete)
        both(out, ", interrupted", ", 중단");
    buffer_text(out, "</p>\n");
    picture(out, run);
    buffer_text(out, "<table>\n");
    for (size_t i = 0; i < run->measure_count; i++)
        measure_row(out, run, &run->measures[i]);
    buffer_text(out, "</table>\n");
    verdicts(out, run);
    buffer_text(out, "<p>");
    both(out, known->whys[0], known->whys[1]);
    buffer_text(out, "</p>\n");
}

void report_html_end(struct report_html *html)
{
    buffer_text(html->out, "</main></body></html>\n");
}
