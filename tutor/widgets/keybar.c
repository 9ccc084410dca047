/*
 * keybar -- the row that says which key does what.
 *
 * Which keys have room is decided once, in fitting(), for drawing and for
 * clicks alike: a click always means what is seen. The last key is how to
 * leave and the first is help; those two stay while anything does.
 */
#include "tutor/widgets/keybar.h"

#include <string.h>

enum { GAP = 2 };

static int key_cells(const struct keybar_key *key)
{
    return glyph_cells_of(key->key) + 1 + glyph_cells_of(key->text);
}

/* How many keys from the front are shown before the last one. */
static int fitting(const struct keybar_key *keys, int count, int columns)
{
    int room = columns - (count > 0 ? key_cells(&keys[count - 1]) : 0);
    int shown = 0;
    while (shown < count - 1) {
        room -= key_cells(&keys[shown]) + GAP;
        if (room < 0)
            break;
        shown++;
    }
    return shown;
}

/* The key that is drawn at place `i`, or -1 behind the end. */
static int index_of(int i, int shown, int count)
{
    return i < shown ? i : i == shown && count > 0 ? count - 1 : -1;
}

void keybar_draw(struct area area, const struct keybar_key *keys, int count,
                 const char *status)
{
    int column = 0;
    int shown = fitting(keys, count, area.columns);
    area_fill(area_part(area, 0, 0, 1, area.columns), ROLE_KEY_TEXT);
    for (int i = 0; index_of(i, shown, count) >= 0; i++) {
        const struct keybar_key *key = &keys[index_of(i, shown, count)];
        column = area_put(area, 0, column, ROLE_KEY, key->key) + 1;
        column = area_put(area, 0, column, ROLE_KEY_TEXT, key->text) + GAP;
    }
    int cells = status ? glyph_cells_of(status) : 0;
    if (cells > 0 && column + cells <= area.columns)
        area_put(area, 0, area.columns - cells, ROLE_KEY_TEXT, status);
}

int keybar_at(struct area area, const struct keybar_key *keys, int count,
              int column)
{
    int from = 0;
    int shown = fitting(keys, count, area.columns);
    for (int i = 0; index_of(i, shown, count) >= 0; i++) {
        int index = index_of(i, shown, count);
        int to = from + key_cells(&keys[index]);
        if (column >= from && column < to)
            return index;
        from = to + GAP;
    }
    return -1;
}
