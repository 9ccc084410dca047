/*
 * script -- the lines that tell a test of the screens what to do.
 *
 * Use:       script_run() with the name of a file; see vtdrive.c for its words.
 * Ownership: opens an emulator of its own and closes it, whatever happens.
 * Errors:    false after a message with file, line, the words, what was seen
 *            and the whole screen.
 * Blocking:  each line for at most SCRIPT_WAIT_MS.
 * Source:    tig's test scripts; expect(1).
 */
#ifndef TESTS_SCREENS_SCRIPT_H
#define TESTS_SCREENS_SCRIPT_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/screens/emulator.h"

enum { SCRIPT_WAIT_MS = 30000, SCRIPT_WORDS = 16, SCRIPT_LINE_BYTES = 4096 };

struct script {
    const char *file;
    int line;
    char words_text[SCRIPT_LINE_BYTES];
    char *words[SCRIPT_WORDS + 1];
    size_t lengths[SCRIPT_WORDS + 1]; /* an escape may be \x00 */
    size_t count;
    struct emulator emulator;
    bool running;
    int rows, columns, reports;
    int64_t run_ms;
    char *kept; /* the screen as `keep` found it */
    pid_t family[EMULATOR_FAMILY];
    size_t family_count;
    uint64_t seed;
    bool differs;        /* from a kept screen */
    int64_t still_since; /* golden.c: ms; 0: not yet */
    char why[512];       /* what the last look saw instead */
};

bool script_run(const char *file, uint64_t seed);

/* words.c: cuts a line into words, in place of the last; false: a quote is
 * open or there are too many. */
bool script_split(struct script *script, const char *line);
/* looks.c: true when `words` is a look and it holds now; *known: is it one. */
bool script_look(struct script *script, bool *known);
/* The screen as lines; the caller frees. */
char *script_screen(const struct script *script);
/* random.c: `count` keys and resizes; false when the program ended. */
bool script_random(struct script *script, uint64_t count);

#endif
