/*
 * bar -- which keys stand in the key bar, and what a click on one presses.
 *
 * A narrow screen cannot hold them all. What a learner needs now comes first:
 * help, then the keys of this very view, then the way to all other screens; a
 * key that works anywhere may be missing, for the list of screens names it.
 *
 * A click means what is written under it. So the words are read again: "PgUp
 * PgDn" is two keys, "1-4" is as many digits as are printed, and an arrow is
 * the one that was hit.
 */
#include "tutor/screens/bar.h"

#include <string.h>

#include "tutor/widgets/glyph.h"

static const struct {
    const char *word;
    enum keys_name name;
} named[] = {
    {"Enter", KEYS_ENTER},  {"Esc", KEYS_ESCAPE},     {"Tab", KEYS_TAB},
    {"PgUp", KEYS_PAGE_UP}, {"PgDn", KEYS_PAGE_DOWN}, {"Home", KEYS_HOME},
    {"End", KEYS_END},      {"Del", KEYS_DELETE},     {"Ins", KEYS_INSERT},
    {"←", KEYS_LEFT},       {"→", KEYS_RIGHT},        {"↑", KEYS_UP},
    {"↓", KEYS_DOWN},       {"F1", KEYS_F1},          {"F2", KEYS_F1 + 1},
    {"F3", KEYS_F1 + 2},    {"F4", KEYS_F1 + 3},      {"F5", KEYS_F1 + 4},
    {"F6", KEYS_F1 + 5},    {"F7", KEYS_F7},          {"F8", KEYS_F1 + 7},
    {"F9", KEYS_F1 + 8},    {"F10", KEYS_F1 + 9},     {"F11", KEYS_F1 + 10},
    {"F12", KEYS_F12},
};
enum { NAMED = sizeof named / sizeof *named };

const char *bar_function_key(enum keys_name key)
{
    for (size_t i = 0; i < NAMED; i++)
        if (named[i].name == key)
            return named[i].word;
    return "";
}

/* ---- which keys ---- */

static void add(struct bar *bar, const char *key, const char *label)
{
    if (bar->count < BAR_KEYS)
        bar->keys[bar->count++] = (struct keybar_key){key, label};
}

static bool has(const struct bar *bar, const char *key)
{
    for (int i = 0; i < bar->count; i++)
        if (strcmp(bar->keys[i].key, key) == 0)
            return true;
    return false;
}

static void add_anywhere(struct bar *bar, const char *key, enum text label)
{
    if (bar->count < BAR_KEYS - 1 && !has(bar, key)) /* the last has a place */
        add(bar, key, text(label));
}

void bar_collect(struct bar *bar, const struct view_class *class, bool hangul)
{
    bar->count = 0;
    add(bar, "F1", text(TEXT_BAR_HELP));
    for (const struct view_key *key = class->keys; key && key->key; key++)
        add_anywhere(bar, key->key, key->label);
    bar->own = bar->count - 1;
    for (size_t i = 0; i < view_count; i++)
        if (views[i].key == KEYS_F12 && views[i].view != class)
            add_anywhere(bar, "F12", views[i].label);
    for (size_t i = 0; i < view_count; i++)
        if (views[i].key != KEYS_NONE && views[i].view != class)
            add_anywhere(bar, bar_function_key(views[i].key), views[i].label);
    if (hangul)
        add_anywhere(bar, "F6", TEXT_BAR_LANGUAGE);
    add_anywhere(bar, "F9", TEXT_BAR_MOUSE);
    add(bar, "F10", text(TEXT_BAR_LEAVE));
}

/* ---- what a click means ---- */

static bool name_event(const char *word, size_t length, struct keys_event *out)
{
    for (size_t i = 0; i < NAMED; i++)
        if (strlen(named[i].word) == length &&
            memcmp(named[i].word, word, length) == 0) {
            *out = (struct keys_event){.name = named[i].name};
            return true;
        }
    if (length == 2 && word[0] == '^') {
        *out = (struct keys_event){.name = KEYS_CONTROL,
                                   .character = (uint32_t)(word[1] | 0x20)};
        return true;
    }
    if (length != 1 || *word == '-')
        return false;
    *out = (struct keys_event){.name = KEYS_CHARACTER,
                               .character = (unsigned char)*word};
    return true;
}

/* The character at that cell of a word that is no key as a whole. */
static bool part_event(const char *word, size_t length, int cell,
                       struct keys_event *out)
{
    struct glyph glyph;
    while (length > 0) {
        size_t took = glyph_next(word, length, &glyph);
        if (cell < glyph.cells) /* never a letter: "Space" is not S */
            return ((unsigned char)*word >= 0x80 ||
                    (*word >= '0' && *word <= '9')) &&
                   name_event(word, took, out);
        cell -= glyph.cells;
        word += took;
        length -= took;
    }
    return false;
}

bool bar_key_event(const char *key, int cell, struct keys_event *out)
{
    bool known = false;
    while (*key) {
        size_t length = strcspn(key, " ");
        int cells = glyph_cells(key, length);
        bool whole = name_event(key, length, out);
        if (cell < cells)
            return whole || part_event(key, length, cell, out);
        known = whole;
        key += length + strspn(key + length, " ");
        cell -= cells + 1;
    }
    return known;
}

bool bar_press(const struct bar *bar, struct area row, int column,
               struct keys_event *out)
{
    int from = column;
    int index = keybar_at(row, bar->keys, bar->count, column);
    while (from > 0 && keybar_at(row, bar->keys, bar->count, from - 1) == index)
        from--;
    return index >= 0 &&
           bar_key_event(bar->keys[index].key, column - from, out);
}
