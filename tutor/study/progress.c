/*
 * progress -- what the learner has done: an append-only log in one file.
 *
 * The problem: a course lasts weeks. Its record must survive a kill at any
 * moment, a program that is older or newer than the file, two processes that
 * write at once (the tutor, and a command that runs under it), a move to
 * another machine, and every change of mind about what is computed from it.
 *
 * The idea: event sourcing. One table of entries that are only ever added; no
 * schedule, no counter is stored. What is due, what was read, which prediction
 * hit is folded from the entries when it is wanted: some thousand rows, some
 * milliseconds. So merging two files is a union, and a new schedule replays
 * the raw log.
 *
 * The invariant: before this file opens the database for writing, it has
 * looked at it read-only: the form that it is in (user_version), whose it is
 * (application_id), whether it is whole (quick_check). Whatever it does not
 * like, it leaves as it is.
 */
#include "tutor/study/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "chassis/db.h"
#include "chassis/random.h"
#include "tutor/commands/text.h"
#include "tutor/study/progress_private.h"

enum { PATIENCE_MS = 5000, APPLICATION_ID = 0x636c7670 /* "clvp" */ };

static const char schema[] =
#include "tutor/study/progress.sql.inc"
    "PRAGMA application_id = 1668052592;"
    "PRAGMA user_version = 1;";

_Static_assert(APPLICATION_ID == 1668052592, "as the schema says");
_Static_assert(PROGRESS_FORM == 1, "as the schema says");

static const char *const words[PROGRESS_KIND_COUNT] = {
#define PROGRESS_WORD(name, word, about) [PROGRESS_##name] = word,
    PROGRESS_KINDS(PROGRESS_WORD)
#undef PROGRESS_WORD
};

const char *progress_kind_word(enum progress_kind kind)
{
    return words[kind];
}

bool progress_kind_named(const char *word, enum progress_kind *out)
{
    for (int kind = 0; kind < PROGRESS_KIND_COUNT; kind++)
        if (strcmp(words[kind], word) == 0) {
            *out = (enum progress_kind)kind;
            return true;
        }
    return false;
}

/* ---- opening ---- */

static enum error broken(const char *path, enum error error)
{
    char why[ERROR_DETAIL_BYTES / 2];
    snprintf(why, sizeof why, "%s", error_detail(error));
    return explain(ERROR_STORAGE, PROGRESS_BROKEN, path, why);
}

static enum error quick_check(struct db *db, const char *path)
{
    struct cursor cursor;
    char said[128] = "";
    db_query(&cursor, db, "PRAGMA quick_check(1)", NO_VALUES);
    if (db_next(&cursor))
        snprintf(said, sizeof said, "%s", db_text(&cursor, 0));
    enum error error = db_end(&cursor);
    if (error)
        return broken(path, error);
    if (strcmp(said, "ok") != 0)
        return explain(ERROR_STORAGE, PROGRESS_BROKEN, path, said);
    return ERROR_OK;
}

/* Whose file this is, and in which form; *fresh when it holds nothing yet. */
static enum error check_form(struct db *db, const char *path, bool *fresh)
{
    int64_t owner = 0, form = 0, tables = 0;
    enum error error =
        db_get_int(db, "PRAGMA application_id", NO_VALUES, &owner);
    if (!error)
        error = db_get_int(db, "PRAGMA user_version", NO_VALUES, &form);
    if (!error)
        error = db_get_int(db, "SELECT count(*) FROM sqlite_schema", NO_VALUES,
                           &tables);
    if (error)
        return broken(path, error);
    *fresh = tables == 0 && owner == 0 && form == 0;
    if (*fresh)
        return ERROR_OK;
    if (owner != APPLICATION_ID)
        return explain(ERROR_STORAGE, PROGRESS_FOREIGN, path);
    if (form > PROGRESS_FORM)
        return explain(ERROR_STORAGE, PROGRESS_FUTURE, path, (long long)form,
                       PROGRESS_FORM);
    return quick_check(db, path);
}

/* Nothing is written here. */
static enum error look(const char *path)
{
    struct stat facts;
    struct db *db = NULL;
    bool fresh = false;
    if (lstat(path, &facts) != 0 || facts.st_size == 0)
        return ERROR_OK;
    enum error error = db_open(&db, path, DB_READER);
    if (error)
        return broken(path, error);
    error = check_form(db, path, &fresh);
    db_close(db);
    return error;
}

