/*
 * app_private -- the app's insides, for its own files and the built-in views.
 */
#ifndef TUTOR_APP_PRIVATE_H
#define TUTOR_APP_PRIVATE_H

#include <sys/types.h>

#include "tutor/screens/app.h"
#include "tutor/screens/job.h"
#include "tutor/terminal/terminal.h"
#include "tutor/widgets/canvas.h"

enum {
    APP_VIEWS = 8,
    APP_LOG_LINES = 2000,
    APP_LOG_BYTES = 512,
    APP_SENTENCE_BYTES = 640,
    APP_TICK_MS = 250,
    APP_DATA_MS = 50,
    APP_STILL_MS = 300 /* after a key, for an input method's sake */
};

struct app_view {
    const struct view_class *class;
    void *state;
};

/* A job of a view. */
struct app_asked {
    struct app *app;
    struct job *job;
    struct buffer output;
    app_job_ended *ended;
    void *arg;
};

/* The terminal, given to a program. */
struct app_lent {
    pid_t pid; /* 0: it is ours */
    int end, status;
    struct loop_watch *watch; /* NULL: it has ended */
    bool pause, waiting;      /* Enter comes back */
    app_lend_ended *ended;
    void *arg;
};

struct app {
    struct session *session;
    struct terminal *terminal;
    struct live *live;
    struct canvas canvas;
    struct app_view stack[APP_VIEWS];
    size_t depth;
    struct loop_watch *keys_watch, *signal_watch;
    int signals;
    struct loop_timer *tick, *paint;
    int64_t key_ms, painted_ms;
    bool dirty, urgent, leaving;
    char sentence[APP_SENTENCE_BYTES];
    struct area bar_row; /* where the key bar was painted last */
    bool bar_seen;       /* and no sentence in its place */
    struct job *job;     /* of a typed command */
    int64_t job_ms;
    struct app_asked asked; /* one at a time */
    size_t asked_by;        /* index of the view that asked */
    app_line_given *given;  /* gets the prompt's line; NULL: a command */
    void *given_arg;
    struct app_lent lent;
    bool opening; /* a view, which is not on the stack yet */
    struct job *goods_job; /* for completion */
    struct buffer goods;
    bool goods_asked;
    char (*log)[APP_LOG_BYTES];
    size_t log_count; /* ever; a ring of APP_LOG_LINES */
};

void app_log(struct app *app, const char *line, size_t length);
/* app_learn.c: for completion, at Tab; the goods once a shop is up */
void app_learn(struct app *app);
void app_learn_goods(struct app *app);
/* app_draw.c */
void app_paint(struct app *app);
/* app_keys.c */
void app_take_key(struct app *app, const struct keys_event *event);
void app_entered(void *arg, const char *line);
/* app_lend.c */
void app_end_ask(struct app *app, const char *line);
bool app_lent(const struct app *app);
void app_lent_keys(struct app *app);
void app_lent_signal(struct app *app, int number);
void app_take_back(struct app *app);

#endif
