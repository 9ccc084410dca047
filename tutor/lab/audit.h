/*
 * audit -- an independent look into all books of one shape.
 *
 * Use:       audit_run() for a shape, then look at report.held and at each
 *            finding; audit_rules[] names them.
 * Reads:     the databases in STATE directly, read-only, with SQL of its own:
 *            it trusts no code of the shop. In the split the five databases
 *            are attached to one connection, so that one query can compare the
 *            books of two services.
 * Units:     won, pieces, rows.
 * Ownership: the report is a plain value.
 * Errors:    NOT_FOUND when the shape has no books yet; STORAGE when a file
 *            cannot be read. A broken rule is no error but a finding.
 * Blocking:  on the disk, and up to patience_ms while orders, sagas or events
 *            are still on their way.
 */
#ifndef TUTOR_AUDIT_H
#define TUTOR_AUDIT_H

#include <stdbool.h>
#include <stdint.h>

#include "chassis/config.h"
#include "chassis/db.h"
#include "tutor/commands/text.h"
#include "tutor/shape.h"

enum {
    AUDIT_RULES = 24,
    AUDIT_OFFENDERS = 5, /* the shortest list that still shows a pattern */
    AUDIT_ID_BYTES = 96,
    AUDIT_WHAT_BYTES = 160,
    AUDIT_PATIENCE_MS = 5000,
    AUDIT_AGAIN_MS = 500 /* for a breach that may be work under way */
};

struct audit_rule {
    const char *slug;
    enum text name;
    enum shape_set shapes; /* where it means something */
    bool settled;          /* unfinished work breaks it, but for a while */
    const char *figure;    /* SQL: how much was looked at */
    const char *breaches;  /* SQL: id and what is wrong; no row: it holds */
};

/* What a rule compares: two figures that are equal while it holds. */
struct audit_sides {
    const char *slug; /* of the rule */
    enum text left, right;
    bool won; /* the figures are money, else counts */
    const char
        *sql; /* both; NULL: what was looked at, and what is well of it */
};

struct audit_offender {
    char id[AUDIT_ID_BYTES];
    char what[AUDIT_WHAT_BYTES];
};

struct audit_finding {
    const struct audit_rule *rule;
    int64_t figure;
    int64_t broken;      /* rows that break it */
    bool under_way;      /* they are unfinished work, and allowed */
    int64_t left, right; /* with options.sides */
    int64_t took_us;     /* with options.sides */
    struct audit_offender offenders[AUDIT_OFFENDERS]; /* the first of them */
};

struct audit_facts {
    int64_t orders, confirmed, rejected, cancelled, running;
    int64_t oldest_ms;      /* when the oldest running one was placed, or 0 */
    int64_t pending_events; /* split: not yet delivered, or a saga not ended */
    int64_t money;          /* won in all accounts */
};

struct audit_report {
    enum shape shape;
    bool held;
    struct audit_facts facts;
    int looks;       /* how often the books were read for it */
    int64_t took_us; /* all of them, and the waiting between */
    size_t count;
    struct audit_finding findings[AUDIT_RULES];
};

struct audit_options {
    int64_t patience_ms;
    /* What unfinished work alone explains is "under way" and no breach; where
     * nothing is unfinished there is nothing to allow. */
    bool allow_running;
    bool sides; /* both figures of each rule, and how long it took */
    /* A transaction for each rule instead of one for all: while the shop is at
     * work, its write-ahead log is held back for no longer than one takes. */
    bool apart;
};

extern const struct audit_rule audit_rules[];
extern const size_t audit_rule_count;
extern const struct audit_sides audit_sides[];
extern const size_t audit_sides_count;
const struct audit_sides *audit_sides_of(const char *slug);
/* The rule of that name, or NULL. */
const struct audit_rule *audit_rule_named(const char *slug);
/* Split: events not delivered and sagas not ended. */
extern const char audit_pending_sql[];

/* Whether a breach of the one stands in the other as well, with the same id and
 * the same figures. Both are of the same rules. */
bool audit_repeats(const struct audit_report *now,
                   const struct audit_report *before);

enum error audit_run(const struct places *places, enum shape shape,
                     const struct audit_options *options,
                     struct audit_report *out);
/* One look at books that are open already, the split's attached to one
 * connection; out->shape says which shape they are. */
enum error audit_look(struct db *db, const struct audit_options *options,
                      struct audit_report *out);
/* Whether that shape has any books to look at. */
bool audit_has_books(const struct places *places, enum shape shape);

#endif
