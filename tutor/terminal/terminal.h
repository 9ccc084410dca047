/*
 * terminal -- the learner's terminal: a screen to paint on, keys to read.
 *
 * Use:       terminal_open() once a process; terminal_paint() a canvas of
 *            terminal_rows() x terminal_columns(); terminal_read() until it is
 *            false whenever descriptor 0 can be read; terminal_resized() after
 *            SIGWINCH; terminal_close().
 * Units:     cells, rows and columns from 0.
 * Ownership: one per process, the terminal's; standard error goes to a log
 *            while it is open.
 * Errors:    UNAVAILABLE, explained, where no screen can be shown: standard
 *            input or output is none, TERM is empty, dumb, or has no cursor.
 *            A crash puts the terminal back before the process ends.
 * Blocking:  writing to the terminal; terminal_suspend() until continued.
 * Source:    ncurses' newterm(); synchronized output (mode 2026) and bracketed
 *            paste (mode 2004) as in xterm's control sequences.
 */
#ifndef TUTOR_TERMINAL_H
#define TUTOR_TERMINAL_H

#include "tutor/terminal/keys.h"
#include "tutor/widgets/canvas.h"

struct terminal;

struct terminal_options {
    bool ascii;           /* no glyph beyond ASCII but letters */
    bool no_mouse;        /* at first */
    const char *log_path; /* for standard error; may be NULL */
};

/* Whether terminal_open() would find one. */
bool terminal_usable(void);
enum error terminal_open(struct terminal **out,
                         const struct terminal_options *options);
void terminal_close(struct terminal *terminal);
int terminal_rows(const struct terminal *terminal);
int terminal_columns(const struct terminal *terminal);
enum glyph_tier terminal_tier(const struct terminal *terminal);
/* False: Hangul cannot be shown here. */
bool terminal_hangul(const struct terminal *terminal);
/* TERM was unknown, and xterm-256color is believed instead. */
bool terminal_guessed(const struct terminal *terminal);

/* The cursor stands at that place afterwards. */
void terminal_paint(struct terminal *terminal, const struct canvas *canvas,
                    int cursor_row, int cursor_column);
/* The next paint draws every cell, whatever was believed to be there. */
void terminal_redraw(struct terminal *terminal);
/* True when all must be painted anew. */
bool terminal_resized(struct terminal *terminal);
bool terminal_read(struct terminal *terminal, struct keys_event *out);
/* The terminal has said how wide it draws: other glyphs are needed, perhaps
 * another language. Says so once. */
bool terminal_reshaped(struct terminal *terminal);
bool terminal_hung_up(const struct terminal *terminal);
bool terminal_mouse(const struct terminal *terminal);
void terminal_set_mouse(struct terminal *terminal, bool on);
/* Puts the screen away, for a program in the foreground; afterwards call
 * terminal_continue(). Gives the descriptor of its standard error. */
int terminal_lend(struct terminal *terminal);
/* Gives the terminal back to the shell until SIGCONT. */
void terminal_suspend(struct terminal *terminal);
/* After a SIGCONT that we did not ask for. */
void terminal_continue(struct terminal *terminal);

#endif
