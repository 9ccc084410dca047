/*
 * host -- from arguments to a process that serves, and back to nothing.
 *
 * The order of a life: arguments, directories, log, keys, database, runtime,
 * server, listeners, the ready line on the lifeline; then the loop; then the
 * drain: not ready, no new connections, open work ends (at most DRAIN_MS), and
 * everything is closed in reverse. host_open() and host_close() are the table
 * of contents.
 *
 * The invariant: nobody is told "ready" before every listener stands, and the
 * database is closed only when nothing can reach it any more.
 *
 * Rejected: ending at once on SIGTERM. No acknowledged work would be lost, but
 * every deployment would show its users errors.
 */
#include "chassis/host.h"

#include <assert.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "chassis/control.h"
#include "chassis/crash.h"
#include "chassis/db.h"
#include "chassis/door.h"
#include "chassis/fault_process.h"
#include "chassis/fault_service.h"
#include "chassis/handicap.h"
#include "chassis/health.h"
#include "chassis/http.h"
#include "chassis/lifeline.h"
#include "chassis/log.h"
#include "chassis/net.h"
#include "chassis/plain.h"
#include "chassis/reflection.h"
#include "chassis/runtime_uv.h"
#include "chassis/telemetry.h"

enum {
    FACES = 12,      /* of a service, with those of every process */
    LISTENERS = 4,   /* as in struct config */
    LEAVE_MS = 500,  /* for the callers to hear that we leave */
    DRAIN_MS = 5000, /* below the supervisor's patience before SIGKILL */
    EXIT_FAILED = 1,
    EXIT_USAGE = 2
};

struct host {
    const struct host_options *options;
    struct config config;
    struct service service; /* the options', with control beside it */
    struct face faces[FACES];
    struct handicap handicap;
    struct token_keys keys;
    struct loop *loop;
    struct db *db;
    struct runtime_uv *uv;
    struct rest rest;
    struct http_server *server;
    struct address taken[LISTENERS];
    struct control_facts facts;
    struct lifeline lifeline;
    struct loop_timer *patience;
    void *member;  /* of options->membership; NULL: never joined */
    bool standing; /* all listeners */
    bool leaving;  /* waits to be out of rotation */
    bool drained;
};

static const char *const chassis_points[] = {
    "turn.before-commit", "turn.after-commit", "turn.after-first-reply", NULL};

/* ---- drain ---- */

/* Readiness is one of the things that may be broken on purpose. */
static void weigh_readiness(void *arg)
{
    struct host *host = arg;
    host->rest.not_ready = !fault_process_ready();
    host->facts.ready =
        host->standing && !host->rest.draining && !host->rest.not_ready;
    if (host->rest.runtime)
        health_weigh(host->rest.runtime);
}

static void on_drained(void *arg)
{
    struct host *host = arg;
    host->drained = true;
}

/* Each turn: is there anything left to wait for? */
static void end_when_idle(void *arg)
{
    struct host *host = arg;
    if (host->drained && runtime_busy(host->rest.runtime) == 0)
        loop_stop(host->loop);
}

static void stop_serving(void *arg)
{
    struct host *host = arg;
    if (!host->leaving)
        return; /* the patience for leaving ran out before */
    host->leaving = false;
    loop_timer_set(host->patience, DRAIN_MS);
    http_server_drain(host->server, on_drained, host);
    runtime_end_streams(host->rest.runtime); /* behind GOAWAY */
}

static void out_of_patience(void *arg)
{
    struct host *host = arg;
    if (host->leaving) {
        stop_serving(host);
        return;
    }
    LOG(LOG_WARN, "drain_cut_short", NULL,
        LOG_INT("busy", (int64_t)runtime_busy(host->rest.runtime)),
        LOG_INT("connections", (int64_t)http_server_connections(host->server)));
    loop_stop(host->loop);
}

static void drain(struct host *host, const char *why)
{
    if (host->rest.draining)
        return;
    LOG(LOG_INFO, "drain_started", NULL, LOG_TEXT("reason", why));
    host->rest.draining = true;
    host->facts.ready = false;
    health_weigh(host->rest.runtime);
    host->leaving = true;
    if (!host->member) {
        stop_serving(host);
        return;
    }
    loop_timer_set(host->patience, LEAVE_MS);
    host->options->membership->leave(host->member, stop_serving, host);
}

