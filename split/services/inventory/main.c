/*
 * The inventory service as a process.
 */
#include "chassis/host.h"
#include "split/patterns/registrar.h"
#include "split/services/inventory/service.h"

int main(int argc, char **argv)
{
    const struct host_options options = {.service = &inventory_service,
                                         .membership = &registrar_membership};

    return host_run(&options, argc, argv);
}
