/*
 * folder -- a directory of a test's own, gone afterwards with all in it.
 */
#include "tests/support/folder.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/support/cmocka_all.h"

enum { DESCRIPTORS = 8 };

void folder_open(struct folder *folder)
{
    snprintf(folder->path, sizeof folder->path, "/tmp/cleave-unit-XXXXXX");
    assert_non_null(mkdtemp(folder->path));
}

void folder_path(const struct folder *folder, const char *name,
                 char out[FOLDER_PATH_BYTES])
{
    int used = snprintf(out, FOLDER_PATH_BYTES, "%s/%s", folder->path, name);
    assert_in_range(used, 1, FOLDER_PATH_BYTES - 1);
}

static int remove_one(const char *path, const struct stat *status, int flag,
                      struct FTW *where)
{
    (void)status, (void)flag, (void)where;
    return remove(path);
}

void folder_close(struct folder *folder)
{
    assert_int_equal(
        nftw(folder->path, remove_one, DESCRIPTORS, FTW_DEPTH | FTW_PHYS), 0);
}
