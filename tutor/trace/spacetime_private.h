/*
 * spacetime_private -- what the files of the diagram share.
 *
 * spacetime.c       which rows a trace has
 * spacetime_rows.c  their order, and which of them are shown
 * spacetime_draw.c  rows into cells
 */
#ifndef TUTOR_SPACETIME_PRIVATE_H
#define TUTOR_SPACETIME_PRIVATE_H

#include "tutor/trace/spacetime.h"

enum { SPACETIME_KEPT = 2 * SPACETIME_ROWS };

struct spacetime_reader {
    struct spacetime *out;
    struct arena *arena;
    const struct trace_tree *tree;
    struct spacetime_row *rows; /* SPACETIME_KEPT of them */
    int count, missing;
};

/* From all rows, in any order, to those of `out`. */
enum error spacetime_choose_rows(struct spacetime_reader *reader);

#endif