static struct host *running; /* one a process */

void host_stop(void)
{
    if (running)
        drain(running, "asked to stop");
}

static void on_signal(void *arg)
{
    struct host *host = arg;
    if (host->options->stop)
        host->options->stop();
    else
        drain(host, "signal");
}

static void lifeline_lost(void *arg)
{
    struct host *host = arg;
    if (host->options->stop)
        host->options->stop();
    else
        drain(host, "the supervisor is gone");
}

static void say_ready(struct host *host)
{
    char text[LIMIT_PATH_BYTES];
    host->standing = true;
    weigh_readiness(host);
    for (size_t i = 0; i < host->facts.address_count; i++) {
        address_format(&host->taken[i], text, sizeof text);
        LOG(LOG_INFO, "listening", NULL, LOG_TEXT("address", text));
    }
    lifeline_ready(&host->lifeline, host->taken, host->facts.address_count);
}

/* ---- begin and end ---- */

/* They stand behind the service's own faces, so the first stays first. */
static void add_control(struct host *host)
{
    const struct service *service = host->options->service;
    size_t count = service->face_count;
    static const struct face *const of_all[] = {&control_face, &fault_face,
                                                &health_face, &reflection_face,
                                                &reflection_old_face};
    enum { OF_ALL = sizeof of_all / sizeof of_all[0] };
    assert(count + OF_ALL <= FACES);
    host->service = *service;
    memcpy(host->faces, service->faces, count * sizeof host->faces[0]);
    if (count > 0)
        host->faces[0] = handicap_face(&host->handicap, &service->faces[0]);
    for (size_t i = 0; i < OF_ALL; i++)
        host->faces[count++] = *of_all[i];
    host->service.faces = host->faces;
    host->service.face_count = count;
    /* Without a database there is no commit to die around. */
    crash_lists(service->schemas ? chassis_points : NULL,
                service->crash_points);
    host->facts = (struct control_facts){.config = &host->config,
                                         .addresses = host->taken,
                                         .started_ms = clock_monotonic_ms()};
    control_tell(&host->facts);
}

static enum error open_database(struct host *host)
{
    struct config *config = &host->config;
    if (!host->service.schemas)
        return ERROR_OK;
    enum error error = ERROR_OK;
    if (config->database[0] == '\0')
        error = places_database(&config->places, config->name, config->database,
                                sizeof config->database);
    if (error)
        return error;
    const char *name = config->database_owner;
    if (name[0] == '\0') {
        if (!host->service.shares)
            return db_open(&host->db, config->database, DB_WRITER);
        name = host->service.name;
    }
    char owner[LIMIT_NAME_BYTES + LIMIT_PATH_BYTES + 8];
    snprintf(owner, sizeof owner, "%s of %s", name, config->places.state);
    return db_open_shared(&host->db, config->database, owner);
}

static void open_faults(struct host *host)
{
    unsigned families = FAULT_IN(PROCESS) | FAULT_IN(CLOCK);
    if (host->service.schemas)
        families |= FAULT_IN(DISK);
    if (host->options->fault_families)
        families = host->options->fault_families;
    fault_service_begin(host->loop, families);
    fault_service_watch(weigh_readiness, host);
}

static enum error open_keys(struct host *host)
{
    if (!host->options->front_door)
        return ERROR_OK;
    host->keys.issuer = "cleave";
    host->keys.audience = "shop";
    host->rest.keys = &host->keys;
    return places_secret(&host->config.places, host->keys.secret);
}

static enum error open_runtime(struct host *host)
{
    const struct runtime_uv_options options = {.service = &host->service,
                                               .config = &host->config,
                                               .db = host->db,
                                               .keys = host->rest.keys,
                                               .outbound =
                                                   host->options->outbound,
                                               .peers = host->options->peers};
    enum error error = runtime_uv_new(&host->uv, host->loop, &options);
    if (error)
        return error;
    host->rest.runtime = runtime_uv_runtime(host->uv);
    telemetry_watch(host->rest.runtime);
    host->rest.table = host->options->routes;
    host->rest.meter = host->options->meter;
    host->rest.trusts = host->options->trusts;
    host->patience = loop_timer_new(host->loop, out_of_patience, host);
    loop_each_turn(host->loop, end_when_idle, host);
    return ERROR_OK;
}

