/*
 * shell -- one command after another, with completion and a history.
 *
 * Readline edits the line; the command table runs it. The shell adds no command
 * of its own but two words to leave it, so whatever is learnt here can be typed
 * behind `cleave` as well, and the other way round. Without a terminal the same
 * loop reads plain lines, which is how a script of commands is run.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "tutor/commands/complete.h"
#include "tutor/commands/table.h"

enum { HISTORY_LINES = 1000, CANDIDATES = 256, LINE_BYTES = 8192 };

/* Readline's callbacks take no argument of ours. */
static struct session *shell_session;
static char *candidates[CANDIDATES + 1];
static size_t candidate_count;

/* ---- completion ---- */

static void keep_candidate(void *arg, const char *candidate)
{
    (void)arg;
    if (candidate_count < CANDIDATES)
        candidates[candidate_count++] = strdup(candidate);
}

/* Gives the candidates one by one; readline frees them. */
static char *next_candidate(const char *beginning, int state)
{
    static size_t next;
    (void)beginning;
    if (state == 0)
        next = 0;
    return next < candidate_count ? candidates[next++] : NULL;
}

static char **complete_line(const char *beginning, int start, int end)
{
    struct arena arena;
    char *words[ARGS_WORDS];
    size_t count = 0;
    (void)end;
    rl_attempted_completion_over = 1; /* never fall back to file names */
    candidate_count = 0;
    arena_init(&arena, LIMIT_ARENA_BYTES);
    char *before = arena_copy(&arena, rl_line_buffer, (size_t)start);
    if (before &&
        args_split(before, &arena, words, ARGS_WORDS, &count) == ERROR_OK) {
        /* Behind an SKU comes ×N, not a space. */
        rl_completion_suppress_append =
            count > 0 && strcmp(words[count - 1], "--line") == 0;
        complete_words(shell_session, (const char *const *)words, count,
                       beginning, keep_candidate, NULL);
    }
    arena_release(&arena);
    return rl_completion_matches(beginning, next_candidate);
}

/* The goods, once, for completion; a shop that is down has none to offer. */
static void learn_skus(struct session *session)
{
    enum shape_set set = SHAPES_NONE;
    struct shop *shop = NULL;
    struct shop_reply reply;
    struct shop_request request = {
        .method = "GET", .path = "/api/products", .timeout_ms = 500};
    if (session_running(session, &set) ||
        session_shop(session,
                     set & SHAPES_MONOLITH ? SHAPE_MONOLITH : SHAPE_SPLIT,
                     &shop) ||
        shop_ask(shop, &request, &session->arena, &reply))
        return;
    session_saw_goods(session, reply.body.data, reply.body.length);
}

/* ---- the loop ---- */

/* Reads a key for readline. Its own reader notices Ctrl-C only at the next key;
 * this one empties the line at once and hands it in. */
static int read_key(FILE *file)
{
    unsigned char byte = 0;
    for (;;) {
        if (session_interrupted()) {
            rl_replace_line("", 0);
            return '\n';
        }
        ssize_t got = read(fileno(file), &byte, 1);
        if (got == 1)
            return byte;
        if (got == 0 || errno != EINTR)
            return EOF;
        rl_check_signals();
    }
}

static bool history_path(struct session *session, char out[LIMIT_PATH_BYTES])
{
    int length =
        snprintf(out, LIMIT_PATH_BYTES, "%s/history", session->places.state);
    return length > 0 && length < LIMIT_PATH_BYTES;
}

static void open_readline(struct session *session)
{
    char path[LIMIT_PATH_BYTES];
    shell_session = session;
    rl_readline_name = "cleave";
    rl_change_environment = 0;
    rl_attempted_completion_function = complete_line;
    rl_completer_word_break_characters = (char *)" \t";
    rl_getc_function = read_key;
    using_history();
    stifle_history(HISTORY_LINES);
    if (history_path(session, path))
        read_history(path);
}

static void remember(const char *line)
{
    const HIST_ENTRY *last =
        history_length > 0 ? history_get(history_base + history_length - 1)
                           : NULL;
    if (!last || strcmp(last->line, line) != 0)
        add_history(line);
}

static void save_history(struct session *session)
{
    char path[LIMIT_PATH_BYTES];
    if (places_make(&session->places) == ERROR_OK &&
        history_path(session, path))
        write_history(path);
}

/* False for the two words that leave the shell. */
static bool run_line(struct session *session, const char *line, int *status)
{
    line += strspn(line, " \t");
    if (strcmp(line, "exit") == 0 || strcmp(line, "quit") == 0)
        return false;
    if (strncmp(line, "shell", 5) == 0 && !line[5 + strspn(line + 5, " ")])
        say(&session->screen, SHELL_ALREADY);
    else if (*line && *line != '#')
        *status = command_line(session, line);
    screen_flush(&session->screen);
    return true;
}

static void typed_lines(struct session *session)
{
    bool going = true;
    int status = EXIT_DONE;
    open_readline(session);
    learn_skus(session);
    say(&session->screen, SHELL_WELCOME);
    session_catch_interrupt();
    while (going) {
        screen_flush(&session->screen);
        char *line = readline("cleave> ");
        if (!line) {
            screen_print(&session->screen, "\n");
            break;
        }
        if (*line)
            remember(line);
        going = run_line(session, line, &status);
        free(line);
    }
    session_restore_interrupt();
    save_history(session);
    say(&session->screen, SHELL_BYE);
}

/* A script ends as its last command did. */
static void piped_lines(struct session *session)
{
    char line[LINE_BYTES];
    int status = EXIT_DONE;
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        if (!run_line(session, line, &status))
            break;
    }
    session->failed = status != EXIT_DONE;
}

enum error command_shell(struct session *session, const struct args *args)
{
    (void)args;
    if (session->shell)
        return explain(ERROR_USAGE, SHELL_ALREADY_WORDS);
    session->shell = true;
    if (isatty(STDIN_FILENO) && session->screen.terminal)
        typed_lines(session);
    else
        piped_lines(session);
    session->shell = false;
    return ERROR_OK;
}
