/*
 * exam -- questions of all lessons against the clock, judged at the end.
 *
 * Use:       exam_load() for the last one; if it is open, exam_resume() takes
 *            it up, and exam_begin() ends it and begins another. Then show a
 *            question, exam_answer(), as often and in any order, until the
 *            learner hands in or exam_left_ms() gives 0; exam_end(),
 *            exam_result(). Nothing here prints.
 * Kept:      its beginning, each answer with the time that was left, each
 *            mark, its end; with the end each answer becomes a review without
 *            a confidence. After kill -9 it goes on with the time that was
 *            left at the last answer.
 * Chosen:    kinds and lessons are mixed evenly, drawn by the seed. A
 *            `predict` whose experiment was never run is not asked.
 * Time:      now_ms (monotonic) for the deadline, wall_ms for the log; both
 *            are passed in.
 * Ownership: questions live in the arena of `quiz`, which must outlive it.
 * Errors:    of the files and the progress; USAGE for a line that is no answer
 *            to its question; DEADLINE for an answer that came too late, which
 *            is not kept; NOT_FOUND without any question.
 * Blocking:  on the disk.
 */
#ifndef TUTOR_STUDY_EXAM_H
#define TUTOR_STUDY_EXAM_H

#include "tutor/study/session_quiz.h"

enum {
    EXAM_QUESTIONS = 100,
    EXAM_MINUTES = 300,
    EXAM_CLAIMS = 96,
    EXAM_LESSONS = 100, /* their numbers are below */
    EXAM_ID_BYTES = 32,
    EXAM_LINE_BYTES = 200 /* of an answer as it was typed */
};

/* Which questions may come. */
enum exam_mix {
    EXAM_MIX_ALL,
    EXAM_MIX_READ, /* of lessons that were read */
    EXAM_MIX_WEAK, /* new, wrong the last time, or due */
    EXAM_MIX_COUNT
};

struct exam_item {
    const struct question *question;
    bool answered, right, marked;
    char typed[EXAM_LINE_BYTES]; /* the last answer */
    int64_t took_ms;
};

struct exam {
    struct session_quiz *quiz; /* opened with SESSION_ALL */
    char id[EXAM_ID_BYTES];
    uint64_t seed; /* for quiz_shuffle() as well */
    struct exam_item items[EXAM_QUESTIONS];
    size_t count;    /* 0: there never was one */
    int64_t left_ms; /* as the log says */
    int64_t deadline_ms;
    int64_t last_ms; /* wall clock of the last entry; none goes before it */
    bool open;       /* it has begun and not ended */
};

struct exam_wish {
    size_t questions; /* 1 to EXAM_QUESTIONS */
    int64_t minutes;
    enum exam_mix mix;
    uint64_t seed;
    int64_t wall_ms, now_ms;
};

struct exam_given {
    const char *line; /* as quiz_answer_read() takes it */
    int64_t took_ms, wall_ms, now_ms;
};

struct exam_claim {
    const char *id; /* "P8" */
    int asked, right;
};

struct exam_result {
    int answered, right;
    struct exam_claim claims[EXAM_CLAIMS];
    size_t claim_count;
    struct {
        int asked, right;
    } lessons[EXAM_LESSONS]; /* by their numbers */
};

enum error exam_load(struct exam *out, struct session_quiz *quiz,
                     struct arena *arena);
void exam_resume(struct exam *exam, int64_t now_ms);
/* Of a loaded one; when that is open it is ended first. */
enum error exam_begin(struct exam *exam, const struct exam_wish *wish,
                      struct arena *arena);
/* The next one without an answer behind `index`, round the end; count when
 * all have one. Begin with count. */
size_t exam_next(const struct exam *exam, size_t index);
/* 0: the time is over. */
int64_t exam_left_ms(const struct exam *exam, int64_t now_ms);
enum error exam_answer(struct exam *exam, size_t index,
                       const struct exam_given *given, struct arena *arena);
/* Turns the mark of one over. */
enum error exam_mark(struct exam *exam, size_t index, int64_t wall_ms);
/* Keeps the time that is left, for somebody who leaves in the middle. */
enum error exam_pause(struct exam *exam, int64_t wall_ms, int64_t now_ms);
enum error exam_end(struct exam *exam, int64_t wall_ms, struct arena *arena);
void exam_result(const struct exam *exam, struct exam_result *out);
/* The same questions in the other language; on an error all is as before. */
enum error exam_translate(struct exam *exam, const struct content *content,
                          const struct session_wish *wish, struct arena *arena);

/* Picks up to `count` of `all`, mixed; how many. Pure. */
size_t exam_choose(const struct question *const *all, size_t all_count,
                   size_t count, uint64_t seed, const struct question **out);
/* All of that mix that can be judged; `out` has room for all of the quiz. */
enum error exam_askable(const struct session_quiz *quiz, enum exam_mix mix,
                        struct arena *arena, const struct question **out,
                        size_t *count);
/* The number of its lesson; 0 when its id has none. */
size_t exam_lesson(const struct question *question);

#endif
