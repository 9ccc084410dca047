/*
 * The customers service as a process.
 */
#include "chassis/host.h"
#include "split/services/customers/service.h"

int main(int argc, char **argv)
{
    const struct host_options options = {.service = &customers_service};

    return host_run(&options, argc, argv);
}
