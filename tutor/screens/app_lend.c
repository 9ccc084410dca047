/*
 * app_lend -- the terminal given away for a while, and the prompt's one line
 *             given to a view.
 *
 * An editor and a command that asks for answers want the terminal themselves.
 * The screen is put away, the program runs in the foreground, its end is a
 * descriptor on the loop (a pidfd), and the screen comes back as it was. No
 * key and no paint of ours happens meanwhile; the live model goes on.
 *
 * ^Z stops the program and us with it, as the shell expects of a job; ^C is
 * the program's own. After a command its last words are left to be read: the
 * screen comes back with Enter.
 */
#include "tutor/screens/app_private.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "chassis/net_watch.h"
#include "tutor/terminal/prompt.h"

extern char **environ;

/* ---- a line for a view ---- */

void app_end_ask(struct app *app, const char *line)
{
    app_line_given *given = app->given;
    if (!given)
        return;
    app->given = NULL;
    prompt_ask(NULL, "");
    given(app, app->given_arg, line);
    app->dirty = true;
}

void app_ask(struct app *app, const char *label, const char *line,
             app_line_given *given, void *arg)
{
    app_end_ask(app, NULL);
    app->given = given;
    app->given_arg = arg;
    prompt_ask(label, line);
    app->dirty = true;
}

/* ---- the terminal for a program ---- */

static void come_back(struct app *app)
{
    struct app_lent *lent = &app->lent;
    app_lend_ended *ended = lent->ended;
    lent->pid = 0;
    lent->waiting = false;
    lent->ended = NULL;
    terminal_continue(app->terminal);
    app->urgent = true;
    if (ended)
        ended(app, lent->arg, lent->status);
}

static void on_end(void *arg)
{
    struct app *app = arg;
    struct app_lent *lent = &app->lent;
    int status = 0;
    if (waitpid(lent->pid, &status, WNOHANG) == 0)
        return;
    loop_watch_close(lent->watch);
    close(lent->end);
    lent->watch = NULL;
    lent->status =
        WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    lent->waiting = lent->pause;
    if (lent->waiting) {
        const char *words = text(TEXT_LEND_BACK);
        (void)!write(STDOUT_FILENO, words, strlen(words));
    } else {
        come_back(app);
    }
}

static int spawn(struct app_lent *lent, const char *const *words, int errors)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&files);
    if (errors >= 0)
        posix_spawn_file_actions_adddup2(&files, errors, STDERR_FILENO);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    bool own = strcmp(words[0], "cleave") == 0;
    int failed = own ? posix_spawn(&lent->pid, "/proc/self/exe", &files,
                                   &attributes, (char *const *)words, environ)
                     : posix_spawnp(&lent->pid, words[0], &files, &attributes,
                                    (char *const *)words, environ);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    return failed;
}

enum error app_lend(struct app *app, const char *const *words,
                    app_lend_ended *ended, void *arg)
{
    struct app_lent *lent = &app->lent;
    if (app_lent(app))
        return error_explain(ERROR_OVERLOADED, "the terminal is given away");
    *lent = (struct app_lent){.ended = ended, .arg = arg};
    lent->pause = strcmp(words[0], "cleave") == 0;
    int failed = spawn(lent, words, terminal_lend(app->terminal));
    if (failed) {
        lent->pid = 0;
        terminal_continue(app->terminal);
        return explain(ERROR_SYSTEM, ESSAY_NO_EDITOR, words[0],
                       strerror(failed));
    }
    lent->end = (int)syscall(SYS_pidfd_open, lent->pid, 0);
    enum error error = loop_watch_open(&lent->watch, app->session->loop,
                                       lent->end, on_end, app);
    if (error) {
        app_take_back(app);
        terminal_continue(app->terminal);
    }
    return error;
}

bool app_lent(const struct app *app)
{
    return app->lent.pid != 0;
}

/* Only after a command's end do keys come here: up to Enter. */
void app_lent_keys(struct app *app)
{
    char bytes[256];
    if (!app->lent.waiting)
        return;
    ssize_t got = read(STDIN_FILENO, bytes, sizeof bytes);
    if (got == 0)
        app->leaving = true;
    if (got > 0 && memchr(bytes, '\n', (size_t)got))
        come_back(app);
}

void app_lent_signal(struct app *app, int number)
{
    (void)app;
    if (number == SIGTSTP)
        raise(SIGSTOP);
}

void app_take_back(struct app *app)
{
    struct app_lent *lent = &app->lent;
    if (lent->pid != 0 && !lent->waiting) {
        loop_watch_close(lent->watch);
        kill(lent->pid, SIGTERM);
        waitpid(lent->pid, NULL, 0);
        close(lent->end);
    }
    *lent = (struct app_lent){.pid = 0};
}
