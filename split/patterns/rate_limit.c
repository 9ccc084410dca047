/*
 * rate_limit -- how often each caller may ask.
 *
 * The problem: one caller in a loop takes what all others need. Counting for
 * each caller takes memory, memory is bounded, and whoever may invent callers
 * can fill it: then either the limiter refuses the honest, or it forgets what
 * others have used up, which is what the attacker wants.
 *
 * The idea: a bucket for each key that fills while time passes. It is kept as
 * what was used up, not as what is left: then a changed rate or burst holds at
 * once and nobody's debt is forgiven. A bucket with nothing used up is as good
 * as none, so only such a place is given to another key. Who finds no place
 * is a stranger; all strangers share one bucket, and whoever gets a place
 * later begins with what the strangers have used up: it may have been one.
 *
 * What holds: the sum is exact. One request is period_us units, and `rate` of
 * them flow out each microsecond. Used is never above burst * period_us by
 * taking, so in any t at most burst + rate * t / period are allowed to a key,
 * whatever the others do.
 */
#include "split/patterns/rate_limit.h"

#include <assert.h>
#include <string.h>

enum {
    NOBODY = UINT32_MAX, /* no slot */
    SEARCH = 8           /* of the longest unused slots, for one that is free */
};

static const int64_t SECOND_US = 1000000;

#define MEMBER(member) offsetof(struct rate_limit_rules, member)

const struct parameter rate_limit_parameters[RATE_LIMIT_PARAMETERS] = {
    {"rate", "requests a period, 0 for no limit", 0, 1000000, 100,
     MEMBER(rate)},
    {"period-s", "s", 1, 3600, 1, MEMBER(period_s)},
    {"burst", "requests", 1, 1000000, 200, MEMBER(burst)},
};

/* ---- a bucket ---- */

/* Lets out what has flowed since the last look. */
static void drain(struct rate_limit_bucket *bucket,
                  const struct rate_limit_rules *rules, int64_t now_us)
{
    int64_t period_us = rules->period_s * SECOND_US;

    if (bucket->period_us != period_us && bucket->period_us > 0)
        bucket->used =
            (int64_t)((__int128)bucket->used * period_us / bucket->period_us);
    bucket->period_us = period_us;
    if (now_us <= bucket->at_us)
        return;
    int64_t elapsed_us = now_us - bucket->at_us;
    bucket->at_us = now_us;
    if (elapsed_us > bucket->used / rules->rate)
        bucket->used = 0;
    else
        bucket->used -= elapsed_us * rules->rate;
}

static int64_t up(int64_t amount, int64_t unit)
{
    return amount <= 0 ? 0 : (amount - 1) / unit + 1;
}

static struct rate_limit_answer take(struct rate_limit_bucket *bucket,
                                     const struct rate_limit_rules *rules,
                                     int64_t now_us)
{
    struct rate_limit_answer answer = {.limit = rules->burst,
                                       .window_s = rules->period_s};

    drain(bucket, rules, now_us);
    int64_t one = bucket->period_us;
    int64_t over = bucket->used + one - rules->burst * one;
    answer.allowed = over <= 0;
    if (answer.allowed)
        bucket->used += one;
    else
        answer.retry_after_us = up(over, rules->rate);
    int64_t left = rules->burst * one - bucket->used;
    answer.remaining = left > 0 ? left / one : 0;
    answer.retry_after_s = up(answer.retry_after_us, SECOND_US);
    answer.reset_s = up(up(bucket->used, rules->rate), SECOND_US);
    return answer;
}

/* ---- the table ---- */

/* Mixed with the seed (the finisher of splitmix64), so that nobody outside
 * knows which keys meet in one chain. */
static uint32_t chain_of(const struct rate_limit *limit, uint64_t key)
{
    uint64_t x = key ^ limit->seed;

    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)((x ^ (x >> 31)) % limit->count);
}

