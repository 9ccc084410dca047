/*
 * sim -- the second runtime: a whole system on one thread, in virtual time.
 *
 * Use:       sim_new(seed, faults); sim_add() each service; sim_start();
 *            sim_request() to act as a client; sim_run() until a virtual
 *            time; sim_heal() ends all faults; sim_free().
 * Faults:    each message is delayed, and by chance lost, doubled or
 *            overtaken; each turn may end in a crash before its commit, after
 *            it, or between two of its messages; a crashed service starts
 *            again from its database, which is as committed.
 * Units:     milliseconds of virtual time, starting at 0.
 * Repeat:    the same seed and the same calls give the same run, byte for
 *            byte in sim_log().
 * Ownership: the simulator owns its services' databases; sim_db() lends one.
 * Errors:    cannot fail but by memory; a service that does not open is an
 *            assertion.
 * Source:    FoundationDB's simulation and TigerBeetle's VOPR.
 */
#ifndef CHASSIS_SIM_H
#define CHASSIS_SIM_H

#include "chassis/buffer.h"
#include "chassis/runtime.h"

struct sim;

struct sim_faults {
    int64_t delay_min_ms, delay_max_ms; /* of every message */
    double lose_percent;
    double duplicate_percent;
    double reorder_percent; /* these wait ten times as long */
    double crash_percent;   /* of turns */
    int64_t restart_min_ms, restart_max_ms;
    /* Of those that share a database: a turn is put off by up to pause_max_ms;
     * a living one is taken for dead by another that looks. */
    double pause_percent, suspect_percent;
    int64_t pause_max_ms;
};

struct sim *sim_new(uint64_t seed, const struct sim_faults *faults);
void sim_free(struct sim *sim);
/* Databases made once and cloned for each run; `from` NULL: made now. */
enum error sim_add(struct sim *sim, const struct service *service,
                   const struct runtime_setting *settings, struct db *from);
/* One more process of a service that was added, on the same database. Whoever
 * calls that service reaches any of its processes. */
void sim_add_twin(struct sim *sim, const char *service);
void sim_start(struct sim *sim);

typedef void sim_reply(void *arg, enum error error, const char *detail,
                       const ProtobufCMessage *message);
/* As a client of `peer`: delayed and lost like any message. `then` may never
 * be called. The message is packed at once. */
void sim_request(struct sim *sim, const char *peer,
                 const ProtobufCServiceDescriptor *contract, const char *method,
                 const ProtobufCMessage *in, const struct caller *caller,
                 const char *key, int64_t timeout_ms, sim_reply *then,
                 void *arg);
/* Calls `then` at now + delay_ms of virtual time. */
void sim_after(struct sim *sim, int64_t delay_ms, void (*then)(void *arg),
               void *arg);

int64_t sim_now_ms(const struct sim *sim);
struct random *sim_random(struct sim *sim);
void sim_crash(struct sim *sim, const char *service, int64_t down_ms);
/* Runs to that virtual time, or until nothing is left to do. */
void sim_run(struct sim *sim, int64_t until_ms);
/* No more faults; services that are down start now. */
void sim_heal(struct sim *sim);
struct db *sim_db(struct sim *sim, const char *service);
bool sim_has_faults(const struct sim *sim);
/* The event log: text, one line an event. Off until asked for. */
void sim_log_to(struct sim *sim, struct buffer *log);
uint64_t sim_log_hash(const struct sim *sim);
struct sim_totals {
    uint64_t messages, lost, doubled, crashes, restarts, turns, pauses,
        suspicions;
} sim_totals(const struct sim *sim);

#endif
