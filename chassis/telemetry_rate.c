/*
 * telemetry_rate -- which traces are recorded.
 *
 * The problem: a learner who places one order wants to see all of it. A load
 * of ten thousand orders a second makes two hundred thousand spans, which
 * nobody reads and which the shop would pay for.
 *
 * The idea: the decision is made once, where a trace begins, and travels in
 * the flag of the traceparent, so that a trace is whole or not there. A bucket
 * of tokens lets the first traces of each second pass and no more; below that
 * rate every trace is recorded. A percentage can be set as well. What failed
 * is told in any case: then only the spans that failed.
 *
 * What holds: the flag is only ever taken away here, never given.
 */
#include <stdio.h>

#include "chassis/clock.h"
#include "chassis/random.h"
#include "chassis/setting.h"
#include "chassis/telemetry_private.h"

enum {
    SAMPLE_PERCENT = 100,
    TRACES_RATE = 100,
    TRACES_RATE_MOST = 1000000,
    REFUSED_RESERVE_US = 500000 /* half a second's worth */
};

static struct {
    int64_t percent, rate;
    int64_t tokens_us; /* a token is 1000000 / rate of these */
    int64_t seen_us;
    struct random random;
    uint64_t passed_over; /* traces that are not recorded */
} rate = {.percent = SAMPLE_PERCENT, .rate = TRACES_RATE};

/* ---- the decision ---- */

/* A second's worth of traces at most can be saved up. */
static bool take_token(int64_t reserve_us)
{
    int64_t now = telemetry_now_us();
    if (rate.rate == 0)
        return false;
    rate.tokens_us += now - rate.seen_us;
    rate.seen_us = now;
    if (rate.tokens_us > 1000000)
        rate.tokens_us = 1000000;
    int64_t price = 1000000 / rate.rate;
    if (rate.tokens_us < price + reserve_us)
        return false;
    rate.tokens_us -= price;
    return true;
}

static void begin(struct trace *trace, int64_t reserve_us)
{
    if (!telemetry_listens() || !(trace->flags & 1))
        return;
    if ((rate.percent == SAMPLE_PERCENT ||
         random_percent(&rate.random, (double)rate.percent)) &&
        take_token(reserve_us))
        return;
    rate.passed_over++;
    trace->flags &= (uint8_t)~1;
}

void telemetry_begin(struct trace *trace)
{
    begin(trace, 0);
}

void telemetry_begin_refused(struct trace *trace)
{
    begin(trace, REFUSED_RESERVE_US);
}

void telemetry_child(struct trace *out, const struct trace *parent)
{
    trace_child(out, parent, &rate.random);
}

/* ---- the settings ---- */

static bool at(void *arg, size_t index, struct setting *out)
{
    (void)arg;
    if (index > 1)
        return false;
    *out = index == 0 ? (struct setting){.unit = "percent",
                                         .value = rate.percent,
                                         .most = SAMPLE_PERCENT,
                                         .fallback = SAMPLE_PERCENT}
                      : (struct setting){.unit = "traces/s",
                                         .value = rate.rate,
                                         .most = TRACES_RATE_MOST,
                                         .fallback = TRACES_RATE};
    snprintf(out->name, sizeof out->name, "%s",
             index == 0 ? "telemetry.sample" : "telemetry.traces-rate");
    return true;
}

static enum error put(void *arg, size_t index, int64_t value)
{
    (void)arg;
    if (index == 0)
        rate.percent = value;
    else
        rate.rate = value;
    return ERROR_OK;
}

static bool gauge(void *arg, size_t index, struct gauge *out)
{
    (void)arg;
    if (index > 0)
        return false;
    struct telemetry_figures figures = telemetry_figures();
    snprintf(out->name, sizeof out->name, "telemetry");
    out->state = figures.connected ? "connected" : "nobody-listens";
    out->figures[0] =
        (struct gauge_figure){"records", "records", (int64_t)figures.records};
    out->figures[1] =
        (struct gauge_figure){"batches", "datagrams", (int64_t)figures.batches};
    out->figures[2] =
        (struct gauge_figure){"dropped", "records", (int64_t)figures.dropped};
    out->figures[3] = (struct gauge_figure){"not-sampled", "traces",
                                            (int64_t)rate.passed_over};
    out->figure_count = 4;
    return true;
}

static const struct setting_source source = {at, put, gauge};

void telemetry_rate_open(void)
{
    uint64_t seed = (uint64_t)clock_monotonic_ns();
    (void)random_secret(&seed, sizeof seed); /* span ids are no secrets */
    random_seed(&rate.random, seed);
    rate.tokens_us = 1000000;
    rate.seen_us = telemetry_now_us();
    setting_offer(&source, &rate);
}
