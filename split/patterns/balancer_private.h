/*
 * balancer_private -- between the two halves of the balancer.
 *
 * Use:       balancer.c says who may be asked, balancer_policy.c which of them
 *            it is.
 * Ownership: the caller's balancer.
 * Errors:    cannot fail; the mask is not empty.
 */
#ifndef SPLIT_PATTERNS_BALANCER_PRIVATE_H
#define SPLIT_PATTERNS_BALANCER_PRIVATE_H

#include "split/patterns/balancer.h"

/* One of the candidates, by the policy in force. */
unsigned balancer_choose(struct balancer *balancer, uint64_t candidates,
                         uint64_t chance);

#endif
