/*
 * cleave-orders -- the orders service as a process.
 */
#include "chassis/host.h"
#include "split/patterns/client.h"
#include "split/patterns/registrar.h"
#include "split/services/orders/service.h"

int main(int argc, char **argv)
{
    static const char *const peers[] = {"payments", "inventory", "shipping",
                                        "customers", NULL};
    const struct host_options options = {.service = &orders_service,
                                         .outbound = &client_outbound,
                                         .membership = &registrar_membership,
                                         .peers = peers};
    return host_run(&options, argc, argv);
}
