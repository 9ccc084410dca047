/*
 * process_memory -- how much memory a process of ours really takes.
 *
 * Use:       process_memory_kb() with a pid.
 * Units:     KiB of its proportional set (PSS): pages that several processes
 *            share are split among them, so that a sum over processes counts
 *            none of them twice.
 * Errors:    -1 for a process that is gone or that may not be looked at.
 * Blocking:  for the read of one small file of /proc.
 * Source:    proc(5), smaps_rollup.
 */
#ifndef TUTOR_PROCESS_MEMORY_H
#define TUTOR_PROCESS_MEMORY_H

#include <stdint.h>

int64_t process_memory_kb(int pid);

#endif
