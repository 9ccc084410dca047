/*
 * schedule -- which question is asked when; folded from the raw log.
 *
 * No schedule is stored. Each time one is wanted, all answers are replayed
 * through FSRS in the order in which they were given, without those that were
 * taken back. Some thousand answers take some milliseconds, and a change of
 * the rules here applies to all that was ever answered.
 */
#include "tutor/study/schedule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tutor/commands/text.h"

enum { UNDONE = 4096 };

struct fold {
    struct arena *arena;
    struct schedule *schedule;
    struct fsrs fsrs;
    const char *undone[UNDONE];
    size_t undone_count;
    const char *last_id, *last_question; /* that was not taken back */
};

int64_t schedule_day(int64_t wall_ms)
{
    time_t seconds = (time_t)(wall_ms / 1000);
    struct tm local;
    if (!localtime_r(&seconds, &local))
        return wall_ms / 86400000;
    return (wall_ms / 1000 + local.tm_gmtoff) / 86400;
}

const struct card *schedule_card(const struct schedule *schedule,
                                 const char *question)
{
    for (size_t i = 0; i < schedule->count; i++)
        if (strcmp(schedule->cards[i].question, question) == 0)
            return &schedule->cards[i];
    return NULL;
}

enum fsrs_grade schedule_grade(bool correct, bool hinted, int64_t took_ms,
                               size_t characters)
{
    int64_t slow =
        SCHEDULE_SLOW_MS + (int64_t)characters * SCHEDULE_SLOW_MS_A_CHARACTER;
    if (!correct)
        return FSRS_AGAIN;
    return hinted || took_ms > slow ? FSRS_HARD : FSRS_GOOD;
}

/* ---- the fold ---- */

static struct card *card_for(struct fold *fold, const char *question)
{
    struct schedule *schedule = fold->schedule;
    const struct card *found = schedule_card(schedule, question);
    if (found)
        return &schedule->cards[found - schedule->cards];
    if (schedule->count == SCHEDULE_CARDS)
        return NULL;
    struct card *card = &schedule->cards[schedule->count];
    *card = (struct card){.question = arena_string(fold->arena, question)};
    if (!card->question)
        return NULL;
    schedule->count++;
    return card;
}

static int64_t due_after(const struct fold *fold, const struct card *card)
{
    int64_t due = card->last_day + fsrs_interval(&fold->fsrs, card->memory);
    int64_t exam = fold->schedule->exam_day;
    if (card->sure_and_wrong && due > card->last_day + SCHEDULE_SURE_DAYS)
        due = card->last_day + SCHEDULE_SURE_DAYS;
    if (exam > card->last_day && due > exam)
        due = exam;
    return due;
}

static int64_t int_of(const struct json *body, const char *key)
{
    const struct json *member = json_member(body, key);
    return member && member->is_integer ? member->integer : 0;
}

static enum error fold_review(void *arg, const struct progress_entry *entry)
{
    struct fold *fold = arg;
    const struct json *body = NULL;
    for (size_t i = 0; i < fold->undone_count; i++)
        if (strcmp(fold->undone[i], entry->id) == 0)
            return ERROR_OK;
    enum error error =
        json_parse(entry->body, strlen(entry->body), fold->arena, &body);
    if (error)
        return error;
    int64_t grade = int_of(body, "grade");
    if (grade < FSRS_AGAIN || grade > FSRS_EASY)
        return ERROR_OK; /* of a merge with something odd */
    struct card *card = card_for(fold, entry->subject);
    if (!card)
        return error_explain(ERROR_TOO_LARGE, "too many questions");
    int64_t day = schedule_day(entry->at_ms);
    fold->schedule->new_today +=
        card->answers == 0 && day == fold->schedule->today;
    card->memory =
        fsrs_answer(&fold->fsrs, card->memory, (enum fsrs_grade)grade,
                    (double)(day - card->last_day));
    card->last_day = day;
    card->answers++;
    card->last_right = grade > FSRS_AGAIN;
    card->lapses += grade == FSRS_AGAIN && card->answers > 1;
    card->leech = card->lapses >= SCHEDULE_LEECH;
    card->sure_and_wrong =
        grade == FSRS_AGAIN && int_of(body, "confidence") == CONFIDENCE_SURE;
    card->due_day = due_after(fold, card);
    fold->last_id = arena_string(fold->arena, entry->id);
    fold->last_question = card->question;
    return ERROR_OK;
}

