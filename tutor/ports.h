/*
 * ports -- whether a shape's usual port can be had.
 *
 * Use:       ports_taken() before a shape is started on a port that nobody
 *            chose.
 * Ownership: nothing is kept; the port is free again when it returns.
 * Errors:    cannot fail. Between the answer and the start another program
 *            may take the port; the start says so then.
 * Blocking:  never.
 */
#ifndef TUTOR_PORTS_H
#define TUTOR_PORTS_H

#include "chassis/net.h"
#include "tutor/shape.h"

/* Of $CLEAVE_MONOLITH_PORT or $CLEAVE_GATEWAY_PORT. */
const char *ports_variable(enum shape shape);
/* 8081 for the monolith, 8080 for the gateway. */
int ports_usual(enum shape shape);
/* False as well where the learner chose one by the variable. */
bool ports_taken(struct loop *loop, enum shape shape);

#endif
