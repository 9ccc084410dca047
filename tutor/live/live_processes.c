/*
 * live_processes -- the supervisor's reports become the list of processes.
 *
 * A report is whole. A process that it does not name is gone (a replica that
 * was scaled away), and so it leaves the list, with its history; one that is
 * down stays named. What differs from the report before is an event.
 */
#include <stdio.h>
#include <string.h>

#include "chassis/clock.h"
#include "tutor/live/live_private.h"

/* From what to what; nothing at the first sight of it. How it ended belongs to
 * an end only: who is paused may have been killed long ago. */
static void note_change(struct live *live, const struct live_process *process,
                        const Supervisor__Process *row)
{
    if (!process->state[0])
        return;
    bool ended = row->pid == 0 && row->last_exit[0];
    if (strcmp(process->state, row->state) != 0)
        live_happened(live, process->title, "%s -> %s%s%s", process->state,
                      row->state, ended ? ", " : "",
                      ended ? row->last_exit : "");
    else if (process->pid != row->pid && row->pid)
        live_happened(live, process->title, "pid %d -> %d", process->pid,
                      row->pid);
    if (process->version[0] && strcmp(process->version, row->version) != 0)
        live_happened(live, process->title, "version %s -> %s",
                      process->version, row->version);
}

static void take_row(struct live *live, struct live_process *process,
                     const Supervisor__Process *row)
{
    note_change(live, process, row);
    live_copy(process->shape, sizeof process->shape, row->shape);
    live_copy(process->state, sizeof process->state, row->state);
    live_copy(process->why, sizeof process->why,
              row->why[0] ? row->why : row->last_exit);
    live_copy(process->version, sizeof process->version, row->version);
    process->pid = row->pid;
    process->restarts = row->restarts;
    process->sidecar_pid = row->sidecar_pid;
    process->started_ms = row->pid ? clock_monotonic_ms() - row->uptime_ms : 0;
}

static void take_shapes(struct live_view *view,
                        const Supervisor__StatusReply *report)
{
    for (size_t i = 0; i < report->n_shapes; i++) {
        const Supervisor__ShapeStatus *row = report->shapes[i];
        struct live_shape *shape = strcmp(row->shape, "monolith") == 0
                                       ? &view->monolith
                                       : &view->split;
        shape->up = row->up;
        live_copy(shape->url, sizeof shape->url, row->url);
    }
}

void live_take_status(struct live *live, const ProtobufCMessage *message)
{
    const Supervisor__StatusReply *report =
        (const Supervisor__StatusReply *)message;
    struct live_view *view = &live->view;
    int kept = 0;
    for (size_t i = 0; i < report->n_processes; i++) {
        const Supervisor__Process *row = report->processes[i];
        struct live_process *process =
            live_find(live, row->name, row->instance);
        if (!process)
            continue; /* more than a screen could show */
        take_row(live, process, row);
        if (process - view->processes < kept)
            continue;                         /* named twice */
        struct live_process moved = *process; /* into the report's order */
        *process = view->processes[kept];
        view->processes[kept++] = moved;
    }
    view->process_count = kept;
    take_shapes(view, report);
}
