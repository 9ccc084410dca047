/*
 * quiz_check -- what makes a question whole, by its kind.
 *
 * The parser takes what it finds; here it is decided whether a learner could
 * answer it and learn from the answer: one right choice or several, as many
 * accepted answers as gaps, lines that exist, and an explanation for whatever
 * may be chosen. Each complaint says at which line and what to do.
 */
#include "tutor/study/quiz_private.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- "= ..." ---- */

static enum error gap_value(struct quiz_parser *parser, char *text)
{
    struct question *question = parser->question;
    char *save = NULL;
    if (question->gap_count == QUESTION_GAPS)
        return content_bad(parser->path, parser->line,
                           "more than %d gaps; split the question",
                           QUESTION_GAPS);
    struct gap *gap = &question->gaps[question->gap_count++];
    for (char *word = strtok_r(text, "|", &save); word;
         word = strtok_r(NULL, "|", &save)) {
        struct content_line line = {.text = word, .length = strlen(word)};
        line = content_line_trim(line);
        if (line.length == 0)
            continue;
        if (gap->count == QUESTION_ACCEPTED)
            return content_bad(parser->path, parser->line,
                               "more than %d accepted answers for one gap",
                               QUESTION_ACCEPTED);
        char *copy = arena_copy(parser->arena, line.text, line.length);
        if (!copy)
            return error_explain(ERROR_SYSTEM, "out of memory");
        gap->accepted[gap->count++] = copy;
    }
    if (gap->count == 0)
        return content_bad(parser->path, parser->line,
                           "no accepted answer; write = answer | other answer");
    return ERROR_OK;
}

/* "WHAT ± T" or "WHAT ± T%": cuts `text` behind WHAT. */
static enum error take_tolerance(struct quiz_parser *parser, char *text)
{
    struct question *question = parser->question;
    size_t width = strlen("\xc2\xb1");
    char *sign = strstr(text, "\xc2\xb1");
    char *end = NULL;
    if (!sign) {
        sign = strstr(text, "+-");
        width = 2;
    }
    if (!sign)
        return content_bad(parser->path, parser->line,
                           "no tolerance; write = 27 ± 0 or = 27 ± 10%%");
    question->tolerance = strtod(sign + width, &end);
    while (isspace((unsigned char)*end))
        end++;
    question->tolerance_percent = *end == '%';
    end += *end == '%';
    while (isspace((unsigned char)*end))
        end++;
    if (*end || !isfinite(question->tolerance) || question->tolerance < 0)
        return content_bad(parser->path, parser->line,
                           "the tolerance cannot be read; write ± 0 or ± 10%%");
    while (sign > text && isspace((unsigned char)sign[-1]))
        sign--;
    *sign = '\0';
    return ERROR_OK;
}

static enum error number_value(struct quiz_parser *parser, const char *text)
{
    char *end = NULL;
    double number = strtod(text, &end);
    if (end == text || *end || !isfinite(number))
        return content_bad(parser->path, parser->line,
                           "\"%s\" is no number; write = 27 ± 0", text);
    parser->question->number = number;
    return ERROR_OK;
}

static enum error measure_value(struct quiz_parser *parser, char *text)
{
    char *colon = strchr(text, ':');
    if (!colon || colon == text || colon[1] == '\0' || strchr(text, ' '))
        return content_bad(parser->path, parser->line,
                           "\"%s\" names no measure; write = "
                           "EXPERIMENT:MEASURE ± 10%%",
                           text);
    *colon = '\0';
    parser->question->experiment = text;
    parser->question->measure = colon + 1;
    return ERROR_OK;
}

enum error quiz_value(struct quiz_parser *parser, struct content_line line)
{
    struct question *question = parser->question;
    line.text++, line.length--;
    line = content_line_trim(line);
    char *text = arena_copy(parser->arena, line.text, line.length);
    if (!text)
        return error_explain(ERROR_SYSTEM, "out of memory");
    if (question->kind == QUESTION_GAP)
        return gap_value(parser, text);
    if (question->kind == QUESTION_ORDER)
        return content_bad(parser->path, parser->line,
                           "a question of the kind order has a numbered list, "
                           "no = line");
    if (question->gap_count++ > 0)
        return content_bad(parser->path, parser->line,
                           "a second = line; this kind has one");
    enum error error = take_tolerance(parser, text);
    if (error)
        return error;
    return question->kind == QUESTION_NUMBER ? number_value(parser, text)
                                             : measure_value(parser, text);
}

/* ---- the kinds ---- */

