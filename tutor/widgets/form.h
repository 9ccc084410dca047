/*
 * form -- fields that a learner fills in: choices, numbers, texts.
 *
 * Use:       describe the fields, form_draw(); form_move() to the next field,
 *            form_change() on left and right. A text is edited elsewhere (by
 *            the prompt) and shown here.
 * Units:     a field takes one row, choices as many as they need.
 * Ownership: the caller owns fields and texts.
 * Errors:    cannot fail; numbers stay between least and most.
 * Blocking:  never.
 */
#ifndef TUTOR_WIDGETS_FORM_H
#define TUTOR_WIDGETS_FORM_H

#include "tutor/widgets/canvas.h"

enum form_kind { FORM_CHOICE, FORM_NUMBER, FORM_TEXT };

struct form_field {
    enum form_kind kind;
    const char *label;
    bool hidden; /* does not apply now */
    /* FORM_CHOICE */
    const char *const *choices;
    int choice_count;
    int chosen;
    /* FORM_NUMBER */
    long long number, least, most, step;
    const char *unit;
    /* FORM_TEXT */
    const char *text;
};

struct form {
    struct form_field *fields;
    int field_count;
    int selected;
};

/* To the next field that is not hidden; -1 for the one before. */
void form_move(struct form *form, int fields);
/* Of the selected field: the next choice, the next step. */
void form_change(struct form *form, int steps);
/* Gives how many rows it took, as if nothing had been cut. */
int form_draw(struct area area, const struct form *form);

#endif
