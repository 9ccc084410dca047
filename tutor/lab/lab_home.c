/*
 * lab_home -- a place for one run of an experiment, gone when it is over.
 *
 * The problem: a run that is killed cannot clean up, and nobody else knows
 * whether a directory it left is still in use. The idea: its owner holds a
 * lock in it. The kernel lets go of the lock when the owner dies, however that
 * happens, so whoever gets the lock may remove the directory.
 */
#include "tutor/lab/lab_home.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "chassis/limits.h"
#include "tutor/commands/text.h"

#define PREFIX "cleave-lab-"

enum { DESCRIPTORS = 16 };

static const char *base(void)
{
    const char *said = getenv("TMPDIR");
    /* A longer one leaves no room for the names of sockets. */
    return said && *said == '/' && strlen(said) < 40 ? said : "/tmp";
}

static int remove_one(const char *path, const struct stat *facts, int kind,
                      struct FTW *where)
{
    (void)facts, (void)kind, (void)where;
    remove(path);
    return 0; /* what cannot be removed must not keep the rest */
}

static void remove_tree(const char *path)
{
    nftw(path, remove_one, DESCRIPTORS, FTW_DEPTH | FTW_PHYS);
}

static int take_lock(const char *path, int flags)
{
    char name[LIMIT_PATH_BYTES];
    snprintf(name, sizeof name, "%s/lock", path);
    int fd = open(name, O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0600);
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

/* One without a lock file may have been made a moment ago: it is left. */
static void sweep(void)
{
    char path[LIMIT_PATH_BYTES];
    struct stat facts;
    const struct dirent *entry;
    DIR *directory = opendir(base());
    while (directory && (entry = readdir(directory))) {
        if (strncmp(entry->d_name, PREFIX, strlen(PREFIX)) != 0)
            continue;
        snprintf(path, sizeof path, "%s/%s", base(), entry->d_name);
        if (lstat(path, &facts) || !S_ISDIR(facts.st_mode) ||
            facts.st_uid != getuid())
            continue;
        int fd = take_lock(path, 0);
        if (fd < 0)
            continue;
        remove_tree(path);
        close(fd);
    }
    if (directory)
        closedir(directory);
}

enum error lab_home_make(struct lab_home *out)
{
    char path[LAB_HOME_BYTES];
    sweep();
    snprintf(path, sizeof path, "%s/" PREFIX, base());
    for (int i = 0; i < 6; i++) /* what mkdtemp() replaces */
        strncat(path, "X", sizeof path - strlen(path) - 1);
    if (!mkdtemp(path))
        return explain(ERROR_SYSTEM, CANNOT_WRITE, path, strerror(errno));
    out->lock = take_lock(path, O_CREAT);
    if (out->lock < 0) {
        rmdir(path);
        return explain(ERROR_SYSTEM, CANNOT_WRITE, path, strerror(errno));
    }
    memcpy(out->path, path, sizeof path);
    return ERROR_OK;
}

void lab_home_remove(struct lab_home *home)
{
    if (!*home->path)
        return;
    remove_tree(home->path);
    close(home->lock);
    home->path[0] = '\0';
}
