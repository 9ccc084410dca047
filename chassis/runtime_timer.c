/*
 * runtime_timer -- the timers of one runtime.
 *
 * The problem: every call has a deadline and nearly every deadline is
 * cancelled, so setting and cancelling must both be cheap; and in the
 * simulator two timers of the same millisecond must always fire in the same
 * order.
 *
 * The idea: a binary heap of slot numbers, where each slot knows its place in
 * the heap; an id is a generation and a slot, so a stale id finds nothing.
 *
 * The invariant: heap[slots[s].heap_at] == s for every slot in use.
 */
#include "chassis/runtime_private.h"

#include <assert.h>
#include <stdlib.h>

#include "chassis/limits.h"

enum { SLOT_BITS = 17 };
_Static_assert(LIMIT_TIMERS <= 1 << SLOT_BITS, "an id must hold any slot");

void timers_init(struct timers *timers)
{
    *timers = (struct timers){.generation = 1};
}

void timers_release(struct timers *timers)
{
    free(timers->slots);
    free(timers->heap);
    free(timers->free_slots);
    *timers = (struct timers){0};
}

void timers_clear(struct timers *timers)
{
    timers->count = 0;
    timers->slot_count = 0;
    timers->free_count = 0;
}

static bool grow(struct timers *timers)
{
    uint32_t capacity = timers->capacity ? timers->capacity * 2 : 64;
    if (capacity > LIMIT_TIMERS)
        return false;
    struct timer *slots =
        realloc(timers->slots, capacity * sizeof *timers->slots);
    if (!slots)
        return false;
    timers->slots = slots;
    uint32_t *heap = realloc(timers->heap, capacity * sizeof *heap);
    if (!heap)
        return false;
    timers->heap = heap;
    uint32_t *spare = realloc(timers->free_slots, capacity * sizeof *spare);
    if (!spare)
        return false;
    timers->free_slots = spare;
    timers->capacity = capacity;
    return true;
}

static bool sooner(const struct timers *timers, uint32_t a, uint32_t b)
{
    const struct timer *x = &timers->slots[a], *y = &timers->slots[b];
    return x->at_ms != y->at_ms ? x->at_ms < y->at_ms : x->id < y->id;
}

static void place(struct timers *timers, uint32_t at, uint32_t slot)
{
    timers->heap[at] = slot;
    timers->slots[slot].heap_at = at;
}

static void rise(struct timers *timers, uint32_t at)
{
    uint32_t slot = timers->heap[at];
    while (at > 0 && sooner(timers, slot, timers->heap[(at - 1) / 2])) {
        place(timers, at, timers->heap[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
    place(timers, at, slot);
}

static void sink(struct timers *timers, uint32_t at)
{
    uint32_t slot = timers->heap[at];
    for (;;) {
        uint32_t child = 2 * at + 1;
        if (child >= timers->count)
            break;
        if (child + 1 < timers->count &&
            sooner(timers, timers->heap[child + 1], timers->heap[child]))
            child++;
        if (!sooner(timers, timers->heap[child], slot))
            break;
        place(timers, at, timers->heap[child]);
        at = child;
    }
    place(timers, at, slot);
}

uint64_t timers_add(struct timers *timers, const struct timer *timer)
{
    uint32_t slot;
    if (timers->free_count > 0) {
        slot = timers->free_slots[--timers->free_count];
    } else {
        if (timers->slot_count == timers->capacity && !grow(timers))
            return 0;
        slot = timers->slot_count++;
    }
    uint64_t id = timers->generation++ << SLOT_BITS | slot;
    timers->slots[slot] = *timer;
    timers->slots[slot].id = id;
    uint32_t at = timers->count++;
    place(timers, at, slot);
    rise(timers, at);
    return id;
}

static void take_out(struct timers *timers, uint32_t slot)
{
    uint32_t at = timers->slots[slot].heap_at;
    uint32_t last = timers->heap[--timers->count];
    timers->slots[slot].id = 0;
    timers->free_slots[timers->free_count++] = slot;
    if (last == slot)
        return;
    place(timers, at, last);
    rise(timers, at);
    sink(timers, timers->slots[last].heap_at);
}

void timers_cancel(struct timers *timers, uint64_t id)
{
    uint32_t slot = (uint32_t)(id & ((1u << SLOT_BITS) - 1));
    if (id && slot < timers->slot_count && timers->slots[slot].id == id)
        take_out(timers, slot);
}

bool timers_take(struct timers *timers, int64_t now_ms, struct timer *out)
{
    if (timers->count == 0)
        return false;
    uint32_t slot = timers->heap[0];
    if (timers->slots[slot].at_ms > now_ms)
        return false;
    *out = timers->slots[slot];
    take_out(timers, slot);
    return true;
}

int64_t timers_next_ms(const struct timers *timers)
{
    return timers->count ? timers->slots[timers->heap[0]].at_ms : INT64_MAX;
}
