/*
 * editor -- the learner's own editor: $VISUAL, else $EDITOR, else vi.
 *
 * The variable may hold options ("code --wait"), so it is split as a line of
 * the shell is; no shell runs it, and the path is one word whatever it holds.
 */
#include "tutor/commands/editor.h"

#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "tutor/commands/text.h"

extern char **environ;

enum error editor_words(const char *path, struct arena *arena,
                        const char *words[ARGS_WORDS + 1])
{
    char *split[ARGS_WORDS];
    size_t count = 0;
    const char *editor = getenv("VISUAL");
    if (!editor || !*editor)
        editor = getenv("EDITOR");
    if (!editor || !*editor)
        editor = "vi";
    enum error error = args_split(editor, arena, split, ARGS_WORDS - 1, &count);
    if (error)
        return error;
    for (size_t i = 0; i < count; i++)
        words[i] = split[i];
    words[count++] = arena_string(arena, path);
    words[count] = NULL;
    return words[count - 1] ? ERROR_OK
                            : error_explain(ERROR_SYSTEM, "out of memory");
}

enum error editor_run(const char *path, struct arena *arena)
{
    const char *words[ARGS_WORDS + 1];
    pid_t child;
    int status = 0;
    enum error error = editor_words(path, arena, words);
    if (error)
        return error;
    int failure = posix_spawnp(&child, words[0], NULL, NULL,
                               (char *const *)words, environ);
    if (failure != 0)
        return explain(ERROR_SYSTEM, ESSAY_NO_EDITOR, words[0],
                       strerror(failure));
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    return ERROR_OK;
}
