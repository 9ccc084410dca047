/*
 * scroll -- which part of something long is shown, and a bar that says so.
 *
 * Every change ends in clamp_first(), so the first row is always a legal one,
 * also after the contents shrank or the window grew. The thumb of the bar is
 * at least one cell and touches an end only when the text does: a learner who
 * sees it at the bottom has seen all.
 */
#include "tutor/widgets/scroll.h"

static void clamp_first(struct scroll *scroll, long long first)
{
    long long most = scroll->total - scroll->shown;
    first = first > most ? most : first;
    scroll->first = first < 0 ? 0 : (int)first;
}

void scroll_resize(struct scroll *scroll, int shown, int total)
{
    scroll->shown = shown < 0 ? 0 : shown;
    scroll->total = total < 0 ? 0 : total;
    clamp_first(scroll, scroll->first);
}

void scroll_by(struct scroll *scroll, int rows)
{
    clamp_first(scroll, (long long)scroll->first + rows);
}

void scroll_show(struct scroll *scroll, int row)
{
    if (row < scroll->first)
        clamp_first(scroll, row);
    else if (row >= scroll->first + scroll->shown)
        clamp_first(scroll, (long long)row - scroll->shown + 1);
}

int scroll_percent(const struct scroll *scroll)
{
    long long seen = (long long)scroll->first + scroll->shown;
    if (seen >= scroll->total)
        return 100;
    return (int)(seen * 100 / scroll->total);
}

bool scroll_needed(const struct scroll *scroll)
{
    return scroll->total > scroll->shown;
}

void scroll_draw(const struct scroll *scroll, struct area area)
{
    struct area bar = area_take_right(&area, 1);
    if (!scroll_needed(scroll) || bar.rows < 2 || bar.columns < 1)
        return;
    int hidden = scroll->total - scroll->shown;
    int thumb = (int)((long long)bar.rows * scroll->shown / scroll->total);
    thumb = thumb < 1 ? 1 : thumb;
    int travel = bar.rows - thumb;
    int from = (int)((long long)travel * scroll->first / hidden);
    if (from == 0 && scroll->first > 0 && travel > 1)
        from = 1;
    for (int row = 0; row < bar.rows; row++) {
        bool on = row >= from && row < from + thumb;
        area_glyph(bar, row, 0, ROLE_FRAME, on ? GLYPH_BLOCK : GLYPH_VERTICAL);
    }
}
