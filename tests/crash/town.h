/*
 * town -- a running cleave of its own: a directory, a supervisor, one shape.
 *
 * Use:       town_open(); town_status() for pids and addresses; town_up() to
 *            bring back what is down; town_close().
 * Ownership: the directory is made with mkdtemp and removed; only processes
 *            that this town started are ever signalled, by pid.
 * Errors:    what should not happen ends the program with a sentence.
 * Blocking:  runs the loop, so that a fleet goes on meanwhile.
 */
#ifndef TESTS_CRASH_TOWN_H
#define TESTS_CRASH_TOWN_H

#include "chassis/config.h"
#include "chassis/contracts/supervisor.pb-c.h"
#include "chassis/grpc_call.h"
#include "chassis/net.h"
#include "tutor/shape.h"

struct town {
    char home[64];
    const char *bin;
    const char *shape; /* "monolith" or "split" */
    struct places places;
    struct loop *loop;
    struct arena arena; /* of the last reply */
    char url[64];
};

void town_open(struct town *town, const char *bin, const char *shape);
void town_close(struct town *town);
/* `cleave up`, as a user would; the ports stay what they were. */
void town_up(struct town *town);
/* NULL while no supervisor answers. */
const Supervisor__StatusReply *town_status(struct town *town);
/* One call to the supervisor; NULL when it failed. */
const Supervisor__StatusReply *town_ask(struct town *town, const char *method,
                                        const ProtobufCMessage *in);
bool town_ready(struct town *town);
/* Lets the loop run for that long. */
void town_wait(struct town *town, int64_t ms);

#endif
