/*
 * lab_page -- what the lab's screen has to read, as Markdown.
 *
 * Use:       lab_page_ask() before a run, lab_page_running() while it runs,
 *            lab_page_result() behind it; each appends to `out`.
 * Units:     columns of the area, for the picture.
 * Ownership: everything is read during the call.
 * Errors:    cannot fail; what the buffer cannot hold is left out.
 * Blocking:  never.
 */
#ifndef TUTOR_SCREENS_LAB_PAGE_H
#define TUTOR_SCREENS_LAB_PAGE_H

#include "tutor/lab/lab_file.h"
#include "tutor/study/progress.h"

void lab_page_ask(struct buffer *out, const struct lab_file *file);
/* `lines` is what the run has said so far; the last of them are shown. */
void lab_page_running(struct buffer *out, const struct lab_file *file,
                      const char *lines, int rows);
void lab_page_result(struct buffer *out, const struct lab_file *file,
                     const struct run *run, int columns);
/* Nothing was recorded: what the run has said. */
void lab_page_failed(struct buffer *out, const struct lab_file *file,
                     const char *lines);

#endif
