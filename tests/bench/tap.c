/*
 * tap -- a program on a terminal, and how long it takes to show a key.
 *
 * The clock stops at the first byte that shows the key: for an echo that is
 * the key itself, for a screen its frame, which is one write and so is whole
 * when its first byte can be read. A frame of other news that comes between is
 * passed over, for it does not hold the key.
 */
#include "tests/bench/tap.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "chassis/clock.h"

bool tap_open(struct tap *tap, int rows, int columns, const char *const argv[])
{
    struct winsize size = {.ws_row = (unsigned short)rows,
                           .ws_col = (unsigned short)columns};
    tap->length = 0;
    tap->began_ns = clock_monotonic_ns();
    tap->child = forkpty(&tap->master, NULL, NULL, &size);
    if (tap->child == 0) {
        execvp(argv[0], (char *const *)argv);
        _exit(127);
    }
    return tap->child > 0 && fcntl(tap->master, F_SETFL, O_NONBLOCK) == 0;
}

/* The newest bytes are kept; false: nothing came, or it has ended. */
static bool take(struct tap *tap, int wait_ms)
{
    struct pollfd look = {.fd = tap->master, .events = POLLIN};
    if (poll(&look, 1, wait_ms) <= 0)
        return false;
    if (tap->length > TAP_SEEN_BYTES / 2) {
        int keep = TAP_SEEN_BYTES / 4;
        memmove(tap->seen, tap->seen + tap->length - keep, (size_t)keep);
        tap->length = keep;
    }
    ssize_t got = read(tap->master, tap->seen + tap->length,
                       (size_t)(TAP_SEEN_BYTES - tap->length));
    if (got < 0)
        return errno == EAGAIN || errno == EINTR;
    tap->length += (int)got;
    return got > 0;
}

int64_t tap_until(struct tap *tap, const char *bytes)
{
    int64_t until = clock_monotonic_ms() + TAP_WAIT_MS;
    size_t length = strlen(bytes);
    while (!memmem(tap->seen, (size_t)tap->length, bytes, length)) {
        int64_t left = until - clock_monotonic_ms();
        if (left <= 0 || !take(tap, (int)left))
            return -1;
    }
    return clock_monotonic_ns();
}

void tap_send(struct tap *tap, const char *bytes)
{
    (void)!write(tap->master, bytes, strlen(bytes));
}

int64_t tap_key(struct tap *tap, char key)
{
    char bytes[2] = {key, '\0'};
    tap->length = 0;
    int64_t pressed = clock_monotonic_ns();
    tap_send(tap, bytes);
    int64_t shown = tap_until(tap, bytes);
    return shown < 0 ? -1 : shown - pressed;
}

void tap_drain(struct tap *tap, int silent_ms)
{
    while (take(tap, silent_ms))
        continue;
}

void tap_close(struct tap *tap)
{
    close(tap->master);
    kill(tap->child, SIGHUP);
    while (waitpid(tap->child, NULL, 0) < 0 && errno == EINTR)
        continue;
}
