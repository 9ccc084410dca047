/*
 * lab_bench -- what the lab's screen holds: experiments, their last runs, and
 *              the run that is under way.
 *
 * Use:       bench_load() for what there is, bench_start() for a run of the
 *            selected experiment; bench_go() to another stage. lab.c has keys
 *            and drawing.
 * Units:     milliseconds; rows and columns of the area.
 * Ownership: the bench owns its job, progress, arena and page; files and runs
 *            live in the arena until the next bench_load().
 * Errors:    as the content and the progress.
 * Blocking:  bench_load() on the disk.
 */
#ifndef TUTOR_SCREENS_LAB_BENCH_H
#define TUTOR_SCREENS_LAB_BENCH_H

#include "tutor/lab/lab_file.h"
#include "tutor/screens/job.h"
#include "tutor/screens/question.h"
#include "tutor/study/content.h"

struct app;

enum bench_stage {
    BENCH_LIST,
    BENCH_PREDICT,
    BENCH_SURE,
    BENCH_RUNS,
    BENCH_RESULT
};

struct bench {
    struct app *app;
    struct content content;
    struct content_list list;
    struct progress *progress;
    struct arena arena;
    struct lab_file *files[CONTENT_FILES];
    struct run *runs[CONTENT_FILES]; /* NULL: none yet */
    int selected;
    struct scroll scroll;
    enum bench_stage stage;
    size_t asked; /* the prediction that is asked for */
    char typed[QUESTION_TYPED_BYTES];
    char predictions[LAB_PREDICTS][QUESTION_TYPED_BYTES]; /* "": none */
    char options[LAB_PREDICTS][2 * QUESTION_TYPED_BYTES];
    struct job *job;
    struct buffer output;
    bool recorded; /* the last run has left its figures */
    int64_t began_ms, began_wall_ms;
    struct question_face face;
    int rows, columns; /* that the face was written for */
};

const struct lab_file *bench_file(const struct bench *bench);
enum error bench_load(struct bench *bench);
/* How long its time line is, as far as the file says, and a shop's start. */
int64_t bench_length_ms(const struct lab_file *file);
/* Writes the page of the stage anew. */
void bench_compose(struct bench *bench);
void bench_go(struct bench *bench, enum bench_stage stage);
/* With the predictions that are locked; confidence 0: not said. */
void bench_start(struct bench *bench, int confidence);

#endif
