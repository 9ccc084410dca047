/*
 * lab_facts -- what a run has found out, and formulas worked out from it.
 *
 * Each kind of a node is one short function from facts to a value. What is
 * missing travels upwards as a value that is not known, with the first reason:
 * an experiment whose figure is missing must say so, and never show 0.
 */
#include "tutor/lab/lab_facts.h"

#include <math.h>
#include <string.h>

#include "tutor/commands/text.h"
#include "tutor/lab/lab_path.h"
#include "tutor/lab/lab_window.h"

static struct lab_value number(double value)
{
    return (struct lab_value){.known = true, .number = value};
}

/* What is missing, as one of our sentences. */
#define missing(arena, id, ...)                                                \
    (struct lab_value)                                                         \
    {                                                                          \
        .why = arena_format(arena, TEXT_FORMAT(id) __VA_OPT__(, ) __VA_ARGS__) \
    }

const struct lab_answer *lab_facts_answer(const struct lab_facts *facts,
                                          const char *name)
{
    for (size_t i = 0; i < facts->answer_count; i++)
        if (strcmp(facts->answers[i].name, name) == 0)
            return &facts->answers[i];
    return NULL;
}

bool lab_name_shape(const struct lab_name *name, enum shape *shape)
{
    for (int i = 0; i < SHAPE_COUNT; i++)
        if (strcmp(name->segments[0].name, shape_name((enum shape)i)) == 0) {
            *shape = (enum shape)i;
            return true;
        }
    return false;
}

const char *lab_name_rest(const struct lab_name *name, struct arena *arena)
{
    enum shape shape;
    size_t skip = lab_name_shape(name, &shape) ? 1 : 0;
    struct buffer out;
    buffer_init(&out, 512);
    for (size_t i = skip; i < name->count; i++) {
        if (i > skip)
            buffer_byte(&out, '.');
        buffer_text(&out, name->segments[i].name ? name->segments[i].name : "");
    }
    const char *text = arena_string(arena, out.data ? out.data : "");
    buffer_release(&out);
    return text ? text : "";
}

/* ---- names ---- */

struct found {
    const struct json *first;
    double sum;
};

static void on_found(void *arg, const struct json *value)
{
    struct found *found = arg;
    if (!found->first)
        found->first = value;
    if (value->kind == JSON_NUMBER)
        found->sum += value->number;
}

static struct lab_value of_json(const struct json *json, struct arena *arena,
                                const char *source)
{
    if (json->kind == JSON_NUMBER)
        return number(json->number);
    if (json->kind == JSON_BOOL)
        return number(json->boolean);
    if (json->kind == JSON_TEXT)
        return (struct lab_value){.known = true, .text = json->text};
    return missing(arena, LAB_NO_NUMBER, source);
}

static struct lab_value figure_named(const struct lab_facts *facts,
                                     const struct lab_name *name,
                                     enum shape shape, struct arena *arena)
{
    const char *rest = lab_name_rest(name, arena);
    lab_name_shape(name, &shape);
    for (size_t i = 0; i < facts->figure_count; i++) {
        const struct lab_figure *figure = &facts->figures[i];
        if (strcmp(figure->name, rest) == 0 &&
            (!figure->shaped || figure->shape == shape))
            return figure->value;
    }
    return missing(arena, LAB_NO_VALUE, name->source);
}

/* A name, `count of` or `sum of`. */
static struct lab_value named(const struct lab_facts *facts,
                              const struct lab_expression *expression,
                              enum shape shape, struct arena *arena)
{
    const struct lab_name *name = &expression->name;
    struct found found = {0};
    const struct lab_answer *answer =
        lab_facts_answer(facts, name->segments[0].name);
    if (!answer)
        return figure_named(facts, name, shape, arena);
    if (!answer->done || !answer->json)
        return missing(arena, LAB_NO_ANSWER, answer->name);
    size_t count = lab_path_each(answer->json, name->segments + 1,
                                 name->count - 1, shape, on_found, &found);
    if (expression->kind == LAB_COUNT_OF)
        return number((double)count);
    if (expression->kind == LAB_SUM_OF)
        return number(found.sum);
    return count > 0 ? of_json(found.first, arena, name->source)
                     : missing(arena, LAB_NO_VALUE, name->source);
}

/* "state-3" is one of the family "state". */
bool lab_name_in_family(const char *name, const char *family)
{
    size_t length = strlen(family);
    return strncmp(name, family, length) == 0 && name[length] == '-';
}

static bool same_value(const struct lab_value *a, const struct lab_value *b)
{
    if (a->text || b->text)
        return a->text && b->text && strcmp(a->text, b->text) == 0;
    return a->number == b->number;
}

/* One member that is not known makes the count unknown. */
static struct lab_value distinct(const struct lab_facts *facts,
                                 const struct lab_expression *expression,
                                 enum shape shape, struct arena *arena)
{
    const struct lab_value *seen[LAB_FIGURES];
    size_t count = 0;
    const char *family = lab_name_rest(&expression->name, arena);
    lab_name_shape(&expression->name, &shape);
    for (size_t i = 0; i < facts->figure_count; i++) {
        const struct lab_figure *figure = &facts->figures[i];
        bool new = true;
        if (!lab_name_in_family(figure->name, family) ||
            (figure->shaped && figure->shape != shape))
            continue;
        if (!figure->value.known)
            return figure->value;
        for (size_t j = 0; j < count; j++)
            new &= !same_value(seen[j], &figure->value);
        if (new)
            seen[count++] = &figure->value;
    }
    return count > 0 ? number((double)count)
                     : missing(arena, LAB_NO_VALUE, expression->name.source);
}

