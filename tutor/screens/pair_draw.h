/*
 * pair_draw -- monolith and split next to each other, one scale a row.
 *
 * Use:       fill a picture, pair_draw(). Columns stand side by side from
 *            PAIR_COLUMNS on, else below each other.
 * Units:     milliseconds, KiB, counts a second; NAN and -1: not known.
 * Ownership: everything is read during the call.
 * Errors:    cannot fail; what has no room below is cut.
 * Blocking:  never; pure.
 */
#ifndef TUTOR_PAIR_DRAW_H
#define TUTOR_PAIR_DRAW_H

#include "tutor/screens/pair_load.h"
#include "tutor/screens/pair_side.h"
#include "tutor/widgets/canvas.h"

enum { PAIR_COLUMNS = 60, PAIR_TEXT_BYTES = 200 };

/* What one shape said to an order. */
struct pair_answer {
    char
        said[PAIR_TEXT_BYTES]; /* "201 CONFIRMED", or a sentence; "": nothing */
    char order[LIMIT_NAME_BYTES]; /* its id, "" */
    int64_t took_us;
    char path[PAIR_TEXT_BYTES]; /* whom it passed; "": not told yet */
    int spans, services;        /* that are known of it */
};

struct pair_picture {
    int64_t now_ms;
    struct pair_side sides[SHAPE_COUNT];
    int64_t memory_kb[SHAPE_COUNT];
    const struct pair_load *load;
    const char *load_words;  /* "reads 50/s" */
    const char *fault_words; /* "kill payments both", the next one */
    const char *done_words;  /* the one that is on */
    const char *undo_words;
    int64_t fault_s;  /* since it was done; -1: none is on */
    bool fault_runs;  /* the command is not over */
    const char *said; /* by the fault's command */
    struct pair_counts since[SHAPE_COUNT]; /* the fault, under the load */
    bool ordering;
    struct pair_answer answers[SHAPE_COUNT];
};

void pair_draw(struct area area, const struct pair_picture *picture);

#endif
