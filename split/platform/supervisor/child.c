/*
 * child -- a small state machine around a process.
 *
 * The problem: a process may end because it was asked to, because a learner
 * killed it, because it crashed, or before it ever stood; each of the four
 * must lead somewhere else, and only we know what was asked.
 *
 * The idea: what was asked is written into the state before the signal is
 * sent, so that when the end comes (on_exit) the state says what it means.
 *
 * The invariant: `process` is not NULL exactly while child_is_up().
 */
#include "split/platform/supervisor/child.h"

#include <assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chassis/arena.h"
#include "chassis/clock.h"
#include "chassis/json.h"
#include "chassis/log.h"
#include "split/platform/supervisor/last_words.h"

enum {
    TERM_PATIENCE_MS = 6000, /* above the host's own drain of 5 s */
    LOCK_PATIENCE_MS = 8000, /* for a former life to let its database go */
    LOCK_RETRY_MS = 100,
    LOG_ROTATE_BYTES = 16 * 1024 * 1024
};

static const char *const state_names[] = {
#define CHILD_NAME(name, text) [CHILD_##name] = text,
    CHILD_STATES(CHILD_NAME)
#undef CHILD_NAME
};

const char *child_state_name(enum child_state state)
{
    return state_names[state];
}

bool child_is_up(const struct child *child)
{
    return child->process != NULL;
}

bool child_is_down(const struct child *child)
{
    return !child->process && child->state != CHILD_CRASHED &&
           child->state != CHILD_STARTING;
}

static void close_doorbell(struct child *child)
{
    if (child->doorbell)
        doorbell_close(child->doorbell);
    child->doorbell = NULL;
}

/* Whoever is down for good refuses its callers at once. */
static void set_state(struct child *child, enum child_state state)
{
    child->state = state;
    if (state == CHILD_STOPPED || state == CHILD_KILLED ||
        state == CHILD_FAILED)
        close_doorbell(child);
    LOG(LOG_INFO, "child_changed", NULL, LOG_TEXT("child", child->label),
        LOG_TEXT("state", state_names[state]));
    child->changed(child->arg);
}

static void fail(struct child *child, const char *why)
{
    snprintf(child->why, sizeof child->why, "%s", why);
    set_state(child, CHILD_FAILED);
}

/* ---- what the child tells us ---- */

static void take_address(struct child *child, const char *text)
{
    if (strncmp(text, "tcp:", 4) != 0)
        return;
    const char *colon = strrchr(text, ':');
    child->port = (int)strtol(colon + 1, NULL, 10);
    snprintf(child->url, sizeof child->url, "http://%.50s", text + 4);
}

static void on_line(void *arg, const char *line, size_t length)
{
    struct child *child = arg;
    struct arena arena;
    const struct json *said = NULL;
    arena_init(&arena, 64 * 1024);
    enum error error = json_parse(line, length, &arena, &said);
    const struct json *ready = error ? NULL : json_member(said, "ready");
    if (ready && ready->boolean && child->state == CHILD_STARTING) {
        const struct json *listen = json_member(said, "listen");
        for (const struct json *at = listen ? listen->first : NULL; at;
             at = at->next)
            if (at->kind == JSON_TEXT)
                take_address(child, at->text);
        child->ready_ms = clock_monotonic_ms();
        set_state(child, CHILD_READY);
    }
    arena_release(&arena);
}

/* ---- sleep ---- */

/* TOUR: wake-on-call */
static void on_knock(void *arg)
{
    struct child *child = arg;
    LOG(LOG_INFO, "child_woken", NULL, LOG_TEXT("child", child->label));
    child->woken_ms = clock_monotonic_ms();
    child_start(child);
}

static enum error child_sleep(struct child *child)
{
    struct address socket;
    enum error error = child_socket(child, &socket);
    assert(!child->process);
    if (!error && !child->doorbell)
        error = doorbell_open(&child->doorbell, child->loop, &socket, on_knock,
                              child);
    if (error)
        return error;
    doorbell_listen(child->doorbell);
    child->slept_us = clock_monotonic_ns() / 1000;
    if (child->state != CHILD_ASLEEP)
        set_state(child, CHILD_ASLEEP);
    return ERROR_OK;
}

/* ---- the end of a process ---- */

static void crash_back_off(struct child *child, int64_t lived_ms)
{
    int64_t wait = 0;
    int64_t now = clock_monotonic_ms();
    if (!backoff_died(&child->backoff, now, lived_ms, &wait)) {
        fail(child, "it died eight times within a minute; restart it when you "
                    "know why");
        return;
    }
    child->restart_at_ms = now + wait;
    loop_timer_set(child->timer, wait);
    set_state(child, CHILD_CRASHED);
}

/* It ended before it was ready. A database that a former life still holds is
 * worth waiting for; everything else is told at once. */
static void died_starting(struct child *child)
{
    char words[256];
    int64_t now = clock_monotonic_ms();
    last_words(child, words, sizeof words);
    bool held = strstr(words, "keeps the database") != NULL;
    if (held && now - child->first_try_ms < LOCK_PATIENCE_MS) {
        child->restart_at_ms = now + LOCK_RETRY_MS;
        loop_timer_set(child->timer, LOCK_RETRY_MS);
        set_state(child, CHILD_CRASHED);
        return;
    }
    fail(child, words[0] ? words : child->last_exit);
}

/* It ended as asked. */
static void settle_down(struct child *child)
{
    bool sleepy = child->sleepy;
    child->sleepy = false;
    if (!sleepy || child_sleep(child))
        set_state(child, CHILD_STOPPED);
}

