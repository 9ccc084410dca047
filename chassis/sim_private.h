/*
 * sim_private -- what chassis/sim.c (clock, nodes), sim_twin.c (those
 * that share a database) and sim_message.c (what travels between them) share.
 */
#ifndef CHASSIS_SIM_PRIVATE_H
#define CHASSIS_SIM_PRIVATE_H

#include "chassis/sim.h"

enum { SIM_NODES = 16 };

struct sim_node {
    struct sim_node *twin_of; /* lends its database; NULL: owns one */
    bool shares;
    int64_t paused_at_ms, paused_until_ms;
    struct sim *sim;
    const struct service *service;
    const struct runtime_setting *settings;
    struct db *db;
    struct runtime *runtime; /* NULL while it is down */
    uint64_t life;           /* rises with each start */
    int64_t wake_ms;         /* of the one wake-up that counts */
};

/* Where an answer goes: to a node in one of its lives, or to the client. */
struct sim_origin {
    struct sim_node *node; /* NULL: the client of sim_request() */
    uint64_t life;
    uint64_t call_id;
    sim_reply *then;
    void *arg;
    const ProtobufCMessageDescriptor *reply_type;
};

struct sim_message {
    bool is_answer;
    struct sim_origin origin;
    /* a request */
    struct sim_node *to;
    const ProtobufCServiceDescriptor *contract;
    unsigned method;
    struct trace trace;
    struct caller caller;
    char *key; /* NULL: none */
    int64_t timeout_ms;
    /* an answer */
    enum error error;
    char *detail;
    char *instance;
    /* both */
    char *bytes;
    size_t length;
};

enum sim_event_kind { SIM_WAKE, SIM_MESSAGE, SIM_RESTART, SIM_AFTER };

struct sim_event {
    int64_t at_ms;
    uint64_t order;
    enum sim_event_kind kind;
    struct sim_node *node;
    uint64_t life;
    struct sim_message *message;
    void (*then)(void *arg);
    void *arg;
};

/* A request inside a node: what its transport must remember. */
struct sim_transport {
    struct sim *sim;
    struct sim_origin origin;
    struct sim_transport *next, *previous;
};

struct sim {
    struct sim_faults faults;
    bool faulty;
    struct random random;
    int64_t now_ms;
    uint64_t order;
    struct sim_node nodes[SIM_NODES];
    size_t node_count;
    struct sim_event *events;
    size_t event_count, event_capacity;
    struct sim_transport *transports;
    struct buffer *log;
    uint64_t hash;
    struct sim_totals totals;
};

void sim_note(struct sim *sim, const char *what, const char *who, uint64_t n);
void sim_schedule(struct sim *sim, struct sim_event event);
struct sim_node *sim_find(struct sim *sim, const char *name);
/* The same; of several processes of a service any one. */
struct sim_node *sim_pick(struct sim *sim, const char *name);

int64_t sim_between(struct sim *sim, int64_t low, int64_t high);

/* sim_twin.c */
int64_t sim_life(void *driver);
bool sim_life_is_over(void *driver, int64_t life);
/* True while the node stands still. */
bool sim_pauses(struct sim_node *node);

/* sim_message.c */
void sim_send(struct sim_node *from, const struct outgoing *call);
void sim_deliver(struct sim *sim, struct sim_message *message);
void sim_message_free(struct sim_message *message);
void sim_transports_free(struct sim *sim);

#endif
