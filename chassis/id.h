/*
 * id -- ULIDs: 48 bits of wall time and 80 bits of chance, as 26 letters.
 *
 * Use:       id_make() with the runtime's time and randomness.
 * Units:     wall_ms since 1970 UTC. The text sorts as the ids were made.
 * Ownership: a plain value. One generator makes strictly rising ids: within
 *            one millisecond it counts the random part up.
 * Errors:    id_valid() says whether a text from outside is one.
 * Source:    the ULID specification, Crockford's base 32.
 */
#ifndef CHASSIS_ID_H
#define CHASSIS_ID_H

#include <stdbool.h>
#include <stdint.h>

enum { ID_TEXT_BYTES = 27 }; /* 26 letters and the NUL */

struct id {
    char text[ID_TEXT_BYTES];
};

struct id_source {
    int64_t last_ms;
    uint8_t last[10];
};

/* `high` and `low` are fresh random words; 80 bits of them are used. */
struct id id_make(struct id_source *source, int64_t wall_ms, uint64_t high,
                  uint64_t low);
bool id_valid(const char *text);

#endif
