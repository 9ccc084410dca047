/*
 * essay -- a topic to write about, its rubric, and what was written before.
 *
 * Nobody but the learner can mark an essay here, so the rubric does what it
 * can: it takes the mark apart into categories with a limit each, and says
 * what earns the points. The figures that an opinion is to be defended with
 * are put where the writing happens, as a comment that no reader sees.
 */
#include "tutor/study/essay.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tutor/commands/text.h"
#include "tutor/study/front_matter.h"
#include "tutor/study/own_file.h"

/* ---- the file of an author ---- */

/* Where "## Rubric" or "## Outline" begins, in either language. */
static const char *section(const char *text, const char *english,
                           const char *korean)
{
    const char *at = strstr(text, english);
    if (!at)
        at = strstr(text, korean);
    return at ? at + 1 : text + strlen(text);
}

/* "- [ ] definition (4): what earns the points" */
static enum error read_mark(const char *path, struct content_line line,
                            struct arena *arena, struct essay *out)
{
    static const char box[] = "- [ ] ";
    const char *at = arena_copy(arena, line.text + sizeof box - 1,
                                line.length - (sizeof box - 1));
    char *end = NULL;
    if (!at)
        return error_explain(ERROR_SYSTEM, "out of memory");
    const char *open = strstr(at, " (");
    long points = open ? strtol(open + 2, &end, 10) : 0;
    if (!open || points < 1 || points > ESSAY_POINTS ||
        strncmp(end, "): ", 3) != 0)
        return content_bad(path, line.number,
                           "a rubric line is \"- [ ] category (points): ...\"");
    if (out->mark_count == ESSAY_MARKS)
        return content_bad(path, line.number, "a rubric has at most %d lines",
                           ESSAY_MARKS);
    struct essay_mark *mark = &out->marks[out->mark_count++];
    mark->category = arena_copy(arena, at, (size_t)(open - at));
    mark->wants = end + 3;
    mark->points = (int)points;
    return mark->category ? ERROR_OK
                          : error_explain(ERROR_SYSTEM, "out of memory");
}

static enum error read_rubric(const struct content_text *text,
                              struct arena *arena, struct essay *out)
{
    struct content_lines lines;
    struct content_line line;
    const char *from = section(text->text, "\n## Rubric", "\n## 채점 기준");
    const char *end = section(text->text, "\n## Outline", "\n## 답안 개요");
    enum error error = ERROR_OK;
    content_lines_begin(&lines, text->path, text->text);
    while (!error && content_lines_next(&lines, &line))
        if (line.text >= from && line.text < end &&
            content_line_begins(line, "- [ ] "))
            error = read_mark(text->path, line, arena, out);
    return error;
}

static const char *topic_of(const struct content_text *text,
                            struct arena *arena)
{
    const char *at = front_matter_body(text);
    at = strncmp(at, "# ", 2) == 0 ? at + 2 : at;
    return arena_copy(arena, at, strcspn(at, "\n"));
}

/* ---- figures ---- */

static enum error add_figures(struct progress *progress, const char *experiment,
                              struct arena *arena, struct buffer *out)
{
    struct run *run = arena_alloc(arena, sizeof *run);
    if (!run)
        return error_explain(ERROR_SYSTEM, "out of memory");
    enum error error = progress_last_run(progress, experiment, arena, run);
    if (error)
        return error == ERROR_NOT_FOUND ? ERROR_OK : error;
    buffer_format(out, "- %s:", experiment);
    for (size_t i = 0; i < run->measure_count; i++) {
        const struct run_measure *measure = &run->measures[i];
        bool percent = strcmp(measure->unit, "percent") == 0;
        buffer_format(out, "%s %s %.4g%s%s", i == 0 ? "" : ",", measure->name,
                      measure->value, percent ? "" : " ",
                      percent ? "%" : measure->unit);
    }
    buffer_text(out, "\n");
    return buffer_error(out);
}

static enum error read_figures(struct progress *progress,
                               const char *experiments, struct arena *arena,
                               struct essay *out)
{
    struct buffer figures;
    char *rest = arena_string(arena, experiments ? experiments : "");
    enum error error = ERROR_OK;
    buffer_init(&figures, CONTENT_BYTES);
    for (char *name; rest && !error && (name = strtok_r(rest, " ", &rest));)
        error = add_figures(progress, name, arena, &figures);
    out->figures = figures.length > 0
                       ? arena_copy(arena, figures.data, figures.length)
                       : "";
    buffer_release(&figures);
    return error;
}

