/*
 * progress_move -- the progress as lines of JSON: to keep, to move, to merge.
 *
 * Use:       progress_export() to a FILE; progress_import() from a path;
 *            progress_clear() to begin anew.
 * Form:      a first line {"cleave":"progress","form":1}, then one entry a
 *            line: id, at_ms, kind, subject, and the body as a text of JSON.
 * Merging:   an entry that is there already is left as it is, so the same file
 *            may be imported twice and two machines may exchange theirs.
 * Errors:    MALFORMED names the line; then nothing at all was taken.
 * Blocking:  on the disk.
 */
#ifndef TUTOR_STUDY_PROGRESS_MOVE_H
#define TUTOR_STUDY_PROGRESS_MOVE_H

#include <stdio.h>

#include "tutor/study/progress.h"

enum error progress_export(struct progress *progress, FILE *file);
enum error progress_import(struct progress *progress, const char *path,
                           int64_t *out_added);
enum error progress_clear(struct progress *progress);

#endif
