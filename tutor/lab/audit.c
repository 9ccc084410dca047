/*
 * audit -- an independent look into all books of one shape.
 *
 * The problem: after a fault one wants to know whether anything was lost, and
 * the shop itself is the last one to ask. And the books of the split lie in
 * five files that are never all true at one moment while work is under way.
 *
 * The idea: a reader of its own, with rules of its own (audit_rules.c). The
 * five databases are attached to one read-only connection; table names are
 * distinct across services, so the same SQL reads both shapes. One read
 * transaction covers all rules, or, beside a shop at work, one rule. While
 * orders, sagas or events are unfinished the auditor waits, bounded, and looks
 * again. A breach is believed when the next look finds the same one: an order
 * that ended between the snapshots of two files looks like a breach, and in a
 * busy shop each look may meet such an order, but not the same one twice.
 *
 * Order of the snapshots: orders first. An effect is committed after the order
 * that wanted it was, so the later snapshots hold every effect of an order that
 * the first one shows as finished.
 */
#include "tutor/lab/audit.h"

#include <assert.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "chassis/db.h"
#include "tutor/lab/migration.h"

enum {
    LOOK_AGAIN_MS = 20,
    GAP_MS = 50 /* several commits of a busy shop */
};

/* The split's files; the first is the one that the others are attached to. */
static const char *const split_names[] = {"orders", "payments", "inventory",
                                          "shipping", "customers"};
enum { SPLIT_FILES = sizeof split_names / sizeof *split_names };

static const char *const attach_sql[SPLIT_FILES] = {
    NULL, "ATTACH ?1 AS payments", "ATTACH ?1 AS inventory",
    "ATTACH ?1 AS shipping", "ATTACH ?1 AS customers"};

static enum error book_path(const struct places *places, const char *name,
                            char out[LIMIT_PATH_BYTES])
{
    enum error error = places_database(places, name, out, LIMIT_PATH_BYTES);
    if (error)
        return error;
    if (access(out, R_OK) != 0)
        return explain(ERROR_NOT_FOUND, NO_BOOKS, out);
    return ERROR_OK;
}

/* While the monolith is being split up, the books of the shop are those of the
 * one or of the other: the split's from the stage on at which it takes writes.
 * Its services' rows may still lie in the monolith's file, whose tables of the
 * same names are renamed once they have left. */
static enum error books_of(const struct places *places, enum shape shape,
                           const char *service, char name[LIMIT_NAME_BYTES])
{
    int stage = STAGE_NONE;
    enum error error = placement_stage(places, &stage);
    bool split = shape == SHAPE_SPLIT;
    if (error)
        return error;
    if (stage != STAGE_NONE && split != (stage >= STAGE_SEAMS))
        return explain(ERROR_NOT_FOUND, BOOKS_ELSEWHERE, shape_name(shape),
                       migration_stage_name(stage));
    const struct placement place = migration_place(stage, service);
    snprintf(name, LIMIT_NAME_BYTES, "%s", place.database);
    return ERROR_OK;
}

bool audit_has_books(const struct places *places, enum shape shape)
{
    char path[LIMIT_PATH_BYTES], name[LIMIT_NAME_BYTES];
    const char *first = shape == SHAPE_MONOLITH ? "monolith" : split_names[0];
    enum error error = books_of(places, shape, first, name);
    return !error && book_path(places, name, path) == ERROR_OK;
}

static enum error open_books(const struct places *places, enum shape shape,
                             struct db **out)
{
    char path[LIMIT_PATH_BYTES], first[LIMIT_NAME_BYTES];
    char name[LIMIT_NAME_BYTES];
    struct db *db = NULL;
    const char *service = shape == SHAPE_MONOLITH ? "monolith" : split_names[0];
    enum error error = books_of(places, shape, service, first);
    if (!error)
        error = book_path(places, first, path);
    if (!error)
        error = db_open(&db, path, DB_READER);
    if (error)
        return error;
    for (int i = 1; shape == SHAPE_SPLIT && i < SPLIT_FILES && !error; i++) {
        error = books_of(places, shape, split_names[i], name);
        if (!error && strcmp(name, first) == 0)
            continue; /* still in the same file */
        if (!error)
            error = book_path(places, name, path);
        if (!error)
            error = db_exec(db, attach_sql[i], VALUES(TEXT(path)));
    }
    if (error)
        db_close(db);
    else
        *out = db;
    return error;
}

