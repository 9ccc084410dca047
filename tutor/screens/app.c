/*
 * app -- the full-screen tutor: its loop and what views may ask.
 *
 * One loop waits for keys, signals, timers and the output of commands. What a
 * key has changed is painted at once; what only data has changed waits 50 ms
 * for more of it, and 300 ms after a key, because an input method draws a
 * half-typed syllable on the screen and every paint would disturb it.
 *
 * Signals are blocked and read from a descriptor, so no code of ours ever runs
 * inside a handler.
 */
#include "tutor/screens/app_private.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "chassis/net_watch.h"
#include "tutor/live/live.h"
#include "tutor/terminal/prompt.h"
#include "tutor/widgets/particle.h"

static const int taken[] = {SIGWINCH, SIGTERM, SIGHUP, SIGINT,
                            SIGQUIT,  SIGTSTP, SIGCONT};

struct session *app_session(struct app *app)
{
    return app->session;
}

int64_t app_now_ms(const struct app *app)
{
    return loop_now_ms(app->session->loop);
}

int app_glyphs(const struct app *app)
{
    return terminal_tier(app->terminal);
}

void app_changed(struct app *app)
{
    app->dirty = true;
}

void app_say(struct app *app, const char *sentence)
{
    struct buffer resolved;
    buffer_init(&resolved, LIMIT_BODY_BYTES);
    particle_resolve(&resolved, sentence, strlen(sentence));
    snprintf(app->sentence, sizeof app->sentence, "%.*s", (int)resolved.length,
             resolved.data ? resolved.data : "");
    buffer_release(&resolved);
    app->dirty = true;
}

void app_offer(struct app *app, const char *line)
{
    prompt_set(line);
    app->dirty = true;
}

void app_type(struct app *app, const char *line)
{
    app_entered(app, line);
}

void app_log(struct app *app, const char *line, size_t length)
{
    char *to = app->log[app->log_count++ % APP_LOG_LINES];
    if (length >= APP_LOG_BYTES)
        length = APP_LOG_BYTES - 1;
    memcpy(to, line, length);
    to[length] = '\0';
    app->dirty = true;
}

bool app_usable(void)
{
    return terminal_usable();
}

/* ---- views ---- */

/* A view that lies below already comes up again as it was left, and a view on
 * top is opened anew for another argument. True: that was all. */
static bool uncover(struct app *app, const struct view_class *class,
                    const char *argument)
{
    size_t at = 0;
    while (at < app->depth && app->stack[at].class != class)
        at++;
    if (at == app->depth || (*argument && at + 1 < app->depth))
        return false;
    bool keep = !*argument && class->close;
    while (app->depth > at + keep)
        app_back(app);
    return keep;
}

void app_open(struct app *app, const char *name, const char *argument)
{
    void *state = NULL;
    const struct view_class *class = view_find(name);
    if (!class || uncover(app, class, argument) || app->depth == APP_VIEWS)
        return;
    app_end_ask(app, NULL);
    size_t acting = app->acting;
    app->acting = app->depth + 1;
    enum error error = class->open ? class->open(app, argument, &state) : 0;
    app->acting = acting;
    if (error) {
        app_drop_job(&app->stack[app->depth]);
        app_say(app, error_detail(error));
        return;
    }
    app->stack[app->depth].class = class;
    app->stack[app->depth++].state = state;
    app->dirty = true;
}

void app_back(struct app *app)
{
    if (app->depth == 0)
        return;
    app_end_ask(app, NULL);
    struct app_view *top = &app->stack[--app->depth];
    app_drop_job(top);
    if (top->class->close)
        top->class->close(app, top->state);
    app->dirty = true;
}

/* ---- the loop ---- */

static void on_keys(void *arg)
{
    struct app *app = arg;
    struct keys_event event;
    if (app_lent(app)) {
        app_lent_keys(app);
        return;
    }
    while (!app->leaving && !app_lent(app) &&
           terminal_read(app->terminal, &event)) {
        app->key_ms = clock_monotonic_ms();
        app->urgent = true;
        *app->sentence = '\0';
        app_take_key(app, &event);
    }
    if (terminal_reshaped(app->terminal))
        app_reshape(app);
    if (terminal_hung_up(app->terminal))
        app->leaving = true;
}

static void on_signals(void *arg)
{
    struct app *app = arg;
    struct signalfd_siginfo told;
    /* Once we leave, nothing may wait for the terminal any more. */
    while (!app->leaving &&
           read(app->signals, &told, sizeof told) == (ssize_t)sizeof told) {
        bool leave = told.ssi_signo == SIGTERM || told.ssi_signo == SIGHUP;
        if (app_lent(app) && !leave) {
            app_lent_signal(app, (int)told.ssi_signo);
        } else if (told.ssi_signo == SIGWINCH) {
            if (terminal_resized(app->terminal))
                app->urgent = true;
        } else if (told.ssi_signo == SIGTSTP) {
            terminal_suspend(app->terminal);
            app->urgent = true;
        } else if (told.ssi_signo == SIGCONT) {
            terminal_continue(app->terminal);
            app->urgent = true;
        } else {
            app->leaving = true;
        }
    }
}

