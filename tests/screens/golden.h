/*
 * golden -- a screen, cell by cell, against the one that was kept.
 *
 * Use:       golden_look() as a script's look, with the name of a file below
 *            the script's golden directory; golden_show() when it has failed.
 * Layers:    the characters, and below them the looks: a letter for each kind
 *            of cell, `.` for the terminal's own; what the letters stand for
 *            is listed behind them.
 * Masks:     what must differ from run to run (a measured time) is named by
 *            the script's masks, group 1 of a regular expression: it becomes
 *            one # and blanks.
 * Ownership: plain values in static memory; one look at a time.
 * Errors:    false until the screen is the kept one and has been so for
 *            GOLDEN_STILL_MS; why in script->why.
 * Blocking:  never; files of a few kilobytes are read or written.
 * Source:    golden files as in Go's own tests.
 */
#ifndef TESTS_SCREENS_GOLDEN_H
#define TESTS_SCREENS_GOLDEN_H

#include "tests/screens/script.h"

enum {
    GOLDEN_STILL_MS = 60,
    GOLDEN_WRITE_MS = 1200, /* still for so long before it is kept */
    GOLDEN_MASKS = 8
};

/* From the environment: CLEAVE_GOLDEN_DIR, where files are, and
 * CLEAVE_GOLDEN=write, which keeps what is seen instead of judging it. */
bool golden_look(struct script *script);
/* Row by row what was kept and what is there. */
void golden_show(const struct script *script);
bool golden_mask(struct script *script);

#endif
