/*
 * proxies -- how a sidecar's process begins and ends.
 *
 * The proxy stands before the control socket does, so that a supervisor which
 * sees the ready line may send callers here at once. It ends in the reverse
 * order: callers are told to go (GOAWAY), open calls end, and only then does
 * the host drain.
 */
#include "split/platform/sidecar/proxies.h"

#include "chassis/fault_service.h"

enum { DRAIN_MS = 5000 }; /* below the supervisor's patience before SIGKILL */

static struct {
    const struct options *options;
    unsigned char secret[PLACES_SECRET_BYTES];
    struct loop *loop;
    struct proxy *proxies[OPTIONS_ROUTES]; /* one, but at virtual addresses */
    struct vip *vips[OPTIONS_ROUTES];
    size_t count;
    struct discovery *discovery;
    struct loop_timer *patience;
    size_t draining; /* proxies that have not drained yet */
    loop_hook *drained;
    void *drained_arg;
} own;

void proxies_configure(const struct options *options)
{
    own.options = options;
}

struct proxy *proxies_at(size_t index)
{
    return index < own.count ? own.proxies[index] : NULL;
}

/* ---- begin ---- */

static void faults_changed(void *arg)
{
    (void)arg;
    for (size_t i = 0; i < own.count; i++)
        proxy_faults_changed(own.proxies[i]);
}

static void instances_changed(void *arg)
{
    (void)arg;
    for (size_t i = 0; i < own.count; i++)
        vip_refresh(own.vips[i]);
}

static enum error add_proxy(const struct proxy_options *options)
{
    enum error error = proxy_new(&own.proxies[own.count], own.loop, options);
    own.count += !error;
    return error;
}

/* One proxy a service, at its virtual address. */
static enum error open_routes(const struct config *config,
                              struct proxy_options *options)
{
    enum error error = discovery_open(&own.discovery, own.loop, config,
                                      instances_changed, NULL);
    if (!error) /* it would ask itself */
        discovery_always_choose(own.discovery);
    for (size_t i = 0; i < own.options->route_count && !error; i++) {
        options->name = own.options->routes[i];
        options->vip = vip_new(own.discovery, options->name);
        own.vips[i] = options->vip;
        if (!options->vip)
            return error_explain(ERROR_SYSTEM, "out of memory");
        error = discovery_virtual(config, options->name, &options->listen);
        if (!error)
            error = add_proxy(options);
    }
    return error;
}

enum error proxies_begin(struct runtime *rt, struct loop *loop,
                         const struct config *config)
{
    struct proxy_options options = {.name = own.options->name,
                                    .listen = own.options->listen,
                                    .upstream = own.options->upstream,
                                    .secret = own.secret,
                                    .faults = fault_service_table(),
                                    .seed = runtime_random(rt)};
    enum error error = places_secret(&config->places, own.secret);
    own.loop = loop;
    if (!error && own.options->route_count > 0)
        error = open_routes(config, &options);
    else if (!error)
        error = add_proxy(&options);
    if (!error)
        fault_service_watch(faults_changed, NULL);
    return error;
}

/* ---- end ---- */

void proxies_end(struct runtime *rt)
{
    (void)rt;
    if (own.patience)
        loop_timer_free(own.patience);
    own.patience = NULL;
    for (size_t i = 0; i < OPTIONS_ROUTES; i++) {
        proxy_free(own.proxies[i]);
        vip_free(own.vips[i]);
        own.proxies[i] = NULL;
        own.vips[i] = NULL;
    }
    own.count = 0;
    if (own.discovery)
        discovery_close(own.discovery);
    own.discovery = NULL;
}

static void one_drained(void *arg)
{
    loop_hook *drained = own.drained;
    (void)arg;
    own.draining--;
    if (own.draining > 0 || !drained)
        return;
    own.drained = NULL;
    drained(own.drained_arg);
}

static void drain_all(loop_hook *drained, void *arg)
{
    own.drained = drained;
    own.drained_arg = arg;
    own.draining = own.count;
    for (size_t i = 0; i < own.count; i++)
        proxy_drain(own.proxies[i], one_drained, NULL);
}

static void *join(struct loop *loop, const struct config *config,
                  const struct address *address)
{
    (void)loop, (void)config, (void)address;
    return &own; /* in no registry: the supervisor tells it where we are */
}

static void leave(void *self, loop_hook *left, void *arg)
{
    (void)self;
    drain_all(left, arg);
}

static void release(void *self)
{
    (void)self;
    own.drained = NULL;
}

const struct membership proxies_membership = {join, leave, release};

static void drained_by_signal(void *arg)
{
    (void)arg;
    loop_timer_stop(own.patience);
    host_stop();
}

/* The host waits a short while for a membership to leave; a signal gives the
 * open calls all the time that they need. */
void proxies_stop(void)
{
    if (own.patience) {
        host_stop(); /* asked again: at once */
        return;
    }
    own.patience = loop_timer_new(own.loop, drained_by_signal, NULL);
    loop_timer_set(own.patience, DRAIN_MS);
    drain_all(drained_by_signal, NULL);
}
