/*
 * handicap -- what a lesson about deployments deploys.
 *
 * The problem: to see a canary turned back, a bad version is needed that is
 * bad in a known way, without writing one.
 *
 * The idea: a version is a process with arguments. Each method of the service
 * is wrapped: the wrapper wastes time, or fails, or does neither, and then
 * calls the method. Slowness blocks the loop, as a slow computation in a
 * service of one thread would, so it costs throughput and not only latency.
 *
 * Rejected: the fault table. A fault strikes a running process and expires; a
 * bad version is bad from its first call and until it is gone.
 */
#include "chassis/handicap.h"

#include <assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { METHODS = 64 };

static struct {
    struct handicap is;
    struct face sound; /* the face as it was */
    struct method limping[METHODS];
} own;

/* ---- words ---- */

static enum error take(struct handicap *to, const char *word, size_t length)
{
    const struct {
        const char *name;
        int *value;
        long most;
    } known[] = {{"slow-ms=", &to->slow_ms, 10000},
                 {"fail-percent=", &to->fail_percent, 100},
                 {"die-after-ms=", &to->die_after_ms, 3600000}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        size_t name = strlen(known[i].name);
        char *end = NULL;
        if (length <= name || strncmp(word, known[i].name, name) != 0 ||
            word[name] < '0' || word[name] > '9')
            continue;
        long value = strtol(word + name, &end, 10);
        if (end != word + length || value > known[i].most)
            break;
        *known[i].value = (int)value;
        return ERROR_OK;
    }
    return error_explain(ERROR_USAGE,
                         "\"%.*s\" makes no version bad; say slow-ms=0..10000, "
                         "fail-percent=0..100 or die-after-ms=0..3600000, "
                         "with commas between them",
                         (int)(length < 40 ? length : 40), word);
}

enum error handicap_parse(struct handicap *out, const char *text)
{
    struct handicap handicap = {0};
    enum error error = ERROR_OK;
    for (const char *at = text; *at && !error;) {
        size_t length = strcspn(at, ",");
        error = take(&handicap, at, length);
        at += length + (at[length] == ',');
    }
    if (!error)
        *out = handicap;
    return error;
}

/* ---- deeds ---- */

static enum error limp(struct request *rq, const ProtobufCMessage *in)
{
    size_t at = (size_t)(rq->method - own.limping);
    assert(at < own.sound.method_count);
    if (own.is.slow_ms > 0) {
        struct timespec rest = {.tv_sec = own.is.slow_ms / 1000,
                                .tv_nsec = own.is.slow_ms % 1000 * 1000000L};
        nanosleep(&rest, NULL);
    }
    if (runtime_random(rq->runtime) % 100 < (uint64_t)own.is.fail_percent)
        return error_explain(ERROR_UNAVAILABLE,
                             "this version of the service fails on purpose");
    return own.sound.methods[at].run(rq, in);
}

struct face handicap_face(const struct handicap *handicap,
                          const struct face *face)
{
    struct face limping = *face;
    if (handicap->slow_ms == 0 && handicap->fail_percent == 0)
        return limping;
    assert(face->method_count <= METHODS);
    own.is = *handicap;
    own.sound = *face;
    for (size_t i = 0; i < face->method_count; i++) {
        own.limping[i] = face->methods[i];
        own.limping[i].run = limp;
    }
    limping.methods = own.limping;
    return limping;
}

static enum error die(struct runtime *rt, void *arg)
{
    (void)rt, (void)arg;
    kill(getpid(), SIGKILL);
    return ERROR_OK;
}

void handicap_begin(const struct handicap *handicap, struct runtime *rt)
{
    if (handicap->die_after_ms > 0)
        runtime_after(rt, handicap->die_after_ms, die, NULL);
}
