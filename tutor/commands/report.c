/*
 * report -- `report`: the results of all experiments so far.
 *
 * The log of progress holds every run. For people they are listed; --html
 * writes one page that needs nothing from anywhere else, in which each measure
 * is drawn as a bar beside the others of its run.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "chassis/clock.h"
#include "tutor/commands/table.h"
#include "tutor/study/progress.h"

enum { PAGE_BYTES = 8 * 1024 * 1024, BAR = 300 };

struct report {
    struct session *session;
    struct buffer page; /* of --html */
    struct json_writer json;
    size_t count;
    bool html;
};

/* Nothing of a run may become markup. */
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
        else if ((unsigned char)*text >= ' ')
            buffer_byte(out, *text);
    }
}

static double greatest(const struct run *run, const char *unit)
{
    double most = 0;
    for (size_t i = 0; i < run->measure_count; i++)
        if (strcmp(run->measures[i].unit, unit) == 0)
            most = fmax(most, fabs(run->measures[i].value));
    return most > 0 ? most : 1;
}

static void html_measures(struct buffer *out, const struct run *run)
{
    buffer_text(out, "<table>");
    for (size_t i = 0; i < run->measure_count; i++) {
        const struct run_measure *measure = &run->measures[i];
        int width =
            (int)(BAR * fabs(measure->value) / greatest(run, measure->unit));
        buffer_text(out, "<tr><td>");
        escaped(out, measure->name);
        buffer_format(out, "<td class=n>%.6g ", measure->value);
        escaped(out, measure->unit);
        buffer_format(out,
                      "<td><svg width=%d height=14><rect width=%d height=14 "
                      "class=\"%s\"/></svg>",
                      BAR, width < 1 ? 1 : width,
                      strncmp(measure->name, "split", 5) == 0 ? "s" : "m");
        if (measure->predicted)
            buffer_format(out, "<td>prediction, 예측: %.6g",
                          measure->prediction);
        buffer_byte(out, '\n');
    }
    buffer_text(out, "</table>\n<ul>");
    for (size_t i = 0; i < run->verdict_count; i++) {
        const struct run_verdict *verdict = &run->verdicts[i];
        buffer_text(out, verdict->held ? "<li class=ok>held, 맞음: "
                                       : "<li class=no>failed, 틀림: ");
        escaped(out, verdict->expect);
        buffer_text(out, " (");
        escaped(out, verdict->figures);
        buffer_text(out, ")\n");
    }
    buffer_text(out, "</ul>\n");
}

static void html_run(struct buffer *out, const struct run *run)
{
    char when[CLOCK_TEXT_BYTES];
    clock_format(run->at_ms, when);
    buffer_text(out, "<h2>");
    escaped(out, run->experiment);
    buffer_format(out, "</h2>\n<p>%s, seed %llu, %.1f s%s%s</p>\n", when,
                  (unsigned long long)run->seed, (double)run->took_ms / 1000,
                  run->audit_clean ? "" : ", audit broken, 감사 어긋남",
                  run->complete ? "" : ", interrupted, 중단");
    html_measures(out, run);
}

static void json_run(struct json_writer *json, const struct run *run)
{
    json_object_open(json);
    json_key_text(json, "experiment", run->experiment);
    json_key_int(json, "at_ms", run->at_ms);
    json_key_bool(json, "complete", run->complete);
    json_key_bool(json, "audit_clean", run->audit_clean);
    json_key(json, "measures");
    json_object_open(json);
    for (size_t i = 0; i < run->measure_count; i++)
        json_key_double(json, run->measures[i].name, run->measures[i].value);
    json_object_close(json);
    json_key(json, "verdicts");
    json_array_open(json);
    for (size_t i = 0; i < run->verdict_count; i++) {
        json_object_open(json);
        json_key_text(json, "expect", run->verdicts[i].expect);
        json_key_bool(json, "held", run->verdicts[i].held);
        json_key_text(json, "figures", run->verdicts[i].figures);
        json_object_close(json);
    }
    json_array_close(json);
    json_object_close(json);
}

static void print_run(struct screen *screen, const struct run *run)
{
    char when[CLOCK_TEXT_BYTES];
    clock_format(run->at_ms, when);
    screen_style(screen, STYLE_BOLD);
    screen_print(screen, "%s", run->experiment);
    screen_style(screen, STYLE_NONE);
    screen_print(screen, "  %s\n", when);
    for (size_t i = 0; i < run->measure_count; i++)
        screen_print(screen, "    %-32s %12.6g %s\n", run->measures[i].name,
                     run->measures[i].value, run->measures[i].unit);
    for (size_t i = 0; i < run->verdict_count; i++)
        screen_print(
            screen, "  %s  %s\n",
            text(run->verdicts[i].held ? TEXT_LAB_HELD : TEXT_LAB_FAILED),
            run->verdicts[i].expect);
}

static enum error on_run(void *arg, const struct run *run)
{
    struct report *report = arg;
    report->count++;
    if (report->html)
        html_run(&report->page, run);
    else if (report->session->json)
        json_run(&report->json, run);
    else
        print_run(&report->session->screen, run);
    return ERROR_OK;
}

static enum error write_page(struct report *report, const char *path)
{
    FILE *file = fopen(path, "we");
    bool good = file && !buffer_error(&report->page) &&
                fwrite(report->page.data, 1, report->page.length, file) ==
                    report->page.length;
    int why = errno;
    if (file && fclose(file) != 0)
        good = false;
    if (!good)
        return explain(ERROR_SYSTEM, CANNOT_WRITE, path, strerror(why));
    say(&report->session->screen, LAB_REPORT_WRITTEN, path);
    return ERROR_OK;
}

static const char head[] =
    "<!doctype html><html><meta charset=utf-8><title>cleave</title><style>"
    "body{font:15px sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
    "td{padding:2px 8px}.n{text-align:right}.s{fill:#27a}.m{fill:#b62}"
    ".ok{color:#161}.no{color:#a11}</style>\n"
    "<h1>cleave: results, 실험 결과</h1>\n";

enum error command_report(struct session *session, const struct args *args)
{
    struct progress *progress = NULL;
    const char *path = args_option(args, "html", 0);
    struct report report = {.session = session, .html = path != NULL};
    enum error error = progress_open(&progress, &session->places);
    if (error)
        return error;
    buffer_init(&report.page, PAGE_BYTES);
    json_begin(&report.json, &report.page);
    if (path)
        buffer_text(&report.page, head);
    else if (session->json)
        json_array_open(&report.json);
    error = progress_each_run(progress, &session->arena, on_run, &report);
    progress_close(progress);
    if (!error && path)
        error = write_page(&report, path);
    else if (!error && session->json) {
        json_array_close(&report.json);
        screen_json(&session->screen, &report.page);
    } else if (!error && report.count == 0) {
        say(&session->screen, LAB_NO_RUNS);
    }
    buffer_release(&report.page);
    return error;
}
