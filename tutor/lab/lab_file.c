/*
 * lab_file -- one experiment as it is written down (NAME.lab).
 *
 * A line is a word and what follows it, so the parser is a table from words to
 * functions. Each function explains what is wrong with the rest of its line;
 * the loop around them adds path and number. What needs the whole file (are
 * all names known, which measures hold for each shape) is checked behind the
 * last line by lab_check.c.
 */
#include "tutor/lab/lab_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/json.h"
#include "tutor/commands/args.h"
#include "tutor/commands/suggest.h"
#include "tutor/commands/text.h"
#include "tutor/lab/lab_check.h"

struct reader {
    struct lab_file *file;
    struct arena *arena;
    int line;
    const char *key; /* the first word of the line */
};

static enum error no_memory(void)
{
    return error_explain(ERROR_SYSTEM, "out of memory");
}

const char *lab_file_text(const struct lab_text *text)
{
    const char *mine = text->texts[text_korean()];
    return mine && *mine ? mine : text->texts[0] ? text->texts[0] : "";
}

/* The first word of `*rest`, which moves on to what follows. */
static char *word(struct reader *reader, char **rest)
{
    char *start = *rest;
    size_t length = strcspn(start, " \t");
    char *copy = arena_copy(reader->arena, start, length);
    *rest = start + length + strspn(start + length, " \t");
    return copy ? copy : (char *)"";
}

static enum error needs(struct reader *reader, const char *form)
{
    return explain(ERROR_UNPROCESSABLE, LAB_NEEDS_WORDS, reader->key, form);
}

static enum error full(struct reader *reader, int most)
{
    return explain(ERROR_UNPROCESSABLE, LAB_TOO_MANY, reader->key, most);
}

/* ---- texts ---- */

/* Lines of the same key follow one another as one paragraph; a line without
 * text begins another. */
static enum error add_text(struct reader *reader, const char **out,
                           const char *rest)
{
    const char *before = *out ? *out : "";
    size_t length = strlen(before);
    const char *between = length == 0 || before[length - 1] == '\n' ? "" : " ";
    if (*rest == '\0')
        *out = arena_format(reader->arena, "%s\n\n", before);
    else
        *out = arena_format(reader->arena, "%s%s%s", before, between, rest);
    return *out ? ERROR_OK : no_memory();
}

static enum error on_text(struct reader *reader, char *rest)
{
    struct lab_file *file = reader->file;
    const char *point = strchr(reader->key, '.');
    struct lab_text *text = reader->key[0] == 't'   ? &file->title
                            : reader->key[0] == 'a' ? &file->ask
                                                    : &file->why;
    return add_text(reader, &text->texts[strcmp(point, ".ko") == 0], rest);
}

static enum error on_claims(struct reader *reader, char *rest)
{
    struct lab_file *file = reader->file;
    if (*rest == '\0')
        return needs(reader, "claims T6 B4");
    while (*rest) {
        if (file->claim_count == LAB_CLAIMS)
            return full(reader, LAB_CLAIMS);
        file->claims[file->claim_count++] = word(reader, &rest);
    }
    return ERROR_OK;
}

static enum error on_on(struct reader *reader, char *rest)
{
    if (!shape_parse(rest, &reader->file->on))
        return explain(ERROR_UNPROCESSABLE, LAB_BAD_ON, rest);
    return ERROR_OK;
}

/* "NAME UNIT [within N]" */
static enum error on_predict(struct reader *reader, char *rest)
{
    struct lab_file *file = reader->file;
    if (file->predict_count == LAB_PREDICTS)
        return full(reader, LAB_PREDICTS);
    struct lab_predict *predict = &file->predicts[file->predict_count++];
    predict->line = reader->line;
    predict->name = word(reader, &rest);
    predict->unit = word(reader, &rest);
    predict->within = 0;
    if (!*predict->unit)
        return needs(reader, "predict split.reads.ok percent within 5");
    if (strncmp(rest, "within ", 7) == 0)
        predict->within = strtod(rest + 7, NULL);
    else if (*rest)
        return needs(reader, "predict split.reads.ok percent within 5");
    return ERROR_OK;
}

/* ---- actions ---- */

