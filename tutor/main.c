/*
 * main -- the `cleave` command: take the words, open a session, run one
 * command of the table (tutor/commands/table.c), and end with its exit status:
 * 0 done, 1 the world said no, 2 the words were wrong.
 */
#include "tutor/commands/table.h"

#include <signal.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    static struct session session;
    static char *help[] = {(char *)"help"};
    signal(SIGPIPE, SIG_IGN); /* a reader that left is not a crash */
    enum error error = session_open(&session);
    if (error) { /* no place to work in: the one thing said without a shop */
        command_complain(&session, error);
        session_close(&session);
        return EXIT_REFUSED;
    }
    int status = argc > 1 ? command_run(&session, argv + 1, (size_t)argc - 1)
                          : command_run(&session, help, 1);
    session_close(&session);
    return status;
}
