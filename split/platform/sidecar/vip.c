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

/* A sidecar before an instance is another place than the instance. */
static uint64_t id_of(const struct discovery_endpoint *endpoint)
{
    return ((uint64_t)endpoint->instance << 1 | endpoint->sidecar) + 1;
}

static int64_t version_of(const char *text)
{
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return (int64_t)(hash >> 1);
}

/* The weights of a split are those of versions; 100 each is no split. */
static void split_by_version(struct vip *vip,
                             const struct discovery_endpoint *list,
                             size_t count)
{
    enum { EVENLY = 100 };
    struct balancer_share shares[BALANCER_SHARES];
    size_t share_count = 0;
    bool evenly = true;
    for (size_t i = 0; i < count; i++) {
        int64_t version = version_of(list[i].version);
        size_t at = 0;
        while (at < share_count && shares[at].version != version)
            at++;
        if (at == share_count && share_count < BALANCER_SHARES)
            shares[share_count++] = (struct balancer_share){
                .version = version, .weight = list[i].weight};
        evenly = evenly && list[i].weight == EVENLY;
    }
    (void)balancer_split(&vip->balancer, shares, evenly ? 0 : share_count);
}

void vip_refresh(struct vip *vip)
{
    static const enum balancer_health health[] = {
        [DISCOVERY_UP] = BALANCER_READY,
        [DISCOVERY_NOT_READY] = BALANCER_UNHEALTHY,
        [DISCOVERY_DRAINING] = BALANCER_DRAINING};
    struct discovery_endpoint list[DISCOVERY_ENDPOINTS];
    struct balancer_endpoint endpoints[DISCOVERY_ENDPOINTS];
    size_t count =
        discovery_list(vip->discovery, vip->service, list, DISCOVERY_ENDPOINTS);
    for (size_t i = 0; i < count; i++) {
        endpoints[i] =
            (struct balancer_endpoint){.id = id_of(&list[i]),
                                       .life = (uint64_t)list[i].life,
                                       .weight = 1,
                                       .version = version_of(list[i].version),
                                       .health = health[list[i].state]};
        vip->places[i] = (struct place){endpoints[i].id, list[i].address};
    }
    vip->count = count;
    (void)balancer_update(&vip->balancer, endpoints, count);
    split_by_version(vip, list, count);
}

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
