/*
 * lab_check -- what can be said about an experiment only as a whole.
 *
 * A formula may name loads, answers and measures. All three are known once the
 * file has been read, wherever they stand in it; but a measure may only build
 * on those above it, so that none can turn in a circle. A formula that names
 * something without saying of which shape is worked out for each shape, and
 * passes this on to those that use it.
 */
#include "tutor/lab/lab_check.h"

#include <string.h>

#include "tutor/commands/text.h"
#include "tutor/lab/lab_facts.h"

struct check {
    struct lab_file *file;
    struct arena *arena;
    size_t measures; /* how many of them may be named */
    bool shaped;     /* what was looked at holds for each shape */
};

static const struct lab_action *action_named(const struct lab_file *file,
                                             const char *name, bool load)
{
    for (size_t i = 0; i < file->action_count; i++) {
        const struct lab_action *action = &file->actions[i];
        if (action->name && action->is_load == load &&
            strcmp(action->name, name) == 0)
            return action;
    }
    return NULL;
}

static enum error unknown(const struct lab_name *name)
{
    return explain(ERROR_UNPROCESSABLE, LAB_UNKNOWN_NAME, name->source);
}

static bool says_shape(const struct lab_name *name)
{
    for (size_t i = 1; i < name->count; i++)
        if (name->segments[i].step == LAB_MEMBER &&
            strcmp(name->segments[i].name, "SHAPE") == 0)
            return true;
    return false;
}

static enum error check_measure_name(struct check *check,
                                     const struct lab_name *name)
{
    enum shape shape = SHAPE_MONOLITH;
    bool qualified = lab_name_shape(name, &shape);
    const char *rest = lab_name_rest(name, check->arena);
    for (size_t i = 0; i < check->measures; i++) {
        const struct lab_measure *measure = &check->file->measures[i];
        if (strcmp(measure->name, rest) != 0 ||
            (qualified &&
             (!measure->shaped || (measure->one && measure->shape != shape) ||
              (!measure->one && !shape_in(check->file->on, shape)))))
            continue;
        check->shaped |= measure->shaped && !qualified;
        return ERROR_OK;
    }
    return unknown(name);
}

/* All measures above whose names begin with it. */
static enum error check_family(struct check *check, const struct lab_name *name)
{
    enum shape shape = SHAPE_MONOLITH;
    bool qualified = lab_name_shape(name, &shape), any = false;
    const char *family = lab_name_rest(name, check->arena);
    for (size_t i = 0; i < check->measures; i++) {
        const struct lab_measure *measure = &check->file->measures[i];
        if (!lab_name_in_family(measure->name, family))
            continue;
        any = true;
        check->shaped |= measure->shaped && !measure->one && !qualified;
    }
    return any ? ERROR_OK : unknown(name);
}

static enum error check_point(struct check *check,
                              const struct lab_point *point)
{
    if (!point->answer || action_named(check->file, point->answer, false))
        return ERROR_OK;
    return explain(ERROR_UNPROCESSABLE, LAB_UNKNOWN_NAME, point->answer);
}

static enum error check_load_name(struct check *check,
                                  const struct lab_expression *expression)
{
    enum shape shape = SHAPE_MONOLITH;
    const struct lab_name *name = &expression->name;
    bool qualified = lab_name_shape(name, &shape);
    const char *rest = lab_name_rest(name, check->arena);
    const struct lab_action *load = action_named(check->file, rest, true);
    enum shape_set set = load ? load->load_on & check->file->on : SHAPES_NONE;
    if (load && set == SHAPES_NONE)
        set = load->load_on; /* a gateway that a migration puts up */
    if (!load || (qualified && !shape_in(set, shape)))
        return unknown(name);
    check->shaped |= !qualified;
    enum error error = check_point(check, &expression->from);
    return error ? error : check_point(check, &expression->to);
}

static enum error check_formula(struct check *check,
                                const struct lab_expression *expression)
{
    enum error error = ERROR_OK;
    const struct lab_name *name = &expression->name;
    if (expression->kind == LAB_STATISTIC)
        return check_load_name(check, expression);
    if (expression->kind == LAB_EXIT_OF || expression->kind == LAB_TOOK_OF)
        return action_named(check->file, name->segments[0].name, false)
                   ? ERROR_OK
                   : unknown(name);
    if (expression->kind == LAB_DISTINCT_OF)
        return check_family(check, name);
    if (expression->kind == LAB_NAME || expression->kind == LAB_COUNT_OF ||
        expression->kind == LAB_SUM_OF) {
        check->shaped |= says_shape(name);
        if (action_named(check->file, name->segments[0].name, false))
            return ERROR_OK;
        return expression->kind == LAB_NAME ? check_measure_name(check, name)
                                            : unknown(name);
    }
    if (expression->left)
        error = check_formula(check, expression->left);
    if (!error && expression->right)
        error = check_formula(check, expression->right);
    return error;
}

static enum error check_measures(struct check *check, int *line)
{
    struct lab_file *file = check->file;
    for (size_t i = 0; i < file->measure_count; i++) {
        struct lab_measure *measure = &file->measures[i];
        *line = measure->line;
        check->measures = i;
        check->shaped = false;
        for (size_t j = 0; j < i; j++)
            if (strcmp(file->measures[j].name, measure->name) == 0 &&
                (!measure->one || !file->measures[j].one ||
                 measure->shape == file->measures[j].shape))
                return explain(ERROR_UNPROCESSABLE, LAB_NAME_TWICE,
                               measure->name, file->measures[j].line);
        if (action_named(file, measure->name, false))
            return explain(ERROR_UNPROCESSABLE, LAB_NAME_TWICE, measure->name,
                           action_named(file, measure->name, false)->line);
        enum error error = check_formula(check, measure->expression);
        if (error)
            return error;
        measure->shaped |= check->shaped;
    }
    check->measures = file->measure_count;
    return ERROR_OK;
}

