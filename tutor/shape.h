/*
 * shape -- the two ways the same shop runs, and sets of them.
 *
 * Use:       shape_parse() on a learner's word; a set is a bit for each shape.
 * Ownership: plain values.
 * Errors:    shape_parse() says false for a word that names no shape.
 */
#ifndef TUTOR_SHAPE_H
#define TUTOR_SHAPE_H

#include <stdbool.h>

enum shape { SHAPE_MONOLITH, SHAPE_SPLIT, SHAPE_COUNT };

enum shape_set {
    SHAPES_NONE = 0,
    SHAPES_MONOLITH = 1 << SHAPE_MONOLITH,
    SHAPES_SPLIT = 1 << SHAPE_SPLIT,
    SHAPES_BOTH = SHAPES_MONOLITH | SHAPES_SPLIT
};

/* "monolith", "split" or "both". */
bool shape_parse(const char *word, enum shape_set *out);
const char *shape_name(enum shape shape);
const char *shape_set_name(enum shape_set set);
bool shape_in(enum shape_set set, enum shape shape);

#endif