static enum error explained(const char *path, const struct question *question)
{
    for (size_t i = 0; i < question->option_count; i++) {
        const struct option *option = &question->options[i];
        if (*option->text == '\0')
            return content_bad(path, question->at, "%s: answer %zu is empty",
                               question->id, i + 1);
        if (*option->explanation == '\0')
            return content_bad(path, question->at,
                               "%s: the answer \"%s\" is not explained; write "
                               "why below it, indented by two spaces",
                               question->id, option->text);
        for (size_t j = 0; j < i; j++)
            if (strcmp(option->text, question->options[j].text) == 0)
                return content_bad(path, question->at,
                                   "%s: the answer \"%s\" stands there twice",
                                   question->id, option->text);
    }
    return ERROR_OK;
}

static size_t right_count(const struct question *question)
{
    size_t count = 0;
    for (size_t i = 0; i < question->option_count; i++)
        count += question->options[i].right;
    return count;
}

static enum error check_choices(const char *path,
                                const struct question *question)
{
    size_t right = right_count(question);
    if (question->option_count < 2)
        return content_bad(path, question->at,
                           "%s: %zu answers; write at least two as - [x] and "
                           "- [ ]",
                           question->id, question->option_count);
    if (question->kind == QUESTION_ONE && right != 1)
        return content_bad(path, question->at,
                           "%s: %zu right answers; the kind one has one - [x]",
                           question->id, right);
    if (right == 0)
        return content_bad(path, question->at,
                           "%s: no right answer; mark it with - [x]",
                           question->id);
    return explained(path, question);
}

/* Between the fence at `fence_at` of the file and the one that closes it. */
static int count_code_lines(const struct question *question)
{
    const char *text;
    size_t length;
    int count = 0;
    while (question_code_line(question, count + 1, &text, &length))
        count++;
    return count;
}

static enum error check_lines(const char *path, struct question *question,
                              int fence_at)
{
    if (fence_at == 0)
        return content_bad(path, question->at,
                           "%s: no code block; its lines are the answers",
                           question->id);
    question->code_lines = count_code_lines(question);
    for (size_t i = 0; i < question->option_count; i++) {
        struct option *option = &question->options[i];
        char *end = NULL;
        long line = strtol(option->text, &end, 10);
        if (strcmp(option->text, "*") == 0 && !option->right)
            continue;
        if (end == option->text || *end || line < 1 ||
            line > question->code_lines)
            return content_bad(path, question->at,
                               "%s: \"%s\" is no line of the code block (1 to "
                               "%d)",
                               question->id, option->text,
                               question->code_lines);
        option->line = (int)line;
    }
    return check_choices(path, question);
}

static enum error check_order(const char *path, const struct question *question)
{
    if (question->option_count < 3)
        return content_bad(path, question->at,
                           "%s: %zu steps to order; write at least three as "
                           "1. 2. 3.",
                           question->id, question->option_count);
    return *question->explanation ? ERROR_OK : explained(path, question);
}

static size_t gaps_in(const char *text)
{
    size_t count = 0;
    for (; (text = strstr(text, "___")); count++)
        text += strspn(text, "_");
    return count;
}

static enum error check_gaps(const char *path, const struct question *question)
{
    size_t gaps = gaps_in(question->text);
    if (gaps == 0 || gaps != question->gap_count)
        return content_bad(path, question->at,
                           "%s: %zu gaps ___ in the text and %zu lines = "
                           "answer; each gap has one",
                           question->id, gaps, question->gap_count);
    return ERROR_OK;
}

enum error quiz_check(const char *path, struct question *question, int fence_at)
{
    enum error error = ERROR_OK;
    if (*question->text == '\0')
        return content_bad(path, question->at, "%s asks nothing", question->id);
    switch (question->kind) {
    case QUESTION_ONE:
    case QUESTION_MANY:
        return check_choices(path, question);
    case QUESTION_LINE:
        return check_lines(path, question, fence_at);
    case QUESTION_ORDER:
        return check_order(path, question);
    case QUESTION_GAP:
        error = check_gaps(path, question);
        break;
    default:
        if (question->gap_count == 0)
            error = content_bad(path, question->at,
                                "%s: no answer; write it as = 27 ± 0",
                                question->id);
    }
    if (!error && *question->explanation == '\0')
        error = content_bad(path, question->at,
                            "%s: not explained; write why below the answer",
                            question->id);
    return error;
}

/* ---- the code of a `line` question ---- */

bool question_code_line(const struct question *question, int n,
                        const char **text, size_t *length)
{
    const char *at = strstr(question->text, "```");
    for (int line = 0; at && line < n; line++) {
        at = strchr(at, '\n');
        at = at ? at + 1 : NULL;
        if (at && strncmp(at, "```", 3) == 0)
            return false;
    }
    if (!at || n < 1)
        return false;
    *text = at;
    *length = strcspn(at, "\n");
    return *at != '\0';
}
