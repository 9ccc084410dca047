/*
 * lease -- a sorted array, a clock that is passed in, and one rule for time.
 *
 * The problem: an instance that dies says nothing. So nobody is in the table
 * for good: each entry is lent for a time, and silence ends it.
 *
 * The idea: two orders decide everything. Among the lives of one instance,
 * `born_us` says who is younger, and the younger one has the name; that order
 * is the instance's own and survives a registry that forgets. Among the joins,
 * `epoch` says which lease is meant, so that a late word of an old life cannot
 * touch the new one's.
 *
 * The trap: a registry that was stopped for longer than a lease would wake to
 * find everybody dead, while their renewals wait unread in its sockets. So a
 * gap between two looks is taken for our own sleep and added to every lease:
 * a dead instance is found that much later, a living one is never lost.
 *
 * The invariant: whatever changes what a view shows raises `revision`, and
 * nothing else does; expires_ms changes without it.
 */
#include "split/platform/registry/lease.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void lease_init(struct lease_table *table, int64_t now_ms, int64_t epoch)
{
    *table = (struct lease_table){
        .revision = 1, .last_epoch = epoch, .seen_ms = now_ms};
}

/* ---- the array ---- */

static int compare(const struct lease *lease, const char *service, int instance)
{
    int order = strcmp(lease->service, service);
    if (order)
        return order;
    return lease->instance < instance ? -1 : lease->instance > instance;
}

