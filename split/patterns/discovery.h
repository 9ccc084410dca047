/*
 * discovery -- where the instances of each service are, as one caller
 *              believes.
 *
 * Use:       discovery_open() once a process; discovery_list() whenever an
 *            endpoint is wanted or `changed` was called.
 * Rules:     client-side, the list is the registry's: all instances, with their
 *            states; who is draining or not ready is listed too, and it is the
 *            caller's balancer that sends it nothing. Server-side, the list is
 *            one endpoint, the virtual address RUN/NAME.vip.sock, and a proxy
 *            behind it chooses. While no view has ever come, the list is the
 *            static address (config_peer()).
 *            A registry that cannot be reached changes nothing: the last view
 *            stays. One that comes back with another life takes nothing away
 *            for one lease.
 * Settings:  "discovery.mode" (0 client-side, 1 server-side) and
 *            "discovery.NAME.mode" (-1: as the former), refused while no
 *            proxy is there; "discovery.silence" (of a watch, before it is
 *            given up). Gauges "discovery.NAME".
 * Ownership: discovery_open() makes what discovery_close() frees; lists are
 *            copies. The config lives longer.
 * Time:      milliseconds; the loop's clock is read here.
 * Errors:    discovery_open() alone can fail (SYSTEM).
 * Blocking:  never.
 * Source:    client-side and server-side discovery as in Richardson,
 *            "Microservices Patterns", 3.2; the acknowledged stream of whole
 *            views as in Envoy's xDS.
 */
#ifndef SPLIT_PATTERNS_DISCOVERY_H
#define SPLIT_PATTERNS_DISCOVERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chassis/config.h"
#include "chassis/net.h"

enum {
    DISCOVERY_ENDPOINTS = 64, /* of one service */
    DISCOVERY_SERVICES = 16   /* that one process asks for */
};

enum discovery_state {
    DISCOVERY_UP,
    DISCOVERY_NOT_READY, /* alive, wants no calls */
    DISCOVERY_DRAINING   /* finishes what it has, takes nothing new */
};

struct discovery_endpoint {
    int instance; /* 1, 2, ...; 0: a virtual address */
    char version[LIMIT_NAME_BYTES];
    struct address address; /* to be called: the sidecar's where one stands */
    bool sidecar;
    int weight; /* of its version, 0..1000; 100 unless split */
    enum discovery_state state;
    int64_t epoch; /* of its lease; 0: unknown */
    int64_t life;  /* another one: another process stands there; 0: unknown */
};

struct discovery;

/* Another list, or another mode; from an event of the loop or from a setting
 * that is put, never from inside a function of this module. */
typedef void discovery_changed(void *arg);

enum error discovery_open(struct discovery **out, struct loop *loop,
                          const struct config *config,
                          discovery_changed *changed, void *arg);
/* For the proxy behind the virtual addresses, who chooses for others: always
 * client-side, whatever its callers are switched to, and no settings. */
void discovery_always_choose(struct discovery *discovery);
void discovery_close(struct discovery *discovery);

/* Sorted by instance; returns how many of at most `most` were written. 0: the
 * registry knows the service's name no longer, or never has. */
size_t discovery_list(struct discovery *discovery, const char *service,
                      struct discovery_endpoint *out, size_t most);

/* Where the registry listens: --peer registry=ADDRESS, else
 * RUN/registry.sock. */
enum error discovery_registry(const struct config *config, struct address *out);
/* Where a service's virtual address is: RUN/NAME.vip.sock. */
enum error discovery_virtual(const struct config *config, const char *service,
                             struct address *out);

#endif
