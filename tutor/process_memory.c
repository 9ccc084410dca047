/*
 * process_memory -- how much memory a process of ours really takes.
 *
 * The resident set, which every tool shows, would be unfair to the split: the
 * same pages of the same libraries are resident in each of its processes, and
 * a sum would count them once a process.
 */
#include "tutor/process_memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int64_t process_memory_kb(int pid)
{
    static const char name[] = "Pss:";
    char path[64], line[256];
    int64_t kb = -1;
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", pid);
    FILE *file = pid > 0 ? fopen(path, "re") : NULL;
    if (!file)
        return -1;
    while (kb < 0 && fgets(line, sizeof line, file))
        if (strncmp(line, name, sizeof name - 1) == 0)
            kb = strtoll(line + sizeof name - 1, NULL, 10);
    fclose(file);
    return kb;
}
