/*
 * form_keys -- the keys of a form.
 */
#include "tutor/screens/form_keys.h"

bool form_keys(struct form *form, enum keys_name name)
{
    if (name == KEYS_UP || name == KEYS_BACKTAB)
        form_move(form, -1);
    else if (name == KEYS_DOWN || name == KEYS_TAB)
        form_move(form, 1);
    else if (name == KEYS_LEFT || name == KEYS_RIGHT)
        form_change(form, name == KEYS_LEFT ? -1 : 1);
    else
        return false;
    return true;
}
