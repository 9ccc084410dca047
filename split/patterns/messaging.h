/*
 * messaging -- spans of the messages between an outbox and an inbox.
 *
 * Use:       messaging_begin() with the traceparent that the message carries;
 *            when it is true fill in the rest, and messaging_ended() when the
 *            outcome is known. The sender passes messaging_parent() on, so
 *            that the receiver's span hangs below the sender's.
 * Units:     monotonic microseconds, read here.
 * Ownership: a plain value of the caller's; texts are read during the call.
 * Errors:    cannot fail; false where this trace is told to nobody.
 * Blocking:  never.
 * Source:    OpenTelemetry's semantic conventions for messaging spans.
 */
#ifndef SPLIT_PATTERNS_MESSAGING_H
#define SPLIT_PATTERNS_MESSAGING_H

#include "chassis/contracts/events.pb-c.h"
#include "chassis/telemetry.h"

enum { MESSAGING_TYPE_BYTES = 40, MESSAGING_KEY_BYTES = 40 };

struct messaging {
    struct trace trace;
    int64_t start_us;
    int64_t sequence;
    char type[MESSAGING_TYPE_BYTES];
    char key[MESSAGING_KEY_BYTES];
};

/* A span below the one that the message names. */
bool messaging_begin(struct messaging *message, const Events__Event *event);
void messaging_parent(const struct messaging *message,
                      char out[TRACE_TEXT_BYTES]);

struct messaging_end {
    enum telemetry_kind kind; /* PRODUCER or CONSUMER */
    const char *source;       /* who sends */
    const char *destination;  /* who takes */
    int64_t batch;            /* messages that went together; 0: not known */
    bool repeat;              /* it was known already */
    enum error error;
};
void messaging_ended(const struct messaging *message,
                     const struct messaging_end *end);

#endif
