/*
 * app_leave -- leaving, and the one question before it.
 *
 * The shop goes on when the tutor is left, so what was broken on purpose would
 * stay broken where nobody sees it; and a command that runs would be ended in
 * the middle. Either is asked about once. Leaving twice always leaves, and a
 * shop that does not say what is broken holds nobody: it has LOOK_MS to.
 */
#include "tutor/screens/app_private.h"

#include <stdio.h>

#include "chassis/json.h"

enum { LOOK_MS = 1000 };

static const char *const look_words[] = {"faults", "--json", NULL};
static const char *const heal_words[] = {"heal", NULL};

static void take_bytes(void *arg, const char *bytes, size_t length)
{
    struct app *app = arg;
    buffer_append(&app->leave_output, bytes, length);
}

/* How many faults `faults --json` has listed, and the first of them. */
static size_t read_faults(struct app *app, char *out, size_t size)
{
    struct arena arena;
    const struct json *root = NULL;
    size_t count = 0;
    arena_init(&arena, LIMIT_ARENA_BYTES);
    if (json_parse(app->leave_output.data ? app->leave_output.data : "",
                   app->leave_output.length, &arena, &root))
        error_forget();
    if (root && root->kind == JSON_ARRAY && root->count > 0) {
        count = root->count;
        snprintf(out, size, "%s %s", json_text_member(root->first, "target"),
                 json_text_member(root->first, "kind"));
    }
    arena_release(&arena);
    return count;
}

static void looked(void *arg, int status)
{
    struct app *app = arg;
    char first[LIMIT_NAME_BYTES * 2], words[APP_SENTENCE_BYTES];
    size_t count = status == 0 ? read_faults(app, first, sizeof first) : 0;
    app->leave_job = NULL;
    buffer_release(&app->leave_output);
    if (app->leave != APP_LOOKING)
        return;
    if (count == 0) {
        app->leaving = true;
        return;
    }
    app->leave = APP_ASKED_FAULTS;
    snprintf(words, sizeof words, TEXT_FORMAT(LEAVE_FAULTS), count, first);
    app_say(app, words);
}

static void healed(void *arg, int status)
{
    struct app *app = arg;
    (void)status;
    app->leave_job = NULL;
    buffer_release(&app->leave_output);
    app->leaving = true;
}

/* False: it cannot be started. */
static bool run(struct app *app, const char *const *words,
                void (*ended)(void *arg, int status))
{
    struct job_events events = {.bytes = take_bytes, .ended = ended};
    app_leave_stop(app);
    buffer_init(&app->leave_output, LIMIT_REPLY_BYTES);
    app->leave_ms = app_now_ms(app);
    if (!job_start(&app->leave_job, app->session->loop, words, &events, app))
        return true;
    error_forget();
    return false;
}

void app_leave_stop(struct app *app)
{
    if (app->leave_job) {
        job_stop(app->leave_job);
        buffer_release(&app->leave_output);
    }
    app->leave_job = NULL;
}

/* What a view looks up by itself is nothing that a learner would miss. */
static const char *unfinished(struct app *app)
{
    int64_t ran;
    const char *what = app->job ? app_running(app, &ran) : NULL;
    for (size_t at = app->depth; at-- > 0 && !what;)
        if (app->stack[at].class->unfinished)
            what = app->stack[at].class->unfinished(app->stack[at].state);
    return what;
}

void app_leave(struct app *app)
{
    char words[APP_SENTENCE_BYTES];
    const char *running = unfinished(app);
    if (app->leave != APP_STAYING) {
        app->leaving = true;
    } else if (running) {
        app->leave = APP_ASKED_JOB;
        snprintf(words, sizeof words, TEXT_FORMAT(LEAVE_JOB), running);
        app_say(app, words);
    } else {
        app->leave = APP_LOOKING;
        app->leaving = !run(app, look_words, looked);
    }
}

bool app_leave_key(struct app *app, const struct keys_event *event)
{
    enum app_leaving asked = app->leave;
    if (asked == APP_STAYING || event->name == KEYS_F1 + 9 ||
        (event->name == KEYS_CONTROL && event->character == 'd'))
        return false;
    if (asked == APP_HEALING)
        return true;
    app->leave = APP_STAYING;
    if (asked == APP_ASKED_FAULTS && event->name == KEYS_ENTER) {
        app->leave = APP_HEALING;
        app_say(app, text(TEXT_LEAVE_HEALING));
        app->leaving = !run(app, heal_words, healed);
        return true;
    }
    return event->name == KEYS_ESCAPE;
}

void app_leave_tick(struct app *app)
{
    if (app->leave == APP_LOOKING && app_now_ms(app) - app->leave_ms > LOOK_MS)
        app->leaving = true;
}
