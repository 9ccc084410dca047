/*
 * exam -- questions of all lessons against the clock, judged at the end.
 *
 * Use:       exam_open() begins one, or takes up the one that was interrupted;
 *            then exam_next(), show the question, exam_answer(), until
 *            exam_next() gives count or exam_left_ms() gives 0; exam_end(),
 *            exam_result(). Nothing here prints.
 * Kept:      its beginning, each answer with the time that was left, its end;
 *            each answer is a review as well, without a confidence. After
 *            kill -9 it goes on with the time left at the last answer.
 * Chosen:    kinds and lessons are mixed evenly, drawn by the seed. A
 *            `predict` whose experiment was never run is not asked.
 * Time:      now_ms (monotonic) for the deadline, wall_ms for the log; both
 *            are passed in.
 * Ownership: questions live in the arena of `quiz`, which must outlive it.
 * Errors:    of the files and the progress; DEADLINE for an answer that came
 *            too late, which is not kept; NOT_FOUND without any question.
 * Blocking:  on the disk.
 */
#ifndef TUTOR_STUDY_EXAM_H
#define TUTOR_STUDY_EXAM_H

#include "tutor/study/session_quiz.h"

enum {
    EXAM_QUESTIONS = 100,
    EXAM_MINUTES = 300,
    EXAM_CLAIMS = 96,
    EXAM_ID_BYTES = 32
};

struct exam_item {
    const struct question *question;
    bool answered, right;
};

struct exam {
    struct session_quiz *quiz; /* opened with SESSION_ALL */
    char id[EXAM_ID_BYTES];
    uint64_t seed; /* for quiz_shuffle() as well */
    struct exam_item items[EXAM_QUESTIONS];
    size_t count;
    int64_t deadline_ms;
    int64_t last_ms; /* wall clock of the last entry; none goes before it */
    bool resumed;    /* one that was interrupted goes on */
};

struct exam_wish {
    size_t questions; /* 1 to EXAM_QUESTIONS */
    int64_t minutes;
    uint64_t seed;
    int64_t wall_ms, now_ms;
};

struct exam_claim {
    const char *id; /* "P8" */
    int asked, right;
};

struct exam_result {
    int answered, right;
    struct exam_claim claims[EXAM_CLAIMS];
    size_t claim_count;
};

enum error exam_open(struct exam *out, struct session_quiz *quiz,
                     const struct exam_wish *wish, struct arena *arena);
/* The next one without an answer behind `index`, round the end; count when
 * all have one. Begin with count. */
size_t exam_next(const struct exam *exam, size_t index);
/* 0: the time is over. */
int64_t exam_left_ms(const struct exam *exam, int64_t now_ms);
enum error exam_answer(struct exam *exam, size_t index,
                       const struct session_given *given, int64_t now_ms,
                       struct arena *arena);
enum error exam_end(struct exam *exam, int64_t wall_ms);
void exam_result(const struct exam *exam, struct exam_result *out);

/* Picks up to `count` of `all`, mixed; how many. Pure. */
size_t exam_choose(const struct question *const *all, size_t all_count,
                   size_t count, uint64_t seed, const struct question **out);

#endif
