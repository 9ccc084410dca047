/*
 * terminal -- the learner's terminal: opened, left, and left in good order.
 *
 * The order of opening matters, and each step answers a trap: the locale
 * before ncurses, for it decides what a character is; the terminal's entry
 * looked up before newterm(), which prints when it does not know one; the real
 * size instead of exported LINES and COLUMNS; raw mode, for ^S, ^Q and ^Z are
 * ours; input through a pad, because reading a window paints it.
 *
 * Whatever happens afterwards, the shell gets its terminal back: on close, on
 * suspension, and in a crash, by a handler that restores it and dies again.
 */
#include "tutor/terminal/terminal_private.h"

#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <term.h>
#undef lines
#undef columns
#include <unistd.h>

#include "tutor/commands/text.h"

enum { WAKE_MAX = 1000 };

static struct terminal *open_terminal; /* for the crash */
static const int fatal[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
static const char paste_on[] = "\033[?2004h", paste_off[] = "\033[?2004l";

static void send(const struct terminal *terminal, const char *bytes)
{
    (void)!write(terminal->tty, bytes, strlen(bytes));
}

/* False while a shell has it, to whose line nothing may be done: whoever
 * tried would be stopped by SIGTTOU, also in the middle of ending. */
static bool ours(const struct terminal *terminal)
{
    pid_t group = tcgetpgrp(terminal->tty);
    return group < 0 || group == getpgrp();
}

static void give_back(struct terminal *terminal)
{
    dup2(terminal->tty, STDOUT_FILENO);
    if (terminal->away || !ours(terminal))
        return;
    terminal->away = true;
    if (terminal->paste)
        send(terminal, paste_off);
    /* Also in a crash, which nothing makes worse. NOLINTNEXTLINE */
    endwin();
}

static void on_crash(int signal_number)
{
    for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++)
        signal(fatal[i], SIG_DFL);
    if (open_terminal)
        give_back(open_terminal);
    raise(signal_number);
}

/* ---- opening ---- */

/* True when characters are UTF-8. A locale that is asked for but not installed
 * must not take Hangul away; C and POSIX, asked for by name, do. */
static bool take_locale(void)
{
    static const char *const variables[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    const char *word = NULL;
    for (size_t i = 0; i < 3 && (!word || !*word); i++)
        word = getenv(variables[i]);
    if (!setlocale(LC_CTYPE, "") || !word || !*word)
        setlocale(LC_CTYPE, "C.UTF-8");
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/* The name to open it by; NULL: no screen can be shown there. */
static const char *known_kind(bool *guessed)
{
    const char *kind = getenv("TERM");
    int status = 0;
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || !kind || !*kind ||
        strcmp(kind, "dumb") == 0)
        return NULL;
    *guessed = setupterm(kind, STDOUT_FILENO, &status) != OK;
    if (*guessed) {
        kind = "xterm-256color";
        if (setupterm(kind, STDOUT_FILENO, &status) != OK)
            return NULL;
    }
    bool usable = cursor_address != NULL;
    del_curterm(cur_term);
    return usable ? kind : NULL;
}

bool terminal_usable(void)
{
    bool guessed;
    return known_kind(&guessed) != NULL;
}

static void enter(struct terminal *terminal)
{
    raw();
    noecho();
    nonl();
    intrflush(stdscr, FALSE);
    typeahead(-1);
    mouseinterval(0);
    terminal->input = newpad(1, 1);
    keypad(terminal->input, TRUE);
    nodelay(terminal->input, TRUE);
    const char *delay = getenv("ESCDELAY");
    if (!delay)
        set_escdelay(25);
    terminal_name_keys(terminal);
    terminal_palette(terminal);
    curs_set(1);
}

static void keep_errors(struct terminal *terminal, const char *path)
{
    int fd = open(path ? path : "/dev/null",
                  O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    terminal->old_stderr = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    if (fd >= 0) {
        dup2(fd, STDERR_FILENO);
        close(fd);
    }
}

static enum glyph_tier find_tier(const struct terminal *terminal,
                                 const char *kind, bool ascii)
{
    if (ascii)
        return GLYPHS_ASCII;
    if (!terminal->utf8 || strncmp(kind, "linux", 5) == 0)
        return GLYPHS_CONSOLE;
    return GLYPHS_UNICODE;
}

enum error terminal_open(struct terminal **out,
                         const struct terminal_options *options)
{
    struct terminal *terminal = calloc(1, sizeof *terminal);
    if (!terminal)
        return explain(ERROR_SYSTEM, TERMINAL_MEMORY);
    terminal->utf8 = take_locale();
    const char *kind = known_kind(&terminal->guessed);
    if (!kind) {
        free(terminal);
        return explain(ERROR_UNAVAILABLE, TERMINAL_NONE);
    }
    use_env(TRUE);
    use_tioctl(TRUE);
    terminal->screen = newterm(kind, stdout, stdin);
    if (!terminal->screen) {
        free(terminal);
        return explain(ERROR_UNAVAILABLE, TERMINAL_NONE);
    }
    terminal->tty = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    terminal->frame = memfd_create("frame", MFD_CLOEXEC);
    keys_init(&terminal->keys);
    keep_errors(terminal, options->log_path);
    enter(terminal);
    terminal->tier = find_tier(terminal, kind, options->ascii);
    terminal->paste = strncmp(kind, "linux", 5) != 0 && kind[0] != 'v';
    if (terminal->paste)
        send(terminal, paste_on);
    terminal_set_mouse(terminal, !options->no_mouse);
    terminal_ask_width(terminal, kind);
    open_terminal = terminal;
    for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++)
        signal(fatal[i], on_crash);
    *out = terminal;
    return ERROR_OK;
}

void terminal_close(struct terminal *terminal)
{
    if (!terminal)
        return;
    give_back(terminal);
    open_terminal = NULL;
    for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++)
        signal(fatal[i], SIG_DFL);
    delwin(terminal->input);
    delscreen(terminal->screen);
    if (terminal->old_stderr >= 0) {
        dup2(terminal->old_stderr, STDERR_FILENO);
        close(terminal->old_stderr);
    }
    if (terminal->frame >= 0)
        close(terminal->frame);
    close(terminal->tty);
    keys_release(&terminal->keys);
    free(terminal->bytes);
    terminal_forget(terminal);
    free(terminal);
}

