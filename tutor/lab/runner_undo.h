/*
 * runner_undo -- what a run has changed on a shop that is not its own.
 *
 * Use:       runner_undo_possible() before, runner_undo() after a run with
 *            --here, however it ended.
 * Ownership: nothing is kept.
 * Errors:    CONFLICT, explained: an experiment that changes instances or
 *            versions runs on a shop of its own only; a shape is not up. What
 *            cannot be undone is left, and the next command is tried.
 * Blocking:  until all is undone.
 */
#ifndef TUTOR_RUNNER_UNDO_H
#define TUTOR_RUNNER_UNDO_H

#include "tutor/lab/lab_file.h"
#include "tutor/lab/lab_shop.h"

enum error runner_undo_possible(const struct lab_file *file);
/* Whether the shapes that it needs run there. */
enum error runner_undo_shapes(const struct lab_file *file,
                              struct session *session);
void runner_undo(struct lab_shop *shop, const struct lab_file *file);
/* A copy of the whole value in another arena. */
const struct json *runner_undo_copy(const struct json *json,
                                    struct arena *arena);
/* A timer's hook that only wakes the loop. */
void runner_undo_nothing(void *arg);

#endif
