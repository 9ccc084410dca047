/*
 * essay -- a topic to write about, its rubric, and what was written before.
 *
 * Use:       essay_read() for the topic; essay_prepare() makes the learner's
 *            file, which begins with his own figures; he writes; then
 *            essay_record() keeps the time and the points of each category.
 * Units:     points sum to ESSAY_POINTS; took_ms of writing.
 * Figures:   what the essay's experiments have measured on this machine, of
 *            the last complete run of each.
 * Ownership: texts live in the caller's arena.
 * Errors:    of the files and the progress; MALFORMED for a rubric line
 *            without points.
 * Blocking:  on the disk.
 */
#ifndef TUTOR_STUDY_ESSAY_H
#define TUTOR_STUDY_ESSAY_H

#include "chassis/places.h"
#include "tutor/study/content.h"
#include "tutor/study/progress.h"

enum { ESSAY_POINTS = 25, ESSAY_MARKS = 8 };

struct essay_mark {
    const char *category; /* "trade-offs" */
    const char *wants;    /* what earns the points */
    int points;           /* at most */
};

struct essay {
    const char *name;    /* "03-resilience" */
    const char *topic;   /* the sentence to write about */
    const char *task;    /* Markdown: the topic and the task */
    const char *outline; /* Markdown, for afterwards */
    const char *figures; /* Markdown list; "" when nothing was measured */
    struct essay_mark marks[ESSAY_MARKS];
    size_t mark_count;
    int minutes;
    bool other_language;
};

struct essay_last {
    int64_t took_ms;
    int points; /* -1: written and not marked */
};

enum error essay_read(const struct content *content, struct progress *progress,
                      const struct content_item *item, bool korean,
                      struct arena *arena, struct essay *out);
/* The learner's file; it is made when there is none. */
enum error essay_prepare(const struct places *places, const struct essay *essay,
                         struct arena *arena, const char **out_path);
/* `points` has one for each mark; NULL: not marked. */
enum error essay_record(struct progress *progress, const struct essay *essay,
                        const int *points, int64_t took_ms, int64_t wall_ms);
/* NOT_FOUND: never written. */
enum error essay_last(struct progress *progress, const char *name,
                      struct arena *arena, struct essay_last *out);

#endif
