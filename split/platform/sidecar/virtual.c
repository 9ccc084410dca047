/*
 * virtual -- the registry's view, as routes of the proxy.
 *
 * The problem: a caller that knows one address only still wants to reach all
 * instances, and a proxy that balances connections does not do that for gRPC:
 * a caller keeps one connection for ever, and it would stay with one instance.
 *
 * The idea: the proxy takes HTTP/2 apart into calls anyway, and sends each by
 * the routes of its policy. So server-side discovery is nothing but those
 * routes, kept as the registry says.
 *
 * The invariant: only routes are changed here; allow-list, time-out and retries
 * stay as people set them.
 */
#include "split/platform/sidecar/virtual.h"

#include <string.h>

#include "split/patterns/discovery.h"

static struct {
    struct discovery *discovery;
    const char *service;
    struct proxy *proxy;
} own;

static int count_version(const struct discovery_endpoint *list, size_t count,
                         const char *version)
{
    int same = 0;
    for (size_t i = 0; i < count; i++)
        same += list[i].state == DISCOVERY_UP &&
                strcmp(list[i].version, version) == 0;
    return same;
}

static void take_view(void *arg)
{
    struct discovery_endpoint list[DISCOVERY_ENDPOINTS];
    struct policy policy = *proxy_policy(own.proxy);
    (void)arg;
    size_t count =
        discovery_list(own.discovery, own.service, list, DISCOVERY_ENDPOINTS);
    policy.route_count = 0;
    for (size_t i = 0; i < count && policy.route_count < POLICY_ROUTES; i++) {
        int weight = list[i].weight;
        if (list[i].state != DISCOVERY_UP || list[i].instance == 0 ||
            weight == 0)
            continue;
        weight /= count_version(list, count, list[i].version);
        policy.routes[policy.route_count++] =
            (struct policy_route){list[i].address, weight > 0 ? weight : 1};
    }
    proxy_set_policy(own.proxy, &policy);
}

enum error virtual_begin(struct loop *loop, const struct config *config,
                         const char *service, struct proxy *proxy)
{
    own.service = service;
    own.proxy = proxy;
    enum error error =
        discovery_open(&own.discovery, loop, config, take_view, NULL);
    if (!error)
        take_view(NULL);
    return error;
}

void virtual_end(void)
{
    discovery_close(own.discovery);
    own.discovery = NULL;
}
