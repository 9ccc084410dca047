/*
 * content -- the files that teach: lessons, quizzes, essays, experiments.
 *
 * Use:       content_find(), then content_list() for what there is,
 *            content_pick() for what a learner typed ("8", "08-resilience",
 *            "resilience"), content_read() for the text of one.
 * Places:    $CLEAVE_CONTENT; else the source tree that the executable was
 *            built in; else PREFIX/share/cleave beside PREFIX/bin. A root has
 *            docs/claims.md, docs/{ko,en}/{lessons,quiz,essays}/NN-slug.md and
 *            tutor/lab/experiments/NAME.lab.
 * Language:  a file that is missing in the learner's language is given in the
 *            other one, and content_text.other_language says so; who shows it
 *            says it to the learner.
 * Ownership: lists and texts live in the caller's arena.
 * Errors:    NOT_FOUND with a sentence; a file over CONTENT_BYTES or that is
 *            not UTF-8 is MALFORMED. content_bad() makes the one form in which
 *            all parsers complain: "file:line: what is wrong and what to do".
 * Blocking:  on the disk.
 */
#ifndef TUTOR_STUDY_CONTENT_H
#define TUTOR_STUDY_CONTENT_H

#include <stdbool.h>
#include <stddef.h>

#include "chassis/arena.h"
#include "chassis/error.h"
#include "chassis/limits.h"

enum { CONTENT_BYTES = 256 * 1024, CONTENT_FILES = 128 };

enum content_kind {
    CONTENT_LESSON,
    CONTENT_QUIZ,
    CONTENT_ESSAY,
    CONTENT_EXPERIMENT,
    CONTENT_KINDS
};

struct content {
    char root[LIMIT_PATH_BYTES];
};

struct content_item {
    int number;       /* 8 of 08-resilience; 0 for an experiment */
    const char *name; /* "08-resilience", "breaker" */
    bool korean;      /* there is a Korean file; experiments have one file */
    bool english;
};

struct content_list { /* sorted by name */
    enum content_kind kind;
    struct content_item items[CONTENT_FILES];
    size_t count;
};

struct content_text {
    const char *path; /* from the root: docs/ko/lessons/08-resilience.md */
    const char *text; /* NUL-terminated UTF-8 without a NUL inside */
    size_t length;
    bool korean;         /* the language that this is written in */
    bool other_language; /* it was wanted in the other one */
};

enum error content_find(struct content *out);
/* A root that is known; it must hold docs/claims.md. */
enum error content_open(struct content *out, const char *root);
enum error content_list(const struct content *content, enum content_kind kind,
                        struct arena *arena, struct content_list *out);
/* What `word` names; NOT_FOUND says which there are. */
enum error content_pick(const struct content_list *list, const char *word,
                        const struct content_item **out);
enum error content_read(const struct content *content, enum content_kind kind,
                        const struct content_item *item, bool korean,
                        struct arena *arena, struct content_text *out);
/* Any file below the root, such as docs/claims.md. */
enum error content_file(const struct content *content, const char *path,
                        struct arena *arena, struct content_text *out);
/* The same for a path of this machine; `path` is kept as it is. */
enum error content_load(const char *path, struct arena *arena,
                        struct content_text *out);

/* MALFORMED with "path:line: ..." */
enum error content_bad(const char *path, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* One line after another; the text itself is not changed. */
struct content_lines {
    const char *path;
    const char *at; /* where the next line begins; NULL: the end */
    int number;     /* of the line given last, from 1 */
};

struct content_line {
    const char *text; /* without its end; not terminated */
    size_t length;
    int number;
};

void content_lines_begin(struct content_lines *lines, const char *path,
                         const char *text);
bool content_lines_next(struct content_lines *lines, struct content_line *out);
/* Without spaces at both ends. */
struct content_line content_line_trim(struct content_line line);
bool content_line_begins(struct content_line line, const char *prefix);

#endif
