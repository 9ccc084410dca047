/*
 * spacetime -- a trace as a space-time diagram: a line for each process, time
 *              downwards, an arrow for each message that was recorded.
 *
 * Use:       spacetime_read() from a tree; spacetime_draw() into any area. The
 *            heads of the lines stand above; rows from `first` on below them.
 * Units:     microseconds since the first span; rows and cells. Time is not to
 *            scale: a row is a moment, and a long silence a row of its own.
 * Ownership: it points into the tree and the arena of the caller.
 * Errors:    OVERLOADED when the arena is full. What is beyond the bounds is
 *            left out, and `missing` counts it.
 * Blocking:  never. Nothing is made up: each row is a span that was told, or
 *            follows from two of them.
 * Source:    Lamport, "Time, Clocks, and the Ordering of Events in a
 *            Distributed System", 1978; UML's sequence diagrams.
 */
#ifndef TUTOR_SPACETIME_H
#define TUTOR_SPACETIME_H

#include "tutor/trace/trace_tree.h"
#include "tutor/widgets/canvas.h"

enum {
    SPACETIME_LINES = 16,
    SPACETIME_ROWS = 900,
    SPACETIME_OUTSIDE = -1, /* who stands in no trace: a customer */
    SPACETIME_UNKNOWN = -2  /* who never told */
};

enum spacetime_kind {
    SPACETIME_REQUEST,
    SPACETIME_ANSWER,
    SPACETIME_LOST,     /* a call that was never served */
    SPACETIME_REFUSED,  /* a call that never left: a breaker, a bulkhead */
    SPACETIME_GIVEN_UP, /* nobody waits for the answer any more */
    SPACETIME_MESSAGE,
    SPACETIME_MESSAGE_LOST,
    SPACETIME_STEP, /* of a saga; its outcome is known */
    SPACETIME_COMMIT,
    SPACETIME_CRASH, /* another process of that name goes on */
    SPACETIME_SILENCE
};

struct spacetime_row {
    enum spacetime_kind kind;
    int64_t at_us;
    int from, to; /* lines; the same for what happens inside one */
    const char *label;
    const char *error; /* a word; NULL: none */
    bool failed, undo;
    int count; /* of the same, one behind the other */
    int order; /* as it was read */
};

struct spacetime {
    const char *lines[SPACETIME_LINES];
    int line_count;
    struct spacetime_row *rows;
    int row_count;
    int missing; /* rows that had no room */
    bool commits;
};

/* With one line the commits are always shown. */
enum error spacetime_read(struct spacetime *out, struct arena *arena,
                          const struct trace_tree *tree, bool commits);
/* How many rows the heads of the lines take at that width. */
int spacetime_head_rows(const struct spacetime *diagram, int columns);
void spacetime_draw(struct area area, const struct spacetime *diagram,
                    int first);
/* All of it as lines of text, at most `columns` wide. */
enum error spacetime_text(const struct spacetime *diagram, int columns,
                          enum glyph_tier tier, struct buffer *out);

#endif
