/*
 * exam_private -- what the files of the exam's screen share.
 */
#ifndef TUTOR_SCREENS_EXAM_PRIVATE_H
#define TUTOR_SCREENS_EXAM_PRIVATE_H

#include "tutor/screens/question.h"
#include "tutor/study/exam.h"
#include "tutor/widgets/form.h"

enum exam_stage {
    EXAM_SETUP,
    EXAM_ASKING,
    EXAM_HANDING_IN, /* asked whether to */
    EXAM_RESULT,
    EXAM_EXPLAINING
};

enum exam_field {
    EXAM_FIELD_OPEN,
    EXAM_FIELD_QUESTIONS,
    EXAM_FIELD_MINUTES,
    EXAM_FIELD_MIX,
    EXAM_FIELDS
};

struct exam_desk {
    struct content content;
    struct progress *progress;
    struct arena arenas[2]; /* of each language that was seen last */
    int arena;              /* of the one that is shown */
    struct session_quiz session;
    struct exam exam;
    enum exam_stage stage;
    struct form form;
    struct form_field fields[EXAM_FIELDS];
    const char *open_choices[2], *mixes[EXAM_MIX_COUNT];
    size_t at; /* the question that is shown */
    int order[QUESTION_OPTIONS];
    char typed[QUESTION_TYPED_BYTES];
    int64_t began_ms; /* looking at it */
    struct question_face face;
};

struct arena *exam_arena(struct exam_desk *desk);

/* exam_write.c: the fields in the learner's language; what was chosen stays. */
void exam_write_form(struct exam_desk *desk);
/* The text of the stage into desk->face. */
void exam_compose(struct exam_desk *desk);
void exam_draw(struct exam_desk *desk, struct area area, int64_t now_ms);

#endif
