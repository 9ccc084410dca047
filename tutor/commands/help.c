/*
 * help -- what there is to say, read from the table itself.
 *
 * `help` lists every command with its line; `help WORD` shows how one is
 * written and what it is good for. Programs get the same as JSON, with the
 * help in both languages.
 */
#include <string.h>

#include "chassis/json.h"
#include "tutor/commands/suggest.h"
#include "tutor/commands/table.h"
#include "tutor/grid.h"

static void print_list(struct session *session)
{
    struct grid grid;
    say(&session->screen, HELP_INTRO);
    screen_print(&session->screen, "\n");
    grid_init(&grid, &session->arena, "ll");
    grid_cell(&grid, "%s", text(TEXT_HELP_COMMAND));
    grid_cell(&grid, "%s", text(TEXT_HELP_DOES));
    for (size_t i = 0; i < command_count; i++) {
        grid_cell(&grid, "%s", commands[i].name);
        grid_cell(&grid, "%s", text(commands[i].help));
    }
    grid_print(&grid, &session->screen);
    screen_print(&session->screen, "\n");
    say(&session->screen, HELP_END);
}

static void print_one(struct session *session, const struct command *command)
{
    struct screen *screen = &session->screen;
    screen_style(screen, STYLE_BOLD);
    screen_print(screen, "%s%s%s", command->name, *command->synopsis ? " " : "",
                 command->synopsis);
    screen_style(screen, STYLE_NONE);
    screen_print(screen, "\n%s\n\n%s\n", text(command->help),
                 text(command->more));
    if (command->list)
        command->list(session);
}

static void json_command(struct json_writer *json,
                         const struct command *command)
{
    json_object_open(json);
    json_key_text(json, "name", command->name);
    json_key_text(json, "synopsis", command->synopsis);
    json_key_text(json, "help_en", text_in(command->help, false));
    json_key_text(json, "help_ko", text_in(command->help, true));
    json_key_text(json, "more_en", text_in(command->more, false));
    json_key_text(json, "more_ko", text_in(command->more, true));
    if (command->json)
        command->json(json);
    json_object_close(json);
}

static void print_json(struct session *session, const struct command *only)
{
    struct buffer out;
    struct json_writer json;
    buffer_init(&out, LIMIT_BODY_BYTES);
    json_begin(&json, &out);
    json_array_open(&json);
    for (size_t i = 0; i < command_count; i++)
        if (!only || only == &commands[i])
            json_command(&json, &commands[i]);
    json_array_close(&json);
    screen_json(&session->screen, &out);
    buffer_release(&out);
}

enum error command_help(struct session *session, const struct args *args)
{
    const char *word = args_word(args, 0);
    const struct command *command = word ? command_find(word) : NULL;
    if (word && !command) {
        struct suggest suggest;
        suggest_begin(&suggest, word);
        for (size_t i = 0; i < command_count; i++)
            suggest_try(&suggest, commands[i].name);
        if (suggest.best)
            return explain(ERROR_USAGE, COMMAND_MEANT, word, suggest.best);
        return explain(ERROR_USAGE, COMMAND_UNKNOWN, word);
    }
    if (session->json)
        print_json(session, command);
    else if (command)
        print_one(session, command);
    else
        print_list(session);
    return ERROR_OK;
}

enum error command_version(struct session *session, const struct args *args)
{
    (void)args;
    screen_print(&session->screen,
                 session->json ? "{\"version\":\"%s\"}\n" : "cleave %s\n",
                 CLEAVE_VERSION);
    return ERROR_OK;
}