/* ---- one look ---- */

static enum error read_one(struct db *db, const char *sql, int64_t *out)
{
    *out = 0;
    enum error error = db_get_int(db, sql, NO_VALUES, out);
    return error == ERROR_NOT_FOUND ? ERROR_OK : error;
}

static enum error read_facts(struct db *db, enum shape shape,
                             struct audit_facts *out)
{
    struct cursor cursor;
    db_query(&cursor, db,
             "SELECT count(*), sum(status = 'CONFIRMED' AND NOT cancelling),"
             " sum(status = 'REJECTED'), sum(status = 'CANCELLED'),"
             " coalesce(min(iif(cancelling OR status IN"
             " ('PENDING', 'PAID', 'RESERVED'), created_at_ms, NULL)), 0)"
             " FROM orders",
             NO_VALUES);
    if (db_next(&cursor)) {
        out->orders = db_int(&cursor, 0);
        out->confirmed = db_int(&cursor, 1);
        out->rejected = db_int(&cursor, 2);
        out->cancelled = db_int(&cursor, 3);
        out->oldest_ms = db_int(&cursor, 4);
    }
    out->running =
        out->orders - out->confirmed - out->rejected - out->cancelled;
    enum error error = db_end(&cursor);
    if (!error && shape == SHAPE_SPLIT)
        error = read_one(db, audit_pending_sql, &out->pending_events);
    if (!error)
        error = read_one(db, "SELECT sum(balance) FROM accounts", &out->money);
    return error;
}

/* One statement opens the snapshots of all files, in the order in which they
 * were attached, with microseconds between them. Without it the last would be
 * opened when the rules about the first have been read. */
static const char snapshot_sql[] =
    "SELECT EXISTS (SELECT 1 FROM orders), EXISTS (SELECT 1 FROM accounts),"
    " EXISTS (SELECT 1 FROM products), EXISTS (SELECT 1 FROM addresses),"
    " EXISTS (SELECT 1 FROM customers)";

/* Both figures of a rule that has been judged. */
static enum error read_sides(struct db *db, struct audit_finding *finding)
{
    struct cursor cursor;
    const struct audit_sides *sides = audit_sides_of(finding->rule->slug);
    finding->left = finding->figure;
    finding->right = finding->figure - finding->broken;
    if (!sides || !sides->sql)
        return ERROR_OK;
    db_query(&cursor, db, sides->sql, NO_VALUES);
    if (db_next(&cursor)) {
        finding->left = db_int(&cursor, 0);
        finding->right = db_int(&cursor, 1);
    }
    return db_end(&cursor);
}

static enum error judge(struct db *db, const struct audit_rule *rule,
                        struct audit_finding *out)
{
    struct cursor cursor;
    *out = (struct audit_finding){.rule = rule};
    enum error error = read_one(db, rule->figure, &out->figure);
    if (error)
        return error;
    db_query(&cursor, db, rule->breaches, NO_VALUES);
    while (db_next(&cursor)) {
        if (out->broken++ >= AUDIT_OFFENDERS)
            continue;
        struct audit_offender *one = &out->offenders[out->broken - 1];
        snprintf(one->id, sizeof one->id, "%s", db_text(&cursor, 0));
        snprintf(one->what, sizeof one->what, "%s", db_text(&cursor, 1));
    }
    return db_end(&cursor);
}

static bool unfinished(const struct audit_facts *facts)
{
    return facts->running > 0 || facts->pending_events > 0;
}

static enum error begin_look(struct db *db)
{
    struct cursor cursor;
    enum error error = db_exec(db, "BEGIN", NO_VALUES);
    if (error)
        return error;
    db_query(&cursor, db, snapshot_sql, NO_VALUES);
    (void)db_next(&cursor);
    return db_end(&cursor);
}

static enum error end_look(struct db *db, enum error error)
{
    enum error ended =
        db_in_transaction(db) ? db_exec(db, "COMMIT", NO_VALUES) : ERROR_OK;
    return error ? error : ended;
}

