/*
 * own_file -- files with what the learner has written, below the state
 *             directory: essays, design records.
 *
 * Use:       own_directory() once, then own_file_replace() for a path in it.
 * Ownership: texts are read during the call; sentences live in the arena.
 * Errors:    SYSTEM, explained with the path. A file is the old one or the new
 *            one, whole, whenever the process or the machine dies.
 * Blocking:  for the disk.
 */
#ifndef TUTOR_STUDY_OWN_FILE_H
#define TUTOR_STUDY_OWN_FILE_H

#include "chassis/arena.h"
#include "chassis/buffer.h"
#include "chassis/places.h"

/* STATE/NAME; it may be there already. */
enum error own_directory(const struct places *places, const char *name,
                         struct arena *arena);
enum error own_file_replace(const char *path, struct slice bytes,
                            struct arena *arena);

#endif
