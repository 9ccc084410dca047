/*
 * quiz_file -- a quiz as its author wrote it: Markdown in, questions out.
 *
 * The problem: an author writes in an editor and reads on a forge, so the file
 * must be plain Markdown; and a mistake in it must be found before a learner
 * meets it, with the line at which to repair it.
 *
 * The idea: a question is a heading "ID, KIND, CLAIMS" and the lines
 * below it. One pass over the lines, with a small state: in the question, in an
 * answer, or in the explanation. A code block belongs to whatever it stands in
 * and none of its lines is looked at. When the next heading comes, the question
 * is whole and is checked by the rules of its kind (quiz_check.c).
 */
#include "tutor/study/quiz_private.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE_BYTES = 64 * 1024 };

static const char *const kind_words[QUESTION_KIND_COUNT] = {
#define KIND_WORD(name, word) [QUESTION_##name] = word,
    QUESTION_KINDS(KIND_WORD)
#undef KIND_WORD
};

const char *question_kind_word(enum question_kind kind)
{
    return kind_words[kind];
}

const struct question *quiz_file_question(const struct quiz_file *quiz,
                                          const char *id)
{
    for (size_t i = 0; i < quiz->count; i++)
        if (strcmp(quiz->questions[i].id, id) == 0)
            return &quiz->questions[i];
    return NULL;
}

/* ---- pieces of text ---- */

static void add_line(struct buffer *piece, struct content_line line)
{
    buffer_append(piece, line.text, line.length);
    buffer_byte(piece, '\n');
}

/* The piece without blank lines around it; the piece is empty afterwards. */
static const char *take(struct quiz_parser *parser, struct buffer *piece)
{
    const char *from = piece->data ? piece->data : "";
    size_t length = piece->length;
    while (length > 0 && isspace((unsigned char)from[length - 1]))
        length--;
    while (length > 0 && *from == '\n')
        from++, length--;
    char *copy = arena_copy(parser->arena, from, length);
    if (!copy || buffer_error(piece))
        parser->failed = true;
    buffer_reset(piece);
    return copy ? copy : "";
}

static void end_answer(struct quiz_parser *parser)
{
    struct question *question = parser->question;
    const char *text = take(parser, &parser->answer);
    if (parser->state == QUIZ_IN_ANSWER && question->option_count > 0)
        question->options[question->option_count - 1].explanation = text;
}

static enum error end_question(struct quiz_parser *parser)
{
    struct question *question = parser->question;
    if (!question)
        return ERROR_OK;
    end_answer(parser);
    question->text = take(parser, &parser->text);
    question->explanation = take(parser, &parser->explanation);
    const char *hint = take(parser, &parser->hint);
    question->hint = *hint ? hint : NULL;
    if (parser->failed)
        return error_explain(ERROR_SYSTEM, "out of memory");
    parser->question = NULL;
    return quiz_check(parser->path, question, parser->fence_at);
}

/* ---- the lines below it ---- */

static enum error begin_question(struct quiz_parser *parser,
                                 struct content_line line)
{
    enum error error = end_question(parser);
    if (error)
        return error;
    if (parser->out->count == QUIZ_QUESTIONS)
        return content_bad(parser->path, parser->line,
                           "more than %d questions in one file",
                           QUIZ_QUESTIONS);
    parser->question = &parser->out->questions[parser->out->count++];
    parser->question->at = parser->line;
    parser->state = QUIZ_IN_TEXT;
    parser->fence_at = 0;
    return quiz_heading(parser, line);
}

/* "  text": what is left without up to three spaces; false when the line is
 * not indented. */
static bool indented(struct content_line *line)
{
    size_t spaces = 0;
    while (spaces < 3 && spaces < line->length && line->text[spaces] == ' ')
        spaces++;
    if (spaces < 2)
        return false;
    line->text += spaces, line->length -= spaces;
    return true;
}

static bool has_choices(const struct question *question)
{
    return question->kind == QUESTION_ONE || question->kind == QUESTION_MANY ||
           question->kind == QUESTION_LINE;
}

static enum error begin_option(struct quiz_parser *parser,
                               struct content_line line, size_t mark,
                               bool right)
{
    struct question *question = parser->question;
    end_answer(parser);
    if (question->option_count == QUESTION_OPTIONS)
        return content_bad(parser->path, parser->line,
                           "more than %d answers; learners press 1 to 9",
                           QUESTION_OPTIONS);
    line.text += mark, line.length -= mark;
    line = content_line_trim(line);
    char *text = arena_copy(parser->arena, line.text, line.length);
    if (!text)
        return error_explain(ERROR_SYSTEM, "out of memory");
    question->options[question->option_count++] =
        (struct option){.text = text, .explanation = "", .right = right};
    parser->state = QUIZ_IN_ANSWER;
    return ERROR_OK;
}

