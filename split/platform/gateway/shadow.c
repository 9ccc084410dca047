/*
 * shadow -- is the copy as good as the original?
 *
 * The problem: before the services answer in earnest one wants to know that
 * they would say the same. But two answers about a shop at work, asked a
 * millisecond apart, differ without anybody being wrong.
 *
 * The idea: the services' answer is put between two answers of the monolith.
 * Equal to either: the same. Unequal to both: if those two differ, the world
 * has moved and nothing is proven; if they agree, the services may only lag
 * (an event is under way), so a moment later all is asked again. What still
 * differs after several rounds is a difference.
 *
 * What holds: the client has its answer already. Nothing here can make a
 * request slower than its own call, or fail it.
 */
#include "split/platform/gateway/shadow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/setting.h"
#include "domain/api/shop.pb-c.h"
#include "split/platform/gateway/route.h"

enum { SHADOWS = 64, AGAIN_MS = 150, READ_MS = 2000 };

/* An answer as bytes; an error is one too. */
struct said {
    enum error error;
    size_t length;
    unsigned char *bytes;
};

struct shadow {
    bool used;
    struct runtime *rt;
    const struct face *face;
    unsigned method;
    struct caller caller;
    struct trace trace;
    struct said asked; /* the question, packed */
    struct said first, services;
    int rounds;
    struct shadow_counts *counts;
    const int64_t *way;
};

static struct shadow shadows[SHADOWS];

/* ---- bytes ---- */

static void forget(struct said *said)
{
    free(said->bytes);
    *said = (struct said){0};
}

static bool keep(struct said *said, enum error error,
                 const ProtobufCMessage *message)
{
    size_t length =
        error || !message ? 0 : protobuf_c_message_get_packed_size(message);
    unsigned char *bytes = malloc(length + 1);
    forget(said);
    if (!bytes)
        return false;
    if (length)
        protobuf_c_message_pack(message, bytes);
    *said = (struct said){error, length, bytes};
    return true;
}

static bool same(const struct said *one, const struct said *two)
{
    return one->error == two->error && one->length == two->length &&
           memcmp(one->bytes, two->bytes, one->length) == 0;
}

static bool is_silence(enum error error)
{
    return error == ERROR_UNAVAILABLE || error == ERROR_DEADLINE ||
           error == ERROR_OVERLOADED || error == ERROR_CANCELLED;
}

/* ---- the verdict ---- */

/* TOUR: shadow-verdict */
enum shadow_verdict shadow_judge(const struct shadow_facts *facts)
{
    if (facts->same_as_first || facts->same_as_second)
        return SHADOW_SAME;
    if (facts->rounds < SHADOW_ROUNDS)
        return SHADOW_AGAIN;
    return facts->monolith_moved ? SHADOW_MOVING : SHADOW_DIFFERENT;
}

static void release(struct shadow *shadow)
{
    forget(&shadow->asked);
    forget(&shadow->first);
    forget(&shadow->services);
    shadow->used = false;
}

static void end(struct shadow *shadow, int64_t *count)
{
    if (*shadow->way == WAY_SHADOW) /* else the question is no longer asked */
        (*count)++;
    release(shadow);
}

static void differs(struct shadow *shadow)
{
    char name[SETTING_NAME_BYTES];
    snprintf(name, sizeof name, "shadow.%s",
             shadow->face->methods[shadow->method].name);
    setting_happened(name,
                     "the services say something else than the monolith: "
                     "%zu bytes (%s) against %zu (%s)",
                     shadow->services.length,
                     error_slug(shadow->services.error), shadow->first.length,
                     error_slug(shadow->first.error));
    end(shadow, &shadow->counts->different);
}

/* ---- the rounds ---- */

static enum error ask_services(struct runtime *rt, void *arg);

