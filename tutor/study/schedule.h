/*
 * schedule -- which question is asked when; folded from the raw log.
 *
 * Use:       schedule_load() for all cards, schedule_card() for one,
 *            schedule_grade() and schedule_record() behind an answer,
 *            schedule_undo() to take the last one back.
 * Rules:     wrong is FSRS grade 1, right but slow or with a hint 2, right 3.
 *            An answer that was wrong and sure comes back within
 *            SCHEDULE_SURE_DAYS. With an examination date the wanted retention
 *            is 0.95 and no card is due after that day; else 0.90.
 * Time:      wall_ms is passed in; days are the learner's own (local time).
 * Ownership: cards live in the caller's arena.
 * Errors:    as the progress file.
 * Blocking:  on the disk.
 */
#ifndef TUTOR_STUDY_SCHEDULE_H
#define TUTOR_STUDY_SCHEDULE_H

#include "tutor/study/fsrs.h"
#include "tutor/study/progress.h"

enum {
    SCHEDULE_CARDS = 1024,
    SCHEDULE_SURE_DAYS = 2,
    SCHEDULE_NEW_A_DAY = 20,
    SCHEDULE_LEECH = 4,       /* lapses until a card is flagged */
    SCHEDULE_SLOW_MS = 15000, /* and for each character that is read: */
    SCHEDULE_SLOW_MS_A_CHARACTER = 120
};

enum confidence {
    CONFIDENCE_NOT_ASKED,
    CONFIDENCE_GUESS,
    CONFIDENCE_RATHER,
    CONFIDENCE_SURE
};

struct review {
    const char *question;
    int64_t at_ms;
    bool correct;
    enum fsrs_grade grade;
    enum confidence confidence;
    bool hinted;
    int64_t took_ms;
};

struct card {
    const char *question;
    struct fsrs_card memory;
    int64_t last_day, due_day;
    int answers, lapses;
    bool last_right;
    bool sure_and_wrong; /* the last answer was */
    bool leech;
};

struct schedule {
    struct card *cards;
    size_t count;
    int64_t today;
    int new_today;    /* first answers of today */
    int64_t exam_day; /* 0: none */
};

/* Days since 1970 by the learner's calendar. */
int64_t schedule_day(int64_t wall_ms);
enum error schedule_load(struct progress *progress, struct arena *arena,
                         int64_t wall_ms, struct schedule *out);
/* NULL: never answered. */
const struct card *schedule_card(const struct schedule *schedule,
                                 const char *question);
enum fsrs_grade schedule_grade(bool correct, bool hinted, int64_t took_ms,
                               size_t characters);
enum error schedule_record(struct progress *progress,
                           const struct review *review);
/* NOT_FOUND when there is nothing to take back. */
enum error schedule_undo(struct progress *progress, int64_t wall_ms,
                         struct arena *arena, const char **out_question);

#endif
