/*
 * trace_fetch -- asks by two children, one after the other: the trace, then
 * the log lines that were written in it.
 *
 * A trace grows for some milliseconds after its order was answered, and for as
 * long as somebody repeats a call. So the answer is compared with what the
 * live model hears anyway, and asked for again only where there is more.
 *
 * When the collector dies the tree stays on the screen. The next collector
 * knows nothing of it; that is said, and it stays still.
 */
#include "tutor/screens/trace_fetch.h"

#include <stdio.h>
#include <string.h>

#include "chassis/transcode.h"
#include "tutor/screens/app_private.h"

void trace_fetch_open(struct trace_fetch *fetch, struct app *app)
{
    memset(fetch, 0, sizeof *fetch);
    fetch->app = app;
    fetch->heard = true;
    arena_init(&fetch->trees[0], TRACE_FETCH_BYTES);
    arena_init(&fetch->trees[1], TRACE_FETCH_BYTES);
    arena_init(&fetch->logs, TRACE_FETCH_BYTES);
}

void trace_fetch_close(struct trace_fetch *fetch)
{
    arena_release(&fetch->trees[0]);
    arena_release(&fetch->trees[1]);
    arena_release(&fetch->logs);
}

/* The sentence of a child that failed: its `detail`. */
static void take_failure(struct trace_fetch *fetch, struct arena *arena,
                         const char *output, size_t length)
{
    const struct json *tree = NULL;
    const char *detail = "";
    if (!json_parse(output, length, arena, &tree) && tree->kind == JSON_OBJECT)
        detail = json_text_member(tree, "detail");
    bool unknown = tree && tree->kind == JSON_OBJECT &&
                   strcmp(json_text_member(tree, "error"), "not-found") == 0;
    fetch->gone = fetch->known && unknown;
    snprintf(fetch->why, sizeof fetch->why, "%s",
             *detail ? detail : text(TEXT_TRACE_NO_ANSWER));
}

/* ---- the log lines ---- */

static void on_logs(struct app *app, void *arg, int status, const char *output,
                    size_t length)
{
    struct trace_fetch *fetch = arg;
    ProtobufCMessage *message = NULL;
    (void)app;
    fetch->asking = false;
    arena_reset(&fetch->logs);
    fetch->lines = NULL;
    if (status == 0 && !transcode_parse(&collector__logs_reply__descriptor,
                                        (struct slice){output, length},
                                        &fetch->logs, &message))
        fetch->lines = (const Collector__LogsReply *)message;
    fetch->changes++;
}

static void ask_logs(struct trace_fetch *fetch)
{
    const char *const words[] = {"logs", "--trace", fetch->trace_id, "--json",
                                 NULL};
    fetch->asking = app_job(fetch->app, words, on_logs, fetch) == ERROR_OK;
}

/* ---- the trace ---- */

static enum error take_trace(struct trace_fetch *fetch, const char *output,
                             size_t length)
{
    struct arena *arena = &fetch->trees[!fetch->in_use];
    ProtobufCMessage *message = NULL;
    struct trace_tree tree;
    enum error error =
        transcode_parse(&collector__trace_reply__descriptor,
                        (struct slice){output, length}, arena, &message);
    const Collector__TraceReply *reply = (const void *)message;
    if (!error)
        error = trace_tree_read(&tree, arena, reply);
    if (error)
        return error;
    if (fetch->known && strcmp(fetch->trace_id, reply->summary->trace_id) == 0)
        trace_tree_keep_folds(&tree, &fetch->tree);
    snprintf(fetch->trace_id, sizeof fetch->trace_id, "%s",
             reply->summary->trace_id);
    /* "last" is another one as soon as somebody orders. */
    if (strcmp(fetch->word, "last") == 0)
        snprintf(fetch->word, sizeof fetch->word, "%s",
                 *reply->summary->order ? reply->summary->order
                                        : reply->summary->trace_id);
    fetch->tree = tree;
    fetch->known = true;
    fetch->in_use = !fetch->in_use;
    return ERROR_OK;
}

static void on_trace(struct app *app, void *arg, int status, const char *output,
                     size_t length)
{
    struct trace_fetch *fetch = arg;
    struct arena *arena = &fetch->trees[!fetch->in_use];
    (void)app;
    fetch->asking = false;
    arena_reset(arena);
    *fetch->why = '\0';
    fetch->gone = false;
    fetch->changes++;
    if (status != 0) {
        take_failure(fetch, arena, output, length);
        return;
    }
    enum error error = take_trace(fetch, output, length);
    if (error)
        snprintf(fetch->why, sizeof fetch->why, "%s", error_detail(error));
    else
        ask_logs(fetch);
}

static void ask_trace(struct trace_fetch *fetch)
{
    const char *const words[] = {"trace", fetch->word, "--json", NULL};
    fetch->asked_ms = app_now_ms(fetch->app);
    enum error error = app_job(fetch->app, words, on_trace, fetch);
    fetch->asking = !error;
    if (error)
        snprintf(fetch->why, sizeof fetch->why, "%s", error_detail(error));
}

void trace_fetch_ask(struct trace_fetch *fetch, const char *word)
{
    snprintf(fetch->word, sizeof fetch->word, "%s", word);
    *fetch->trace_id = *fetch->why = '\0';
    fetch->known = fetch->gone = false;
    fetch->lines = NULL;
    ask_trace(fetch);
}

bool trace_fetch_lacks(const struct trace_fetch *fetch, char *out, size_t bytes)
{
    const struct trace_tree *tree = &fetch->tree;
    const struct live_line_state *line =
        &live_view(fetch->app->live)->collector;
    if (!line->connected && *line->why)
        snprintf(out, bytes, TEXT_FORMAT(TRACE_AGAIN), line->why);
    else if (fetch->gone)
        snprintf(out, bytes, "%s", text(TEXT_TRACE_GONE));
    else if (*fetch->why)
        snprintf(out, bytes, TEXT_FORMAT(TRACE_AGAIN), fetch->why);
    else if (!fetch->known)
        snprintf(out, bytes, TEXT_FORMAT(TRACE_ASKING), fetch->word);
    else if (tree->lost > 0)
        snprintf(out, bytes, TEXT_FORMAT(TRACE_LOST), tree->lost);
    else if (tree->open)
        snprintf(out, bytes, "%s", text(TEXT_TRACE_OPEN));
    else
        return false;
    return true;
}

/* The live model hears of each change within a moment. */
static bool has_grown(const struct trace_fetch *fetch)
{
    const struct live_view *view = live_view(fetch->app->live);
    for (int i = 0; i < view->trace_count; i++)
        if (strcmp(view->traces[i].trace_id, fetch->trace_id) == 0)
            return view->traces[i].spans > fetch->tree.count;
    return false;
}

/* It was away and is there again: it may be another one. */
static bool has_come_back(struct trace_fetch *fetch)
{
    bool before = fetch->heard;
    fetch->heard = live_view(fetch->app->live)->collector.connected;
    return fetch->heard && !before && fetch->known;
}

bool trace_fetch_tick(struct trace_fetch *fetch, int64_t now_ms)
{
    int64_t since_ms = now_ms - fetch->asked_ms;
    bool due = since_ms >= TRACE_FETCH_MS;
    bool back = has_come_back(fetch);
    if (!*fetch->word || fetch->asking)
        return false;
    bool wanted =
        !fetch->known || (!fetch->gone && (fetch->tree.open || *fetch->why));
    if (back || (wanted && due) || (fetch->known && has_grown(fetch))) {
        ask_trace(fetch);
        return true;
    }
    return false;
}
