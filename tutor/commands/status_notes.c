/*
 * status_notes -- the lines below the table of `status`.
 *
 * A table shows what is alike; what is out of the ordinary (a crash loop and
 * how long it still waits, a deployment on its way, a sidecar) is said in a
 * sentence, and only when there is something to say.
 */
#include <stdio.h>
#include <string.h>

#include "tutor/commands/operate.h"
#include "tutor/commands/table.h"
#include "tutor/phrase.h"

static void label_of(const Supervisor__Process *process, char *out,
                     size_t bytes)
{
    if (process->instance > 1)
        snprintf(out, bytes, "%s-%d", process->name, process->instance);
    else
        snprintf(out, bytes, "%s", process->name);
}

static void note_process(struct session *session,
                         const Supervisor__Process *process)
{
    char label[2 * LIMIT_NAME_BYTES];
    struct screen *screen = &session->screen;
    bool crashed = strcmp(process->state, "crashed") == 0 ||
                   strcmp(process->state, "crash-loop") == 0;
    label_of(process, label, sizeof label);
    if (crashed)
        say(screen, NOTE_CRASHED, label, process->restarts + 1,
            phrase(&session->arena, process->last_exit),
            (double)process->restart_in_ms / 1000);
    else if (strcmp(process->state, "failed") == 0)
        say(screen, NOTE_FAILED, label, phrase(&session->arena, process->why));
    else if (*process->why)
        say(screen, NOTE_PROBES, label, phrase(&session->arena, process->why));
    if (process->cold_start_ms > 0)
        say(screen, NOTE_COLD_START, label, (long long)process->cold_start_ms);
    if (*process->sidecar)
        say(screen, NOTE_SIDECAR, label, process->sidecar_pid);
}

void operate_notes(struct session *session,
                   const Supervisor__StatusReply *status)
{
    for (size_t i = 0; i < status->n_processes; i++)
        note_process(session, status->processes[i]);
    for (size_t i = 0; i < status->n_services; i++) {
        const Supervisor__Deployment *last = status->services[i]->deployment;
        if (last)
            say(&session->screen, NOTE_DEPLOYMENT, last->service, last->from,
                last->to, last->strategy,
                phrase(&session->arena,
                       *last->step ? last->step : last->verdict),
                phrase(&session->arena, last->why));
    }
}
