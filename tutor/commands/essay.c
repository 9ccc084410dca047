/*
 * essay -- a topic, an editor, and the rubric to mark oneself by.
 *
 * The answer is a file of the learner's under STATE/essays; what was written
 * last time is there again. How long it took and the points that the learner
 * gives are kept. Without somebody at the keyboard the topic, the task and the
 * rubric are printed, which is also how an essay is read in a pipe.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "tutor/commands/editor.h"
#include "tutor/commands/table.h"
#include "tutor/study/content.h"
#include "tutor/study/front_matter.h"
#include "tutor/study/progress.h"

enum { POINTS = 25 };

/* Up to the rubric; the rest follows once something was written. */
static const char *rubric_of(const char *text)
{
    const char *english = strstr(text, "\n## Rubric");
    const char *korean = strstr(text, "\n## 채점 기준");
    return english ? english + 1 : korean ? korean + 1 : text + strlen(text);
}

static enum error answer_path(struct session *session, const char *name,
                              const char **out)
{
    const char *directory =
        arena_format(&session->arena, "%s/essays", session->places.state);
    enum error error = places_make(&session->places);
    if (error)
        return error;
    if (!directory)
        return error_explain(ERROR_SYSTEM, "out of memory");
    if (mkdir(directory, 0700) != 0 && errno != EEXIST)
        return explain(ERROR_SYSTEM, CANNOT_WRITE, directory, strerror(errno));
    *out = arena_format(&session->arena, "%s/%s.md", directory, name);
    return *out ? ERROR_OK : error_explain(ERROR_SYSTEM, "out of memory");
}

static enum error mark(struct session *session, struct progress *progress,
                       const char *name, int64_t took_ms)
{
    char line[16], body[96];
    char *end = NULL;
    say(&session->screen, ESSAY_POINTS, POINTS);
    screen_flush(&session->screen);
    if (!fgets(line, sizeof line, stdin))
        line[0] = '\0';
    long points = strtol(line, &end, 10);
    if (end == line || points < 0 || points > POINTS)
        points = -1; /* written and not marked */
    snprintf(body, sizeof body, "{\"took_ms\":%lld,\"points\":%ld}",
             (long long)took_ms, points);
    return progress_append(progress, clock_wall_ms(), PROGRESS_ESSAY, name,
                           body, NULL);
}

static enum error write_it(struct session *session, const char *name,
                           const struct content_text *text)
{
    struct progress *progress = NULL;
    const char *path = NULL;
    enum error error = answer_path(session, name, &path);
    if (error)
        return error;
    say(&session->screen, ESSAY_OPENS, path);
    screen_flush(&session->screen);
    int64_t began = clock_monotonic_ms();
    error = editor_run(path, &session->arena);
    if (error)
        return error;
    int64_t took_ms = clock_monotonic_ms() - began;
    say(&session->screen, ESSAY_TOOK, (long long)(took_ms / 60000));
    screen_print(&session->screen, "\n%s\n", rubric_of(text->text));
    error = progress_open(&progress, &session->places);
    if (!error)
        error = mark(session, progress, name, took_ms);
    progress_close(progress);
    return error;
}

enum error command_essay(struct session *session, const struct args *args)
{
    static struct content_list list;
    struct content content;
    struct content_text text = {0};
    const struct content_item *item = NULL;
    const char *word = args_word(args, 0);
    enum error error = content_find(&content);
    if (!error)
        error = content_list(&content, CONTENT_ESSAY, &session->arena, &list);
    for (size_t i = 0; !word && !error && i < list.count; i++)
        screen_print(&session->screen, "  %s\n", list.items[i].name);
    if (error || !word)
        return error;
    error = content_pick(&list, word, &item);
    if (!error)
        error = content_read(&content, CONTENT_ESSAY, item, text_korean(),
                             &session->arena, &text);
    if (error)
        return error;
    const char *body = front_matter_body(&text), *rubric = rubric_of(text.text);
    if (text.other_language)
        say(&session->screen, STUDY_OTHER_LANGUAGE);
    screen_print(&session->screen, "%.*s\n", (int)(rubric - body), body);
    if (isatty(STDIN_FILENO) && session->screen.terminal)
        return write_it(session, item->name, &text);
    screen_print(&session->screen, "%s\n", rubric);
    return ERROR_OK;
}
