/*
 * exam -- questions of all lessons against the clock, judged at the end.
 *
 * An exam is a row of entries under one subject: {"begun"} with its questions
 * and minutes, {"answer"} with what was typed and the time left, {"mark"} for
 * what shall be looked at again, {"paused"} and {"ended"}. It is folded from
 * the log, so an interruption at any moment costs at most the line that was
 * being typed. The clock stands while nobody sits there: a monotonic clock
 * means nothing after a restart, so what was left is kept.
 *
 * An answer may be changed until the end. So it becomes a review, from which
 * the schedule is made, only with the end, and in the same transaction.
 */
#include "tutor/study/exam.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tutor/commands/text.h"

enum { MINUTE_MS = 60000 };

/* ---- the log ---- */

struct folding {
    struct exam *exam;
    struct arena *arena;
};

/* A question that is gone from the files is gone from the exam. */
static void fold_begun(struct exam *exam, const char *subject,
                       const struct json *root)
{
    const struct json *questions = json_member(root, "questions");
    snprintf(exam->id, sizeof exam->id, "%s", subject);
    exam->seed = (uint64_t)json_number_member(root, "seed");
    exam->count = 0;
    exam->open = true;
    exam->left_ms = json_number_member(root, "left_ms");
    const struct json *item =
        questions && questions->kind == JSON_ARRAY ? questions->first : NULL;
    for (; item && exam->count < EXAM_QUESTIONS; item = item->next) {
        const struct question *question =
            item->kind == JSON_TEXT ? session_quiz_named(exam->quiz, item->text)
                                    : NULL;
        if (question)
            exam->items[exam->count++] =
                (struct exam_item){.question = question};
    }
}

static bool is_true(const struct json *root, const char *key)
{
    const struct json *member = json_member(root, key);
    return member && member->kind == JSON_BOOL && member->boolean;
}

static struct exam_item *item_of(struct exam *exam, const struct json *id)
{
    for (size_t i = 0; id && id->kind == JSON_TEXT && i < exam->count; i++)
        if (strcmp(exam->items[i].question->id, id->text) == 0)
            return &exam->items[i];
    return NULL;
}

static void fold_answer(struct exam *exam, const struct json *root)
{
    const struct json *typed = json_member(root, "typed");
    struct exam_item *item = item_of(exam, json_member(root, "answer"));
    exam->left_ms = json_number_member(root, "left_ms");
    if (!item)
        return;
    item->answered = true;
    item->right = is_true(root, "right");
    item->took_ms = json_number_member(root, "took_ms");
    snprintf(item->typed, sizeof item->typed, "%s",
             typed && typed->kind == JSON_TEXT ? typed->text : "");
}