/* An answer of this question's kind begins here; the length of its mark. */
static size_t option_mark(const struct question *question,
                          struct content_line line, bool *right)
{
    size_t digits = 0;
    *right = content_line_begins(line, "- [x] ") ||
             content_line_begins(line, "- [X] ");
    if (has_choices(question) &&
        (*right || content_line_begins(line, "- [ ] ")))
        return 6;
    while (digits < line.length && isdigit((unsigned char)line.text[digits]))
        digits++;
    if (question->kind == QUESTION_ORDER && digits > 0 &&
        digits + 1 < line.length && line.text[digits] == '.' &&
        line.text[digits + 1] == ' ')
        return digits + 2;
    return 0;
}

static enum error in_answer(struct quiz_parser *parser,
                            struct content_line line)
{
    if (line.length == 0 || indented(&line)) {
        add_line(&parser->answer, line);
        return ERROR_OK;
    }
    if (parser->question->kind == QUESTION_ORDER) {
        end_answer(parser);
        parser->state = QUIZ_IN_EXPLANATION;
        add_line(&parser->explanation, line);
        return ERROR_OK;
    }
    return content_bad(parser->path, parser->line,
                       "text behind an answer; indent its explanation by two "
                       "spaces");
}

static enum error body_line(struct quiz_parser *parser,
                            struct content_line line)
{
    bool right = false;
    const struct question *question = parser->question;
    size_t mark = option_mark(question, line, &right);
    if (parser->state != QUIZ_IN_EXPLANATION && mark > 0)
        return begin_option(parser, line, mark, right);
    if (parser->state != QUIZ_IN_EXPLANATION &&
        content_line_begins(line, "= ") && !has_choices(question)) {
        parser->state = QUIZ_IN_VALUES;
        return quiz_value(parser, line);
    }
    if (parser->state != QUIZ_IN_EXPLANATION && line.length > 0 &&
        *line.text == '>') {
        line.text++, line.length--;
        add_line(&parser->hint, content_line_trim(line));
        return ERROR_OK;
    }
    if (parser->state == QUIZ_IN_ANSWER)
        return in_answer(parser, line);
    if (parser->state == QUIZ_IN_VALUES && line.length > 0)
        parser->state = QUIZ_IN_EXPLANATION;
    add_line(parser->state == QUIZ_IN_TEXT ? &parser->text
                                           : &parser->explanation,
             line);
    return ERROR_OK;
}

/* A line of a code block goes where the block stands, unread. */
static void code_line(struct quiz_parser *parser, struct content_line line)
{
    if (parser->state == QUIZ_IN_ANSWER) {
        (void)indented(&line);
        add_line(&parser->answer, line);
    } else {
        add_line(parser->state == QUIZ_IN_TEXT ? &parser->text
                                               : &parser->explanation,
                 line);
    }
}

static bool is_fence(struct content_line line)
{
    return content_line_begins(content_line_trim(line), "```");
}

static enum error one_line(struct quiz_parser *parser, struct content_line line)
{
    bool fence = parser->question && is_fence(line);
    if (fence && !parser->in_code && parser->state == QUIZ_IN_TEXT)
        parser->fence_at = line.number;
    if (fence)
        parser->in_code = !parser->in_code;
    if (fence || parser->in_code) {
        code_line(parser, line);
        return ERROR_OK;
    }
    if (content_line_begins(line, "## "))
        return begin_question(parser, line);
    if (parser->question)
        return body_line(parser, line);
    if (!parser->out->title && content_line_begins(line, "# ")) {
        line.text += 2, line.length -= 2;
        line = content_line_trim(line);
        parser->out->title = arena_copy(parser->arena, line.text, line.length);
    }
    return ERROR_OK; /* what stands before the first question is for authors */
}

static enum error all_lines(struct quiz_parser *parser, const char *text)
{
    struct content_lines lines;
    struct content_line line;
    enum error error = ERROR_OK;
    content_lines_begin(&lines, parser->path, text);
    while (!error && content_lines_next(&lines, &line)) {
        parser->line = line.number;
        error = one_line(parser, line);
    }
    if (!error && parser->in_code)
        error = content_bad(parser->path, parser->line,
                            "a code block is not closed; end it with ```");
    return error ? error : end_question(parser);
}

enum error quiz_file_parse(const char *path, const char *text,
                           struct arena *arena, struct quiz_file *out)
{
    struct quiz_file quiz = {.path = arena_string(arena, path)};
    struct quiz_parser parser = {.path = path, .arena = arena, .out = &quiz};
    struct buffer *const pieces[] = {&parser.text, &parser.answer,
                                     &parser.explanation, &parser.hint};
    quiz.questions =
        arena_alloc(arena, QUIZ_QUESTIONS * sizeof *quiz.questions);
    if (!quiz.questions || !quiz.path)
        return error_explain(ERROR_SYSTEM, "out of memory");
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
        buffer_init(pieces[i], PIECE_BYTES);
    enum error error = all_lines(&parser, text);
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
        buffer_release(pieces[i]);
    if (!error && !quiz.title)
        error = content_bad(path, 1, "no title; begin with # and a title");
    if (!error && quiz.count == 0)
        error = content_bad(path, 1,
                            "no question; one begins with ## ID · KIND · "
                            "CLAIMS");
    if (!error)
        *out = quiz;
    return error;
}
