/*
 * places -- the two directories of a shop, and what lies in them.
 *
 * Sockets and databases are how processes meet, so whoever may write into
 * their directories may pose as any of them. That is why each directory must
 * be ours, writable by nobody else, and is created 0700; and why a wrong one
 * is refused with a sentence instead of being repaired.
 *
 * A Unix socket's path has only LIMIT_SOCKET_PATH_BYTES bytes. Finding that
 * out when the fifth service starts would leave half a shop running, so the
 * longest name we make is tried before anything is started.
 *
 * Order of use: find, make, then sockets and databases by name.
 */
#include "chassis/places.h"

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char longest_socket[] = "customers-999.sock";

/* ---- finding ---- */

static enum error too_long(const char *path)
{
    return error_explain(ERROR_USAGE,
                         "the path %.120s... is too long; set CLEAVE_HOME to "
                         "a shorter directory",
                         path);
}

static enum error join(char out[LIMIT_PATH_BYTES], const char *directory,
                       const char *name)
{
    int length = snprintf(out, LIMIT_PATH_BYTES, "%s/%s", directory, name);
    if (length < 0 || length >= LIMIT_PATH_BYTES)
        return too_long(directory);
    return ERROR_OK;
}

/* An XDG variable counts only as an absolute path, as its rules say. */
static const char *absolute_variable(const char *name)
{
    const char *value = getenv(name);
    return value && value[0] == '/' ? value : NULL;
}

/* A learner may write CLEAVE_HOME=try-1: it is taken from where we stand. */
static enum error absolute(char out[LIMIT_PATH_BYTES], const char *path)
{
    char here[LIMIT_PATH_BYTES];
    if (path[0] == '/') {
        if (strlen(path) >= LIMIT_PATH_BYTES)
            return too_long(path);
        memcpy(out, path, strlen(path) + 1);
        return ERROR_OK;
    }
    if (!getcwd(here, sizeof here))
        return error_explain(ERROR_SYSTEM,
                             "CLEAVE_HOME is the relative path %s, and the "
                             "directory we stand in cannot be told: %s",
                             path, strerror(errno));
    return join(out, here, path);
}

static enum error find_home(struct places *out, const char *home)
{
    char base[LIMIT_PATH_BYTES];
    enum error error = absolute(base, home);
    if (!error)
        error = join(out->run, base, "run");
    if (!error)
        error = join(out->state, base, "state");
    return error;
}

static enum error find_xdg(struct places *out)
{
    const char *runtime = absolute_variable("XDG_RUNTIME_DIR");
    const char *state = absolute_variable("XDG_STATE_HOME");
    const char *home = absolute_variable("HOME");
    enum error error;
    if (state)
        error = join(out->state, state, "cleave");
    else if (home)
        error = join(out->state, home, ".local/state/cleave");
    else
        return error_explain(ERROR_USAGE,
                             "neither CLEAVE_HOME nor HOME is set; set "
                             "CLEAVE_HOME to a directory of yours");
    if (error)
        return error;
    return runtime ? join(out->run, runtime, "cleave")
                   : join(out->run, out->state, "run");
}

enum error places_find(struct places *out)
{
    struct places found = {0};
    const char *home = getenv("CLEAVE_HOME");
    enum error error =
        home && home[0] ? find_home(&found, home) : find_xdg(&found);
    if (error)
        return error;
    size_t length = strlen(found.run) + 1 + strlen(longest_socket);
    if (length > LIMIT_SOCKET_PATH_BYTES)
        return error_explain(
            ERROR_USAGE,
            "the run directory %.200s is too long for sockets by %zu bytes; "
            "set CLEAVE_HOME to a shorter directory",
            found.run, length - LIMIT_SOCKET_PATH_BYTES);
    *out = found;
    return ERROR_OK;
}

/* ---- making ---- */

static enum error cannot_make(const char *path, int failure)
{
    const char *hint = "";
    if (failure == EACCES || failure == EPERM || failure == EROFS)
        hint = "; set CLEAVE_HOME to a directory that you may write";
    else if (failure == ENOTDIR)
        hint = "; a part of the path is a file, move it away";
    return error_explain(failure == ENOSPC ? ERROR_STORAGE_FULL : ERROR_SYSTEM,
                         "the directory %.200s cannot be made: %s%s", path,
                         strerror(failure), hint);
}

