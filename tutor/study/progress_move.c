/*
 * progress_move -- the progress as lines of JSON: to keep, to move, to merge.
 *
 * Entries never change and each has an id that nobody else gives, so a merge
 * is a union and needs no rule for conflicts. An import is one transaction: it
 * takes all lines or, when one of them is broken, none.
 */
#include "tutor/study/progress_move.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tutor/commands/text.h"
#include "tutor/study/content.h"
#include "tutor/study/progress_private.h"

enum { LINE_BYTES = 2 * PROGRESS_BODY_BYTES + 1024, PATIENCE_MS = 5000 };

static const char head[] = "{\"cleave\":\"progress\",\"form\":1}";

/* ---- out ---- */

struct export
{
    FILE *file;
    struct buffer line;
};

static enum error write_entry(void *arg, const struct progress_entry *entry)
{
    struct export *out = arg;
    struct json_writer json;
    buffer_reset(&out->line);
    json_begin(&json, &out->line);
    json_object_open(&json);
    json_key_text(&json, "id", entry->id);
    json_key_int(&json, "at_ms", entry->at_ms);
    json_key_text(&json, "kind", progress_kind_word(entry->kind));
    json_key_text(&json, "subject", entry->subject);
    json_key_text(&json, "body", entry->body);
    json_object_close(&json);
    buffer_byte(&out->line, '\n');
    enum error error = buffer_error(&out->line);
    if (!error && fwrite(out->line.data, 1, out->line.length, out->file) !=
                      out->line.length)
        error =
            explain(ERROR_SYSTEM, CANNOT_WRITE, "the export", strerror(errno));
    return error;
}

enum error progress_export(struct progress *progress, FILE *file)
{
    struct export out = {.file = file};
    if (fprintf(file, "%s\n", head) < 0)
        return explain(ERROR_SYSTEM, CANNOT_WRITE, "the export",
                       strerror(errno));
    buffer_init(&out.line, LINE_BYTES);
    enum error error =
        progress_each(progress, PROGRESS_KIND_COUNT, NULL, write_entry, &out);
    buffer_release(&out.line);
    if (!error && fflush(file) != 0)
        error =
            explain(ERROR_SYSTEM, CANNOT_WRITE, "the export", strerror(errno));
    return error;
}

/* ---- in ---- */

static const char *text_of(const struct json *root, const char *key)
{
    const struct json *member = json_member(root, key);
    return member && member->kind == JSON_TEXT ? member->text : "";
}

static bool whole(const struct progress_entry *entry, struct arena *arena)
{
    const struct json *body = NULL;
    return id_valid(entry->id) && entry->at_ms > 0 && *entry->subject &&
           strlen(entry->body) < PROGRESS_BODY_BYTES &&
           json_parse(entry->body, strlen(entry->body), arena, &body) ==
               ERROR_OK &&
           body->kind == JSON_OBJECT;
}

static enum error take_line(struct progress *progress, const char *path,
                            int number, const char *line, int64_t *added)
{
    struct arena arena;
    const struct json *root = NULL;
    struct progress_entry entry = {0};
    arena_init(&arena, 4 * 1024 * 1024);
    bool taken = json_parse(line, strlen(line), &arena, &root) == ERROR_OK &&
                 root->kind == JSON_OBJECT &&
                 progress_kind_named(text_of(root, "kind"), &entry.kind);
    if (taken) {
        const struct json *at = json_member(root, "at_ms");
        entry.at_ms = at && at->is_integer ? at->integer : 0;
        entry.id = text_of(root, "id");
        entry.subject = text_of(root, "subject");
        entry.body = text_of(root, "body");
        taken = whole(&entry, &arena);
    }
    enum error error =
        taken ? db_exec(progress->db,
                        "INSERT OR IGNORE INTO entry VALUES (?1, ?2, ?3, ?4, "
                        "?5)",
                        VALUES(TEXT(entry.id), INT(entry.at_ms),
                               TEXT(progress_kind_word(entry.kind)),
                               TEXT(entry.subject), TEXT(entry.body)))
              : explain(ERROR_MALFORMED, PROGRESS_BAD_LINE, path, number);
    if (!error)
        *added += db_changes(progress->db);
    arena_release(&arena);
    return error;
}

static enum error take_lines(struct progress *progress, FILE *file,
                             const char *path, char *line, int64_t *added)
{
    enum error error = ERROR_OK;
    int number = 0;
    while (!error && fgets(line, LINE_BYTES, file)) {
        number++;
        char *end = strchr(line, '\n');
        if (!end) /* too long, or cut off while it was written */
            return explain(ERROR_MALFORMED, PROGRESS_BAD_LINE, path, number);
        *end = '\0';
        if (number > 1)
            error = take_line(progress, path, number, line, added);
        else if (strcmp(line, head) != 0)
            error = explain(ERROR_MALFORMED, PROGRESS_NO_EXPORT, path);
    }
    if (!error && (number == 0 || ferror(file)))
        error = explain(ERROR_MALFORMED, PROGRESS_NO_EXPORT, path);
    return error;
}

static enum error import_file(struct progress *progress, FILE *file,
                              const char *path, int64_t *out_added)
{
    char *line = malloc(LINE_BYTES);
    int64_t added = 0;
    if (!line)
        return error_explain(ERROR_SYSTEM, "out of memory");
    enum error error = db_begin_write(progress->db, PATIENCE_MS);
    if (!error) {
        error = take_lines(progress, file, path, line, &added);
        if (!error)
            error = db_commit(progress->db);
        if (error && db_in_transaction(progress->db))
            db_rollback(progress->db);
    }
    free(line);
    if (!error)
        *out_added = added;
    return error;
}

enum error progress_import(struct progress *progress, const char *path,
                           int64_t *out_added)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return explain(ERROR_NOT_FOUND, CONTENT_NO_FILE, path, strerror(errno));
    enum error error = import_file(progress, file, path, out_added);
    fclose(file);
    return error;
}

enum error progress_clear(struct progress *progress)
{
    enum error error = db_begin_write(progress->db, PATIENCE_MS);
    if (error)
        return error;
    error = db_exec(progress->db, "DELETE FROM entry", NO_VALUES);
    if (!error)
        error = db_commit(progress->db);
    if (error && db_in_transaction(progress->db))
        db_rollback(progress->db);
    return error;
}
