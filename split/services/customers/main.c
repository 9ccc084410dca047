/*
 * The customers service as a process.
 */
#include "chassis/host.h"
#include "split/patterns/registrar.h"
#include "split/services/customers/service.h"

int main(int argc, char **argv)
{
    const struct host_options options = {.service = &customers_service,
                                         .membership = &registrar_membership};

    return host_run(&options, argc, argv);
}
