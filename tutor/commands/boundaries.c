/*
 * boundaries -- `boundaries`: what other cuts would have made of your order.
 *
 * The trace of the last order of the split is recorded traffic: its calls from
 * service to service, and the tables of each of its commits. tutor/lab/cut.h
 * replays it over a cut; this file fetches it and prints what came out.
 */
#include <stdlib.h>
#include <string.h>

#include "tutor/commands/observe.h"
#include "tutor/commands/table.h"
#include "tutor/grid.h"
#include "tutor/lab/cut.h"
#include "tutor/last_order.h"

/* ---- the record ---- */

static const char *attribute(const Telemetry__Span *span, const char *key)
{
    for (size_t i = 0; i < span->n_attributes; i++)
        if (strcmp(span->attributes[i]->key, key) == 0)
            return span->attributes[i]->text;
    return NULL;
}

/* A call by its attempts: what was sent twice crossed the border twice. */
static enum error take_span(struct session *session, struct cut_record *record,
                            const Collector__SpanOf *of)
{
    const char *tables = attribute(of->span, "cleave.db.tables");
    const char *peer = attribute(of->span, "peer.service");
    if (tables)
        return cut_record_commit(record, of->service_name, tables,
                                 &session->arena);
    if (peer && of->span->kind == TELEMETRY__KIND__CLIENT)
        cut_record_call(record, of->service_name, peer);
    return ERROR_OK;
}

static enum error take_record(struct session *session, struct id *order,
                              struct cut_record *record)
{
    const ProtobufCMessage *reply = NULL;
    enum error error = last_order_find(session, SHAPE_SPLIT, NULL, order);
    if (!error)
        error = observe_trace(session, order->text, &reply);
    if (error == ERROR_NOT_FOUND)
        return explain(ERROR_NOT_FOUND, CUT_NO_ORDER);
    const Collector__TraceReply *trace = (const void *)reply;
    for (size_t i = 0; !error && i < trace->n_spans; i++)
        error = take_span(session, record, trace->spans[i]);
    return error;
}

/* ---- for people ---- */

static int by_calls(const void *a, const void *b)
{
    const struct cut_pair *left = a, *right = b;
    int order = right->calls - left->calls;
    if (order == 0)
        order = strcmp(left->from, right->from);
    return order ? order : strcmp(left->to, right->to);
}

static int percent(int part, int whole)
{
    return whole ? (100 * part + whole / 2) / whole : 0;
}

static void print_row(struct grid *grid, const char *name,
                      const struct cut_result *result)
{
    grid_cell(grid, "%s", name);
    grid_cell(grid, "%d", result->services);
    grid_cell(grid, "%d", result->calls);
    grid_cell(grid, "%d %%", percent(result->chatty, result->calls));
    grid_cell(grid, "%d", result->commits);
    grid_cell(grid, "%d", result->whole);
    grid_cell(grid, "%d", result->distributed);
}

static void print_matrix(struct session *session, const struct cut *cut,
                         const struct cut_record *record)
{
    struct grid *grid = arena_alloc(&session->arena, sizeof *grid);
    struct cut_result *result = arena_alloc(&session->arena, sizeof *result);
    if (!grid || !result)
        return;
    cut_replay(cut, record, result);
    qsort(result->pairs, result->pair_count, sizeof *result->pairs, by_calls);
    say(&session->screen, CUT_MATRIX, cut_name(cut->kind));
    grid_init(grid, &session->arena, "llr");
    grid_cell(grid, "%s", text(TEXT_CUT_FROM));
    grid_cell(grid, "%s", text(TEXT_CUT_TO));
    grid_cell(grid, "%s", text(TEXT_CUT_CALLS));
    for (size_t i = 0; i < result->pair_count; i++) {
        grid_cell(grid, "%s", result->pairs[i].from);
        grid_cell(grid, "%s", result->pairs[i].to);
        grid_cell(grid, "%d", result->pairs[i].calls);
    }
    grid_print(grid, &session->screen);
}