static enum error add_action(struct reader *reader, enum lab_when when,
                             int64_t at_ms, const char *command)
{
    struct lab_file *file = reader->file;
    if (file->action_count == LAB_ACTIONS)
        return full(reader, LAB_ACTIONS);
    struct lab_action *action = &file->actions[file->action_count];
    enum error error = lab_action_parse(action, command, reader->arena);
    if (error)
        return error;
    action->when = when;
    action->at_ms = at_ms;
    action->line = reader->line;
    file->action_count++;
    return ERROR_OK;
}

static enum error on_at(struct reader *reader, char *rest)
{
    int64_t at_ms = 0;
    const char *when = word(reader, &rest);
    if (!*rest)
        return needs(reader, "at 2s COMMAND");
    if (strcmp(when, "0s") != 0 && args_duration(when, &at_ms))
        return explain(ERROR_UNPROCESSABLE, LAB_BAD_TIME, when);
    return add_action(reader, LAB_AT, at_ms, rest);
}

static enum error on_after(struct reader *reader, char *rest)
{
    if (!*rest)
        return needs(reader, "after COMMAND");
    enum error error = add_action(reader, LAB_AT, 0, rest);
    if (!error)
        reader->file->actions[reader->file->action_count - 1].after_loads =
            true;
    return error;
}

static enum error on_first(struct reader *reader, char *rest)
{
    return *rest ? add_action(reader, LAB_BEFORE, 0, rest)
                 : needs(reader, "first COMMAND");
}

static enum error on_then(struct reader *reader, char *rest)
{
    return *rest ? add_action(reader, LAB_AFTER, 0, rest)
                 : needs(reader, "then COMMAND");
}

static enum error on_load(struct reader *reader, char *rest)
{
    const char *command = arena_format(reader->arena, "load %s", rest);
    return command ? add_action(reader, LAB_AT, 0, command) : no_memory();
}

/* "COMMAND" or "COMMAND => COMMAND" */
static enum error on_without(struct reader *reader, char *rest)
{
    struct lab_file *file = reader->file;
    struct lab_action action;
    if (!*rest)
        return needs(reader, "without COMMAND [=> COMMAND]");
    if (file->without_count == LAB_WITHOUTS)
        return full(reader, LAB_WITHOUTS);
    struct lab_without *without = &file->withouts[file->without_count++];
    char *arrow = strstr(rest, "=>");
    without->line = reader->line;
    without->command = rest;
    if (!arrow)
        return ERROR_OK;
    if (arrow == rest || arrow[-1] != ' ' || arrow[2] != ' ')
        return explain(ERROR_UNPROCESSABLE, LAB_NO_ARROW);
    arrow[-1] = '\0';
    without->instead = arrow + 3;
    memset(&action, 0, sizeof action);
    return lab_action_parse(&action, without->instead, reader->arena);
}

/* ---- formulas ---- */

static bool good_name(const char *name)
{
    const char *known = "abcdefghijklmnopqrstuvwxyz0123456789-_";
    size_t length = strspn(name, known);
    while (length > 0 && name[length] == '.' && name[length + 1]) {
        name += length + 1;
        length = strspn(name, known);
    }
    return length > 0 && name[length] == '\0' && length < 40;
}

static enum error on_measure(struct reader *reader, char *rest)
{
    struct lab_file *file = reader->file;
    if (file->measure_count == LAB_MEASURES)
        return full(reader, LAB_MEASURES);
    struct lab_measure *measure = &file->measures[file->measure_count];
    const char *name = word(reader, &rest);
    if (rest[0] != '=' || rest[1] != ' ')
        return needs(reader, "measure NAME = FORMULA");
    if (!good_name(name))
        return explain(ERROR_UNPROCESSABLE, LAB_BAD_NAME, name);
    for (int shape = 0; shape < SHAPE_COUNT; shape++) {
        size_t length = strlen(shape_name((enum shape)shape));
        if (strncmp(name, shape_name((enum shape)shape), length) != 0 ||
            name[length] != '.')
            continue;
        measure->one = measure->shaped = true;
        measure->shape = (enum shape)shape;
        name += length + 1;
    }
    measure->name = name;
    measure->line = reader->line;
    file->measure_count++;
    return lab_expression_parse(rest + 2, reader->arena, &measure->expression);
}