static enum error fold_undo(void *arg, const struct progress_entry *entry)
{
    struct fold *fold = arg;
    const char *id = arena_string(fold->arena, entry->subject);
    if (id && fold->undone_count < UNDONE)
        fold->undone[fold->undone_count++] = id;
    return ERROR_OK;
}

static enum error fold_exam_day(void *arg, const struct progress_entry *entry)
{
    struct fold *fold = arg;
    const struct json *body = NULL;
    enum error error =
        json_parse(entry->body, strlen(entry->body), fold->arena, &body);
    if (!error)
        fold->schedule->exam_day = int_of(body, "day");
    return error;
}

static enum error fold_all(struct progress *progress, struct fold *fold,
                           struct arena *arena, int64_t wall_ms)
{
    struct schedule *schedule = fold->schedule;
    fold->arena = arena;
    fsrs_defaults(&fold->fsrs);
    schedule->today = schedule_day(wall_ms);
    schedule->cards =
        arena_alloc(arena, SCHEDULE_CARDS * sizeof *schedule->cards);
    if (!schedule->cards)
        return error_explain(ERROR_SYSTEM, "out of memory");
    enum error error = progress_each(progress, PROGRESS_SETTING, "exam-date",
                                     fold_exam_day, fold);
    if (schedule->exam_day >= schedule->today)
        fold->fsrs.retention = 0.95;
    if (!error)
        error = progress_each(progress, PROGRESS_UNDO, NULL, fold_undo, fold);
    if (!error)
        error =
            progress_each(progress, PROGRESS_REVIEW, NULL, fold_review, fold);
    return error;
}

static enum error folded(struct progress *progress, struct arena *arena,
                         int64_t wall_ms, struct schedule *schedule,
                         const char **last_id, const char **last_question)
{
    struct fold *fold = calloc(1, sizeof *fold);
    if (!fold)
        return error_explain(ERROR_SYSTEM, "out of memory");
    fold->schedule = schedule;
    enum error error = fold_all(progress, fold, arena, wall_ms);
    *last_id = fold->last_id;
    *last_question = fold->last_question;
    free(fold);
    return error;
}

enum error schedule_load(struct progress *progress, struct arena *arena,
                         int64_t wall_ms, struct schedule *out)
{
    const char *id, *question;
    *out = (struct schedule){0};
    return folded(progress, arena, wall_ms, out, &id, &question);
}

/* ---- answers ---- */

enum error schedule_record(struct progress *progress,
                           const struct review *review)
{
    char body[256];
    snprintf(body, sizeof body,
             "{\"correct\":%s,\"grade\":%d,\"confidence\":%d,\"hinted\":%s,"
             "\"took_ms\":%lld}",
             review->correct ? "true" : "false", (int)review->grade,
             (int)review->confidence, review->hinted ? "true" : "false",
             (long long)review->took_ms);
    return progress_append(progress, review->at_ms, PROGRESS_REVIEW,
                           review->question, body, NULL);
}

enum error schedule_undo(struct progress *progress, int64_t wall_ms,
                         struct arena *arena, const char **out_question)
{
    struct schedule schedule = {0};
    const char *id = NULL, *question = NULL;
    enum error error =
        folded(progress, arena, wall_ms, &schedule, &id, &question);
    if (error)
        return error;
    if (!id)
        return explain(ERROR_NOT_FOUND, QUIZ_NO_UNDO);
    error = progress_append(progress, wall_ms, PROGRESS_UNDO, id, "{}", NULL);
    if (!error)
        *out_question = question;
    return error;
}