static enum error make_one(const char *path)
{
    struct stat found;
    if (mkdir(path, 0700) == 0 || errno == EEXIST)
        return ERROR_OK;
    int failure = errno;
    /* A read-only system says EROFS even where the directory stands. */
    if (stat(path, &found) == 0 && S_ISDIR(found.st_mode))
        return ERROR_OK;
    return cannot_make(path, failure);
}

static enum error make_all_of(const char *path)
{
    char part[LIMIT_PATH_BYTES];
    size_t length = strlen(path);
    for (size_t i = 1; i <= length; i++) {
        if (path[i] != '/' && path[i] != '\0')
            continue;
        memcpy(part, path, i);
        part[i] = '\0';
        enum error error = make_one(part);
        if (error)
            return error;
    }
    return ERROR_OK;
}

static enum error check(const char *path)
{
    struct stat found;
    if (stat(path, &found) != 0)
        return cannot_make(path, errno);
    if (!S_ISDIR(found.st_mode))
        return error_explain(ERROR_SYSTEM,
                             "%.200s is not a directory; move it away or set "
                             "CLEAVE_HOME to another place",
                             path);
    if (found.st_uid != geteuid())
        return error_explain(ERROR_FORBIDDEN,
                             "the directory %.200s belongs to somebody else; "
                             "set CLEAVE_HOME to one of yours",
                             path);
    if (found.st_mode & (S_IWGRP | S_IWOTH))
        return error_explain(ERROR_FORBIDDEN,
                             "others may write into %.200s; run: chmod go-w "
                             "%.100s",
                             path, path);
    if (access(path, R_OK | W_OK | X_OK) != 0)
        return error_explain(ERROR_FORBIDDEN,
                             "the directory %.200s cannot be written: %s; set "
                             "CLEAVE_HOME to another one",
                             path, strerror(errno));
    return ERROR_OK;
}

/* Whoever may rename our directory may put another one in its place. */
static enum error check_parent(const char *path)
{
    char parent[LIMIT_PATH_BYTES];
    struct stat found;
    snprintf(parent, sizeof parent, "%s", path);
    char *last = strrchr(parent, '/');
    if (!last || last == parent)
        return ERROR_OK; /* the root is nobody's to rename */
    *last = 0;
    if (stat(parent, &found) != 0)
        return cannot_make(parent, errno);
    if (found.st_uid != geteuid() && found.st_uid != 0)
        return error_explain(ERROR_FORBIDDEN,
                             "the directory %.200s belongs to somebody else; "
                             "set CLEAVE_HOME to one of yours",
                             parent);
    if (found.st_mode & (S_IWGRP | S_IWOTH) && !(found.st_mode & S_ISVTX))
        return error_explain(ERROR_FORBIDDEN,
                             "others may write into %.200s; run: chmod go-w "
                             "%.100s",
                             parent, parent);
    return ERROR_OK;
}

enum error places_make(const struct places *places)
{
    const char *const both[] = {places->state, places->run};
    for (size_t i = 0; i < 2; i++) {
        enum error error = make_all_of(both[i]);
        if (!error)
            error = check_parent(both[i]);
        if (!error)
            error = check(both[i]);
        if (error)
            return error;
    }
    return ERROR_OK;
}

/* ---- naming ---- */

enum error places_socket(const struct places *places, const char *name,
                         int instance, struct address *out)
{
    char path[LIMIT_PATH_BYTES];
    int length = instance > 0 ? snprintf(path, sizeof path, "%s/%s-%d.sock",
                                         places->run, name, instance)
                              : snprintf(path, sizeof path, "%s/%s.sock",
                                         places->run, name);
    if (length < 0 || (size_t)length >= sizeof path)
        return too_long(places->run);
    return address_unix(out, path);
}

enum error places_database(const struct places *places, const char *name,
                           char *out, size_t bytes)
{
    int length = snprintf(out, bytes, "%s/%s.db", places->state, name);
    if (length < 0 || (size_t)length >= bytes)
        return too_long(places->state);
    return ERROR_OK;
}
