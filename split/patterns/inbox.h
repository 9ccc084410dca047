/*
 * inbox -- events that arrive at least once, and take effect once.
 *
 * Use:       inbox_schema among the service's schemas; the handler of
 *            events.Events/Deliver calls inbox_deliver() with its effect.
 * Why:       a relay that gets no answer sends again. The number of the last
 *            event of each source is kept in the receiver's own database and
 *            moves in the same transaction as the effect: both or neither.
 * Rules:     one source sends its events in rising order and waits for the
 *            answer, so one number a source is enough to know every repeat.
 *            Numbers may have gaps.
 * Ownership: events live in the request's arena.
 * Errors:    what the effect returns rolls the whole delivery back; the relay
 *            will send it again. UNPROCESSABLE without a source.
 * Blocking:  on the database only. The caller owns the transaction.
 * Source:    the "idempotent consumer" of Richardson, Microservices Patterns;
 *            a watermark in place of his table of message ids.
 */
#ifndef SPLIT_PATTERNS_INBOX_H
#define SPLIT_PATTERNS_INBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "chassis/contracts/events.pb-c.h"
#include "chassis/db.h"
#include "chassis/error.h"
#include "chassis/runtime.h"

extern const char inbox_schema[];

/* True the first time that this event of this source is seen; from then on
 * it counts as seen, unless the transaction is rolled back. */
enum error inbox_accept(struct db *db, const char *source, int64_t sequence,
                        bool *fresh);
/* The last event that was accepted; 0: none yet. */
enum error inbox_upto(struct db *db, const char *source, int64_t *out);

/* What one fresh event does to the service's own tables. */
typedef enum error inbox_effect(struct request *rq, const Events__Event *event);
/* Runs the effect of each fresh event in order, then replies. */
enum error inbox_deliver(struct request *rq, const ProtobufCMessage *in,
                         inbox_effect *effect);

#endif
