/*
 * proxy -- the data plane of a sidecar: between the callers of one instance
 *          and that instance.
 *
 * Use:       proxy_new() listens. Faults are those of the caller's table; tell
 *            every change by proxy_faults_changed(). Policy is set whole.
 * Bytes:     connection faults act on what leaves, in either direction.
 *            HTTP/2 is taken apart into calls, all else passes as bytes.
 * Failures:  an instance that does not answer is REFUSED_STREAM to the caller:
 *            nobody has seen the call. One that was lost in the middle is
 *            UNAVAILABLE, whose outcome is unknown. So retries above it stay
 *            as safe as they were without a sidecar.
 * Ownership: proxy_free() closes everything.
 * Errors:    as listener_open() explains.
 * Blocking:  never.
 * Source:    the sidecar of Burns and Oppenheimer 2016; Envoy's HTTP filter.
 */
#ifndef SPLIT_PLATFORM_SIDECAR_PROXY_H
#define SPLIT_PLATFORM_SIDECAR_PROXY_H

#include "chassis/address.h"
#include "chassis/digest.h"
#include "chassis/fault.h"
#include "chassis/histogram.h"
#include "chassis/net.h"
#include "split/platform/sidecar/policy.h"
#include "split/platform/sidecar/vip.h"

enum { PROXY_CALLERS = 16, PROXY_CONNECTIONS = LIMIT_CONNECTIONS };

struct count_caller {
    char name[LIMIT_NAME_BYTES];
    int64_t calls, refused;
};

struct counts {
    int64_t connections, calls, failed, retried, faulted;
    struct count_caller callers[PROXY_CALLERS]; /* the last one: all others */
    size_t caller_count;
    struct histogram added_us; /* by the sidecar, each call */
};

struct proxy_options {
    const char *name; /* of what is behind: "payments-1"; lives as long */
    struct address listen, upstream;
    const unsigned char *secret; /* of identities; lives as long */
    struct faults *faults;       /* lives as long; may be NULL */
    struct vip *vip; /* chooses instead of `upstream`; lives as long; or NULL */
    uint64_t seed;
};

struct proxy;
enum error proxy_new(struct proxy **out, struct loop *loop,
                     const struct proxy_options *options);
void proxy_free(struct proxy *proxy);
/* Takes no new connections, lets the open calls end, closes; `drained` is
 * called once, later. */
void proxy_drain(struct proxy *proxy, loop_hook *drained, void *arg);

/* Something was added to, taken from or has expired in the table. */
void proxy_faults_changed(struct proxy *proxy);
const struct policy *proxy_policy(const struct proxy *proxy);
void proxy_set_policy(struct proxy *proxy, const struct policy *policy);
const struct counts *proxy_counts(const struct proxy *proxy);
size_t proxy_connections(const struct proxy *proxy);

#endif
