/*
 * own_file -- files with what the learner has written.
 */
#include "tutor/study/own_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tutor/commands/text.h"

enum error own_directory(const struct places *places, const char *name,
                         struct arena *arena)
{
    const char *directory = arena_format(arena, "%s/%s", places->state, name);
    enum error error = places_make(places);
    if (error)
        return error;
    if (!directory)
        return error_explain(ERROR_SYSTEM, "out of memory");
    if (mkdir(directory, 0700) != 0 && errno != EEXIST)
        return explain(ERROR_SYSTEM, CANNOT_WRITE, directory, strerror(errno));
    return ERROR_OK;
}

/* Beside it first, so that a crash leaves the old one or the new one. */
enum error own_file_replace(const char *path, struct slice bytes,
                            struct arena *arena)
{
    size_t at = 0;
    const char *beside = arena_format(arena, "%s.new", path);
    if (!beside)
        return error_explain(ERROR_SYSTEM, "out of memory");
    int file = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        return explain(ERROR_SYSTEM, CANNOT_WRITE, beside, strerror(errno));
    while (at < bytes.length) {
        ssize_t wrote = write(file, bytes.data + at, bytes.length - at);
        if (wrote < 0 && errno != EINTR)
            goto failed;
        at += wrote > 0 ? (size_t)wrote : 0;
    }
    if (fsync(file) != 0 || rename(beside, path) != 0)
        goto failed;
    close(file);
    return ERROR_OK;
failed:
    at = (size_t)errno;
    close(file);
    unlink(beside);
    return explain(ERROR_SYSTEM, CANNOT_WRITE, path, strerror((int)at));
}
