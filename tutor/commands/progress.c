/*
 * progress -- how far the learner is, and the file that knows it.
 *
 * Export writes beside the wanted name and renames, so a full disk leaves an
 * older export whole. Reset asks first; without somebody to ask it wants --yes.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "tutor/commands/table.h"
#include "tutor/grid.h"
#include "tutor/study/overview.h"
#include "tutor/study/progress_move.h"
#include "tutor/study/schedule.h"

static void print_lessons(struct session *session,
                          const struct overview *overview, struct arena *arena)
{
    static struct grid grid;
    grid_init(&grid, arena, "llrrrr");
    grid_cell(&grid, "%s", "");
    grid_cell(&grid, "%s", text(TEXT_COLUMN_LESSON));
    grid_cell(&grid, "%s", text(TEXT_COLUMN_ANSWERS));
    grid_cell(&grid, "%s", text(TEXT_COLUMN_RUNS));
    grid_cell(&grid, "%s", text(TEXT_COLUMN_PREDICTIONS));
    grid_cell(&grid, "%s", text(TEXT_COLUMN_DUE));
    for (size_t i = 0; i < overview->count; i++) {
        const struct overview_lesson *lesson = &overview->lessons[i];
        grid_cell(&grid, "%s", lesson->read ? "*" : "");
        grid_cell(&grid, "%s", lesson->title);
        grid_cell(&grid, "%d/%d", lesson->right, lesson->questions);
        grid_cell(&grid, "%d/%d", lesson->run, lesson->experiments);
        if (lesson->predictions > 0)
            grid_cell(&grid, "%d/%d", lesson->hits, lesson->predictions);
        else
            grid_cell(&grid, "-");
        grid_cell(&grid, "%d", lesson->due);
    }
    grid_print(&grid, &session->screen);
}

static void print_json(struct session *session, const struct overview *overview)
{
    struct screen *screen = &session->screen;
    screen_print(screen,
                 "{\"answers\":%d,\"questions\":%zu,\"due\":%d,"
                 "\"leeches\":%d,\"lessons\":%d,\"runs\":%d,"
                 "\"exam_day\":%lld,\"due_days\":[",
                 overview->answers, overview->cards, overview->due[0],
                 overview->leeches, overview->read_times, overview->runs,
                 (long long)overview->exam_day);
    for (int i = 0; i < OVERVIEW_DAYS; i++)
        screen_print(screen, "%s%d", i == 0 ? "" : ",", overview->due[i]);
    screen_print(screen, "],\"by_lesson\":[");
    for (size_t i = 0; i < overview->count; i++) {
        const struct overview_lesson *lesson = &overview->lessons[i];
        screen_print(screen,
                     "%s{\"lesson\":\"%s\",\"read\":%s,\"right\":%d,"
                     "\"questions\":%d,\"due\":%d,\"run\":%d,"
                     "\"experiments\":%d,\"hits\":%d,\"predictions\":%d}",
                     i == 0 ? "" : ",", lesson->name,
                     lesson->read ? "true" : "false", lesson->right,
                     lesson->questions, lesson->due, lesson->run,
                     lesson->experiments, lesson->hits, lesson->predictions);
    }
    screen_print(screen, "]}\n");
}

static void print_people(struct session *session,
                         const struct overview *overview, struct arena *arena)
{
    struct screen *screen = &session->screen;
    print_lessons(session, overview, arena);
    screen_print(screen, "\n");
    say(screen, PROGRESS_SUMMARY, overview->answers, overview->cards,
        overview->due[0], overview->leeches, overview->read_times,
        overview->runs);
    say(screen, PROGRESS_DAYS, OVERVIEW_DAYS - 1,
        overview_days(overview, arena));
    if (overview->exam_day > 0)
        say(screen, PROGRESS_EXAM_IN,
            (long long)(overview->exam_day - overview->today));
}

static enum error summary_in(struct session *session, struct progress *progress,
                             struct arena *arena)
{
    struct content content;
    struct overview *overview = arena_alloc(arena, sizeof *overview);
    if (!overview)
        return error_explain(ERROR_SYSTEM, "out of memory");
    enum error error = content_find(&content);
    if (!error)
        error = overview_load(&content, progress, text_korean(),
                              clock_wall_ms(), arena, overview);
    if (error)
        return error;
    if (session->json) {
        print_json(session, overview);
        return ERROR_OK;
    }
    print_people(session, overview, arena);
    say(&session->screen, PROGRESS_WHERE, progress_path(progress));
    return ERROR_OK;
}

static enum error summary(struct session *session, struct progress *progress)
{
    struct arena arena;
    arena_init(&arena, OVERVIEW_ARENA);
    enum error error = summary_in(session, progress, &arena);
    arena_release(&arena);
    return error;
}

static enum error export_to(struct session *session, struct progress *progress,
                            const char *path)
{
    if (!path || strcmp(path, "-") == 0)
        return progress_export(progress, stdout);
    const char *beside = arena_format(&session->arena, "%s.part", path);
    if (!beside)
        return error_explain(ERROR_SYSTEM, "out of memory");
    FILE *file = fopen(beside, "we");
    if (!file)
        return explain(ERROR_SYSTEM, CANNOT_WRITE, beside, strerror(errno));
    enum error error = progress_export(progress, file);
    bool synced = fsync(fileno(file)) == 0;
    if (fclose(file) != 0 || !synced || (!error && rename(beside, path) != 0)) {
        if (!error)
            error = explain(ERROR_SYSTEM, CANNOT_WRITE, path, strerror(errno));
    }
    if (error)
        unlink(beside);
    else
        say(&session->screen, PROGRESS_EXPORTED, path);
    return error;
}

static enum error import_from(struct session *session,
                              struct progress *progress, const char *path)
{
    int64_t added = 0;
    if (!path)
        return explain(ERROR_USAGE, PROGRESS_NEEDS_FILE);
    enum error error = progress_import(progress, path, &added);
    if (!error)
        say(&session->screen, PROGRESS_IMPORTED, (long long)added);
    return error;
}

static enum error reset(struct session *session, struct progress *progress,
                        bool yes)
{
    char line[16] = "";
    if (!yes && !isatty(STDIN_FILENO))
        return explain(ERROR_USAGE, PROGRESS_RESET_YES);
    if (!yes) {
        say(&session->screen, PROGRESS_RESET_ASK);
        screen_flush(&session->screen);
        if (!fgets(line, sizeof line, stdin) || strcmp(line, "yes\n") != 0) {
            say(&session->screen, PROGRESS_RESET_NOT);
            return ERROR_OK;
        }
    }
    enum error error = progress_clear(progress);
    if (!error)
        say(&session->screen, PROGRESS_RESET_DONE);
    return error;
}

/* "2027-02-07", or "none". */
static enum error exam_date(struct session *session, struct progress *progress,
                            const char *word)
{
    struct tm date = {0};
    char body[64];
    long long days = 0;
    if (!word)
        return explain(ERROR_USAGE, PROGRESS_BAD_DATE, "");
    if (strcmp(word, "none") != 0) {
        const char *end = strptime(word, "%Y-%m-%d", &date);
        if (!end || *end)
            return explain(ERROR_USAGE, PROGRESS_BAD_DATE, word);
        days = (long long)timegm(&date) / 86400;
        if (days < schedule_day(clock_wall_ms()))
            return explain(ERROR_USAGE, PROGRESS_PAST_DATE, word);
    }
    snprintf(body, sizeof body, "{\"day\":%lld}", days);
    enum error error = progress_append(
        progress, clock_wall_ms(), PROGRESS_SETTING, "exam-date", body, NULL);
    return error ? error : summary(session, progress);
}

enum error command_progress(struct session *session, const struct args *args)
{
    struct progress *progress = NULL;
    const char *word = args_word(args, 0), *what = args_word(args, 1);
    enum error error = progress_open(&progress, &session->places);
    if (error)
        return error;
    if (!word)
        error = summary(session, progress);
    else if (strcmp(word, "export") == 0)
        error = export_to(session, progress, what);
    else if (strcmp(word, "import") == 0)
        error = import_from(session, progress, what);
    else if (strcmp(word, "reset") == 0)
        error = reset(session, progress, args_option(args, "yes", 0) != NULL);
    else if (strcmp(word, "exam-date") == 0)
        error = exam_date(session, progress, what);
    else
        error = explain(ERROR_USAGE, PROGRESS_WORD, word);
    progress_close(progress);
    return error;
}
