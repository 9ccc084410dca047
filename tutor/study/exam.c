/*
 * exam -- questions of all lessons against the clock, judged at the end.
 *
 * An exam is three kinds of entries under one subject: {"begun"} with its
 * questions and minutes, {"answer"} with what was right and the time left, and
 * {"ended"}. The last one that has begun and not ended is the open one; it is
 * folded from the log, so an interruption at any moment costs at most the
 * question that was on the screen. The clock stands while nobody sits there:
 * a monotonic clock means nothing after a restart, so what was left is kept.
 */
#include "tutor/study/exam.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/random.h"
#include "tutor/commands/text.h"

enum { MINUTE_MS = 60000, LESSONS = 100 };

/* ---- choosing ---- */

static size_t lesson_of(const struct question *question)
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
        int drawn = kinds[left[i]->kind] + lessons[lesson_of(left[i])];
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
        lessons[lesson_of(left[i])]++;
        out[chosen++] = left[i];
        left[i] = left[--left_count];
    }
    return chosen;
}

/* ---- the log ---- */

struct folding {
    struct exam *exam;
    struct arena *arena;
    int64_t left_ms;
    bool open;
};

static const struct question *question_named(const struct session_quiz *quiz,
                                             const char *id)
{
    for (size_t i = 0; i < quiz->count; i++)
        if (strcmp(quiz->questions[i]->id, id) == 0)
            return quiz->questions[i];
    return NULL;
}

/* A question that is gone from the files is gone from the exam. */
static void fold_begun(struct folding *folding, const char *subject,
                       const struct json *root)
{
    struct exam *exam = folding->exam;
    const struct json *questions = json_member(root, "questions");
    snprintf(exam->id, sizeof exam->id, "%s", subject);
    exam->seed = (uint64_t)json_number_member(root, "seed");
    exam->count = 0;
    folding->open = true;
    folding->left_ms = json_number_member(root, "left_ms");
    const struct json *item =
        questions && questions->kind == JSON_ARRAY ? questions->first : NULL;
    for (; item && exam->count < EXAM_QUESTIONS; item = item->next) {
        const struct question *question =
            item->kind == JSON_TEXT ? question_named(exam->quiz, item->text)
                                    : NULL;
        if (question)
            exam->items[exam->count++] =
                (struct exam_item){.question = question};
    }
}

static void fold_answer(struct folding *folding, const char *id,
                        const struct json *root)
{
    const struct json *right = json_member(root, "right");
    folding->left_ms = json_number_member(root, "left_ms");
    for (size_t i = 0; i < folding->exam->count; i++) {
        struct exam_item *item = &folding->exam->items[i];
        if (strcmp(item->question->id, id) != 0)
            continue;
        item->answered = true;
        item->right = right && right->kind == JSON_BOOL && right->boolean;
    }
}

static enum error fold(void *arg, const struct progress_entry *entry)
{
    struct folding *folding = arg;
    const struct json *root = NULL;
    enum error error =
        json_parse(entry->body, strlen(entry->body), folding->arena, &root);
    if (error)
        return error;
    folding->exam->last_ms = entry->at_ms;
    const struct json *answer = json_member(root, "answer");
    if (json_member(root, "begun"))
        fold_begun(folding, entry->subject, root);
    else if (!folding->open || strcmp(folding->exam->id, entry->subject) != 0)
        return ERROR_OK;
    else if (answer && answer->kind == JSON_TEXT)
        fold_answer(folding, answer->text, root);
    else if (json_member(root, "ended"))
        folding->open = false;
    return ERROR_OK;
}

/* Entries are read in the order of their time, so a wall clock that was set
 * back must not put an answer in front of its exam. */
static enum error append(struct exam *exam, int64_t wall_ms, const char *body)
{
    if (exam->last_ms < wall_ms)
        exam->last_ms = wall_ms;
    return progress_append(exam->quiz->progress, exam->last_ms, PROGRESS_EXAM,
                           exam->id, body, NULL);
}

static enum error write_begun(struct exam *exam, const struct exam_wish *wish)
{
    struct buffer body;
    struct json_writer json;
    buffer_init(&body, PROGRESS_BODY_BYTES);
    json_begin(&json, &body);
    json_object_open(&json);
    json_key_bool(&json, "begun", true);
    json_key_int(&json, "seed", (int64_t)exam->seed);
    json_key_int(&json, "left_ms", wish->minutes * MINUTE_MS);
    json_key(&json, "questions");
    json_array_open(&json);
    for (size_t i = 0; i < exam->count; i++)
        json_text(&json, exam->items[i].question->id);
    json_array_close(&json);
    json_object_close(&json);
    enum error error = buffer_error(&body);
    if (!error)
        error = append(exam, wish->wall_ms, body.data);
    buffer_release(&body);
    return error;
}

/* ---- one exam ---- */

