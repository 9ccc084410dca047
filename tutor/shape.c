/*
 * shape -- the two ways the same shop runs.
 *
 * A learner always speaks of one shape or of both, so a set of two bits is all
 * that is needed. The words stand in one table, in the order of the bits, and
 * are the same in the supervisor's contract.
 */
#include "tutor/shape.h"

#include <stddef.h>
#include <string.h>

static const char *const set_names[] = {"none", "monolith", "split", "both"};

bool shape_parse(const char *word, enum shape_set *out)
{
    for (int set = SHAPES_MONOLITH; set <= SHAPES_BOTH; set++)
        if (strcmp(word, set_names[set]) == 0) {
            *out = (enum shape_set)set;
            return true;
        }
    return false;
}

const char *shape_name(enum shape shape)
{
    return set_names[1 << shape];
}

const char *shape_set_name(enum shape_set set)
{
    return set_names[set & SHAPES_BOTH];
}

bool shape_in(enum shape_set set, enum shape shape)
{
    return (set >> shape) & 1;
}
