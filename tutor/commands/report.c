/*
 * report -- `report`: the results of all experiments so far.
 *
 * The log of progress holds every run. For people they are listed; --html
 * writes one page that needs nothing from anywhere else (report_html.h).
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "chassis/clock.h"
#include "tutor/commands/report_html.h"
#include "tutor/commands/table.h"
#include "tutor/study/progress.h"

enum { PAGE_BYTES = 8 * 1024 * 1024 };

struct report {
    struct session *session;
    struct buffer page; /* of --html */
    struct json_writer json;
    size_t count;
    struct report_html *page_of; /* NULL: no page is written */
};

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
    if (report->page_of)
        report_html_run(report->page_of, run);
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

enum error command_report(struct session *session, const struct args *args)
{
    struct progress *progress = NULL;
    const char *path = args_option(args, "html", 0);
    struct report report = {.session = session};
    if (path)
        report.page_of = arena_alloc(&session->arena, sizeof *report.page_of);
    if (path && !report.page_of)
        return error_explain(ERROR_SYSTEM, "out of memory");
    enum error error = progress_open(&progress, &session->places);
    if (error)
        return error;
    buffer_init(&report.page, PAGE_BYTES);
    json_begin(&report.json, &report.page);
    if (path)
        report_html_begin(report.page_of, &report.page, &session->arena);
    else if (session->json)
        json_array_open(&report.json);
    error = progress_each_run(progress, &session->arena, on_run, &report);
    progress_close(progress);
    if (path)
        report_html_end(report.page_of);
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
