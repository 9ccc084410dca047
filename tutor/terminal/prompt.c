/*
 * prompt -- the line that a learner types, edited by readline.
 *
 * Readline believes that it reads a file and writes to a terminal. It gets a
 * queue of bytes for the one and /dev/null for the other, its redisplay does
 * nothing, and what it holds (prompt, line, point) is drawn as cells. So all of
 * its editing works, Hangul and history search with it, and the screen has one
 * painter.
 */
#include "tutor/terminal/prompt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "tutor/commands/args.h"
#include "tutor/commands/complete.h"
#include "tutor/width.h"

enum { QUEUE_BYTES = 64, HISTORY_LINES = 500, CANDIDATES = 256 };

/* Readline's callbacks take no argument of ours. */
static struct {
    struct session *session;
    prompt_entered *entered;
    void *arg;
    unsigned char queue[QUEUE_BYTES];
    size_t first, count;
    char *found[CANDIDATES]; /* handed to readline, which frees them */
    size_t found_count;
    char *shown[CANDIDATES]; /* our copies, for the list */
    size_t shown_count;
    bool asking; /* for a text that is no command */
    char *line;  /* entered, and not yet told */
} prompt;

static const char label_of_commands[] = "cleave> ";

static int next_byte(FILE *file)
{
    (void)file;
    if (prompt.count == 0)
        return EOF;
    int byte = prompt.queue[prompt.first];
    prompt.first = (prompt.first + 1) % QUEUE_BYTES;
    prompt.count--;
    return byte;
}

static int byte_waits(void)
{
    return prompt.count > 0;
}

static void paint_nothing(void)
{
}

/* ---- completion ---- */

static void forget_shown(void)
{
    for (size_t i = 0; i < prompt.shown_count; i++)
        free(prompt.shown[i]);
    prompt.shown_count = 0;
}

static void keep_shown(char **matches, int count, int longest)
{
    (void)longest;
    forget_shown();
    for (int i = 1; i <= count && i <= CANDIDATES; i++)
        prompt.shown[prompt.shown_count++] = strdup(matches[i]);
}

static void keep_found(void *arg, const char *candidate)
{
    (void)arg;
    if (prompt.found_count < CANDIDATES)
        prompt.found[prompt.found_count++] = strdup(candidate);
}

static char *next_found(const char *beginning, int state)
{
    static size_t next;
    (void)beginning;
    if (state == 0)
        next = 0;
    return next < prompt.found_count ? prompt.found[next++] : NULL;
}

static char **complete_line(const char *beginning, int start, int end)
{
    struct arena arena;
    char *words[ARGS_WORDS];
    size_t count = 0;
    (void)end;
    rl_attempted_completion_over = 1; /* never fall back to file names */
    if (prompt.asking)
        return NULL;
    prompt.found_count = 0;
    arena_init(&arena, LIMIT_ARENA_BYTES);
    char *before = arena_copy(&arena, rl_line_buffer, (size_t)start);
    if (before &&
        args_split(before, &arena, words, ARGS_WORDS, &count) == ERROR_OK) {
        rl_completion_suppress_append =
            count > 0 && strcmp(words[count - 1], "--line") == 0;
        complete_words(prompt.session, (const char *const *)words, count,
                       beginning, keep_found, NULL);
    }
    arena_release(&arena);
    return rl_completion_matches(beginning, next_found);
}

size_t prompt_candidates(const char *const **out)
{
    *out = (const char *const *)prompt.shown;
    return prompt.shown_count;
}

bool prompt_hide_candidates(void)
{
    bool any = prompt.shown_count > 0;
    forget_shown();
    return any;
}

/* ---- lines ---- */

static bool history_path(char out[LIMIT_PATH_BYTES])
{
    int length = snprintf(out, LIMIT_PATH_BYTES, "%s/history",
                          prompt.session->places.state);
    return length > 0 && length < LIMIT_PATH_BYTES;
}

static void got_line(char *line)
{
    if (!line)
        return;
    if (*line && !prompt.asking) {
        const HIST_ENTRY *last =
            history_length > 0 ? history_get(history_base + history_length - 1)
                               : NULL;
        if (!last || strcmp(last->line, line) != 0)
            add_history(line);
    }
    free(prompt.line); /* a macro may hold two ends of a line */
    prompt.line = line;
}

/* Outside of readline, which empties its line when its callback returns: who
 * is told may want to put another there. */
static void tell_line(void)
{
    char *line = prompt.line;
    prompt.line = NULL;
    if (line)
        prompt.entered(prompt.arg, line);
    free(line);
}

