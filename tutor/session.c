/*
 * session -- one learner at work: places, screen, loop, and the shop's doors.
 *
 * The problem: thirty commands need the same few things, and the shell runs
 * them one after another for hours, so nothing of one command may stay behind
 * for the next, neither memory nor an address that is no longer true.
 *
 * The idea: what lasts (places, loop, connections, tokens) is opened once;
 * what belongs to one command (its arena, what the supervisor said) is reset
 * around it. The address of a front door is asked for anew by each command and
 * a connection is kept only while the address stays the same.
 */
#include "tutor/session.h"

#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "chassis/json.h"
#include "tutor/commands/text.h"
#include "tutor/supervision.h"

enum { SESSION_ARENA_BYTES = 64 * 1024 * 1024 };

static volatile sig_atomic_t interrupted;
static struct sigaction before_catch;

/* Widths and Hangul need a UTF-8 locale; where the learner's own is missing on
 * this machine, or is none, C.UTF-8 serves. */
static void take_locale(void)
{
    if (!setlocale(LC_CTYPE, "") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        setlocale(LC_CTYPE, "C.UTF-8");
}

enum error session_open(struct session *session)
{
    uint64_t seed = 0;
    memset(session, 0, sizeof *session);
    take_locale();
    session_find_language(NULL);
    screen_init(&session->screen, stdout);
    screen_init(&session->complaints, stderr);
    arena_init(&session->arena, SESSION_ARENA_BYTES);
    enum error error = random_secret(&seed, sizeof seed);
    if (error)
        return error;
    random_seed(&session->random, seed);
    error = places_find(&session->places);
    if (error)
        return error;
    session_find_language(&session->places);
    return loop_new(&session->loop);
}

void session_close(struct session *session)
{
    for (int i = 0; i < SHAPE_COUNT; i++)
        shop_close(session->shops[i]);
    if (session->loop)
        loop_free(session->loop);
    arena_release(&session->arena);
    screen_flush(&session->screen);
}

void session_begin(struct session *session)
{
    session->failed = false;
    session->status = NULL;
    error_forget();
    if (session->supervisor_pid > 0 &&
        waitpid(session->supervisor_pid, NULL, WNOHANG) != 0)
        session->supervisor_pid = 0;
}

void session_end(struct session *session)
{
    session->status = NULL;
    arena_reset(&session->arena);
    screen_flush(&session->screen);
}

static void on_time(void *arg)
{
    *(bool *)arg = true;
}

void session_wait(struct session *session, int64_t ms)
{
    bool over = false;
    struct loop_timer *timer = loop_timer_new(session->loop, on_time, &over);
    loop_timer_set(timer, ms);
    while (!over)
        loop_once(session->loop, true);
    loop_timer_free(timer);
}

void session_saw_order(struct session *session, enum shape shape,
                       const char *id)
{
    if (!id_valid(id))
        return;
    size_t at = session->orders_seen_count++ % SESSION_ORDERS_SEEN;
    memcpy(session->orders_seen[at].text, id, ID_TEXT_BYTES);
    session->last_order[shape] = session->orders_seen[at];
}

static const struct json *find_products(const struct json *root)
{
    const struct json *body = root->first /* of a shape */
                                  ? json_member(root->first, "body")
                                  : NULL;
    const struct json *list = json_member(root, "products");
    return list || !body ? list : json_member(body, "products");
}

void session_saw_goods(struct session *session, const char *json, size_t length)
{
    const struct json *root = NULL;
    struct arena arena;
    arena_init(&arena, LIMIT_ARENA_BYTES);
    if (json_parse(json, length, &arena, &root))
        error_forget();
    const struct json *list = root ? find_products(root) : NULL;
    const struct json *product = list ? list->first : NULL;
    session->sku_count = list ? 0 : session->sku_count;
    for (; product && session->sku_count < SESSION_SKUS;
         product = product->next) {
        const struct json *sku = json_member(product, "sku");
        if (sku && sku->kind == JSON_TEXT)
            snprintf(session->skus[session->sku_count++], LIMIT_NAME_BYTES,
                     "%s", sku->text);
    }
    arena_release(&arena);
}

void session_forget_traces(struct session *session)
{
    session->trace_count = 0;
}

void session_saw_trace(struct session *session, const char *id)
{
    if (session->trace_count < SESSION_TRACES)
        snprintf(session->traces[session->trace_count++], SESSION_TRACE_BYTES,
                 "%s", id);
}

/* ---- the front doors ---- */

/* Keeps the connection while the door's address stays the same. */
static enum error keep_shop(struct session *session, enum shape shape,
                            const struct address *address)
{
    struct shop *shop = session->shops[shape];
    if (shop) {
        const struct address *old = shop_address(shop);
        if (old->port == address->port && strcmp(old->host, address->host) == 0)
            return ERROR_OK;
        shop_close(shop);
        session->shops[shape] = NULL;
    }
    return shop_open(&session->shops[shape], session->loop, address);
}

enum error session_shop(struct session *session, enum shape shape,
                        struct shop **out)
{
    const Supervisor__StatusReply *status = NULL;
    struct address address;
    enum error error = supervision_status(session, &status);
    if (error)
        return error;
    const char *url = supervision_url(status, shape);
    if (*url) {
        error = shop_url_address(url, &address);
        if (!error)
            error = keep_shop(session, shape, &address);
        if (error)
            return error;
    }
    if (!session->shops[shape])
        return explain(ERROR_UNAVAILABLE, SHAPE_DOWN, shape_name(shape),
                       shape_name(shape));
    *out = session->shops[shape];
    return ERROR_OK;
}

enum error session_running(struct session *session, enum shape_set *out)
{
    const Supervisor__StatusReply *status = NULL;
    enum shape_set set = SHAPES_NONE;
    enum error error = supervision_status(session, &status);
    if (error)
        return error;
    for (int shape = 0; shape < SHAPE_COUNT; shape++)
        if (supervision_runs(status, (enum shape)shape))
            set |= 1 << shape;
    if (set == SHAPES_NONE)
        return explain(ERROR_UNAVAILABLE, NOTHING_UP);
    *out = set;
    return ERROR_OK;
}

/* ---- Ctrl-C ---- */

static void on_interrupt(int signal)
{
    (void)signal;
    interrupted = 1;
}

void session_catch_interrupt(void)
{
    struct sigaction action = {.sa_handler = on_interrupt};
    interrupted = 0;
    sigaction(SIGINT, &action, &before_catch);
}

void session_restore_interrupt(void)
{
    sigaction(SIGINT, &before_catch, NULL);
}

bool session_interrupted(void)
{
    bool was = interrupted;
    interrupted = 0;
    return was;
}
