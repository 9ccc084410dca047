/*
 * waterfall_list -- the recent traces, newest first.
 *
 * The rows are the live model's own and change while they are looked at. What
 * is chosen is an id and not a row, so nothing slips away under the pointer.
 */
#include <stdio.h>
#include <string.h>

#include "chassis/clock.h"
#include "tutor/figures.h"
#include "tutor/screens/waterfall_screen.h"

enum { AT_TIME, AT_NAME, AT_ORDER, AT_MS, AT_SPANS, AT_ERRORS, COLUMNS };
enum { ORDER_END = 10, CLOCK_OF_DAY = 11 /* behind the date */ };

static const char *cell_text(void *context, int row, int column,
                             unsigned *style)
{
    struct waterfall_list *list = context;
    const struct live_trace *trace = &list->view->traces[row];
    char *cell = list->cell;
    size_t bytes = sizeof list->cell;
    char time[CLOCK_TEXT_BYTES];
    switch (column) {
    case AT_TIME:
        clock_format(trace->start_ms, time);
        snprintf(cell, bytes, "%.8s", time + CLOCK_OF_DAY);
        break;
    case AT_NAME:
        snprintf(cell, bytes, "%.20s %.40s", trace->service, trace->name);
        break;
    case AT_ORDER: /* what differs stands at the end */
        return trace->order + (strlen(trace->order) > ORDER_END
                                   ? strlen(trace->order) - ORDER_END
                                   : 0);
    case AT_MS:
        return figures_ms(cell, trace->duration_us);
    case AT_SPANS:
        snprintf(cell, bytes, "%d", trace->spans);
        break;
    default:
        if (trace->errors > 0)
            *style = ROLE_BAD;
        snprintf(cell, bytes, trace->errors > 0 ? "%s %d" : "",
                 text(TEXT_TRACE_WORD_FAILED), trace->errors);
    }
    return cell;
}

/* Its row; when it has gone, or before any was, the newest of an order. */
static int chosen_row(const struct waterfall_list *list,
                      const struct live_view *view)
{
    for (int i = 0; i < view->trace_count; i++)
        if (strcmp(view->traces[i].trace_id, list->chosen) == 0)
            return i;
    for (int i = 0; i < view->trace_count; i++)
        if (*view->traces[i].order)
            return i;
    return 0;
}

void waterfall_list_draw(struct area area, struct waterfall_list *list,
                         const struct live_view *view)
{
    const struct sheet_column columns[COLUMNS] = {
        [AT_TIME] = {text(TEXT_TRACE_TIME), ALIGN_RIGHT, 8, 2},
        [AT_NAME] = {text(TEXT_TRACE_ROOT), ALIGN_LEFT, 12, 0},
        [AT_ORDER] = {text(TEXT_TRACE_ORDER), ALIGN_LEFT, ORDER_END, 3},
        [AT_MS] = {"ms", ALIGN_RIGHT, 6, 0},
        [AT_SPANS] = {text(TEXT_TRACE_SPANS), ALIGN_RIGHT, 4, 4},
        [AT_ERRORS] = {text(TEXT_TRACE_ERRORS), ALIGN_LEFT, 9, 1}};
    list->view = view;
    list->sheet = (struct sheet){.columns = columns,
                                 .column_count = COLUMNS,
                                 .row_count = view->trace_count,
                                 .cell = cell_text,
                                 .context = list,
                                 .selected = chosen_row(list, view)};
    sheet_draw(area, &list->sheet, &list->scroll);
}

void waterfall_list_move(struct waterfall_list *list,
                         const struct live_view *view, int rows)
{
    int at = chosen_row(list, view) + rows;
    at = at >= view->trace_count ? view->trace_count - 1 : at;
    at = at < 0 ? 0 : at;
    if (at < view->trace_count)
        snprintf(list->chosen, sizeof list->chosen, "%s",
                 view->traces[at].trace_id);
}

const char *waterfall_list_chosen(struct waterfall_list *list,
                                  const struct live_view *view)
{
    waterfall_list_move(list, view, 0);
    return view->trace_count > 0 ? list->chosen : NULL;
}
