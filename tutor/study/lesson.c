/*
 * lesson -- a lesson as a learner sees it: with the figures of this machine.
 *
 * The text is walked once; what stands between {{ and }} is a question to the
 * progress. Where the experiment has not been run the sentence names the
 * command as inline code, which the Markdown widget turns into a link: the
 * learner is one key away from the figure.
 */
#include "tutor/study/lesson.h"

#include <math.h>
#include <string.h>

#include "tutor/commands/text.h"
#include "tutor/study/front_matter.h"

enum { NAME_BYTES = 96 };

/* ---- figures ---- */

/* Copies experiment and measure of "experiment:measure}}"; where the text goes
 * on, or NULL when this is something else. */
static const char *read_place(const char *at, char experiment[NAME_BYTES],
                              char measure[NAME_BYTES])
{
    size_t first = strcspn(at, ":}\n");
    size_t second = at[first] == ':' ? strcspn(at + first + 1, ":}\n") : 0;
    const char *end = at + first + 1 + second;
    if (first == 0 || second == 0 || first >= NAME_BYTES ||
        second >= NAME_BYTES || strncmp(end, "}}", 2) != 0)
        return NULL;
    memcpy(experiment, at, first);
    experiment[first] = '\0';
    memcpy(measure, at + first + 1, second);
    measure[second] = '\0';
    return end + 2;
}

void lesson_fill(const char *text, lesson_figure *figure, void *arg,
                 struct buffer *out)
{
    char experiment[NAME_BYTES], measure[NAME_BYTES];
    const char *open;
    while ((open = strstr(text, "{{"))) {
        const char *behind = read_place(open + 2, experiment, measure);
        buffer_append(out, text, (size_t)(open - text));
        if (behind)
            figure(arg, experiment, measure, out);
        else
            buffer_text(out, "{{");
        text = behind ? behind : open + 2;
    }
    buffer_text(out, text);
}

struct asked {
    struct progress *progress;
    struct arena *arena;
};

static void last_figure(void *arg, const char *experiment, const char *measure,
                        struct buffer *out)
{
    const struct asked *asked = arg;
    struct run_measure found;
    if (progress_measure(asked->progress, experiment, measure, asked->arena,
                         &found) != ERROR_OK) {
        buffer_format(out, TEXT_FORMAT(LESSON_NOT_RUN), experiment);
        return;
    }
    const char *unit = strcmp(found.unit, "percent") == 0 ? "%" : found.unit;
    double size = fabs(found.value);
    int digits = size == floor(size) ? 0 : size >= 100 ? 0 : size >= 1 ? 1 : 2;
    buffer_format(out, "**%.*f%s%s**", digits, found.value,
                  *unit && *unit != '%' && *unit != '/' ? " " : "", unit);
}

/* ---- a lesson ---- */

const char *lesson_title(const struct content_text *text, struct arena *arena)
{
    struct content_lines lines;
    struct content_line line;
    content_lines_begin(&lines, text->path, front_matter_body(text));
    while (content_lines_next(&lines, &line))
        if (content_line_begins(line, "# ")) {
            const char *title =
                arena_copy(arena, line.text + 2, line.length - 2);
            return title ? title : "";
        }
    return text->path;
}

enum error lesson_read(const struct content *content, struct progress *progress,
                       const struct content_item *item, bool korean,
                       struct arena *arena, struct lesson *out)
{
    struct content_text text = {0};
    struct buffer filled;
    struct asked asked = {progress, arena};
    enum error error =
        content_read(content, CONTENT_LESSON, item, korean, arena, &text);
    if (error)
        return error;
    buffer_init(&filled, (size_t)2 * CONTENT_BYTES);
    lesson_fill(front_matter_body(&text), last_figure, &asked, &filled);
    error = buffer_error(&filled);
    const char *copy =
        error ? NULL : arena_copy(arena, filled.data, filled.length);
    if (!error && !copy)
        error = ERROR_OVERLOADED;
    if (!error)
        *out = (struct lesson){.name = item->name,
                               .title = lesson_title(&text, arena),
                               .text = copy,
                               .length = filled.length,
                               .korean = text.korean,
                               .other_language = text.other_language};
    buffer_release(&filled);
    return error;
}

/* ---- which were read ---- */

struct read_marks {
    const struct content_list *list;
    bool *read;
};

static enum error mark_read(void *arg, const struct progress_entry *entry)
{
    struct read_marks *marks = arg;
    for (size_t i = 0; i < marks->list->count; i++)
        marks->read[i] |=
            strcmp(marks->list->items[i].name, entry->subject) == 0;
    return ERROR_OK;
}

enum error lesson_marks(struct progress *progress,
                        const struct content_list *list,
                        bool read[CONTENT_FILES])
{
    struct read_marks marks = {list, read};
    memset(read, 0, CONTENT_FILES * sizeof *read);
    return progress_each(progress, PROGRESS_LESSON, NULL, mark_read, &marks);
}

enum error lesson_mark(struct progress *progress, const struct lesson *lesson,
                       int64_t wall_ms)
{
    return progress_append(
        progress, wall_ms, PROGRESS_LESSON, lesson->name,
        lesson->korean ? "{\"lang\":\"ko\"}" : "{\"lang\":\"en\"}", NULL);
}
