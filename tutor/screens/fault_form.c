/*
 * fault_form -- a fault as fields, and the command line that they make.
 *
 * Which kinds there are, what values each takes, within what bounds: all of it
 * comes from the one table of faults. A family is chosen first, for nobody can
 * choose among forty words; the values follow the kind, and what a kind does
 * not take is hidden. The line is the point of it: what the learner sees being
 * run is what he may type the next time.
 */
#include "tutor/screens/fault_form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tutor/commands/text.h"

enum { LEAST_STEP = 1, FREE_STEP = 10, MOST_DIGITS = 12 };

const char *const fault_form_loads[FAULT_LOADS] = {
    "off", "reads 50/s", "orders 10/s", "checkout 20/s"};

static const char *const directions[] = {"both", "to", "from"};
static const char *const off_on[] = {"off", "on"};

/* ---- what follows from what ---- */

/* 1, 2 or 5 with noughts, at most a quarter of the usual value. */
static long long nice_step(long long usual, long long range)
{
    long long quarter = llabs(usual) / 4, step = 1;
    if (quarter < 1)
        return range <= 2 * FREE_STEP ? LEAST_STEP : FREE_STEP;
    while (step * 10 <= quarter)
        step *= 10;
    return quarter >= step * 5   ? step * 5
           : quarter >= step * 2 ? step * 2
                                 : step;
}

static void set_value(struct form_field *field,
                      const struct fault_parameter *parameter)
{
    bool there = parameter->name != NULL;
    *field = (struct form_field){.kind = FORM_NUMBER, .hidden = !there};
    field->label = there ? parameter->name : "";
    if (!there)
        return;
    field->unit = parameter->unit;
    field->least = parameter->least;
    field->most = parameter->most;
    field->number = parameter->fallback;
    field->step =
        nice_step(parameter->fallback, parameter->most - parameter->least);
}

static void set_kind(struct fault_form *form)
{
    const struct fault_about *about = &fault_about[fault_form_kind(form)];
    for (int i = 0; i < FAULT_VALUES; i++)
        set_value(&form->fields[FAULT_FIELD_VALUE + i], &about->parameters[i]);
    form->fields[FAULT_FIELD_PERCENT].hidden = !(about->takes & FAULT_DRAWN);
    form->fields[FAULT_FIELD_DIRECTION].hidden =
        !(about->takes & FAULT_DIRECTED);
    form->fields[FAULT_FIELD_SIDECAR].hidden = !fault_form_on_the_way(form);
}

static void set_family(struct fault_form *form)
{
    struct form_field *kind = &form->fields[FAULT_FIELD_KIND];
    int family = form->fields[FAULT_FIELD_FAMILY].chosen;
    kind->choice_count = 0;
    for (int i = 0; i < FAULT_KIND_COUNT; i++) {
        if ((int)fault_about[i].family != family)
            continue;
        form->kinds[kind->choice_count] = fault_about[i].slug;
        form->kind_of[kind->choice_count++] = (enum fault_kind)i;
    }
    kind->choices = form->kinds;
    kind->chosen = 0;
    set_kind(form);
}

/* Of the family that is chosen. */
static void choose_kind(struct fault_form *form, enum fault_kind kind)
{
    struct form_field *field = &form->fields[FAULT_FIELD_KIND];
    for (int i = 0; i < field->choice_count; i++)
        if (form->kind_of[i] == kind)
            field->chosen = i;
    set_kind(form);
}

static void set_target(struct fault_form *form)
{
    snprintf(form->shown, sizeof form->shown, "%s  (%d/%d)",
             fault_form_target(form), form->target + 1, form->target_count);
    form->fields[FAULT_FIELD_TARGET].text = form->shown;
}

