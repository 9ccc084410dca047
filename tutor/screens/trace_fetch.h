/*
 * trace_fetch -- one trace and its log lines, asked for again while a view
 *                shows them.
 *
 * Use:       trace_fetch_open() when a view opens, trace_fetch_ask() for a
 *            trace, trace_fetch_tick() about four times a second (true: draw
 *            anew), trace_fetch_close().
 * Time:      now_ms is monotonic, passed in. It asks again when the live model
 *            has seen more spans, and each TRACE_FETCH_MS while the trace is
 *            open or the collector does not answer.
 * Ownership: tree and lines are the fetch's, until its next answer.
 * Errors:    why not stands in `why`; what was there before stays.
 * Blocking:  never. A child `cleave trace ... --json` asks.
 */
#ifndef TUTOR_TRACE_FETCH_H
#define TUTOR_TRACE_FETCH_H

#include "tutor/live/live.h"
#include "tutor/screens/app.h"
#include "tutor/trace/trace_tree.h"

enum { TRACE_FETCH_MS = 1000, TRACE_FETCH_BYTES = 64 * 1024 * 1024 };

struct trace_fetch {
    struct app *app;
    char word[64]; /* as asked: an id, an order, "last" */
    char trace_id[33];
    struct arena trees[2], logs; /* the one in use, and the next */
    int in_use;
    bool known; /* there is a tree */
    struct trace_tree tree;
    const Collector__LogsReply *lines; /* NULL: none yet */
    bool asking, gone;                 /* gone: it is not kept any more */
    bool heard;                        /* the collector, at the last tick */
    char why[LIVE_TEXT_BYTES];         /* of the last failure; "": none */
    int64_t asked_ms;
    uint64_t changes; /* rises with each answer */
};

void trace_fetch_open(struct trace_fetch *fetch, struct app *app);
void trace_fetch_close(struct trace_fetch *fetch);
void trace_fetch_ask(struct trace_fetch *fetch, const char *word);
/* Why what is known may not be all; false: it is all. */
bool trace_fetch_lacks(const struct trace_fetch *fetch, char *out,
                       size_t bytes);
bool trace_fetch_tick(struct trace_fetch *fetch, int64_t now_ms);

#endif
