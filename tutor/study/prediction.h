/*
 * prediction -- a prediction before an experiment that was sure and wrong.
 *
 * What one is sure of and wrong about is what one will not look up. So the
 * question of the quiz that asks about the same comes back soon, as after a
 * wrong answer that was sure.
 *
 * Use:       prediction_missed() behind a run.
 * Choice:    a `predict` question of the same experiment, one of the same
 *            measure first; else one whose explanation names the experiment.
 * Time:      wall_ms is passed in.
 * Ownership: *out_question lives in the arena; NULL where no question fits.
 * Errors:    as the content and the progress.
 * Blocking:  on the disk.
 * Source:    hypercorrection: errors made with confidence are the ones best
 *            corrected (Butterfield and Metcalfe 2001).
 */
#ifndef TUTOR_STUDY_PREDICTION_H
#define TUTOR_STUDY_PREDICTION_H

#include "tutor/study/content.h"
#include "tutor/study/progress.h"

enum error prediction_missed(const struct content *content,
                             struct progress *progress, const char *experiment,
                             const char *measure, int64_t wall_ms,
                             struct arena *arena, const char **out_question);

#endif
