/*
 * virtual -- a proxy that stands for a whole service, not for one instance.
 *
 * Use:       virtual_begin() once the proxy stands, virtual_end() before it is
 *            freed. --virtual on the command line asks for it.
 * Rules:     the routes of the proxy's policy are the instances that discovery
 *            lists as up, each with its part of its version's weight; while
 *            there is none, calls go to the upstream.
 * Ownership: keeps the discovery of its own; the proxy and the config are the
 *            caller's and live longer.
 * Errors:    as discovery_open().
 * Blocking:  never.
 * Source:    server-side discovery as in Richardson, "Microservices Patterns",
 *            3.2; a Kubernetes Service, but for calls and not connections.
 */
#ifndef SPLIT_PLATFORM_SIDECAR_VIRTUAL_H
#define SPLIT_PLATFORM_SIDECAR_VIRTUAL_H

#include "chassis/config.h"
#include "split/platform/sidecar/proxy.h"

enum error virtual_begin(struct loop *loop, const struct config *config,
                         const char *service, struct proxy *proxy);
void virtual_end(void);

#endif
