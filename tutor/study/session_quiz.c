/*
 * session_quiz -- the questions of one sitting, for a screen or plain text.
 *
 * All quizzes are read, and each question is put where the learner stands with
 * it: due, new, or not wanted now. What is due comes first, what is new behind
 * it in the order of the course and up to the share of a day, so that nobody
 * buries next week under one eager evening.
 */
#include "tutor/study/session_quiz.h"

#include <string.h>

#include "tutor/commands/text.h"

static bool wanted_now(const struct session_quiz *quiz,
                       enum session_choice choice,
                       const struct question *question)
{
    const struct card *card = schedule_card(&quiz->schedule, question->id);
    if (choice == SESSION_LESSON || choice == SESSION_ALL)
        return true;
    if (!card)
        return false;
    if (choice == SESSION_REVIEW)
        return !card->last_right || card->leech;
    return card->due_day <= quiz->schedule.today;
}

static void take_wanted(struct session_quiz *quiz, enum session_choice choice,
                        const struct quiz_file *file)
{
    for (size_t i = 0; i < file->count; i++)
        if (wanted_now(quiz, choice, &file->questions[i]) &&
            quiz->count < SESSION_QUESTIONS)
            quiz->questions[quiz->count++] = &file->questions[i];
}

static void take_new(struct session_quiz *quiz, const struct quiz_file *file)
{
    for (size_t i = 0; i < file->count; i++) {
        if (schedule_card(&quiz->schedule, file->questions[i].id))
            continue;
        if (quiz->schedule.new_today >= SCHEDULE_NEW_A_DAY ||
            quiz->count == SESSION_QUESTIONS)
            return;
        quiz->schedule.new_today++;
        quiz->questions[quiz->count++] = &file->questions[i];
    }
}

static enum error read_quiz(struct session_quiz *quiz,
                            const struct content *content,
                            const struct content_item *item, bool korean,
                            struct arena *arena, struct quiz_file *out)
{
    struct content_text text = {0};
    enum error error =
        content_read(content, CONTENT_QUIZ, item, korean, arena, &text);
    if (error)
        return error;
    quiz->other_language |= text.other_language;
    return quiz_file_parse(text.path, text.text, arena, out);
}

static enum error take_all(struct session_quiz *quiz,
                           const struct content *content,
                           const struct content_list *list,
                           const struct session_wish *wish, struct arena *arena)
{
    const struct content_item *only = NULL;
    enum error error = ERROR_OK;
    struct quiz_file *files = arena_alloc(arena, CONTENT_FILES * sizeof *files);
    if (!files)
        return error_explain(ERROR_SYSTEM, "out of memory");
    if (wish->choice == SESSION_LESSON)
        error = content_pick(list, wish->lesson, &only);
    for (size_t i = 0; i < list->count && !error; i++) {
        if (only && only != &list->items[i])
            continue;
        error = read_quiz(quiz, content, &list->items[i], wish->korean, arena,
                          &files[i]);
        if (error)
            return error;
        quiz->total += files[i].count;
        take_wanted(quiz, wish->choice, &files[i]);
    }
    for (size_t i = 0; i < list->count && !error; i++)
        if (wish->choice == SESSION_TODAY)
            take_new(quiz, &files[i]);
    return error;
}

enum error session_quiz_open(struct session_quiz *out,
                             const struct content *content,
                             struct progress *progress,
                             const struct session_wish *wish,
                             struct arena *arena)
{
    struct content_list *list = arena_alloc(arena, sizeof *list);
    *out = (struct session_quiz){.progress = progress};
    if (!list)
        return error_explain(ERROR_SYSTEM, "out of memory");
    enum error error =
        schedule_load(progress, arena, wish->wall_ms, &out->schedule);
    if (!error)
        error = content_list(content, CONTENT_QUIZ, arena, list);
    return error ? error : take_all(out, content, list, wish, arena);
}

const struct question *session_quiz_named(const struct session_quiz *quiz,
                                          const char *id)
{
    for (size_t i = 0; i < quiz->count; i++)
        if (strcmp(quiz->questions[i]->id, id) == 0)
            return quiz->questions[i];
    return NULL;
}

/* What was typed must mean the same in both languages. */
static bool alike(const struct question *one, const struct question *other)
{
    return one->kind == other->kind &&
           one->option_count == other->option_count &&
           one->gap_count == other->gap_count;
}

enum error session_quiz_translate(struct session_quiz *quiz,
                                  const struct content *content,
                                  const struct session_wish *wish,
                                  struct arena *arena)
{
    struct session_wish all = *wish;
    struct session_quiz *fresh = arena_alloc(arena, sizeof *fresh);
    if (!fresh)
        return error_explain(ERROR_SYSTEM, "out of memory");
    all.choice = SESSION_ALL;
    enum error error =
        session_quiz_open(fresh, content, quiz->progress, &all, arena);
    if (error)
        return error;
    struct session_quiz out = *fresh;
    out.count = quiz->count;
    out.total = quiz->total;
    for (size_t i = 0; i < quiz->count; i++) {
        out.questions[i] = session_quiz_named(fresh, quiz->questions[i]->id);
        if (!out.questions[i] || !alike(out.questions[i], quiz->questions[i]))
            return explain(ERROR_NOT_FOUND, QUIZ_NOT_TRANSLATED);
    }
    *quiz = out;
    return ERROR_OK;
}

enum error session_quiz_judge(const struct session_quiz *quiz,
                              const struct question *question,
                              const struct answer *answer, struct arena *arena,
                              struct session_verdict *out)
{
    struct session_verdict verdict = {0};
    struct run_measure measure;
    if (question->kind == QUESTION_PREDICT) {
        enum error error =
            progress_measure(quiz->progress, question->experiment,
                             question->measure, arena, &measure);
        if (error)
            return error;
        verdict.measured = measure.value;
    }
    verdict.right = quiz_answer_right(question, answer, verdict.measured);
    *out = verdict;
    return ERROR_OK;
}

struct session_verdict session_quiz_verdict(const struct session_quiz *quiz,
                                            const struct question *question,
                                            bool right, struct arena *arena)
{
    struct session_verdict verdict = {.right = right};
    struct run_measure measure;
    if (question->kind == QUESTION_PREDICT &&
        progress_measure(quiz->progress, question->experiment,
                         question->measure, arena, &measure) == ERROR_OK)
        verdict.measured = measure.value;
    return verdict;
}

enum error session_quiz_answer(struct session_quiz *quiz,
                               const struct question *question,
                               const struct session_given *given,
                               struct arena *arena, struct session_verdict *out)
{
    enum error error =
        session_quiz_judge(quiz, question, given->answer, arena, out);
    if (error)
        return error;
    size_t characters = strlen(question->text);
    for (size_t i = 0; i < question->option_count; i++)
        characters += strlen(question->options[i].text);
    out->grade =
        schedule_grade(out->right, given->hinted, given->took_ms, characters);
    struct review review = {.question = question->id,
                            .at_ms = given->wall_ms,
                            .correct = out->right,
                            .grade = out->grade,
                            .confidence = given->confidence,
                            .hinted = given->hinted,
                            .took_ms = given->took_ms};
    return schedule_record(quiz->progress, &review);
}
