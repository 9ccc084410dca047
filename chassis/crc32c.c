/*
 * crc32c -- a remainder, eight bytes at a time.
 *
 * The check is the remainder of the bytes, read as one long polynomial, by the
 * polynomial of Castagnoli. Bit by bit that takes eight steps a byte; a table
 * of what each byte leaves takes one; and eight such tables, each for a byte
 * that stands one place further from the end, take eight bytes in one step,
 * whose look-ups do not wait for each other.
 *
 * Rejected: the processor's own instruction, which not every processor has: a
 * second way to the same number would have to be kept and tested beside this.
 */
#include "chassis/crc32c.h"

#include <stdbool.h>

enum { STEP = 8, BYTES = 256 };

static const uint32_t polynomial = 0x82f63b78; /* its bits reversed */
static uint32_t tables[STEP][BYTES];
static bool filled;

static void fill(void)
{
    for (uint32_t byte = 0; byte < BYTES; byte++) {
        uint32_t rest = byte;
        for (int bit = 0; bit < 8; bit++)
            rest = rest >> 1 ^ (rest & 1 ? polynomial : 0);
        tables[0][byte] = rest;
    }
    for (int far = 1; far < STEP; far++)
        for (int byte = 0; byte < BYTES; byte++) {
            uint32_t near = tables[far - 1][byte];
            tables[far][byte] = near >> 8 ^ tables[0][near & 0xff];
        }
    filled = true;
}

static uint32_t word(const unsigned char *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
           (uint32_t)at[3] << 24;
}

static uint32_t eight(uint32_t rest, const unsigned char *at)
{
    uint32_t low = rest ^ word(at), high = word(at + 4);
    return tables[7][low & 0xff] ^ tables[6][low >> 8 & 0xff] ^
           tables[5][low >> 16 & 0xff] ^ tables[4][low >> 24] ^
           tables[3][high & 0xff] ^ tables[2][high >> 8 & 0xff] ^
           tables[1][high >> 16 & 0xff] ^ tables[0][high >> 24];
}

uint32_t crc32c(uint32_t before, const void *bytes, size_t length)
{
    const unsigned char *at = bytes;
    uint32_t rest = ~before;
    if (!filled)
        fill();
    for (; length >= STEP; length -= STEP, at += STEP)
        rest = eight(rest, at);
    for (; length > 0; length--, at++)
        rest = rest >> 8 ^ tables[0][(rest ^ *at) & 0xff];
    return ~rest;
}
