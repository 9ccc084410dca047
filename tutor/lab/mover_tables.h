/*
 * mover_tables -- which tables are whose, and the statements that move one.
 *
 * Use:       mover_tables[], by mover.c only.
 * Ownership: const.
 */
#ifndef TUTOR_MOVER_TABLES_H
#define TUTOR_MOVER_TABLES_H

#include <stdbool.h>
#include <stddef.h>

/* Statements of one direction: from the attached database `src`. */
struct mover_way {
    const char *erase;   /* rows that the source does not have */
    const char *take;    /* rows that differ or are missing */
    const char *compare; /* rows that differ, from both sides */
    const char *rename;  /* in the monolith's database; two statements */
};

struct mover_table {
    const char *service, *name;
    bool fence_only; /* renamed, not copied: a reference that stays behind */
    const char *count;
    struct mover_way forward, back;
};

extern const struct mover_table mover_tables[];
extern const size_t mover_table_count;

#endif
