/*
 * crc32c -- the cyclic redundancy check of Castagnoli, for bytes that pass
 *           through hands that may change them.
 *
 * Use:       crc32c(0, bytes, length); what follows is added by giving the
 *            result back in: pieces give the same as the whole.
 * Promise:   bytes of the same length that differ only within 32 neighbouring
 *            bits never have the same check; others have by chance, one in
 *            four thousand million. It is no signature: whoever changes bytes
 *            on purpose can make the check fit.
 * Ownership: none. One thread: the first call fills a table.
 * Errors:    cannot fail.
 * Blocking:  never.
 * Source:    RFC 3720, B.4 (its test vectors are ours); the way of eight
 *            tables as in Kounavis and Berry, "Novel Table Lookup-Based
 *            Algorithms for High-Performance CRC Generation", 2008.
 */
#ifndef CHASSIS_CRC32C_H
#define CHASSIS_CRC32C_H

#include <stddef.h>
#include <stdint.h>

uint32_t crc32c(uint32_t before, const void *bytes, size_t length);

#endif