static void on_tick(void *arg)
{
    int64_t ran;
    struct app *app = arg;
    const struct app_view *top = &app->stack[app->depth - 1];
    if (!app_lent(app) && top->class->tick &&
        top->class->tick(app, top->state, app_now_ms(app)))
        app->dirty = true;
    if (app_running(app, &ran))
        app->dirty = true;
    app_leave_tick(app);
    loop_timer_set(app->tick, APP_TICK_MS);
}

static void on_paint(void *arg)
{
    (void)arg; /* waking is enough: the turn's end paints */
}

/* The end of each turn: paint now, or say when. */
static void on_turn(void *arg)
{
    struct app *app = arg;
    int64_t now = clock_monotonic_ms();
    int64_t due = app->painted_ms + APP_DATA_MS;
    if (app->leaving) {
        loop_stop(app->session->loop);
        return;
    }
    if (app->key_ms + APP_STILL_MS > due)
        due = app->key_ms + APP_STILL_MS;
    if (app_lent(app))
        return; /* the screen is somebody else's */
    if (app->urgent || (app->dirty && now >= due)) {
        app->urgent = app->dirty = false;
        app->painted_ms = now;
        app_paint(app);
    } else if (app->dirty) {
        loop_timer_set(app->paint, due - now);
    }
}

static void on_news(void *arg)
{
    struct app *app = arg;
    app->dirty = true;
    app_learn_goods(app);
}

static enum error begin(struct app *app, sigset_t *before)
{
    struct loop *loop = app->session->loop;
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        sigaddset(&set, taken[i]);
    sigprocmask(SIG_BLOCK, &set, before);
    app->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    enum error error = loop_watch_open(&app->signal_watch, loop, app->signals,
                                       on_signals, app);
    if (!error)
        error =
            loop_watch_open(&app->keys_watch, loop, STDIN_FILENO, on_keys, app);
    if (!error)
        error = canvas_init(&app->canvas, 1, 1, terminal_tier(app->terminal));
    if (!error)
        error =
            live_open(&app->live, loop, &app->session->places, on_news, app);
    app->tick = loop_timer_new(loop, on_tick, app);
    app->paint = loop_timer_new(loop, on_paint, app);
    loop_timer_set(app->tick, APP_TICK_MS);
    return error;
}

static void end(struct app *app, const sigset_t *before)
{
    app_take_back(app);
    while (app->depth > 0)
        app_back(app);
    if (app->job)
        job_stop(app->job);
    app_leave_stop(app);
    if (app->goods_job) {
        job_stop(app->goods_job);
        buffer_release(&app->goods);
    }
    if (app->live)
        live_close(app->live);
    loop_timer_free(app->tick);
    loop_timer_free(app->paint);
    loop_watch_close(app->keys_watch);
    loop_watch_close(app->signal_watch);
    close(app->signals);
    canvas_release(&app->canvas);
    terminal_close(app->terminal);
    sigprocmask(SIG_SETMASK, before, NULL);
}

enum error app_run(struct session *session, const struct app_options *options)
{
    char log[LIMIT_PATH_BYTES];
    sigset_t before;
    struct app app = {.session = session, .urgent = true};
    snprintf(log, sizeof log, "%.480s/tutor.log", session->places.state);
    enum error error = places_make(&session->places);
    struct terminal_options how = {options->ascii, options->no_mouse, log};
    app.log = calloc(APP_LOG_LINES, sizeof *app.log);
    if (!error)
        error = terminal_open(&app.terminal, &how);
    if (error || !app.log) {
        free(app.log);
        return error ? error : ERROR_SYSTEM;
    }
    error = begin(&app, &before);
    app_reshape(&app);
    if (!error) {
        session->tutor = true;
        prompt_open(session, app_entered, &app);
        app_open(&app, "first", "");
        if (app.depth == 0) /* it needs processes; the help needs nothing */
            app_open(&app, "help", "");
        if (options->view)
            app_open(&app, options->view,
                     options->argument ? options->argument : "");
        if (terminal_guessed(app.terminal))
            app_say(&app, text(TEXT_TERM_GUESSED));
        loop_each_turn(session->loop, on_turn, &app);
        loop_run(session->loop);
        loop_remove_hook(session->loop, on_turn, &app);
        prompt_close();
        session->tutor = false;
    }
    end(&app, &before);
    free(app.log);
    return error;
}
