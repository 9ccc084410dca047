/*
 * vip -- which instance a call to a virtual address goes to.
 *
 * Use:       vip_refresh() when discovery has changed; vip_pick() before an
 *            attempt and vip_done() after it, once for each pick.
 * Rules:     the instances are the registry's, chosen by a balancer with its
 *            default rules. Its discovery must always choose
 *            (discovery_always_choose()), or it would ask itself.
 * Ownership: vip_new() makes what vip_free() frees; discovery is the caller's.
 * Errors:    UNAVAILABLE, explained, when nobody may be asked.
 * Blocking:  never.
 * Source:    server-side discovery in "Microservices Patterns", 3.2.
 */
#ifndef SPLIT_PLATFORM_SIDECAR_VIP_H
#define SPLIT_PLATFORM_SIDECAR_VIP_H

#include "split/patterns/balancer.h"
#include "split/patterns/discovery.h"

struct vip;
/* NULL without memory. `service` lives as long. */
struct vip *vip_new(struct discovery *discovery, const char *service);
void vip_free(struct vip *vip);
void vip_refresh(struct vip *vip);

/* `tried` are the slots of earlier picks, or'ed (BALANCER_TRIED). */
enum error vip_pick(struct vip *vip, uint64_t chance, uint64_t tried,
                    struct balancer_pick *pick, struct address *out);
void vip_done(struct vip *vip, const struct balancer_pick *pick,
              enum balancer_outcome outcome, int64_t latency_us);
/* Picks that are not done, of all instances. */
int64_t vip_outstanding(struct vip *vip);

#endif
