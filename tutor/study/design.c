/*
 * design -- the learner's own design, one decision record for each of K1-K7.
 *
 * A record is a plain file, because a design is worth more than the program in
 * which it was typed: it goes into a repository, under an editor, to an
 * examiner. So a file is read back by the order of its sections, not by words
 * that depend on the language, and whatever the learner put in front of or
 * behind them is written back as it was.
 */
#include "tutor/study/design.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "tutor/commands/text.h"
#include "tutor/study/content.h"
#include "tutor/study/own_file.h"

static const struct {
    const char *id, *file;
    enum text title, question;
} sections[DESIGN_SECTIONS] = {
    {"K1", "K1-boundaries", TEXT_CHECK_K1, TEXT_DESIGN_K1},
    {"K2", "K2-gateway", TEXT_CHECK_K2, TEXT_DESIGN_K2},
    {"K3", "K3-communication", TEXT_CHECK_K3, TEXT_DESIGN_K3},
    {"K4", "K4-transactions", TEXT_CHECK_K4, TEXT_DESIGN_K4},
    {"K5", "K5-monitoring", TEXT_CHECK_K5, TEXT_DESIGN_K5},
    {"K6", "K6-delivery", TEXT_CHECK_K6, TEXT_DESIGN_K6},
    {"K7", "K7-security", TEXT_CHECK_K7, TEXT_DESIGN_K7},
};

static const enum text parts[DESIGN_PARTS] = {
    TEXT_DESIGN_CONTEXT, TEXT_DESIGN_DECISION, TEXT_DESIGN_COSTS,
    TEXT_DESIGN_REJECTED};

const char *design_id(size_t section)
{
    return sections[section].id;
}

const char *design_title(size_t section)
{
    return text(sections[section].title);
}

const char *design_question(size_t section)
{
    return text(sections[section].question);
}

const char *design_part(size_t part)
{
    return text(parts[part]);
}

size_t design_section(const char *id)
{
    size_t i = 0;
    while (i < DESIGN_SECTIONS && strcasecmp(sections[i].id, id) != 0)
        i++;
    return i;
}

const char *design_guide(size_t part)
{
    static const enum text guides[DESIGN_PARTS] = {
        TEXT_DESIGN_GUIDE_CONTEXT, TEXT_DESIGN_GUIDE_DECISION,
        TEXT_DESIGN_GUIDE_COSTS, TEXT_DESIGN_GUIDE_REJECTED};
    return text(guides[part]);
}

const char *design_clean(const char *line, struct arena *arena)
{
    while (*line == '#' || *line == ' ')
        line++;
    return arena_string(arena, line);
}

static int design_filled(const struct design_record *record)
{
    int filled = 0;
    for (size_t i = 0; i < DESIGN_PARTS; i++)
        filled += *record->texts[i] != '\0';
    return filled;
}

const char *design_path(const struct places *places, size_t section,
                        struct arena *arena)
{
    return arena_format(arena, "%s/design/%s.md", places->state,
                        sections[section].file);
}

/* ---- the text of a record ---- */

/* The next line that begins with "## ", or the end. */
static const char *next_heading(const char *at)
{
    while (*at && strncmp(at, "## ", 3) != 0) {
        at += strcspn(at, "\n");
        at += *at == '\n';
    }
    return at;
}

static const char *trimmed(struct arena *arena, const char *from,
                           const char *end)
{
    while (from < end && (*from == '\n' || *from == ' '))
        from++;
    while (end > from && (end[-1] == '\n' || end[-1] == ' '))
        end--;
    return arena_copy(arena, from, (size_t)(end - from));
}

enum error design_parse(const char *text, struct arena *arena,
                        struct design_record *out)
{
    struct design_record record = {0};
    const char *at = next_heading(text);
    record.head = trimmed(arena, text, at);
    for (size_t i = 0; i < DESIGN_PARTS; i++) {
        const char *body = at + strcspn(at, "\n");
        const char *end = next_heading(body + (*body == '\n'));
        record.texts[i] = trimmed(arena, body, end);
        at = end;
        if (!record.texts[i])
            return error_explain(ERROR_SYSTEM, "out of memory");
    }
    record.rest = trimmed(arena, at, at + strlen(at));
    if (!record.head || !record.rest)
        return error_explain(ERROR_SYSTEM, "out of memory");
    *out = record;
    return ERROR_OK;
}

enum error design_write(size_t section, const struct design_record *record,
                        struct buffer *out)
{
    if (*record->head)
        buffer_format(out, "%s\n", record->head);
    else
        buffer_format(out, "# %s. %s\n\n%s\n", design_id(section),
                      design_title(section), design_question(section));
    for (size_t i = 0; i < DESIGN_PARTS; i++)
        buffer_format(out, "\n## %s\n\n%s\n", design_part(i), record->texts[i]);
    if (*record->rest)
        buffer_format(out, "\n%s\n", record->rest);
    return buffer_error(out);
}

/* ---- files ---- */

enum error design_load(const struct places *places, size_t section,
                       struct arena *arena, struct design_record *out)
{
    struct content_text text = {0};
    const char *path = design_path(places, section, arena);
    if (!path)
        return error_explain(ERROR_SYSTEM, "out of memory");
    if (access(path, F_OK) != 0 && errno == ENOENT)
        return design_parse("", arena, out);
    enum error error = content_load(path, arena, &text);
    return error ? error : design_parse(text.text, arena, out);
}

static enum error write_file(const struct places *places, size_t section,
                             const struct design_record *record,
                             struct arena *arena, size_t *length)
{
    struct buffer bytes;
    const char *path = design_path(places, section, arena);
    if (!path)
        return error_explain(ERROR_SYSTEM, "out of memory");
    buffer_init(&bytes, DESIGN_BYTES);
    enum error error = design_write(section, record, &bytes);
    if (!error)
        error = own_directory(places, "design", arena);
    if (!error)
        error = own_file_replace(path, (struct slice){bytes.data, bytes.length},
                                 arena);
    *length = bytes.length;
    buffer_release(&bytes);
    return error;
}

enum error design_save(const struct places *places, struct progress *progress,
                       size_t section, const struct design_record *record,
                       int64_t wall_ms, struct arena *arena)
{
    char body[64];
    size_t length = 0;
    enum error error = write_file(places, section, record, arena, &length);
    snprintf(body, sizeof body, "{\"bytes\":%zu,\"parts\":%d}", length,
             design_filled(record));
    return error ? error
                 : progress_append(progress, wall_ms, PROGRESS_DESIGN,
                                   design_id(section), body, NULL);
}

enum error design_prepare(const struct places *places, size_t section,
                          struct arena *arena)
{
    static const struct design_record empty = {"", {"", "", "", ""}, ""};
    size_t length = 0;
    const char *path = design_path(places, section, arena);
    if (!path)
        return error_explain(ERROR_SYSTEM, "out of memory");
    if (access(path, F_OK) == 0)
        return ERROR_OK;
    return write_file(places, section, &empty, arena, &length);
}
