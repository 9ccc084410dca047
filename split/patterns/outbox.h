/*
 * outbox -- events that are as durable as the change they tell, and the relay
 *           that carries them to their subscribers.
 *
 * Use:       outbox_put() in the transaction of the change; outbox_resume()
 *            from the service's resume().
 * Promise:   at least once, in the order of the commits, to each subscriber on
 *            its own: a slow or dead one does not hold up the others.
 * One relay: where several processes share the database, the one that leads its
 *            crew relays what all of them have put; the others only put. Which
 *            one that is may change at any time: outbox_look() finds out.
 * Units:     milliseconds; batches of OUTBOX_BATCH events.
 * Ownership: the relay hangs on the service's state. The list of subscribers
 *            is const; NULL ends it.
 * Errors:    of the database.
 * Blocking:  never, but for the database.
 * Source:    the transactional outbox with a polling publisher (Richardson,
 *            "Microservices Patterns"), woken by the commit instead of a poll.
 */
#ifndef SPLIT_PATTERNS_OUTBOX_H
#define SPLIT_PATTERNS_OUTBOX_H

#include "chassis/runtime.h"
#include "split/patterns/crew.h"
#include "split/patterns/messaging.h"

enum { OUTBOX_SUBSCRIBERS = 4, OUTBOX_BATCH = 64 };

extern const char outbox_schema[];

struct outbox;

struct outbox_subscriber {
    struct outbox *outbox;
    const char *peer;
    int64_t upto;   /* its cursor */
    int64_t sent;   /* last sequence of the batch that is out */
    bool in_flight; /* a batch is out */
    bool timer_set;
    unsigned failures;
    struct messaging told[OUTBOX_BATCH]; /* of the batch that is out */
    size_t told_count;
    int64_t batch; /* its events */
};

struct outbox {
    struct runtime *rt;
    const char *crash_point; /* before the cursor moves */
    const struct crew *crew; /* NULL: nobody else relays from here */
    bool relays;             /* has been set going since the last resume */
    int64_t newest;          /* sequence of the last row known here */
    size_t count;
    struct outbox_subscriber subscribers[OUTBOX_SUBSCRIBERS];
};

void outbox_init(struct outbox *outbox, struct runtime *rt,
                 const char *const *subscribers, const char *crash_point);
enum error outbox_put(struct outbox *outbox, const char *type, const char *key,
                      const ProtobufCMessage *payload,
                      const struct trace *trace);
/* Reads the cursors and sets the relay going. */
enum error outbox_resume(struct outbox *outbox);
/* Now and then, where others put too: takes the relay over when that has fallen
 * to this process, and finds what others have put. */
enum error outbox_look(struct outbox *outbox);

#endif
