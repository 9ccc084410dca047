/*
 * flow_server -- the streams of tests/support/flow_bench.h as a program, for
 * clients that nobody here wrote.
 *
 * Prints the path of its socket, then serves until SIGTERM.
 */
#include <stdio.h>

#include "tests/support/flow_bench.h"

static void stop(void *arg)
{
    struct flow_bench *bench = arg;
    loop_stop(bench->loop);
}

int main(void)
{
    struct flow_bench *bench = flow_bench_new(&flow_service, NULL);
    void *state = bench;
    loop_timer_stop(bench->patience); /* whoever started us has it */
    loop_on_signal(bench->loop, stop, bench);
    printf("%s\n", bench->local.host);
    fflush(stdout);
    loop_run(bench->loop);
    return flow_bench_tear_down(&state);
}