static struct lab_value of_answer(const struct lab_facts *facts,
                                  const struct lab_expression *expression,
                                  struct arena *arena)
{
    const char *name = expression->name.segments[0].name;
    const struct lab_answer *answer = lab_facts_answer(facts, name);
    if (!answer || !answer->done)
        return missing(arena, LAB_NO_ANSWER, name);
    return number(expression->kind == LAB_EXIT_OF
                      ? answer->status
                      : answer->to_ms - answer->from_ms);
}

/* ---- loads ---- */

static const struct lab_samples *load_named(const struct lab_facts *facts,
                                            const struct lab_name *name,
                                            enum shape shape,
                                            struct arena *arena)
{
    const char *rest = lab_name_rest(name, arena);
    lab_name_shape(name, &shape);
    for (size_t i = 0; i < facts->load_count; i++)
        if (facts->loads[i].shape == shape &&
            strcmp(facts->loads[i].load, rest) == 0)
            return &facts->loads[i];
    return NULL;
}

/* False when the action that it counts from never was. */
static bool point_ms(const struct lab_facts *facts,
                     const struct lab_point *point, double *out)
{
    *out = (double)point->ms;
    if (!point->answer)
        return true;
    const struct lab_answer *answer = lab_facts_answer(facts, point->answer);
    if (!answer || !answer->done)
        return false;
    *out += point->end ? answer->to_ms : answer->from_ms;
    return true;
}

static struct lab_value of_load(const struct lab_facts *facts,
                                const struct lab_expression *expression,
                                enum shape shape, struct arena *arena)
{
    const struct lab_samples *load =
        load_named(facts, &expression->name, shape, arena);
    double from = 0, to = INFINITY, value = 0;
    bool after =
        expression->statistic == LAB_FIRST || expression->statistic == LAB_LAST;
    if (!load)
        return missing(arena, LAB_NO_LOAD, expression->name.source);
    if (!expression->windowed && !after)
        from = -INFINITY;
    else if (!point_ms(facts, &expression->from, &from) ||
             (!after && !point_ms(facts, &expression->to, &to)))
        return missing(arena, LAB_NO_MOMENT, expression->name.source);
    if (!lab_window(load, expression, from, to, &value))
        return missing(arena, LAB_NO_SAMPLES, expression->name.source);
    return number(value);
}

/* ---- two sides ---- */

static bool equal(const struct lab_expression *expression,
                  const struct lab_value *left, const struct lab_value *right)
{
    double room = expression->tolerance;
    if (left->text || right->text)
        return left->text && right->text && !strcmp(left->text, right->text);
    if (expression->tolerance_percent)
        room *= fabs(right->number) / 100;
    return fabs(left->number - right->number) <= room;
}

static struct lab_value compare(const struct lab_expression *expression,
                                const struct lab_value *left,
                                const struct lab_value *right)
{
    struct lab_value value = {.known = true};
    double a = left->number, b = right->number;
    bool numbers = !left->text && !right->text;
    switch (expression->kind) {
    case LAB_LESS:
        value.truth = numbers && a < b;
        break;
    case LAB_AT_MOST:
        value.truth = numbers && a <= b;
        break;
    case LAB_MORE:
        value.truth = numbers && a > b;
        break;
    case LAB_AT_LEAST:
        value.truth = numbers && a >= b;
        break;
    case LAB_HAS:
        value.truth =
            left->text && right->text && strstr(left->text, right->text);
        break;
    default:
        value.truth =
            equal(expression, left, right) == (expression->kind == LAB_EQUAL);
    }
    return value;
}

static struct lab_value combine(const struct lab_expression *expression,
                                const struct lab_value *left,
                                const struct lab_value *right,
                                struct arena *arena)
{
    double a = left->number, b = right->number;
    if (expression->kind == LAB_AND)
        return (struct lab_value){.known = true,
                                  .truth = left->truth && right->truth};
    if (expression->kind >= LAB_LESS)
        return compare(expression, left, right);
    if (left->text || right->text)
        return missing(arena, LAB_NO_NUMBER,
                       left->text ? left->text : right->text);
    switch (expression->kind) {
    case LAB_ADD:
        return number(a + b);
    case LAB_SUBTRACT:
        return number(a - b);
    case LAB_MULTIPLY:
        return number(a * b);
    default:
        return b == 0 ? missing(arena, LAB_BY_ZERO) : number(a / b);
    }
}

struct lab_value lab_evaluate(const struct lab_facts *facts,
                              const struct lab_expression *expression,
                              enum shape shape, struct arena *arena)
{
    struct lab_value left, right;
    switch (expression->kind) {
    case LAB_NUMBER:
        return number(expression->number);
    case LAB_TEXT:
        return (struct lab_value){.known = true, .text = expression->text};
    case LAB_NAME:
    case LAB_COUNT_OF:
    case LAB_SUM_OF:
        return named(facts, expression, shape, arena);
    case LAB_DISTINCT_OF:
        return distinct(facts, expression, shape, arena);
    case LAB_EXIT_OF:
    case LAB_TOOK_OF:
        return of_answer(facts, expression, arena);
    case LAB_STATISTIC:
        return of_load(facts, expression, shape, arena);
    default:
        break;
    }
    left = lab_evaluate(facts, expression->left, shape, arena);
    if (!left.known)
        return left;
    if (expression->kind == LAB_NEGATED)
        return left.text ? missing(arena, LAB_NO_NUMBER, left.text)
                         : number(-left.number);
    right = lab_evaluate(facts, expression->right, shape, arena);
    return right.known ? combine(expression, &left, &right, arena) : right;
}
