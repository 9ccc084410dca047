/*
 * list -- lines of which one is selected.
 *
 * The selection is kept legal here whatever the caller did to the list since:
 * a list may shrink while it is looked at, when a process dies or an order is
 * done. The pointer and the colour say the same, so the selection is seen
 * without colours too.
 */
#include "tutor/widgets/list.h"

enum { POINTER = 2 };

static void keep_legal(struct list *list, long long selected)
{
    selected = selected >= list->count ? list->count - 1 : selected;
    list->selected = selected < 0 ? 0 : (int)selected;
}

void list_move(struct list *list, int items)
{
    keep_legal(list, (long long)list->selected + items);
}

void list_draw(struct area area, struct list *list)
{
    area_fill(area, ROLE_TEXT);
    keep_legal(list, list->selected);
    scroll_resize(&list->scroll, area.rows, list->count);
    scroll_show(&list->scroll, list->selected);
    scroll_draw(&list->scroll, area);
    if (scroll_needed(&list->scroll))
        area_take_right(&area, POINTER);
    for (int row = 0; row < area.rows; row++) {
        int index = list->scroll.first + row;
        if (index >= list->count)
            break;
        unsigned style = ROLE_TEXT;
        const char *text = list->item(list->context, index, &style);
        struct area line = area_part(area, row, 0, 1, area.columns);
        if (index == list->selected) {
            style = ROLE_SELECTED;
            area_glyph(line, 0, 0, style, GLYPH_POINTER);
        }
        area_take_left(&line, POINTER);
        area_line(line, ALIGN_LEFT, style, text ? text : "");
    }
}