static enum error check_expects(struct check *check, int *line)
{
    for (size_t i = 0; i < check->file->expect_count; i++) {
        struct lab_expect *expect = &check->file->expects[i];
        *line = expect->line;
        check->shaped = false;
        enum error error = check_formula(check, expect->expression);
        if (error)
            return error;
        expect->shaped = check->shaped;
    }
    return ERROR_OK;
}

/* A prediction is about one figure. */
static enum error check_predicts(struct check *check, int *line)
{
    struct lab_expression *expression = NULL;
    for (size_t i = 0; i < check->file->predict_count; i++) {
        const struct lab_predict *predict = &check->file->predicts[i];
        *line = predict->line;
        check->shaped = false;
        enum error error =
            lab_expression_parse(predict->name, check->arena, &expression);
        error = error ? error : check_formula(check, expression);
        if (!error && (check->shaped || expression->kind != LAB_NAME))
            error = unknown(&expression->name);
        if (error)
            return error;
    }
    return ERROR_OK;
}

static enum error check_actions(const struct lab_file *file, int *line)
{
    for (size_t i = 0; i < file->action_count; i++) {
        const char *name = file->actions[i].name;
        *line = file->actions[i].line;
        for (size_t j = 0; j < i && name; j++)
            if (file->actions[j].name && !strcmp(file->actions[j].name, name))
                return explain(ERROR_UNPROCESSABLE, LAB_NAME_TWICE, name,
                               file->actions[j].line);
    }
    return ERROR_OK;
}

static enum error check_withouts(const struct lab_file *file, int *line)
{
    for (size_t i = 0; i < file->without_count; i++) {
        bool found = false;
        *line = file->withouts[i].line;
        for (size_t j = 0; j < file->action_count; j++)
            found |= strcmp(file->withouts[i].command,
                            file->actions[j].command) == 0;
        if (!found)
            return explain(ERROR_UNPROCESSABLE, LAB_NO_SUCH_LINE,
                           file->withouts[i].command);
    }
    return ERROR_OK;
}

static enum error lacks(const struct lab_file *file, const char *key,
                        const char *form)
{
    return explain(ERROR_UNPROCESSABLE, LAB_LACKS, file->path, key, form);
}

static enum error check_present(const struct lab_file *file)
{
    const struct {
        const struct lab_text *text;
        const char *keys[2];
    } texts[] = {{&file->title, {"title.en", "title.ko"}},
                 {&file->ask, {"ask.en", "ask.ko"}},
                 {&file->why, {"why.en", "why.ko"}}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (int korean = 0; korean < 2; korean++)
            if (!texts[i].text->texts[korean])
                return lacks(file, texts[i].keys[korean],
                             texts[i].keys[korean]);
    if (file->on == SHAPES_NONE)
        return lacks(file, "on", "on both");
    if (file->action_count == 0)
        return lacks(file, "at", "at 2s COMMAND");
    if (file->predict_count == 0)
        return lacks(file, "predict", "predict NAME UNIT");
    return file->expect_count > 0 ? ERROR_OK
                                  : lacks(file, "expect", "expect FORMULA");
}

enum error lab_check(struct lab_file *file, struct arena *arena, int *line)
{
    struct check check = {.file = file, .arena = arena};
    *line = 0;
    enum error error = check_present(file);
    error = error ? error : check_actions(file, line);
    error = error ? error : check_withouts(file, line);
    error = error ? error : check_measures(&check, line);
    error = error ? error : check_expects(&check, line);
    return error ? error : check_predicts(&check, line);
}

/* ---- the same without its fault ---- */

static bool is_fault(const struct lab_action *action)
{
    static const char *const faults[] = {"fault", "kill", "pause", "crash"};
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        if (strcmp(faults[i], action->words[0]) == 0)
            return true;
    return false;
}

static const struct lab_without *without_of(const struct lab_file *file,
                                            const struct lab_action *action)
{
    for (size_t i = 0; i < file->without_count; i++)
        if (strcmp(file->withouts[i].command, action->command) == 0)
            return &file->withouts[i];
    return NULL;
}

/* Another command in its place, with the same name. */
static enum error replace(struct lab_action *action, const char *command,
                          struct arena *arena)
{
    const struct lab_action old = *action;
    memset(action, 0, sizeof *action);
    enum error error = lab_action_parse(action, command, arena);
    action->line = old.line;
    action->when = old.when;
    action->at_ms = old.at_ms;
    action->name = old.name;
    return error;
}

enum error lab_file_without(struct lab_file *file, struct arena *arena)
{
    size_t kept = 0;
    enum error error = ERROR_OK;
    for (size_t i = 0; i < file->action_count && !error; i++) {
        struct lab_action *action = &file->actions[i];
        const struct lab_without *without = without_of(file, action);
        bool leave_out = file->without_count > 0 ? without && !without->instead
                                                 : is_fault(action);
        if (leave_out)
            continue;
        if (without)
            error = replace(action, without->instead, arena);
        file->actions[kept++] = *action;
    }
    file->action_count = kept;
    return error;
}
