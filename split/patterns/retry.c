/*
 * retry -- whether the same call is made again, and after how long.
 *
 * The problem: a retry hides a short fault, and makes a long one worse. It
 * pays a customer twice when the first attempt did reach the peer; it comes
 * too late for a caller who has given up; and callers that failed together
 * and wait equally long come back together, and push over again what was
 * getting up.
 *
 * The idea: one function that knows every reason against it. A retry is made
 * only when none holds. The wait is drawn from a range that grows with each
 * failure, so the calls spread over it.
 *
 * What holds: nothing is repeated that was sent and has no key; nothing is
 * begun that cannot end in time; a peer that says when is believed.
 */
#include "split/patterns/retry.h"

#include <assert.h>

#define MEMBER(member) offsetof(struct retry, member)

const struct parameter retry_parameters[RETRY_PARAMETERS] = {
    {"attempts", "attempts", 1, 10, 3, MEMBER(attempts)},
    {"base-ms", "ms", 1, 60000, 25, MEMBER(base_ms)},
    {"multiplier-percent", "%", 100, 1000, 200, MEMBER(multiplier_percent)},
    {"cap-ms", "ms", 1, 3600000, 1000, MEMBER(cap_ms)},
    {"jitter", "0 full, 1 equal, 2 proportional, 3 none", RETRY_FULL,
     RETRY_STEADY, RETRY_FULL, MEMBER(jitter)},
    {"least-attempt-ms", "ms", 0, 60000, 5, MEMBER(least_attempt_ms)},
};

/* The wait before jitter. It grows in microseconds, so that a small base
 * grows by a small multiplier too. */
static int64_t range_ms(const struct retry *retry, unsigned failures)
{
    int64_t us = retry->base_ms * 1000;
    int64_t cap_us = retry->cap_ms * 1000;

    if (retry->multiplier_percent > 100)
        while (failures-- > 0 && us < cap_us)
            us = us * retry->multiplier_percent / 100;
    if (us > cap_us)
        us = cap_us;
    return us / 1000;
}

int64_t retry_delay_ms(const struct retry *retry, unsigned failures,
                       uint64_t chance)
{
    assert(retry->base_ms > 0 && retry->cap_ms > 0);
    assert(retry->multiplier_percent >= 100);
    int64_t most = range_ms(retry, failures);
    int64_t least = 1;

    switch ((enum retry_jitter)retry->jitter) {
    case RETRY_FULL:
        break;
    case RETRY_EQUAL:
        least = most - most / 2;
        break;
    case RETRY_PROPORTIONAL:
        least = most - most / 5;
        most += most / 5;
        break;
    case RETRY_STEADY:
        least = most;
        break;
    }
    return least + (int64_t)(chance % (uint64_t)(most - least + 1));
}

/*
 * May the same bytes, sent again, fare better? The list of errors says it for
 * a client that tries again later. Two of its answers are not for us: a
 * cancelled call has nobody who waits for it, and a conflict wants somebody
 * who reads the new state first (gRPC: ABORTED is retried at a higher level).
 */
static bool worth_repeating(enum error error)
{
    return error != ERROR_CANCELLED && error != ERROR_CONFLICT &&
           error_retryable(error);
}

/* The first reason against it, before the wait is known. */
static enum retry_why objection(const struct retry *retry,
                                const struct retry_facts *facts)
{
    if (facts->error == ERROR_OK)
        return RETRY_SUCCEEDED;
    if (facts->rejected)
        return RETRY_REJECTED;
    if (!worth_repeating(facts->error))
        return RETRY_POINTLESS;
    if (facts->sent && !facts->repeatable)
        return RETRY_UNSAFE;
    if (facts->pushed_back && facts->pushback_ms < 0)
        return RETRY_PUSHED_BACK;
    if (facts->attempts >= retry->attempts)
        return RETRY_ATTEMPTS_SPENT;
    return RETRY_YES;
}

struct retry_decision retry_decide(const struct retry *retry,
                                   const struct retry_facts *facts,
                                   uint64_t chance)
{
    assert(facts->attempts >= 1 || facts->rejected);
    struct retry_decision decision = {.why = objection(retry, facts)};

    if (decision.why != RETRY_YES)
        return decision;
    int64_t after_ms =
        facts->pushed_back
            ? facts->pushback_ms
            : retry_delay_ms(retry, (unsigned)facts->attempts - 1, chance);
    /* Written so that no sum can overflow: pushback comes from outside. */
    if (after_ms >= facts->left_ms ||
        facts->left_ms - after_ms < retry->least_attempt_ms)
        decision.why = RETRY_TOO_LATE;
    else if (!facts->budget)
        decision.why = RETRY_OVER_BUDGET;
    decision.retry = decision.why == RETRY_YES;
    if (decision.retry)
        decision.after_ms = after_ms;
    return decision;
}

const char *retry_why_text(enum retry_why why)
{
    static const char *const texts[RETRY_WHY_COUNT] = {
#define RETRY_WHY_TEXT(name, text) [RETRY_##name] = (text),
        RETRY_WHY_LIST(RETRY_WHY_TEXT)
#undef RETRY_WHY_TEXT
    };

    assert((unsigned)why < RETRY_WHY_COUNT);
    return texts[why];
}
