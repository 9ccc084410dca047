/*
 * emulator -- a pseudo-terminal with libvterm at its other end.
 *
 * The program sees a terminal as real as any: line discipline, job control,
 * window size, hang-up. What it writes goes into libvterm's cells and is kept
 * as bytes too, because some promises are about bytes (no colour at all) and
 * not about cells. What libvterm answers (a cursor report) goes back.
 */
#include "tests/screens/emulator.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "chassis/clock.h"

enum { END_MS = 5000 };

static int property(VTermProp which, VTermValue *value, void *user)
{
    struct emulator *emulator = user;
    if (which == VTERM_PROP_ALTSCREEN)
        emulator->alternate = value->boolean;
    else if (which == VTERM_PROP_CURSORVISIBLE)
        emulator->cursor_shown = value->boolean;
    return 1;
}

static int moved(VTermPos to, VTermPos from, int visible, void *user)
{
    struct emulator *emulator = user;
    (void)from, (void)visible;
    emulator->cursor = to;
    return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = property,
                                               .movecursor = moved};

static void become(char *const argv[])
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    for (int i = 1; i < 32; i++)
        signal(i, SIG_DFL);
    execvp(argv[0], argv);
    fprintf(stderr, "%s: %s\n", argv[0], strerror(errno));
    _exit(127);
}

bool emulator_open(struct emulator *emulator, int rows, int columns,
                   char *const argv[])
{
    struct winsize size = {.ws_row = (unsigned short)rows,
                           .ws_col = (unsigned short)columns};
    *emulator = (struct emulator){
        .rows = rows, .columns = columns, .cursor_shown = true};
    emulator->raw = malloc(EMULATOR_RAW_BYTES);
    emulator->child =
        emulator->raw ? forkpty(&emulator->master, NULL, NULL, &size) : -1;
    if (emulator->child < 0) {
        fprintf(stderr, "no pseudo-terminal: %s\n", strerror(errno));
        free(emulator->raw);
        return false;
    }
    if (emulator->child == 0)
        become(argv);
    (void)fcntl(emulator->master, F_SETFD, FD_CLOEXEC);
    (void)fcntl(emulator->master, F_SETFL, O_NONBLOCK);
    emulator->vterm = vterm_new(rows, columns);
    vterm_set_utf8(emulator->vterm, 1);
    emulator->screen = vterm_obtain_screen(emulator->vterm);
    vterm_screen_set_callbacks(emulator->screen, &callbacks, emulator);
    vterm_screen_enable_altscreen(emulator->screen, 1);
    vterm_screen_reset(emulator->screen, 1);
    return true;
}

