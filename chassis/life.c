/*
 * life -- one small locked file for each process.
 *
 * The problem: work that a dead process has begun must be taken over at once,
 * that of a living one never; and a process may be neither, when it is stopped
 * by a signal or its disk hangs.
 *
 * The idea: the kernel knows best who is dead, and gives back a dead process's
 * locks in the same moment. For the silent there is a time stamp beside the
 * lock, which costs no sync, for nobody needs it after a crash of the machine.
 *
 * The invariant: a number is over before its slot is given to the next one:
 * the lock comes first, then the new number is written over the old.
 */
#include "chassis/life.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

struct sign {
    int64_t number;
    int64_t at_ms;
};

static int open_slot(const char *path, int slot, int flags)
{
    char name[LIFE_PATH_BYTES + 16];
    snprintf(name, sizeof name, "%s.life%d", path, slot);
    return open(name, flags | O_CLOEXEC | O_NOFOLLOW, 0600);
}

/* The first slot that nobody holds. */
static enum error take_slot(struct life *life, int *slot)
{
    for (*slot = 0; *slot < LIFE_SLOTS; ++*slot) {
        int fd = open_slot(life->path, *slot, O_RDWR | O_CREAT);
        if (fd < 0)
            return error_explain(ERROR_STORAGE, "cannot make %s.life%d: %s",
                                 life->path, *slot, strerror(errno));
        if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
            life->fd = fd;
            return ERROR_OK;
        }
        close(fd);
    }
    return error_explain(ERROR_OVERLOADED,
                         "%d processes share %s already; stop one first",
                         LIFE_SLOTS, life->path);
}

static bool write_sign(const struct life *life)
{
    const struct sign sign = {life->number, life->signed_ms};
    return pwrite(life->fd, &sign, sizeof sign, 0) == sizeof sign;
}

enum error life_begin(struct life *life, const char *path, uint64_t random,
                      int64_t now_ms)
{
    int slot = 0;
    *life = (struct life){.fd = -1, .signed_ms = now_ms};
    snprintf(life->path, sizeof life->path, "%s", path);
    enum error error = take_slot(life, &slot);
    if (error)
        return error;
    /* The slot is part of the number, so that it is found again by it. */
    uint64_t drawn = (random >> 1) / LIFE_SLOTS | 1;
    life->number = (int64_t)(drawn * LIFE_SLOTS) + slot;
    if (write_sign(life))
        return ERROR_OK;
    life_end(life);
    return error_explain(ERROR_STORAGE, "cannot write %s.life%d: %s", path,
                         slot, strerror(errno));
}

void life_end(struct life *life)
{
    if (life->fd >= 0)
        close(life->fd);
    life->fd = -1;
}

void life_sign(struct life *life, int64_t now_ms)
{
    if (life->fd < 0 || now_ms - life->signed_ms < LIFE_SIGN_MS)
        return;
    life->signed_ms = now_ms;
    (void)write_sign(life); /* a full disk does not need room for this */
}

bool life_is_over(const struct life *life, int64_t number, int64_t now_ms)
{
    struct sign sign = {0};
    if (number == life->number)
        return false;
    int fd = open_slot(life->path, (int)(number % LIFE_SLOTS), O_RDONLY);
    if (fd < 0)
        return errno == ENOENT;
    /* Shared, so that two who look do not take each other for the owner. */
    bool held = flock(fd, LOCK_SH | LOCK_NB) != 0;
    ssize_t length = pread(fd, &sign, sizeof sign, 0);
    close(fd);
    if (!held || length != sizeof sign || sign.number != number)
        return true;
    return now_ms - sign.at_ms > LIFE_SILENT_MS;
}