/* Another process may have made the tables while we waited to write. */
static enum error make_tables(struct db *db, const char *path)
{
    bool fresh = false;
    enum error error = db_begin_write(db, PATIENCE_MS);
    if (error)
        return error;
    error = check_form(db, path, &fresh);
    if (!error && fresh)
        error = db_script(db, schema);
    if (!error)
        return db_commit(db);
    db_rollback(db);
    return error;
}

static enum error open_checked(struct progress *progress, const char *path)
{
    bool fresh = false;
    uint64_t seed = 0;
    enum error error = random_secret(&seed, sizeof seed);
    if (error)
        return error;
    random_seed(&progress->random, seed);
    error = look(path);
    if (!error)
        error = db_open_shared(&progress->db, path, "cleave progress");
    if (!error)
        error = check_form(progress->db, path, &fresh);
    if (!error && fresh)
        error = make_tables(progress->db, path);
    return error;
}

enum error progress_open_file(struct progress **out, const char *path)
{
    struct progress *progress = calloc(1, sizeof *progress);
    if (!progress)
        return error_explain(ERROR_SYSTEM, "out of memory");
    enum error error = open_checked(progress, path);
    if (error) {
        progress_close(progress);
        return error;
    }
    *out = progress;
    return ERROR_OK;
}

enum error progress_open(struct progress **out, const struct places *places)
{
    char path[LIMIT_PATH_BYTES];
    enum error error = places_make(places);
    if (!error)
        error = places_database(places, "progress", path, sizeof path);
    return error ? error : progress_open_file(out, path);
}

void progress_close(struct progress *progress)
{
    if (!progress)
        return;
    db_close(progress->db);
    free(progress);
}

const char *progress_path(const struct progress *progress)
{
    return db_path(progress->db);
}

bool progress_changed(struct progress *progress)
{
    return db_others_wrote(progress->db);
}

/* ---- adding ---- */

enum error progress_begin(struct progress *progress)
{
    return db_begin_write(progress->db, PATIENCE_MS);
}

enum error progress_end(struct progress *progress, enum error error)
{
    if (!error)
        error = db_commit(progress->db);
    if (error && db_in_transaction(progress->db))
        db_rollback(progress->db);
    return error;
}

static enum error insert(struct progress *progress, int64_t at_ms,
                         enum progress_kind kind, const char *subject,
                         const char *body, struct id *out_id)
{
    struct id id =
        id_make(&progress->ids, at_ms, random_next(&progress->random),
                random_next(&progress->random));
    enum error error = db_exec_one(
        progress->db, "INSERT INTO entry VALUES (?1, ?2, ?3, ?4, ?5)",
        VALUES(TEXT(id.text), INT(at_ms), TEXT(words[kind]), TEXT(subject),
               TEXT(body)));
    if (!error && out_id)
        *out_id = id;
    return error;
}

enum error progress_append(struct progress *progress, int64_t at_ms,
                           enum progress_kind kind, const char *subject,
                           const char *body, struct id *out_id)
{
    struct id id;
    if (db_in_transaction(progress->db))
        return insert(progress, at_ms, kind, subject, body, out_id);
    enum error error = progress_begin(progress);
    if (error)
        return error;
    error = insert(progress, at_ms, kind, subject, body, &id);
    error = progress_end(progress, error);
    if (!error && out_id)
        *out_id = id;
    return error;
}

/* ---- reading ---- */

enum error progress_each(struct progress *progress, enum progress_kind kind,
                         const char *subject, progress_seen *seen, void *arg)
{
    struct cursor cursor;
    enum error error = ERROR_OK;
    const char *word = kind == PROGRESS_KIND_COUNT ? "" : words[kind];
    db_query(&cursor, progress->db,
             "SELECT id, at_ms, kind, subject, body FROM entry "
             "WHERE (?1 = '' OR kind = ?1) AND (?2 = '' OR subject = ?2) "
             "ORDER BY at_ms, id",
             VALUES(TEXT(word), TEXT(subject ? subject : "")));
    while (!error && db_next(&cursor)) {
        struct progress_entry entry = {.id = db_text(&cursor, 0),
                                       .at_ms = db_int(&cursor, 1),
                                       .subject = db_text(&cursor, 3),
                                       .body = db_text(&cursor, 4)};
        if (progress_kind_named(db_text(&cursor, 2), &entry.kind))
            error = seen(arg, &entry);
    }
    enum error ended = db_end(&cursor);
    return error ? error : ended;
}
