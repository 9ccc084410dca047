/*
 * prediction -- a prediction before an experiment that was sure and wrong.
 *
 * Every quiz is looked through and each question gets a rank; the first of the
 * best rank is noted as answered wrong and sure (schedule.h brings it back
 * within SCHEDULE_SURE_DAYS). The languages share ids, so one is enough.
 */
#include "tutor/study/prediction.h"

#include <string.h>

#include "tutor/study/quiz_file.h"
#include "tutor/study/schedule.h"

enum rank { RANK_NONE, RANK_NAMED, RANK_EXPERIMENT, RANK_MEASURE };

static enum rank rank_of(const struct question *question, const char *scene,
                         const char *experiment, const char *measure)
{
    if (question->kind == QUESTION_PREDICT &&
        strcmp(question->experiment, experiment) == 0)
        return strcmp(question->measure, measure) == 0 ? RANK_MEASURE
                                                       : RANK_EXPERIMENT;
    for (size_t i = 0; i < question->option_count; i++)
        if (strstr(question->options[i].explanation, scene))
            return RANK_NAMED;
    return question->explanation && strstr(question->explanation, scene)
               ? RANK_NAMED
               : RANK_NONE;
}

enum error prediction_missed(const struct content *content,
                             struct progress *progress, const char *experiment,
                             const char *measure, int64_t wall_ms,
                             struct arena *arena, const char **out_question)
{
    struct content_list *list = arena_alloc(arena, sizeof *list);
    const char *scene = arena_format(arena, "`lab run %s`", experiment);
    const char *best = NULL;
    enum rank most = RANK_NONE;
    *out_question = NULL;
    if (!list || !scene)
        return error_explain(ERROR_SYSTEM, "out of memory");
    enum error error = content_list(content, CONTENT_QUIZ, arena, list);
    for (size_t i = 0; i < list->count && !error; i++) {
        struct content_text text = {0};
        struct quiz_file quiz = {0};
        error = content_read(content, CONTENT_QUIZ, &list->items[i], false,
                             arena, &text);
        if (!error)
            error = quiz_file_parse(text.path, text.text, arena, &quiz);
        for (size_t j = 0; j < quiz.count && !error; j++) {
            enum rank rank =
                rank_of(&quiz.questions[j], scene, experiment, measure);
            if (rank > most) {
                most = rank;
                best = quiz.questions[j].id;
            }
        }
    }
    if (error || !best)
        return error;
    const struct review review = {.question = best,
                                  .at_ms = wall_ms,
                                  .grade = schedule_grade(false, false, 0, 0),
                                  .confidence = CONFIDENCE_SURE};
    *out_question = best;
    return schedule_record(progress, &review);
}
