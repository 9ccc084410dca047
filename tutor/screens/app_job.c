/*
 * app_job -- the child of each view, and what runs for long.
 *
 * Each place on the stack has one of its own, so a view that is opened while
 * another one waits for its answer takes nothing from it: the shops go on
 * starting below a ledger that has begun its first audit.
 */
#include <stdio.h>

#include "tutor/screens/app_private.h"

void app_drop_job(struct app_view *view)
{
    if (view->asked.job)
        job_stop(view->asked.job);
    view->asked.job = NULL;
    buffer_release(&view->asked.output);
}

static void asked_bytes(void *arg, const char *bytes, size_t length)
{
    struct app_asked *asked = arg;
    buffer_append(&asked->output, bytes, length);
}

static void asked_ended(void *arg, int status)
{
    struct app_asked *asked = arg;
    struct buffer output = asked->output;
    struct app *app = asked->app;
    asked->job = NULL;
    buffer_init(&asked->output, LIMIT_REPLY_BYTES);
    app->acting = asked->by + 1;
    asked->ended(app, asked->arg, status, output.data ? output.data : "",
                 output.length);
    app->acting = 0;
    buffer_release(&output);
    app->dirty = true;
}

enum error app_job(struct app *app, const char *const *words,
                   app_job_ended *ended, void *arg)
{
    static const struct job_events events = {.bytes = asked_bytes,
                                             .ended = asked_ended};
    size_t by = (app->acting ? app->acting : app->depth) - 1;
    struct app_asked *asked = &app->stack[by].asked;
    app_drop_job(&app->stack[by]);
    *asked = (struct app_asked){.app = app,
                                .by = by,
                                .ended = ended,
                                .arg = arg,
                                .since_ms = app_now_ms(app)};
    app_first_words(asked->words, words);
    buffer_init(&asked->output, LIMIT_REPLY_BYTES);
    return job_start(&asked->job, app->session->loop, words, &events, asked);
}

/* ---- what runs ---- */

void app_first_words(char out[APP_WORDS_BYTES], const char *const *words)
{
    bool two = words[1] && words[1][0] != '-';
    snprintf(out, APP_WORDS_BYTES, "%s%s%s", words[0], two ? " " : "",
             two ? words[1] : "");
}

/* Of the highest view that has one; NULL: none. */
static struct app_asked *long_asked(struct app *app, int64_t *ran_ms)
{
    for (size_t at = app->depth; at-- > 0;) {
        struct app_asked *asked = &app->stack[at].asked;
        *ran_ms = app_now_ms(app) - asked->since_ms;
        if (asked->job && *ran_ms >= APP_LONG_MS)
            return asked;
    }
    return NULL;
}

const char *app_running(struct app *app, int64_t *ran_ms)
{
    *ran_ms = app_now_ms(app) - app->job_ms;
    if (app->job && *ran_ms >= APP_LONG_MS)
        return app->job_words;
    const struct app_asked *asked = long_asked(app, ran_ms);
    return asked ? asked->words : NULL;
}

void app_interrupt(struct app *app)
{
    int64_t ran_ms;
    struct app_asked *asked = long_asked(app, &ran_ms);
    if (asked)
        job_interrupt(asked->job);
}
