/*
 * status -- what runs, as the supervisor sees it and the processes answer.
 *
 * One row a process. The figures in the last columns come from the process
 * itself (control.Status, through the supervisor); a process that did not
 * answer in time shows a dash there, which is itself the news.
 */
#include "tutor/commands/operate.h"
#include "tutor/commands/status_watch.h"
#include "tutor/commands/table.h"
#include "tutor/grid.h"
#include "tutor/supervision.h"

static enum error nothing_up(struct session *session)
{
    if (session->json)
        screen_print(&session->screen,
                     "{\"processes\":[],\"shapes\":["
                     "{\"shape\":\"monolith\",\"up\":false,\"url\":\"\"},"
                     "{\"shape\":\"split\",\"up\":false,\"url\":\"\"}],"
                     "\"pid\":0}\n");
    else
        say(&session->screen, STATUS_NOTHING);
    return ERROR_OK;
}

static void figures(struct grid *grid, const Supervisor__Process *process)
{
    if (!process->answered) {
        for (int i = 0; i < 3; i++)
            grid_cell(grid, "-");
        return;
    }
    int64_t requests = process->requests_ok + process->requests_failed;
    grid_cell(grid, "%lld", (long long)requests);
    grid_cell(grid, "%.2f", (double)process->p99_us / 1000);
    grid_cell(grid, "%.1f", (double)process->resident_kb / 1024);
}

static const char *health(const Supervisor__Process *process)
{
    if (process->pid == 0)
        return text(TEXT_HEALTH_DOWN);
    return text(process->answered ? TEXT_HEALTH_OK : TEXT_HEALTH_SILENT);
}

static void print_table(struct session *session,
                        const Supervisor__StatusReply *status)
{
    static const enum text headings[] = {
        TEXT_STATUS_PROCESS, TEXT_STATUS_STATE,    TEXT_STATUS_PID,
        TEXT_STATUS_VERSION, TEXT_STATUS_HEALTH,   TEXT_STATUS_REQUESTS,
        TEXT_STATUS_P99,     TEXT_STATUS_RESIDENT,
    };
    struct grid grid;
    grid_init(&grid, &session->arena, "llrllrrr");
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        grid_cell(&grid, "%s", text(headings[i]));
    for (size_t i = 0; i < status->n_processes; i++) {
        const Supervisor__Process *process = status->processes[i];
        if (process->instance > 1)
            grid_cell(&grid, "%s-%d", process->name, process->instance);
        else
            grid_cell(&grid, "%s", process->name);
        grid_cell(&grid, "%s", process->state);
        if (process->pid)
            grid_cell(&grid, "%d", process->pid);
        else
            grid_cell(&grid, "-");
        grid_cell(&grid, "%s", process->version);
        grid_cell(&grid, "%s", health(process));
        figures(&grid, process);
    }
    grid_print(&grid, &session->screen);
}

/* Up when every process is ready, in part when one has a pid at all. */
static enum text shape_state(const Supervisor__StatusReply *status,
                             const Supervisor__ShapeStatus *row)
{
    enum shape_set set = SHAPES_NONE;
    if (row->up)
        return TEXT_SHAPE_UP;
    for (int shape = 0; shape < SHAPE_COUNT; shape++)
        if (shape_parse(row->shape, &set) && shape_in(set, (enum shape)shape) &&
            supervision_runs(status, (enum shape)shape))
            return TEXT_SHAPE_PARTLY;
    return TEXT_SHAPE_DOWN_NOW;
}

static enum error watch(struct session *session, const struct args *args)
{
    const char *duration = args_option(args, "for", 0);
    int64_t for_ms = 0;
    enum error error = duration ? args_duration(duration, &for_ms) : ERROR_OK;
    return error ? error : status_watch(session, for_ms);
}

enum error command_status(struct session *session, const struct args *args)
{
    const Supervisor__StatusReply *status = NULL;
    if (args_option(args, "watch", 0))
        return watch(session, args);
    if (args_option(args, "for", 0))
        return explain(ERROR_USAGE, STATUS_FOR);
    if (!supervision_running(session))
        return nothing_up(session);
    enum error error = supervision_status(session, &status);
    if (error)
        return error;
    if (session->json)
        return operate_json(session, status);
    for (size_t i = 0; i < status->n_shapes; i++)
        screen_print(&session->screen, "%-9s %s  %s\n",
                     status->shapes[i]->shape,
                     text(shape_state(status, status->shapes[i])),
                     status->shapes[i]->url);
    screen_print(&session->screen, "\n");
    print_table(session, status);
    operate_notes(session, status);
    return ERROR_OK;
}
