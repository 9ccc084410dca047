/*
 * vip -- discovery's list, a balancer over it, and the addresses by slot.
 *
 * A proxy behind a virtual address is what a caller with client-side discovery
 * is for itself: it watches the registry and balances. So it is made of the
 * same two parts, and what is left here is to keep an endpoint's address beside
 * its id.
 */
#include "split/platform/sidecar/vip.h"

#include <stdlib.h>

#include "chassis/clock.h"
#include "split/patterns/rotation.h"

struct vip {
    struct discovery *discovery;
    const char *service;
    struct balancer balancer;
    struct place {
        uint64_t id;
        struct address address;
    } places[DISCOVERY_ENDPOINTS];
    size_t count;
};

struct vip *vip_new(struct discovery *discovery, const char *service)
{
    struct vip *vip = calloc(1, sizeof *vip);
    if (!vip)
        return NULL;
    vip->discovery = discovery;
    vip->service = service;
    balancer_init(&vip->balancer, clock_monotonic_ms());
    vip_refresh(vip);
    return vip;
}

void vip_free(struct vip *vip)
{
    free(vip);
}

void vip_refresh(struct vip *vip)
{
    struct discovery_endpoint list[DISCOVERY_ENDPOINTS];
    size_t count =
        discovery_list(vip->discovery, vip->service, list, DISCOVERY_ENDPOINTS);
    for (size_t i = 0; i < count; i++)
        vip->places[i] = (struct place){rotation_id(&list[i]), list[i].address};
    vip->count = count;
    (void)rotation_take(&vip->balancer, list, count);
}

/* TOUR: virtual-address */
enum error vip_pick(struct vip *vip, uint64_t chance, uint64_t tried,
                    struct balancer_pick *pick, struct address *out)
{
    enum error error = balancer_pick(&vip->balancer, clock_monotonic_ms(),
                                     chance, tried, pick);
    for (size_t i = 0; !error && i < vip->count; i++)
        if (vip->places[i].id == pick->id) {
            *out = vip->places[i].address;
            return ERROR_OK;
        }
    return error_explain(ERROR_UNAVAILABLE, "no instance of %s takes calls",
                         vip->service);
}

void vip_done(struct vip *vip, const struct balancer_pick *pick,
              enum balancer_outcome outcome, int64_t latency_us)
{
    (void)balancer_done(&vip->balancer, clock_monotonic_ms(), pick, outcome,
                        latency_us);
}

int64_t vip_outstanding(struct vip *vip)
{
    struct balancer_figures figures;
    int64_t sum = 0;
    for (size_t i = 0;
         balancer_at(&vip->balancer, clock_monotonic_ms(), i, &figures); i++)
        sum += figures.outstanding;
    return sum;
}
