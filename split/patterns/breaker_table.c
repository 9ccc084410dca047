/*
 * breaker_table -- the names, bounds and defaults of a breaker, as tables.
 *
 * The defaults are chosen for a shop on one machine whose calls take
 * milliseconds and whose learners watch: half of at least ten calls, as most
 * of the anchors say; open for one second at first and ten at most, rather
 * than resilience4j's whole minute. Slow is what takes five seconds: the front
 * door waits up to three for an order whose payment is late, and that patience
 * must not look like a sick orders service.
 *
 * Two bounds are decisions. A lease and a half-open wait cannot be switched
 * off: the anchors whose default is "for ever" are those whose breakers were
 * found wedged (resilience4j#903, #935).
 */
#include "split/patterns/breaker.h"

#include <string.h>

#define ROW(name, unit, least, most, fallback, member) \
    {                                                  \
        name, unit, least, most, fallback,             \
            offsetof(struct breaker_params, member)    \
    }

const struct parameter breaker_parameters[BREAKER_PARAMETERS] = {
    ROW("failure-rate", "%", 0, 100, 50, failure_rate),
    ROW("slow-rate", "%", 0, 100, 80, slow_rate),
    ROW("slow-ms", "ms", 1, 600000, 5000, slow_ms),
    ROW("consecutive", "failures", 0, 1000, 0, consecutive),
    ROW("minimum-calls", "calls", 1, WINDOW_CALLS_MAX, 10, minimum_calls),
    ROW("time-window", "0-1", 0, 1, 1, time_window),
    ROW("window-calls", "calls", 1, WINDOW_CALLS_MAX, 100, window_calls),
    ROW("window-ms", "ms", 100, 600000, 10000, window_ms),
    ROW("window-buckets", "buckets", 1, WINDOW_BUCKETS_MAX, 10, window_buckets),
    ROW("open-ms", "ms", 10, 600000, 1000, open_ms),
    ROW("open-growth", "%", 100, 1000, 200, open_growth),
    ROW("open-cap-ms", "ms", 10, 3600000, 10000, open_cap_ms),
    ROW("open-jitter", "%", 0, 100, 20, open_jitter),
    ROW("automatic", "0-1", 0, 1, 1, automatic),
    ROW("permits", "probes", 1, BREAKER_PERMITS_MAX, 1, permits),
    ROW("lease-ms", "ms", 10, 600000, 2000, lease_ms),
    ROW("successes", "probes", 1, 1000, 3, successes),
    ROW("failures", "probes", 1, 1000, 1, failures),
    ROW("half-open-ms", "ms", 1000, 3600000, 30000, half_open_ms),
};

static const char *const state_names[BREAKER_STATES] = {
    [BREAKER_CLOSED] = "closed",       [BREAKER_OPEN] = "open",
    [BREAKER_HALF_OPEN] = "half-open", [BREAKER_FORCED_OPEN] = "forced-open",
    [BREAKER_DISABLED] = "disabled",   [BREAKER_METRICS_ONLY] = "metrics-only",
};

static const char *const cause_names[] = {
    [BREAKER_BY_FAILURE_RATE] = "failure-rate",
    [BREAKER_BY_SLOW_RATE] = "slow-rate",
    [BREAKER_BY_CONSECUTIVE] = "consecutive",
    [BREAKER_BY_TIME] = "open-time-over",
    [BREAKER_BY_SUCCESSES] = "probes-well",
    [BREAKER_BY_PROBE] = "probe-failed",
    [BREAKER_BY_LEASE] = "probe-lease-over",
    [BREAKER_BY_WAIT] = "half-open-too-long",
    [BREAKER_BY_HAND] = "by-hand",
};

const char *breaker_state_name(enum breaker_state state)
{
    return state_names[state];
}

bool breaker_state_named(const char *name, enum breaker_state *out)
{
    for (int i = 0; i < BREAKER_STATES; i++)
        if (strcmp(name, state_names[i]) == 0) {
            *out = (enum breaker_state)i;
            return true;
        }
    return false;
}

const char *breaker_cause_name(enum breaker_cause cause)
{
    return cause_names[cause];
}

enum breaker_outcome breaker_outcome_of(enum error error)
{
    switch (error) {
    case ERROR_OK:
        return BREAKER_SUCCESS;
    case ERROR_CANCELLED:
        return BREAKER_CANCELLED;
    case ERROR_OVERLOADED:
    case ERROR_DEADLINE:
    case ERROR_UNAVAILABLE:
    case ERROR_UNIMPLEMENTED:
    case ERROR_STORAGE_FULL:
    case ERROR_STORAGE:
    case ERROR_SYSTEM:
    case ERROR_INTERNAL:
        return BREAKER_FAILURE;
    default: /* it understood, and said no: the 4xx family */
        return BREAKER_REFUSAL;
    }
}
