/*
 * rotation -- two views of the same instances.
 *
 * The registry speaks of instances, versions by name and states; a balancer of
 * ids, versions by number, health and lives. This is the dictionary, and the
 * only place where a state of the one becomes a health of the other.
 */
#include "split/patterns/rotation.h"

enum { EVENLY = 100 }; /* the weight that nobody has changed */

uint64_t rotation_id(const struct discovery_endpoint *endpoint)
{
    return ((uint64_t)endpoint->instance << 1 | endpoint->sidecar) + 1;
}

/* FNV-1a; two versions of one service that fall together would share their
 * part of the calls, once in 2^63. */
static int64_t version_of(const char *text)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return (int64_t)(hash >> 1);
}

static struct balancer_endpoint endpoint_of(
    const struct discovery_endpoint *listed)
{
    static const enum balancer_health health[] = {
        [DISCOVERY_UP] = BALANCER_READY,
        [DISCOVERY_NOT_READY] = BALANCER_UNHEALTHY,
        [DISCOVERY_DRAINING] = BALANCER_DRAINING};
    return (struct balancer_endpoint){.id = rotation_id(listed),
                                      .life = (uint64_t)listed->life,
                                      .weight = 1,
                                      .version = version_of(listed->version),
                                      .health = health[listed->state]};
}

static enum error split_by_version(struct balancer *balancer,
                                   const struct discovery_endpoint *list,
                                   size_t count)
{
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
    return balancer_split(balancer, shares, evenly ? 0 : share_count);
}

enum error rotation_take(struct balancer *balancer,
                         const struct discovery_endpoint *list, size_t count)
{
    struct balancer_endpoint endpoints[BALANCER_ENDPOINTS] = {{0}};
    if (count > BALANCER_ENDPOINTS)
        count = BALANCER_ENDPOINTS;
    for (size_t i = 0; i < count; i++)
        endpoints[i] = endpoint_of(&list[i]);
    enum error error = balancer_update(balancer, endpoints, count);
    return error ? error : split_by_version(balancer, list, count);
}
