/*
 * db_unsynced -- what was written to one file and not synced yet, in memory.
 *
 * A power cut takes what the kernel still held in memory. A killed process
 * does not feel that: the kernel lives on and writes later. To lose the same
 * things by a kill, the process itself has to be the one that holds them.
 *
 * The idea: blocks of the file, each made of what the file held when it was
 * touched first, then changed here only. One piece of memory for all of them,
 * filled from its begin, and an open hash table of their numbers, twice as
 * large as they are many, so that a search ends soon.
 */
#include "chassis/db_unsynced.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    BLOCK = 4096,
    BLOCKS = 4096, /* 16 MiB: three times a full log */
    SLOTS = 2 * BLOCKS
};

struct unsynced {
    size_t count;
    sqlite3_int64 end; /* as far as was ever written */
    sqlite3_int64 numbers[BLOCKS];
    unsigned short slots[SLOTS]; /* index + 1; 0: free */
    unsigned char bytes[BLOCKS][BLOCK];
};

struct unsynced *unsynced_new(void)
{
    return calloc(1, sizeof(struct unsynced)); /* pages come when touched */
}

void unsynced_free(struct unsynced *unsynced)
{
    free(unsynced);
}

/* ---- blocks ---- */

/* Where that block is, or the free slot where it would go. */
static unsigned short *find_slot(struct unsynced *unsynced,
                                 sqlite3_int64 number)
{
    size_t at = (uint64_t)number * 0x9E3779B97F4A7C15u >> 32;
    for (;; at++) {
        unsigned short *slot = &unsynced->slots[at % SLOTS];
        if (*slot == 0 || unsynced->numbers[*slot - 1] == number)
            return slot;
    }
}

static unsigned char *find(struct unsynced *unsynced, sqlite3_int64 number)
{
    const unsigned short *slot = find_slot(unsynced, number);
    return *slot ? unsynced->bytes[*slot - 1] : NULL;
}

static void clear(struct unsynced *unsynced)
{
    unsynced->count = 0;
    memset(unsynced->slots, 0, sizeof unsynced->slots);
}

/* The block to be changed, made of what the file holds. */
static int touch(struct unsynced *unsynced, sqlite3_file *file,
                 sqlite3_int64 number, unsigned char **out)
{
    int result = SQLITE_OK;
    assert(unsynced);
    *out = find(unsynced, number);
    if (*out)
        return SQLITE_OK;
    if (unsynced->count == BLOCKS)
        result = unsynced_write_back(unsynced, file);
    if (result != SQLITE_OK)
        return result;
    unsigned char *block = unsynced->bytes[unsynced->count];
    result = file->pMethods->xRead(file, block, BLOCK, number * BLOCK);
    if (result != SQLITE_OK && result != SQLITE_IOERR_SHORT_READ)
        return result; /* a short one is filled up with zeros */
    unsigned short *slot = find_slot(unsynced, number);
    unsynced->numbers[unsynced->count++] = number;
    *slot = (unsigned short)unsynced->count;
    *out = block;
    return SQLITE_OK;
}

/* ---- ranges ---- */

/* How many of `left` bytes from `at` on lie in one block. */
static int part_of(sqlite3_int64 at, int left)
{
    int room = BLOCK - (int)(at % BLOCK);
    return left < room ? left : room;
}

int unsynced_read(struct unsynced *unsynced, sqlite3_file *file, void *out,
                  int bytes, sqlite3_int64 at)
{
    assert(unsynced && bytes >= 0);
    int result = file->pMethods->xRead(file, out, bytes, at);
    if (result != SQLITE_OK && result != SQLITE_IOERR_SHORT_READ)
        return result;
    for (int done = 0, part; done < bytes; done += part) {
        sqlite3_int64 place = at + done;
        const unsigned char *block = find(unsynced, place / BLOCK);
        part = part_of(place, bytes - done);
        if (block)
            memcpy((char *)out + done, block + place % BLOCK, (size_t)part);
    }
    return at + bytes <= unsynced->end ? SQLITE_OK : result;
}

int unsynced_write(struct unsynced *unsynced, sqlite3_file *file,
                   const void *bytes, int count, sqlite3_int64 at)
{
    assert(unsynced && count >= 0);
    for (int done = 0, part; done < count; done += part) {
        sqlite3_int64 place = at + done;
        unsigned char *block;
        int result = touch(unsynced, file, place / BLOCK, &block);
        if (result != SQLITE_OK)
            return result;
        part = part_of(place, count - done);
        memcpy(block + place % BLOCK, (const char *)bytes + done, (size_t)part);
        if (place + part > unsynced->end)
            unsynced->end = place + part;
    }
    return SQLITE_OK;
}

int unsynced_write_back(struct unsynced *unsynced, sqlite3_file *file)
{
    sqlite3_int64 size = 0;
    int result = file->pMethods->xFileSize(file, &size);
    if (size < unsynced->end)
        size = unsynced->end;
    for (size_t i = 0; i < unsynced->count && result == SQLITE_OK; i++) {
        sqlite3_int64 at = unsynced->numbers[i] * BLOCK;
        sqlite3_int64 rest = size - at;
        result = file->pMethods->xWrite(file, unsynced->bytes[i],
                                        rest < BLOCK ? (int)rest : BLOCK, at);
    }
    if (result == SQLITE_OK)
        clear(unsynced);
    return result;
}

sqlite3_int64 unsynced_size(const struct unsynced *unsynced, sqlite3_int64 size)
{
    return size < unsynced->end ? unsynced->end : size;
}
