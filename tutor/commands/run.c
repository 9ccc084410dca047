/*
 * run -- a line of words becomes a command that runs.
 *
 * It is the same for all: take --json and --help away, find the row of the
 * table, check the number of words, parse the options, call the function, and
 * turn what it returned into one of three exit statuses.
 */
#include <string.h>

#include "chassis/json.h"
#include "tutor/commands/suggest.h"
#include "tutor/commands/table.h"

enum error command_shapes(struct session *session, const char *word,
                          enum shape_set *out)
{
    struct suggest suggest;
    if (!word)
        return session_running(session, out);
    if (shape_parse(word, out))
        return ERROR_OK;
    suggest_begin(&suggest, word);
    for (int set = SHAPES_MONOLITH; set <= SHAPES_BOTH; set++)
        suggest_try(&suggest, shape_set_name((enum shape_set)set));
    if (suggest.best)
        return explain(ERROR_USAGE, BAD_SHAPE_MEANT, word, suggest.best);
    return explain(ERROR_USAGE, BAD_SHAPE, word);
}

void command_complain(struct session *session, enum error error)
{
    struct screen *screen = &session->complaints;
    const char *detail = error_detail(error);
    screen_flush(&session->screen);
    if (session->json) {
        struct buffer out;
        struct json_writer json;
        buffer_init(&out, 4096);
        json_begin(&json, &out);
        json_object_open(&json);
        json_key_text(&json, "error", error_slug(error));
        json_key_text(&json, "title", error_title(error, text_korean()));
        json_key_text(&json, "detail", detail);
        json_object_close(&json);
        screen_json(&session->screen, &out);
        buffer_release(&out);
        return;
    }
    screen_style(screen, STYLE_BAD);
    screen_print(screen, "cleave: ");
    screen_style(screen, STYLE_NONE);
    screen_print(screen, "%s\n", detail);
}

static enum error unknown_command(const char *name)
{
    struct suggest suggest;
    suggest_begin(&suggest, name);
    for (size_t i = 0; i < command_count; i++)
        suggest_try(&suggest, commands[i].name);
    if (suggest.best)
        return explain(ERROR_USAGE, COMMAND_MEANT, name, suggest.best);
    return explain(ERROR_USAGE, COMMAND_UNKNOWN, name);
}

/* Takes a flag out of the words; true when it stood there. */
static bool take_flag(char **words, size_t *count, const char *flag)
{
    for (size_t i = 0; i < *count && strcmp(words[i], "--") != 0; i++) {
        if (strcmp(words[i], flag) != 0)
            continue;
        memmove(words + i, words + i + 1, (*count - i - 1) * sizeof *words);
        --*count;
        return true;
    }
    return false;
}

/* What other programs have taught people to type. */
static const char *usual_name(const char *word)
{
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
        return "help";
    return strcmp(word, "--version") == 0 ? "version" : word;
}

static enum error run_words(struct session *session, char **words, size_t count)
{
    struct args args;
    const struct command *command = command_find(usual_name(words[0]));
    if (!command)
        return unknown_command(words[0]);
    if (take_flag(words, &count, "--help")) {
        args = (struct args){.words = {command->name}, .count = 1};
        return command_help(session, &args);
    }
    enum error error =
        args_parse(&args, command->options, words + 1, count - 1);
    if (error)
        return error;
    if (args.count < command->least)
        return explain(ERROR_USAGE, TOO_FEW, command->name, command->synopsis);
    if (args.count > command->most)
        return explain(ERROR_USAGE, TOO_MANY, args.words[command->most],
                       command->name, command->synopsis);
    return command->run(session, &args);
}

int command_run(struct session *session, char *const *words, size_t count)
{
    char *own[ARGS_WORDS];
    bool outer_json = session->json;
    enum error error = ERROR_OK;
    if (count == 0)
        return EXIT_DONE;
    session_begin(session);
    if (count > ARGS_WORDS) {
        error = explain(ERROR_USAGE, TOO_MANY_WORDS, ARGS_WORDS);
    } else {
        memcpy(own, words, count * sizeof *own);
        if (take_flag(own, &count, "--json"))
            session->json = true;
        if (count > 0)
            error = run_words(session, own, count);
    }
    if (error)
        command_complain(session, error);
    session->json = outer_json;
    session_end(session);
    if (error == ERROR_USAGE)
        return EXIT_WORDS;
    return error || session->failed ? EXIT_REFUSED : EXIT_DONE;
}

int command_line(struct session *session, const char *line)
{
    struct arena arena;
    char *words[ARGS_WORDS];
    size_t count = 0;
    int status = EXIT_WORDS;
    arena_init(&arena, LIMIT_ARENA_BYTES);
    enum error error = args_split(line, &arena, words, ARGS_WORDS, &count);
    if (error)
        command_complain(session, error);
    else
        status = command_run(session, words, count);
    arena_release(&arena);
    return status;
}
