/*
 * progress -- what the learner has done: an append-only log in one file.
 *
 * Use:       progress_open(), progress_append() or one of the typed writers,
 *            progress_each() and the typed readers. Everything that is shown
 *            (what is due, evidence, results) is computed from the entries.
 * An entry:  an id (ULID), a time, a kind, a subject (a question, a lesson, an
 *            experiment ...), and a body of JSON. None is ever changed; taking
 *            an answer back is an entry of its own (PROGRESS_UNDO).
 * Durable:   each append is one transaction, synced (WAL, synchronous=FULL),
 *            before it returns; kill -9 at any moment loses none of those.
 * Sharing:   several processes of one learner may hold it (the tutor and the
 *            commands that run under it). progress_changed() tells whether
 *            another one has written since.
 * Errors:    STORAGE with a sentence that names the file. A file of a newer
 *            cleave, of another program, or one that is damaged is refused
 *            before a byte of it changes, and stays as it is.
 * Time:      wall clock, milliseconds since 1970 UTC, passed in.
 * Ownership: the caller closes it. What readers give lives in their arena.
 * Blocking:  on the disk.
 * Source:    event sourcing: the entries are the truth, all else is their
 *            fold; chassis/db.h for the settings.
 */
#ifndef TUTOR_STUDY_PROGRESS_H
#define TUTOR_STUDY_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "chassis/arena.h"
#include "chassis/buffer.h"
#include "chassis/error.h"
#include "chassis/id.h"
#include "chassis/json.h"
#include "chassis/places.h"

/* X(NAME, word in the file and in exports, what its subject is) */
#define PROGRESS_KINDS(X)                                           \
    X(REVIEW, "review", "a question's id")                          \
    X(UNDO, "undo", "the id of the entry that is taken back")       \
    X(LESSON, "lesson", "a lesson, 08-resilience")                  \
    X(RUN, "run", "an experiment, breaker")                         \
    X(EXAM, "exam", "the exam's id; one entry begins, one ends it") \
    X(ESSAY, "essay", "an essay, 01-saga")                          \
    X(TICK, "tick", "an item of the checklist, L1")                 \
    X(DESIGN, "design", "a section of the worksheet, K1")           \
    X(SETTING, "setting", "its name, exam-date")

enum progress_kind {
#define PROGRESS_ENUM(name, word, about) PROGRESS_##name,
    PROGRESS_KINDS(PROGRESS_ENUM)
#undef PROGRESS_ENUM
        PROGRESS_KIND_COUNT
};

enum { PROGRESS_FORM = 1, PROGRESS_BODY_BYTES = 64 * 1024 };

struct progress;

struct progress_entry {
    const char *id;
    int64_t at_ms;
    enum progress_kind kind;
    const char *subject;
    const char *body; /* a JSON object */
};

/* STATE/progress.db; made when it is not there. */
enum error progress_open(struct progress **out, const struct places *places);
enum error progress_open_file(struct progress **out, const char *path);
void progress_close(struct progress *progress);
const char *progress_path(const struct progress *progress);
bool progress_changed(struct progress *progress);

/* `out_id` may be NULL. */
enum error progress_append(struct progress *progress, int64_t at_ms,
                           enum progress_kind kind, const char *subject,
                           const char *body, struct id *out_id);
/* What is appended in between is kept as a whole or not at all; with an error
 * progress_end() takes it back and gives that error. */
enum error progress_begin(struct progress *progress);
enum error progress_end(struct progress *progress, enum error error);
/* Entries in the order in which they happened; `kind` PROGRESS_KIND_COUNT and
 * `subject` NULL mean all. Stops at the first error, which it returns. `seen`
 * may keep copies only, and calls nothing of the same progress. */
typedef enum error progress_seen(void *arg, const struct progress_entry *entry);
enum error progress_each(struct progress *progress, enum progress_kind kind,
                         const char *subject, progress_seen *seen, void *arg);
const char *progress_kind_word(enum progress_kind kind);
bool progress_kind_named(const char *word, enum progress_kind *out);

/* ---- the lab's results ---- */

enum {
    RUN_MEASURES = 64,
    RUN_VERDICTS = 32,
    RUN_SERIES = 12,
    RUN_POINTS = 120, /* of one series */
    RUN_MARKS = 24
};

struct run_measure {
    const char *name; /* "split.reads.ok", "layers": as predict and expect
                         write it, with the shape before it if it has one */
    double value;
    const char *unit; /* "percent", "ms", "" */
    bool predicted;   /* the learner had said a number */
    double prediction;
    bool hit;       /* it was near enough, as the experiment says */
    int confidence; /* 1 to 3 as `enum confidence` says; 0: not asked */
    const char *comes_back; /* sure and not hit: that question; "": none */
};

struct run_verdict {
    const char *expect; /* "split.reads.ok >= 99%" */
    bool held;
    const char *figures; /* what it was, for people; "" for none */
};

/* Good answers a second of one load, at even steps. */
struct run_series {
    const char *name; /* "split reads" */
    double values[RUN_POINTS];
    size_t count; /* NAN: the load did not run then */
};

/* What was done to the shop meanwhile. */
struct run_mark {
    int64_t at_ms; /* of the time line */
    const char *text;
};

struct run {
    const char *experiment; /* "isolation" */
    uint64_t seed;
    int64_t at_ms;   /* when it began */
    int64_t took_ms; /* how long it ran */
    bool complete;   /* false: interrupted or something was missing */
    bool audit_clean;
    struct run_measure measures[RUN_MEASURES];
    size_t measure_count;
    struct run_verdict verdicts[RUN_VERDICTS];
    size_t verdict_count;
    int64_t step_ms; /* between two points of each series */
    struct run_series series[RUN_SERIES];
    size_t series_count;
    struct run_mark marks[RUN_MARKS];
    size_t mark_count;
};

/* Whether all that it claims held, and the books were clean. */
bool run_held(const struct run *run);
/* Called once at the end of each run, by whoever ran it. */
enum error progress_record_run(struct progress *progress,
                               const struct run *run);
/* The last complete run of that experiment; NOT_FOUND when there is none. */
enum error progress_last_run(struct progress *progress, const char *experiment,
                             struct arena *arena, struct run *out);
/* One measure of it; NOT_FOUND as well when it has no such measure. */
enum error progress_measure(struct progress *progress, const char *experiment,
                            const char *measure, struct arena *arena,
                            struct run_measure *out);
/* Each run, the oldest first, as progress_each() does. */
typedef enum error progress_run_seen(void *arg, const struct run *run);
enum error progress_each_run(struct progress *progress, struct arena *arena,
                             progress_run_seen *seen, void *arg);

#endif