static void look_for_end(struct emulator *emulator)
{
    int status = 0;
    if (emulator->ended || waitpid(emulator->child, &status, WNOHANG) <= 0)
        return;
    emulator->ended = true;
    emulator->status =
        WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* "ESC [ 2 ; 4 R", alone; the length that is left of it. */
static size_t change_report(const struct emulator *emulator, char *answer,
                            size_t length)
{
    bool report = length > 4 && answer[0] == '\033' && answer[1] == '[' &&
                  answer[length - 1] == 'R';
    if (report && emulator->reports < 0)
        return 0;
    if (report)
        answer[length - 2] = (char)(answer[length - 2] + emulator->reports);
    return length;
}

static void take(struct emulator *emulator, const char *bytes, size_t length)
{
    char answer[256];
    size_t room = EMULATOR_RAW_BYTES - emulator->raw_length;
    size_t kept = length < room ? length : room;
    memcpy(emulator->raw + emulator->raw_length, bytes, kept);
    emulator->raw_length += kept;
    vterm_input_write(emulator->vterm, bytes, length);
    vterm_screen_flush_damage(emulator->screen);
    size_t answered = vterm_output_read(emulator->vterm, answer, sizeof answer);
    answered = change_report(emulator, answer, answered);
    if (answered > 0)
        (void)!write(emulator->master, answer, answered);
}

void emulator_pump(struct emulator *emulator, int wait_ms)
{
    char bytes[65536];
    struct pollfd look = {.fd = emulator->master, .events = POLLIN};
    ssize_t got = 1;
    bool open = emulator->master >= 0;
    /* Without a reader the hang-up is said again and again: just wait then. */
    int ready = poll(&look, 1, open ? wait_ms : 0);
    while (open && ready > 0 && got > 0) {
        got = read(emulator->master, bytes, sizeof bytes);
        if (got > 0)
            take(emulator, bytes, (size_t)got);
    }
    if (!open || (ready > 0 && look.revents == POLLHUP))
        (void)poll(NULL, 0, wait_ms);
    look_for_end(emulator);
}

void emulator_send(struct emulator *emulator, const char *bytes, size_t length)
{
    int64_t until = clock_monotonic_ms() + END_MS;
    emulator_pump(emulator, 0);
    emulator->raw_mark = emulator->raw_length;
    while (length > 0 && emulator->master >= 0 &&
           clock_monotonic_ms() < until) {
        ssize_t sent = write(emulator->master, bytes, length);
        if (sent > 0) {
            bytes += sent;
            length -= (size_t)sent;
        } else {
            emulator_pump(emulator, 5);
        }
    }
}

/* Hangul that was sent for the size before arrives after the change, and
 * libvterm 0.1.4 writes a glyph of two cells behind the end of one column. */
static int columns_kept(int columns)
{
    return columns < 2 ? 2 : columns;
}

void emulator_resize(struct emulator *emulator, int rows, int columns)
{
    struct winsize size = {.ws_row = (unsigned short)rows,
                           .ws_col = (unsigned short)columns};
    emulator_pump(emulator, 0);
    emulator->raw_mark = emulator->raw_length;
    emulator->rows = rows;
    emulator->columns = columns;
    vterm_set_size(emulator->vterm, rows, columns_kept(columns));
    (void)ioctl(emulator->master, TIOCSWINSZ, &size);
}

void emulator_hang_up(struct emulator *emulator)
{
    if (emulator->master >= 0)
        close(emulator->master);
    emulator->master = -1;
}

bool emulator_signal(struct emulator *emulator, int signal_number)
{
    pid_t group = tcgetpgrp(emulator->master);
    return group > 1 && kill(group, signal_number) == 0;
}

void emulator_close(struct emulator *emulator)
{
    int64_t until = clock_monotonic_ms() + END_MS;
    emulator_hang_up(emulator);
    while (!emulator->ended && clock_monotonic_ms() < until)
        emulator_pump(emulator, 10);
    if (!emulator->ended) {
        kill(emulator->child, SIGKILL);
        waitpid(emulator->child, NULL, 0);
    }
    vterm_free(emulator->vterm);
    free(emulator->raw);
}

/* ---- what can be seen ---- */

static size_t put_utf8(uint32_t c, char *out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const unsigned first[] = {0, 0xC0, 0xE0, 0xF0};
    out[0] = (char)(first[more] | (c >> (6 * more)));
    for (size_t i = 1; i <= more; i++)
        out[i] = (char)(0x80 | ((c >> (6 * (more - i))) & 0x3F));
    return more + 1;
}

size_t emulator_cell(const VTermScreenCell *cell, char *out)
{
    size_t length = 0;
    if (cell->chars[0] == 0)
        out[length++] = ' ';
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell->chars[i]; i++)
        length += put_utf8(cell->chars[i], out + length);
    out[length] = '\0';
    return length;
}

size_t emulator_row(const struct emulator *emulator, int row, char *out,
                    size_t bytes)
{
    size_t length = 0, solid = 0;
    for (int column = 0; column < emulator->columns; column++) {
        VTermScreenCell cell;
        VTermPos at = {row, column};
        if (!vterm_screen_get_cell(emulator->screen, at, &cell) ||
            cell.chars[0] == (uint32_t)-1) /* the right half of a wide one */
            continue;
        if (length + EMULATOR_CELL_BYTES >= bytes)
            break;
        length += emulator_cell(&cell, out + length);
        if (out[length - 1] != ' ')
            solid = length;
    }
    out[solid] = '\0';
    return solid;
}

bool emulator_taken(const struct emulator *emulator)
{
    int waits = 0;
    int slave = open(ptsname(emulator->master), O_RDWR | O_NOCTTY | O_CLOEXEC);
    bool known = slave >= 0 && ioctl(slave, FIONREAD, &waits) == 0;
    if (slave >= 0)
        close(slave);
    return known && waits == 0;
}

bool emulator_cooked(const struct emulator *emulator)
{
    struct termios mode;
    tcflag_t all = ICANON | ECHO | ISIG;
    return tcgetattr(emulator->master, &mode) == 0 &&
           (mode.c_lflag & all) == all && (mode.c_oflag & OPOST) != 0;
}

bool emulator_marks_paste(struct emulator *emulator)
{
    char mark[16];
    vterm_keyboard_start_paste(emulator->vterm);
    return vterm_output_read(emulator->vterm, mark, sizeof mark) > 0;
}

static size_t add_children(pid_t of, pid_t *out, size_t count)
{
    char path[64], text[4096], *at = text, *after = text;
    snprintf(path, sizeof path, "/proc/%ld/task/%ld/children", (long)of,
             (long)of);
    FILE *file = fopen(path, "re");
    if (!file)
        return count;
    size_t length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[length] = '\0';
    while (count < EMULATOR_FAMILY) {
        long pid = strtol(at, &after, 10);
        if (after == at)
            break;
        out[count++] = (pid_t)pid;
        at = after;
    }
    return count;
}

size_t emulator_family(const struct emulator *emulator,
                       pid_t out[EMULATOR_FAMILY])
{
    size_t count = add_children(emulator->child, out, 0);
    for (size_t i = 0; i < count; i++)
        count = add_children(out[i], out, count);
    return count;
}