static enum error fold(void *arg, const struct progress_entry *entry)
{
    struct folding *folding = arg;
    struct exam *exam = folding->exam;
    const struct json *root = NULL;
    enum error error =
        json_parse(entry->body, strlen(entry->body), folding->arena, &root);
    if (error)
        return error;
    exam->last_ms = entry->at_ms;
    struct exam_item *marked = item_of(exam, json_member(root, "mark"));
    if (json_member(root, "begun"))
        fold_begun(exam, entry->subject, root);
    else if (!exam->open || strcmp(exam->id, entry->subject) != 0)
        return ERROR_OK;
    else if (json_member(root, "answer"))
        fold_answer(exam, root);
    else if (marked)
        marked->marked = is_true(root, "on");
    else if (json_member(root, "ended"))
        exam->open = false;
    else if (json_member(root, "paused"))
        exam->left_ms = json_number_member(root, "left_ms");
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

static enum error write_begun(struct exam *exam, int64_t wall_ms)
{
    struct buffer body;
    struct json_writer json;
    buffer_init(&body, PROGRESS_BODY_BYTES);
    json_begin(&json, &body);
    json_object_open(&json);
    json_key_bool(&json, "begun", true);
    json_key_int(&json, "seed", (int64_t)exam->seed);
    json_key_int(&json, "left_ms", exam->left_ms);
    json_key(&json, "questions");
    json_array_open(&json);
    for (size_t i = 0; i < exam->count; i++)
        json_text(&json, exam->items[i].question->id);
    json_array_close(&json);
    json_object_close(&json);
    enum error error = buffer_error(&body);
    if (!error)
        error = append(exam, wall_ms, body.data);
    buffer_release(&body);
    return error;
}

static enum error write_answer(struct exam *exam, const struct exam_item *item,
                               int64_t wall_ms)
{
    struct buffer body;
    struct json_writer json;
    buffer_init(&body, PROGRESS_BODY_BYTES);
    json_begin(&json, &body);
    json_object_open(&json);
    json_key_text(&json, "answer", item->question->id);
    json_key_text(&json, "typed", item->typed);
    json_key_bool(&json, "right", item->right);
    json_key_int(&json, "took_ms", item->took_ms);
    json_key_int(&json, "left_ms", exam->left_ms);
    json_object_close(&json);
    enum error error = buffer_error(&body);
    if (!error)
        error = append(exam, wall_ms, body.data);
    buffer_release(&body);
    return error;
}

/* ---- one exam ---- */

enum error exam_load(struct exam *out, struct session_quiz *quiz,
                     struct arena *arena)
{
    struct folding folding = {out, arena};
    *out = (struct exam){.quiz = quiz};
    return progress_each(quiz->progress, PROGRESS_EXAM, NULL, fold, &folding);
}

void exam_resume(struct exam *exam, int64_t now_ms)
{
    exam->deadline_ms = now_ms + exam->left_ms;
}

enum error exam_begin(struct exam *exam, const struct exam_wish *wish,
                      struct arena *arena)
{
    const struct question *chosen[EXAM_QUESTIONS];
    size_t count = 0;
    const struct question **all =
        arena_alloc(arena, SESSION_QUESTIONS * sizeof *all);
    if (!all)
        return error_explain(ERROR_SYSTEM, "out of memory");
    enum error error = exam_askable(exam->quiz, wish->mix, arena, all, &count);
    if (!error && count == 0)
        error = explain(ERROR_NOT_FOUND, EXAM_NO_QUESTION);
    if (!error && exam->open)
        error = exam_end(exam, wish->wall_ms, arena);
    if (error)
        return error;
    exam->seed = wish->seed & INT64_MAX;
    exam->count = exam_choose(all, count, wish->questions, exam->seed, chosen);
    for (size_t i = 0; i < exam->count; i++)
        exam->items[i] = (struct exam_item){.question = chosen[i]};
    snprintf(exam->id, sizeof exam->id, "exam-%" PRId64, wish->wall_ms);
    exam->left_ms = wish->minutes * MINUTE_MS;
    exam_resume(exam, wish->now_ms);
    error = write_begun(exam, wish->wall_ms);
    exam->open = error == ERROR_OK;
    return error;
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

static enum error read_line(const struct exam *exam,
                            const struct question *question, const char *line,
                            struct arena *arena, struct answer *out)
{
    int order[QUESTION_OPTIONS];
    quiz_shuffle(question, exam->seed, order);
    return quiz_answer_read(question, order, line, arena, out);
}

enum error exam_answer(struct exam *exam, size_t index,
                       const struct exam_given *given, struct arena *arena)
{
    struct exam_item item = exam->items[index];
    struct session_verdict verdict;
    struct answer answer;
    int64_t left_ms = exam_left_ms(exam, given->now_ms);
    if (left_ms == 0)
        return explain(ERROR_DEADLINE, EXAM_TOO_LATE);
    if (strlen(given->line) >= sizeof item.typed)
        return explain(ERROR_USAGE, QUIZ_CANNOT_READ);
    enum error error =
        read_line(exam, item.question, given->line, arena, &answer);
    if (!error)
        error = session_quiz_judge(exam->quiz, item.question, &answer, arena,
                                   &verdict);
    if (error)
        return error;
    snprintf(item.typed, sizeof item.typed, "%s", given->line);
    item.answered = true;
    item.right = verdict.right;
    item.took_ms += given->took_ms;
    exam->left_ms = left_ms;
    error = write_answer(exam, &item, given->wall_ms);
    if (!error)
        exam->items[index] = item;
    return error;
}

enum error exam_mark(struct exam *exam, size_t index, int64_t wall_ms)
{
    char body[LIMIT_NAME_BYTES + 64];
    struct exam_item *item = &exam->items[index];
    snprintf(body, sizeof body, "{\"mark\":\"%s\",\"on\":%s}",
             item->question->id, item->marked ? "false" : "true");
    enum error error = append(exam, wall_ms, body);
    if (!error)
        item->marked = !item->marked;
    return error;
}

enum error exam_pause(struct exam *exam, int64_t wall_ms, int64_t now_ms)
{
    char body[64];
    exam->left_ms = exam_left_ms(exam, now_ms);
    snprintf(body, sizeof body, "{\"paused\":true,\"left_ms\":%" PRId64 "}",
             exam->left_ms);
    return append(exam, wall_ms, body);
}

static enum error write_review(struct exam *exam, const struct exam_item *item,
                               int64_t wall_ms, struct arena *arena)
{
    struct answer answer;
    struct session_verdict verdict;
    struct session_given given = {.answer = &answer,
                                  .confidence = CONFIDENCE_NOT_ASKED,
                                  .wall_ms = wall_ms,
                                  .took_ms = item->took_ms};
    /* The files may have changed since; then it is no review of anything. */
    if (!item->answered ||
        read_line(exam, item->question, item->typed, arena, &answer))
        return ERROR_OK;
    return session_quiz_answer(exam->quiz, item->question, &given, arena,
                               &verdict);
}

enum error exam_end(struct exam *exam, int64_t wall_ms, struct arena *arena)
{
    char body[128];
    struct exam_result result;
    struct progress *progress = exam->quiz->progress;
    exam_result(exam, &result);
    snprintf(body, sizeof body,
             "{\"ended\":true,\"questions\":%zu,\"answered\":%d,\"right\":%d}",
             exam->count, result.answered, result.right);
    enum error error = progress_begin(progress);
    if (error)
        return error;
    for (size_t i = 0; i < exam->count && !error; i++)
        error = write_review(exam, &exam->items[i], wall_ms, arena);
    if (!error)
        error = append(exam, wall_ms, body);
    error = progress_end(progress, error);
    if (!error)
        exam->open = false;
    return error;
}

enum error exam_translate(struct exam *exam, const struct content *content,
                          const struct session_wish *wish, struct arena *arena)
{
    const struct question *questions[EXAM_QUESTIONS];
    struct session_quiz *fresh = arena_alloc(arena, sizeof *fresh);
    if (!fresh)
        return error_explain(ERROR_SYSTEM, "out of memory");
    *fresh = *exam->quiz;
    enum error error = session_quiz_translate(fresh, content, wish, arena);
    for (size_t i = 0; i < exam->count && !error; i++) {
        questions[i] = session_quiz_named(fresh, exam->items[i].question->id);
        if (!questions[i])
            error = explain(ERROR_NOT_FOUND, QUIZ_NOT_TRANSLATED);
    }
    if (error)
        return error;
    *exam->quiz = *fresh;
    for (size_t i = 0; i < exam->count; i++)
        exam->items[i].question = questions[i];
    return ERROR_OK;
}

/* ---- its result ---- */

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
        out->lessons[exam_lesson(item->question)].asked++;
        out->lessons[exam_lesson(item->question)].right += item->right;
        for (size_t j = 0; j < item->question->claim_count; j++)
            count_claim(out, item->question->claims[j], item->right);
    }
}
