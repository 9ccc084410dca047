/*
 * trace -- where one request went, and where its time went.
 *
 * A waterfall: one row a span, children below their parents and further in,
 * each with a bar on the same scale of time. What failed has an E before it,
 * what was refused a !, and the reason below.
 */
#include <stdlib.h>
#include <string.h>

#include "tutor/commands/observe.h"
#include "tutor/commands/table.h"
#include "tutor/figures.h"
#include "tutor/grid.h"
#include "tutor/last_order.h"
#include "tutor/trace/spacetime.h"

/* Together a row has 78 columns at most: 80 less the frame of a panel. */
enum { BAR = 18, DEEPEST = 16, NAME_CELLS = 40, MARK_BYTES = 4 };

/* ---- the list ---- */

static void print_list(struct session *session,
                       const Collector__TracesReply *reply)
{
    struct grid grid;
    char ms[FIGURES_BYTES];
    session_forget_traces(session);
    if (reply->n_traces == 0) {
        say(&session->screen, TRACE_NONE);
        return;
    }
    grid_init(&grid, &session->arena, "lrrrlll");
    grid_cell(&grid, "%s", text(TEXT_TRACE_ID));
    grid_cell(&grid, "ms");
    grid_cell(&grid, "%s", text(TEXT_TRACE_SPANS));
    grid_cell(&grid, "%s", text(TEXT_TRACE_ERRORS));
    grid_cell(&grid, "%s", text(TEXT_TRACE_SERVICE));
    grid_cell(&grid, "%s", text(TEXT_TRACE_ROOT));
    grid_cell(&grid, "%s", text(TEXT_TRACE_ORDER));
    for (size_t i = 0; i < reply->n_traces; i++) {
        const Collector__TraceSummary *row = reply->traces[i];
        session_saw_trace(session, row->trace_id);
        grid_cell(&grid, "%.12s", row->trace_id);
        grid_cell(&grid, "%s", figures_ms(ms, row->duration_us));
        grid_cell(&grid, "%d", row->spans);
        grid_cell(&grid, "%d%s", row->errors, row->errors ? " E" : "");
        grid_cell(&grid, "%s", row->service);
        grid_cell(&grid, "%s", row->name);
        grid_cell(&grid, "%s", row->order);
    }
    grid_print(&grid, &session->screen);
}

static enum error list(struct session *session)
{
    const Collector__TracesRequest asked = COLLECTOR__TRACES_REQUEST__INIT;
    const ProtobufCMessage *reply = NULL;
    enum error error = observe_ask(session, "Traces", &asked.base, &reply);
    if (error)
        return error;
    if (session->json)
        observe_json(session, reply);
    else
        print_list(session, (const Collector__TracesReply *)reply);
    return ERROR_OK;
}

/* ---- the waterfall ---- */

struct waterfall {
    const Collector__TraceReply *trace;
    uint64_t start_ns, length_ns;
    const uint8_t *path[DEEPEST]; /* the spans above, from the root */
    int depth;
};

/* The order is parents first, so the path is cut back to the parent. */
static int depth_of(struct waterfall *fall, const Telemetry__Span *span)
{
    int depth = span->parent_span_id.len == 8 ? fall->depth : 0;
    while (depth > 0 &&
           memcmp(fall->path[depth - 1], span->parent_span_id.data, 8) != 0)
        depth--;
    fall->depth = depth < DEEPEST - 1 ? depth : DEEPEST - 1;
    fall->path[fall->depth++] = span->span_id.data;
    return depth;
}

static int cell_of(const struct waterfall *fall, uint64_t at_ns)
{
    uint64_t since = at_ns - fall->start_ns;
    return fall->length_ns ? (int)(since * BAR / fall->length_ns) : 0;
}

static void make_bar(const struct waterfall *fall, const Telemetry__Span *span,
                     char out[BAR + 1])
{
    int from = cell_of(fall, span->start_time_unix_nano);
    int to = cell_of(fall, span->end_time_unix_nano);
    if (from >= BAR)
        from = BAR - 1;
    if (to <= from)
        to = from + 1; /* the shortest is seen too */
    if (to > BAR)
        to = BAR;
    memset(out, '.', BAR);
    memset(out + from, '#', (size_t)(to - from));
    out[BAR] = '\0';
}

static const char *kind_of(const Telemetry__Span *span)
{
    static const char *const kinds[] = {"", "", "<", ">", ">>", "<<"};
    return span->kind >= 0 && span->kind < 6 ? kinds[span->kind] : "";
}

static const char *attribute_of(const Telemetry__Span *span, const char *key)
{
    for (size_t i = 0; i < span->n_attributes; i++)
        if (strcmp(span->attributes[i]->key, key) == 0)
            return span->attributes[i]->text;
    return NULL;
}

static void print_row(struct waterfall *fall, const Collector__SpanOf *of,
                      struct grid *grid)
{
    const Telemetry__Span *span = of->span;
    char bar[BAR + 1], ms[FIGURES_BYTES], title[OBSERVE_TITLE_BYTES];
    int depth = depth_of(fall, span);
    bool failed = span->status == TELEMETRY__STATUS__ERROR;
    const char *refusal = failed ? NULL : attribute_of(span, "error.type");
    const char *mark = failed ? "E " : refusal ? "! " : "  ";
    uint64_t took = span->end_time_unix_nano - span->start_time_unix_nano;
    make_bar(fall, span, bar);
    grid_cell(grid, "%s%*s%s%s%.*s", mark, 2 * depth, "", kind_of(span),
              kind_of(span)[0] ? " " : "", NAME_CELLS, span->name);
    grid_cell(grid, "%s",
              observe_title(title, of->service_name, of->service_instance));
    grid_cell(grid, "%s", figures_ms(ms, (int64_t)(took / 1000)));
    grid_cell(grid, "%s", bar);
    const char *fault = attribute_of(span, "cleave.fault");
    const char *note = fault ? arena_format(grid->arena, "%s: %s",
                                            text(TEXT_TRACE_FAULT), fault)
                             : NULL;
    if (note)
        grid_note(grid, note);
    else if (failed && span->status_message[0])
        grid_note(grid, span->status_message);
    if (refusal)
        grid_note(grid, refusal);
}

