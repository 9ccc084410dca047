/*
 * folder -- a directory of a test's own, gone afterwards with all in it.
 *
 * Use:       folder_open(), folder_path() for names in it, folder_close().
 * Ownership: the caller owns the struct; a path is written into its buffer.
 * Errors:    what should not happen fails the running test.
 */
#ifndef TESTS_SUPPORT_FOLDER_H
#define TESTS_SUPPORT_FOLDER_H

enum { FOLDER_PATH_BYTES = 128 };

struct folder {
    char path[32];
};

void folder_open(struct folder *folder);
void folder_close(struct folder *folder);
/* The path of a file of that name in it, for the caller to keep. */
void folder_path(const struct folder *folder, const char *name,
                 char out[FOLDER_PATH_BYTES]);

#endif
