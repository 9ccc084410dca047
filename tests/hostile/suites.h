/*
 * suites -- the groups of attacks, one file each.
 *
 * Use:       hostile.c runs them against the doors of one shop.
 * Rules:     a test is given a struct stage as its state, leaves no order and
 *            no stock behind, and says with which bytes it failed.
 */
#ifndef TESTS_HOSTILE_SUITES_H
#define TESTS_HOSTILE_SUITES_H

#include "tests/hostile/stage.h"

struct suite {
    const char *name;
    const struct CMUnitTest *tests;
    size_t count;
};

/* Of the transport: for every door there is. */
extern const struct suite suite_heads, suite_bodies, suite_order_of_things,
    suite_frames, suite_floods;
/* Of the shop: for its front door. */
extern const struct suite suite_values, suite_json, suite_paths, suite_forged,
    suite_edges, suite_quota;
/* Of streams: for a service that has one. */
extern const struct suite suite_streams;
/* Of each socket in the run directory. */
extern const struct suite suite_sockets;

/* The client that sends a byte each 200 ms. It is begun before all others and
 * looked at after them. */
void slow_begin(const struct door *door);
void slow_end_is_408(void **state);

#define SUITE(title, array)                         \
    {                                               \
        .name = (title), .tests = (array),          \
        .count = sizeof(array) / sizeof((array)[0]) \
    }
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
