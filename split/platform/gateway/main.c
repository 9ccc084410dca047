/*
 * The gateway as a process: the split's only door to the outside.
 */
#include "chassis/host.h"
#include "domain/api/routes.h"
#include "split/patterns/client.h"
#include "split/patterns/registrar.h"
#include "split/platform/gateway/quota.h"
#include "split/platform/gateway/route.h"
#include "split/platform/gateway/service.h"

int main(int argc, char **argv)
{
    static const char *const peers[] = {"orders",   "payments",  "inventory",
                                        "shipping", "customers", "monolith",
                                        NULL};
    const struct host_options options = {
        .service = &gateway_service,
        .routes = &shop_routes,
        .front_door = true,
        .meter = quota_take,
        .outbound = &client_outbound,
        .membership = &registrar_membership,
        .peers = peers,
        .begin = route_begin, /* where a migration stands */
    };

    return host_run(&options, argc, argv);
}
