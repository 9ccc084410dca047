/*
 * session_quiz -- the questions of one sitting, for a screen or plain text.
 *
 * Use:       session_quiz_open(), then for each of questions[]: show it (with
 *            quiz_shuffle()), ask how sure the learner is, read the answer,
 *            session_quiz_answer() judges and keeps it, show the explanation.
 *            Nothing here prints.
 * Time:      wall_ms and took_ms are passed in.
 * Ownership: everything lives in the caller's arena; content and progress stay
 *            the caller's.
 * Errors:    of the files, named with their line; NOT_FOUND for a lesson that
 *            has no quiz; session_quiz_answer() gives NOT_FOUND for a
 *            `predict` whose experiment has not been run.
 * Blocking:  on the disk.
 */
#ifndef TUTOR_STUDY_SESSION_QUIZ_H
#define TUTOR_STUDY_SESSION_QUIZ_H

#include "tutor/study/content.h"
#include "tutor/study/progress.h"
#include "tutor/study/quiz_answer.h"
#include "tutor/study/quiz_file.h"
#include "tutor/study/schedule.h"

enum { SESSION_QUESTIONS = 1024 };

enum session_choice {
    SESSION_TODAY,  /* what is due, then new ones up to the day's share */
    SESSION_DUE,    /* what is due */
    SESSION_REVIEW, /* what was wrong last, and leeches */
    SESSION_LESSON, /* all questions of one lesson */
    SESSION_ALL     /* all there are */
};

struct session_quiz {
    struct progress *progress;
    struct schedule schedule;
    const struct question *questions[SESSION_QUESTIONS];
    size_t count;
    size_t total; /* questions of all quizzes */
    bool other_language;
};

struct session_verdict {
    bool right;
    enum fsrs_grade grade;
    double measured; /* of `predict` */
};

struct session_wish {
    enum session_choice choice;
    const char *lesson; /* as typed; of SESSION_LESSON only */
    bool korean;
    int64_t wall_ms;
};

enum error session_quiz_open(struct session_quiz *out,
                             const struct content *content,
                             struct progress *progress,
                             const struct session_wish *wish,
                             struct arena *arena);
/* NULL: it is not in this sitting. */
const struct question *session_quiz_named(const struct session_quiz *quiz,
                                          const char *id);
/* The same questions in wish->korean's language, and the schedule, in another
 * arena; what the old one holds is not needed afterwards. On an error all is
 * as before. */
enum error session_quiz_translate(struct session_quiz *quiz,
                                  const struct content *content,
                                  const struct session_wish *wish,
                                  struct arena *arena);
/* Judges without keeping. */
enum error session_quiz_judge(const struct session_quiz *quiz,
                              const struct question *question,
                              const struct answer *answer, struct arena *arena,
                              struct session_verdict *out);
/* What an explanation needs, of an answer that was judged before. */
struct session_verdict session_quiz_verdict(const struct session_quiz *quiz,
                                            const struct question *question,
                                            bool right, struct arena *arena);
struct session_given {
    const struct answer *answer;
    enum confidence confidence;
    bool hinted;
    int64_t wall_ms, took_ms;
};

/* Judges, and keeps it before it returns. */
enum error session_quiz_answer(struct session_quiz *quiz,
                               const struct question *question,
                               const struct session_given *given,
                               struct arena *arena,
                               struct session_verdict *out);

#endif