/* Whether work is under way in the snapshot that the rule was judged in, which
 * is a later one than that of the facts where rules are judged apart. */
static enum error explained(struct db *db, const struct audit_options *options,
                            const struct audit_report *report, bool *out)
{
    struct audit_facts now = report->facts;
    enum error error = ERROR_OK;
    if (options->apart)
        error = read_facts(db, report->shape, &now);
    *out = !error && unfinished(&now);
    return error;
}

static enum error look_at_rule(struct db *db, const struct audit_rule *rule,
                               const struct audit_options *options,
                               struct audit_report *out)
{
    int64_t begun_ns = clock_monotonic_ns();
    assert(out->count < AUDIT_RULES);
    struct audit_finding *finding = &out->findings[out->count++];
    enum error error = options->apart ? begin_look(db) : ERROR_OK;
    if (!error)
        error = judge(db, rule, finding);
    if (!error && options->sides) {
        error = read_sides(db, finding);
        finding->took_us = (clock_monotonic_ns() - begun_ns) / 1000;
    }
    if (!error && finding->broken > 0 && rule->settled &&
        options->allow_running)
        error = explained(db, options, out, &finding->under_way);
    if (options->apart)
        error = end_look(db, error);
    if (finding->broken > 0 && !finding->under_way)
        out->held = false;
    return error;
}

/* SQLite starts its log anew only while nobody reads from it; readers that
 * follow each other without a gap would let it grow as one long reader does. */
static void leave_gap(int64_t *begun_ms)
{
    if (clock_monotonic_ms() - *begun_ms < GAP_MS)
        return;
    poll(NULL, 0, GAP_MS);
    *begun_ms = clock_monotonic_ms();
}

/* All rules, into an empty report. */
enum error audit_look(struct db *db, const struct audit_options *options,
                      struct audit_report *out)
{
    out->count = 0;
    out->held = true;
    out->facts = (struct audit_facts){0};
    enum error error = begin_look(db);
    if (!error)
        error = read_facts(db, out->shape, &out->facts);
    if (options->apart)
        error = end_look(db, error);
    int64_t begun_ms = options->apart ? clock_monotonic_ms() : 0;
    for (size_t i = 0; i < audit_rule_count && !error; i++) {
        if (!shape_in(audit_rules[i].shapes, out->shape))
            continue;
        error = look_at_rule(db, &audit_rules[i], options, out);
        if (options->apart)
            leave_gap(&begun_ms);
    }
    return end_look(db, error);
}

static bool finds_again(const struct audit_finding *now,
                        const struct audit_finding *before)
{
    for (int64_t i = 0; i < now->broken && i < AUDIT_OFFENDERS; i++)
        for (int64_t k = 0; k < before->broken && k < AUDIT_OFFENDERS; k++)
            if (strcmp(now->offenders[i].id, before->offenders[k].id) == 0 &&
                strcmp(now->offenders[i].what, before->offenders[k].what) == 0)
                return true;
    return false;
}

bool audit_repeats(const struct audit_report *now,
                   const struct audit_report *before)
{
    for (size_t i = 0; i < now->count && i < before->count; i++)
        if (!now->findings[i].under_way && !before->findings[i].under_way &&
            finds_again(&now->findings[i], &before->findings[i]))
            return true;
    return false;
}

enum error audit_run(const struct places *places, enum shape shape,
                     const struct audit_options *options,
                     struct audit_report *out)
{
    struct audit_report before = {.count = 0};
    struct db *db = NULL;
    int64_t begun_ns = clock_monotonic_ns();
    int64_t until = clock_monotonic_ms() + options->patience_ms;
    *out = (struct audit_report){.shape = shape};
    enum error error = open_books(places, shape, &db);
    if (error)
        return error;
    for (;;) {
        error = audit_look(db, options, out);
        out->looks++;
        if (error || out->held)
            break;
        if (!unfinished(&out->facts)) {
            if (audit_repeats(out, &before))
                break;
            before = *out;
        }
        if (clock_monotonic_ms() >= until && out->looks > 1)
            break;
        poll(NULL, 0, LOOK_AGAIN_MS);
    }
    out->took_us = (clock_monotonic_ns() - begun_ns) / 1000;
    db_close(db);
    return error;
}
