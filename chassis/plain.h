/*
 * plain -- the one choke point between bytes from outside and a terminal.
 *
 * Use:       plain_text() before anything that a peer, a file or a learner
 *            wrote is printed.
 * Units:     UTF-8 in, UTF-8 out; what is not printable becomes \xNN or
 *            \u{NNNN}: control characters (C0 and C1), ESC, bidirectional and
 *            zero-width marks, bytes that are not UTF-8.
 * Ownership: appends to the caller's buffer.
 */
#ifndef CHASSIS_PLAIN_H
#define CHASSIS_PLAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "chassis/buffer.h"

/* A Unicode character that no terminal may be given as it is. */
bool plain_hides(uint32_t character);
void plain_text(struct buffer *out, const char *bytes, size_t length);

#endif
