/*
 * bulkhead -- a slow peer may fill its own compartment, not the ship.
 *
 * The problem: a peer that answers in ten seconds instead of ten milliseconds
 * holds a thousand times as many of its caller's calls at once. Without a
 * bound they take all that the caller has, and the calls to healthy peers
 * find nothing left.
 *
 * The idea: a number of calls at a time for each peer, a short queue for what
 * comes at once by chance, and a quick "no" to the rest. A queue is only worth
 * having when it is short and its waits are: what waits too long is told so.
 *
 * The invariants: first come, first served, so nobody enters while an earlier
 * one waits. The number running never rises above `concurrent`; when that is
 * made smaller than what runs, nothing is cut off, and nobody enters until
 * enough have left. A shorter queue turns away those who came last.
 *
 * Order of use: enter, leave; after each leave, next until nobody comes.
 */
#include "split/patterns/bulkhead.h"

#include <assert.h>

#define ROW(name, unit, least, most, fallback, member) \
    {                                                  \
        name, unit, least, most, fallback,             \
            offsetof(struct bulkhead_params, member)   \
    }

const struct parameter bulkhead_parameters[BULKHEAD_PARAMETERS] = {
    ROW("concurrent", "calls", 1, 100000, 256, concurrent),
    ROW("waiting", "calls", 0, 100000, 64, waiting),
    ROW("max-wait-ms", "ms", 0, 600000, 100, max_wait_ms),
};

void bulkhead_init(struct bulkhead *bulkhead,
                   const struct bulkhead_params *params, int64_t now_ms)
{
    *bulkhead = (struct bulkhead){.seen_ms = now_ms};
    if (params)
        bulkhead->params = *params;
    else
        parameter_defaults(bulkhead_parameters, BULKHEAD_PARAMETERS,
                           &bulkhead->params);
}

static void flow(struct bulkhead *bulkhead, int64_t now_ms)
{
    if (now_ms > bulkhead->seen_ms)
        bulkhead->elapsed_ms += now_ms - bulkhead->seen_ms;
    bulkhead->seen_ms = now_ms;
}

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static bool has_room(const struct bulkhead *bulkhead)
{
    return bulkhead->figures.running < bulkhead->params.concurrent;
}

static void let_in(struct bulkhead *bulkhead, struct bulkhead_place *place)
{
    struct bulkhead_figures *figures = &bulkhead->figures;

    place->standing = BULKHEAD_ENTERED;
    figures->entered++;
    figures->running++;
    figures->most_running = larger(figures->most_running, figures->running);
}

static void queue(struct bulkhead *bulkhead, struct bulkhead_place *place)
{
    struct bulkhead_figures *figures = &bulkhead->figures;

    *place = (struct bulkhead_place){.standing = BULKHEAD_WAITING,
                                     .since_ms = bulkhead->elapsed_ms,
                                     .before = bulkhead->last};
    if (bulkhead->last)
        bulkhead->last->behind = place;
    else
        bulkhead->first = place;
    bulkhead->last = place;
    figures->waiting++;
    figures->most_waiting = larger(figures->most_waiting, figures->waiting);
}

static void unqueue(struct bulkhead *bulkhead, struct bulkhead_place *place)
{
    if (place->before)
        place->before->behind = place->behind;
    else
        bulkhead->first = place->behind;
    if (place->behind)
        place->behind->before = place->before;
    else
        bulkhead->last = place->before;
    place->before = place->behind = NULL;
    bulkhead->figures.waiting--;
}

enum bulkhead_standing bulkhead_enter(struct bulkhead *bulkhead, int64_t now_ms,
                                      struct bulkhead_place *place)
{
    assert(place->standing != BULKHEAD_ENTERED &&
           place->standing != BULKHEAD_WAITING);
    flow(bulkhead, now_ms);
    if (!bulkhead->first && has_room(bulkhead)) {
        let_in(bulkhead, place);
    } else if (bulkhead->figures.waiting < bulkhead->params.waiting &&
               bulkhead->params.max_wait_ms > 0) {
        queue(bulkhead, place);
    } else {
        place->standing = BULKHEAD_FULL;
        bulkhead->figures.full++;
    }
    return place->standing;
}

void bulkhead_leave(struct bulkhead *bulkhead, int64_t now_ms,
                    struct bulkhead_place *place)
{
    flow(bulkhead, now_ms);
    if (place->standing == BULKHEAD_ENTERED)
        bulkhead->figures.running--;
    else if (place->standing == BULKHEAD_WAITING)
        unqueue(bulkhead, place);
    place->standing = BULKHEAD_OUTSIDE;
}

static int64_t waited_ms(const struct bulkhead *bulkhead,
                         const struct bulkhead_place *place)
{
    return bulkhead->elapsed_ms - place->since_ms;
}

static struct bulkhead_place *turn_away(struct bulkhead *bulkhead,
                                        struct bulkhead_place *place,
                                        enum bulkhead_standing reason)
{
    unqueue(bulkhead, place);
    place->standing = reason;
    if (reason == BULKHEAD_TOO_LONG)
        bulkhead->figures.too_long++;
    else
        bulkhead->figures.shrunk++;
    return place;
}

struct bulkhead_place *bulkhead_next(struct bulkhead *bulkhead, int64_t now_ms)
{
    struct bulkhead_figures *figures = &bulkhead->figures;
    struct bulkhead_place *first = bulkhead->first;

    flow(bulkhead, now_ms);
    if (!first)
        return NULL;
    if (waited_ms(bulkhead, first) >= bulkhead->params.max_wait_ms)
        return turn_away(bulkhead, first, BULKHEAD_TOO_LONG);
    if (has_room(bulkhead)) {
        unqueue(bulkhead, first);
        let_in(bulkhead, first);
        figures->waited++;
        figures->longest_wait_ms =
            larger(figures->longest_wait_ms, waited_ms(bulkhead, first));
        return first;
    }
    if (figures->waiting > bulkhead->params.waiting)
        return turn_away(bulkhead, bulkhead->last, BULKHEAD_SHRUNK);
    return NULL;
}

int64_t bulkhead_wake_ms(const struct bulkhead *bulkhead)
{
    int64_t left;

    if (!bulkhead->first)
        return INT64_MAX;
    left = bulkhead->params.max_wait_ms - waited_ms(bulkhead, bulkhead->first);
    return bulkhead->seen_ms + (left > 0 ? left : 0);
}

enum error bulkhead_set(struct bulkhead *bulkhead, const char *name,
                        int64_t value)
{
    return parameter_set(bulkhead_parameters, BULKHEAD_PARAMETERS,
                         &bulkhead->params, name, value);
}

const char *bulkhead_standing_name(enum bulkhead_standing standing)
{
    static const char *const names[] = {
        [BULKHEAD_OUTSIDE] = "outside",   [BULKHEAD_ENTERED] = "entered",
        [BULKHEAD_WAITING] = "waiting",   [BULKHEAD_FULL] = "full",
        [BULKHEAD_TOO_LONG] = "too-long", [BULKHEAD_SHRUNK] = "shrunk"};

    return names[standing];
}
