/*
 * The payments service as a process.
 */
#include "chassis/host.h"
#include "split/patterns/registrar.h"
#include "split/services/payments/service.h"

int main(int argc, char **argv)
{
    const struct host_options options = {.service = &payments_service,
                                         .membership = &registrar_membership};

    return host_run(&options, argc, argv);
}
