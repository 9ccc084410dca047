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
#include "tutor/study/progress_move.h"
#include "tutor/study/schedule.h"

static enum error count_one(void *arg, const struct progress_entry *entry)
{
    int *counts = arg;
    counts[entry->kind]++;
    return ERROR_OK;
}

static enum error summary(struct session *session, struct progress *progress)
{
    struct schedule schedule;
    int counts[PROGRESS_KIND_COUNT] = {0};
    int due = 0, leeches = 0;
    enum error error =
        schedule_load(progress, &session->arena, clock_wall_ms(), &schedule);
    if (!error)
        error = progress_each(progress, PROGRESS_KIND_COUNT, NULL, count_one,
                              counts);
    if (error)
        return error;
    for (size_t i = 0; i < schedule.count; i++) {
        due += schedule.cards[i].due_day <= schedule.today;
        leeches += schedule.cards[i].leech;
    }
    if (session->json) {
        screen_print(&session->screen,
                     "{\"answers\":%d,\"questions\":%zu,\"due\":%d,"
                     "\"leeches\":%d,\"lessons\":%d,\"runs\":%d,"
                     "\"exam_day\":%lld}\n",
                     counts[PROGRESS_REVIEW], schedule.count, due, leeches,
                     counts[PROGRESS_LESSON], counts[PROGRESS_RUN],
                     (long long)schedule.exam_day);
        return ERROR_OK;
    }
    say(&session->screen, PROGRESS_SUMMARY, counts[PROGRESS_REVIEW],
        schedule.count, due, leeches, counts[PROGRESS_LESSON],
        counts[PROGRESS_RUN]);
    if (schedule.exam_day > 0)
        say(&session->screen, PROGRESS_EXAM_IN,
            (long long)(schedule.exam_day - schedule.today));
    say(&session->screen, PROGRESS_WHERE, progress_path(progress));
    return ERROR_OK;
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
