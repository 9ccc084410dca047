/*
 * quiz_private -- what the files of the quiz parser share; see quiz_file.h.
 */
#ifndef TUTOR_STUDY_QUIZ_PRIVATE_H
#define TUTOR_STUDY_QUIZ_PRIVATE_H

#include "chassis/buffer.h"
#include "tutor/study/content.h"
#include "tutor/study/quiz_file.h"

struct quiz_parser {
    const char *path;
    int line;
    struct arena *arena;
    struct quiz_file *out;
    struct question *question; /* NULL before the first */
    enum {
        QUIZ_IN_TEXT,
        QUIZ_IN_ANSWER,
        QUIZ_IN_VALUES,
        QUIZ_IN_EXPLANATION
    } state;
    bool in_code;
    int fence_at; /* where the code block of the question begins; 0: none */
    bool failed;  /* no memory */
    struct buffer text, answer, explanation, hint;
};

/* "## ID · KIND · CLAIMS" into parser->question; quiz_heading.c */
enum error quiz_heading(struct quiz_parser *parser, struct content_line line);
/* "= ...": an accepted answer, a number or a measure; quiz_check.c */
enum error quiz_value(struct quiz_parser *parser, struct content_line line);
/* A whole question against the rules of its kind. */
enum error quiz_check(const char *path, struct question *question,
                      int fence_at);

#endif
