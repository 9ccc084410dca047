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

#include "chassis/clock.h"
#include "split/patterns/discovery_private.h"

static bool setting_of(void *arg, size_t index, struct setting *out)
{
    const struct discovery *discovery = arg;
    if (index > discovery->use_count)
        return false;
    *out = (struct setting){.unit = "", .most = DISCOVERY_SERVER_SIDE};
    if (index == 0) {
        snprintf(out->name, sizeof out->name, "discovery.mode");
        out->value = discovery->mode;
        return true;
    }
    const struct discovery_use *use = &discovery->uses[index - 1];
    snprintf(out->name, sizeof out->name, "discovery.%s.mode", use->name);
    out->value = use->mode;
    out->least = out->fallback = -1;
    return true;
}

static enum error put(void *arg, size_t index, int64_t value)
{
    struct discovery *discovery = arg;
    if (index == 0)
        discovery->mode = value;
    else
        discovery->uses[index - 1].mode = value;
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
