/*
 * editor -- the learner's own editor: $VISUAL, else $EDITOR, else vi.
 *
 * Use:       editor_words() for what to run; editor_run() runs it and waits.
 * Ownership: words live in the caller's arena.
 * Errors:    SYSTEM, explained, when it cannot be started; what it makes of
 *            the file is its own affair.
 * Blocking:  editor_run() until it ends; editor_words() never.
 */
#ifndef TUTOR_COMMANDS_EDITOR_H
#define TUTOR_COMMANDS_EDITOR_H

#include "tutor/commands/args.h"

/* Its words and the path, and a NULL behind them. */
enum error editor_words(const char *path, struct arena *arena,
                        const char *words[ARGS_WORDS + 1]);
enum error editor_run(const char *path, struct arena *arena);

#endif
