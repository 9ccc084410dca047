/*
 * data_openers -- which processes have a file open.
 *
 * Each descriptor of each process of ours is a link in /proc to what it has
 * open. Paths are compared after all links in them have been resolved, as the
 * kernel shows them.
 */
#include "tutor/data_openers.h"

#include <ctype.h>
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void name_program(struct data_opener *opener)
{
    char link[64], path[PATH_MAX + 1];
    snprintf(link, sizeof link, "/proc/%d/exe", opener->pid);
    ssize_t length = readlink(link, path, PATH_MAX);
    path[length > 0 ? length : 0] = '\0';
    const char *name = strrchr(path, '/');
    snprintf(opener->program, sizeof opener->program, "%.63s",
             name ? name + 1 : "?");
    char *deleted = strstr(opener->program, " (deleted)");
    if (deleted)
        *deleted = '\0'; /* a new version of it was built */
}

static void add(struct data_openers *file, int pid)
{
    for (size_t i = 0; i < file->count; i++)
        if (file->openers[i].pid == pid)
            return;
    if (file->count == DATA_OPENERS)
        return;
    struct data_opener *opener = &file->openers[file->count++];
    opener->pid = pid;
    name_program(opener);
}

static void look_into(int pid, struct data_openers *files,
                      char (*paths)[PATH_MAX], size_t count)
{
    char name[320], path[PATH_MAX + 1];
    snprintf(name, sizeof name, "/proc/%d/fd", pid);
    DIR *directory = opendir(name);
    if (!directory)
        return;
    for (struct dirent *one; (one = readdir(directory));) {
        snprintf(name, sizeof name, "/proc/%d/fd/%.255s", pid, one->d_name);
        ssize_t length = readlink(name, path, PATH_MAX);
        if (length <= 0)
            continue;
        path[length] = '\0';
        for (size_t i = 0; i < count; i++)
            if (*paths[i] && strcmp(paths[i], path) == 0)
                add(&files[i], pid);
    }
    closedir(directory);
}

void data_openers(struct data_openers *files, size_t count)
{
    char(*paths)[PATH_MAX] = calloc(count > 0 ? count : 1, sizeof *paths);
    DIR *processes = opendir("/proc");
    for (size_t i = 0; i < count; i++) {
        files[i].count = 0;
        if (paths && !realpath(files[i].path, paths[i]))
            *paths[i] = '\0';
    }
    while (paths && processes) {
        struct dirent *one = readdir(processes);
        if (!one)
            break;
        int pid = isdigit((unsigned char)*one->d_name)
                      ? (int)strtol(one->d_name, NULL, 10)
                      : 0;
        if (pid > 0 && pid != (int)getpid())
            look_into(pid, files, paths, count);
    }
    if (processes)
        closedir(processes);
    free(paths);
}
