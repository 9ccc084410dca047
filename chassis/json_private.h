/*
 * json_private -- what chassis/json_scan.c (is it JSON?) gives to
 * chassis/json_read.c (the tree).
 */
#ifndef CHASSIS_JSON_PRIVATE_H
#define CHASSIS_JSON_PRIVATE_H

#include "chassis/json.h"

enum { JSON_NUMBER_BYTES = 63 }; /* cJSON reads no longer one */

/* MALFORMED, explained with its place, unless the bytes are one JSON text that
 * we take. */
enum error json_scan(const char *bytes, size_t length);

/* The number's text at or behind `*at` in bytes that were scanned; `*at` moves
 * behind it. */
struct slice json_next_number(const char *bytes, size_t *at);

#endif
