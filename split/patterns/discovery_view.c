/*
 * discovery_view -- whole views, merged with what a forgetful registry lost.
 *
 * The problem: a view without an instance can mean two things. Either the
 * registry saw the lease end; or it was started a moment ago and has not heard
 * from the instance yet. Believing the second as if it were the first would
 * turn the restart of a registry into an outage of the shop.
 *
 * The idea: a registry says which life it is in. What a former life knew stays
 * listed for one lease, and joins again within a third of one if it lives.
 *
 * The clock of such an entry runs only while the registry talks: if it goes
 * away again, nobody can join, so the lease starts anew with the next
 * connection.
 *
 * The invariant: entries are sorted by service and instance, each once; those
 * with until_ms INT64_MAX are exactly the newest view.
 */
#include "split/patterns/discovery_view.h"

#include <stdio.h>
#include <string.h>

/* ---- entries ---- */

static int compare(const struct discovery_view_entry *entry,
                   const char *service, int instance)
{
    int order = strcmp(entry->service, service);
    if (order)
        return order;
    return entry->endpoint.instance < instance
               ? -1
               : entry->endpoint.instance > instance;
}

static size_t place_of(const struct discovery_view *view, const char *service,
                       int instance)
{
    size_t at = 0;
    while (at < view->count &&
           compare(&view->entries[at], service, instance) < 0)
        at++;
    return at;
}

static enum discovery_state state_of(const char *name)
{
    if (strcmp(name, "up") == 0)
        return DISCOVERY_UP;
    /* A word that we do not know is no invitation. */
    return strcmp(name, "draining") == 0 ? DISCOVERY_DRAINING
                                         : DISCOVERY_NOT_READY;
}

static bool read_entry(const Registry__Instance *in,
                       struct discovery_view_entry *out)
{
    *out = (struct discovery_view_entry){.lease_ms = in->lease_ms,
                                         .until_ms = INT64_MAX};
    struct discovery_endpoint *endpoint = &out->endpoint;
    endpoint->sidecar = in->sidecar[0] != '\0';
    if (!in->service[0] || strlen(in->service) >= sizeof out->service ||
        in->instance < 1 ||
        address_parse(&endpoint->address,
                      endpoint->sidecar ? in->sidecar : in->address))
        return false;
    snprintf(out->service, sizeof out->service, "%s", in->service);
    snprintf(endpoint->version, sizeof endpoint->version, "%.63s", in->version);
    endpoint->instance = in->instance;
    endpoint->weight = in->weight;
    endpoint->state = state_of(in->state);
    endpoint->epoch = in->epoch;
    endpoint->life = in->born_us;
    return true;
}

static bool put(struct discovery_view *view,
                const struct discovery_view_entry *entry)
{
    size_t at = place_of(view, entry->service, entry->endpoint.instance);
    if (at == view->count || compare(&view->entries[at], entry->service,
                                     entry->endpoint.instance) != 0) {
        if (view->count == DISCOVERY_VIEW_ENTRIES)
            return false;
        memmove(&view->entries[at + 1], &view->entries[at],
                (view->count - at) * sizeof view->entries[0]);
        view->count++;
    }
    view->entries[at] = *entry;
    return true;
}

static void note_name(struct discovery_view *view, const char *service)
{
    if (discovery_view_has_seen(view, service) ||
        view->name_count == DISCOVERY_VIEW_NAMES)
        return;
    snprintf(view->names[view->name_count++], sizeof view->names[0], "%s",
             service);
}

/* ---- views ---- */

/* TOUR: forgetful-registry */
/* What was in the newest view goes, or stays for a lease; what is kept already
 * starts its lease anew when nothing was heard for a while. */
static void step_back(struct discovery_view *view, int64_t now_ms, bool forgot,
                      bool first)
{
    size_t kept = 0;
    for (size_t i = 0; i < view->count; i++) {
        struct discovery_view_entry *entry = &view->entries[i];
        bool newest = entry->until_ms == INT64_MAX;
        if (newest && !forgot)
            continue;
        if (newest || forgot || first)
            entry->until_ms = now_ms + entry->lease_ms;
        view->entries[kept++] = *entry;
    }
    view->count = kept;
}

bool discovery_view_take(struct discovery_view *view, int64_t now_ms,
                         const Registry__View *news, bool first)
{
    bool forgot = view->known && view->life != news->life;
    bool changed = !view->known || forgot || view->revision != news->revision;
    struct discovery_view_entry entry;
    if (!changed && !first)
        return false;
    step_back(view, now_ms, forgot, first);
    for (size_t i = 0; i < news->n_instances; i++)
        if (read_entry(news->instances[i], &entry) && put(view, &entry))
            note_name(view, entry.service);
    view->known = true;
    view->life = news->life;
    view->revision = news->revision;
    return changed;
}

bool discovery_view_pass(struct discovery_view *view, int64_t now_ms)
{
    size_t kept = 0, before = view->count;
    for (size_t i = 0; i < view->count; i++)
        if (view->entries[i].until_ms > now_ms)
            view->entries[kept++] = view->entries[i];
    view->count = kept;
    return kept != before;
}

int64_t discovery_view_next_ms(const struct discovery_view *view)
{
    int64_t next = INT64_MAX;
    for (size_t i = 0; i < view->count; i++)
        if (view->entries[i].until_ms < next)
            next = view->entries[i].until_ms;
    return next;
}

/* ---- questions ---- */

size_t discovery_view_list(const struct discovery_view *view,
                           const char *service, struct discovery_endpoint *out,
                           size_t most)
{
    size_t count = 0;
    for (size_t i = 0; i < view->count && count < most; i++)
        if (strcmp(view->entries[i].service, service) == 0)
            out[count++] = view->entries[i].endpoint;
    return count;
}

bool discovery_view_has_seen(const struct discovery_view *view,
                             const char *service)
{
    for (size_t i = 0; i < view->name_count; i++)
        if (strcmp(view->names[i], service) == 0)
            return true;
    return false;
}
