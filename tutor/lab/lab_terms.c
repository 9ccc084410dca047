/*
 * lab_terms -- the single values of a formula: names and statistics of loads.
 *
 * What words may stand in front of "of" is a table, so that a word that is a
 * statistic there stays free to be a name elsewhere: "ok of reads" counts, and
 * "ok.calls" asks an answer that somebody called ok.
 */
#include <stdlib.h>
#include <string.h>

#include "tutor/commands/text.h"
#include "tutor/lab/lab_expression_private.h"

/* ---- names ---- */

static enum error parse_bracket(struct lab_parse *parse,
                                struct lab_segment *out)
{
    enum error error = lab_parse_next(parse);
    if (!error && parse->scan.token == LAB_T_NUMBER) {
        out->step = LAB_INDEX;
        out->index = (int64_t)parse->scan.number;
    } else if (!error && (parse->scan.token == LAB_T_NAME ||
                          parse->scan.token == LAB_T_STRING)) {
        out->name = parse->scan.text;
        error = lab_parse_next(parse);
        out->step = lab_parse_is(parse, "~") ? LAB_CONTAINS : LAB_WHERE;
        if (!error && !lab_parse_is(parse, "=") && !lab_parse_is(parse, "~"))
            return lab_parse_unexpected(parse, "= ~");
        error = error ? error : lab_parse_next(parse);
        out->value = parse->scan.text;
        if (!error && parse->scan.token == LAB_T_NUMBER)
            out->value = arena_format(parse->arena, "%g", parse->scan.number);
        else if (!error && parse->scan.token != LAB_T_NAME &&
                 parse->scan.token != LAB_T_STRING)
            return lab_parse_unexpected(parse, "[name=value]");
    } else if (!error) {
        return lab_parse_unexpected(parse, "[3] [name=value] [name~value]");
    }
    error = error ? error : lab_parse_next(parse);
    return error ? error : lab_parse_need(parse, "]");
}

static enum error parse_segment(struct lab_parse *parse,
                                struct lab_segment *out)
{
    if (lab_parse_is(parse, "["))
        return parse_bracket(parse, out);
    enum error error = lab_parse_next(parse); /* over the point */
    if (error)
        return error;
    if (lab_parse_is(parse, "*"))
        out->step = LAB_EACH;
    else if (parse->scan.token == LAB_T_NAME ||
             parse->scan.token == LAB_T_STRING)
        out->name = parse->scan.text;
    else
        return lab_parse_unexpected(parse, ".name .\"name\" .*");
    return lab_parse_next(parse);
}

static enum error parse_name(struct lab_parse *parse, struct lab_name *out)
{
    const char *start = parse->scan.start;
    if (parse->scan.token != LAB_T_NAME)
        return lab_parse_unexpected(parse, "NAME");
    out->segments[out->count++].name = parse->scan.text;
    const char *end = parse->scan.at;
    enum error error = lab_parse_next(parse);
    while (!error && (lab_parse_is(parse, ".") || lab_parse_is(parse, "["))) {
        if (out->count == LAB_SEGMENTS)
            return explain(ERROR_UNPROCESSABLE, LAB_TOO_LONG);
        struct lab_segment *before = &out->segments[out->count - 1];
        struct lab_segment *segment = &out->segments[out->count++];
        error = parse_segment(parse, segment);
        segment->also = segment->step >= LAB_WHERE && before->step >= LAB_WHERE;
        end = parse->scan.start;
    }
    while (end > start && end[-1] == ' ')
        end--;
    out->source = arena_copy(parse->arena, start, (size_t)(end - start));
    return error || out->source ? error
                                : error_explain(ERROR_SYSTEM, "out of memory");
}

/* ---- statistics of loads ---- */

static const char *const classes[LAB_CLASSES] = {
    [LAB_ALL] = "all",       [LAB_OK] = "ok",     [LAB_REFUSED] = "refused",
    [LAB_FAILED] = "failed", [LAB_LOST] = "lost", [LAB_BAD] = "bad"};

static bool find_class(const char *word, size_t length, enum lab_class *out)
{
    for (int i = 0; i < LAB_CLASSES; i++)
        if (strlen(classes[i]) == length &&
            strncmp(classes[i], word, length) == 0) {
            *out = (enum lab_class)i;
            return true;
        }
    return false;
}

static enum error parse_point(struct lab_parse *parse, struct lab_point *out)
{
    enum error error = ERROR_OK;
    bool minus = false;
    if (parse->scan.token == LAB_T_NUMBER) {
        out->ms = (int64_t)parse->scan.number;
        return lab_parse_next(parse);
    }
    if (parse->scan.token != LAB_T_NAME)
        return lab_parse_unexpected(parse, "2s NAME NAME.end NAME+500ms");
    out->answer = parse->scan.text;
    error = lab_parse_next(parse);
    if (!error && lab_parse_is(parse, ".")) {
        error = lab_parse_next(parse);
        error = error ? error : lab_parse_need(parse, "end");
        out->end = true;
    }
    if (error || (!lab_parse_is(parse, "+") && !lab_parse_is(parse, "-")))
        return error;
    minus = lab_parse_is(parse, "-");
    error = lab_parse_next(parse);
    if (!error && parse->scan.token != LAB_T_NUMBER)
        return lab_parse_unexpected(parse, "500ms");
    out->ms = (int64_t)(minus ? -parse->scan.number : parse->scan.number);
    return error ? error : lab_parse_next(parse);
}

