/*
 * lab_window -- figures of a load within a span of time.
 *
 * A request belongs to the moment in which it was due, not to that of its
 * answer: a customer who clicked while the shop was down belongs to the
 * outage, however long afterwards the answer came. Only the gap looks at
 * answers: it asks how long nobody got a good one.
 */
#include "tutor/lab/lab_window.h"

#include <math.h>
#include <stdlib.h>

#include "chassis/histogram.h"

static double due_ms(const struct lab_sample *sample)
{
    return (double)sample->due_us / 1000;
}

enum lab_class lab_sample_class(const struct lab_sample *sample)
{
    if (sample->status <= 0)
        return LAB_LOST;
    if (sample->status < 300)
        return LAB_OK;
    return sample->status < 500 ? LAB_REFUSED : LAB_FAILED;
}

static bool in_class(const struct lab_sample *sample, enum lab_class class)
{
    enum lab_class is = lab_sample_class(sample);
    if (class == LAB_BAD)
        return is == LAB_FAILED || is == LAB_LOST;
    return class == LAB_ALL || is == class;
}

/* Those of the span: how many there are, and how many of the class. */
struct tally {
    size_t due, counted;
    double sum_ms, most_ms, first_ms, last_ms;
};

static double answered_ms(const struct lab_sample *sample)
{
    return due_ms(sample) + sample->took_us / 1000.0;
}

static struct tally count(const struct lab_samples *load,
                          const struct lab_expression *wanted, double from,
                          double to)
{
    struct tally tally = {.first_ms = INFINITY, .last_ms = -INFINITY};
    for (size_t i = 0; i < load->count; i++) {
        const struct lab_sample *sample = &load->samples[i];
        double due = due_ms(sample), ms = sample->took_us / 1000.0;
        if (due < from || due >= to)
            continue;
        tally.due++;
        if (wanted->statistic == LAB_HTTP ? sample->status != wanted->number
                                          : !in_class(sample, wanted->class))
            continue;
        tally.counted++;
        tally.sum_ms += ms;
        tally.most_ms = fmax(tally.most_ms, ms);
        tally.first_ms = fmin(tally.first_ms, answered_ms(sample));
        tally.last_ms = fmax(tally.last_ms, due);
    }
    return tally;
}

static double quantile(const struct lab_samples *load,
                       const struct lab_expression *wanted, double from,
                       double to)
{
    static struct histogram histogram;
    histogram_init(&histogram);
    for (size_t i = 0; i < load->count; i++) {
        const struct lab_sample *sample = &load->samples[i];
        double due = due_ms(sample);
        if (due >= from && due < to && in_class(sample, wanted->class))
            histogram_record(&histogram, sample->took_us);
    }
    return (double)histogram_quantile(&histogram, wanted->number) / 1000;
}

static int by_time(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* The edges of the span count as good answers: what was before is unknown. */
static bool gap(const struct lab_samples *load, double from, double to,
                double *out)
{
    size_t used = 0;
    double longest = 0, before = fmax(from, load->from_ms);
    double last = fmin(to, load->to_ms);
    double *times = malloc((load->count + 1) * sizeof *times);
    if (!times)
        return false;
    for (size_t i = 0; i < load->count; i++) {
        double at = answered_ms(&load->samples[i]);
        if (in_class(&load->samples[i], LAB_OK) && at > before && at < last)
            times[used++] = at;
    }
    times[used++] = last;
    qsort(times, used, sizeof *times, by_time);
    for (size_t i = 0; i < used; i++) {
        longest = fmax(longest, times[i] - before);
        before = times[i];
    }
    free(times);
    *out = longest;
    return true;
}

static double seconds(const struct lab_samples *load, double from, double to)
{
    double first = fmax(from, load->from_ms), last = fmin(to, load->to_ms);
    return last > first ? (last - first) / 1000 : 0.001;
}

bool lab_window(const struct lab_samples *load,
                const struct lab_expression *statistic, double from, double to,
                double *out)
{
    struct tally tally = count(load, statistic, from, to);
    if (statistic->statistic == LAB_GAP)
        return gap(load, from, to, out);
    if (statistic->statistic == LAB_LAST) {
        *out = tally.counted > 0 ? tally.last_ms - from : 0;
        return true;
    }
    if (tally.due == 0)
        return false;
    switch (statistic->statistic) {
    case LAB_SHARE:
        *out = 100.0 * (double)tally.counted / (double)tally.due;
        return true;
    case LAB_COUNT:
    case LAB_HTTP:
        *out = (double)tally.counted;
        return true;
    case LAB_RATE:
        *out = (double)tally.counted / seconds(load, from, to);
        return true;
    default:
        break;
    }
    if (tally.counted == 0)
        return false;
    if (statistic->statistic == LAB_QUANTILE)
        *out = quantile(load, statistic, from, to);
    else if (statistic->statistic == LAB_MEAN)
        *out = tally.sum_ms / (double)tally.counted;
    else if (statistic->statistic == LAB_MOST)
        *out = tally.most_ms;
    else
        *out = tally.first_ms - from;
    return true;
}

const char *lab_unit_of(const struct lab_expression *expression)
{
    switch (expression->kind) {
    case LAB_TOOK_OF:
        return "ms";
    case LAB_STATISTIC:
        break;
    case LAB_NEGATED:
    case LAB_ADD:
    case LAB_SUBTRACT:
        return lab_unit_of(expression->left);
    default:
        return "";
    }
    switch (expression->statistic) {
    case LAB_SHARE:
        return "%";
    case LAB_RATE:
        return "/s";
    case LAB_COUNT:
    case LAB_HTTP:
        return "";
    default:
        return "ms";
    }
}
