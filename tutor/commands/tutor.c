/*
 * tutor -- the whole screen, from the command line, or the same in lines.
 *
 * Where no screen can be shown (no terminal, TERM=dumb) or none is wanted
 * (--plain), what was asked for is printed: a screen's twin in lines, which is
 * a command of its own, or without a name the tour. So nothing can be reached
 * on the screen alone, and a script or a screen reader loses nothing.
 */
#include "tutor/commands/table.h"
#include "tutor/screens/app.h"
#include "tutor/supervision.h"

static enum error print_twin(struct session *session, const char *name,
                             const char *argument)
{
    const struct view_class *class = view_find(name ? name : "first");
    if (class->plain)
        return class->plain(session, argument ? argument : "");
    return view_command(session, class->name, argument);
}

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
    enum error error = ERROR_UNAVAILABLE;
    if (!session->plain && app_usable())
        error = app_run(session, &options);
    if (!error && supervision_running(session))
        say(&session->screen, TUTOR_LEFT); /* what nobody sees any more */
    return error == ERROR_UNAVAILABLE
               ? print_twin(session, options.view, options.argument)
               : error;
}
