/*
 * lab_action -- one command of an experiment, checked before anything runs.
 *
 * A mistake in the tenth line of an experiment must be found before the first
 * one has killed a process. So each command is looked up in the command table
 * and its words are checked as the command line would check them.
 */
#include <stdio.h>
#include <string.h>

#include "tutor/commands/table.h"
#include "tutor/lab/lab_file.h"
#include "tutor/lab/load_words.h"

/* What would wait for a person, or run an experiment inside an experiment. */
static bool not_here(const char *name)
{
    static const char *const names[] = {"shell", "tour", "lab",   "lang",
                                        "up",    "down", "report"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static enum error check_words(const struct command *command,
                              struct lab_action *action, struct args *args)
{
    enum error error = args_parse(args, command->options, action->words + 1,
                                  action->word_count - 1);
    if (!error && args->count < command->least)
        error = explain(ERROR_USAGE, TOO_FEW, command->name, command->synopsis);
    if (!error && args->count > command->most)
        error = explain(ERROR_USAGE, TOO_MANY, args->words[command->most],
                        command->name, command->synopsis);
    return error;
}

static enum error check_load(struct lab_action *action, const struct args *args)
{
    const char *shape = args_option(args, "shape", 0);
    action->is_load = true;
    action->load_on = SHAPES_BOTH;
    if (shape && !shape_parse(shape, &action->load_on))
        return explain(ERROR_USAGE, BAD_SHAPE, shape);
    return load_words(args, &action->plan, &action->name);
}

/* `COMMAND as NAME`: what an answer is called; a load says it by itself. */
static enum error take_name(struct lab_action *action, struct arena *arena)
{
    size_t count = action->word_count;
    bool load = strcmp(action->words[0], "load") == 0;
    if (load || count < 3 || strcmp(action->words[count - 2], "as") != 0)
        return ERROR_OK;
    action->name = action->words[count - 1];
    action->word_count -= 2;
    const char *at = strstr(action->command, " as ");
    for (const char *next = at; next; next = strstr(next + 1, " as "))
        at = next; /* the last one */
    if (at)
        action->command =
            arena_copy(arena, action->command, (size_t)(at - action->command));
    return action->command ? ERROR_OK
                           : error_explain(ERROR_SYSTEM, "out of memory");
}

enum error lab_action_parse(struct lab_action *out, const char *command,
                            struct arena *arena)
{
    struct args args;
    char why[ERROR_DETAIL_BYTES];
    out->command = command;
    enum error error = args_split(command, arena, out->words, LAB_COMMAND_WORDS,
                                  &out->word_count);
    if (!error && out->word_count == 0)
        return explain(ERROR_UNPROCESSABLE, LAB_NEEDS_WORDS, "at", "COMMAND");
    if (!error)
        error = take_name(out, arena);
    const struct command *row = error ? NULL : command_find(out->words[0]);
    if (row && not_here(row->name))
        return explain(ERROR_UNPROCESSABLE, LAB_NOT_HERE, row->name);
    if (row)
        error = check_words(row, out, &args);
    else if (!error)
        error = explain(ERROR_USAGE, COMMAND_UNKNOWN, out->words[0]);
    if (row && !error && strcmp(row->name, "load") == 0)
        error = check_load(out, &args);
    if (!error)
        return ERROR_OK;
    snprintf(why, sizeof why, "%s", error_detail(error));
    return error_explain(ERROR_UNPROCESSABLE, "`%s`: %s", out->command, why);
}