static void on_exit_of(void *arg, int status, int signal)
{
    struct child *child = arg;
    enum child_state was = child->state;
    if (signal)
        snprintf(child->last_exit, sizeof child->last_exit,
                 "killed by signal %d", signal);
    else
        snprintf(child->last_exit, sizeof child->last_exit, "exit status %d",
                 status);
    process_free(child->process);
    child->process = NULL;
    loop_timer_stop(child->timer);
    if (child->restart)
        child_start(child);
    else if (was == CHILD_STOPPING)
        settle_down(child);
    else if (was == CHILD_KILLED || child->death_expected)
        set_state(child, CHILD_KILLED);
    else if (was == CHILD_STARTING)
        died_starting(child);
    else
        crash_back_off(child, clock_monotonic_ms() - child->ready_ms);
}

/* ---- start ---- */

static void start_now(struct child *child)
{
    child->restart = false;
    child->death_expected = false;
    loop_timer_stop(child->timer);
    const struct process_options options = {
        .on_line = on_line, .on_exit = on_exit_of, .arg = child};
    child->health = (struct child_health){0};
    child->spawned_ms = clock_monotonic_ms();
    enum error error = child_spawn(child, &options);
    if (error)
        fail(child, error_detail(error));
    else
        set_state(child, CHILD_STARTING);
}

static void on_timer(void *arg)
{
    struct child *child = arg;
    if (child->state == CHILD_CRASHED) {
        child->restarts++;
        start_now(child);
    } else if (child->process) {
        (void)process_signal(child->process, SIGKILL);
    }
}

void child_init(struct child *child, const struct plan_entry *entry,
                int instance)
{
    child->entry = entry;
    child->instance = instance;
    plan_label(entry, instance, child->label, sizeof child->label);
    child->state = CHILD_STOPPED;
    child->timer = loop_timer_new(child->loop, on_timer, child);
}

void child_claim(struct child *child, const char *version)
{
    assert(!child->process);
    child->used = true;
    child->retiring = false;
    child->state = CHILD_STOPPED;
    snprintf(child->version, sizeof child->version, "%s", version);
    child->handicap[0] = child->why[0] = child->last_exit[0] = '\0';
    child->restarts = 0;
    child->spawned_ms = child->ready_ms = child->woken_ms = 0;
    backoff_reset(&child->backoff);
}

void child_release(struct child *child)
{
    struct address socket;
    assert(!child->process);
    if (!child_socket(child, &socket)) /* one that was killed left it */
        unlink(socket.host);
    close_doorbell(child);
    child->used = child->retiring = false;
    child->state = CHILD_STOPPED;
}

/* ---- commands ---- */

void child_start(struct child *child)
{
    if (child->process) {
        if (child->state == CHILD_STOPPING || child->state == CHILD_KILLED)
            child->restart = true;
        return;
    }
    backoff_reset(&child->backoff);
    child->why[0] = child->url[0] = '\0';
    child->first_try_ms = clock_monotonic_ms();
    start_now(child);
}

void child_stop(struct child *child)
{
    child->restart = child->sleepy = false;
    loop_timer_stop(child->timer);
    if (!child->process) {
        if (child->state != CHILD_STOPPED)
            set_state(child, CHILD_STOPPED);
        return;
    }
    bool deaf = child->state == CHILD_PAUSED;
    set_state(child, CHILD_STOPPING);
    (void)process_signal(child->process, deaf ? SIGKILL : SIGTERM);
    loop_timer_set(child->timer, TERM_PATIENCE_MS);
}

void child_tire(struct child *child)
{
    child_stop(child);
    child->sleepy = child->process != NULL;
    if (!child->process && child_sleep(child))
        set_state(child, CHILD_STOPPED);
}

void child_restart(struct child *child)
{
    if (child->process) {
        child_stop(child);
        child->restart = true;
    } else {
        child_start(child);
    }
}

void child_give_up(struct child *child, const char *why)
{
    if (!child->process || child->state != CHILD_READY)
        return;
    snprintf(child->why, sizeof child->why, "%s", why);
    LOG(LOG_WARN, "child_given_up", NULL, LOG_TEXT("child", child->label),
        LOG_TEXT("why", why));
    (void)process_signal(child->process, SIGKILL);
}

enum error child_signal(struct child *child, const char *name)
{
    const char *process = child->label;
    bool paused = child->state == CHILD_PAUSED;
    if (child->state == CHILD_CRASHED && strcmp(name, "term") == 0) {
        child_stop(child); /* it is not to come back */
        return ERROR_OK;
    }
    /* The faults of a life end with it, and a new one begins without. */
    if (strcmp(name, "heal") == 0 && child->state != CHILD_READY && !paused)
        return ERROR_OK;
    if (!child->process)
        return error_explain(ERROR_CONFLICT, "%s is not running (%s)", process,
                             state_names[child->state]);
    if (strcmp(name, "kill") == 0) {
        set_state(child, CHILD_KILLED);
        return process_signal(child->process, SIGKILL);
    }
    if (strcmp(name, "term") == 0) {
        child_stop(child);
        return ERROR_OK;
    }
    if (strcmp(name, "pause") == 0 && child->state == CHILD_READY) {
        set_state(child, CHILD_PAUSED);
        return process_signal(child->process, SIGSTOP);
    }
    if (strcmp(name, "resume") == 0 && paused) {
        set_state(child, CHILD_READY);
        return process_signal(child->process, SIGCONT);
    }
    if (strcmp(name, "heal") == 0 && child->state == CHILD_READY)
        return process_signal(child->process, SIGUSR1);
    return error_explain(ERROR_CONFLICT,
                         "%s is %s; \"%.16s\" does nothing now (a ready one "
                         "can be paused, a paused one resumed)",
                         process, state_names[child->state], name);
}
