/*
 * cleave-sidecar -- a proxy on the callee's side of every hop.
 */
#include <stdio.h>

#include "split/platform/sidecar/proxies.h"
#include "split/platform/sidecar/service.h"

int main(int argc, char **argv)
{
    static struct options options; /* where the proxy stands */
    if (options_read(&options, argc, argv)) {
        fprintf(stderr, "cleave-sidecar: %s\n", error_detail(ERROR_USAGE));
        return 2;
    }
    proxies_configure(&options);
    return host_run(&sidecar_host, options.host_argc, options.host_argv);
}
