/*
 * The registry as a process: who is where.
 */
#include "chassis/host.h"
#include "split/platform/registry/service.h"

int main(int argc, char **argv)
{
    const struct host_options options = {
        .service = &registry_service, /* join, renew, drain, watch ... */
        .begin = registry_begin,      /* learns the shop's secret */
    };
    argv = config_only_one("registry", &argc, argv);
    return host_run(&options, argc, argv);
}
