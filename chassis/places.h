/*
 * places -- the two directories of a shop, and what lies in them.
 *
 * Use:       places_find(), places_make(), then the paths by name.
 * Rules:     $CLEAVE_HOME set: run directory $CLEAVE_HOME/run, state
 *            directory $CLEAVE_HOME/state. Unset: $XDG_RUNTIME_DIR/cleave and
 *            ${XDG_STATE_HOME:-~/.local/state}/cleave (the run directory falls
 *            back to state/run where $XDG_RUNTIME_DIR is missing).
 * Ownership: plain values.
 * Errors:    explained: no home, a directory of somebody else, one that others
 *            may write, a read-only one, something that is no directory, a
 *            path too long for a socket (checked with the longest socket name
 *            we make).
 * Blocking:  places_make() creates the directories (0700); places_secret()
 *            reads and may write a file.
 * Source:    the XDG base directory specification.
 */
#ifndef CHASSIS_PLACES_H
#define CHASSIS_PLACES_H

#include <stddef.h>

#include "chassis/address.h"
#include "chassis/error.h"
#include "chassis/limits.h"

enum { PLACES_SECRET_BYTES = 32 };

struct places {
    char run[LIMIT_PATH_BYTES];   /* sockets and locks */
    char state[LIMIT_PATH_BYTES]; /* databases, logs, secret, history */
};

enum error places_find(struct places *out);
enum error places_make(const struct places *places);
/* "RUN/payments-1.sock"; for instance 0 "RUN/supervisor.sock" */
enum error places_socket(const struct places *places, const char *name,
                         int instance, struct address *out);
/* "STATE/payments.db" */
enum error places_database(const struct places *places, const char *name,
                           char *out, size_t bytes);
/* The secret bytes of STATE/secret (0600), made at the first asking. Processes
 * that ask at the same time get the same ones. */
enum error places_secret(const struct places *places,
                         unsigned char out[PLACES_SECRET_BYTES]);

#endif
