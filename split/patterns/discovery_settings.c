/*
 * discovery_settings -- who chooses the instance, switched while calls run.
 *
 * "discovery.mode" is for all services, "discovery.NAME.mode" for one, and -1
 * there means "as for all". A gauge for each service that was ever asked for
 * says what this caller believes and how old that is: two callers may differ,
 * and that they may is what there is to see.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "chassis/clock.h"
#include "split/patterns/discovery_private.h"

/* "discovery.mode", "discovery.silence", then one of each service. */
enum { MODE, SILENCE, FIRST_USE };
enum {
    SILENCE_LEAST_MS = 4000, /* the registry speaks every 3 s */
    SILENCE_MOST_MS = 600000
};

static bool setting_of(void *arg, size_t index, struct setting *out)
{
    const struct discovery *discovery = arg;
    if (index >= FIRST_USE + discovery->use_count)
        return false;
    if (index == SILENCE) {
        *out = (struct setting){.name = "discovery.silence",
                                .unit = "ms",
                                .value = discovery->silence_ms,
                                .least = SILENCE_LEAST_MS,
                                .most = SILENCE_MOST_MS,
                                .fallback = DISCOVERY_SILENCE_MS};
        return true;
    }
    *out = (struct setting){.name = "discovery.mode",
                            .unit = "",
                            .value = discovery->mode,
                            .most = DISCOVERY_SERVER_SIDE};
    if (index >= FIRST_USE) {
        const struct discovery_use *use = &discovery->uses[index - FIRST_USE];
        snprintf(out->name, sizeof out->name, "discovery.%s.mode", use->name);
        out->value = use->mode;
        out->least = out->fallback = -1;
    }
    return true;
}

/* A switch to a proxy that is not there would be an outage by command. */
static enum error check_proxy(const struct discovery *discovery,
                              const char *service)
{
    struct address address;
    struct stat facts;
    enum error error = discovery_virtual(discovery->config, service, &address);
    if (!error && (lstat(address.host, &facts) || !S_ISSOCK(facts.st_mode)))
        error = error_explain(ERROR_UNAVAILABLE,
                              "no proxy serves the virtual address %.200s",
                              address.host);
    return error;
}

/* Of those services that the change would send there. */
static enum error check_proxies(const struct discovery *discovery, size_t index)
{
    for (size_t i = 0; i < discovery->use_count; i++) {
        const struct discovery_use *use = &discovery->uses[i];
        bool meant = index == MODE ? use->mode < 0 : index - FIRST_USE == i;
        enum error error = meant ? check_proxy(discovery, use->name) : ERROR_OK;
        if (error)
            return error;
    }
    return ERROR_OK;
}

static enum error put(void *arg, size_t index, int64_t value)
{
    struct discovery *discovery = arg;
    enum error error = ERROR_OK;
    if (index == SILENCE) {
        discovery->silence_ms = value;
        discovery_look(discovery);
        return ERROR_OK;
    }
    if (value == DISCOVERY_SERVER_SIDE)
        error = check_proxies(discovery, index);
    if (error)
        return error;
    if (index == MODE)
        discovery->mode = value;
    else
        discovery->uses[index - FIRST_USE].mode = value;
    discovery->changed(discovery->arg);
    return ERROR_OK;
}

static void figure(struct gauge *gauge, const char *name, const char *unit,
                   int64_t value)
{
    gauge->figures[gauge->figure_count++] =
        (struct gauge_figure){name, unit, value};
}

static bool gauge_of(void *arg, size_t index, struct gauge *out)
{
    static const char *const states[] = {[DISCOVERY_STATIC] = "static",
                                         [DISCOVERY_VIRTUAL] = "virtual",
                                         [DISCOVERY_VIEW] = "view",
                                         [DISCOVERY_STALE] = "stale"};
    struct discovery *discovery = arg;
    struct discovery_endpoint list[DISCOVERY_ENDPOINTS];
    if (index >= discovery->use_count)
        return false;
    const char *name = discovery->uses[index].name;
    size_t count = discovery_list(discovery, name, list, DISCOVERY_ENDPOINTS);
    int64_t up = 0;
    for (size_t i = 0; i < count; i++)
        up += list[i].state == DISCOVERY_UP;
    snprintf(out->name, sizeof out->name, "discovery.%s", name);
    out->state = states[discovery_source(discovery, name)];
    figure(out, "endpoints", "", (int64_t)count);
    figure(out, "up", "", up);
    figure(out, "revision", "", discovery->view.revision);
    if (discovery->view.known)
        figure(out, "age", "ms", clock_monotonic_ms() - discovery->view_ms);
    return true;
}

const struct setting_source discovery_settings = {
    .at = setting_of, .put = put, .gauge = gauge_of};