/* ---- what it is ---- */

int terminal_rows(const struct terminal *terminal)
{
    (void)terminal;
    return LINES;
}

int terminal_columns(const struct terminal *terminal)
{
    (void)terminal;
    return COLS;
}

enum glyph_tier terminal_tier(const struct terminal *terminal)
{
    return terminal->tier;
}

bool terminal_hangul(const struct terminal *terminal)
{
    return terminal->utf8 && terminal->tier != GLYPHS_CONSOLE;
}

bool terminal_guessed(const struct terminal *terminal)
{
    return terminal->guessed;
}

bool terminal_hung_up(const struct terminal *terminal)
{
    struct pollfd look = {.fd = STDIN_FILENO};
    (void)terminal;
    return poll(&look, 1, 0) > 0 &&
           (look.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
}

bool terminal_resized(struct terminal *terminal)
{
    struct winsize size;
    if (ioctl(terminal->tty, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 ||
        size.ws_col == 0)
        return false;
    /* Also the size that we know may have been another one for a moment, in
     * which the terminal forgot what no longer fitted. */
    if (size.ws_row != LINES || size.ws_col != COLS)
        resize_term(size.ws_row, size.ws_col);
    erase();
    terminal_forget(terminal);
    redrawwin(stdscr);
    return true;
}

void terminal_redraw(struct terminal *terminal)
{
    (void)terminal;
    clearok(curscr, TRUE);
}

/* ---- given away and taken back ---- */

/* A signal that ends us waits to be read. */
static bool asked_to_end(void)
{
    sigset_t waiting;
    return sigpending(&waiting) == 0 && (sigismember(&waiting, SIGTERM) == 1 ||
                                         sigismember(&waiting, SIGHUP) == 1);
}

/* `bg` wakes us without the terminal: we stop again until `fg`, or end. In a
 * group without a shell SIGTTOU does nothing, hence the bound. */
static bool wait_for_terminal(const struct terminal *terminal)
{
    for (int i = 0; i < WAKE_MAX && !ours(terminal) && !asked_to_end(); i++)
        raise(SIGTTOU);
    return ours(terminal);
}

void terminal_continue(struct terminal *terminal)
{
    if (!wait_for_terminal(terminal))
        return;
    terminal->away = false;
    reset_prog_mode();
    if (terminal->paste)
        send(terminal, paste_on);
    clearok(curscr, TRUE);
    terminal_set_mouse(terminal, terminal->mouse);
    terminal_resized(terminal);
}

int terminal_lend(struct terminal *terminal)
{
    give_back(terminal);
    return terminal->old_stderr;
}

void terminal_suspend(struct terminal *terminal)
{
    sigset_t stop, before;
    give_back(terminal);
    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    void (*old)(int) = signal(SIGTSTP, SIG_DFL);
    sigprocmask(SIG_UNBLOCK, &stop, &before);
    kill(0, SIGTSTP);
    sigprocmask(SIG_SETMASK, &before, NULL);
    signal(SIGTSTP, old);
    terminal_continue(terminal);
}
