/*
 * cleave-supervisor -- started by `cleave up`, ended by `cleave down`.
 */
#include "chassis/fault.h"
#include "chassis/host.h"
#include "split/platform/supervisor/reach.h"
#include "split/platform/supervisor/service.h"
#include "split/platform/supervisor/supervisor.h"

int main(int argc, char **argv)
{
    const struct host_options options = {
        .service = &supervisor_service, /* its methods: up, down, kill ... */
        .outbound = &outbound_instances,
        .begin = supervisor_begin,           /* its lock and its children */
        .stop = supervisor_stop,             /* children end before it does */
        .fault_families = FAULT_SUPERVISING, /* kill, pause ... of others */
    };
    argv = config_only_one("supervisor", &argc, argv);
    return host_run(&options, argc, argv);
}
