/*
 * bare -- a shape without its processes: the same statements, no sockets.
 *
 * The same services run in this process on database files of their own, and
 * messages are handed over in memory. What is left is SQLite, the handlers and
 * the disk: what a shape of many processes can be measured against.
 *
 * Use:       bare_open(), bare_orders() as often as needed, bare_close().
 * Units:     milliseconds in, orders a second out.
 * Ownership: the databases lie in the caller's directory and stay there.
 * Errors:    through shops_die().
 * Blocking:  always. One thread.
 */
#ifndef TESTS_BENCH_BARE_H
#define TESTS_BENCH_BARE_H

#include <stdint.h>

#include "tutor/shape.h"

struct bare;

struct bare *bare_open(const char *directory, enum shape shape);
void bare_close(struct bare *bare);
/* `clients` orders in flight, a new one for each that was answered: without
 * sockets between them they stay together, so that a turn, and with it a
 * commit, has them all. */
double bare_orders(struct bare *bare, int clients, int64_t ms);

#endif
