/*
 * list -- lines of which one is selected.
 *
 * Use:       list_draw() with a function that gives each line; list_move() on
 *            keys.
 * Units:     rows; an item takes one.
 * Ownership: the caller's values; texts are read during the call.
 * Errors:    cannot fail; an empty list has selected == 0.
 * Blocking:  never.
 */
#ifndef TUTOR_WIDGETS_LIST_H
#define TUTOR_WIDGETS_LIST_H

#include "tutor/widgets/scroll.h"

/* *style is ROLE_TEXT before and may be changed. */
typedef const char *list_item_fn(void *context, int index, unsigned *style);

struct list {
    int count;
    int selected;
    struct scroll scroll;
    list_item_fn *item;
    void *context;
};

/* By so many items, stopping at the ends; scrolls along at the next draw. */
void list_move(struct list *list, int items);
/* A pointer before the selected one, a scroll bar when not all fit. */
void list_draw(struct area area, struct list *list);

#endif
