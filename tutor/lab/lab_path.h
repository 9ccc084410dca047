/*
 * lab_path -- values inside a command's answer, by a path.
 *
 * Use:       lab_path_each() calls for each value that the path leads to.
 * Paths:     as struct lab_segment has them; the member SHAPE stands for the
 *            shape's name.
 * Ownership: nothing is kept.
 * Errors:    a path that leads nowhere calls nobody.
 * Blocking:  never.
 */
#ifndef TUTOR_LAB_PATH_H
#define TUTOR_LAB_PATH_H

#include "chassis/json.h"
#include "tutor/lab/lab_expression.h"
#include "tutor/shape.h"

typedef void lab_path_visitor(void *arg, const struct json *value);

/* How many were found. `visitor` may be NULL. */
size_t lab_path_each(const struct json *root,
                     const struct lab_segment *segments, size_t count,
                     enum shape shape, lab_path_visitor *visitor, void *arg);

#endif