static void print_trace(struct session *session,
                        const Collector__TraceReply *trace)
{
    const Collector__TraceSummary *summary = trace->summary;
    struct waterfall fall = {.trace = trace,
                             .start_ns = summary->start_time_unix_nano,
                             .length_ns =
                                 (uint64_t)summary->duration_us * 1000};
    struct grid grid;
    char ms[FIGURES_BYTES];
    say(&session->screen, TRACE_HEAD, summary->trace_id,
        figures_ms(ms, summary->duration_us), summary->spans, summary->services,
        summary->errors);
    if (summary->order[0])
        say(&session->screen, TRACE_ABOUT, summary->order);
    grid_init(&grid, &session->arena, "llrl");
    grid_cell(&grid, "%s", text(TEXT_TRACE_SPAN));
    grid_cell(&grid, "%s", text(TEXT_TRACE_PROCESS));
    grid_cell(&grid, "ms");
    grid_cell(&grid, "%s", text(TEXT_TRACE_TIME));
    enum { ROWS = GRID_CELLS / 4 - 1 };
    for (size_t i = 0; i < trace->n_spans && i < ROWS; i++)
        print_row(&fall, trace->spans[i], &grid);
    grid_print(&grid, &session->screen);
    if (trace->n_spans > ROWS)
        say(&session->screen, TRACE_MORE, (int)(trace->n_spans - ROWS));
}

/* ---- the space-time diagram ---- */

enum { DIAGRAM_BYTES = 1024 * 1024 };

static enum error print_diagram(struct session *session,
                                const Collector__TraceReply *trace,
                                bool commits)
{
    struct trace_tree tree;
    struct spacetime diagram;
    struct buffer lines;
    char ms[FIGURES_BYTES];
    enum error error = trace_tree_read(&tree, &session->arena, trace);
    if (!error)
        error = spacetime_read(&diagram, &session->arena, &tree, commits);
    if (error)
        return error;
    buffer_init(&lines, DIAGRAM_BYTES);
    error =
        spacetime_text(&diagram, session->screen.columns,
                       MB_CUR_MAX > 1 ? GLYPHS_CONSOLE : GLYPHS_ASCII, &lines);
    say(&session->screen, TRACE_HEAD, trace->summary->trace_id,
        figures_ms(ms, trace->summary->duration_us), trace->summary->spans,
        trace->summary->services, trace->summary->errors);
    if (!error)
        screen_print(&session->screen, "%s", lines.data ? lines.data : "");
    if (!error && diagram.missing > 0)
        say(&session->screen, SPACETIME_MORE, diagram.missing);
    if (!error && tree.lost > 0)
        say(&session->screen, SPACETIME_LOSS, tree.lost);
    buffer_release(&lines);
    return error;
}

/* Of those shapes: ids sort as they were made. */
static bool newest_order(const struct session *session, enum shape_set set,
                         struct id *out)
{
    *out->text = '\0';
    for (int shape = 0; shape < SHAPE_COUNT; shape++) {
        struct id id;
        if (shape_in(set, (enum shape)shape) &&
            !last_order_find(session, (enum shape)shape, NULL, &id) &&
            strcmp(id.text, out->text) > 0)
            *out = id;
    }
    return *out->text;
}

/* "last" is the learner's last order, where there is one: what came last of
 * all may be a heartbeat. */
static enum error ask_last(struct session *session, enum shape_set set,
                           Collector__TraceRequest *asked,
                           const ProtobufCMessage **out)
{
    struct id id;
    if (newest_order(session, set, &id)) {
        enum error error = observe_trace(session, id.text, out);
        if (error != ERROR_NOT_FOUND)
            return error;
    }
    return observe_ask(session, "Trace", &asked->base, out);
}

enum error command_trace(struct session *session, const struct args *args)
{
    const char *word = args_word(args, 0);
    Collector__TraceRequest asked = COLLECTOR__TRACE_REQUEST__INIT;
    const ProtobufCMessage *reply = NULL;
    if (word && strcmp(word, "list") == 0)
        return list(session);
    bool last = !word || strcmp(word, "last") == 0;
    const char *shape = args_option(args, "shape", 0);
    enum shape_set set = SHAPES_BOTH;
    asked.trace = (char *)(last ? "last" : word);
    enum error error = shape ? command_shapes(session, shape, &set) : ERROR_OK;
    if (!error)
        error = last ? ask_last(session, set, &asked, &reply)
                     : observe_ask(session, "Trace", &asked.base, &reply);
    if (error == ERROR_NOT_FOUND)
        return explain(ERROR_NOT_FOUND, TRACE_UNKNOWN, asked.trace);
    if (error)
        return error;
    if (session->json)
        observe_json(session, reply);
    else if (args_option(args, "diagram", 0))
        return print_diagram(session, (const Collector__TraceReply *)reply,
                             args_option(args, "commits", 0) != NULL);
    else
        print_trace(session, (const Collector__TraceReply *)reply);
    return ERROR_OK;
}