static enum error open_server(struct host *host)
{
    const struct http_handler handler = door_handler(&host->rest);
    enum error error = http_server_new(&host->server, host->loop, &handler);
    const struct config *config = &host->config;
    for (size_t i = 0; i < config->listen_count && !error; i++) {
        error = http_listen_at(host->server, &config->listen[i],
                               config->listen_fd[i], &host->taken[i]);
        host->facts.address_count += !error;
    }
    return error;
}

static enum error host_open(struct host *host)
{
    enum error error = places_make(&host->config.places);
    /* A file that may not grow is an error of that write. */
    signal(SIGXFSZ, SIG_IGN);
    if (!error)
        error = open_keys(host);
    if (!error)
        error = open_database(host);
    if (!error)
        error = loop_new(&host->loop);
    if (!error) {
        open_faults(host);
        if (!host->options->silent)
            telemetry_open(host->loop, &host->config);
        error = open_runtime(host);
    }
    if (!error && host->options->begin)
        error =
            host->options->begin(host->rest.runtime, host->loop, &host->config);
    if (!error)
        error = open_server(host);
    if (!error)
        error = lifeline_open(&host->lifeline, host->loop,
                              host->config.lifeline_fd);
    if (error)
        return error;
    loop_on_signal(host->loop, on_signal, host);
    if (host->options->membership)
        host->member = host->options->membership->join(
            host->loop, &host->config, &host->taken[0]);
    handicap_begin(&host->handicap, host->rest.runtime);
    say_ready(host);
    return ERROR_OK;
}

static void host_close(struct host *host)
{
    if (host->member)
        host->options->membership->release(host->member);
    telemetry_watch(NULL);
    runtime_uv_free(host->uv); /* answers what is still open */
    host->uv = NULL;
    host->rest.runtime = NULL;
    if (host->loop) {
        loop_remove_hook(host->loop, end_when_idle, host);
        loop_once(host->loop, false); /* lets those answers leave */
    }
    if (host->server)
        http_server_free(host->server);
    lifeline_close(&host->lifeline);
    if (host->patience)
        loop_timer_free(host->patience);
    fault_service_end();
    telemetry_close();
    if (host->loop)
        loop_free(host->loop);
    if (host->db)
        db_close(host->db);
}

/* The one sentence of a process that cannot start. */
static void complain(const struct host *host, const char *sentence)
{
    struct buffer text;
    const char *name = host->options->service->name;
    LOG(LOG_ERROR, "start_failed", NULL, LOG_TEXT("detail", sentence));
    log_flush();
    buffer_init(&text, 4096);
    buffer_format(&text, "cleave-%s: ", name);
    plain_text(&text, sentence, strlen(sentence));
    buffer_byte(&text, '\n');
    ssize_t written = write(STDERR_FILENO, text.data, text.length);
    (void)written; /* there is nobody else to tell */
    buffer_release(&text);
}

int host_run(const struct host_options *options, int argc, char **argv)
{
    struct host host = {.options = options,
                        .lifeline = {.lost = lifeline_lost, .arg = &host}};
    umask(077);
    error_forget();
    enum error error =
        config_read(&host.config, options->service->name, argc, argv);
    if (error) {
        complain(&host, error_detail(error));
        return error == ERROR_USAGE ? EXIT_USAGE : EXIT_FAILED;
    }
    log_open(host.config.name, host.config.log_level, STDOUT_FILENO);
    error = handicap_parse(&host.handicap, host.config.handicap);
    add_control(&host);
    if (!error)
        error = host_open(&host);
    if (error) {
        complain(&host, error_detail(error));
        host_close(&host);
        return EXIT_FAILED;
    }
    running = &host;
    loop_run(host.loop);
    running = NULL;
    host_close(&host);
    LOG(LOG_INFO, "stopped", NULL, LOG_INT("pid", getpid()));
    log_flush();
    return 0;
}
