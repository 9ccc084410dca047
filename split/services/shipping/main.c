/*
 * The shipping service as a process.
 */
#include "chassis/host.h"
#include "split/patterns/registrar.h"
#include "split/services/shipping/service.h"

int main(int argc, char **argv)
{
    const struct host_options options = {.service = &shipping_service,
                                         .membership = &registrar_membership};

    return host_run(&options, argc, argv);
}
