/*
 * policy -- pure answers from a small table of numbers and names.
 *
 * The weights are drawn for each call by itself: with 90 and 10, ten calls may
 * well all go one way. That is what "10 %" means in every mesh; a caller that
 * must stay on one version needs a key to hash, which is another rule.
 */
#include "split/platform/sidecar/policy.h"

#include <string.h>

static int weight_sum(const struct policy *policy)
{
    int sum = 0;
    for (size_t i = 0; i < policy->route_count; i++)
        sum += policy->routes[i].weight;
    return sum;
}

enum error policy_check(const struct policy *policy)
{
    if (policy->attempts < 0 || policy->attempts > POLICY_ATTEMPTS)
        return error_explain(ERROR_UNPROCESSABLE,
                             "attempts are 1 to %d in all, not %d",
                             POLICY_ATTEMPTS, policy->attempts);
    if (policy->timeout_ms < 0 || policy->timeout_ms > POLICY_TIMEOUT_MS)
        return error_explain(ERROR_UNPROCESSABLE,
                             "the time-out of an attempt is 0 (none) to %d ms",
                             POLICY_TIMEOUT_MS);
    for (size_t i = 0; i < policy->route_count; i++)
        if (policy->routes[i].weight < 0 ||
            policy->routes[i].weight > POLICY_WEIGHT)
            return error_explain(ERROR_UNPROCESSABLE,
                                 "a weight is 0 to %d, not %d", POLICY_WEIGHT,
                                 policy->routes[i].weight);
    if (policy->route_count > 0 && weight_sum(policy) == 0)
        return error_explain(ERROR_UNPROCESSABLE,
                             "at least one route needs a weight above 0");
    return ERROR_OK;
}

/* TOUR: mesh-allow */
bool policy_allows(const struct policy *policy, const char *caller)
{
    for (size_t i = 0; i < policy->allow_count; i++)
        if (strcmp(policy->allow[i], caller) == 0)
            return true;
    return policy->allow_count == 0;
}

/* TOUR: mesh-retry */
bool policy_repeats(const struct policy *policy, int tries, enum error outcome)
{
    return tries < policy->attempts && policy->retry_on[outcome];
}

const struct address *policy_route(const struct policy *policy, uint64_t chance)
{
    int sum = weight_sum(policy);
    if (policy->route_count == 0 || sum == 0)
        return NULL;
    int at = (int)(chance % (uint64_t)sum);
    size_t i = 0;
    while (at >= policy->routes[i].weight)
        at -= policy->routes[i++].weight;
    return &policy->routes[i].address;
}