void fault_form_label(struct fault_form *form)
{
    struct form_field *fields = form->fields;
    fields[FAULT_FIELD_TARGET].label = text(TEXT_FAULT_TARGET);
    fields[FAULT_FIELD_SIDECAR].label = text(TEXT_FAULT_SIDECAR);
    fields[FAULT_FIELD_FAMILY].label = text(TEXT_FAULT_FAMILY);
    fields[FAULT_FIELD_KIND].label = text(TEXT_FAULT_KIND);
    fields[FAULT_FIELD_PERCENT].label = text(TEXT_FAULT_PERCENT);
    fields[FAULT_FIELD_DIRECTION].label = text(TEXT_FAULT_DIRECTION);
    fields[FAULT_FIELD_DURATION].label = text(TEXT_FAULT_DURATION);
    fields[FAULT_FIELD_LOAD].label = text(TEXT_FAULT_LOAD);
}

void fault_form_init(struct fault_form *form)
{
    static const char *families[FAULT_FAMILY_COUNT];
    struct form_field *fields = form->fields;
    memset(form, 0, sizeof *form);
    form->form = (struct form){fields, FAULT_FIELDS, FAULT_FIELD_TARGET};
    form->typed = -1;
    for (int i = 0; i < FAULT_FAMILY_COUNT; i++)
        families[i] = fault_family_slug((enum fault_family)i);
    fields[FAULT_FIELD_TARGET].kind = FORM_TEXT;
    fields[FAULT_FIELD_SIDECAR].choices = off_on;
    fields[FAULT_FIELD_SIDECAR].choice_count = 2;
    fields[FAULT_FIELD_FAMILY].choices = families;
    fields[FAULT_FIELD_FAMILY].choice_count = FAULT_FAMILY_COUNT;
    fields[FAULT_FIELD_FAMILY].chosen = FAULT_FAMILY_DISK;
    fields[FAULT_FIELD_PERCENT] = (struct form_field){.kind = FORM_NUMBER,
                                                      .number = 100,
                                                      .least = 1,
                                                      .most = 100,
                                                      .step = 10,
                                                      .unit = "%"};
    fields[FAULT_FIELD_DIRECTION].choices = directions;
    fields[FAULT_FIELD_DIRECTION].choice_count = 3;
    fields[FAULT_FIELD_DURATION] =
        (struct form_field){.kind = FORM_NUMBER,
                            .number = FAULT_DEFAULT_MS / 1000,
                            .least = 1,
                            .most = FAULT_LONGEST_MS / 1000,
                            .step = 10,
                            .unit = "s"};
    fields[FAULT_FIELD_LOAD].choices = fault_form_loads;
    fields[FAULT_FIELD_LOAD].choice_count = FAULT_LOADS;
    set_family(form);
    choose_kind(form, FAULT_SLOW_SYNC); /* it shows in any service's figures */
    set_target(form);
    fault_form_label(form);
}

/* ---- targets ---- */

void fault_form_targets(struct fault_form *form, const struct live_view *view)
{
    char chosen[LIMIT_NAME_BYTES];
    bool first = form->target_count == 0;
    snprintf(chosen, sizeof chosen, "%s", fault_form_target(form));
    form->target_count = 0;
    for (int i = 0; i < view->process_count; i++)
        if (*view->processes[i].state)
            memcpy(form->targets[form->target_count++],
                   view->processes[i].title, LIMIT_NAME_BYTES);
    if (form->target >= form->target_count)
        form->target = 0;
    fault_form_choose(form, first ? "payments" : chosen);
}

void fault_form_choose(struct fault_form *form, const char *target)
{
    for (int i = 0; i < form->target_count; i++)
        if (strcmp(form->targets[i], target) == 0)
            form->target = i;
    set_target(form);
}

const char *fault_form_target(const struct fault_form *form)
{
    return form->target < form->target_count ? form->targets[form->target] : "";
}

/* ---- keys ---- */

bool fault_form_move(struct fault_form *form, int fields)
{
    int step = fields < 0 ? -1 : 1;
    int at = form->form.selected + step;
    while (at >= 0 && at < FAULT_FIELDS && form->fields[at].hidden)
        at += step;
    form->typed = -1;
    if (at < 0 || at >= FAULT_FIELDS)
        return false;
    form->form.selected = at;
    return true;
}

