/*
 * overview -- how far a learner is: each lesson, and what comes back when.
 *
 * Use:       overview_load(); the screen and the command show the same.
 * Units:     days of the learner's calendar.
 * Evidence:  a lesson's questions whose last answer was right, its experiments
 *            that were run to their end, the predictions that were made before
 *            such runs and those that hit, by each experiment's last run.
 * Time:      wall_ms is passed in.
 * Ownership: everything lives in the caller's arena.
 * Errors:    of the files, with their line, and the progress.
 * Blocking:  on the disk.
 */
#ifndef TUTOR_STUDY_OVERVIEW_H
#define TUTOR_STUDY_OVERVIEW_H

#include "tutor/study/content.h"
#include "tutor/study/progress.h"

enum {
    OVERVIEW_LESSONS = 64,
    OVERVIEW_DAYS = 8,
    OVERVIEW_ARENA = 64 * 1024 * 1024 /* holds all quizzes of a course */
};

struct overview_lesson {
    const char *name;  /* "08-resilience" */
    const char *title; /* "8. Failing well" */
    bool read;
    int questions, right, due; /* `due`: today */
    int experiments, run;
    int predictions, hits;
};

struct overview {
    struct overview_lesson lessons[OVERVIEW_LESSONS];
    size_t count;
    int answers, read_times, runs; /* entries of the progress */
    size_t cards;                  /* questions that were ever answered */
    int leeches;
    int due[OVERVIEW_DAYS];  /* [0]: today and before, [1]: tomorrow */
    int64_t today, exam_day; /* exam_day 0: none */
};

enum error overview_load(const struct content *content,
                         struct progress *progress, bool korean,
                         int64_t wall_ms, struct arena *arena,
                         struct overview *out);
/* "2 0 5 ...": what is due tomorrow, the day after that, and so on; "" without
 * memory. */
const char *overview_days(const struct overview *overview, struct arena *arena);

#endif
