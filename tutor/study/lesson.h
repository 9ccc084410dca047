/*
 * lesson -- a lesson as a learner sees it: with the figures of this machine.
 *
 * A lesson says {{isolation:split.reads}} where a figure belongs. It is
 * replaced by what the last run of that experiment measured here, or by the
 * command that measures it; no figure was ever typed by an author.
 *
 * Use:       lesson_read() for the text, lesson_marks() for those that were
 *            read, lesson_mark() once the learner has come to the end.
 * Time:      wall_ms is passed in.
 * Ownership: texts live in the caller's arena; lesson_fill() appends to `out`.
 * Errors:    as content_read() and the progress; lesson_fill() cannot fail.
 *            What stands in {{ }} and is no EXPERIMENT:MEASURE stays as it is.
 * Blocking:  on the disk; lesson_fill() never.
 */
#ifndef TUTOR_STUDY_LESSON_H
#define TUTOR_STUDY_LESSON_H

#include "chassis/buffer.h"
#include "tutor/study/content.h"
#include "tutor/study/progress.h"

struct lesson {
    const char *name;  /* "08-resilience" */
    const char *title; /* "8. Failing well" */
    const char *text;  /* Markdown, with its figures */
    size_t length;
    bool korean;         /* the language that it is written in */
    bool other_language; /* it was wanted in the other one */
};

/* Writes the figure, or what to do to get it. */
typedef void lesson_figure(void *arg, const char *experiment,
                           const char *measure, struct buffer *out);
void lesson_fill(const char *text, lesson_figure *figure, void *arg,
                 struct buffer *out);

enum error lesson_read(const struct content *content, struct progress *progress,
                       const struct content_item *item, bool korean,
                       struct arena *arena, struct lesson *out);
/* The line that begins with "# "; the path where there is none. */
const char *lesson_title(const struct content_text *text, struct arena *arena);
/* read[i] tells of list->items[i]. */
enum error lesson_marks(struct progress *progress,
                        const struct content_list *list,
                        bool read[CONTENT_FILES]);
enum error lesson_mark(struct progress *progress, const struct lesson *lesson,
                       int64_t wall_ms);

#endif