/* All known cuts, and the learner's own behind them. */
static void print_cuts(struct session *session, const struct cut *chosen,
                       const struct cut_record *record)
{
    struct grid *grid = arena_alloc(&session->arena, sizeof *grid);
    struct cut_result *result = arena_alloc(&session->arena, sizeof *result);
    if (!grid || !result)
        return;
    grid_init(grid, &session->arena, "lrrrrrr");
    grid_cell(grid, "%s", text(TEXT_CUT_CUT));
    grid_cell(grid, "%s", text(TEXT_CUT_SERVICES));
    grid_cell(grid, "%s", text(TEXT_CUT_CALLS));
    grid_cell(grid, "%s", text(TEXT_CUT_CHATTY));
    grid_cell(grid, "%s", text(TEXT_CUT_COMMITS));
    grid_cell(grid, "%s", text(TEXT_CUT_WHOLE));
    grid_cell(grid, "%s", text(TEXT_CUT_DISTRIBUTED));
    for (int kind = CUT_ONE; kind < CUT_OWN; kind++) {
        const struct cut cut = {.kind = (enum cut_kind)kind};
        cut_replay(&cut, record, result);
        print_row(grid, cut_name(cut.kind), result);
    }
    if (chosen->kind == CUT_OWN) {
        cut_replay(chosen, record, result);
        print_row(grid, cut_name(CUT_OWN), result);
    }
    grid_print(grid, &session->screen);
}

/* ---- for programs ---- */

static void print_json(struct session *session, const struct id *order,
                       const struct cut *cut, const struct cut_result *result)
{
    struct buffer out;
    struct json_writer json;
    buffer_init(&out, LIMIT_BODY_BYTES);
    json_begin(&json, &out);
    json_object_open(&json);
    json_key_text(&json, "order", order->text);
    json_key_text(&json, "cut", cut_name(cut->kind));
    json_key_int(&json, "services", result->services);
    json_key_int(&json, "calls", result->calls);
    json_key_int(&json, "chatty", result->chatty);
    json_key_int(&json, "transactions", result->commits);
    json_key_int(&json, "in_one_service", result->whole);
    json_key_int(&json, "distributed", result->distributed);
    json_key(&json, "pairs");
    json_array_open(&json);
    for (size_t i = 0; i < result->pair_count; i++) {
        json_object_open(&json);
        json_key_text(&json, "from", result->pairs[i].from);
        json_key_text(&json, "to", result->pairs[i].to);
        json_key_int(&json, "calls", result->pairs[i].calls);
        json_object_close(&json);
    }
    json_array_close(&json);
    json_object_close(&json);
    screen_json(&session->screen, &out);
    buffer_release(&out);
}

static enum error choose(struct session *session, const struct args *args,
                         struct cut *out)
{
    const char *words[ARGS_WORDS] = {"business"};
    size_t count = 0;
    for (; count < args->count; count++)
        words[count] = args_word(args, count);
    return cut_choose(out, words, count ? count : 1, &session->arena);
}

enum error command_boundaries(struct session *session, const struct args *args)
{
    struct cut_record *record = arena_alloc(&session->arena, sizeof *record);
    struct cut_result *result = arena_alloc(&session->arena, sizeof *result);
    struct cut *cut = arena_alloc(&session->arena, sizeof *cut);
    struct id order = {0};
    if (!record || !result || !cut)
        return error_explain(ERROR_SYSTEM, "out of memory");
    *record = (struct cut_record){0};
    enum error error = choose(session, args, cut);
    if (!error)
        error = take_record(session, &order, record);
    if (error)
        return error;
    cut_replay(cut, record, result);
    if (session->json) {
        print_json(session, &order, cut, result);
        return ERROR_OK;
    }
    say(&session->screen, CUT_HEAD, order.text);
    print_cuts(session, cut, record);
    print_matrix(session, cut, record);
    say(&session->screen, CUT_LEAST);
    if (record->full)
        say(&session->screen, CUT_FULL);
    return ERROR_OK;
}
