/*
 * spacetime -- which rows a trace has.
 *
 * A call is two spans: the caller's (CLIENT) and, below it, the one of who was
 * asked (SERVER). Their pair gives two arrows. A caller's span alone is a call
 * that was never served, or whose server died before it could tell; its error
 * says which. A message is a PRODUCER and its CONSUMER; the call that carried
 * the batch is left out, for it is shown by its messages.
 *
 * A crash leaves no span. It is seen where spans of one name come from another
 * process than before, where a saga was taken up by somebody else, and by who
 * was left without an answer.
 */
#include "tutor/trace/spacetime_private.h"

#include <string.h>

#include "tutor/commands/text.h"
#include "tutor/figures.h"

static const char *word_of(const struct trace_span *span, const char *key)
{
    const Telemetry__Attribute *found = trace_attribute(span, key);
    return found ? found->text : "";
}

static int kind_of(const struct trace_span *span)
{
    return (int)span->of->span->kind;
}

/* ---- lines ---- */

static int line_of(struct spacetime_reader *reader, const char *title)
{
    struct spacetime *out = reader->out;
    int i = 0;
    while (i < out->line_count && strcmp(out->lines[i], title) != 0)
        i++;
    if (i == SPACETIME_LINES)
        return SPACETIME_UNKNOWN;
    if (i == out->line_count)
        out->lines[out->line_count++] = title;
    return i;
}

/* Whom a caller meant: "payments-1" is the first, "payments". */
static int peer_line(struct spacetime_reader *reader,
                     const struct trace_span *span)
{
    const char *title = word_of(span, "server.instance.id");
    size_t length = strlen(title);
    if (!*title)
        title = word_of(span, "peer.service");
    else if (length > 2 && strcmp(title + length - 2, "-1") == 0)
        title = arena_copy(reader->arena, title, length - 2);
    return title && *title ? line_of(reader, title) : SPACETIME_UNKNOWN;
}

/* ---- rows ---- */

static struct spacetime_row *add(struct spacetime_reader *reader,
                                 enum spacetime_kind kind, int64_t at_us,
                                 int from, int to)
{
    static struct spacetime_row beyond;
    if (reader->count == SPACETIME_KEPT) {
        reader->missing++;
        beyond = (struct spacetime_row){0};
        return &beyond;
    }
    struct spacetime_row *row = &reader->rows[reader->count++];
    *row = (struct spacetime_row){.kind = kind,
                                  .at_us = at_us,
                                  .from = from,
                                  .to = to,
                                  .label = "",
                                  .count = 1,
                                  .order = reader->count};
    return row;
}

/* Is it below a step that takes something back? */
static bool takes_back(const struct trace_tree *tree, int span)
{
    for (int i = span; i >= 0; i = tree->spans[i].parent)
        if (*word_of(&tree->spans[i], "cleave.saga.action"))
            return strcmp(word_of(&tree->spans[i], "cleave.saga.action"),
                          "compensate") == 0;
    return false;
}

static const char *method_of(const struct trace_span *span)
{
    const char *method = word_of(span, "rpc.method");
    return *method ? method : span->of->span->name;
}

/* The child of that kind, or NULL. */
static const struct trace_span *child_of(const struct trace_tree *tree,
                                         int span, Telemetry__Kind kind)
{
    for (int i = span + 1; i < tree->spans[span].end; i = tree->spans[i].end)
        if (kind_of(&tree->spans[i]) == (int)kind)
            return &tree->spans[i];
    return NULL;
}

static bool carries_messages(const struct trace_span *span)
{
    return strcmp(word_of(span, "rpc.service"), "events.Events") == 0;
}

static void add_answer(struct spacetime_reader *reader,
                       const struct trace_span *span, int from, int to,
                       bool undo)
{
    char ms[FIGURES_BYTES];
    struct spacetime_row *row =
        add(reader, SPACETIME_ANSWER, span->end_us, from, to);
    const Telemetry__Attribute *status =
        trace_attribute(span, "http.response.status_code");
    const char *word = span->error ? span->error : text(TEXT_SPACETIME_OK);
    figures_ms(ms, span->end_us - span->start_us);
    row->label = status ? arena_format(reader->arena, "%lld %s %s ms",
                                       (long long)status->number, word, ms)
                        : arena_format(reader->arena, "%s %s ms", word, ms);
    row->error = span->error;
    row->failed = span->failed;
    row->undo = undo;
}

