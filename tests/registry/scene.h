/*
 * scene -- a registry and some services as real processes, and a caller in the
 *          test's own.
 *
 * Use:       scene_open() and scene_close() around a test; scene_start() a
 *            program, scene_until() something is so. The caller's view is
 *            scene.discovery.
 * Units:     milliseconds, monotonic.
 * Ownership: a directory of its own, and its children, which it ends by pid.
 * Errors:    what should not happen fails the running test; what does not
 *            happen in ten seconds, too.
 */
#ifndef TESTS_REGISTRY_SCENE_H
#define TESTS_REGISTRY_SCENE_H

#include "chassis/contracts/registry.pb-c.h"
#include "chassis/identity.h"
#include "chassis/process.h"
#include "chassis/runtime.h"
#include "split/patterns/discovery.h"

enum { SCENE_CHILDREN = 8, LEASE = 1500, SCENE_PATIENCE_MS = 10000 };

struct scene_child {
    struct process *process; /* NULL: never started */
    bool ready, gone;
    int status, signal;
};

struct scene {
    char home[64];
    struct config config; /* of the caller: "orders", 1 */
    unsigned char secret[IDENTITY_SECRET_BYTES];
    struct loop *loop;
    struct discovery *discovery;
    struct scene_child children[SCENE_CHILDREN];
    struct arena arena;
    int changes; /* of the caller's lists */
};

extern struct scene scene;
extern const char *scene_bin; /* where the programs are */

int scene_open(void **state);
int scene_close(void **state);

/* Starts a program as a supervisor would, with an identity; waits until it is
 * ready. An old child in that place must be gone. */
struct scene_child *scene_start(int place, const char *name, int instance);
void scene_signal(struct scene_child *child, int signal);
/* Runs the loop until it is so. */
void scene_until(bool (*so)(void *arg), void *arg, const char *what);
void scene_until_gone(struct scene_child *child);
/* Runs the loop for a while: for what must not happen meanwhile. */
void scene_while(int64_t ms, void (*each_turn)(void));

/* How many of a service are listed as up. */
int scene_up(const char *service);
void scene_until_up(const char *service, int count);
/* The caller's endpoint of that instance; NULL: not listed. */
const struct discovery_endpoint *scene_endpoint(const char *service,
                                                int instance);

/* One call to the registry as `service`-`instance` ("": as nobody). */
enum error scene_ask(const char *service, int instance, const char *method,
                     const ProtobufCMessage *in, struct answer *out);

#endif
