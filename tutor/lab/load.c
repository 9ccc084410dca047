/*
 * load -- an open-loop load generator for the front doors of both shapes.
 *
 * The problem: a generator that sends the next request when the last was
 * answered slows down together with the system it measures, and so hides every
 * stall (coordinated omission). One that may open connections without end
 * measures its own descriptors.
 *
 * The idea: a lane for each shape. A timer ticks every millisecond and looks
 * which arrivals the plan has made due; each goes to an idle connection, else
 * to a new one, else, at the bound, into a queue. The clock of an arrival runs
 * from the moment it was due, so time in our queue counts as the shop's time,
 * for it was the shop that kept the connections busy. What is our own fault,
 * the tick that came late, is measured apart and printed beside the result.
 *
 * The invariant: due = sent + waiting + dropped, and in the end nothing waits.
 */
#include "tutor/lab/load.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/clock.h"
#include "chassis/http.h"
#include "tutor/lab/load_mix.h"

enum { TICK_MS = 1, LOAD_TIMEOUT_MS = 5000, GRACE_MS = 5000 };

struct lane;

/* One keep-alive connection. */
struct line {
    struct lane *lane;
    struct http_client *client;
    int64_t due_ns; /* of the arrival it carries */
    bool is_order;
    const struct load_customer *customer;
};

struct arrival {
    uint64_t n;
    int64_t due_ns;
};

struct lane {
    struct load *load;
    size_t index; /* of its target */
    struct load_target target;
    struct load_mix_state mix;
    struct line lines[LIMIT_LOAD_CONNECTIONS];
    struct line *idle[LIMIT_LOAD_CONNECTIONS];
    size_t line_count, idle_count;
    struct arrival queue[LIMIT_LOAD_WAITING]; /* a ring */
    size_t queue_first, queue_count;
    struct load_request request; /* being built */
    struct load_result result;
};

struct load {
    struct loop *loop;
    struct loop_timer *timer;
    struct load_plan plan;
    int64_t start_ns, end_ns; /* end_ns: of the arrivals */
    uint64_t count, next;
    bool over;
    load_watcher *watcher; /* or NULL */
    void *watcher_arg;
    size_t lane_count;
    struct lane *lanes[LOAD_TARGETS];
};

static void send_arrival(struct line *line, const struct arrival *arrival);

static void tell(struct lane *lane, int64_t due_ns, int64_t now, int status)
{
    const struct load *load = lane->load;
    struct load_sample sample = {lane->index, due_ns, now - due_ns, status};
    if (load->watcher)
        load->watcher(load->watcher_arg, &sample);
}

/* The connection is free: the queue's first takes it. */
static void line_free(struct line *line)
{
    struct lane *lane = line->lane;
    if (lane->queue_count == 0) {
        lane->idle[lane->idle_count++] = line;
        return;
    }
    struct arrival arrival = lane->queue[lane->queue_first];
    lane->queue_first = (lane->queue_first + 1) % LIMIT_LOAD_WAITING;
    lane->queue_count--;
    send_arrival(line, &arrival);
}

static void count_status(struct load_result *result, int status)
{
    if (status > 0 && status < LOAD_STATUSES)
        result->statuses[status]++;
    if (status >= 200 && status < 300)
        result->ok++;
    else if (status >= 400 && status < 500)
        result->refused++;
    else
        result->failed++;
}

static void on_reply(void *arg, const struct http_reply *reply)
{
    struct line *line = arg;
    struct lane *lane = line->lane;
    struct load_result *result = &lane->result;
    int64_t now = clock_monotonic_ns();
    result->elapsed_ns = now - lane->load->start_ns;
    tell(lane, line->due_ns, now, reply->error ? 0 : reply->status);
    if (reply->error) {
        result->lost++;
    } else {
        count_status(result, reply->status);
        if (reply->status / 100 == 2) {
            histogram_record(&result->latency_us, (now - line->due_ns) / 1000);
            load_mix_learn(&lane->mix, line->is_order, line->customer,
                           reply->body);
        }
    }
    line_free(line);
}

static void send_arrival(struct line *line, const struct arrival *arrival)
{
    struct lane *lane = line->lane;
    struct load_request *request = &lane->request;
    load_mix_request(&lane->load->plan, &lane->target, &lane->mix, arrival->n,
                     request);
    line->due_ns = arrival->due_ns;
    line->is_order = request->is_order;
    line->customer = request->customer;
    lane->result.sent++;
    http_client_send(line->client, request->method, request->path,
                     request->headers, slice_of(request->body), LOAD_TIMEOUT_MS,
                     on_reply, line);
}

static struct line *free_line(struct lane *lane)
{
    if (lane->idle_count > 0)
        return lane->idle[--lane->idle_count];
    if (lane->line_count == LIMIT_LOAD_CONNECTIONS)
        return NULL;
    struct line *line = &lane->lines[lane->line_count++];
    line->lane = lane;
    line->client = http_client_new(lane->load->loop, &lane->target.address);
    lane->result.connections = lane->line_count;
    return line;
}