enum error essay_read(const struct content *content, struct progress *progress,
                      const struct content_item *item, bool korean,
                      struct arena *arena, struct essay *out)
{
    struct content_text text = {0};
    struct essay essay = {.name = item->name};
    enum error error =
        content_read(content, CONTENT_ESSAY, item, korean, arena, &text);
    if (error)
        return error;
    const char *body = front_matter_body(&text);
    const char *rubric = section(text.text, "\n## Rubric", "\n## 채점 기준");
    const char *minutes = front_matter(&text, "minutes", arena);
    essay.minutes = minutes ? (int)strtol(minutes, NULL, 10) : 0;
    essay.other_language = text.other_language;
    essay.topic = topic_of(&text, arena);
    essay.task = arena_copy(arena, body, (size_t)(rubric - body));
    essay.outline = section(text.text, "\n## Outline", "\n## 답안 개요");
    error = read_rubric(&text, arena, &essay);
    if (!error)
        error = read_figures(
            progress, front_matter(&text, "experiments", arena), arena, &essay);
    if (!error && (!essay.topic || !essay.task || !essay.figures))
        error = error_explain(ERROR_SYSTEM, "out of memory");
    if (!error)
        *out = essay;
    return error;
}

/* ---- the file of the learner ---- */

static enum error write_new(const char *path, const struct essay *essay,
                            struct arena *arena)
{
    struct buffer bytes;
    buffer_init(&bytes, (size_t)2 * CONTENT_BYTES);
    buffer_format(&bytes, "# %s\n\n", essay->topic);
    if (*essay->figures)
        buffer_format(&bytes, "<!--\n%s\n%s-->\n\n", text(TEXT_ESSAY_FIGURES),
                      essay->figures);
    enum error error = buffer_error(&bytes);
    if (!error)
        error = own_file_replace(path, (struct slice){bytes.data, bytes.length},
                                 arena);
    buffer_release(&bytes);
    return error;
}

enum error essay_prepare(const struct places *places, const struct essay *essay,
                         struct arena *arena, const char **out_path)
{
    const char *path =
        arena_format(arena, "%s/essays/%s.md", places->state, essay->name);
    enum error error = own_directory(places, "essays", arena);
    if (error)
        return error;
    if (!path)
        return error_explain(ERROR_SYSTEM, "out of memory");
    if (access(path, F_OK) != 0)
        error = write_new(path, essay, arena);
    if (!error)
        *out_path = path;
    return error;
}

/* ---- the log ---- */

enum error essay_record(struct progress *progress, const struct essay *essay,
                        const int *points, int64_t took_ms, int64_t wall_ms)
{
    struct buffer body;
    struct json_writer json;
    int64_t sum = points ? 0 : -1;
    buffer_init(&body, PROGRESS_BODY_BYTES);
    json_begin(&json, &body);
    json_object_open(&json);
    json_key(&json, "marks");
    json_array_open(&json);
    for (size_t i = 0; points && i < essay->mark_count; i++) {
        json_int(&json, points[i]);
        sum += points[i];
    }
    json_array_close(&json);
    json_key_int(&json, "took_ms", took_ms);
    json_key_int(&json, "points", sum);
    json_object_close(&json);
    enum error error = buffer_error(&body);
    if (!error)
        error = progress_append(progress, wall_ms, PROGRESS_ESSAY, essay->name,
                                body.data, NULL);
    buffer_release(&body);
    return error;
}

struct looking {
    struct arena *arena;
    struct essay_last *out;
    bool found;
};

static enum error see_essay(void *arg, const struct progress_entry *entry)
{
    struct looking *looking = arg;
    const struct json *root = NULL;
    enum error error =
        json_parse(entry->body, strlen(entry->body), looking->arena, &root);
    if (error)
        return error;
    looking->found = true;
    looking->out->took_ms = json_number_member(root, "took_ms");
    looking->out->points = (int)json_number_member(root, "points");
    return ERROR_OK;
}

enum error essay_last(struct progress *progress, const char *name,
                      struct arena *arena, struct essay_last *out)
{
    struct looking looking = {.arena = arena, .out = out};
    enum error error =
        progress_each(progress, PROGRESS_ESSAY, name, see_essay, &looking);
    if (!error && !looking.found)
        error = error_explain(ERROR_NOT_FOUND, "%s was never written", name);
    return error;
}
