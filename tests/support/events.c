/*
 * A test in the place of an outbox relay.
 */
#include "tests/support/events.h"

#include "chassis/contracts/events.pb-c.h"
#include "chassis/limits.h"
#include "tests/support/cmocka_all.h"

const struct stand_reply *events_deliver(struct stand *stand, int64_t sequence,
                                         const char *type,
                                         const Orders__OrderSettled *order)
{
    Events__DeliverRequest batch = EVENTS__DELIVER_REQUEST__INIT;
    Events__Event event = EVENTS__EVENT__INIT, *events[] = {&event};
    const struct stand_reply *reply;
    struct buffer payload;

    buffer_init(&payload, LIMIT_MESSAGE_BYTES);
    assert_int_equal(message_pack(&order->base, &payload), ERROR_OK);
    event.sequence = sequence;
    event.type = (char *)type;
    event.key = order->order_id;
    event.payload.data = (uint8_t *)payload.data;
    event.payload.len = payload.length;
    batch.source = (char *)"orders";
    batch.events = events;
    batch.n_events = 1;
    reply = stand_ask(stand, "Deliver", &batch.base, NULL, NULL);
    buffer_release(&payload);
    return reply;
}
