/*
 * form -- fields that a learner fills in: choices, numbers, texts.
 *
 * Labels stand in one column and values in another, so that they line up in
 * both languages. All choices of a field are seen at once: a learner who does
 * not know what can be broken shall not have to guess how many there are. A
 * field that does not apply now is left out, and moving passes over it.
 */
#include "tutor/widgets/form.h"

#include <stdio.h>

enum { POINTER = 2, GAP = 2, VALUE_BYTES = 96 };

void form_move(struct form *form, int fields)
{
    int step = fields < 0 ? -1 : 1;
    int at = form->selected;
    for (int tried = 0; tried < form->field_count; tried++) {
        at += step;
        if (at < 0)
            at = form->field_count - 1;
        if (at >= form->field_count)
            at = 0;
        if (!form->fields[at].hidden) {
            form->selected = at;
            return;
        }
    }
}

static long long between(long long value, long long least, long long most)
{
    return value < least ? least : value > most ? most : value;
}

/* Without overflow, whatever the field holds. */
static long long stepped(const struct form_field *field, int steps)
{
    long long by = 0, sum = 0;
    if (__builtin_mul_overflow(field->step ? field->step : 1, steps, &by) ||
        __builtin_add_overflow(field->number, by, &sum))
        return steps < 0 ? field->least : field->most;
    return between(sum, field->least, field->most);
}

void form_change(struct form *form, int steps)
{
    if (form->selected < 0 || form->selected >= form->field_count)
        return;
    struct form_field *field = &form->fields[form->selected];
    if (field->kind == FORM_CHOICE && field->choice_count > 0)
        field->chosen = (int)between((long long)field->chosen + steps, 0,
                                     field->choice_count - 1);
    else if (field->kind == FORM_NUMBER)
        field->number = stepped(field, steps);
}

/* "(•) one  ( ) other", as many rows as needed; gives how many. */
static int draw_choices(struct area area, const struct form_field *field,
                        unsigned style)
{
    int row = 0, column = 0;
    for (int i = 0; i < field->choice_count; i++) {
        bool on = i == field->chosen;
        int cells = glyph_cells_of(field->choices[i]) + 4;
        if (column > 0 && column + cells > area.columns) {
            row++;
            column = 0;
        }
        unsigned own = on ? style : (unsigned)ROLE_TEXT;
        int at = area_put(area, row, column, own, "(");
        at = on ? area_glyph(area, row, at, own, GLYPH_BULLET) : at + 1;
        at = area_put(area, row, at, own, ") ");
        area_line(area_part(area, row, at, 1, cells - 4), ALIGN_LEFT, own,
                  field->choices[i]);
        column += cells + GAP;
    }
    return row + 1;
}

static int draw_value(struct area area, const struct form_field *field,
                      bool selected)
{
    unsigned style = selected ? ROLE_SELECTED : ROLE_INPUT;
    char number[VALUE_BYTES];
    if (field->kind == FORM_CHOICE)
        return draw_choices(area, field, style);
    snprintf(number, sizeof number, "%lld%s%s", field->number,
             field->unit ? " " : "", field->unit ? field->unit : "");
    const char *text = field->kind == FORM_NUMBER ? number : field->text;
    text = text ? text : "";
    int cells = glyph_cells_of(text);
    cells = cells < 1 ? 1 : cells > area.columns ? area.columns : cells;
    area_line(area_part(area, 0, 0, 1, cells), ALIGN_LEFT, style, text);
    if (selected && field->kind == FORM_NUMBER) {
        if (field->number > field->least)
            area_glyph(area, 0, cells + 1, ROLE_DIM, GLYPH_POINTER_LEFT);
        if (field->number < field->most)
            area_glyph(area, 0, cells + 2, ROLE_DIM, GLYPH_POINTER);
    }
    return 1;
}

static int label_cells(const struct form *form)
{
    int most = 0;
    for (int i = 0; i < form->field_count; i++) {
        int cells = glyph_cells_of(form->fields[i].label);
        if (!form->fields[i].hidden && cells > most)
            most = cells;
    }
    return most;
}

int form_draw(struct area area, const struct form *form)
{
    int row = 0;
    int label = label_cells(form);
    if (label > area.columns / 2)
        label = area.columns / 2;
    for (int i = 0; i < form->field_count; i++) {
        const struct form_field *field = &form->fields[i];
        bool selected = i == form->selected;
        struct area line =
            area_part(area, row, 0, area.rows - row, area.columns);
        if (field->hidden)
            continue;
        if (selected)
            area_glyph(line, 0, 0, ROLE_SELECTED, GLYPH_POINTER);
        area_take_left(&line, POINTER);
        struct area name = area_take_left(&line, label);
        area_take_left(&line, GAP);
        area_line(name, ALIGN_LEFT, ROLE_KEY_TEXT, field->label);
        row += draw_value(line, field, selected);
    }
    return row;
}
