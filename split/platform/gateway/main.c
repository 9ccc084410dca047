/*
 * The gateway as a process: the split's only door to the outside.
 */
#include "chassis/host.h"
#include "domain/api/routes.h"
#include "split/platform/gateway/service.h"

int main(int argc, char **argv)
{
    const struct host_options options = {
        .service = &gateway_service,
        .routes = &shop_routes,
        .front_door = true,
    };

    return host_run(&options, argc, argv);
}
