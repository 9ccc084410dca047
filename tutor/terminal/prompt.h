/*
 * prompt -- the line that a learner types, edited by readline.
 *
 * Use:       prompt_open() once; prompt_key() with each key that belongs to
 *            the line; prompt_draw() at each paint; `entered` is called when
 *            Enter is pressed.
 * Units:     cells; a Hangul syllable is two.
 * Ownership: readline has one line per process, so this has no handle.
 * Errors:    cannot fail. A history that cannot be read or written is none.
 * Blocking:  never, but for the history's file at open and close.
 * Source:    readline's alternate interface: bytes go in through a queue, and
 *            nothing of it ever reaches the terminal.
 */
#ifndef TUTOR_PROMPT_H
#define TUTOR_PROMPT_H

#include "tutor/session.h"
#include "tutor/terminal/keys.h"
#include "tutor/widgets/canvas.h"

typedef void prompt_entered(void *arg, const char *line);

void prompt_open(struct session *session, prompt_entered *entered, void *arg);
void prompt_close(void);
void prompt_key(const struct keys_event *event);
bool prompt_empty(void);
/* What stands there; it holds until the next call. */
const char *prompt_text(void);
void prompt_clear(void);
void prompt_set(const char *line);
/* Another label and line, for a text that is no command: it is not completed
 * and not kept in the history. NULL: commands again. */
void prompt_ask(const char *label, const char *line);
/* Into the area's first row; gives the cursor's column there. */
int prompt_draw(struct area area);
/* What Tab has found last, until the next key; 0: nothing to choose from. */
size_t prompt_candidates(const char *const **out);
/* False: there were none. */
bool prompt_hide_candidates(void);

#endif
