/*
 * main -- the `cleave` command: take the words, open a session, run one
 * command of the table (tutor/commands/table.c), and end with its exit status:
 * 0 done, 1 the world said no, 2 the words were wrong. Without words it is the
 * tutor on the whole screen, or, where no screen can be shown, the tour.
 */
#include "tutor/commands/table.h"
#include "tutor/screens/job.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* Takes --plain and --lang ko|en from in front of the command; how many words
 * that were. */
static int take_options(int argc, char **argv, bool *plain)
{
    int at = 1;
    for (; at < argc; at++)
        if (strcmp(argv[at], "--plain") == 0)
            *plain = true;
        else if (strcmp(argv[at], "--lang") == 0 && at + 1 < argc)
            setenv("CLEAVE_LANG", argv[++at], 1);
        else
            break;
    return at - 1;
}

int main(int argc, char **argv)
{
    static struct session session;
    static char *tutor[] = {(char *)"tutor"};
    signal(SIGPIPE, SIG_IGN); /* a reader that left is not a crash */
    bool plain = false;
    job_follow();
    int taken = take_options(argc, argv, &plain);
    argc -= taken;
    argv += taken;
    enum error error = session_open(&session);
    if (error) { /* no place to work in: the one thing said without a shop */
        command_complain(&session, error);
        session_close(&session);
        return EXIT_REFUSED;
    }
    session.plain = plain;
    char **words = argc > 1 ? argv + 1 : tutor;
    size_t count = argc > 1 ? (size_t)argc - 1 : 1;
    int status = command_run(&session, words, count);
    session_close(&session);
    return status;
}