/* "of [CLASS] LOAD [in A..B]" */
static enum error parse_of(struct lab_parse *parse, struct lab_expression *out)
{
    enum lab_class class = LAB_ALL;
    enum error error = lab_parse_need(parse, "of");
    if (!error && out->statistic >= LAB_QUANTILE && out->statistic <= LAB_MOST)
        if (parse->scan.token == LAB_T_NAME &&
            find_class(parse->scan.text, strlen(parse->scan.text), &class)) {
            out->class = class;
            error = lab_parse_next(parse);
        }
    error = error ? error : parse_name(parse, &out->name);
    if (error || !lab_parse_is(parse, "in"))
        return error;
    out->windowed = true;
    error = lab_parse_next(parse);
    error = error ? error : parse_point(parse, &out->from);
    error = error ? error : lab_parse_need(parse, "..");
    return error ? error : parse_point(parse, &out->to);
}

/* "time until first ok of LOAD after A" */
static enum error parse_until(struct lab_parse *parse,
                              struct lab_expression *out)
{
    enum error error = lab_parse_next(parse);
    error = error ? error : lab_parse_need(parse, "until");
    if (error)
        return error;
    if (!lab_parse_is(parse, "first") && !lab_parse_is(parse, "last"))
        return lab_parse_unexpected(parse, "first last");
    out->statistic = lab_parse_is(parse, "first") ? LAB_FIRST : LAB_LAST;
    error = lab_parse_next(parse);
    if (error)
        return error;
    if (parse->scan.token != LAB_T_NAME ||
        !find_class(parse->scan.text, strlen(parse->scan.text), &out->class))
        return lab_parse_unexpected(parse, "all ok refused failed lost bad");
    error = lab_parse_next(parse);
    error = error ? error : lab_parse_need(parse, "of");
    error = error ? error : parse_name(parse, &out->name);
    error = error ? error : lab_parse_need(parse, "after");
    return error ? error : parse_point(parse, &out->from);
}

static bool quantile(const char *word, double *out)
{
    char *end = NULL;
    if (word[0] != 'p' || word[1] < '1' || word[1] > '9')
        return false;
    double percent = strtod(word + 1, &end);
    while (percent >= 100) /* p999 */
        percent /= 10;
    *out = percent / 100;
    return *end == '\0';
}

/* Whether the word begins a statistic; then its facts are in `out`. */
static bool statistic(const char *word, struct lab_expression *out)
{
    size_t length = strlen(word);
    bool percent = length > 0 && word[length - 1] == '%';
    out->class = LAB_OK;
    if (quantile(word, &out->number))
        out->statistic = LAB_QUANTILE;
    else if (strcmp(word, "mean") == 0)
        out->statistic = LAB_MEAN;
    else if (strcmp(word, "max") == 0)
        out->statistic = LAB_MOST;
    else if (strcmp(word, "rate") == 0)
        out->statistic = LAB_RATE;
    else if (strcmp(word, "gap") == 0)
        out->statistic = LAB_GAP;
    else if (find_class(word, length - percent, &out->class))
        out->statistic = percent ? LAB_SHARE : LAB_COUNT;
    else
        return false;
    return true;
}

/* A word that is followed by "of" and begins no statistic. */
static enum error parse_function(struct lab_parse *parse,
                                 struct lab_expression *out)
{
    static const struct {
        const char *word;
        enum lab_kind kind;
    } functions[] = {{"count", LAB_COUNT_OF},
                     {"sum", LAB_SUM_OF},
                     {"distinct", LAB_DISTINCT_OF},
                     {"exit", LAB_EXIT_OF},
                     {"took", LAB_TOOK_OF}};
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        if (!lab_parse_is(parse, functions[i].word))
            continue;
        out->kind = functions[i].kind;
        enum error error = lab_parse_next(parse);
        error = error ? error : lab_parse_need(parse, "of");
        return error ? error : parse_name(parse, &out->name);
    }
    out->kind = LAB_NAME;
    return parse_name(parse, &out->name);
}

/* The words that lead a statistic are names elsewhere: "ok.x" is an answer. */
static bool before_of(const struct lab_parse *parse)
{
    const char *at = parse->scan.at;
    while (*at == ' ')
        at++;
    return strncmp(at, "of ", 3) == 0;
}

enum error lab_parse_word(struct lab_parse *parse, struct lab_expression *out)
{
    const char *word = parse->scan.text;
    bool time =
        strcmp(word, "time") == 0 && strncmp(parse->scan.at, " until", 6) == 0;
    enum error error = ERROR_OK;
    out->kind = LAB_STATISTIC;
    if (time)
        return parse_until(parse, out);
    if (strcmp(word, "http") == 0) {
        error = lab_parse_next(parse);
        if (!error && parse->scan.token != LAB_T_NUMBER)
            return lab_parse_unexpected(parse, "http 503 of LOAD");
        out->statistic = LAB_HTTP;
        out->number = parse->scan.number;
        error = error ? error : lab_parse_next(parse);
        return error ? error : parse_of(parse, out);
    }
    if (before_of(parse) && statistic(word, out)) {
        error = lab_parse_next(parse);
        return error ? error : parse_of(parse, out);
    }
    return parse_function(parse, out);
}