/* All but those that nothing can judge yet. */
static enum error askable(const struct session_quiz *quiz, struct arena *arena,
                          const struct question **out, size_t *count)
{
    struct answer nothing = {0};
    struct session_verdict verdict;
    for (size_t i = 0; i < quiz->count; i++) {
        const struct question *question = quiz->questions[i];
        enum error error = ERROR_OK;
        if (question->kind == QUESTION_PREDICT)
            error =
                session_quiz_judge(quiz, question, &nothing, arena, &verdict);
        if (!error)
            out[(*count)++] = question;
        else if (error != ERROR_NOT_FOUND)
            return error;
    }
    return ERROR_OK;
}

static enum error begin(struct exam *exam, const struct exam_wish *wish,
                        struct arena *arena)
{
    const struct question *chosen[EXAM_QUESTIONS];
    size_t count = 0;
    const struct question **all =
        arena_alloc(arena, SESSION_QUESTIONS * sizeof *all);
    if (!all)
        return error_explain(ERROR_SYSTEM, "out of memory");
    enum error error = askable(exam->quiz, arena, all, &count);
    if (error)
        return error;
    if (count == 0)
        return explain(ERROR_NOT_FOUND, EXAM_NO_QUESTION);
    exam->seed = wish->seed & INT64_MAX;
    exam->count = exam_choose(all, count, wish->questions, exam->seed, chosen);
    for (size_t i = 0; i < exam->count; i++)
        exam->items[i] = (struct exam_item){.question = chosen[i]};
    snprintf(exam->id, sizeof exam->id, "exam-%" PRId64, wish->wall_ms);
    exam->deadline_ms = wish->now_ms + wish->minutes * MINUTE_MS;
    return write_begun(exam, wish);
}

enum error exam_open(struct exam *out, struct session_quiz *quiz,
                     const struct exam_wish *wish, struct arena *arena)
{
    struct folding folding = {.exam = out, .arena = arena};
    *out = (struct exam){.quiz = quiz};
    enum error error =
        progress_each(quiz->progress, PROGRESS_EXAM, NULL, fold, &folding);
    if (error)
        return error;
    if (!folding.open)
        return begin(out, wish, arena);
    out->resumed = true;
    out->deadline_ms = wish->now_ms + folding.left_ms;
    return ERROR_OK;
}

size_t exam_next(const struct exam *exam, size_t index)
{
    for (size_t i = 1; i <= exam->count; i++) {
        size_t at = index >= exam->count ? i - 1 : (index + i) % exam->count;
        if (!exam->items[at].answered)
            return at;
    }
    return exam->count;
}

int64_t exam_left_ms(const struct exam *exam, int64_t now_ms)
{
    return now_ms < exam->deadline_ms ? exam->deadline_ms - now_ms : 0;
}

enum error exam_answer(struct exam *exam, size_t index,
                       const struct session_given *given, int64_t now_ms,
                       struct arena *arena)
{
    char body[LIMIT_NAME_BYTES + 128];
    struct exam_item *item = &exam->items[index];
    struct session_verdict verdict;
    struct session_given unsure = *given;
    int64_t left_ms = exam_left_ms(exam, now_ms);
    if (left_ms == 0)
        return explain(ERROR_DEADLINE, EXAM_TOO_LATE);
    enum error error = session_quiz_judge(exam->quiz, item->question,
                                          given->answer, arena, &verdict);
    if (error)
        return error;
    snprintf(body, sizeof body,
             "{\"answer\":\"%s\",\"right\":%s,\"left_ms\":%" PRId64 "}",
             item->question->id, verdict.right ? "true" : "false", left_ms);
    error = append(exam, given->wall_ms, body);
    if (error)
        return error;
    item->answered = true;
    item->right = verdict.right;
    unsure.confidence = CONFIDENCE_NOT_ASKED;
    return session_quiz_answer(exam->quiz, item->question, &unsure, arena,
                               &verdict);
}

enum error exam_end(struct exam *exam, int64_t wall_ms)
{
    char body[128];
    struct exam_result result;
    exam_result(exam, &result);
    snprintf(body, sizeof body,
             "{\"ended\":true,\"questions\":%zu,\"answered\":%d,\"right\":%d}",
             exam->count, result.answered, result.right);
    return append(exam, wall_ms, body);
}

static void count_claim(struct exam_result *result, const char *id, bool right)
{
    size_t i = 0;
    while (i < result->claim_count && strcmp(result->claims[i].id, id) != 0)
        i++;
    if (i == EXAM_CLAIMS)
        return;
    if (i == result->claim_count)
        result->claims[result->claim_count++] = (struct exam_claim){.id = id};
    result->claims[i].asked++;
    result->claims[i].right += right;
}

void exam_result(const struct exam *exam, struct exam_result *out)
{
    *out = (struct exam_result){0};
    for (size_t i = 0; i < exam->count; i++) {
        const struct exam_item *item = &exam->items[i];
        out->answered += item->answered;
        out->right += item->right;
        for (size_t j = 0; j < item->question->claim_count; j++)
            count_claim(out, item->question->claims[j], item->right);
    }
}
