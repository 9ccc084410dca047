/*
 * main -- the `cleave` command: take the words, open a session, run one
 * command of the table (tutor/commands/table.c), and end with its exit status:
 * 0 done, 1 the world said no, 2 the words were wrong. Without words it is the
 * tutor on the whole screen, or, where no screen can be shown, the tour.
 */
#include "tutor/commands/table.h"
#include "tutor/screens/app.h"

#include <signal.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    static struct session session;
    static char *tutor[] = {(char *)"tutor"}, *tour[] = {(char *)"tour"};
    signal(SIGPIPE, SIG_IGN); /* a reader that left is not a crash */
    enum error error = session_open(&session);
    if (error) { /* no place to work in: the one thing said without a shop */
        command_complain(&session, error);
        session_close(&session);
        return EXIT_REFUSED;
    }
    char **words = argc > 1 ? argv + 1 : app_usable() ? tutor : tour;
    size_t count = argc > 1 ? (size_t)argc - 1 : 1;
    int status = command_run(&session, words, count);
    session_close(&session);
    return status;
}
