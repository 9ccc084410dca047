/*
 * setting -- sources are asked, nothing is stored twice.
 *
 * The problem: a breaker's parameters live in the breaker, a gateway's limits
 * in the gateway. A second copy "for the admin" is the one that is wrong.
 *
 * The idea: whoever owns the numbers offers three functions (the index-th
 * setting, put, the index-th gauge), and each question is answered from the
 * owner's own memory. Lists are short and asked by people, so finding a name
 * is a walk.
 *
 * Events are the exception: a state's past is gone unless somebody keeps it, so
 * the last few sentences stay in a ring.
 */
#include "chassis/setting.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "chassis/clock.h"
#include "chassis/log.h"

static struct {
    const struct setting_source *source;
    void *arg;
} sources[SETTING_SOURCES];
static size_t source_count;

static struct setting_event events[SETTING_EVENTS];
static uint64_t event_count;

void setting_offer(const struct setting_source *source, void *arg)
{
    for (size_t i = 0; i < source_count; i++)
        if (sources[i].source == source && sources[i].arg == arg)
            return; /* a service that is opened anew */
    assert(source_count < SETTING_SOURCES);
    sources[source_count].source = source;
    sources[source_count].arg = arg;
    source_count++;
}

void setting_withdraw(void *arg)
{
    size_t kept = 0;
    for (size_t i = 0; i < source_count; i++)
        if (sources[i].arg != arg)
            sources[kept++] = sources[i];
    source_count = kept;
}

/* The source that has the index-th setting, and the index within it. */
static bool locate(size_t index, size_t *source, size_t *inner,
                   struct setting *out)
{
    for (size_t i = 0; i < source_count; i++) {
        size_t at = 0;
        while (sources[i].source->at &&
               sources[i].source->at(sources[i].arg, at, out)) {
            if (index == 0) {
                *source = i;
                *inner = at;
                return true;
            }
            index--;
            at++;
        }
    }
    return false;
}

bool setting_at(size_t index, struct setting *out)
{
    size_t source, inner;
    return locate(index, &source, &inner, out);
}

bool gauge_at(size_t index, struct gauge *out)
{
    for (size_t i = 0; i < source_count; i++) {
        size_t at = 0;
        while (sources[i].source->gauge) {
            *out = (struct gauge){.state = ""};
            if (!sources[i].source->gauge(sources[i].arg, at, out))
                break;
            if (index == 0)
                return true;
            index--;
            at++;
        }
    }
    return false;
}

enum error setting_put(const char *name, int64_t value, bool fall_back)
{
    struct setting found;
    size_t source, inner;
    for (size_t i = 0; locate(i, &source, &inner, &found); i++) {
        if (strcmp(found.name, name) != 0)
            continue;
        if (fall_back)
            value = found.fallback;
        if (value < found.least || value > found.most)
            return error_explain(
                ERROR_UNPROCESSABLE,
                "%s takes %" PRId64 " to %" PRId64 " (%s), not %" PRId64,
                found.name, found.least, found.most, found.unit, value);
        return sources[source].source->put(sources[source].arg, inner, value);
    }
    return error_explain(ERROR_NOT_FOUND,
                         "this process has no setting \"%.80s\"", name);
}

void setting_happened(const char *name, const char *format, ...)
{
    struct setting_event *event = &events[event_count++ % SETTING_EVENTS];
    va_list list;
    event->sequence = event_count;
    event->at_ms = clock_wall_ms();
    snprintf(event->name, sizeof event->name, "%s", name);
    va_start(list, format);
    vsnprintf(event->text, sizeof event->text, format, list);
    va_end(list);
    LOG(LOG_INFO, "state_changed", NULL, LOG_TEXT("name", event->name),
        LOG_TEXT("text", event->text));
}

const struct setting_event *setting_event_after(uint64_t after)
{
    if (after >= event_count)
        return NULL;
    if (event_count > SETTING_EVENTS && after < event_count - SETTING_EVENTS)
        after = event_count - SETTING_EVENTS;
    return &events[after % SETTING_EVENTS];
}