/* A caller's span: with the one of who was asked, or alone. */
static void read_client(struct spacetime_reader *reader, int at)
{
    const struct trace_span *span = &reader->tree->spans[at];
    const struct trace_span *served =
        child_of(reader->tree, at, TELEMETRY__KIND__SERVER);
    const Telemetry__Attribute *attempt =
        trace_attribute(span, "cleave.attempt");
    int from = line_of(reader, span->process);
    int to =
        served ? line_of(reader, served->process) : peer_line(reader, span);
    bool undo = takes_back(reader->tree, at);
    bool left = !attempt || attempt->number > 0;
    enum spacetime_kind kind = served || !span->error ? SPACETIME_REQUEST
                               : left                 ? SPACETIME_LOST
                                                      : SPACETIME_REFUSED;
    struct spacetime_row *row =
        add(reader, kind, served ? served->start_us : span->start_us, from,
            kind == SPACETIME_REFUSED ? from : to);
    row->label = method_of(span);
    row->error = kind == SPACETIME_REQUEST ? NULL : span->error;
    row->failed = row->error && span->failed;
    row->undo = undo;
    if (kind != SPACETIME_REQUEST)
        return;
    if (served && span->end_us < served->end_us) {
        row = add(reader, SPACETIME_GIVEN_UP, span->end_us, from, from);
        row->label = method_of(span);
        row->error = span->error;
        row->failed = span->failed;
    }
    add_answer(reader, served ? served : span, to, from, undo);
}

/* A sidecar passes a call on as it came, so both of them stand below the
 * caller's span; the call reached the service through the sidecar. */
static const char *last_sender(const struct trace_tree *tree, int at)
{
    static const char suffix[] = "-sidecar";
    const struct trace_span *span = &tree->spans[at];
    size_t length = strlen(span->process);
    for (int i = span->parent + 1; i < at; i = tree->spans[i].end)
        if (strncmp(tree->spans[i].process, span->process, length) == 0 &&
            strcmp(tree->spans[i].process + length, suffix) == 0)
            return tree->spans[i].process;
    return tree->spans[span->parent].process;
}

/* Who asked stands in no trace, or never told. */
static void read_server(struct spacetime_reader *reader, int at)
{
    const struct trace_span *span = &reader->tree->spans[at];
    int line = line_of(reader, span->process);
    int who = span->lost_parent ? SPACETIME_UNKNOWN : SPACETIME_OUTSIDE;
    if (span->parent >= 0) {
        const struct trace_tree *tree = reader->tree;
        if (child_of(tree, span->parent, TELEMETRY__KIND__SERVER) == span &&
            kind_of(&tree->spans[span->parent]) == TELEMETRY__KIND__CLIENT)
            return; /* it was read with its caller */
        who = line_of(reader, last_sender(tree, at));
    }
    add(reader, SPACETIME_REQUEST, span->start_us, who, line)->label =
        method_of(span);
    add_answer(reader, span, line, who, false);
}

static void read_producer(struct spacetime_reader *reader, int at)
{
    const struct trace_span *span = &reader->tree->spans[at];
    const struct trace_span *taken =
        child_of(reader->tree, at, TELEMETRY__KIND__CONSUMER);
    const char *space = strchr(span->of->span->name, ' ');
    const char *whom = word_of(span, "messaging.destination.name");
    int from = line_of(reader, span->process);
    int to = taken ? line_of(reader, taken->process) : line_of(reader, whom);
    struct spacetime_row *row =
        add(reader,
            taken || !span->error ? SPACETIME_MESSAGE : SPACETIME_MESSAGE_LOST,
            taken ? taken->end_us : span->end_us, from, to);
    row->label = space ? space + 1 : span->of->span->name;
    row->error = taken ? NULL : span->error;
    row->failed = !taken && span->failed;
    if (taken && trace_attribute(taken, "cleave.inbox.repeat"))
        row->label = arena_format(reader->arena, TEXT_FORMAT(SPACETIME_REPEAT),
                                  row->label);
}

