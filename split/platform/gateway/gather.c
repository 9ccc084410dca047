/*
 * API composition: where the join went when the tables moved apart.
 *
 * The problem: an order's payment is in one database and its parcel in
 * another. No statement reaches both, so somebody must ask both services and
 * put the answers together.
 *
 * The idea: ask all at once and count the answers down; the composed reply
 * then costs the slowest answer and not the sum. A part that stays silent is
 * left out and named, so that the client can tell "has no parcel" from "nobody
 * could be asked about the parcel".
 *
 * What holds: `finish` runs exactly once, and only when no answer is open:
 * every answer lands in memory that the request still owns.
 */
#include "split/platform/gateway/gather.h"

#include <assert.h>

struct gather *gather_new(struct request *rq, void (*finish)(struct gather *))
{
    struct gather *gather = arena_alloc(&rq->arena, sizeof(*gather));

    if (!gather)
        return NULL;
    gather->rq = rq;
    gather->finish = finish;
    return gather;
}

static void keep(struct gather_part *part, const struct answer *answer)
{
    struct arena *arena = &part->gather->rq->arena;

    part->answer = *answer;
    if (answer->detail)
        part->answer.detail = arena_string(arena, answer->detail);
    if (answer->instance)
        part->answer.instance = arena_string(arena, answer->instance);
}

static enum error answered(struct runtime *rt, void *arg,
                           const struct answer *answer)
{
    struct gather_part *part = arg;
    struct gather *gather = part->gather;

    (void)rt;
    keep(part, answer);
    assert(gather->open > 0);
    gather->open--;
    if (gather->open == 0)
        gather->finish(gather);
    return ERROR_OK;
}

void gather_ask(struct gather *gather, const struct ask *ask,
                const ProtobufCMessage *in)
{
    struct gather_part *part = &gather->parts[gather->count];
    enum error error;

    assert(gather->count < GATHER_PARTS);
    gather->count++;
    part->gather = gather;
    part->ask = ask;
    error = ask_service(gather->rq, ask, in, answered, part);
    if (error)
        keep(part,
             &(struct answer){.error = error, .detail = error_detail(error)});
    else
        gather->open++;
}

void gather_wait(struct gather *gather)
{
    if (gather->open == 0)
        gather->finish(gather);
}

char **gather_silent(struct gather *gather, size_t *count)
{
    struct arena *arena = &gather->rq->arena;
    char **names = arena_alloc(arena, GATHER_PARTS * sizeof(*names));

    *count = 0;
    for (size_t i = 0; names && i < gather->count; i++) {
        const struct gather_part *part = &gather->parts[i];
        enum error error = part->answer.error;

        if (error != ERROR_OK && error != ERROR_NOT_FOUND)
            names[(*count)++] = arena_string(arena, part->ask->peer);
    }
    return *count ? names : NULL;
}
