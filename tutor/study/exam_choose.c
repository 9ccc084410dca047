/*
 * exam_choose -- which questions an exam asks, of all that could be asked.
 *
 * The mix says which may come at all; of those, kinds and lessons are taken in
 * turn, so that a lesson with many questions does not fill the paper. Nothing
 * is asked that nothing can judge: the answer of a `predict` is what was
 * measured on this machine.
 */
#include <stdlib.h>
#include <string.h>

#include "chassis/random.h"
#include "tutor/study/exam.h"

enum { LESSONS = EXAM_LESSONS };

size_t exam_lesson(const struct question *question)
{
    long number = strtol(question->id, NULL, 10);
    return number > 0 && number < LESSONS ? (size_t)number : 0;
}

/* The index of the one whose kind and lesson were drawn least so far; the
 * first such in a shuffled order. */
static size_t scarcest(const struct question *const *left, size_t count,
                       const int *kinds, const int *lessons)
{
    size_t best = 0;
    int least = INT32_MAX;
    for (size_t i = 0; i < count; i++) {
        int drawn = kinds[left[i]->kind] + lessons[exam_lesson(left[i])];
        if (drawn < least) {
            least = drawn;
            best = i;
        }
    }
    return best;
}

size_t exam_choose(const struct question *const *all, size_t all_count,
                   size_t count, uint64_t seed, const struct question **out)
{
    const struct question *left[SESSION_QUESTIONS];
    int kinds[QUESTION_KIND_COUNT] = {0}, lessons[LESSONS] = {0};
    struct random random;
    size_t left_count = 0, chosen = 0;
    random_seed(&random, seed);
    for (; left_count < all_count && left_count < SESSION_QUESTIONS;
         left_count++) { /* inside out, Fisher and Yates */
        size_t j = (size_t)random_below(&random, left_count + 1);
        left[left_count] = left[j];
        left[j] = all[left_count];
    }
    while (chosen < count && left_count > 0) {
        size_t i = scarcest(left, left_count, kinds, lessons);
        kinds[left[i]->kind]++;
        lessons[exam_lesson(left[i])]++;
        out[chosen++] = left[i];
        left[i] = left[--left_count];
    }
    return chosen;
}

struct seen_lessons {
    bool read[LESSONS];
};

static enum error see_lesson(void *arg, const struct progress_entry *entry)
{
    struct seen_lessons *seen = arg;
    long number = strtol(entry->subject, NULL, 10);
    if (number > 0 && number < LESSONS)
        seen->read[number] = true;
    return ERROR_OK;
}

static bool weak(const struct session_quiz *quiz,
                 const struct question *question)
{
    const struct card *card = schedule_card(&quiz->schedule, question->id);
    return !card || !card->last_right || card->leech ||
           card->due_day <= quiz->schedule.today;
}

enum error exam_askable(const struct session_quiz *quiz, enum exam_mix mix,
                        struct arena *arena, const struct question **out,
                        size_t *count)
{
    struct answer nothing = {0};
    struct session_verdict verdict;
    struct seen_lessons seen = {{false}};
    enum error error =
        progress_each(quiz->progress, PROGRESS_LESSON, NULL, see_lesson, &seen);
    for (size_t i = 0; i < quiz->count && !error; i++) {
        const struct question *question = quiz->questions[i];
        if ((mix == EXAM_MIX_READ && !seen.read[exam_lesson(question)]) ||
            (mix == EXAM_MIX_WEAK && !weak(quiz, question)))
            continue;
        if (question->kind == QUESTION_PREDICT)
            error =
                session_quiz_judge(quiz, question, &nothing, arena, &verdict);
        if (!error)
            out[(*count)++] = question;
        else if (error == ERROR_NOT_FOUND)
            error = ERROR_OK;
    }
    return error;
}
