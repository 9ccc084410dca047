/*
 * lab_expression -- what an experiment measures and expects, as a formula.
 *
 * A parser by recursive descent: one function for each level of binding, from
 * `and` down to a single value, each of which reads what it knows and leaves
 * the rest to its caller. What words may stand in front of "of" is a table, so
 * that the error for a wrong one can list them all.
 *
 * The tree is not checked for sense here: whether a load of that name exists
 * is known only when the whole file has been read (lab_file.c).
 */
#include "tutor/lab/lab_expression.h"

#include <stdlib.h>
#include <string.h>

#include "tutor/commands/text.h"
#include "tutor/lab/lab_scan.h"

struct parse {
    struct lab_scan scan;
    struct arena *arena;
    int depth, nodes;
};

static enum error parse_sum(struct parse *parse, struct lab_expression **out);

static enum error next(struct parse *parse)
{
    return lab_scan_next(&parse->scan);
}

static bool is(const struct parse *parse, const char *text)
{
    return lab_scan_is(&parse->scan, text);
}

/* What was found where something else must stand. */
static enum error unexpected(const struct parse *parse, const char *wanted)
{
    if (parse->scan.token == LAB_T_END)
        return explain(ERROR_UNPROCESSABLE, LAB_ENDS_EARLY, wanted);
    return explain(ERROR_UNPROCESSABLE, LAB_UNEXPECTED, parse->scan.start,
                   wanted);
}

static enum error need(struct parse *parse, const char *text)
{
    return is(parse, text) ? next(parse) : unexpected(parse, text);
}

static enum error node(struct parse *parse, enum lab_kind kind,
                       struct lab_expression **out)
{
    if (++parse->nodes > LAB_NODES)
        return explain(ERROR_UNPROCESSABLE, LAB_TOO_LONG);
    *out = arena_alloc(parse->arena, sizeof **out);
    if (!*out)
        return error_explain(ERROR_SYSTEM, "out of memory");
    (*out)->kind = kind;
    return ERROR_OK;
}

/* ---- names ---- */

static enum error parse_bracket(struct parse *parse, struct lab_segment *out)
{
    enum error error = next(parse);
    if (!error && parse->scan.token == LAB_T_NUMBER) {
        out->step = LAB_INDEX;
        out->index = (int64_t)parse->scan.number;
    } else if (!error && (parse->scan.token == LAB_T_NAME ||
                          parse->scan.token == LAB_T_STRING)) {
        out->name = parse->scan.text;
        error = next(parse);
        out->step = is(parse, "~") ? LAB_CONTAINS : LAB_WHERE;
        if (!error && !is(parse, "=") && !is(parse, "~"))
            return unexpected(parse, "= ~");
        error = error ? error : next(parse);
        out->value = parse->scan.text;
        if (!error && parse->scan.token == LAB_T_NUMBER)
            out->value = arena_format(parse->arena, "%g", parse->scan.number);
        else if (!error && parse->scan.token != LAB_T_NAME &&
                 parse->scan.token != LAB_T_STRING)
            return unexpected(parse, "[name=value]");
    } else if (!error) {
        return unexpected(parse, "[3] [name=value] [name~value]");
    }
    error = error ? error : next(parse);
    return error ? error : need(parse, "]");
}

static enum error parse_segment(struct parse *parse, struct lab_segment *out)
{
    if (is(parse, "["))
        return parse_bracket(parse, out);
    enum error error = next(parse); /* over the point */
    if (error)
        return error;
    if (is(parse, "*"))
        out->step = LAB_EACH;
    else if (parse->scan.token == LAB_T_NAME ||
             parse->scan.token == LAB_T_STRING)
        out->name = parse->scan.text;
    else
        return unexpected(parse, ".name .\"name\" .*");
    return next(parse);
}

