/*
 * config -- where things are and how a process was asked to run.
 *
 * Use:       places_find() for the directories; config_read() in a service's
 *            main for its arguments.
 * Rules:     $CLEAVE_HOME set: run directory $CLEAVE_HOME/run, state
 *            directory $CLEAVE_HOME/state. Unset: $XDG_RUNTIME_DIR/cleave and
 *            ${XDG_STATE_HOME:-~/.local/state}/cleave (the run directory falls
 *            back to state/run where $XDG_RUNTIME_DIR is missing).
 * Ownership: plain values.
 * Errors:    explained: a directory of somebody else, one that others may
 *            write, a read-only one, a path too long for a socket
 *            (checked with the longest socket name we make), a bad argument.
 * Blocking:  places_make() creates the directories (0700).
 */
#ifndef CHASSIS_CONFIG_H
#define CHASSIS_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "chassis/address.h"
#include "chassis/error.h"
#include "chassis/limits.h"

struct places {
    char run[LIMIT_PATH_BYTES];   /* sockets and locks */
    char state[LIMIT_PATH_BYTES]; /* databases, logs, secret, history */
};

struct config_peer {
    char name[LIMIT_NAME_BYTES];
    struct address address;
};

/* The arguments every service takes:
 *   --name NAME --instance N --version TEXT --listen ADDRESS (up to 4)
 *   --peer NAME=ADDRESS (up to LIMIT_PEERS) --database PATH
 *   --log-level debug|info|warn|error|off --lifeline FD
 *   --deadline-ms N (the front door's patience with one order) */
struct config {
    char name[LIMIT_NAME_BYTES]; /* service, as "payments" */
    int instance;                /* 1, 2, ... */
    char version[LIMIT_NAME_BYTES];
    struct places places;
    struct address listen[4];
    size_t listen_count;
    struct config_peer peers[LIMIT_PEERS];
    size_t peer_count;
    char database[LIMIT_PATH_BYTES]; /* "": none */
    int log_level;                   /* enum log_level */
    int lifeline_fd;                 /* -1: none; see chassis/host.h */
    int deadline_ms;
};

enum error places_find(struct places *out);
enum error places_make(const struct places *places);
/* "RUN/payments-1.sock" */
enum error places_socket(const struct places *places, const char *name,
                         int instance, struct address *out);
/* "STATE/payments.db" */
enum error places_database(const struct places *places, const char *name,
                           char *out, size_t bytes);
/* The 32 secret bytes of STATE/secret (0600), made at the first asking. */
enum error places_secret(const struct places *places, unsigned char out[32]);

/* Fills in defaults for `name` first: listens on its socket, finds peers by
 * name in the run directory, version "1". Front doors add a tcp: listener by
 * argument. */
enum error config_read(struct config *out, const char *name, int argc,
                       char **argv);
/* The address of a peer: --peer, else its first socket in the run directory. */
enum error config_peer(const struct config *config, const char *name,
                       struct address *out);

#endif
