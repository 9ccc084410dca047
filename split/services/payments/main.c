/*
 * The payments service as a process.
 */
#include "chassis/host.h"
#include "split/services/payments/service.h"

int main(int argc, char **argv)
{
    const struct host_options options = {.service = &payments_service};

    return host_run(&options, argc, argv);
}
