/*
 * The monolith as a process: the whole shop behind one door.
 */
#include "chassis/host.h"
#include "domain/api/routes.h"
#include "monolith/service.h"

int main(int argc, char **argv)
{
    const struct host_options options = {
        .service = &monolith_service,
        .routes = &shop_routes,
        .front_door = true,
        .trusts = "gateway", /* when it is put in front of us */
    };

    return host_run(&options, argc, argv);
}
