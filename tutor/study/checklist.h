/*
 * checklist -- what a learner should be able to say and do, with evidence.
 *
 * Use:       checklist_load(), then show items[]; checklist_tick() turns the
 *            tick of one over. L1-L5 are the study checklist, K1-K7 practice.
 * Evidence:  of the claims that belong to an item: questions whose last answer
 *            was right, experiments that were run to their end; of L4 the
 *            sections of the worksheet. The tick is the learner's own.
 * Ownership: everything lives in the caller's arena.
 * Errors:    of the files and the progress.
 * Blocking:  on the disk.
 */
#ifndef TUTOR_STUDY_CHECKLIST_H
#define TUTOR_STUDY_CHECKLIST_H

#include "tutor/study/content.h"
#include "tutor/study/progress.h"

enum { CHECKLIST_ITEMS = 12 };

struct checklist_item {
    const char *id;     /* "L1", "K7" */
    const char *claims; /* "CF": first letters; "K7": that claim alone */
    bool ticked;
    int questions, right;
    int experiments, run;
    int sections;     /* of the worksheet that were written; L4 only */
    unsigned written; /* those, a bit each */
};

struct checklist {
    struct checklist_item items[CHECKLIST_ITEMS];
};

enum error checklist_load(const struct content *content,
                          struct progress *progress, int64_t wall_ms,
                          struct arena *arena, struct checklist *out);
/* NOT_FOUND for an id that is no item's. */
enum error checklist_tick(struct progress *progress,
                          const struct checklist *checklist, const char *id,
                          int64_t wall_ms);

#endif
