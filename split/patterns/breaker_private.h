/*
 * breaker_private -- what the parts of the breaker know of each other.
 *
 * Use:       breaker.c and breaker_state.c only.
 * Time:      elapsed milliseconds of the breaker, see breaker_flow().
 * Errors:    cannot fail.
 * Blocking:  never.
 */
#ifndef SPLIT_PATTERNS_BREAKER_PRIVATE_H
#define SPLIT_PATTERNS_BREAKER_PRIVATE_H

#include "split/patterns/breaker.h"

struct breaker_verdict {
    bool open;
    enum breaker_cause cause;
    int64_t rate, threshold;
};

/* Lets time pass up to the caller's now_ms. */
void breaker_flow(struct breaker *breaker, int64_t now_ms);
int64_t breaker_in_state_ms(const struct breaker *breaker);
/* How long this opening lasts in all. */
int64_t breaker_open_for_ms(const struct breaker *breaker);
/* What a rejected caller is told. */
int64_t breaker_retry_after_ms(const struct breaker *breaker);
/* What the window says about the peer. */
struct breaker_verdict breaker_judge(const struct breaker *breaker);

void breaker_tell(struct breaker *breaker, const struct breaker_event *event);
/* The only way from one state to another. */
void breaker_move(struct breaker *breaker, enum breaker_state to,
                  enum breaker_cause cause, int64_t rate, int64_t threshold);

#endif
