/*
 * quiz_answer -- what a learner typed, and whether it is right.
 *
 * Choices are shuffled by a seed, so that a place on the screen cannot be
 * learnt instead of the answer; what is kept and judged are the indexes of the
 * file. A gap accepts its words however they are spaced, hyphenated, composed
 * or capitalized: whether the term was known is asked, not how it is spelt.
 */
#include "tutor/study/quiz_answer.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/random.h"
#include "tutor/study/content.h"
#include "tutor/widgets/unicode.h"

enum { TERM_BYTES = 4096 };

/* ---- shuffling ---- */

static bool sorted(const int *order, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (order[i] != (int)i)
            return false;
    return true;
}

void quiz_shuffle(const struct question *question, uint64_t seed,
                  int order[QUESTION_OPTIONS])
{
    struct random random;
    uint64_t mixed = seed;
    size_t count = question->option_count;
    for (const char *byte = question->id; *byte; byte++)
        mixed = mixed * 1099511628211u + (unsigned char)*byte;
    random_seed(&random, mixed);
    for (size_t i = 0; i < count; i++)
        order[i] = (int)i;
    if (count < 2 || question->kind == QUESTION_LINE)
        return;
    do {
        for (size_t i = count - 1; i > 0; i--) {
            size_t j = (size_t)random_below(&random, i + 1);
            int kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
    } while (question->kind == QUESTION_ORDER && sorted(order, count));
}

/* ---- reading ---- */

static enum error no_answer(void)
{
    return error_explain(ERROR_USAGE, "not an answer");
}

/* Digits, however they are set apart: "1 3", "13", "1,3". */
static enum error read_choices(const struct question *question,
                               const int *order, const char *line,
                               struct answer *answer)
{
    bool taken[QUESTION_OPTIONS] = {false};
    for (; *line; line++) {
        int place = *line - '1';
        if (isspace((unsigned char)*line) || *line == ',')
            continue;
        if (place < 0 || place >= (int)question->option_count || taken[place])
            return no_answer();
        taken[place] = true;
        answer->chosen[answer->count++] = order[place];
    }
    bool whole = question->kind == QUESTION_ONE ? answer->count == 1
                 : question->kind == QUESTION_ORDER
                     ? answer->count == question->option_count
                     : answer->count > 0;
    return whole ? ERROR_OK : no_answer();
}

/* One gap takes the whole line; several are set apart by | or commas. */
static enum error read_gaps(const struct question *question, const char *line,
                            struct arena *arena, struct answer *answer)
{
    const char *marks = question->gap_count == 1 ? "" : "|,";
    while (answer->count < question->gap_count) {
        size_t length = strcspn(line, marks);
        char *copy = arena_copy(arena, line, length);
        if (!copy)
            return error_explain(ERROR_SYSTEM, "out of memory");
        if (!copy[strspn(copy, " \t")])
            return no_answer();
        answer->texts[answer->count++] = copy;
        line += length;
        if (!*line)
            break;
        line++;
    }
    return answer->count == question->gap_count && !*line ? ERROR_OK
                                                          : no_answer();
}

/* "1,000", "27 %", "3.5ms": the figure counts. */
static enum error read_number(const char *line, struct answer *answer)
{
    char plain[64];
    size_t length = 0;
    char *end = NULL;
    for (; *line && length < sizeof plain - 1; line++)
        if (*line != ',' && !isspace((unsigned char)*line))
            plain[length++] = *line;
    plain[length] = '\0';
    answer->number = strtod(plain, &end);
    if (end == plain || !isfinite(answer->number))
        return no_answer();
    return ERROR_OK;
}

enum error quiz_answer_read(const struct question *question,
                            const int order[QUESTION_OPTIONS], const char *line,
                            struct arena *arena, struct answer *out)
{
    struct answer answer = {0};
    enum error error = ERROR_OK;
    switch (question->kind) {
    case QUESTION_ONE:
    case QUESTION_MANY:
    case QUESTION_ORDER:
        error = read_choices(question, order, line, &answer);
        break;
    case QUESTION_GAP:
        error = read_gaps(question, line, arena, &answer);
        break;
    case QUESTION_LINE:
        error = read_number(line, &answer);
        answer.line = (int)fmax(0, fmin(answer.number, 10000));
        if (!error && (answer.line < 1 || answer.line > question->code_lines))
            error = no_answer();
        break;
    default:
        error = read_number(line, &answer);
    }
    if (!error)
        *out = answer;
    return error;
}

/* ---- judging ---- */

static bool next_letter(const char **at, char *out)
{
    while (**at && strchr(" \t-.'\"`", **at))
        ++*at;
    *out = (char)tolower((unsigned char)**at);
    if (**at)
        ++*at;
    return *out != '\0';
}

static bool same_word(const char *a, const char *b)
{
    char left, right;
    do {
        bool more = next_letter(&a, &left);
        if (next_letter(&b, &right) != more || left != right)
            return false;
    } while (left);
    return true;
}

/* Hangul may come as jamo or as syllables, from an editor or a keyboard. */
static bool same_term(const char *a, const char *b)
{
    struct buffer left, right;
    buffer_init(&left, TERM_BYTES);
    buffer_init(&right, TERM_BYTES);
    bool composed = unicode_compose(&left, a, strlen(a)) == ERROR_OK &&
                    unicode_compose(&right, b, strlen(b)) == ERROR_OK &&
                    left.length > 0 && right.length > 0;
    bool same = composed ? same_word(left.data, right.data) : same_word(a, b);
    buffer_release(&left);
    buffer_release(&right);
    return same;
}

static bool gaps_right(const struct question *question,
                       const struct answer *answer)
{
    for (size_t i = 0; i < question->gap_count; i++) {
        bool found = false;
        for (size_t j = 0; j < question->gaps[i].count; j++)
            found |= same_term(question->gaps[i].accepted[j], answer->texts[i]);
        if (!found)
            return false;
    }
    return true;
}

static bool choices_right(const struct question *question,
                          const struct answer *answer)
{
    size_t wanted = 0;
    for (size_t i = 0; i < question->option_count; i++)
        wanted += question->options[i].right;
    for (size_t i = 0; i < answer->count; i++)
        if (!question->options[answer->chosen[i]].right)
            return false;
    return answer->count == wanted;
}

static bool number_right(const struct question *question, double given,
                         double wanted)
{
    double most = question->tolerance;
    if (question->tolerance_percent)
        most = fabs(wanted) * question->tolerance / 100;
    return fabs(given - wanted) <= most + 1e-9;
}

const struct option *quiz_line_option(const struct question *question, int line)
{
    const struct option *others = NULL;
    for (size_t i = 0; i < question->option_count; i++) {
        if (question->options[i].line == line)
            return &question->options[i];
        if (question->options[i].line == 0)
            others = &question->options[i];
    }
    return others;
}

bool quiz_answer_right(const struct question *question,
                       const struct answer *answer, double measured)
{
    const struct option *option = NULL;
    switch (question->kind) {
    case QUESTION_ONE:
    case QUESTION_MANY:
        return choices_right(question, answer);
    case QUESTION_ORDER:
        return sorted(answer->chosen, answer->count);
    case QUESTION_GAP:
        return gaps_right(question, answer);
    case QUESTION_LINE:
        option = quiz_line_option(question, answer->line);
        return option && option->right;
    case QUESTION_NUMBER:
        return number_right(question, answer->number, question->number);
    default:
        return number_right(question, answer->number, measured);
    }
}
