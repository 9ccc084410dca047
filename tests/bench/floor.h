/*
 * floor -- the least that the machine can do, measured in the same run.
 *
 * Use:       floor_ping_us() for one exchange over a bare Unix socket;
 *            floor_commit_us() for one durable overwrite of a page;
 *            floor_start_ms() for as many empty programs as asked, each
 *            started and heard once.
 * Units:     microseconds, the median of the samples; floor_start_ms() is one
 *            sample in milliseconds. 0 when it could not be measured.
 * Source:    the same shapes as in the project's measured floors: a blocking
 *            ping-pong of 191 bytes up and 189 down, and pwrite with
 *            fdatasync over blocks that exist.
 */
#ifndef TESTS_BENCH_FLOOR_H
#define TESTS_BENCH_FLOOR_H

#include <sys/types.h>

double floor_ping_us(int rounds);
double floor_commit_us(const char *directory, int rounds);
/* Starts this program `count` times as `--empty` and waits until each has
 * answered a byte on a Unix socket of its own in `directory`. */
double floor_start_ms(const char *directory, int count);
/* What `--empty SOCKET` runs: listen, say so on descriptor 3, answer. */
int floor_empty(const char *socket_path);
/* Binds a process (0: this one) and its later children to one processor; -1:
 * to all. */
void floor_pin(pid_t pid, int cpu);

#endif
