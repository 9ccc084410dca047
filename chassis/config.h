/*
 * config -- how a process was asked to run.
 *
 * Use:       config_read() in a service's main for its arguments;
 *            places_find() (chassis/places.h) for the directories.
 * Ownership: plain values.
 * Errors:    USAGE, explained: an unknown argument, a missing or bad value,
 *            too many of a kind; and what places_find() says.
 * Blocking:  never; nothing is created.
 */
#ifndef CHASSIS_CONFIG_H
#define CHASSIS_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "chassis/address.h"
#include "chassis/error.h"
#include "chassis/limits.h"
#include "chassis/places.h"

struct config_peer {
    char name[LIMIT_NAME_BYTES];
    struct address address;
};

/* The arguments every service takes:
 *   --name NAME --instance N --version TEXT --listen ADDRESS (up to 4)
 *   --peer NAME=ADDRESS (up to LIMIT_PEERS) --database PATH
 *   --database-owner NAME (services that say the same may share the database)
 *   --log-level debug|info|warn|error|off --lifeline FD
 *   --listen-fd FD (the --listen before it is inherited there)
 *   --handicap TEXT (chassis/handicap.h: a deliberately bad version)
 *   --deadline-ms N (the front door's patience with one order) */
struct config {
    char name[LIMIT_NAME_BYTES]; /* service, as "payments" */
    int instance;                /* 1, 2, ... */
    char version[LIMIT_NAME_BYTES];
    struct places places;
    struct address listen[4]; /* the Unix socket is the first */
    int listen_fd[4];         /* of each: inherited there; -1: made here */
    size_t listen_count;
    struct config_peer peers[LIMIT_PEERS];
    size_t peer_count;
    char database[LIMIT_PATH_BYTES]; /* "": not said */
    char database_owner[LIMIT_NAME_BYTES]; /* "": the service itself */
    int log_level;                   /* enum log_level */
    int lifeline_fd;                 /* -1: none; see chassis/host.h */
    char handicap[128];              /* "": sound */
    int deadline_ms;
};

/* Fills in defaults for `name` first: instance 1, version "1", log level info,
 * a deadline of 2000 ms. Unless a --listen unix: is given, it listens on its
 * own socket in the run directory; a --listen tcp: of a front door joins it. */
enum error config_read(struct config *out, const char *name, int argc,
                       char **argv);
/* The arguments of a process that there is only one of: where they name no
 * --listen, its socket without a number is added, RUN/NAME.sock. Static memory;
 * `argc` becomes their count. */
char **config_only_one(const char *name, int *argc, char **argv);
/* The address of a peer: --peer, else the socket of its first instance in the
 * run directory, whether or not it stands already. */
enum error config_peer(const struct config *config, const char *name,
                       struct address *out);

#endif
