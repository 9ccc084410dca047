/*
 * The collector as a process: what all others did.
 */
#include "chassis/host.h"
#include "split/platform/collector/service.h"

int main(int argc, char **argv)
{
    const struct host_options options = {
        .service = &collector_service, /* traces, logs, metrics, watch */
        .begin = collector_begin,      /* its socket for datagrams */
        .silent = true,                /* it tells itself nothing */
    };
    argv = config_only_one("collector", &argc, argv);
    return host_run(&options, argc, argv);
}