static enum error parse_name(struct parse *parse, struct lab_name *out)
{
    const char *start = parse->scan.start;
    if (parse->scan.token != LAB_T_NAME)
        return unexpected(parse, "NAME");
    out->segments[out->count++].name = parse->scan.text;
    const char *end = parse->scan.at;
    enum error error = next(parse);
    while (!error && (is(parse, ".") || is(parse, "["))) {
        if (out->count == LAB_SEGMENTS)
            return explain(ERROR_UNPROCESSABLE, LAB_TOO_LONG);
        error = parse_segment(parse, &out->segments[out->count++]);
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

static enum error parse_point(struct parse *parse, struct lab_point *out)
{
    enum error error = ERROR_OK;
    bool minus = false;
    if (parse->scan.token == LAB_T_NUMBER) {
        out->ms = (int64_t)parse->scan.number;
        return next(parse);
    }
    if (parse->scan.token != LAB_T_NAME)
        return unexpected(parse, "2s NAME NAME.end NAME+500ms");
    out->answer = parse->scan.text;
    error = next(parse);
    if (!error && is(parse, ".")) {
        error = next(parse);
        error = error ? error : need(parse, "end");
        out->end = true;
    }
    if (error || (!is(parse, "+") && !is(parse, "-")))
        return error;
    minus = is(parse, "-");
    error = next(parse);
    if (!error && parse->scan.token != LAB_T_NUMBER)
        return unexpected(parse, "500ms");
    out->ms = (int64_t)(minus ? -parse->scan.number : parse->scan.number);
    return error ? error : next(parse);
}

/* "of [CLASS] LOAD [in A..B]" */
static enum error parse_of(struct parse *parse, struct lab_expression *out)
{
    enum lab_class class = LAB_ALL;
    enum error error = need(parse, "of");
    if (!error && out->statistic >= LAB_QUANTILE && out->statistic <= LAB_MOST)
        if (parse->scan.token == LAB_T_NAME &&
            find_class(parse->scan.text, strlen(parse->scan.text), &class)) {
            out->class = class;
            error = next(parse);
        }
    error = error ? error : parse_name(parse, &out->name);
    if (error || !is(parse, "in"))
        return error;
    out->windowed = true;
    error = next(parse);
    error = error ? error : parse_point(parse, &out->from);
    error = error ? error : need(parse, "..");
    return error ? error : parse_point(parse, &out->to);
}

/* "time until first ok of LOAD after A" */
static enum error parse_until(struct parse *parse, struct lab_expression *out)
{
    enum error error = next(parse);
    error = error ? error : need(parse, "until");
    if (error)
        return error;
    if (!is(parse, "first") && !is(parse, "last"))
        return unexpected(parse, "first last");
    out->statistic = is(parse, "first") ? LAB_FIRST : LAB_LAST;
    error = next(parse);
    if (error)
        return error;
    if (parse->scan.token != LAB_T_NAME ||
        !find_class(parse->scan.text, strlen(parse->scan.text), &out->class))
        return unexpected(parse, "all ok refused failed lost bad");
    error = next(parse);
    error = error ? error : need(parse, "of");
    error = error ? error : parse_name(parse, &out->name);
    error = error ? error : need(parse, "after");
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
static enum error parse_function(struct parse *parse,
                                 struct lab_expression *out)
{
    static const struct {
        const char *word;
        enum lab_kind kind;
    } functions[] = {{"count", LAB_COUNT_OF},
                     {"sum", LAB_SUM_OF},
                     {"exit", LAB_EXIT_OF},
                     {"took", LAB_TOOK_OF}};
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        if (!is(parse, functions[i].word))
            continue;
        out->kind = functions[i].kind;
        enum error error = next(parse);
        error = error ? error : need(parse, "of");
        return error ? error : parse_name(parse, &out->name);
    }
    out->kind = LAB_NAME;
    return parse_name(parse, &out->name);
}

/* The words that lead a statistic are names elsewhere: "ok.x" is an answer. */
static bool before_of(const struct parse *parse)
{
    const char *at = parse->scan.at;
    while (*at == ' ')
        at++;
    return strncmp(at, "of ", 3) == 0;
}

static enum error parse_word(struct parse *parse, struct lab_expression *out)
{
    const char *word = parse->scan.text;
    bool time = strcmp(word, "time") == 0 &&
                strncmp(parse->scan.at, " until", 6) == 0;
    enum error error = ERROR_OK;
    out->kind = LAB_STATISTIC;
    if (time)
        return parse_until(parse, out);
    if (strcmp(word, "http") == 0) {
        error = next(parse);
        if (!error && parse->scan.token != LAB_T_NUMBER)
            return unexpected(parse, "http 503 of LOAD");
        out->statistic = LAB_HTTP;
        out->number = parse->scan.number;
        error = error ? error : next(parse);
        return error ? error : parse_of(parse, out);
    }
    if (before_of(parse) && statistic(word, out)) {
        error = next(parse);
        return error ? error : parse_of(parse, out);
    }
    return parse_function(parse, out);
}

/* ---- arithmetic ---- */

static enum error parse_value(struct parse *parse, struct lab_expression **out)
{
    enum error error = node(parse, LAB_NUMBER, out);
    if (error)
        return error;
    if (is(parse, "(")) {
        if (++parse->depth > LAB_DEPTH)
            return explain(ERROR_UNPROCESSABLE, LAB_TOO_LONG);
        error = next(parse);
        error = error ? error : parse_sum(parse, out);
        parse->depth--;
        return error ? error : need(parse, ")");
    }
    if (is(parse, "-")) {
        if (++parse->depth > LAB_DEPTH)
            return explain(ERROR_UNPROCESSABLE, LAB_TOO_LONG);
        (*out)->kind = LAB_NEGATED;
        error = next(parse);
        error = error ? error : parse_value(parse, &(*out)->left);
        parse->depth--;
        return error;
    }
    if (parse->scan.token == LAB_T_NAME)
        return parse_word(parse, *out);
    if (parse->scan.token != LAB_T_NUMBER && parse->scan.token != LAB_T_STRING)
        return unexpected(parse, "NAME, 5, \"...\", (...), p99 of LOAD");
    (*out)->kind =
        parse->scan.token == LAB_T_NUMBER ? LAB_NUMBER : LAB_TEXT;
    (*out)->number = parse->scan.number;
    (*out)->text = parse->scan.text;
    return next(parse);
}

typedef enum error level(struct parse *parse, struct lab_expression **out);

struct sign {
    const char *text;
    enum lab_kind kind;
};

/* LOWER (SIGN LOWER)*, bound from the left. */
static enum error parse_level(struct parse *parse, level *lower,
                              const struct sign *signs, size_t count,
                              struct lab_expression **out)
{
    enum error error = lower(parse, out);
    while (!error) {
        size_t i = 0;
        while (i < count && !is(parse, signs[i].text))
            i++;
        if (i == count)
            return ERROR_OK;
        struct lab_expression *left = *out;
        error = next(parse);
        error = error ? error : node(parse, signs[i].kind, out);
        if (error)
            return error;
        (*out)->left = left;
        error = lower(parse, &(*out)->right);
    }
    return error;
}

static enum error parse_product(struct parse *parse,
                                struct lab_expression **out)
{
    static const struct sign signs[] = {{"*", LAB_MULTIPLY}, {"/", LAB_DIVIDE}};
    return parse_level(parse, parse_value, signs, 2, out);
}

static enum error parse_sum(struct parse *parse, struct lab_expression **out)
{
    static const struct sign signs[] = {{"+", LAB_ADD}, {"-", LAB_SUBTRACT}};
    return parse_level(parse, parse_product, signs, 2, out);
}

/* ---- comparisons ---- */

static enum error parse_tolerance(struct parse *parse,
                                  struct lab_expression *out)
{
    if (out->kind != LAB_EQUAL || (!is(parse, "±") && !is(parse, "+-")))
        return ERROR_OK;
    enum error error = next(parse);
    if (!error && parse->scan.token != LAB_T_NUMBER)
        return unexpected(parse, "± 5, ± 10%");
    out->tolerance = parse->scan.number;
    out->tolerance_percent = parse->scan.percent;
    return error ? error : next(parse);
}

static enum error parse_comparison(struct parse *parse,
                                   struct lab_expression **out)
{
    static const struct sign signs[] = {
        {">=", LAB_AT_LEAST}, {"<=", LAB_AT_MOST}, {"==", LAB_EQUAL},
        {"!=", LAB_UNEQUAL},  {">", LAB_MORE},     {"<", LAB_LESS},
        {"has", LAB_HAS}};
    struct lab_expression *left = NULL;
    enum error error = parse_sum(parse, &left);
    if (error)
        return error;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (!is(parse, signs[i].text))
            continue;
        error = next(parse);
        error = error ? error : node(parse, signs[i].kind, out);
        if (error)
            return error;
        (*out)->left = left;
        error = parse_sum(parse, &(*out)->right);
        return error ? error : parse_tolerance(parse, *out);
    }
    return unexpected(parse, ">= <= > < == != has");
}

static enum error parse_all(const char *text, struct arena *arena, bool compare,
                            struct lab_expression **out)
{
    static const struct sign signs[] = {{"and", LAB_AND}};
    struct parse parse = {.arena = arena};
    lab_scan_init(&parse.scan, text, arena);
    enum error error = next(&parse);
    if (!error && compare)
        error = parse_level(&parse, parse_comparison, signs, 1, out);
    else if (!error)
        error = parse_sum(&parse, out);
    if (!error && parse.scan.token != LAB_T_END)
        return unexpected(&parse, compare ? "and" : "+ - * /");
    return error;
}

enum error lab_expression_parse(const char *text, struct arena *arena,
                                struct lab_expression **out)
{
    return parse_all(text, arena, false, out);
}

enum error lab_condition_parse(const char *text, struct arena *arena,
                               struct lab_expression **out)
{
    return parse_all(text, arena, true, out);
}
