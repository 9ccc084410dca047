/*
 * tutor -- the whole screen, from the command line.
 *
 * Where no screen can be shown (no terminal, TERM=dumb) the error says so; the
 * tour and the shell are the same course in lines.
 */
#include "tutor/commands/table.h"
#include "tutor/screens/app.h"

enum error command_tutor(struct session *session, const struct args *args)
{
    struct app_options options = {
        .view = args_word(args, 0),
        .argument = args_word(args, 1),
        .ascii = args_option(args, "ascii", 0) != NULL,
        .no_mouse = args_option(args, "no-mouse", 0) != NULL};
    if (options.view && !view_find(options.view))
        return explain(ERROR_USAGE, VIEW_UNKNOWN, options.view);
    if (session->shell)
        return explain(ERROR_USAGE, SHELL_ALREADY_WORDS);
    return app_run(session, &options);
}
