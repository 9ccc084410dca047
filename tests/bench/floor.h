/*
 * floor -- the least that the machine can do, measured in the same run.
 *
 * Use:       floor_ping_us() for one exchange over a bare Unix socket;
 *            floor_commit_us() for one durable overwrite of a page.
 * Units:     microseconds, the median of the samples.
 * Source:    the same shapes as in the project's measured floors: a blocking
 *            ping-pong of 191 bytes up and 189 down, and pwrite with
 *            fdatasync over blocks that exist.
 */
#ifndef TESTS_BENCH_FLOOR_H
#define TESTS_BENCH_FLOOR_H

double floor_ping_us(int rounds);
double floor_commit_us(const char *directory, int rounds);
/* Binds this process and its later children to one processor; -1: to all. */
void floor_pin(int cpu);

#endif