static enum error add_expect(struct reader *reader, char *rest, bool steady)
{
    struct lab_file *file = reader->file;
    if (file->expect_count == LAB_EXPECTS)
        return full(reader, LAB_EXPECTS);
    struct lab_expect *expect = &file->expects[file->expect_count++];
    expect->source = rest;
    expect->steady = steady;
    expect->line = reader->line;
    return lab_condition_parse(rest, reader->arena, &expect->expression);
}

static enum error on_expect(struct reader *reader, char *rest)
{
    return add_expect(reader, rest, false);
}

static enum error on_steady(struct reader *reader, char *rest)
{
    return add_expect(reader, rest, true);
}

/* ---- the lines ---- */

static const struct {
    const char *key;
    enum error (*read)(struct reader *reader, char *rest);
} keys[] = {
    {"title.en", on_text},   {"title.ko", on_text},   {"ask.en", on_text},
    {"ask.ko", on_text},     {"why.en", on_text},     {"why.ko", on_text},
    {"claims", on_claims},   {"on", on_on},           {"load", on_load},
    {"at", on_at},           {"after", on_after},     {"first", on_first},
    {"then", on_then},       {"predict", on_predict}, {"without", on_without},
    {"measure", on_measure}, {"expect", on_expect},   {"steady", on_steady}};

static enum error unknown_key(const char *key)
{
    struct suggest suggest;
    suggest_begin(&suggest, key);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        suggest_try(&suggest, keys[i].key);
    return explain(ERROR_UNPROCESSABLE, LAB_UNKNOWN_KEY, key,
                   suggest.best ? suggest.best : "at");
}

static enum error read_line(struct reader *reader, char *line)
{
    size_t length = strlen(line);
    if (!utf8_valid(line, length))
        return explain(ERROR_UNPROCESSABLE, LAB_NOT_TEXT);
    char *comment = strstr(line, " #");
    if (line[0] == '#')
        return ERROR_OK;
    if (comment && strncmp(line, "why.", 4) != 0)
        *comment = '\0';
    length = strlen(line);
    while (length > 0 && strchr(" \t\r", line[length - 1]))
        line[--length] = '\0';
    if (length == 0)
        return ERROR_OK;
    reader->key = word(reader, &line);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(keys[i].key, reader->key) == 0)
            return keys[i].read(reader, line);
    return unknown_key(reader->key);
}

/* "NAME" of "some/where/NAME.lab" */
static const char *stem(const char *path, struct arena *arena)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const char *point = strrchr(name, '.');
    size_t length = point ? (size_t)(point - name) : strlen(name);
    return arena_copy(arena, name, length);
}

enum error lab_file_parse(struct lab_file *out, const char *path,
                          struct slice bytes, struct arena *arena)
{
    char why[ERROR_DETAIL_BYTES];
    struct reader reader = {.file = out, .arena = arena};
    memset(out, 0, sizeof *out);
    out->path = arena_string(arena, path);
    out->name = stem(path, arena);
    char *text = arena_copy(arena, bytes.data ? bytes.data : "", bytes.length);
    if (!out->path || !out->name || !text)
        return no_memory();
    enum error error = ERROR_OK;
    for (char *line = text; line && !error;) {
        char *end = memchr(line, '\n', (size_t)(text + bytes.length - line));
        if (end)
            *end = '\0';
        reader.line++;
        error = read_line(&reader, line);
        line = end ? end + 1 : NULL;
    }
    int line = reader.line;
    if (!error)
        error = lab_check(out, arena, &line);
    if (!error || line == 0)
        return error;
    snprintf(why, sizeof why, "%s", error_detail(error));
    return error_explain(error, "%s:%d: %s", path, line, why);
}

enum error lab_file_read(struct lab_file *out, const char *path,
                         struct arena *arena)
{
    FILE *file = fopen(path, "re");
    char *bytes = arena_alloc(arena, LAB_FILE_BYTES + 1);
    if (!file || !bytes) {
        enum error error = errno == ENOENT ? ERROR_NOT_FOUND : ERROR_SYSTEM;
        if (file)
            fclose(file);
        return explain(error, LAB_CANNOT_OPEN, path, strerror(errno));
    }
    size_t length = fread(bytes, 1, LAB_FILE_BYTES + 1, file);
    fclose(file);
    if (length > LAB_FILE_BYTES)
        return explain(ERROR_UNPROCESSABLE, LAB_FILE_BIG, path, LAB_FILE_BYTES);
    return lab_file_parse(out, path, (struct slice){bytes, length}, arena);
}
