/*
 * balancer -- which of a service's endpoints takes the next call.
 *
 * The problem: endpoints come, go, hang and fail, and the caller hears of it
 * late. Meanwhile every call needs one, now, and the good ones must not be
 * crushed because the others are shut out.
 *
 * The idea: first who may be asked at all, as a mask of slots: those that
 * weigh something and do not drain; of them the healthy ones; of them those
 * that are not ejected; of them those that this call has not tried. Each sieve
 * that would leave nobody (or, for ejections, too few) is not applied. Then
 * the version, by its share; then one of them, by the policy.
 *
 * What holds: an endpoint keeps its slot and its figures as long as it stays;
 * each life of it is a generation, so that an answer that comes after it was
 * replaced moves nothing. Outstanding calls are never negative.
 */
#include "split/patterns/balancer.h"

#include <assert.h>
#include <string.h>

#include "split/patterns/balancer_private.h"

enum { WEIGHT_MOST = 1000000, LATENCY_SHARE = 8 };

#define MEMBER(member) offsetof(struct balancer_rules, member)

const struct parameter balancer_parameters[BALANCER_PARAMETERS] = {
    {"policy",
     "0 two-choices, 1 least-outstanding, 2 round-robin, 3 weighted, 4 random",
     0, BALANCER_POLICY_COUNT - 1, BALANCER_TWO_CHOICES, MEMBER(policy)},
    {"panic-percent", "%", 0, 100, 50, MEMBER(panic_percent)},
    {"eject-consecutive", "failures, 0 for never", 0, 1000, 5,
     MEMBER(outlier.consecutive)},
    {"eject-interval-ms", "ms", 10, 600000, 10000, MEMBER(outlier.interval_ms)},
    {"eject-base-ms", "ms", 1, 3600000, 30000, MEMBER(outlier.base_ms)},
    {"eject-most-ms", "ms", 1, 3600000, 300000, MEMBER(outlier.most_ms)},
    {"eject-percent", "%", 0, 100, 50, MEMBER(outlier.ejected_percent)},
    {"eject-success-rate", "0 off, 1 on", 0, 1, 0,
     MEMBER(outlier.success_rate)},
    {"eject-least-hosts", "endpoints", 2, BALANCER_ENDPOINTS, 5,
     MEMBER(outlier.least_hosts)},
    {"eject-least-calls", "calls", 1, 1000000, 100,
     MEMBER(outlier.least_calls)},
    {"eject-deviations-thousandths", "1/1000 deviation", 0, 10000, 1900,
     MEMBER(outlier.deviations_thousandths)},
};

void balancer_init(struct balancer *balancer, int64_t now_ms)
{
    memset(balancer, 0, sizeof *balancer);
    parameter_defaults(balancer_parameters, BALANCER_PARAMETERS,
                       &balancer->rules);
    balancer->sweep_ms = now_ms + balancer->rules.outlier.interval_ms;
}

/* ---- who there is ---- */

static struct balancer_slot *slot_of(struct balancer *balancer, uint64_t id)
{
    for (size_t i = 0; i < BALANCER_ENDPOINTS; i++)
        if (balancer->slots[i].taken && balancer->slots[i].endpoint.id == id)
            return &balancer->slots[i];
    return NULL;
}

static struct balancer_slot *free_slot(struct balancer *balancer)
{
    for (size_t i = 0; i < BALANCER_ENDPOINTS; i++)
        if (!balancer->slots[i].taken)
            return &balancer->slots[i];
    return NULL;
}

/* From here on results for whoever had the slot are dropped. */
static void renew(struct balancer_slot *slot, bool taken)
{
    *slot = (struct balancer_slot){.generation = slot->generation + 1,
                                   .taken = taken};
}

static bool listed(const struct balancer_endpoint *list, size_t count,
                   uint64_t id)
{
    for (size_t i = 0; i < count; i++)
        if (list[i].id == id)
            return true;
    return false;
}

enum error balancer_update(struct balancer *balancer,
                           const struct balancer_endpoint *list, size_t count)
{
    if (count > BALANCER_ENDPOINTS)
        return error_explain(ERROR_OVERLOADED,
                             "%zu endpoints of one service; %d is the limit",
                             count, BALANCER_ENDPOINTS);
    for (size_t i = 0; i < BALANCER_ENDPOINTS; i++) {
        struct balancer_slot *slot = &balancer->slots[i];

        if (slot->taken && !listed(list, count, slot->endpoint.id))
            renew(slot, false);
    }
    for (size_t i = 0; i < count; i++) {
        struct balancer_slot *slot = slot_of(balancer, list[i].id);
        bool stays = slot && slot->endpoint.life == list[i].life;

        if (slot == NULL)
            slot = free_slot(balancer);
        assert(slot != NULL); /* those that left have made room */
        if (!stays)
            renew(slot, true);
        else if (slot->endpoint.health == BALANCER_UNHEALTHY &&
                 list[i].health == BALANCER_READY)
            outlier_recovered(&slot->outlier);
        slot->endpoint = list[i];
        if (slot->endpoint.weight < 0)
            slot->endpoint.weight = 0;
        if (slot->endpoint.weight > WEIGHT_MOST)
            slot->endpoint.weight = WEIGHT_MOST;
    }
    return ERROR_OK;
}

