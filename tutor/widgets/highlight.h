/*
 * highlight -- words, strings, numbers and comments of a line of code.
 *
 * Use:       highlight_start() a block of code, highlight_line() on each of
 *            its lines in order (a comment may span lines).
 * Knows:     c, sh, json, http, sql, cleave; all else is plain code.
 * Ownership: spans point into the line.
 * Errors:    cannot fail; a line with too many spans is plain at its end.
 * Blocking:  never.
 */
#ifndef TUTOR_WIDGETS_HIGHLIGHT_H
#define TUTOR_WIDGETS_HIGHLIGHT_H

#include "tutor/widgets/canvas.h"

struct language;

struct highlight {
    const struct language *language; /* NULL: plain */
    bool in_comment;                 /* since an earlier line */
    int line;                        /* how many came before */
};

struct highlight_span {
    struct slice text;
    enum role role;
};

void highlight_start(struct highlight *highlight, struct slice language);
/* Gives how many spans there are; together they are the whole line. */
int highlight_line(struct highlight *highlight, struct slice line,
                   struct highlight_span *spans, int room);

#endif
