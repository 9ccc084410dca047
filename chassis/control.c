/*
 * control -- what a process says about itself, and how it is told to die.
 *
 * The idea: control.Control is one more face of the service, so the status
 * goes the way every request goes: through the turn. A process that answers
 * it does not merely run, its loop turns and its database commits. What only
 * the process knows (addresses, readiness, age) the host keeps in one struct
 * of facts, which this file reads.
 */
#include "chassis/control.h"

#include <assert.h>
#include <unistd.h>

#include "chassis/contracts/control.pb-c.h"
#include "chassis/control_settings.h"
#include "chassis/crash.h"
#include "chassis/log.h"
#include "chassis/metrics.h"

static const struct control_facts *facts;

void control_tell(const struct control_facts *all)
{
    facts = all;
}

bool control_ready(void)
{
    return !facts || facts->ready;
}

/* ---- Status ---- */

static void list_crash_points(struct arena *arena, Control__StatusReply *reply)
{
    size_t count = 0;
    while (crash_name(count))
        count++;
    reply->crash_points = arena_alloc(arena, (count + 1) * sizeof(char *));
    if (!reply->crash_points)
        return;
    reply->n_crash_points = count;
    for (size_t i = 0; i < count; i++)
        reply->crash_points[i] = (char *)crash_name(i);
}

static void list_addresses(struct arena *arena, Control__StatusReply *reply)
{
    char text[LIMIT_PATH_BYTES];
    size_t count = facts->address_count;
    reply->addresses = arena_alloc(arena, (count + 1) * sizeof(char *));
    if (!reply->addresses)
        return;
    for (size_t i = 0; i < count; i++) {
        address_format(&facts->addresses[i], text, sizeof text);
        char *copy = arena_string(arena, text);
        if (copy)
            reply->addresses[reply->n_addresses++] = copy;
    }
}

static void fill_counts(struct runtime *rt, Control__StatusReply *reply)
{
    struct runtime_totals totals = runtime_totals(rt);
    struct metrics_summary summary = metrics_summary(rt);
    reply->busy = (int64_t)runtime_busy(rt) - 1; /* without this request */
    reply->turns = (int64_t)totals.turns;
    reply->commits = (int64_t)totals.commits;
    reply->events = (int64_t)totals.events;
    reply->requests_ok = (int64_t)summary.ok;
    reply->requests_refused = (int64_t)summary.refused;
    reply->requests_failed = (int64_t)summary.failed;
    reply->p50_us = summary.p50_us;
    reply->p99_us = summary.p99_us;
    reply->resident_kb = metrics_resident_bytes() / 1024;
}

static enum error status(struct request *rq, const ProtobufCMessage *in)
{
    (void)in;
    assert(facts); /* the host tells them before it listens */
    Control__StatusReply *reply = arena_alloc(&rq->arena, sizeof *reply);
    if (!reply)
        return error_explain(ERROR_OVERLOADED, "no memory for the answer");
    control__status_reply__init(reply);
    reply->name = (char *)facts->config->name;
    reply->instance = facts->config->instance;
    reply->version = (char *)facts->config->version;
    reply->pid = (int32_t)getpid();
    reply->uptime_ms = runtime_now_ms(rq->runtime) - facts->started_ms;
    reply->ready = facts->ready;
    fill_counts(rq->runtime, reply);
    list_crash_points(&rq->arena, reply);
    list_addresses(&rq->arena, reply);
    request_reply(rq, &reply->base);
    return ERROR_OK;
}

/* ---- commands ---- */

static enum error reply_nothing(struct request *rq)
{
    static const Control__Nothing nothing = CONTROL__NOTHING__INIT;
    request_reply(rq, &nothing.base);
    return ERROR_OK;
}

static enum error arm_crash(struct request *rq, const ProtobufCMessage *in)
{
    const Control__CrashRequest *wanted = (const Control__CrashRequest *)in;
    if (wanted->count < 0)
        return error_explain(ERROR_UNPROCESSABLE,
                             "count must be 1 or more; it is %d",
                             wanted->count);
    unsigned count = wanted->count ? (unsigned)wanted->count : 1;
    enum error error = crash_arm(wanted->point, count);
    if (error)
        return error;
    LOG(LOG_WARN, "crash_armed", &rq->trace, LOG_TEXT("point", wanted->point),
        LOG_INT("count", count));
    return reply_nothing(rq);
}

static enum error set_log(struct request *rq, const ProtobufCMessage *in)
{
    const Control__LogRequest *wanted = (const Control__LogRequest *)in;
    int level;
    if (!log_level_named(wanted->level, &level))
        return error_explain(ERROR_UNPROCESSABLE,
                             "the log level is debug, info, warn, error or "
                             "off, not \"%s\"",
                             wanted->level);
    log_open(facts->config->name, level, STDOUT_FILENO);
    return reply_nothing(rq);
}

/* None of them touches the database, so none needs a savepoint. */
static const struct method methods[] = {
    {"Status", status, ACCESS_READ},
    {"ArmCrash", arm_crash, ACCESS_READ},
    {"SetLog", set_log, ACCESS_READ},
    {"ListSettings", control_list_settings, ACCESS_READ},
    {"SetSetting", control_set_setting, ACCESS_READ},
    {"ListGauges", control_list_gauges, ACCESS_READ}};

const struct face control_face = {.contract = &control__control__descriptor,
                                  .methods = methods,
                                  .method_count =
                                      sizeof methods / sizeof *methods};
