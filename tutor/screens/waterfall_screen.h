/*
 * waterfall_screen -- what the files of the screen `trace` share.
 *
 * waterfall.c         its life and its keys
 * waterfall_list.c    the recent traces, from the live model
 * waterfall_detail.c  all that is known of one span, and its log lines
 */
#ifndef TUTOR_WATERFALL_SCREEN_H
#define TUTOR_WATERFALL_SCREEN_H

#include "tutor/screens/trace_fetch.h"
#include "tutor/trace/waterfall.h"
#include "tutor/widgets/page.h"
#include "tutor/widgets/sheet.h"

/* The newest traces; one stays chosen while others come in above it. */
struct waterfall_list {
    struct sheet sheet;
    struct scroll scroll;
    const struct live_view *view;
    char chosen[33]; /* "": the first */
    char cell[64];
};

void waterfall_list_draw(struct area area, struct waterfall_list *list,
                         const struct live_view *view);
void waterfall_list_move(struct waterfall_list *list,
                         const struct live_view *view, int rows);
/* Its id; NULL: there is none. */
const char *waterfall_list_chosen(struct waterfall_list *list,
                                  const struct live_view *view);

/* Writes the page of one span. */
void waterfall_detail(struct page *page, const struct trace_fetch *fetch,
                      int span, struct arena *arena);

#endif
