/*
 * pair_side -- one shape as a whole, out of the processes of the live model.
 *
 * A customer meets one door: the monolith itself, or the gateway. So rate,
 * errors and times are the door's; what stands behind it is counted. What both
 * shapes share (supervisor, collector) belongs to neither.
 */
#include "tutor/screens/pair_side.h"

#include <math.h>
#include <string.h>

#include "tutor/process_memory.h"
#include "tutor/screens/system_table.h"

static bool of_shape(const struct live_process *process, enum shape shape)
{
    return strcmp(process->shape, shape_name(shape)) == 0;
}

static const char *door_name(enum shape shape)
{
    return shape == SHAPE_MONOLITH ? "monolith" : "gateway";
}

static void take_door(const struct live_process *door, int64_t now_ms,
                      struct pair_side *out)
{
    if (!door || door->pid == 0 || door->heard_ms == 0 ||
        system_silent(door, now_ms))
        return;
    out->rate = door->now.rate;
    out->failed = door->now.failed_rate;
    if (door->now.p50_us > 0)
        out->p50_ms = (double)door->now.p50_us / 1000;
    if (door->now.p99_us > 0)
        out->p99_ms = (double)door->now.p99_us / 1000;
}

void pair_side_of(const struct live_view *view, enum shape shape,
                  int64_t now_ms, struct pair_side *out)
{
    const struct live_shape *told =
        shape == SHAPE_MONOLITH ? &view->monolith : &view->split;
    *out = (struct pair_side){.url = told->url,
                              .up = told->up,
                              .rate = NAN,
                              .failed = NAN,
                              .p50_ms = NAN,
                              .p99_ms = NAN,
                              .door = live_process(view, door_name(shape))};
    for (int i = 0; i < view->process_count; i++) {
        const struct live_process *process = &view->processes[i];
        if (!of_shape(process, shape))
            continue;
        out->wanted++;
        out->running += process->pid != 0;
        out->sidecars += process->sidecar_pid != 0;
    }
    take_door(out->door, now_ms, out);
}

enum text pair_side_state(const struct pair_side *side)
{
    if (side->up)
        return TEXT_PAIR_UP;
    return side->running > 0 ? TEXT_PAIR_PARTLY : TEXT_PAIR_DOWN;
}

int64_t pair_side_memory(const struct live_view *view, enum shape shape)
{
    int64_t sum = 0;
    for (int i = 0; i < view->process_count; i++) {
        const struct live_process *process = &view->processes[i];
        int pids[] = {process->pid, process->sidecar_pid};
        for (int at = 0; at < 2 && of_shape(process, shape); at++) {
            int64_t kb = pids[at] ? process_memory_kb(pids[at]) : 0;
            if (kb < 0)
                return -1;
            sum += kb;
        }
    }
    return sum > 0 ? sum : -1;
}
