/*
 * places_secret -- the 32 bytes that sign tokens, in a file of the state
 * directory.
 *
 * Two front doors may start at the same moment and both find no secret. Were
 * each to write its own, the tokens of one would be refused by the other. So
 * the bytes are written to a file of another name, brought to the disk, and
 * given the real name by link(), which refuses when that name is taken. The
 * loser throws its own away. Whoever asks then reads the file that won.
 *
 * What holds: under the name "secret" there are never fewer than 32 bytes, and
 * the file is a plain one of ours that nobody else may read.
 */
#include "chassis/places.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "chassis/random.h"

static enum error refuse(const char *path, const char *why)
{
    return error_explain(ERROR_SYSTEM,
                         "the secret %.200s %s; remove it, and a new one is "
                         "made (tokens given out before are void then)",
                         path, why);
}

static enum error check(int fd, const char *path)
{
    struct stat found;
    if (fstat(fd, &found) != 0)
        return refuse(path, strerror(errno));
    if (!S_ISREG(found.st_mode))
        return refuse(path, "is not a plain file");
    if (found.st_uid != geteuid())
        return refuse(path, "belongs to somebody else");
    if (found.st_mode & (S_IRWXG | S_IRWXO))
        return refuse(path, "may be read by others");
    if (found.st_size != PLACES_SECRET_BYTES)
        return refuse(path, "does not have 32 bytes");
    return ERROR_OK;
}

/* NOT_FOUND, unexplained, when there is none yet. */
static enum error read_secret(const char *path, unsigned char *out)
{
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return errno == ENOENT ? ERROR_NOT_FOUND
                               : refuse(path, "cannot be opened");
    unsigned char bytes[PLACES_SECRET_BYTES];
    enum error error = check(fd, path);
    if (!error && read(fd, bytes, sizeof bytes) != (ssize_t)sizeof bytes)
        error = refuse(path, "cannot be read");
    close(fd);
    if (!error)
        memcpy(out, bytes, sizeof bytes);
    return error;
}

static enum error write_draft(const char *draft)
{
    unsigned char bytes[PLACES_SECRET_BYTES];
    enum error error = random_secret(bytes, sizeof bytes);
    if (error)
        return error;
    int fd = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return error_explain(ERROR_SYSTEM, "%.200s cannot be made: %s", draft,
                             strerror(errno));
    errno = 0;
    if (write(fd, bytes, sizeof bytes) != (ssize_t)sizeof bytes ||
        fsync(fd) != 0) {
        error =
            error_explain(errno == ENOSPC ? ERROR_STORAGE_FULL : ERROR_SYSTEM,
                          "%.200s cannot be written: %s", draft,
                          errno ? strerror(errno) : "only a part was taken");
        unlink(draft);
    }
    close(fd);
    return error;
}

static enum error make_secret(const struct places *places, const char *path)
{
    char draft[LIMIT_PATH_BYTES + 64];
    uint64_t chance;
    enum error error = random_secret(&chance, sizeof chance);
    if (error)
        return error;
    snprintf(draft, sizeof draft, "%s/secret.%016llx", places->state,
             (unsigned long long)chance);
    error = write_draft(draft);
    if (error)
        return error;
    if (link(draft, path) != 0 && errno != EEXIST)
        error = error_explain(ERROR_SYSTEM, "%.200s cannot be made: %s", path,
                              strerror(errno));
    unlink(draft);
    return error;
}

enum error places_secret(const struct places *places,
                         unsigned char out[PLACES_SECRET_BYTES])
{
    char path[LIMIT_PATH_BYTES + 16];
    snprintf(path, sizeof path, "%s/secret", places->state);
    enum error error = read_secret(path, out);
    if (error != ERROR_NOT_FOUND)
        return error;
    error = make_secret(places, path);
    if (error)
        return error;
    error = read_secret(path, out);
    if (error == ERROR_NOT_FOUND)
        return refuse(path, "vanished while it was being made");
    return error;
}
