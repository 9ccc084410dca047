/*
 * overview -- how far a learner is: each lesson, and what comes back when.
 *
 * Nothing of it is stored. Lessons name their experiments, questions begin
 * with their lesson's number, and the progress knows what was answered and
 * run; this is the join of the three.
 */
#include "tutor/study/overview.h"

#include <stdlib.h>
#include <string.h>

#include "tutor/study/front_matter.h"
#include "tutor/study/lesson.h"
#include "tutor/study/session_quiz.h"

struct gathering {
    struct progress *progress;
    struct overview *out;
    const char *experiments[OVERVIEW_LESSONS]; /* of each lesson */
    int numbers[OVERVIEW_LESSONS];
    struct content_list list;
    bool read[CONTENT_FILES];
    struct run run;
    struct session_quiz quiz;
};

static enum error read_lessons(struct gathering *gathering,
                               const struct content *content, bool korean,
                               struct arena *arena)
{
    struct overview *out = gathering->out;
    struct content_list *list = &gathering->list;
    enum error error = content_list(content, CONTENT_LESSON, arena, list);
    if (!error)
        error = lesson_marks(gathering->progress, list, gathering->read);
    for (size_t i = 0; i < list->count && !error; i++) {
        struct content_text text = {0};
        if (out->count == OVERVIEW_LESSONS)
            break;
        error = content_read(content, CONTENT_LESSON, &list->items[i], korean,
                             arena, &text);
        if (error)
            break;
        gathering->experiments[out->count] =
            front_matter(&text, "experiments", arena);
        gathering->numbers[out->count] = list->items[i].number;
        out->lessons[out->count++] =
            (struct overview_lesson){.name = list->items[i].name,
                                     .title = lesson_title(&text, arena),
                                     .read = gathering->read[i]};
    }
    return error;
}

/* ---- questions ---- */

static void count_question(struct gathering *gathering,
                           const struct question *question)
{
    long number = strtol(question->id, NULL, 10);
    const struct schedule *schedule = &gathering->quiz.schedule;
    const struct card *card = schedule_card(schedule, question->id);
    for (size_t i = 0; i < gathering->out->count; i++) {
        struct overview_lesson *lesson = &gathering->out->lessons[i];
        if (gathering->numbers[i] != number)
            continue;
        lesson->questions++;
        lesson->right += card && card->last_right;
        lesson->due += card && card->due_day <= schedule->today;
    }
}

static void count_due(const struct schedule *schedule, struct overview *out)
{
    out->today = schedule->today;
    out->exam_day = schedule->exam_day;
    out->cards = schedule->count;
    for (size_t i = 0; i < schedule->count; i++) {
        const struct card *card = &schedule->cards[i];
        int64_t in = card->due_day - schedule->today;
        out->leeches += card->leech;
        if (in < OVERVIEW_DAYS)
            out->due[in < 0 ? 0 : in]++;
    }
}

/* ---- experiments ---- */

static void count_run(struct gathering *gathering, const char *experiment,
                      bool done)
{
    const struct run *run = &gathering->run;
    for (size_t i = 0; i < gathering->out->count; i++) {
        struct overview_lesson *lesson = &gathering->out->lessons[i];
        if (!front_matter_has(gathering->experiments[i], experiment))
            continue;
        lesson->experiments++;
        lesson->run += done;
        for (size_t j = 0; done && j < run->measure_count; j++) {
            lesson->predictions += run->measures[j].predicted;
            lesson->hits += run->measures[j].hit;
        }
    }
}

static enum error read_runs(struct gathering *gathering,
                            const struct content *content, struct arena *arena)
{
    struct content_list *list = &gathering->list;
    enum error error = content_list(content, CONTENT_EXPERIMENT, arena, list);
    for (size_t i = 0; i < list->count && !error; i++) {
        const char *name = list->items[i].name;
        error = progress_last_run(gathering->progress, name, arena,
                                  &gathering->run);
        bool done = error == ERROR_OK;
        if (error == ERROR_NOT_FOUND)
            error = ERROR_OK;
        count_run(gathering, name, done);
    }
    return error;
}

static enum error count_entry(void *arg, const struct progress_entry *entry)
{
    struct overview *out = arg;
    out->answers += entry->kind == PROGRESS_REVIEW;
    out->read_times += entry->kind == PROGRESS_LESSON;
    out->runs += entry->kind == PROGRESS_RUN;
    return ERROR_OK;
}

enum error overview_load(const struct content *content,
                         struct progress *progress, bool korean,
                         int64_t wall_ms, struct arena *arena,
                         struct overview *out)
{
    struct session_wish all = {
        .choice = SESSION_ALL, .korean = korean, .wall_ms = wall_ms};
    struct gathering *gathering = arena_alloc(arena, sizeof *gathering);
    if (!gathering)
        return error_explain(ERROR_SYSTEM, "out of memory");
    *out = (struct overview){0};
    gathering->progress = progress;
    gathering->out = out;
    enum error error = read_lessons(gathering, content, korean, arena);
    if (!error)
        error =
            session_quiz_open(&gathering->quiz, content, progress, &all, arena);
    if (error)
        return error;
    for (size_t i = 0; i < gathering->quiz.count; i++)
        count_question(gathering, gathering->quiz.questions[i]);
    count_due(&gathering->quiz.schedule, out);
    error = read_runs(gathering, content, arena);
    return error ? error
                 : progress_each(progress, PROGRESS_KIND_COUNT, NULL,
                                 count_entry, out);
}

const char *overview_days(const struct overview *overview, struct arena *arena)
{
    const char *line = "";
    for (int i = 1; i < OVERVIEW_DAYS && line; i++)
        line = arena_format(arena, "%s%s%d", line, i == 1 ? "" : " ",
                            overview->due[i]);
    return line ? line : "";
}
