/*
 * options -- how a sidecar was asked to run.
 *
 * Use:       options_read() takes --upstream, --control and --listen for the
 *            proxy out of the arguments; what is left is a host's own argument
 *            list, whose only listener is the control socket.
 * Routes:    with --route SERVICE (several), or called cleave-vip, it stands
 *            not before one instance but at the virtual address of each
 *            service, RUN/SERVICE.vip.sock, and its control socket is the
 *            host's usual one, or --listen.
 * Ownership: `host_argv` points into `argv` and into the options.
 * Errors:    USAGE, explained.
 * Blocking:  never.
 */
#ifndef SPLIT_PLATFORM_SIDECAR_OPTIONS_H
#define SPLIT_PLATFORM_SIDECAR_OPTIONS_H

#include "chassis/address.h"
#include "chassis/error.h"
#include "chassis/limits.h"

enum { OPTIONS_ARGUMENTS = 64, OPTIONS_ROUTES = 8 };

struct options {
    struct address listen, upstream, control;
    const char *routes[OPTIONS_ROUTES]; /* services; then no address is set */
    size_t route_count;
    char name[LIMIT_NAME_BYTES];     /* "payments-1" */
    char own_name[LIMIT_NAME_BYTES]; /* "payments-sidecar" */
    char control_text[LIMIT_PATH_BYTES];
    int host_argc;
    char *host_argv[OPTIONS_ARGUMENTS];
};

enum error options_read(struct options *out, int argc, char **argv);

#endif
