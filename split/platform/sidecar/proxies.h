/*
 * proxies -- the proxies of this process, from its start to its end.
 *
 * Use:       proxies_configure() before host_run(); the rest are the host's.
 * Ownership: one set of proxies a process, kept here.
 * Errors:    what proxy_new() and discovery_open() explain.
 * Blocking:  never, but for reading the shop's secret.
 */
#ifndef SPLIT_PLATFORM_SIDECAR_PROXIES_H
#define SPLIT_PLATFORM_SIDECAR_PROXIES_H

#include "chassis/host.h"
#include "split/platform/sidecar/options.h"
#include "split/platform/sidecar/proxy.h"

/* Lives as long as the process. */
void proxies_configure(const struct options *options);
/* NULL behind the last one. */
struct proxy *proxies_at(size_t index);

enum error proxies_begin(struct runtime *rt, struct loop *loop,
                         const struct config *config);
void proxies_end(struct runtime *rt);
void proxies_stop(void);
extern const struct membership proxies_membership;

#endif