/* Where it is, or where it would stand. */
static size_t place_of(const struct lease_table *table, const char *service,
                       int instance)
{
    size_t low = 0, high = table->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (compare(&table->leases[middle], service, instance) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct lease *find(struct lease_table *table, const char *service,
                          int instance)
{
    size_t at = place_of(table, service, instance);
    if (at < table->count &&
        compare(&table->leases[at], service, instance) == 0)
        return &table->leases[at];
    return NULL;
}

static struct lease *insert(struct lease_table *table, const char *service,
                            int instance)
{
    size_t at = place_of(table, service, instance);
    assert(table->count < LEASE_COUNT);
    memmove(&table->leases[at + 1], &table->leases[at],
            (table->count - at) * sizeof table->leases[0]);
    table->count++;
    table->leases[at] = (struct lease){.instance = instance};
    return &table->leases[at];
}

static void remove_lease(struct lease_table *table, struct lease *lease)
{
    size_t at = (size_t)(lease - table->leases);
    memmove(lease, lease + 1, (table->count - at - 1) * sizeof *lease);
    table->count--;
    table->revision++;
}

/* ---- time ---- */

/* TOUR: lease-pass */
void lease_pass(struct lease_table *table, int64_t now_ms)
{
    int64_t gap = now_ms - table->seen_ms;
    if (gap <= 0 && table->count == 0)
        return;
    if (gap > 0)
        table->seen_ms = now_ms;
    if (gap > LEASE_LEAP_MS)
        for (size_t i = 0; i < table->count; i++)
            table->leases[i].expires_ms += gap;
    for (size_t i = table->count; i > 0; i--)
        if (table->leases[i - 1].expires_ms <= table->seen_ms)
            remove_lease(table, &table->leases[i - 1]);
}

int64_t lease_next_ms(const struct lease_table *table)
{
    int64_t next = table->seen_ms + LEASE_LOOK_MS;
    for (size_t i = 0; i < table->count; i++)
        if (table->leases[i].expires_ms < next)
            next = table->leases[i].expires_ms;
    return next;
}

/* ---- words that are checked ---- */

/* Letters, digits, '-', '.', '_': names end in paths and on terminals. */
static bool is_name(const char *text)
{
    size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyz"
                                 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._");
    return length > 0 && text[length] == '\0' && length < LIMIT_NAME_BYTES;
}

static enum error check_instance(const char *service, int instance)
{
    if (!is_name(service))
        return error_explain(ERROR_UNPROCESSABLE,
                             "\"%.40s\" is no name of a service", service);
    if (instance < 1)
        return error_explain(ERROR_UNPROCESSABLE,
                             "an instance is numbered 1, 2, ..., not %d",
                             instance);
    return ERROR_OK;
}

static enum error check_length(int64_t lease_ms)
{
    if (lease_ms == 0 ||
        (lease_ms >= LEASE_LEAST_MS && lease_ms <= LEASE_MOST_MS))
        return ERROR_OK;
    return error_explain(ERROR_UNPROCESSABLE,
                         "a lease is %d to %d ms long, not %" PRId64,
                         LEASE_LEAST_MS, LEASE_MOST_MS, lease_ms);
}

static enum error check_claim(const struct lease_claim *claim)
{
    enum error error = check_instance(claim->service, claim->instance);
    if (!error)
        error = check_length(claim->lease_ms);
    if (error)
        return error;
    if (!is_name(claim->version))
        return error_explain(ERROR_UNPROCESSABLE,
                             "\"%.40s\" is no name of a version",
                             claim->version);
    if (!claim->address[0] || strlen(claim->address) >= LEASE_ADDRESS_BYTES)
        return error_explain(ERROR_UNPROCESSABLE,
                             "an address has 1 to %d bytes",
                             LEASE_ADDRESS_BYTES - 1);
    return ERROR_OK;
}

/* ---- a life ---- */

enum error lease_join(struct lease_table *table, int64_t now_ms,
                      const struct lease_claim *claim, const struct lease **out)
{
    lease_pass(table, now_ms);
    enum error error = check_claim(claim);
    if (error)
        return error;
    struct lease *lease = find(table, claim->service, claim->instance);
    if (lease && claim->born_us < lease->born_us)
        return error_explain(ERROR_CONFLICT,
                             "a younger %s-%d has joined; this one is fenced",
                             claim->service, claim->instance);
    if (!lease && table->count == LEASE_COUNT)
        return error_explain(ERROR_OVERLOADED,
                             "the registry is full: %d instances", LEASE_COUNT);
    if (!lease)
        lease = insert(table, claim->service, claim->instance);
    snprintf(lease->service, sizeof lease->service, "%s", claim->service);
    snprintf(lease->version, sizeof lease->version, "%s", claim->version);
    snprintf(lease->address, sizeof lease->address, "%s", claim->address);
    lease->state = LEASE_UP;
    lease->epoch = ++table->last_epoch;
    lease->born_us = claim->born_us;
    lease->lease_ms = claim->lease_ms ? claim->lease_ms : LEASE_MS;
    lease->expires_ms = table->seen_ms + lease->lease_ms;
    table->revision++;
    *out = lease;
    return ERROR_OK;
}

static enum error find_life(struct lease_table *table,
                            const struct lease_key *key, struct lease **out)
{
    struct lease *lease = find(table, key->service, key->instance);
    if (!lease)
        return error_explain(ERROR_NOT_FOUND,
                             "%.63s-%d has no lease here: it ran out, or this "
                             "registry is new; join again",
                             key->service, key->instance);
    if (lease->epoch != key->epoch)
        return error_explain(
            ERROR_CONFLICT,
            "the lease of %s-%d has the epoch %" PRId64 ", not %" PRId64,
            key->service, key->instance, lease->epoch, key->epoch);
    *out = lease;
    return ERROR_OK;
}

static void set_state(struct lease_table *table, struct lease *lease,
                      enum lease_state state)
{
    if (lease->state == state || lease->state == LEASE_DRAINING)
        return; /* nobody comes back from draining: it joins anew */
    lease->state = state;
    table->revision++;
}

enum error lease_renew(struct lease_table *table, int64_t now_ms,
                       const struct lease_key *key, bool ready,
                       int64_t lease_ms, const struct lease **out)
{
    struct lease *lease = NULL;
    lease_pass(table, now_ms);
    enum error error = find_life(table, key, &lease);
    if (!error)
        error = check_length(lease_ms);
    if (error)
        return error;
    assert(lease);
    if (lease_ms && lease_ms != lease->lease_ms) {
        lease->lease_ms = lease_ms;
        table->revision++;
    }
    lease->expires_ms = table->seen_ms + lease->lease_ms;
    set_state(table, lease, ready ? LEASE_UP : LEASE_NOT_READY);
    *out = lease;
    return ERROR_OK;
}

enum error lease_drain(struct lease_table *table, int64_t now_ms,
                       const struct lease_key *key)
{
    struct lease *lease = NULL;
    lease_pass(table, now_ms);
    enum error error = find_life(table, key, &lease);
    if (lease)
        set_state(table, lease, LEASE_DRAINING);
    return error;
}

enum error lease_leave(struct lease_table *table, int64_t now_ms,
                       const struct lease_key *key)
{
    struct lease *lease = NULL;
    lease_pass(table, now_ms);
    enum error error = find_life(table, key, &lease);
    if (lease)
        remove_lease(table, lease);
    return error;
}

/* ---- what the supervisor says ---- */

static struct lease_sidecar *find_sidecar(struct lease_table *table,
                                          const char *service, int instance)
{
    for (size_t i = 0; i < table->sidecar_count; i++)
        if (table->sidecars[i].instance == instance &&
            strcmp(table->sidecars[i].service, service) == 0)
            return &table->sidecars[i];
    return NULL;
}

enum error lease_set_sidecar(struct lease_table *table, const char *service,
                             int instance, const char *address)
{
    enum error error = check_instance(service, instance);
    struct lease_sidecar *sidecar = find_sidecar(table, service, instance);
    if (!error && strlen(address) >= LEASE_ADDRESS_BYTES)
        error = error_explain(ERROR_UNPROCESSABLE,
                              "a sidecar's address has at most %d bytes",
                              LEASE_ADDRESS_BYTES - 1);
    if (error || (!sidecar && !address[0]) ||
        (sidecar && strcmp(sidecar->address, address) == 0))
        return error;
    if (!sidecar && table->sidecar_count == LEASE_SIDECARS)
        return error_explain(ERROR_OVERLOADED,
                             "the registry is full: %d sidecars",
                             LEASE_SIDECARS);
    if (!address[0]) {
        *sidecar = table->sidecars[--table->sidecar_count];
    } else {
        if (!sidecar)
            sidecar = &table->sidecars[table->sidecar_count++];
        snprintf(sidecar->service, sizeof sidecar->service, "%s", service);
        snprintf(sidecar->address, sizeof sidecar->address, "%s", address);
        sidecar->instance = instance;
    }
    table->revision++;
    return ERROR_OK;
}

static enum error check_weights(const char *service,
                                const struct lease_weight *weights,
                                size_t count)
{
    enum error error = check_instance(service, 1);
    int64_t sum = 0;
    for (size_t i = 0; i < count && !error; i++) {
        if (!is_name(weights[i].version) || weights[i].weight < 0 ||
            weights[i].weight > LEASE_WEIGHT_MOST)
            error = error_explain(ERROR_UNPROCESSABLE,
                                  "a version's weight is 0 to %d",
                                  LEASE_WEIGHT_MOST);
        sum += weights[i].weight;
    }
    if (!error && count && sum == 0)
        error = error_explain(ERROR_UNPROCESSABLE,
                              "a split gives some version a weight above 0");
    return error;
}

enum error lease_set_split(struct lease_table *table, const char *service,
                           const struct lease_weight *weights, size_t count)
{
    size_t kept = 0, others = 0;
    enum error error = check_weights(service, weights, count);
    if (error)
        return error;
    for (size_t i = 0; i < table->share_count; i++)
        others += strcmp(table->shares[i].service, service) != 0;
    if (others + count > LEASE_SHARES)
        return error_explain(ERROR_OVERLOADED,
                             "the registry is full: %d weights", LEASE_SHARES);
    for (size_t i = 0; i < table->share_count; i++)
        if (strcmp(table->shares[i].service, service) != 0)
            table->shares[kept++] = table->shares[i];
    for (size_t i = 0; i < count; i++) {
        struct lease_share *share = &table->shares[kept++];
        snprintf(share->service, sizeof share->service, "%s", service);
        snprintf(share->version, sizeof share->version, "%s",
                 weights[i].version);
        share->weight = weights[i].weight;
    }
    table->share_count = kept;
    table->revision++;
    return ERROR_OK;
}

/* ---- what a view shows ---- */

const char *lease_sidecar(const struct lease_table *table,
                          const struct lease *lease)
{
    const struct lease_sidecar *sidecar = find_sidecar(
        (struct lease_table *)table, lease->service, lease->instance);
    return sidecar ? sidecar->address : "";
}

int lease_weight(const struct lease_table *table, const struct lease *lease)
{
    bool split = false;
    for (size_t i = 0; i < table->share_count; i++) {
        const struct lease_share *share = &table->shares[i];
        if (strcmp(share->service, lease->service) != 0)
            continue;
        if (strcmp(share->version, lease->version) == 0)
            return share->weight;
        split = true;
    }
    return split ? 0 : LEASE_WEIGHT;
}

const char *lease_state_name(enum lease_state state)
{
    static const char *const names[LEASE_STATES] = {
#define LEASE_STATE_TEXT(name, text) [LEASE_##name] = text,
        LEASE_STATE_LIST(LEASE_STATE_TEXT)
#undef LEASE_STATE_TEXT
    };
    return names[state];
}
