/*
 * balancer_policy -- which of the candidates takes the call.
 *
 * Each policy answers another question. In turn: the same number of calls for
 * everybody. By weight: as many as each can bear, spread evenly over time
 * (a, b, a, c, a rather than a, a, a, b, c). Least outstanding: who has the
 * least to do, of what this caller has sent. Two choices: the better of two
 * drawn ones; nearly as even as asking all, and callers that do not know of
 * each other do not all run to the same one.
 */
#include <assert.h>

#include "split/patterns/balancer_private.h"

/* The n-th candidate, from 0. */
static unsigned nth(uint64_t mask, uint64_t n)
{
    while (n-- > 0)
        mask &= mask - 1;
    return (unsigned)__builtin_ctzll(mask);
}

static uint64_t how_many(uint64_t mask)
{
    return (uint64_t)__builtin_popcountll(mask);
}

/* Smooth weighted round robin: all move up by their weight, the first in line
 * goes, and falls back by the sum. In each `sum` picks every candidate is
 * picked as often as it weighs. Without weights that is plain round robin. */
static unsigned in_turn(struct balancer *balancer, uint64_t candidates,
                        bool weighted)
{
    struct balancer_slot *first = NULL;
    int64_t sum = 0;

    for (uint64_t rest = candidates; rest != 0; rest &= rest - 1) {
        struct balancer_slot *slot = &balancer->slots[nth(rest, 0)];
        int64_t weight = weighted ? slot->endpoint.weight : 1;

        sum += weight;
        slot->turn += weight;
        if (first == NULL || slot->turn > first->turn)
            first = slot;
    }
    assert(first != NULL);
    first->turn -= sum;
    return (unsigned)(first - balancer->slots);
}

static unsigned least_outstanding(const struct balancer *balancer,
                                  uint64_t candidates, uint64_t chance)
{
    int64_t least = INT64_MAX;
    uint64_t ties = 0;

    for (uint64_t rest = candidates; rest != 0; rest &= rest - 1) {
        unsigned slot = nth(rest, 0);
        int64_t outstanding = balancer->slots[slot].outstanding;

        if (outstanding < least) {
            least = outstanding;
            ties = 0;
        }
        if (outstanding == least)
            ties |= BALANCER_TRIED(slot);
    }
    return nth(ties, chance % how_many(ties));
}

/* TOUR: two-choices */
static unsigned two_choices(const struct balancer *balancer,
                            uint64_t candidates, uint64_t chance)
{
    uint64_t count = how_many(candidates);
    unsigned one = nth(candidates, (chance & UINT32_MAX) % count);

    if (count == 1)
        return one;
    unsigned other =
        nth(candidates & ~BALANCER_TRIED(one), (chance >> 32) % (count - 1));
    return balancer->slots[other].outstanding < balancer->slots[one].outstanding
               ? other
               : one;
}

unsigned balancer_choose(struct balancer *balancer, uint64_t candidates,
                         uint64_t chance)
{
    assert(candidates != 0);
    switch ((enum balancer_policy)balancer->rules.policy) {
    case BALANCER_ROUND_ROBIN:
        return in_turn(balancer, candidates, false);
    case BALANCER_WEIGHTED:
        return in_turn(balancer, candidates, true);
    case BALANCER_LEAST_OUTSTANDING:
        return least_outstanding(balancer, candidates, chance);
    case BALANCER_RANDOM:
        return nth(candidates, chance % how_many(candidates));
    case BALANCER_TWO_CHOICES:
    case BALANCER_POLICY_COUNT:
        break;
    }
    return two_choices(balancer, candidates, chance);
}

const char *balancer_policy_name(enum balancer_policy policy)
{
    static const char *const names[BALANCER_POLICY_COUNT] = {
#define BALANCER_POLICY_NAME(name, text) [BALANCER_##name] = (text),
        BALANCER_POLICY_LIST(BALANCER_POLICY_NAME)
#undef BALANCER_POLICY_NAME
    };

    assert((unsigned)policy < BALANCER_POLICY_COUNT);
    return names[policy];
}
