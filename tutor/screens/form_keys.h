/*
 * form_keys -- the keys of a form: up, down and Tab to another field, left and
 *              right to another choice.
 *
 * Use:       form_keys() for what the view itself has no use for.
 * Ownership: the form stays the caller's.
 * Errors:    cannot fail; false: the form has no use for it either.
 * Blocking:  never.
 */
#ifndef TUTOR_SCREENS_FORM_KEYS_H
#define TUTOR_SCREENS_FORM_KEYS_H

#include "tutor/terminal/keys.h"
#include "tutor/widgets/form.h"

bool form_keys(struct form *form, enum keys_name name);

#endif
