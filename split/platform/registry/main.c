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
    argv = registry_arguments(argc, argv);
    for (argc = 0; argv[argc];)
        argc++;
    return host_run(&options, argc, argv);
}