void fault_form_change(struct fault_form *form, int steps)
{
    int at = form->form.selected;
    form->typed = -1;
    if (at == FAULT_FIELD_TARGET && form->target_count > 0) {
        form->target =
            (form->target + steps + form->target_count) % form->target_count;
        set_target(form);
        return;
    }
    form_change(&form->form, steps);
    if (at == FAULT_FIELD_FAMILY)
        set_family(form);
    else if (at == FAULT_FIELD_KIND)
        set_kind(form);
}

bool fault_form_type(struct fault_form *form, char character)
{
    int at = form->form.selected;
    struct form_field *field = &form->fields[at];
    char digits[32];
    if (field->kind != FORM_NUMBER)
        return false;
    bool anew = form->typed != at && character != '-' && character != '\b';
    long long number = anew ? 0 : field->number;
    form->typed = at;
    if (character == '-') {
        field->number = -number;
        return true;
    }
    if (character == '\b') {
        field->number = number / 10;
        return true;
    }
    snprintf(digits, sizeof digits, "%lld", llabs(number));
    if (strlen(digits) < MOST_DIGITS)
        number = number * 10 + (number < 0 ? '0' - character : character - '0');
    field->number = number;
    return true;
}

/* ---- the line ---- */

enum fault_kind fault_form_kind(const struct fault_form *form)
{
    return form->kind_of[form->fields[FAULT_FIELD_KIND].chosen];
}

bool fault_form_on_the_way(const struct fault_form *form)
{
    enum fault_family family = fault_about[fault_form_kind(form)].family;
    return family == FAULT_FAMILY_CONNECTION || family == FAULT_FAMILY_REQUEST;
}

static const char *suffix(const char *unit)
{
    static const char *const units[][2] = {{"ms", "ms"},   {"us", "us"},
                                           {"bytes", "B"}, {"KiB/s", "KiB/s"},
                                           {"MiB", "MiB"}, {"percent", "%"}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(units[i][0], unit) == 0)
            return units[i][1];
    return "";
}

/* As many values as differ from what they are unless said; the first one is
 * said always. */
static int value_count(const struct fault_form *form)
{
    const struct fault_about *about = &fault_about[fault_form_kind(form)];
    int count = about->parameters[0].name ? 1 : 0;
    for (int i = 1; i < FAULT_VALUES && about->parameters[i].name; i++)
        if (form->fields[FAULT_FIELD_VALUE + i].number !=
            about->parameters[i].fallback)
            count = i + 1;
    return count;
}

static void add(char out[FAULT_LINE_BYTES], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void add(char out[FAULT_LINE_BYTES], const char *format, ...)
{
    size_t used = strlen(out);
    va_list list;
    va_start(list, format);
    vsnprintf(out + used, FAULT_LINE_BYTES - used, format, list);
    va_end(list);
}

void fault_form_line(const struct fault_form *form, char out[FAULT_LINE_BYTES])
{
    const struct form_field *fields = form->fields;
    const struct fault_about *about = &fault_about[fault_form_kind(form)];
    const struct form_field *direction = &fields[FAULT_FIELD_DIRECTION];
    const struct form_field *percent = &fields[FAULT_FIELD_PERCENT];
    int values = value_count(form);
    *out = '\0';
    add(out, "fault %s %s", fault_form_target(form), about->slug);
    for (int i = 0; i < values; i++)
        add(out, " %lld%s", fields[FAULT_FIELD_VALUE + i].number,
            suffix(about->parameters[i].unit));
    if (!percent->hidden && percent->number != percent->most)
        add(out, " %lld%%", percent->number);
    if (!direction->hidden && direction->chosen > 0)
        add(out, " --direction %s", direction->choices[direction->chosen]);
    add(out, " for %llds", fields[FAULT_FIELD_DURATION].number);
}
