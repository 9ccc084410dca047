/*
 * cleave-orders -- the orders service as a process.
 */
#include "chassis/host.h"
#include "split/services/orders/service.h"

int main(int argc, char **argv)
{
    const struct host_options options = {.service = &orders_service};
    return host_run(&options, argc, argv);
}