static void read_step(struct spacetime_reader *reader, int at)
{
    const struct trace_span *span = &reader->tree->spans[at];
    int line = line_of(reader, span->process);
    const char *state = word_of(span, "cleave.saga.state");
    if (!*state)
        return;
    if (trace_attribute(span, "cleave.saga.resumed")) {
        struct spacetime_row *crash =
            add(reader, SPACETIME_CRASH, span->start_us, line, line);
        crash->label = text(TEXT_SPACETIME_TAKEN_UP);
        crash->failed = true;
    }
    struct spacetime_row *row =
        add(reader, SPACETIME_STEP, span->end_us, line, line);
    row->undo = takes_back(reader->tree, at);
    row->error = span->error;
    row->label =
        arena_format(reader->arena,
                     row->undo     ? TEXT_FORMAT(SPACETIME_UNDONE)
                     : span->error ? TEXT_FORMAT(SPACETIME_STEP_REFUSED)
                                   : TEXT_FORMAT(SPACETIME_STEP_DONE),
                     word_of(span, "cleave.saga.step"), state);
}

static void read_internal(struct spacetime_reader *reader, int at)
{
    const struct trace_span *span = &reader->tree->spans[at];
    int line = line_of(reader, span->process);
    if (*word_of(span, "db.operation.name"))
        add(reader, SPACETIME_COMMIT, span->end_us, line, line)->label =
            text(TEXT_SPACETIME_COMMIT);
    else
        read_step(reader, at);
}

static void read_span(struct spacetime_reader *reader, int at)
{
    const struct trace_span *span = &reader->tree->spans[at];
    switch (kind_of(span)) {
    case TELEMETRY__KIND__CLIENT:
        if (!carries_messages(span))
            read_client(reader, at);
        break;
    case TELEMETRY__KIND__SERVER:
        if (!carries_messages(span))
            read_server(reader, at);
        break;
    case TELEMETRY__KIND__PRODUCER:
        read_producer(reader, at);
        break;
    case TELEMETRY__KIND__CONSUMER:
        break; /* it was read with its producer */
    default:
        read_internal(reader, at);
    }
}

/* Of one name, but another process than the span before it in time. */
static void find_crashes(struct spacetime_reader *reader)
{
    const struct trace_tree *tree = reader->tree;
    for (int i = 0; i < tree->count; i++) {
        const struct trace_span *span = &tree->spans[i], *before = NULL;
        bool first = true;
        for (int k = 0; k < tree->count; k++) {
            const struct trace_span *other = &tree->spans[k];
            if (strcmp(other->process, span->process) != 0 || k == i ||
                other->start_us > span->start_us ||
                (other->start_us == span->start_us && k > i))
                continue;
            first &= other->of->pid != span->of->pid;
            if (!before || other->start_us > before->start_us)
                before = other;
        }
        if (!before || !first || before->of->pid == span->of->pid)
            continue;
        int line = line_of(reader, span->process);
        struct spacetime_row *row =
            add(reader, SPACETIME_CRASH, span->start_us, line, line);
        row->failed = true;
        row->label = arena_format(reader->arena, TEXT_FORMAT(SPACETIME_CRASHED),
                                  before->of->pid, span->of->pid);
    }
}

enum error spacetime_read(struct spacetime *out, struct arena *arena,
                          const struct trace_tree *tree, bool commits)
{
    struct spacetime all = {0};
    struct spacetime_reader reader = {
        .out = &all, .arena = arena, .tree = tree};
    reader.rows = arena_alloc(arena, SPACETIME_KEPT * sizeof *reader.rows);
    all.rows = arena_alloc(arena, SPACETIME_ROWS * sizeof *all.rows);
    if (!reader.rows || !all.rows)
        return error_explain(ERROR_OVERLOADED, "no room for a diagram");
    for (int i = 0; i < tree->count; i++)
        read_span(&reader, i);
    find_crashes(&reader);
    all.commits = commits || all.line_count == 1;
    all.missing = reader.missing;
    enum error error = spacetime_choose_rows(&reader);
    if (!error)
        *out = all;
    return error;
}
