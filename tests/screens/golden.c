/*
 * golden -- a screen, cell by cell, against the one that was kept.
 *
 * The problem: a test that looks for a word does not see that a frame has lost
 * its corner or that a warning is no longer yellow.
 *
 * The idea: the whole grid is kept as text that a person can read and a review
 * can compare: the characters, then the same rows once more with a letter for
 * how each cell looks. Equality is waited for, never assumed after a time, and
 * it must last for a moment, so a picture that only passes by is none.
 *
 * Letters are given in the order in which looks appear, so they are compared
 * by what they stand for.
 */
#include "tests/screens/golden.h"

#include <errno.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/clock.h"
#include "tests/screens/grid.h"

static struct grid seen, kept, last;
static struct {
    regex_t of[GOLDEN_MASKS];
    size_t count;
    const struct script *script; /* whose they are */
} masks;

static bool writing(void)
{
    const char *word = getenv("CLEAVE_GOLDEN");
    return word && strcmp(word, "write") == 0;
}

static void path_of(const struct script *script, char *out, size_t bytes)
{
    const char *directory = getenv("CLEAVE_GOLDEN_DIR");
    snprintf(out, bytes, "%s/%s.txt", directory ? directory : ".",
             script->count > 1 ? script->words[1] : "");
}

bool golden_mask(struct script *script)
{
    if (masks.script != script)
        masks.count = 0;
    masks.script = script;
    return script->count == 2 && masks.count < GOLDEN_MASKS &&
           regcomp(&masks.of[masks.count++], script->words[1], REG_EXTENDED) ==
               0;
}

static void look_at(struct script *script)
{
    grid_take(&seen, &script->emulator);
    for (size_t i = 0; masks.script == script && i < masks.count; i++)
        grid_mask(&seen, &masks.of[i]);
}

static bool keep(struct script *script)
{
    char path[512];
    path_of(script, path, sizeof path);
    FILE *to = fopen(path, "we");
    if (!to) {
        snprintf(script->why, sizeof script->why, "%.300s: %s", path,
                 strerror(errno));
        return false;
    }
    grid_write(&seen, to);
    return fclose(to) == 0;
}

/* Has it been as it is now for so long? */
static bool still(struct script *script, int64_t long_ms)
{
    int64_t now = clock_monotonic_ms();
    if (script->still_since == 0 || !grid_same(&seen, &last)) {
        last = seen;
        script->still_since = now;
    }
    return now - script->still_since >= long_ms;
}

static bool judge(struct script *script)
{
    struct grid_place at;
    if (grid_differs(&kept, &seen, &at)) {
        script->still_since = 0;
        snprintf(script->why, sizeof script->why,
                 "row %d, column %d: \"%s\" (%s) instead of \"%s\" (%s)",
                 at.row, at.column, at.is, at.is_look, at.was, at.was_look);
        return false;
    }
    snprintf(script->why, sizeof script->why, "it does not stay so");
    return still(script, GOLDEN_STILL_MS);
}

bool golden_look(struct script *script)
{
    char path[512];
    look_at(script);
    if (writing()) {
        snprintf(script->why, sizeof script->why, "it is never still");
        return still(script, GOLDEN_WRITE_MS) && keep(script);
    }
    path_of(script, path, sizeof path);
    if (!grid_read(&kept, path)) {
        snprintf(script->why, sizeof script->why,
                 "%.400s cannot be read; `make golden` writes it", path);
        return false;
    }
    return judge(script);
}

void golden_show(const struct script *script)
{
    char path[512];
    path_of(script, path, sizeof path);
    if (!writing() && script->running)
        grid_show(&kept, &seen, path, stderr);
}