static enum error monolith_again(struct runtime *rt, void *arg,
                                 const struct answer *answer)
{
    struct shadow *shadow = arg;
    struct said second = {0};
    if (is_silence(answer->error) ||
        !keep(&second, answer->error, answer->message)) {
        end(shadow, &shadow->counts->unanswered);
        return ERROR_OK;
    }
    const struct shadow_facts facts = {
        .same_as_second = same(&shadow->services, &second),
        .monolith_moved = !same(&shadow->first, &second),
        .rounds = ++shadow->rounds};
    forget(&shadow->first);
    shadow->first = second;
    switch (shadow_judge(&facts)) {
    case SHADOW_SAME:
        end(shadow, &shadow->counts->same);
        break;
    case SHADOW_AGAIN:
        runtime_after(rt, AGAIN_MS, ask_services, shadow);
        break;
    case SHADOW_MOVING:
        end(shadow, &shadow->counts->moving);
        break;
    case SHADOW_DIFFERENT:
        differs(shadow);
        break;
    }
    return ERROR_OK;
}

static enum error ask_monolith(struct runtime *rt, void *arg)
{
    struct shadow *shadow = arg;
    size_t method = shadow->method;
    const ProtobufCServiceDescriptor *contract = shadow->face->contract;
    ProtobufCMessage *in = NULL;
    enum error error =
        message_unpack(contract->methods[method].input, shadow->asked.bytes,
                       shadow->asked.length, runtime_arena(rt), &in);
    const struct call call = {.peer = "monolith",
                              .contract = contract,
                              .method = shadow->face->methods[method].name,
                              .in = in,
                              .timeout_ms = READ_MS,
                              .trace = &shadow->trace,
                              .caller = &shadow->caller,
                              .repeatable = true};
    if (!error)
        error = runtime_call(rt, &call, monolith_again, shadow);
    if (error)
        end(shadow, &shadow->counts->unanswered);
    return ERROR_OK;
}

/* The services have answered our own request. */
static void services_came(struct request *rq)
{
    struct shadow *shadow = rq->user;
    struct runtime *rt = rq->runtime;
    bool kept = keep(&shadow->services, rq->error, rq->out);
    runtime_request_free(rq);
    if (!kept || is_silence(shadow->services.error))
        end(shadow, &shadow->counts->unanswered);
    else if (same(&shadow->first, &shadow->services))
        end(shadow, &shadow->counts->same);
    else if (*shadow->way != WAY_SHADOW)
        release(shadow);
    else
        runtime_after(rt, 0, ask_monolith, shadow);
}

static enum error ask_services(struct runtime *rt, void *arg)
{
    struct shadow *shadow = arg;
    ProtobufCMessage *in = NULL;
    struct request *rq = runtime_request(rt, shadow->face, shadow->method);
    if (!rq) {
        end(shadow, &shadow->counts->unanswered);
        return ERROR_OK;
    }
    if (message_unpack(shadow->face->contract->methods[shadow->method].input,
                       shadow->asked.bytes, shadow->asked.length, &rq->arena,
                       &in)) {
        runtime_request_free(rq);
        end(shadow, &shadow->counts->unanswered);
        return ERROR_OK;
    }
    rq->in = in;
    rq->caller = shadow->caller;
    rq->trace = shadow->trace;
    rq->user = shadow;
    rq->done = services_came;
    runtime_submit(rq);
    return ERROR_OK;
}

/* ---- the beginning ---- */

static struct shadow *find_room(void)
{
    for (size_t i = 0; i < SHADOWS; i++)
        if (!shadows[i].used)
            return &shadows[i];
    return NULL;
}

void shadow_begin(const struct request *rq, const struct answer *monolith,
                  struct shadow_counts *counts, const int64_t *way)
{
    struct shadow *shadow = find_room();
    if (!shadow || is_silence(monolith->error))
        return;
    *shadow =
        (struct shadow){.used = true,
                        .rt = rq->runtime,
                        .face = rq->face,
                        .method = (unsigned)(rq->method - rq->face->methods),
                        .caller = rq->caller,
                        .trace = rq->trace,
                        .counts = counts,
                        .way = way};
    if (keep(&shadow->asked, ERROR_OK, rq->in) &&
        keep(&shadow->first, monolith->error, monolith->message))
        runtime_after(rq->runtime, 0, ask_services, shadow);
    else
        release(shadow);
}

bool shadow_is(const struct request *rq)
{
    return rq->user >= (void *)shadows &&
           rq->user < (void *)(shadows + SHADOWS);
}

void shadow_forget_all(void)
{
    for (size_t i = 0; i < SHADOWS; i++)
        if (shadows[i].used)
            release(&shadows[i]);
}
