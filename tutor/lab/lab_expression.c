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

#include <assert.h>
#include <string.h>

#include "tutor/commands/text.h"
#include "tutor/lab/lab_expression_private.h"

static enum error parse_sum(struct lab_parse *parse,
                            struct lab_expression **out);

enum error lab_parse_next(struct lab_parse *parse)
{
    return lab_scan_next(&parse->scan);
}

bool lab_parse_is(const struct lab_parse *parse, const char *text)
{
    return lab_scan_is(&parse->scan, text);
}

/* What was found where something else must stand. */
enum error lab_parse_unexpected(const struct lab_parse *parse,
                                const char *wanted)
{
    if (parse->scan.token == LAB_T_END)
        return explain(ERROR_UNPROCESSABLE, LAB_ENDS_EARLY, wanted);
    return explain(ERROR_UNPROCESSABLE, LAB_UNEXPECTED, parse->scan.start,
                   wanted);
}

enum error lab_parse_need(struct lab_parse *parse, const char *text)
{
    return lab_parse_is(parse, text) ? lab_parse_next(parse)
                                     : lab_parse_unexpected(parse, text);
}

static enum error node(struct lab_parse *parse, enum lab_kind kind,
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

/* ---- arithmetic ---- */

static enum error parse_value(struct lab_parse *parse,
                              struct lab_expression **out)
{
    enum error error = node(parse, LAB_NUMBER, out);
    if (error)
        return error;
    assert(*out);
    if (lab_parse_is(parse, "(")) {
        if (++parse->depth > LAB_DEPTH)
            return explain(ERROR_UNPROCESSABLE, LAB_TOO_LONG);
        error = lab_parse_next(parse);
        error = error ? error : parse_sum(parse, out);
        parse->depth--;
        return error ? error : lab_parse_need(parse, ")");
    }
    if (lab_parse_is(parse, "-")) {
        if (++parse->depth > LAB_DEPTH)
            return explain(ERROR_UNPROCESSABLE, LAB_TOO_LONG);
        (*out)->kind = LAB_NEGATED;
        error = lab_parse_next(parse);
        error = error ? error : parse_value(parse, &(*out)->left);
        parse->depth--;
        return error;
    }
    if (parse->scan.token == LAB_T_NAME)
        return lab_parse_word(parse, *out);
    if (parse->scan.token != LAB_T_NUMBER && parse->scan.token != LAB_T_STRING)
        return lab_parse_unexpected(parse,
                                    "NAME, 5, \"...\", (...), p99 of LOAD");
    (*out)->kind = parse->scan.token == LAB_T_NUMBER ? LAB_NUMBER : LAB_TEXT;
    (*out)->number = parse->scan.number;
    (*out)->text = parse->scan.text;
    return lab_parse_next(parse);
}

typedef enum error level(struct lab_parse *parse, struct lab_expression **out);

struct sign {
    const char *text;
    enum lab_kind kind;
};

/* LOWER (SIGN LOWER)*, bound from the left. */
static enum error parse_level(struct lab_parse *parse, level *lower,
                              const struct sign *signs, size_t count,
                              struct lab_expression **out)
{
    enum error error = lower(parse, out);
    while (!error) {
        size_t i = 0;
        while (i < count && !lab_parse_is(parse, signs[i].text))
            i++;
        if (i == count)
            return ERROR_OK;
        struct lab_expression *left = *out;
        error = lab_parse_next(parse);
        error = error ? error : node(parse, signs[i].kind, out);
        if (error)
            return error;
        assert(*out);
        (*out)->left = left;
        error = lower(parse, &(*out)->right);
    }
    return error;
}

static enum error parse_product(struct lab_parse *parse,
                                struct lab_expression **out)
{
    static const struct sign signs[] = {{"*", LAB_MULTIPLY}, {"/", LAB_DIVIDE}};
    return parse_level(parse, parse_value, signs, 2, out);
}

static enum error parse_sum(struct lab_parse *parse,
                            struct lab_expression **out)
{
    static const struct sign signs[] = {{"+", LAB_ADD}, {"-", LAB_SUBTRACT}};
    return parse_level(parse, parse_product, signs, 2, out);
}

/* ---- comparisons ---- */

static enum error parse_tolerance(struct lab_parse *parse,
                                  struct lab_expression *out)
{
    if (out->kind != LAB_EQUAL ||
        (!lab_parse_is(parse, "±") && !lab_parse_is(parse, "+-")))
        return ERROR_OK;
    enum error error = lab_parse_next(parse);
    if (!error && parse->scan.token != LAB_T_NUMBER)
        return lab_parse_unexpected(parse, "± 5, ± 10%");
    out->tolerance = parse->scan.number;
    out->tolerance_percent = parse->scan.percent;
    return error ? error : lab_parse_next(parse);
}

static enum error parse_comparison(struct lab_parse *parse,
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
        if (!lab_parse_is(parse, signs[i].text))
            continue;
        error = lab_parse_next(parse);
        error = error ? error : node(parse, signs[i].kind, out);
        if (error)
            return error;
        assert(*out);
        (*out)->left = left;
        error = parse_sum(parse, &(*out)->right);
        return error ? error : parse_tolerance(parse, *out);
    }
    return lab_parse_unexpected(parse, ">= <= > < == != has");
}

static enum error parse_all(const char *text, struct arena *arena, bool compare,
                            struct lab_expression **out)
{
    static const struct sign signs[] = {{"and", LAB_AND}};
    struct lab_parse parse = {.arena = arena};
    lab_scan_init(&parse.scan, text, arena);
    enum error error = lab_parse_next(&parse);
    if (!error && compare)
        error = parse_level(&parse, parse_comparison, signs, 1, out);
    else if (!error)
        error = parse_sum(&parse, out);
    if (!error && parse.scan.token != LAB_T_END)
        return lab_parse_unexpected(&parse, compare ? "and" : "+ - * /");
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
