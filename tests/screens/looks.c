/*
 * looks -- what a script can see: the cells, the cursor, the bytes, the line's
 *          mode, and how the program ended.
 *
 * Each look is one function that says whether it holds at this moment, and if
 * not, what was seen instead; script.c repeats it.
 */
#include "tests/screens/golden.h"

#include <ctype.h>
#include <errno.h>
#include <regex.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROW_BYTES = EMULATOR_COLUMNS * 4 * VTERM_MAX_CHARS_PER_CELL + 8 };

char *script_screen(const struct script *script)
{
    static char row[ROW_BYTES];
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    for (int i = 0; out && i < script->emulator.rows; i++) {
        emulator_row(&script->emulator, i, row, sizeof row);
        fprintf(out, "%s\n", row);
    }
    if (out)
        fclose(out);
    return text;
}

static const char *word(const struct script *script, size_t index)
{
    return index < script->count ? script->words[index] : "";
}

static bool is(const struct script *script, const char *value)
{
    return strcmp(word(script, 1), value) == 0;
}

static bool say(struct script *script, bool holds, const char *why)
{
    if (!holds)
        snprintf(script->why, sizeof script->why, "%s", why);
    return holds;
}

/* ---- cells ---- */

static bool on_screen(const struct script *script)
{
    char *screen = script_screen(script);
    bool found = screen && strstr(screen, word(script, 1)) != NULL;
    free(screen);
    return found;
}

static bool look_expect(struct script *script)
{
    return say(script, on_screen(script), "it is not on the screen");
}

static bool look_absent(struct script *script)
{
    return say(script, !on_screen(script), "it is still on the screen");
}

static bool look_match(struct script *script)
{
    static char row[ROW_BYTES];
    regex_t wanted;
    bool found = false;
    if (regcomp(&wanted, word(script, 1), REG_EXTENDED | REG_NOSUB) != 0)
        return say(script, false, "that is no regular expression");
    for (int i = 0; i < script->emulator.rows && !found; i++) {
        emulator_row(&script->emulator, i, row, sizeof row);
        found = regexec(&wanted, row, 0, NULL, 0) == 0;
    }
    regfree(&wanted);
    return say(script, found, "no row fits");
}

static bool look_row(struct script *script)
{
    static char row[ROW_BYTES];
    int number = (int)strtol(word(script, 1), NULL, 10);
    if (number < 0)
        number += script->emulator.rows;
    emulator_row(&script->emulator, number, row, sizeof row);
    snprintf(script->why, sizeof script->why, "that row is \"%.400s\"", row);
    return strstr(row, word(script, 2)) != NULL;
}

static bool look_same(struct script *script)
{
    char *screen = script_screen(script);
    bool same = screen && script->kept && strcmp(screen, script->kept) == 0;
    free(screen);
    return say(script, same, "the screen is not as it was kept");
}

static bool look_cursor(struct script *script)
{
    VTermPos at = script->emulator.cursor;
    if (is(script, "shown") || is(script, "hidden"))
        return say(script, script->emulator.cursor_shown == is(script, "shown"),
                   "the cursor is not");
    int row = (int)strtol(word(script, 1), NULL, 10);
    if (row < 0)
        row += script->emulator.rows;
    snprintf(script->why, sizeof script->why, "the cursor is at %d %d", at.row,
             at.col);
    return at.row == row && at.col == (int)strtol(word(script, 2), NULL, 10);
}

/* ---- modes of the terminal ---- */

static bool look_alternate(struct script *script)
{
    return say(script, script->emulator.alternate == is(script, "on"),
               "the alternate screen is not");
}

static bool look_paste(struct script *script)
{
    return say(script,
               emulator_marks_paste(&script->emulator) == is(script, "on"),
               "the marks around a paste are not");
}

static bool look_line(struct script *script)
{
    return say(script,
               emulator_cooked(&script->emulator) == is(script, "cooked"),
               "the line discipline is not");
}

static bool look_taken(struct script *script)
{
    return say(script, emulator_taken(&script->emulator),
               "not all that was typed has been read");
}

/* ---- bytes ---- */

static bool look_bytes(struct script *script)
{
    const struct emulator *emulator = &script->emulator;
    return say(script,
               memmem(emulator->raw + emulator->raw_mark,
                      emulator->raw_length - emulator->raw_mark,
                      word(script, 1), script->lengths[1]) != NULL,
               "these bytes have not come since");
}

static bool look_never(struct script *script)
{
    const struct emulator *emulator = &script->emulator;
    return say(script,
               memmem(emulator->raw, emulator->raw_length, word(script, 1),
                      script->lengths[1]) == NULL,
               "these bytes have come");
}

/* Parameters of CSI ... m that are colours: 30-49 and 90-107. */
static bool has_colour(const char *at, const char *end)
{
    while (at < end && (isdigit((unsigned char)*at) || *at == ';')) {
        char *after;
        long number = strtol(at, &after, 10);
        if ((number >= 30 && number <= 49) || (number >= 90 && number <= 107)) {
            while (after < end &&
                   (isdigit((unsigned char)*after) || *after == ';'))
                after++;
            return after < end && *after == 'm';
        }
        at = after > at ? after : at + 1;
        at += at < end && *at == ';';
    }
    return false;
}

static bool look_colours(struct script *script)
{
    const char *at = script->emulator.raw;
    const char *end = at + script->emulator.raw_length;
    bool found = false;
    while (!found && (at = memmem(at, (size_t)(end - at), "\033[", 2))) {
        at += 2;
        found = has_colour(at, end);
    }
    return say(script, found == is(script, "some"), "colours are not");
}

/* ---- processes ---- */

static bool look_exit(struct script *script)
{
    snprintf(script->why, sizeof script->why,
             script->emulator.ended ? "it ended with %d" : "it runs",
             script->emulator.status);
    return script->emulator.ended &&
           script->emulator.status == (int)strtol(word(script, 1), NULL, 10);
}

static bool look_gone(struct script *script)
{
    for (size_t i = 0; i < script->family_count; i++)
        if (kill(script->family[i], 0) == 0 || errno != ESRCH) {
            snprintf(script->why, sizeof script->why, "process %ld is left",
                     (long)script->family[i]);
            return false;
        }
    return say(script, script->emulator.ended, "the program itself is left");
}

static const struct {
    const char *name;
    bool (*holds)(struct script *script);
} looks[] = {{"expect", look_expect},       {"match", look_match},
             {"absent", look_absent},       {"row", look_row},
             {"same", look_same},           {"cursor", look_cursor},
             {"alternate", look_alternate}, {"paste", look_paste},
             {"line", look_line},           {"taken", look_taken},
             {"bytes", look_bytes},         {"never", look_never},
             {"colours", look_colours},     {"exit", look_exit},
             {"gone", look_gone},           {"golden", golden_look}};

bool script_look(struct script *script, bool *known)
{
    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++)
        if (strcmp(looks[i].name, script->words[0]) == 0) {
            *known = true;
            return looks[i].holds(script);
        }
    *known = false;
    return false;
}