void prompt_open(struct session *session, prompt_entered *entered, void *arg)
{
    static const char *const settings[][2] = {
        {"bell-style", "none"},          {"enable-bracketed-paste", "off"},
        {"show-all-if-ambiguous", "on"}, {"input-meta", "on"},
        {"output-meta", "on"},           {"convert-meta", "off"}};
    char path[LIMIT_PATH_BYTES];
    prompt.session = session;
    prompt.entered = entered;
    prompt.arg = arg;
    rl_readline_name = "cleave";
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    rl_change_environment = 0;
    rl_prep_term_function = NULL;
    rl_deprep_term_function = NULL;
    rl_instream = fopen("/dev/null", "re");
    rl_outstream = fopen("/dev/null", "we");
    rl_getc_function = next_byte;
    rl_input_available_hook = byte_waits;
    rl_redisplay_function = paint_nothing;
    rl_completion_display_matches_hook = keep_shown;
    rl_attempted_completion_function = complete_line;
    rl_completer_word_break_characters = (char *)" \t";
    rl_initialize();
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        rl_variable_bind(settings[i][0], settings[i][1]);
    using_history();
    stifle_history(HISTORY_LINES);
    if (history_path(path))
        read_history(path);
    rl_callback_handler_install(label_of_commands, got_line);
}

void prompt_close(void)
{
    char path[LIMIT_PATH_BYTES];
    rl_callback_handler_remove();
    if (places_make(&prompt.session->places) == ERROR_OK && history_path(path))
        write_history(path);
    forget_shown();
    fclose(rl_instream);
    fclose(rl_outstream);
}

/* A paste is text: it is put into the line, and nothing of it is a key. */
static void insert(const char *text, size_t length)
{
    char *copy = strndup(text, length);
    if (!copy)
        return;
    rl_begin_undo_group();
    rl_insert_text(copy);
    rl_end_undo_group();
    free(copy);
}

void prompt_key(const struct keys_event *event)
{
    char bytes[16];
    forget_shown();
    if (event->name == KEYS_PASTE) {
        insert(event->text, event->length);
        return;
    }
    /* Readline 8.2 crashes when a search ends in the middle of ^X and a key. */
    if (RL_ISSTATE(RL_STATE_ISEARCH) && event->name == KEYS_CONTROL &&
        event->character == 'x')
        return;
    size_t length = keys_bytes(event, bytes);
    for (size_t i = 0; i < length && prompt.count < QUEUE_BYTES; i++)
        prompt.queue[(prompt.first + prompt.count++) % QUEUE_BYTES] =
            (unsigned char)bytes[i];
    while (prompt.count > 0) {
        rl_callback_read_char();
        tell_line();
    }
}

bool prompt_empty(void)
{
    return rl_end == 0 && !RL_ISSTATE(RL_STATE_ISEARCH);
}

const char *prompt_text(void)
{
    return rl_line_buffer ? rl_line_buffer : "";
}

void prompt_clear(void)
{
    struct keys_event stop = {.name = KEYS_CONTROL, .character = 'g'};
    if (RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NUMERICARG))
        prompt_key(&stop);
    rl_replace_line("", 1);
    rl_point = 0;
    using_history(); /* the next Up is the newest line again */
    forget_shown();
}

void prompt_set(const char *line)
{
    rl_replace_line(line, 0);
    rl_point = rl_end;
}

void prompt_ask(const char *label, const char *line)
{
    prompt_clear();
    prompt.asking = label != NULL;
    rl_set_prompt(label ? label : label_of_commands);
    prompt_set(line);
}

/* A tab in it, which only a quoted key can put there, is one blank. */
static char *shown_line(void)
{
    char *line = strdup(prompt_text());
    for (char *at = line; at && *at; at++)
        if (*at == '\t')
            *at = ' ';
    return line;
}

int prompt_draw(struct area area)
{
    char *line = shown_line();
    if (!line)
        return 0;
    const char *label = rl_display_prompt ? rl_display_prompt : "";
    int label_cells = width_of(label);
    int before = width_of_n(line, (size_t)rl_point);
    int room = area.columns - label_cells - 1;
    size_t skip = 0;
    if (room < 1) { /* no room for a label either */
        label = "";
        label_cells = 0;
        room = area.columns - 1;
    }
    while (room > 0 && before > room && line[skip]) {
        do
            skip++;
        while ((line[skip] & 0xC0) == 0x80);
        before = width_of_n(line + skip, (size_t)rl_point - skip);
    }
    int column = area_put(area, 0, 0, ROLE_PROMPT, label);
    area_put(area, 0, column, ROLE_INPUT, line + skip);
    if (skip > 0 && column > 0)
        area_put(area, 0, column - 1, ROLE_DIM, "<");
    free(line);
    return label_cells + before;
}
