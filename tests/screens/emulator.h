/*
 * emulator -- a terminal that a program runs in and that a test can read.
 *
 * Use:       emulator_open() with the words of a program; emulator_send() what
 *            a person types; emulator_pump() until the cells show what they
 *            should; emulator_close(), which ends the program if it still runs.
 * Units:     rows and columns count from 0; milliseconds.
 * Ownership: one struct holds the pseudo-terminal, the cells and the child;
 *            emulator_close() gives all back and leaves no child.
 * Errors:    false with a sentence on stderr when no pseudo-terminal can be
 * had. Blocking:  emulator_pump() waits for at most the time given;
 * emulator_close() for at most five seconds, then the child is killed. Source:
 * libvterm's screen layer; pty(7).
 */
#ifndef TESTS_SCREENS_EMULATOR_H
#define TESTS_SCREENS_EMULATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include <vterm.h>

enum {
    EMULATOR_ROWS = 256, /* the largest terminal of any script */
    EMULATOR_COLUMNS = 512,
    EMULATOR_CELL_BYTES = 4 * VTERM_MAX_CHARS_PER_CELL + 1,
    EMULATOR_RAW_BYTES = 16 * 1024 * 1024, /* after these none are kept */
    EMULATOR_FAMILY = 64
};

struct emulator {
    int master; /* -1 after a hang-up */
    pid_t child;
    bool ended;
    int status; /* as a shell says it: 128 + signal */
    int rows, columns;
    VTerm *vterm;
    VTermScreen *screen;
    bool alternate, cursor_shown;
    /* What a question for the cursor is answered with: 0 the truth, > 0 so
     * many columns further right, < 0 nothing at all. */
    int reports;
    VTermPos cursor;
    char *raw; /* all that the program has written */
    size_t raw_length, raw_mark;
};

bool emulator_open(struct emulator *emulator, int rows, int columns,
                   char *const argv[]);
void emulator_close(struct emulator *emulator);

/* Reads what the program has written, waiting for up to `wait_ms` for it. */
void emulator_pump(struct emulator *emulator, int wait_ms);
/* All of it, reading meanwhile, so that neither waits for the other. The mark
 * in `raw` stands behind what had come before. */
void emulator_send(struct emulator *emulator, const char *bytes, size_t length);
void emulator_resize(struct emulator *emulator, int rows, int columns);
/* The line is cut, as when a window is closed. */
void emulator_hang_up(struct emulator *emulator);
/* To the program in the foreground, which a shell may have started. */
bool emulator_signal(struct emulator *emulator, int signal_number);

/* The characters of one cell as UTF-8, a blank where there are none; not of
 * the right half of a wide one, whose chars[0] is (uint32_t)-1. */
size_t emulator_cell(const VTermScreenCell *cell, char *out);
/* One row as UTF-8 without its blanks at the end; the length. */
size_t emulator_row(const struct emulator *emulator, int row, char *out,
                    size_t bytes);
/* The program has read all that was typed. */
bool emulator_taken(const struct emulator *emulator);
/* The line discipline collects lines, echoes, and ^C is a signal. */
bool emulator_cooked(const struct emulator *emulator);
/* A paste would be marked as one. */
bool emulator_marks_paste(struct emulator *emulator);
/* The children of the program, and theirs; how many. */
size_t emulator_family(const struct emulator *emulator,
                       pid_t out[EMULATOR_FAMILY]);

#endif
