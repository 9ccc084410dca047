/*
 * coverage -- which claim is taught, shown and asked, computed from the files.
 *
 * Use:       coverage_load(); coverage_complete() on a row.
 * Ownership: everything lives in the caller's arena.
 * Errors:    a file that cannot be read or parsed, with its line; a lesson or
 *            question that names a claim which docs/claims.md does not have.
 * Blocking:  on the disk.
 */
#ifndef TUTOR_STUDY_COVERAGE_H
#define TUTOR_STUDY_COVERAGE_H

#include "tutor/study/content.h"

enum { COVERAGE_CLAIMS = 128 };

struct coverage_claim {
    const char *id, *korean, *english; /* in words of each language */
    const char *shown_by;              /* "`saga-orchestrated`, ..." */
    bool taught[2], asked[2];          /* [0] English, [1] Korean */
    bool shown; /* one of the experiments in shown_by exists */
};

struct coverage {
    struct coverage_claim claims[COVERAGE_CLAIMS];
    size_t count;
    int lessons; /* there are */
};

enum error coverage_load(const struct content *content, struct arena *arena,
                         struct coverage *out);
bool coverage_complete(const struct coverage_claim *claim);

#endif
