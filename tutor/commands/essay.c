/*
 * essay -- a topic, an editor against the clock, and the rubric to mark by.
 *
 * The answer is a file of the learner's under STATE/essays; what was written
 * last time is there again. How long it took and the points that the learner
 * gives, category by category, are kept. Without somebody at the keyboard all
 * of it is printed, which is also how an essay is read in a pipe.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "tutor/commands/editor.h"
#include "tutor/commands/table.h"
#include "tutor/study/essay.h"

enum { MINUTE_MS = 60000, LINE_BYTES = 64 };

static void print_figures(struct screen *screen, const struct essay *essay)
{
    if (*essay->figures)
        screen_print(screen, "%s\n%s\n", text(TEXT_ESSAY_FIGURES),
                     essay->figures);
}

/* Points of one category; false when the learner does not want to say. */
static bool ask_points(struct screen *screen, const struct essay_mark *mark,
                       int *out)
{
    char line[LINE_BYTES], *end = NULL;
    for (;;) {
        screen_print(screen, "\n%s: %s\n", mark->category, mark->wants);
        say(screen, ESSAY_POINTS, mark->points);
        screen_flush(screen);
        if (!fgets(line, sizeof line, stdin))
            return false;
        long points = strtol(line, &end, 10);
        if (end == line)
            return false;
        if (points >= 0 && points <= mark->points) {
            *out = (int)points;
            return true;
        }
    }
}

static enum error mark(struct session *session, struct progress *progress,
                       const struct essay *essay, int64_t took_ms)
{
    struct screen *screen = &session->screen;
    int points[ESSAY_MARKS], sum = 0;
    bool marked = true;
    for (size_t i = 0; i < essay->mark_count && marked; i++) {
        marked = ask_points(screen, &essay->marks[i], &points[i]);
        sum += marked ? points[i] : 0;
    }
    enum error error = essay_record(progress, essay, marked ? points : NULL,
                                    took_ms, clock_wall_ms());
    if (!error && marked)
        say(screen, ESSAY_SUM, sum, ESSAY_POINTS);
    return error;
}

static void print_clock(struct screen *screen, const struct essay *essay)
{
    char now[16] = "", end[16] = "";
    time_t begins = (time_t)(clock_wall_ms() / 1000);
    time_t ends = begins + (time_t)essay->minutes * 60;
    struct tm local;
    if (localtime_r(&begins, &local))
        strftime(now, sizeof now, "%H:%M", &local);
    if (localtime_r(&ends, &local))
        strftime(end, sizeof end, "%H:%M", &local);
    say(screen, ESSAY_CLOCK, essay->minutes, now, end);
}

static enum error write_it(struct session *session, struct progress *progress,
                           const struct essay *essay)
{
    struct screen *screen = &session->screen;
    const char *path = NULL;
    enum error error =
        essay_prepare(&session->places, essay, &session->arena, &path);
    if (error)
        return error;
    say(screen, ESSAY_OPENS, path);
    print_clock(screen, essay);
    screen_flush(screen);
    int64_t began = clock_monotonic_ms();
    error = editor_run(path, &session->arena);
    if (error)
        return error;
    int64_t took_ms = clock_monotonic_ms() - began;
    say(screen, ESSAY_TOOK, (long long)(took_ms / MINUTE_MS), essay->minutes);
    screen_print(screen, "\n%s", essay->outline);
    return mark(session, progress, essay, took_ms);
}

static enum error print_list(struct session *session, struct progress *progress,
                             const struct content *content,
                             const struct content_list *list)
{
    struct screen *screen = &session->screen;
    for (size_t i = 0; i < list->count; i++) {
        struct essay essay;
        struct essay_last last;
        enum error error = essay_read(content, progress, &list->items[i],
                                      text_korean(), &session->arena, &essay);
        if (error)
            return error;
        screen_print(screen, "  %s\n      %s\n", essay.name, essay.topic);
        if (essay_last(progress, essay.name, &session->arena, &last) ==
            ERROR_OK) {
            screen_print(screen, "      ");
            if (last.points >= 0)
                say(screen, ESSAY_SUM, last.points, ESSAY_POINTS);
            else
                say(screen, ESSAY_UNMARKED);
        }
    }
    return ERROR_OK;
}

static enum error show(struct session *session, struct progress *progress,
                       const struct essay *essay)
{
    struct screen *screen = &session->screen;
    if (essay->other_language)
        say(screen, STUDY_OTHER_LANGUAGE);
    screen_print(screen, "%s\n", essay->task);
    print_figures(screen, essay);
    if (isatty(STDIN_FILENO) && screen->terminal)
        return write_it(session, progress, essay);
    screen_print(screen, "## %s\n\n", text(TEXT_ESSAY_RUBRIC));
    for (size_t i = 0; i < essay->mark_count; i++)
        screen_print(screen, "- [ ] %s (%d): %s\n", essay->marks[i].category,
                     essay->marks[i].points, essay->marks[i].wants);
    screen_print(screen, "\n%s\n", essay->outline);
    return ERROR_OK;
}

enum error command_essay(struct session *session, const struct args *args)
{
    static struct content_list list;
    struct content content;
    struct essay essay;
    struct progress *progress = NULL;
    const struct content_item *item = NULL;
    const char *word = args_word(args, 0);
    enum error error = content_find(&content);
    if (!error)
        error = content_list(&content, CONTENT_ESSAY, &session->arena, &list);
    if (!error && word)
        error = content_pick(&list, word, &item);
    if (!error)
        error = progress_open(&progress, &session->places);
    if (error)
        return error;
    if (!word)
        error = print_list(session, progress, &content, &list);
    else
        error = essay_read(&content, progress, item, text_korean(),
                           &session->arena, &essay);
    if (!error && word)
        error = show(session, progress, &essay);
    progress_close(progress);
    return error;
}
