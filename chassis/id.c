/*
 * id -- ULIDs: names that need no coordinator and sort by time.
 *
 * Split services cannot ask one counter for the next number. A ULID is 48 bits
 * of milliseconds followed by 80 bits of chance, written as 26 letters of
 * Crockford's base 32 (no I, L, O, U), so two makers never agree on one by
 * accident and an index keeps new rows at its end.
 *
 * What holds: one source gives strictly rising ids. Within one millisecond,
 * and while the wall clock stands behind the last id, it counts the 80 bits up
 * instead of drawing them; when they overflow it borrows the next millisecond.
 */
#include "chassis/id.h"

#include <assert.h>
#include <string.h>

static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* 48 bits of milliseconds reach the year 10889. */
static const int64_t last_possible_ms = ((int64_t)1 << 48) - 1;

static bool is_fresh(const struct id_source *source)
{
    static const uint8_t zero[sizeof source->last];
    return source->last_ms == 0 && memcmp(source->last, zero, sizeof zero) == 0;
}

static void draw(struct id_source *source, uint64_t high, uint64_t low)
{
    source->last[0] = (uint8_t)(high >> 8);
    source->last[1] = (uint8_t)high;
    for (int i = 0; i < 8; i++)
        source->last[2 + i] = (uint8_t)(low >> (56 - 8 * i));
}

/* False when all 80 bits were set. */
static bool count_up(struct id_source *source)
{
    for (int i = sizeof source->last - 1; i >= 0; i--)
        if (++source->last[i] != 0)
            return true;
    return false;
}

static struct id spell(const struct id_source *source)
{
    uint8_t bytes[16];
    for (int i = 0; i < 6; i++)
        bytes[i] = (uint8_t)(source->last_ms >> (40 - 8 * i));
    memcpy(bytes + 6, source->last, sizeof source->last);

    struct id id;
    /* 26 letters hold 130 bits: the first one carries two that are zero. */
    unsigned pending = 0;
    int bits = 2;
    int next = 0;
    for (int i = 0; i < ID_TEXT_BYTES - 1; i++) {
        if (bits < 5) {
            pending = pending << 8 | bytes[next++];
            bits += 8;
        }
        bits -= 5;
        id.text[i] = letters[pending >> bits & 31];
    }
    id.text[ID_TEXT_BYTES - 1] = '\0';
    return id;
}

struct id id_make(struct id_source *source, int64_t wall_ms, uint64_t high,
                  uint64_t low)
{
    if (wall_ms < 0)
        wall_ms = 0;
    if (wall_ms > source->last_ms || is_fresh(source)) {
        source->last_ms = wall_ms;
        draw(source, high, low);
    } else if (!count_up(source)) {
        source->last_ms++;
        draw(source, high, low);
    }
    assert(source->last_ms <= last_possible_ms);
    return spell(source);
}

bool id_valid(const char *text)
{
    if (!text || strlen(text) != ID_TEXT_BYTES - 1 || text[0] > '7')
        return false;
    return strspn(text, letters) == ID_TEXT_BYTES - 1;
}
