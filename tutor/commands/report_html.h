/*
 * report_html -- results of experiments as one page that needs nothing else.
 *
 * Use:       report_html_begin(), report_html_run() for each run,
 *            report_html_end(); the page is in the buffer.
 * The page:  both languages in it, one seen at a time, without a script; each
 *            load is a line over time (inline SVG) with what was done to the
 *            shop; measures as a table with bars and predictions.
 * Safety:    nothing that a run or a file holds can become markup.
 * Ownership: the buffer is the caller's; texts live in the arena.
 * Errors:    an experiment whose file is gone is shown without its sentences;
 *            what the buffer cannot hold it says itself.
 * Blocking:  on the disk, for the files of experiments.
 */
#ifndef TUTOR_REPORT_HTML_H
#define TUTOR_REPORT_HTML_H

#include "tutor/study/content.h"
#include "tutor/study/progress.h"

enum { REPORT_EXPERIMENTS = 64 };

struct report_html {
    struct buffer *out;
    struct arena *arena;
    struct content content;
    bool found; /* the content is */
    struct report_known {
        const char *name;
        const char *titles[2], *whys[2]; /* English, Korean */
    } known[REPORT_EXPERIMENTS];
    size_t known_count;
};

void report_html_begin(struct report_html *html, struct buffer *out,
                       struct arena *arena);
void report_html_run(struct report_html *html, const struct run *run);
void report_html_end(struct report_html *html);

#endif