static void arrive(struct lane *lane, const struct arrival *arrival,
                   int64_t now)
{
    lane->result.due++;
    histogram_record(&lane->result.lag_us, (now - arrival->due_ns) / 1000);
    struct line *line = free_line(lane);
    if (line) {
        send_arrival(line, arrival);
    } else if (lane->queue_count == LIMIT_LOAD_WAITING) {
        lane->result.dropped++;
        tell(lane, arrival->due_ns, now, -1);
    } else {
        size_t at =
            (lane->queue_first + lane->queue_count) % LIMIT_LOAD_WAITING;
        lane->queue[at] = *arrival;
        if (++lane->queue_count > lane->result.waiting)
            lane->result.waiting = lane->queue_count;
    }
}

/* True when nothing is on its way and nothing waits. */
static bool lanes_quiet(const struct load *load)
{
    for (size_t i = 0; i < load->lane_count; i++) {
        const struct lane *lane = load->lanes[i];
        if (lane->idle_count < lane->line_count || lane->queue_count > 0)
            return false;
    }
    return true;
}

static void end_arrivals(struct load *load, int64_t now)
{
    load->count = load->next;
    load->end_ns = now;
}

static void on_tick(void *arg)
{
    struct load *load = arg;
    int64_t now = clock_monotonic_ns();
    while (load->next < load->count) {
        int64_t due =
            load->start_ns + load_plan_due_ns(&load->plan, load->next);
        if (due > now)
            break;
        struct arrival arrival = {load->next++, due};
        for (size_t i = 0; i < load->lane_count; i++)
            arrive(load->lanes[i], &arrival, now);
        if (load->next == load->count)
            end_arrivals(load, now);
    }
    bool late = load->next == load->count &&
                now - load->end_ns > (int64_t)GRACE_MS * 1000000;
    if (load->next == load->count && (late || lanes_quiet(load)))
        load->over = true;
    else
        loop_timer_set(load->timer, TICK_MS);
}

static struct lane *lane_new(struct load *load,
                             const struct load_target *target)
{
    struct lane *lane = calloc(1, sizeof *lane);
    if (!lane)
        return NULL;
    lane->load = load;
    lane->target = *target;
    lane->result.planned = load->count;
    histogram_init(&lane->result.latency_us);
    histogram_init(&lane->result.lag_us);
    return lane;
}

static void load_free(struct load *load)
{
    if (load->timer)
        loop_timer_free(load->timer);
    for (size_t i = 0; i < load->lane_count; i++) {
        struct lane *lane = load->lanes[i];
        for (size_t j = 0; j < lane->line_count; j++)
            http_client_free(lane->lines[j].client);
        free(lane);
    }
    free(load);
}

enum error load_start(struct load **out, struct loop *loop,
                      const struct load_plan *plan,
                      const struct load_target *targets, size_t count)
{
    assert(count <= LOAD_TARGETS && plan->sku_count > 0);
    struct load *load = calloc(1, sizeof *load);
    if (!load)
        return error_explain(ERROR_SYSTEM, "out of memory");
    load->loop = loop;
    load->plan = *plan;
    load->count = load_plan_count(plan);
    for (size_t i = 0; i < count; i++) {
        load->lanes[i] = lane_new(load, &targets[i]);
        if (!load->lanes[i]) {
            load_free(load);
            return error_explain(ERROR_SYSTEM, "out of memory");
        }
        load->lanes[i]->index = load->lane_count++;
    }
    load->timer = loop_timer_new(loop, on_tick, load);
    load->start_ns = clock_monotonic_ns();
    loop_timer_set(load->timer, 0);
    *out = load;
    return ERROR_OK;
}

void load_watch(struct load *load, load_watcher *watcher, void *arg)
{
    load->watcher = watcher;
    load->watcher_arg = arg;
}

/* Time was up: what is still under way or waiting was never served. */
static void tell_unserved(struct lane *lane)
{
    int64_t now = clock_monotonic_ns();
    for (size_t i = 0; i < lane->line_count; i++) {
        bool busy = true;
        for (size_t j = 0; j < lane->idle_count && busy; j++)
            busy = lane->idle[j] != &lane->lines[i];
        if (busy)
            tell(lane, lane->lines[i].due_ns, now, 0);
    }
    for (size_t i = 0; i < lane->queue_count; i++) {
        size_t at = (lane->queue_first + i) % LIMIT_LOAD_WAITING;
        tell(lane, lane->queue[at].due_ns, now, -1);
    }
}

bool load_over(const struct load *load)
{
    return load->over;
}

void load_stop(struct load *load)
{
    if (load->next < load->count)
        end_arrivals(load, clock_monotonic_ns());
}

void load_finish(struct load *load, struct load_result *results)
{
    while (!load->over)
        loop_once(load->loop, true);
    for (size_t i = 0; i < load->lane_count; i++) {
        struct lane *lane = load->lanes[i];
        tell_unserved(lane);
        lane->result.lost += lane->line_count - lane->idle_count;
        lane->result.dropped += lane->queue_count;
        results[i] = lane->result;
    }
    load_free(load);
}
