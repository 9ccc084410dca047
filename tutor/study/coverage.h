/*
 * coverage -- which claim is taught, shown and asked, computed from the files.
 *
 * Use:       coverage_load(); coverage_complete() on a row, coverage_hole()
 *            for what a lesson that exists has promised and nobody keeps.
 * Ownership: everything lives in the caller's arena.
 * Errors:    a file that cannot be read or parsed, with its line; a lesson or
 *            question or experiment that names a claim which docs/claims.md
 *            does not have.
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
    bool shown;    /* an experiment of shown_by exists and says so itself */
    bool promised; /* in the front matter of a lesson that exists */
};

struct coverage {
    struct coverage_claim claims[COVERAGE_CLAIMS];
    size_t count;
    int lessons; /* there are */
};

enum error coverage_load(const struct content *content, struct arena *arena,
                         struct coverage *out);
bool coverage_complete(const struct coverage_claim *claim);
/* It is promised, taught or asked in a lesson, and not complete. */
enum coverage_hole {
    COVERAGE_NO_HOLE, /* or its lesson is not yet written */
    COVERAGE_NOT_TAUGHT,
    COVERAGE_NOT_SHOWN,
    COVERAGE_NOT_ASKED
};
enum coverage_hole coverage_hole(const struct coverage_claim *claim);

#endif