/* Told again and again, the turns must go on: begun anew each time, they would
 * never come to a version with a small share. */
static bool same_split(const struct balancer *balancer,
                       const struct balancer_share *shares, size_t count)
{
    if (count != balancer->share_count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (shares[i].version != balancer->shares[i].version ||
            shares[i].weight != balancer->shares[i].weight)
            return false;
    return true;
}

enum error balancer_split(struct balancer *balancer,
                          const struct balancer_share *shares, size_t count)
{
    int64_t sum = 0;

    if (count > BALANCER_SHARES)
        return error_explain(ERROR_UNPROCESSABLE,
                             "at most %d versions share the traffic",
                             BALANCER_SHARES);
    for (size_t i = 0; i < count; i++) {
        if (shares[i].weight < 0 || shares[i].weight > WEIGHT_MOST)
            return error_explain(ERROR_UNPROCESSABLE,
                                 "a weight goes from 0 to %d", WEIGHT_MOST);
        sum += shares[i].weight;
    }
    if (count > 0 && sum == 0)
        return error_explain(ERROR_UNPROCESSABLE,
                             "some version must get some of the traffic");
    if (same_split(balancer, shares, count))
        return ERROR_OK;
    for (size_t i = 0; i < count; i++) {
        balancer->shares[i] = shares[i];
        balancer->shares[i].turn = 0;
    }
    balancer->share_count = count;
    return ERROR_OK;
}

/* ---- who may be asked ---- */

static int64_t share_of(const struct balancer *balancer, int64_t version)
{
    if (balancer->share_count == 0)
        return 1;
    for (size_t i = 0; i < balancer->share_count; i++)
        if (balancer->shares[i].version == version)
            return balancer->shares[i].weight;
    return 0;
}

struct sieve {
    uint64_t ready, unhealthy; /* of those that get calls at all */
    uint64_t in;               /* ready and not ejected */
};

static struct sieve sieve(struct balancer *balancer, int64_t now_ms)
{
    struct sieve sieve = {0};

    for (unsigned i = 0; i < BALANCER_ENDPOINTS; i++) {
        struct balancer_slot *slot = &balancer->slots[i];

        if (!slot->taken || slot->endpoint.weight == 0 ||
            slot->endpoint.health == BALANCER_DRAINING ||
            share_of(balancer, slot->endpoint.version) == 0)
            continue;
        if (slot->endpoint.health == BALANCER_UNHEALTHY)
            sieve.unhealthy |= BALANCER_TRIED(i);
        else
            sieve.ready |= BALANCER_TRIED(i);
        if (outlier_is_in(&slot->outlier, now_ms))
            sieve.in |= BALANCER_TRIED(i);
    }
    sieve.in &= sieve.ready;
    return sieve;
}

static uint64_t candidates(struct balancer *balancer, int64_t now_ms,
                           bool *panic)
{
    struct sieve all = sieve(balancer, now_ms);
    int64_t percent = balancer->rules.panic_percent;

    *panic = false;
    if (all.in != 0 && __builtin_popcountll(all.in) * 100 >=
                           percent * __builtin_popcountll(all.ready))
        return all.in;
    if (percent == 0)
        return all.in;
    *panic = true;
    return all.ready != 0 ? all.ready : all.unhealthy;
}

/* Of the candidates those of one version, the versions in turn. */
static uint64_t of_one_version(struct balancer *balancer, uint64_t mask)
{
    struct balancer_share *first = NULL;
    uint64_t chosen = mask;
    int64_t sum = 0;

    for (size_t i = 0; i < balancer->share_count; i++) {
        struct balancer_share *share = &balancer->shares[i];
        uint64_t members = 0;

        for (uint64_t rest = mask; rest != 0; rest &= rest - 1) {
            unsigned slot = (unsigned)__builtin_ctzll(rest);
            if (balancer->slots[slot].endpoint.version == share->version)
                members |= BALANCER_TRIED(slot);
        }
        if (members == 0)
            continue;
        sum += share->weight;
        share->turn += share->weight;
        if (first == NULL || share->turn > first->turn) {
            first = share;
            chosen = members;
        }
    }
    if (first)
        first->turn -= sum;
    return chosen;
}

/* ---- results ---- */

/* Ejects unless too many are out; true when it did. */
static bool eject(struct balancer *balancer, struct balancer_slot *slot,
                  int64_t now_ms)
{
    size_t count = 0, ejected = 0;

    for (size_t i = 0; i < BALANCER_ENDPOINTS; i++) {
        struct balancer_slot *one = &balancer->slots[i];

        if (!one->taken || one->endpoint.weight == 0 ||
            one->endpoint.health != BALANCER_READY)
            continue;
        count++;
        if (!outlier_is_in(&one->outlier, now_ms))
            ejected++;
    }
    if (!outlier_cap_allows(&balancer->rules.outlier, count, ejected))
        return false;
    outlier_eject(&slot->outlier, &balancer->rules.outlier, now_ms);
    return true;
}

static void sweep(struct balancer *balancer, int64_t now_ms)
{
    struct outlier *all[BALANCER_ENDPOINTS];
    struct balancer_slot *slots[BALANCER_ENDPOINTS];
    bool out[BALANCER_ENDPOINTS];
    size_t count = 0;

    balancer->sweep_ms = now_ms + balancer->rules.outlier.interval_ms;
    for (size_t i = 0; i < BALANCER_ENDPOINTS; i++) {
        struct balancer_slot *slot = &balancer->slots[i];

        if (!slot->taken)
            continue;
        outlier_is_in(&slot->outlier, now_ms);
        all[count] = &slot->outlier;
        slots[count++] = slot;
    }
    outlier_sweep(all, count, &balancer->rules.outlier, out);
    for (size_t i = 0; i < count; i++)
        if (out[i])
            eject(balancer, slots[i], now_ms);
}

enum error balancer_pick(struct balancer *balancer, int64_t now_ms,
                         uint64_t chance, uint64_t tried,
                         struct balancer_pick *out)
{
    bool panic, again = false;

    if (now_ms >= balancer->sweep_ms)
        sweep(balancer, now_ms);
    uint64_t mask = candidates(balancer, now_ms, &panic);
    if (mask == 0)
        return error_explain(ERROR_UNAVAILABLE,
                             "no endpoint is there that may be asked");
    if ((mask & ~tried) != 0)
        mask &= ~tried;
    else
        again = true;
    unsigned chosen =
        balancer_choose(balancer, of_one_version(balancer, mask), chance);
    struct balancer_slot *slot = &balancer->slots[chosen];
    slot->outstanding++;
    slot->picked++;
    *out = (struct balancer_pick){.id = slot->endpoint.id,
                                  .slot = chosen,
                                  .generation = slot->generation,
                                  .episode = slot->outlier.episode,
                                  .panic = panic,
                                  .again = again};
    return ERROR_OK;
}

enum balancer_change balancer_done(struct balancer *balancer, int64_t now_ms,
                                   const struct balancer_pick *pick,
                                   enum balancer_outcome outcome,
                                   int64_t latency_us)
{
    assert(pick->slot < BALANCER_ENDPOINTS);
    struct balancer_slot *slot = &balancer->slots[pick->slot];

    if (!slot->taken || slot->generation != pick->generation)
        return BALANCER_SAME;
    assert(slot->outstanding > 0);
    slot->outstanding--;
    if (outcome == BALANCER_NEITHER)
        return BALANCER_SAME;
    if (outcome == BALANCER_FAILURE)
        slot->failed++;
    slot->latency_us =
        slot->latency_us == 0
            ? latency_us
            : slot->latency_us +
                  (latency_us - slot->latency_us) / LATENCY_SHARE;
    outlier_is_in(&slot->outlier, now_ms);
    if (pick->episode != slot->outlier.episode ||
        !outlier_record(&slot->outlier, &balancer->rules.outlier,
                        outcome == BALANCER_FAILURE))
        return BALANCER_SAME;
    return eject(balancer, slot, now_ms) ? BALANCER_EJECTED : BALANCER_KEPT;
}

bool balancer_at(struct balancer *balancer, int64_t now_ms, size_t index,
                 struct balancer_figures *out)
{
    for (size_t i = 0; i < BALANCER_ENDPOINTS; i++) {
        struct balancer_slot *slot = &balancer->slots[i];

        if (!slot->taken || index-- > 0)
            continue;
        bool in = outlier_is_in(&slot->outlier, now_ms);
        *out = (struct balancer_figures){
            .endpoint = slot->endpoint,
            .outstanding = slot->outstanding,
            .picked = slot->picked,
            .failed = slot->failed,
            .latency_us = slot->latency_us,
            .ejections = slot->outlier.ejections,
            .back_in_ms = in ? 0 : slot->outlier.until_ms - now_ms,
        };
        return true;
    }
    return false;
}