void rate_limit_init(struct rate_limit *limit, struct rate_limit_slot *slots,
                     size_t count, uint64_t seed, int64_t now_us)
{
    assert(count > 0 && count < NOBODY);
    memset(limit, 0, sizeof *limit);
    parameter_defaults(rate_limit_parameters, RATE_LIMIT_PARAMETERS,
                       &limit->rules);
    limit->slots = slots;
    limit->count = count;
    limit->seed = seed;
    limit->oldest = limit->newest = NOBODY;
    limit->strangers.at_us = now_us;
    for (size_t i = 0; i < count; i++)
        slots[i] = (struct rate_limit_slot){.first = NOBODY};
}

static uint32_t find(const struct rate_limit *limit, uint64_t key)
{
    uint32_t at = limit->slots[chain_of(limit, key)].first;

    while (at != NOBODY && limit->slots[at].key != key)
        at = limit->slots[at].next;
    return at;
}

static void leave_chain(struct rate_limit *limit, uint32_t which)
{
    uint32_t *at =
        &limit->slots[chain_of(limit, limit->slots[which].key)].first;

    while (*at != which)
        at = &limit->slots[*at].next;
    *at = limit->slots[which].next;
}

static void leave_line(struct rate_limit *limit, uint32_t which)
{
    const struct rate_limit_slot *slot = &limit->slots[which];

    if (slot->older == NOBODY)
        limit->oldest = slot->newer;
    else
        limit->slots[slot->older].newer = slot->newer;
    if (slot->newer == NOBODY)
        limit->newest = slot->older;
    else
        limit->slots[slot->newer].older = slot->older;
}

static void join_line(struct rate_limit *limit, uint32_t which)
{
    limit->slots[which].older = limit->newest;
    limit->slots[which].newer = NOBODY;
    if (limit->newest == NOBODY)
        limit->oldest = which;
    else
        limit->slots[limit->newest].newer = which;
    limit->newest = which;
}

/* A slot for a new key: one that nobody has had, or the longest unused one
 * with a full bucket. Those that are not go to the end of the line as if they
 * had been used, so that the next search sees others. */
static uint32_t vacate(struct rate_limit *limit, int64_t now_us)
{
    if (limit->taken < limit->count)
        return (uint32_t)limit->taken++;
    for (size_t i = 0; i < SEARCH && i < limit->count; i++) {
        uint32_t which = limit->oldest;

        leave_line(limit, which);
        drain(&limit->slots[which].bucket, &limit->rules, now_us);
        if (limit->slots[which].bucket.used == 0) {
            leave_chain(limit, which);
            return which;
        }
        join_line(limit, which);
    }
    return NOBODY;
}

/* The key's slot, its own or a new one; NOBODY for a stranger. */
static uint32_t slot_for(struct rate_limit *limit, uint64_t key, int64_t now_us)
{
    uint32_t which = find(limit, key);

    if (which != NOBODY) {
        leave_line(limit, which);
    } else {
        which = vacate(limit, now_us);
        if (which == NOBODY)
            return NOBODY;
        struct rate_limit_slot *slot = &limit->slots[which];
        struct rate_limit_slot *head = &limit->slots[chain_of(limit, key)];
        drain(&limit->strangers, &limit->rules, now_us);
        slot->key = key;
        slot->bucket = limit->strangers;
        slot->next = head->first;
        head->first = which;
    }
    join_line(limit, which);
    return which;
}

struct rate_limit_answer rate_limit_take(struct rate_limit *limit, uint64_t key,
                                         int64_t now_us)
{
    if (limit->rules.rate == 0)
        return (struct rate_limit_answer){.allowed = true};
    uint32_t which = slot_for(limit, key, now_us);
    struct rate_limit_answer answer =
        take(which == NOBODY ? &limit->strangers : &limit->slots[which].bucket,
             &limit->rules, now_us);
    answer.shared = which == NOBODY;
    return answer;
}
