/*
 * quiz_file -- a quiz as its author wrote it: Markdown in, questions out.
 *
 * Use:       quiz_file_parse() on the text of docs/{ko,en}/quiz/NN-slug.md; the
 *            form is described in docs/authoring.md.
 * Ownership: everything lives in the caller's arena.
 * Bounds:    QUIZ_QUESTIONS a file, QUESTION_OPTIONS answers a question, so
 *            that 1-9 answer everything.
 * Errors:    MALFORMED, "path:line: what is wrong and what to do".
 * Blocking:  never; pure.
 */
#ifndef TUTOR_STUDY_QUIZ_FILE_H
#define TUTOR_STUDY_QUIZ_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "chassis/arena.h"
#include "chassis/error.h"

enum {
    QUIZ_QUESTIONS = 64,
    QUESTION_OPTIONS = 9,
    QUESTION_GAPS = 6,
    QUESTION_ACCEPTED = 8, /* answers of one gap */
    QUESTION_CLAIMS = 8
};

/* X(NAME, word in the heading) */
#define QUESTION_KINDS(X)                                               \
    X(ONE, "one")                                                       \
    X(MANY, "many")                                                     \
    X(ORDER, "order") X(GAP, "gap") X(NUMBER, "number") X(LINE, "line") \
        X(PREDICT, "predict")

enum question_kind {
#define QUESTION_ENUM(name, word) QUESTION_##name,
    QUESTION_KINDS(QUESTION_ENUM)
#undef QUESTION_ENUM
        QUESTION_KIND_COUNT
};

struct option {
    const char *text;        /* Markdown, one line */
    const char *explanation; /* Markdown; "" for an item of `order` that is
                                explained by question.explanation */
    bool right;
    int line; /* of `line`: which line of the code; 0 for all others (*) */
};

struct gap {
    const char *accepted[QUESTION_ACCEPTED];
    size_t count;
};

struct question {
    const char *id; /* "08-open-call"; the same in both languages */
    enum question_kind kind;
    const char *claims[QUESTION_CLAIMS]; /* "P8" */
    size_t claim_count;
    const char *text; /* Markdown; of `line` with its code block */
    const char *hint; /* Markdown; NULL: none */
    struct option options[QUESTION_OPTIONS]; /* one, many, line; order: the
                                                items in the right order */
    size_t option_count;
    struct gap gaps[QUESTION_GAPS];
    size_t gap_count;
    double number; /* of `number` */
    double tolerance;
    bool tolerance_percent; /* of the number */
    const char *experiment; /* of `predict` */
    const char *measure;
    const char *explanation; /* gap, number, predict; order: may be "" */
    int code_lines;          /* of `line` */
    int at;                  /* the line of the file where it begins */
};

struct quiz_file {
    const char *path;
    const char *title;
    struct question *questions;
    size_t count;
};

enum error quiz_file_parse(const char *path, const char *text,
                           struct arena *arena, struct quiz_file *out);
const char *question_kind_word(enum question_kind kind);
/* NULL when the file has no question of that id. */
const struct question *quiz_file_question(const struct quiz_file *quiz,
                                          const char *id);
/* The n-th line (from 1) of the code block of a `line` question; false when
 * there is none. */
bool question_code_line(const struct question *question, int n,
                        const char **text, size_t *length);

#endif
